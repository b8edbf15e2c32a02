"""What a report is: a result turned into text, all at once, by a function of the format's name."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from steplint.diagnostics import Finding, RunResult

Reporter = Callable[[RunResult], str]
"""Turns a result into the whole text of a report, which ends in a newline when it is not empty."""


def fingerprints(result: RunResult) -> list[str]:
    """The fingerprint of each finding shown, in their order."""
    return [finding.fingerprint for finding in result.findings]


def line_at(lines: Sequence[str], number: int) -> str:
    """The line with this 1-based number; empty when there is none."""
    return lines[number - 1] if 1 <= number <= len(lines) else ""


def location(finding: Finding) -> str:
    """`path:line:column` of a finding, as editors and terminals know it."""
    span = finding.place.span
    return f"{finding.place.path}:{span.line}:{span.column}"
