"""The rule card's own examples, translated to Python, under all rules."""

from __future__ import annotations

from pathlib import Path

import pytest

from steplint.rule import installed_rules
from steplint.testing import Case, check_example, load_cases

CARD = Path(__file__).parent.parent / "fixtures" / "card"


@pytest.mark.parametrize("case", load_cases(CARD), ids=lambda case: case.name)
def test_card(case: Case) -> None:
    assert check_example(case.sources, {rule.code for rule in installed_rules()}, case.settings) == []
