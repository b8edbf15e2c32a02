"""What SARIF tells of each rule: names, page, levels. GitHub shows it beside an alert."""

from __future__ import annotations

from collections.abc import Sequence

from steplint.diagnostics import Finding
from steplint.links import rule_url
from steplint.report.levels import LEVELS, PRECISION
from steplint.report.rule_page import rule_markdown, rule_text
from steplint.report.sarif.places import Json
from steplint.rule import RuleClass
from steplint.rule.docstring import WHY

_MAX_TEXT = 1024
"""What GitHub takes of a description."""


def rule_descriptors(codes: Sequence[str], rules: Sequence[RuleClass], findings: Sequence[Finding]) -> list[Json]:
    """A descriptor for each of these rules and for each rule of a finding, by code.

    Some findings come from no rule, such as that of a file that cannot be parsed: they speak for themselves.
    """
    known = {rule.code: rule for rule in rules}
    examples = {finding.code: finding for finding in reversed(findings)}
    return [
        _of_rule(known[code]) if code in known else _of_finding(examples[code])
        for code in sorted({*codes, *examples})
        if code in known or code in examples
    ]


def _of_rule(rule: RuleClass) -> Json:
    why = " ".join(rule.page.sections[WHY].split("\n\n")[0].split())
    return _with_address(
        {
            "id": rule.code,
            "name": rule.__name__,
            "shortDescription": {"text": _cut(rule.page.summary)},
            "fullDescription": {"text": _cut(why)},
            "help": {"text": rule_text(rule), "markdown": rule_markdown(rule)},
            "defaultConfiguration": {"level": LEVELS[rule.severity].sarif},
            "properties": {
                "tags": list(dict.fromkeys([rule.category, rule.severity.value])),
                "precision": PRECISION[rule.confidence],
                "problem.severity": LEVELS[rule.severity].github_alert,
                "since": rule.since,
            },
        },
        rule.name,
    )


def _of_finding(finding: Finding) -> Json:
    words = finding.name.replace("-", " ")
    description = {"text": f"{words.capitalize()}."}
    return _with_address(
        {
            "id": finding.code,
            "name": finding.name.title().replace("-", ""),
            "shortDescription": description,
            "fullDescription": description,
            "help": {"text": finding.help or f"steplint reports: {words}."},
            "defaultConfiguration": {"level": LEVELS[finding.severity].sarif},
            "properties": {
                "tags": [finding.severity.value],
                "precision": PRECISION[finding.confidence],
                "problem.severity": LEVELS[finding.severity].github_alert,
            },
        },
        finding.name,
    )


def _with_address(descriptor: Json, name: str) -> Json:
    url = rule_url(name)
    return descriptor if url is None else {**descriptor, "helpUri": url}


def _cut(text: str) -> str:
    return text if len(text) <= _MAX_TEXT else text[: _MAX_TEXT - 1] + "…"
