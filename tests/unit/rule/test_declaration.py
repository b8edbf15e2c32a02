from __future__ import annotations

from pathlib import Path

import pytest

from steplint.diagnostics import Confidence, Place, Severity, Span
from steplint.rule import InvalidRule
from steplint.rule.base import Hook
from support import PAGE, make_pack, rule_source


def test_what_a_rule_need_not_say(tmp_path: Path) -> None:
    (rule,) = make_pack(tmp_path, {"critical/loose_end.py": rule_source("SL001", "LooseEnd")})
    assert (rule.name, rule.category, rule.hook) == ("loose-end", "critical", Hook.WORKFLOW)
    assert rule.page.summary == "A thing is wrong."
    assert rule.confidence is Confidence.HIGH


@pytest.mark.parametrize("hook", list(Hook))
def test_each_hook(tmp_path: Path, hook: Hook) -> None:
    (rule,) = make_pack(tmp_path, {"critical/loose_end.py": rule_source("SL001", "LooseEnd", hook=hook)})
    assert rule.hook is hook
    for other in Hook:
        assert list(getattr(rule(), other)(None)) == []


def test_a_finding_has_what_the_rule_says_unless_told(tmp_path: Path) -> None:
    (rule,) = make_pack(tmp_path, {"critical/loose_end.py": rule_source("SL001", "LooseEnd")})
    place = Place("a.py", Span(1, 1, 1, 2))
    plain = rule().finding(place, "it is so")
    assert (plain.code, plain.name, plain.severity, plain.confidence) == (
        "SL001",
        "loose-end",
        Severity.CRITICAL,
        Confidence.HIGH,
    )
    told = rule().finding(
        place, "so", confidence=Confidence.LOW, severity=Severity.ADVISORY, workflow="a.f", help="do not"
    )
    assert (told.severity, told.confidence, told.workflow, told.help) == (
        Severity.ADVISORY,
        Confidence.LOW,
        "a.f",
        "do not",
    )


WRONG = '''
import msgspec
from steplint.rule import Rule

class Options(msgspec.Struct):
    a: int

class Wrong(Rule):
    """No page"""
    code = "X1"
    severity = "bad"
    since = "soon"
    confidence = 3
    options_type = Options

    def check_workflow(self, workflow): ...
    def check_module(self, module): ...
'''


def test_a_wrong_declaration_is_refused_with_everything_that_is_wrong(tmp_path: Path) -> None:
    with pytest.raises(InvalidRule) as caught:
        make_pack(tmp_path, {"critical/loose_end.py": WRONG})
    place, _, faults = caught.value.message.partition(": ")
    assert place.endswith(".critical.loose_end.Wrong")
    assert faults.split("; ") == [
        "`code` must look like SL123, not 'X1'",
        "`severity` must be a Severity",
        "`confidence` must be a Confidence",
        "`since` must be a version like 0.1, not 'soon'",
        "the class must be called LooseEnd, after its file",
        f"exactly one of {', '.join(Hook)} must be overridden, not 2",
        "`options_type` must be frozen",
        "the docstring must start with a sentence that ends in a period",
        "the docstring needs a section `## Why is this bad`",
        "the docstring needs a section `## Bad`",
        "the docstring needs a section `## Good`",
    ]


NO_HOOK = rule_source("SL001", "LooseEnd", hook="check_nothing")
WRONG_OPTIONS = NO_HOOK.replace(
    "class LooseEnd",
    "import msgspec\nclass Options(msgspec.Struct, frozen=True):\n    a: int\n\nclass LooseEnd",
).replace('since = "0.1"', 'since = "0.1"\n    options_type = Options')


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        (NO_HOOK, "must be overridden, not 0"),
        (WRONG_OPTIONS, "the option `a` needs a default; the option `a` needs a `msgspec.Meta` with a description"),
        (NO_HOOK.replace('since = "0.1"', "options_type = int"), "`options_type` must be a msgspec.Struct"),
    ],
)
def test_single_faults(tmp_path: Path, source: str, fault: str) -> None:
    with pytest.raises(InvalidRule) as caught:
        make_pack(tmp_path, {"critical/loose_end.py": source})
    assert fault in caught.value.message


@pytest.mark.parametrize(
    ("page", "fault"),
    [
        (PAGE.replace("A thing is wrong.", "A thing"), "must start with a sentence"),
        (PAGE.replace("# expect: {code}", ""), "every example of `## Bad` must mark a line with `# expect: SL001`"),
        (PAGE.replace("{code}", "SL002"), "every example of `## Bad` must mark a line with `# expect: SL001`"),
        (PAGE.replace("other()", "other()  # expect: {code}"), "no example of `## Good` may have a mark"),
        (PAGE.replace("## Good", "## Nice"), "unknown section `## Nice`"),
        (PAGE.replace("```python\nother", "```\nother"), "`## Good` needs an example"),
        (PAGE + "\n## Fix\n\nSo.\n\n## References\n\nx\n\n## Options\n\nx\n", "must stand in this order"),
        (PAGE.replace("Because.", ""), "needs a section `## Why is this bad`"),
    ],
)
def test_faults_of_a_page(tmp_path: Path, page: str, fault: str) -> None:
    with pytest.raises(InvalidRule) as caught:
        make_pack(tmp_path, {"critical/loose_end.py": rule_source("SL001", "LooseEnd", page=page)})
    assert fault in caught.value.message


def test_a_file_outside_a_category_is_refused(tmp_path: Path) -> None:
    namespace = {"__name__": "loose_end"}
    with pytest.raises(InvalidRule, match="folder of its category"):
        exec(rule_source("SL001", "LooseEnd"), namespace)
