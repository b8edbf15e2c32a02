"""`steplint rule`: what a rule says and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click
import msgspec

from steplint.cli.choice import Word
from steplint.cli.output import write

if TYPE_CHECKING:
    from steplint.rule import RuleClass


class RuleOption(msgspec.Struct):
    """An option of a rule, as JSON shows it."""

    name: str
    description: str
    default: object


class RuleDescription(msgspec.Struct):
    """A rule, as JSON shows it; `explanation` is its page in Markdown."""

    code: str
    name: str
    category: str
    severity: str
    confidence: str
    since: str
    summary: str
    explanation: str
    options: list[RuleOption]


@click.command()
@click.argument("word", metavar="[CODE|NAME]", required=False)
@click.option("--all", "every", is_flag=True, help="Show every rule.")
@click.option("--output-format", type=Word("text", "json", "markdown"), default="text", help="How to show it (text).")
def rule(word: str | None, every: bool, output_format: str) -> None:
    """Explain a rule, or list all of them."""
    from steplint.report.rule_page import rule_markdown, rule_text  # the base of all rules
    from steplint.rule import find_rule, installed_rules

    if (word is None) == (not every):
        raise click.UsageError("name a rule by its code or name, or give --all")
    rules = installed_rules() if word is None else (find_rule(word, installed_rules()),)
    match output_format:
        case "json":
            write(_json(rules, is_list=every))
        case "markdown":
            write("\n".join(rule_markdown(each) for each in rules))
        case _ if every:
            write(_table(rules))
        case _:
            write(rule_text(rules[0]))


def _table(rules: Sequence[RuleClass]) -> str:
    width = max((len(each.name) for each in rules), default=0)
    return "".join(f"{each.code}  {each.name:<{width}}  {each.severity:<9}  {each.page.summary}\n" for each in rules)


def _json(rules: Sequence[RuleClass], *, is_list: bool) -> str:
    described = [_describe(rule) for rule in rules]
    document = msgspec.json.encode(described if is_list else described[0])
    return msgspec.json.format(document, indent=2).decode() + "\n"


def _describe(rule: RuleClass) -> RuleDescription:
    from steplint.settings.decode import option_meta, options_of

    options = [
        RuleOption(name, (meta.description or "") if (meta := option_meta(field)) else "", field.default)
        for name, field in options_of(rule.options_type).items()
    ]
    return RuleDescription(
        code=rule.code,
        name=rule.name,
        category=rule.category,
        severity=rule.severity.value,
        confidence=rule.confidence.value,
        since=rule.since,
        summary=rule.page.summary,
        explanation=rule.page.readable,
        options=options,
    )
