"""What rules are made of, how they are found, chosen and run."""

from steplint.rule.base import InvalidRule, NoOptions, Rule
from steplint.rule.registry import RuleClass, collect_rules, installed_rules
from steplint.rule.runner import run_rules
from steplint.rule.selection import check_selectors, find_rule, select_rules

__all__ = [
    "InvalidRule",
    "NoOptions",
    "Rule",
    "RuleClass",
    "check_selectors",
    "collect_rules",
    "find_rule",
    "installed_rules",
    "run_rules",
    "select_rules",
]
