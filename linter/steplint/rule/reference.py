"""The options of settings and rules together: for documentation, and as a JSON schema."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from steplint.rule.registry import RuleClass, installed_rules
from steplint.settings.describe import OptionPage, describe_options
from steplint.settings.json_schema import settings_schema


def all_options(rules: Sequence[RuleClass]) -> list[OptionPage]:
    """The options of the settings, then those of the rules, as `rules.<name>.<option>`."""
    of_rules = (page for rule in rules for page in describe_options(rule.options_type, ("rules", rule.name)))
    return [*describe_options(), *of_rules]


def schema_of(rules: Sequence[RuleClass]) -> dict[str, Any]:
    """The JSON schema of settings for these rules."""
    return settings_schema(
        {rule.name: rule.options_type for rule in rules},
        [rule.code for rule in rules],
        sorted({rule.category for rule in rules}),
    )


def tool_schema(tool: str) -> dict[str, Any]:
    """The schema of `[tool.steplint]` for validate-pyproject, which gives the tool's name."""
    return schema_of(installed_rules())
