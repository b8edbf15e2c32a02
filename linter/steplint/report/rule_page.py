"""A rule's page as a document of its own."""

from __future__ import annotations

from steplint.rule import RuleClass
from steplint.rule.docstring import FIX
from steplint.settings import Settings
from steplint.settings.decode import options_of


def rule_text(rule: RuleClass) -> str:
    """The page for a terminal, under a line with the rule's facts."""
    title = f"{rule.code} {rule.name} ({rule.category}, {rule.severity}, since {rule.since})"
    return f"{title}\n\n{rule.page.readable}\n"


def rule_markdown(rule: RuleClass) -> str:
    """The page in Markdown, with a title and a table of the rule's facts between the first sentence and the rest."""
    summary, _, rest = rule.page.readable.partition("\n\n")
    code, *facts = (f"| {fact} | {value} |" for fact, value in rule_facts(rule).items())
    table = "\n".join((code, "|---|---|", *facts))
    return f"# {rule.name} ({rule.code})\n\n{summary}\n\n{table}\n\n{rest}\n"


def rule_facts(rule: RuleClass) -> dict[str, str]:
    """What a rule declares, in words of inline Markdown; the first is its code."""
    options = [f"`rules.{rule.name}.{option}`" for option in options_of(rule.options_type)]
    return {
        "code": rule.code,
        "category": rule.category,
        "severity": f"{rule.severity}; {_fails(rule)}",
        "confidence": f"{rule.confidence}, unless a finding is less sure",
        "seen with": _seen_with(rule),
        "fix": "[in some cases](#fix)" if FIX in rule.page.sections else "none",
        "options": ", ".join(options) or "none of its own",
        "since": rule.since,
    }


def _fails(rule: RuleClass) -> str:
    if rule.severity.rank <= Settings().fail_on.rank:
        return "fails the run"
    return f"shown, and fails the run only with `--fail-on {rule.severity}`"


def _seen_with(rule: RuleClass) -> str:
    if rule.confidence.rank <= Settings().min_confidence.rank:
        return "the default settings"
    return f"`--min-confidence {rule.confidence}`"
