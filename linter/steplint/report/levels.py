"""What our severities and confidences are called elsewhere: one table for all formats.

What fails a run is an error everywhere, so that a gate that reads a report decides as the exit status does; advisory
findings are the mildest word there is. Formats with more words keep critical and mandatory apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from steplint.diagnostics import Confidence, Problem, Severity


@dataclass(frozen=True, slots=True)
class Level:
    """The words for one severity."""

    sarif: str
    github_alert: str
    """`problem.severity` of a SARIF rule, which GitHub shows."""
    github: str
    azure: str
    gitlab: str
    rdjson: str
    fails: bool
    """Whether a test report counts it as a failed test."""


LEVELS: Mapping[Severity, Level] = MappingProxyType(
    {
        Severity.CRITICAL: Level("error", "error", "error", "error", "critical", "ERROR", fails=True),
        Severity.MANDATORY: Level("error", "error", "error", "error", "major", "ERROR", fails=True),
        Severity.ADVISORY: Level("note", "recommendation", "notice", "warning", "minor", "INFO", fails=False),
    }
)
_PROBLEM = Level("error", "error", "error", "error", "critical", "ERROR", fails=True)
_NOTICE = Level("warning", "warning", "warning", "warning", "info", "WARNING", fails=False)

PRECISION: Mapping[Confidence, str] = MappingProxyType(
    {Confidence.HIGH: "high", Confidence.MEDIUM: "medium", Confidence.LOW: "low"}
)
"""`precision` of a SARIF rule."""


def problem_level(problem: Problem) -> Level:
    """The words for something that could not be processed."""
    return _NOTICE if problem.notice else _PROBLEM
