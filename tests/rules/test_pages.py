"""Every example on every rule's page does what the page says."""

from __future__ import annotations

import pytest

from steplint.pipeline import check_sources
from steplint.rule import RuleClass, installed_rules
from steplint.rule.docstring import BAD, FIX, GOOD, Example
from steplint.settings import default_settings
from steplint.testing import check_example


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
    """Pages do not contradict each other; error handling, and who sends or takes the events of so small a project, is
    left out where it would hide the point of a page.
    """
    codes = {other.code for other in installed_rules()}
    assert check_example(example.files, codes - ({"SL003", "SL301", "SL302"} - {rule.code})) == []


@pytest.mark.parametrize("rule", installed_rules(), ids=lambda rule: rule.name)
def test_a_page_tells_of_fixes_where_there_are_some(rule: RuleClass) -> None:
    """The bad examples show them."""
    every = [other() for other in installed_rules()]  # what a suppression hides is other rules' findings
    results = [
        check_sources(example.files, settings=default_settings(), rules=every) for example in rule.page.examples(BAD)
    ]
    findings = [finding for result in results for finding in result.findings if finding.code == rule.code]
    assert any(finding.fix is not None for finding in findings) == (FIX in rule.page.sections)
