"""The Reviewdog Diagnostic Format: what reviewdog posts into reviews, with suggestions that can be accepted."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from steplint.diagnostics import Applicability, Edit, Finding, Fix, Place, Problem, RunResult, Span
from steplint.links import home_url, rule_url
from steplint.report.base import PLAIN, Presentation
from steplint.report.document import json_document
from steplint.report.escape import visible
from steplint.report.levels import LEVELS, problem_level

_Json = dict[str, object]


def rdjson(result: RunResult, presentation: Presentation = PLAIN) -> str:
    """The document: the problems, then the findings."""
    problems = [_problem(problem) for problem in result.problems]
    findings = [_finding(finding, result) for finding in result.findings]
    return json_document({"source": _source(), "diagnostics": [*problems, *findings]})


def _source() -> _Json:
    home = home_url()
    return {"name": "steplint"} if home is None else {"name": "steplint", "url": home}


def _finding(finding: Finding, result: RunResult) -> _Json:
    url = rule_url(finding.name)
    text = visible(f"{finding.name}: {finding.message}")
    if finding.help is not None:
        text += "\n\n" + "\n".join(visible(line) for line in finding.help.split("\n"))
    diagnostic: _Json = {
        "message": text,
        "location": _location(finding.place, result),
        "severity": LEVELS[finding.severity].rdjson,
        "source": _source(),
        "code": {"value": finding.code} if url is None else {"value": finding.code, "url": url},
    }
    if finding.related:
        diagnostic["related_locations"] = [
            {"message": visible(related.message), "location": _location(related.place, result)}
            for related in finding.related
        ]
    suggestion = None if finding.fix is None else _suggestion(finding.fix, finding.place.path, result)
    return diagnostic if suggestion is None else {**diagnostic, "suggestions": [suggestion]}


def _problem(problem: Problem) -> _Json:
    """A problem as a diagnostic, of the folder when it is of no file."""
    location: _Json = {"path": problem.path or "."}
    if problem.line is not None:
        location["range"] = {"start": {"line": problem.line}}
    return {
        "message": visible(problem.message),
        "location": location,
        "severity": problem_level(problem).rdjson,
        "source": _source(),
        "code": {"value": problem.kind.value},
    }


def _location(place: Place, result: RunResult) -> _Json:
    return {"path": place.path, "range": _range(place.span, result.lines(place.path))}


def _range(span: Span, lines: Sequence[str]) -> _Json:
    return {"start": _position(span.line, span.column, lines), "end": _position(span.end_line, span.end_column, lines)}


def _position(line: int, column: int, lines: Sequence[str]) -> _Json:
    """A position with its column in bytes of UTF-8, from 1; without a column where the line is not known."""
    if line > len(lines):
        return {"line": line}
    return {"line": line, "column": len(lines[line - 1][: column - 1].encode("utf-8", "surrogatepass")) + 1}


def _suggestion(fix: Fix, path: str, result: RunResult) -> _Json | None:
    """The edits of a fix as one replacement, since suggestions are accepted one by one; None for a fix that must not be
    applied as it is, or that concerns another file than the diagnostic's, which a suggestion cannot name.
    """
    edits = sorted(fix.edits, key=lambda edit: edit.place)
    lines = result.lines(path)
    if fix.applicability is Applicability.DISPLAY or not edits:
        return None
    if any(edit.place.path != path or edit.place.span.end_line > len(lines) for edit in edits):
        return None
    first, last = edits[0].place.span, edits[-1].place.span
    span = Span(first.line, first.column, last.end_line, last.end_column)
    return {"range": _range(span, lines), "text": _replacement(edits, lines)}


def _replacement(edits: Sequence[Edit], lines: Sequence[str]) -> str:
    """The new text from the start of the first edit to the end of the last."""
    pieces = [edits[0].text]
    for before, edit in itertools.pairwise(edits):
        done, start = before.place.span, edit.place.span
        pieces.append(_between(done.end_line, done.end_column, start.line, start.column, lines=lines))
        pieces.append(edit.text)
    return "".join(pieces)


def _between(line: int, column: int, end_line: int, end_column: int, *, lines: Sequence[str]) -> str:
    rows = list(lines[line - 1 : end_line])
    rows[-1] = rows[-1][: end_column - 1]
    rows[0] = rows[0][column - 1 :]
    return "\n".join(rows)
