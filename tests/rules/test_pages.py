"""Every example on every rule's page does what the page says."""

from __future__ import annotations

from pathlib import Path

import pytest

from steplint.pipeline import check_sources
from steplint.rule import RuleClass, installed_rules
from steplint.rule.docstring import BAD, FIX, GOOD, Example
from steplint.settings import default_settings
from steplint.testing import Case, check_example, load_cases

FIXTURES = Path(__file__).parent.parent / "fixtures" / "rules"


def examples(section: str) -> list[object]:
    return [
        pytest.param(rule, example, id=f"{rule.name}-{number}")
        for rule in installed_rules()
        for number, example in enumerate(rule.page.examples(section), start=1)
    ]


@pytest.mark.parametrize(("rule", "example"), examples(BAD))
def test_bad_examples_are_reported(rule: RuleClass, example: Example) -> None:
    assert check_example(example.files, {rule.code}) == []


@pytest.mark.parametrize(("rule", "example"), examples(GOOD))
def test_good_examples_are_silent(rule: RuleClass, example: Example) -> None:
    assert check_example(example.files, {rule.code}) == []


@pytest.mark.parametrize(("rule", "example"), examples(GOOD))
def test_good_examples_are_good_under_all_rules(rule: RuleClass, example: Example) -> None:
    """Pages do not contradict each other; error handling is left out where it would hide the point of a page."""
    codes = {other.code for other in installed_rules()}
    assert check_example(example.files, codes - ({"SL003"} - {rule.code})) == []


@pytest.mark.parametrize("rule", installed_rules(), ids=lambda rule: rule.name)
def test_a_page_tells_of_fixes_where_there_are_some(rule: RuleClass) -> None:
    """In its bad examples or, where these show none, in the rule's fixtures."""
    examples = [Case("", example.files, default_settings()) for example in rule.page.examples(BAD)]
    folder = FIXTURES / rule.name
    cases = [*examples, *(load_cases(folder) if folder.is_dir() and FIX in rule.page.sections else ())]
    every = [other() for other in installed_rules()]  # what a suppression hides is other rules' findings
    results = (check_sources(case.sources, settings=case.settings, rules=every) for case in cases)
    findings = (f for result in results for f in result.findings if f.code == rule.code)
    has_fix = any(finding.fix is not None for finding in findings)
    assert has_fix == (FIX in rule.page.sections)
