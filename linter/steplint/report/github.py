"""Workflow commands of GitHub Actions, which become annotations on the changed lines."""

from __future__ import annotations

from steplint.diagnostics import Finding, Problem, RunResult
from steplint.report.base import PLAIN, Presentation, explained
from steplint.report.escape import visible
from steplint.report.levels import LEVELS, problem_level
from steplint.report.summary import problem_line


def github(result: RunResult, presentation: Presentation = PLAIN) -> str:
    """A command for each problem and finding, the worst first: GitHub keeps ten of a level for each step."""
    problems = sorted(result.problems, key=lambda problem: problem.notice)
    findings = sorted(result.findings, key=lambda finding: finding.severity.rank)
    commands = [*map(_problem, problems), *map(_finding, findings)]
    return "".join(command + "\n" for command in commands)


def _finding(finding: Finding) -> str:
    span = finding.place.span
    properties = {"file": visible(finding.place.path), "line": str(span.line), "endLine": str(span.end_line)}
    if span.end_line == span.line:  # columns on different lines would be refused
        properties |= {"col": str(span.column), "endColumn": str(span.end_column)}
    properties["title"] = f"{finding.code} {finding.name}"
    return _command(LEVELS[finding.severity].github, properties, "\n".join(explained(finding)))


def _problem(problem: Problem) -> str:
    properties = {"file": visible(problem.path)} if problem.path else {}
    if problem.path and problem.line is not None:
        properties["line"] = str(problem.line)
    properties["title"] = f"steplint {problem.kind}"
    return _command(problem_level(problem).github, properties, problem_line(problem))


def _command(name: str, properties: dict[str, str], message: str) -> str:
    settings = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    return f"::{name} {settings}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
