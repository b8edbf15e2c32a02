"""Logging commands of Azure Pipelines, which become issues of a build."""

from __future__ import annotations

from steplint.diagnostics import Finding, Problem, RunResult
from steplint.report.base import PLAIN, Presentation
from steplint.report.escape import visible
from steplint.report.levels import LEVELS, problem_level


def azure(result: RunResult, presentation: Presentation = PLAIN) -> str:
    """A command for each problem and finding."""
    commands = [*map(_problem, result.problems), *map(_finding, result.findings)]
    return "".join(command + "\n" for command in commands)


def _finding(finding: Finding) -> str:
    span = finding.place.span
    properties = {
        "type": LEVELS[finding.severity].azure,
        "sourcepath": visible(finding.place.path),
        "linenumber": str(span.line),
        "columnnumber": str(span.column),
        "code": finding.code,
    }
    return _command(properties, visible(f"{finding.name}: {finding.message}"))


def _problem(problem: Problem) -> str:
    properties = {"type": problem_level(problem).azure}
    if problem.path:
        properties["sourcepath"] = visible(problem.path)
    if problem.path and problem.line is not None:
        properties["linenumber"] = str(problem.line)
    return _command({**properties, "code": problem.kind.value}, visible(problem.message))


def _command(properties: dict[str, str], message: str) -> str:
    settings = "".join(f"{key}={_property(value)};" for key, value in properties.items())
    return f"##vso[task.logissue {settings}]{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%AZP25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace("]", "%5D").replace(";", "%3B")
