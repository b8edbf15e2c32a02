"""Places as SARIF tells them: an address below the source root and a region of lines and columns."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from steplint.diagnostics import Place, RunResult, Span
from steplint.report.escape import without_surrogates

Json = dict[str, object]

SOURCE_ROOT = "%SRCROOT%"


def artifact(path: str) -> Json:
    """The address of a file, percent-encoded; relative to the source root, as paths are to the working directory."""
    address = quote(without_surrogates(path))
    if path.startswith("/"):
        return {"uri": f"file://{address}"}
    return {"uri": address, "uriBaseId": SOURCE_ROOT}


def exact_location(place: Place) -> Json:
    """A place as it is."""
    return {"physicalLocation": {"artifactLocation": artifact(place.path), "region": region(place.span)}}


def primary_location(place: Place, result: RunResult) -> Json:
    """A finding's own place, on one line: GitHub shows an alert in a pull request when all its lines are changed.

    The rest of a longer place is its context. A place without width, which nothing could underline, is the whole line.
    """
    lines = result.lines(place.path)
    shown = _on_one_line(place.span, lines)
    physical: Json = {"artifactLocation": artifact(place.path), "region": _with_snippet(shown, lines)}
    if place.span.end_line > place.span.line:
        physical["contextRegion"] = _with_snippet(_containing(place.span, shown), lines)
    return {"physicalLocation": physical}


def region(span: Span) -> Json:
    """A region; SARIF's columns are as ours, counted from 1 in code points with an exclusive end."""
    return {
        "startLine": span.line,
        "startColumn": span.column,
        "endLine": span.end_line,
        "endColumn": span.end_column,
    }


def _on_one_line(span: Span, lines: Sequence[str]) -> Span:
    if span.end_line == span.line and span.end_column > span.column:
        return span
    length = len(lines[span.line - 1]) if span.line <= len(lines) else span.column
    return Span(span.line, span.column, span.line, max(length, span.column) + 1)


def _containing(span: Span, part: Span) -> Span:
    """The span, made to contain a part that may reach over the end of its line."""
    return span if span.contains(part) else Span(span.line, span.column, part.end_line, part.end_column)


def _with_snippet(span: Span, lines: Sequence[str]) -> Json:
    found = region(span)
    if span.end_line <= len(lines):
        rows = list(lines[span.line - 1 : span.end_line])
        rows[-1] = rows[-1][: span.end_column - 1]
        rows[0] = rows[0][span.column - 1 :]
        found["snippet"] = {"text": "\n".join(rows)}
    return found
