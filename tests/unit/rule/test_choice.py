"""The registry and the selection of rules."""

from __future__ import annotations

import sys
from importlib.metadata import EntryPoint
from pathlib import Path

import msgspec
import pytest

from steplint import ENTRY_POINTS
from steplint.diagnostics import SteplintError
from steplint.rule import RuleClass, collect_rules, find_rule, registry, select_rules
from steplint.settings import Settings, load_settings
from support import make_pack, rule_source

OPTIONS = """
import msgspec
from typing import Annotated

class Options(msgspec.Struct, frozen=True, rename="kebab"):
    max_size: Annotated[int, msgspec.Meta(description="The most.")] = 3

"""


@pytest.fixture
def rules(tmp_path: Path) -> list[RuleClass]:
    with_options = rule_source("SL102", "BigThing").replace("\nclass", OPTIONS + "\nclass", 1)
    return make_pack(
        tmp_path,
        {
            "mandatory/big_thing.py": with_options.replace(
                'since = "0.1"', 'since = "0.1"\n    options_type = Options'
            ),
            "critical/loose_end.py": rule_source("SL001", "LooseEnd"),
            "critical/dead_end.py": rule_source("SL002", "DeadEnd"),
        },
    )


def codes(rules: list[RuleClass], **settings: object) -> list[str]:
    changed = msgspec.structs.replace(Settings(), **settings)
    return [rule.code for rule in select_rules(collect_rules(rules), changed)]


def test_rules_are_sorted_by_code(rules: list[RuleClass]) -> None:
    assert codes(rules) == ["SL001", "SL002", "SL102"]


@pytest.mark.parametrize(
    ("select", "ignore", "expected"),
    [
        (("SL0",), (), ["SL001", "SL002"]),
        (("sl001",), (), ["SL001"]),
        (("loose-end", "SL102"), (), ["SL001", "SL102"]),
        (("mandatory",), (), ["SL102"]),
        (("ALL",), ("SL0",), ["SL102"]),
        (("ALL",), ("critical",), ["SL102"]),
        (("SL001",), ("SL0",), ["SL001"]),
        (("SL0",), ("dead-end",), ["SL001"]),
        (("SL001",), ("SL001",), []),
        (("critical",), ("ALL",), ["SL001", "SL002"]),
        ((), (), []),
    ],
)
def test_the_more_exact_selector_wins(
    rules: list[RuleClass], select: tuple[str, ...], ignore: tuple[str, ...], expected: list[str]
) -> None:
    assert codes(rules, select=select, ignore=ignore) == expected


def test_an_unknown_selector_has_a_place_and_a_guess(rules: list[RuleClass], tmp_path: Path) -> None:
    (tmp_path / "steplint.toml").write_text('select = ["ALL"]\nignore = [\n  "SL001",\n  "lose-end",\n]\n')
    with pytest.raises(SteplintError) as caught:
        select_rules(rules, load_settings(tmp_path))
    assert caught.value.message.endswith("steplint.toml:4: unknown rule `lose-end`; did you mean `loose-end`?")


def test_options_reach_their_rule(rules: list[RuleClass], tmp_path: Path) -> None:
    (tmp_path / "steplint.toml").write_text("[rules.big-thing]\nmax-size = 7\n")
    (rule,) = (rule for rule in select_rules(rules, load_settings(tmp_path)) if rule.name == "big-thing")
    assert msgspec.structs.asdict(rule.options) == {"max_size": 7}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[rules.bigthing]\n", "1: unknown rule `bigthing` in `rules`; did you mean `big-thing`?"),
        ("[rules.big-thing]\nmaxsize = 7\n", "2: unknown key `maxsize`; did you mean `max-size`?"),
        ("[rules.big-thing]\nmax-size = 'x'\n", '2: bad value for `max-size`: expected `int`, got "x"'),
        ("[rules]\nloose-end.size = 1\n", "2: unknown key `size`"),
    ],
)
def test_wrong_options_are_refused(rules: list[RuleClass], tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "steplint.toml").write_text(text)
    with pytest.raises(SteplintError) as caught:
        select_rules(rules, load_settings(tmp_path))
    assert caught.value.message.endswith("steplint.toml:" + message)


def test_one_rule_by_code_or_name(rules: list[RuleClass]) -> None:
    assert find_rule("sl102", rules).name == "big-thing"
    assert find_rule("Big-Thing", rules).code == "SL102"
    with pytest.raises(SteplintError, match="did you mean `SL102`"):
        find_rule("SL103", rules)


def test_shared_codes_and_names_are_refused(tmp_path: Path) -> None:
    first = make_pack(tmp_path, {"critical/loose_end.py": rule_source("SL001", "LooseEnd")})
    same_code = make_pack(tmp_path, {"critical/dead_end.py": rule_source("SL001", "DeadEnd")})
    same_name = make_pack(tmp_path, {"mandatory/loose_end.py": rule_source("SL101", "LooseEnd")})
    with pytest.raises(SteplintError, match=r"share the code SL001: pack\d+\.critical\.\w+\.\w+ and pack"):
        collect_rules([*first, *same_code])
    with pytest.raises(SteplintError, match="share the name loose-end"):
        collect_rules([*first, *same_name])


def test_a_pack_that_cannot_be_imported_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    entry = EntryPoint(name="x", value="no_such_pack", group=ENTRY_POINTS)
    monkeypatch.setattr(registry.importlib.metadata, "entry_points", lambda group: [entry])
    with pytest.raises(SteplintError, match="the rule pack `no_such_pack` cannot be imported") as caught:
        registry.installed_rules.__wrapped__()
    assert caught.value.hint is not None


def test_the_own_pack_is_installed() -> None:
    rules = registry.installed_rules()
    assert [rule.code for rule in rules] == sorted(rule.code for rule in rules)
    assert {rule.__module__.split(".")[0] for rule in rules} == {"steplint", "steplint_rules"}
    assert "steplint_rules" in sys.modules
