"""What rules are made of, how they are found, chosen and run."""

from steplint.rule.base import Hook, InvalidRule, NoOptions, Rule
from steplint.rule.grading import Grading
from steplint.rule.registry import RuleClass, collect_rules, installed_rules
from steplint.rule.runner import check_suppressions, check_syntax, run_rules
from steplint.rule.selection import check_selectors, find_rule, is_asked_for, rule_options, select_rules
from steplint.rule.subjects import BrokenFile, CommentedFile, JudgedSuppression

__all__ = [
    "BrokenFile",
    "CommentedFile",
    "Grading",
    "Hook",
    "InvalidRule",
    "JudgedSuppression",
    "NoOptions",
    "Rule",
    "RuleClass",
    "check_selectors",
    "check_suppressions",
    "check_syntax",
    "collect_rules",
    "find_rule",
    "installed_rules",
    "is_asked_for",
    "rule_options",
    "run_rules",
    "select_rules",
]
