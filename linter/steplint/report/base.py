"""What a report is: a result turned into text, all at once, by a function of the format's name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from steplint.diagnostics import Finding, Place, RunResult
from steplint.report.escape import visible


@dataclass(frozen=True, slots=True)
class Presentation:
    """What a report may have besides the findings; a format ignores what it has no room for.

    `links` are addresses behind words, which only terminals understand. `width` are the columns of the terminal; what
    is no terminal gets everything whole.
    """

    color: bool = False
    links: bool = False
    width: int | None = None
    summary: bool = True
    statistics: bool = False


PLAIN = Presentation()

Reporter = Callable[[RunResult, Presentation], str]
"""Turns a result into the whole text of a report, which ends in a newline when it is not empty."""


def fingerprints(result: RunResult) -> list[str]:
    """The fingerprint of each finding shown, in their order."""
    return [finding.fingerprint for finding in result.findings]


def line_at(lines: Sequence[str], number: int) -> str:
    """The line with this 1-based number; empty when there is none."""
    return lines[number - 1] if 1 <= number <= len(lines) else ""


def location(finding: Finding) -> str:
    """`path:line:column` of a finding, as editors and terminals know it."""
    return position(finding.place)


def position(place: Place) -> str:
    """`path:line:column` of a place."""
    return f"{place.path}:{place.span.line}:{place.span.column}"


def explained(finding: Finding) -> list[str]:
    """A finding in lines of plain text that are safe to show: what and where, the numbered call path, the help."""
    lines = [visible(f"{location(finding)}: {finding.code} {finding.name} {finding.message}")]
    for number, hop in enumerate(finding.related, start=1):
        lines.append(visible(f"{number}. {position(hop.place)}: {hop.message}"))
    if finding.help is not None:
        lines.extend(visible(line) for line in f"help: {finding.help}".split("\n"))
    return lines
