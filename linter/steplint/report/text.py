"""The report for people: what is wrong, where, in which code, by which calls, and what to do about it.

A report is lines of styled pieces. Without colour they are joined as they are; only for colour is rich needed.
Nothing is wrapped: a path in two halves is no path. On a terminal, lines of source are cut to its width.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence

from steplint.diagnostics import Finding, Place, Related, RunResult, Severity
from steplint.links import rule_url
from steplint.report.base import PLAIN, Presentation, line_at, location, position
from steplint.report.columns import excerpt, width
from steplint.report.escape import visible
from steplint.report.statistics import statistics_table
from steplint.report.summary import summary

Piece = tuple[str, str]
"""Text and its style, by rich's names; empty for none."""
Line = list[Piece]

_STYLES = {Severity.CRITICAL: "bold red", Severity.MANDATORY: "bold yellow", Severity.ADVISORY: "bold cyan"}
_DIM = "dim"
_BAR = " |"
_HOP_INDENT = 6
_LINK_ID = re.compile(r"\x1b\]8;id=[^;]*;")
"""The number that rich draws for each link; a report has the same bytes every time."""


def text(result: RunResult, presentation: Presentation = PLAIN) -> str:
    """All findings with their excerpts, the counts by rule when they were asked for, and the summary line."""
    lines: list[Line] = []
    for finding in result.findings:
        lines.extend(_finding(finding, result, presentation))
        lines.append([])
    if presentation.statistics and (table := statistics_table(result)):
        lines.append([(table[0], "bold")])
        lines.extend([[(row, "")] for row in table[1:]])
        lines.append([])
    if presentation.summary:
        lines.append([(summary(result), "bold")])
    return (
        _colored(lines) if presentation.color else "".join("".join(piece for piece, _ in line) + "\n" for line in lines)
    )


def _finding(finding: Finding, result: RunResult, presentation: Presentation) -> Iterator[Line]:
    style = _STYLES[finding.severity]
    url = rule_url(finding.name) if presentation.links else None
    yield [
        (visible(location(finding)), "bold"),
        (" ", ""),
        (f"{finding.code} {finding.name}", style if url is None else f"{style} link {url}"),
        (f" ({finding.severity}, {finding.confidence} confidence)", _DIM),
    ]
    yield [("  ", ""), (visible(finding.message), "bold")]
    gutter = max(len(str(finding.place.span.end_line)), 3) + 1
    yield from _excerpt(finding.place, result, gutter, style, presentation.width)
    if finding.workflow is not None:
        yield [(" " * gutter, ""), (" = ", _DIM), ("workflow: ", _DIM), (visible(finding.workflow), "")]
    yield from _call_path(finding.related, result, gutter, presentation.width)
    if finding.help is not None:
        first, *rest = finding.help.split("\n")
        yield [(" " * gutter, ""), (" = ", _DIM), ("help: ", "bold green"), (visible(first), "")]
        for line in rest:
            yield [(" " * (gutter + 9), ""), (visible(line), "")]


def _call_path(related: Sequence[Related], result: RunResult, gutter: int, columns: int | None) -> Iterator[Line]:
    """The related places, numbered, each with its line of source."""
    indent = " " * gutter
    for number, hop in enumerate(related, start=1):
        yield [
            (indent, ""),
            (f" {number}. ", _DIM),
            (visible(position(hop.place)), "cyan"),
            (": ", ""),
            (visible(hop.message), ""),
        ]
        line = line_at(result.lines(hop.place.path), hop.place.span.line)
        source = line.strip()
        if source:
            start, end = _marked(hop.place, line, indent=len(line) - len(line.lstrip()))
            room = None if columns is None else columns - gutter - _HOP_INDENT
            yield [(indent, ""), (" " * _HOP_INDENT, ""), (excerpt(visible(source), start, end, room).text, _DIM)]


def _excerpt(place: Place, result: RunResult, gutter: int, style: str, columns: int | None) -> Iterator[Line]:
    """The line of a place, with the line before it for a hold, and carets under the span."""
    lines = result.lines(place.path)
    number = place.span.line
    if not 1 <= number <= len(lines):
        return
    room = None if columns is None else columns - gutter - len(_BAR) - 1
    bar = [(" " * gutter, ""), (_BAR, _DIM)]
    yield bar
    for above in range(number - 1, number):
        if above >= 1 and lines[above - 1].strip():
            shown = excerpt(visible(lines[above - 1]), 0, 0, room).text
            yield [(f"{above:>{gutter}}{_BAR} ", _DIM), (shown, _DIM)]
    line = lines[number - 1]
    shown_line = excerpt(visible(line), *_marked(place, line), room)
    yield [(f"{number:>{gutter}}{_BAR} ", _DIM), (shown_line.text, "")]
    carets = "^" * max(shown_line.end - shown_line.start, 1)
    yield [*bar, (" " * (shown_line.start + 1), ""), (carets, style)]


def _marked(place: Place, line: str, *, indent: int = 0) -> tuple[int, int]:
    """The columns that a place takes in its first line, as it is shown without so many characters in front."""
    start = max(place.span.column - 1, indent)
    end = place.span.end_column - 1 if place.span.end_line == place.span.line else len(line.rstrip())
    before = width(visible(line[indent:start]))
    return before, before + max(width(visible(line[start:end])), 1)


def _colored(lines: Sequence[Line]) -> str:
    """The lines with escape sequences for colours, made by rich from `Text`, in which brackets are brackets."""
    from rich.console import Console  # a tenth of a second, for terminals only
    from rich.text import Text

    stream = io.StringIO()
    console = Console(
        file=stream, force_terminal=True, color_system="standard", legacy_windows=False, width=10_000, highlight=False
    )
    for line in lines:
        console.print(Text.assemble(*line), soft_wrap=True)
    return _LINK_ID.sub("\x1b]8;;", stream.getvalue())
