"""How many findings each rule has."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from steplint.diagnostics import Applicability, Finding, RunResult


class RuleCount(msgspec.Struct, frozen=True):
    """The findings of one rule: shown, of these with a fix that can be applied, hidden by comments, by the baseline."""

    code: str
    name: str
    findings: int
    fixable: int
    suppressed: int
    baselined: int


def statistics(result: RunResult) -> list[RuleCount]:
    """A count for each rule with findings, those with most findings shown first."""
    names = {f.code: f.name for f in (*result.findings, *result.suppressed, *result.baselined)}
    counts = [
        RuleCount(
            code=code,
            name=name,
            findings=_count(code, result.findings),
            fixable=_count(code, (finding for finding in result.findings if _is_fixable(finding))),
            suppressed=_count(code, result.suppressed),
            baselined=_count(code, result.baselined),
        )
        for code, name in names.items()
    ]
    return sorted(counts, key=lambda count: (-count.findings, count.code))


def statistics_table(result: RunResult) -> list[str]:
    """The counts as lines of a table for people; none when there is nothing to count."""
    counts = statistics(result)
    if not counts:
        return []
    heads = ("code", "name", "findings", "fixable", "suppressed", "baselined")
    rows = [heads, *(tuple(str(getattr(count, head)) for head in heads) for count in counts)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(heads))]
    return [
        "  ".join(_cell(text, width, head) for text, width, head in zip(row, widths, heads, strict=True))
        for row in rows
    ]


def _cell(text: str, width: int, head: str) -> str:
    return text.ljust(width) if head in {"code", "name"} else text.rjust(width)


def _count(code: str, findings: Iterable[Finding]) -> int:
    return sum(finding.code == code for finding in findings)


def _is_fixable(finding: Finding) -> bool:
    return finding.fix is not None and finding.fix.applicability is not Applicability.DISPLAY
