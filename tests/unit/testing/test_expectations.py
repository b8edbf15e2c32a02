from __future__ import annotations

from pathlib import Path

import pytest

from steplint.diagnostics import Confidence
from steplint.testing import Mark, check_example, load_case, load_cases, mismatches, read_marks
from support import finding, make_pack, rule_source


def test_marks() -> None:
    text = "a()  # expect: SL002\nb()  # expect: SL001,SL105 # expect-low: SL003\n"
    assert read_marks({"a.py": text}) == {
        Mark("a.py", 1, "SL002", False),
        Mark("a.py", 2, "SL001", False),
        Mark("a.py", 2, "SL105", False),
        Mark("a.py", 2, "SL003", True),
    }


@pytest.mark.parametrize(
    "comment", ["# expect SL002", "#expect: SL002", "# expect: ", "# expected: SL002", "# Expect: SL1"]
)
def test_what_looks_like_a_mark_and_is_none(comment: str) -> None:
    with pytest.raises(ValueError, match=r"a\.py:1: not a mark"):
        read_marks({"a.py": f"a()  {comment}"})


def test_sure_findings_must_be_marked_and_unsure_ones_may_be() -> None:
    high = finding("a.py", (1, 1, 1, 2))
    medium = finding("a.py", (2, 1, 2, 2), confidence=Confidence.MEDIUM)
    low = finding("a.py", (3, 1, 3, 2), confidence=Confidence.LOW)
    sure = {Mark("a.py", 1, "SL002", False), Mark("a.py", 2, "SL002", False)}
    unsure = Mark("a.py", 3, "SL002", True)
    assert mismatches(sure, [high, medium, low]) == []
    assert mismatches({*sure, unsure}, [high, medium, low]) == []
    assert mismatches({*sure, unsure}, [high, medium]) == ["not reported: a.py:3 SL002 with low confidence"]
    assert mismatches(sure, [high]) == ["not reported: a.py:2 SL002"]
    assert mismatches(set(), [high]) == [f"not marked: a.py:1 SL002: {high.message}"]
    assert len(mismatches({Mark("a.py", 1, "SL002", True)}, [high])) == 2
    assert len(mismatches({Mark("a.py", 3, "SL002", False)}, [low])) == 1


def test_an_example_is_checked_with_its_rules_only(tmp_path: Path) -> None:
    body = "yield self.finding(Place('a.py', Span(1, 1, 1, 2)), 'x')"
    rules = make_pack(
        tmp_path,
        {
            "critical/one.py": rule_source("SL001", "One", hook="check_project", body=body),
            "critical/two.py": rule_source("SL002", "Two", hook="check_project", body=body),
        },
    )
    assert check_example({"a.py": "x = 1  # expect: SL001\n"}, {"SL001"}, rules=rules) == []
    assert check_example({"a.py": "x = 1  # expect: SL001\n"}, {"SL001", "SL002"}, rules=rules) == [
        "not marked: a.py:1 SL002: x"
    ]
    assert check_example({"a.py": "import inngest\nx = (\n"}, {"SL001"}, rules=rules)[0].startswith("problem: a.py: ")


def test_a_rule_that_fails_fails_the_example(tmp_path: Path) -> None:
    rules = make_pack(
        tmp_path, {"critical/one.py": rule_source("SL001", "One", hook="check_project", body="raise ValueError")}
    )
    (problem,) = check_example({"a.py": "x = 1\n"}, {"SL001"}, rules=rules)
    assert problem.startswith("problem: ")


def test_cases_are_files_and_folders(tmp_path: Path) -> None:
    (tmp_path / "one.py").write_text("a()\n")
    (tmp_path / "two" / "app").mkdir(parents=True)
    (tmp_path / "two" / "app" / "mail.py").write_text("b()  # expect: SL002\n")
    (tmp_path / "two" / "settings.toml").write_text('min-email-delay = "1m"\n')
    (tmp_path / "notes.md").write_text("")
    (tmp_path / "__pycache__").mkdir()
    one, two = load_cases(tmp_path)
    assert (one.name, dict(one.sources), one.is_silent) == ("one", {"one.py": "a()\n"}, True)
    assert (two.name, list(two.sources), two.is_silent) == ("two", ["app/mail.py"], False)
    assert two.settings.min_email_delay == 60.0


def test_a_case_must_be_text(tmp_path: Path) -> None:
    (tmp_path / "one.py").write_bytes(b"'\xff'\n")
    with pytest.raises(ValueError, match="not UTF-8"):
        load_case(tmp_path / "one.py")
