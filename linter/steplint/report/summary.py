"""The last line of a report for people, and the lines about problems."""

from __future__ import annotations

from collections import Counter

from steplint.diagnostics import Problem, RunResult, Severity
from steplint.report.escape import visible


def summary(result: RunResult) -> str:
    """What was found in one line: `Found 3 findings (2 critical, 1 advisory) in 4 workflows of 10 files.`."""
    scope = f"in {counted(result.workflows, 'workflow')} of {counted(result.files, 'file')}"
    if result.findings:
        by_severity = Counter(finding.severity for finding in result.findings)
        parts = ", ".join(f"{by_severity[severity]} {severity}" for severity in Severity if by_severity[severity])
        text = f"Found {counted(len(result.findings), 'finding')} ({parts}) {scope}."
    else:
        text = f"Found nothing {scope}."
    if result.suppressed:
        text += f" {len(result.suppressed)} suppressed by comments."
    if result.baselined:
        text += f" {len(result.baselined)} in the baseline."
    if result.ignored_in_file:
        text += f" {len(result.ignored_in_file)} left out by `per-file-ignores`."
    if result.below_severity:
        text += f" {len(result.below_severity)} milder not shown (`--min-severity advisory` shows all)."
    if result.below_confidence:
        text += f" {len(result.below_confidence)} less sure not shown (`--min-confidence low` shows all)."
    errors = sum(not problem.notice for problem in result.problems)
    if errors:
        text += f" {counted(errors, 'error')}: findings may be missing."
    return text


def problem_line(problem: Problem) -> str:
    """A problem in one line, with its place where it has one."""
    label = "note" if problem.notice else "error"
    place = f"{problem.path}:{problem.line}: " if problem.line is not None else f"{problem.path}: "
    return visible(f"{label}: {place if problem.path else ''}{problem.message}")


def counted(number: int, noun: str) -> str:
    """A number with its noun, `1 file` or `2 files`, `1 entry` or `2 entries`."""
    plural = f"{noun[:-1]}ies" if noun.endswith("ry") else f"{noun}s"
    return f"{number} {noun}" if number == 1 else f"{number} {plural}"
