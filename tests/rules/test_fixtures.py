"""Every fixture is reported as its marks say, by its own rule only."""

from __future__ import annotations

from pathlib import Path

import pytest

from steplint.rule import RuleClass, installed_rules
from steplint.testing import Case, check_example, load_cases

RULES = Path(__file__).parent.parent / "fixtures" / "rules"


def cases() -> list[object]:
    return [
        pytest.param(rule, case, id=f"{rule.name}/{case.name}")
        for rule in installed_rules()
        if (RULES / rule.name).is_dir()
        for case in load_cases(RULES / rule.name)
    ]


@pytest.mark.parametrize(("rule", "case"), cases())
def test_fixtures(rule: RuleClass, case: Case) -> None:
    assert check_example(case.sources, {rule.code}, case.settings) == []
