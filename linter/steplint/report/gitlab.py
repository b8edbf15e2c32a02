"""GitLab's Code Quality report: a list of issues, in the fields that GitLab reads."""

from __future__ import annotations

import hashlib

from steplint.diagnostics import Finding, Problem, RunResult
from steplint.report.base import PLAIN, Presentation, fingerprints
from steplint.report.document import json_document
from steplint.report.escape import visible
from steplint.report.levels import LEVELS, problem_level


def gitlab(result: RunResult, presentation: Presentation = PLAIN) -> str:
    """The list of problems, then findings. GitLab takes equal fingerprints for one issue."""
    problems = [_problem(problem) for problem in result.problems]
    pairs = zip(result.findings, fingerprints(result), strict=True)
    return json_document([*problems, *(_finding(finding, fingerprint) for finding, fingerprint in pairs)])


def _finding(finding: Finding, fingerprint: str) -> dict[str, object]:
    span = finding.place.span
    return {
        "description": visible(f"{finding.code} {finding.name}: {finding.message}"),
        "check_name": finding.code,
        "fingerprint": fingerprint,
        "severity": LEVELS[finding.severity].gitlab,
        "location": {
            "path": finding.place.path,
            "positions": {
                "begin": {"line": span.line, "column": span.column},
                "end": {"line": span.end_line, "column": span.end_column},
            },
        },
    }


def _problem(problem: Problem) -> dict[str, object]:
    """A problem as an issue, of the folder when it is of no file: an empty list would say that all is well."""
    parts = (problem.kind.value, problem.path, problem.message)
    return {
        "description": visible(f"{problem.kind}: {problem.message}"),
        "check_name": problem.kind.value,
        "fingerprint": hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:20],
        "severity": problem_level(problem).gitlab,
        "location": {"path": problem.path or ".", "lines": {"begin": problem.line or 1}},
    }
