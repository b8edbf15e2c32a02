"""The JSON report, version 1.

Its shape is frozen: it may gain keys and loses none, whatever becomes of our own values.
"""

from __future__ import annotations

import msgspec

from steplint import __version__
from steplint.diagnostics import Coverage, Edit, Finding, Fix, Problem, Related, RunResult
from steplint.report.base import PLAIN, Presentation, fingerprints
from steplint.report.escape import escaped_in_json, without_surrogates
from steplint.report.statistics import RuleCount, statistics


class JsonTool(msgspec.Struct):
    """Who made the report."""

    name: str = "steplint"
    version: str = __version__


class JsonRelated(msgspec.Struct):
    """A place that explains a finding."""

    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    message: str


class JsonEdit(msgspec.Struct):
    """A replacement of text."""

    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    text: str


class JsonFix(msgspec.Struct):
    """Edits that belong together."""

    title: str
    applicability: str
    edits: list[JsonEdit]


class JsonFinding(msgspec.Struct):
    """A finding; lines and columns count from 1, columns in code points, ends are exclusive."""

    code: str
    name: str
    severity: str
    confidence: str
    message: str
    help: str | None
    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    workflow: str | None
    related: list[JsonRelated]
    fingerprint: str
    fix: JsonFix | None


class JsonProblem(msgspec.Struct):
    """A file or rule that could not be processed."""

    kind: str
    path: str
    message: str


class JsonSummary(msgspec.Struct):
    """Counts over the run."""

    files: int
    workflows: int
    findings: int
    suppressed: int
    baselined: int = 0


class JsonGap(msgspec.Struct):
    """Something that was not analysed."""

    kind: str
    path: str
    line: int
    column: int
    name: str


class JsonCoverage(msgspec.Struct):
    """How much was analysed, and what was not."""

    files: int
    read: int
    calls: int
    understood: int
    events: int
    gaps: list[JsonGap]


class JsonReport(msgspec.Struct):
    """The whole document; `statistics` and `coverage` are there when they were asked for."""

    version: int
    tool: JsonTool
    findings: list[JsonFinding]
    problems: list[JsonProblem]
    summary: JsonSummary
    statistics: list[RuleCount] | msgspec.UnsetType = msgspec.UNSET
    coverage: JsonCoverage | msgspec.UnsetType = msgspec.UNSET


def json(result: RunResult, presentation: Presentation = PLAIN) -> str:
    """The document, indented; valid also for a run without findings or with problems."""
    document = msgspec.json.format(msgspec.json.encode(json_report(result, presentation)), indent=2).decode()
    return escaped_in_json(document) + "\n"


def json_report(result: RunResult, presentation: Presentation = PLAIN) -> JsonReport:
    """The document as a value."""
    return JsonReport(
        version=1,
        tool=JsonTool(),
        findings=[_finding(*pair) for pair in zip(result.findings, fingerprints(result), strict=True)],
        problems=[_problem(problem) for problem in result.problems],
        summary=JsonSummary(
            result.files, result.workflows, len(result.findings), len(result.suppressed), len(result.baselined)
        ),
        statistics=statistics(result) if presentation.statistics else msgspec.UNSET,
        coverage=msgspec.UNSET if result.coverage is None else _coverage(result.coverage),
    )


def _coverage(coverage: Coverage) -> JsonCoverage:
    gaps = [
        JsonGap(gap.kind.value, gap.place.path, gap.place.span.line, gap.place.span.column, gap.name)
        for gap in coverage.gaps
    ]
    return JsonCoverage(coverage.files, coverage.read, coverage.calls, coverage.understood, coverage.events, gaps)


def _finding(finding: Finding, fingerprint: str) -> JsonFinding:
    span = finding.place.span
    return JsonFinding(
        code=finding.code,
        name=finding.name,
        severity=finding.severity.value,
        confidence=finding.confidence.value,
        message=without_surrogates(finding.message),
        help=None if finding.help is None else without_surrogates(finding.help),
        path=without_surrogates(finding.place.path),
        line=span.line,
        column=span.column,
        end_line=span.end_line,
        end_column=span.end_column,
        workflow=None if finding.workflow is None else without_surrogates(finding.workflow),
        related=[_related(related) for related in finding.related],
        fingerprint=fingerprint,
        fix=None if finding.fix is None else _fix(finding.fix),
    )


def _related(related: Related) -> JsonRelated:
    span = related.place.span
    path, message = without_surrogates(related.place.path), without_surrogates(related.message)
    return JsonRelated(path, span.line, span.column, span.end_line, span.end_column, message)


def _fix(fix: Fix) -> JsonFix:
    return JsonFix(without_surrogates(fix.title), fix.applicability.value, [_edit(edit) for edit in fix.edits])


def _edit(edit: Edit) -> JsonEdit:
    span = edit.place.span
    path, text = without_surrogates(edit.place.path), without_surrogates(edit.text)
    return JsonEdit(path, span.line, span.column, span.end_line, span.end_column, text)


def _problem(problem: Problem) -> JsonProblem:
    return JsonProblem(problem.kind.value, without_surrogates(problem.path), without_surrogates(problem.message))
