"""A rule's page as a document of its own."""

from __future__ import annotations

from steplint.rule import RuleClass


def rule_text(rule: RuleClass) -> str:
    """The page for a terminal, under a line with the rule's facts."""
    title = f"{rule.code} {rule.name} ({rule.category}, {rule.severity}, since {rule.since})"
    return f"{title}\n\n{rule.page.readable}\n"


def rule_markdown(rule: RuleClass) -> str:
    """The page in Markdown, with a title and the rule's facts."""
    facts = f"Code {rule.code} · category {rule.category} · severity {rule.severity} · since {rule.since}"
    return f"# {rule.name} ({rule.code})\n\n{facts}\n\n{rule.page.readable}\n"
