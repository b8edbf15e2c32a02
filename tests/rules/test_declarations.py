"""What every rule must bring along."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from steplint.rule import RuleClass, installed_rules
from steplint.rule.docstring import BAD, GOOD, WHY
from steplint.testing import load_cases, read_marks

ROOT = Path(__file__).parent.parent.parent
FIXTURES = ROOT / "tests" / "fixtures" / "rules"
START, END = "<!-- rules -->", "<!-- /rules -->"

each_rule = pytest.mark.parametrize("rule", installed_rules(), ids=lambda rule: rule.name)


def test_there_are_rules() -> None:
    assert installed_rules()


@each_rule
def test_a_page(rule: RuleClass) -> None:
    for section in (WHY, BAD, GOOD):
        assert rule.page.sections[section].strip()


@each_rule
def test_fixtures_with_marks_and_without(rule: RuleClass) -> None:
    folder = FIXTURES / rule.name
    assert folder.is_dir(), f"{rule.code} needs fixtures in {folder.relative_to(ROOT)}"
    cases = load_cases(folder)
    assert any(case.is_silent for case in cases), "one case must be silent"
    marked = {mark.code for case in cases for mark in read_marks(case.sources)}
    assert rule.code in marked, "one case must have a mark"
    assert marked == {rule.code}, "a fixture is checked with its own rule only"


@each_rule
def test_the_changelog_tells_of_it(rule: RuleClass) -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(rf"{rule.code} `?{rule.name}`?", changelog)


def test_codes_and_names_are_unique() -> None:
    rules = installed_rules()
    assert len({rule.code for rule in rules}) == len({rule.name for rule in rules}) == len(rules)


def test_every_fixture_folder_belongs_to_a_rule() -> None:
    folders = {path.name for path in FIXTURES.iterdir() if path.is_dir()}
    assert folders <= {rule.name for rule in installed_rules()}


def rule_table() -> str:
    """The table of rules as the README shows it."""
    lines = ["| code | name | severity | what it reports |", "|---|---|---|---|"]
    lines += [
        f"| [{rule.code}](docs/rules/{rule.name}.md) | {rule.name} | {rule.severity} | {rule.page.summary} |"
        for rule in installed_rules()
    ]
    return "\n".join(lines)


def test_the_table_of_rules_is_current(request: pytest.FixtureRequest) -> None:
    """The README's table, between its markers; `--update-golden` writes it."""
    path = ROOT / "README.md"
    readme = path.read_text(encoding="utf-8")
    if START not in readme:
        pytest.skip("the README has no table of rules")
    before, _, rest = readme.partition(START)
    current, _, after = rest.partition(END)
    if request.config.getoption("--update-golden"):
        path.write_text(f"{before}{START}\n{rule_table()}\n{END}{after}", encoding="utf-8")
        return
    assert current.strip() == rule_table(), "pytest --update-golden tests/rules/test_declarations.py writes it"
