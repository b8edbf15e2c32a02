"""The report for people: what is wrong, where, in which code, by which calls, and what to do about it.

A report is lines of styled pieces. Without colour they are joined as they are; only for colour is rich needed.
Nothing is wrapped: a path in two halves is no path.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterator, Sequence

from steplint.diagnostics import Finding, Place, Related, RunResult, Severity
from steplint.links import rule_url
from steplint.report.base import PLAIN, Presentation, line_at, location, position
from steplint.report.escape import visible
from steplint.report.statistics import statistics_table
from steplint.report.summary import summary

Piece = tuple[str, str]
"""Text and its style, by rich's names; empty for none."""
Line = list[Piece]

_STYLES = {Severity.CRITICAL: "bold red", Severity.MANDATORY: "bold yellow", Severity.ADVISORY: "bold cyan"}
_DIM = "dim"
_MAX_WIDTH = 140
"""Source lines that take more room are cut around the place they are shown for."""
_LEAD = 40
_LINK_ID = re.compile(r"\x1b\]8;id=[^;]*;")
"""The number that rich draws for each link; a report has the same bytes every time."""


def text(result: RunResult, presentation: Presentation = PLAIN) -> str:
    """All findings with their excerpts, the counts by rule when they were asked for, and the summary line."""
    lines: list[Line] = []
    for finding in result.findings:
        lines.extend(_finding(finding, result, links=presentation.links))
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


def _finding(finding: Finding, result: RunResult, *, links: bool) -> Iterator[Line]:
    style = _STYLES[finding.severity]
    url = rule_url(finding.name) if links else None
    yield [
        (visible(location(finding)), "bold"),
        (" ", ""),
        (f"{finding.code} {finding.name}", style if url is None else f"{style} link {url}"),
        (f" ({finding.severity}, {finding.confidence} confidence)", _DIM),
    ]
    yield [("  ", ""), (visible(finding.message), "bold")]
    gutter = max(len(str(finding.place.span.end_line)), 3) + 1
    yield from _excerpt(finding.place, result, gutter, style)
    if finding.workflow is not None:
        yield [(" " * gutter, ""), (" = ", _DIM), ("workflow: ", _DIM), (visible(finding.workflow), "")]
    yield from _call_path(finding.related, result, gutter)
    if finding.help is not None:
        first, *rest = finding.help.split("\n")
        yield [(" " * gutter, ""), (" = ", _DIM), ("help: ", "bold green"), (visible(first), "")]
        for line in rest:
            yield [(" " * (gutter + 9), ""), (visible(line), "")]


def _call_path(related: Sequence[Related], result: RunResult, gutter: int) -> Iterator[Line]:
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
        source = line_at(result.lines(hop.place.path), hop.place.span.line).strip()
        if source:
            yield [(indent, ""), ("      ", ""), (_cut(visible(source), 0)[0], _DIM)]


def _excerpt(place: Place, result: RunResult, gutter: int, style: str) -> Iterator[Line]:
    """The line of a place, with the line before it for a hold, and carets under the span."""
    lines = result.lines(place.path)
    number = place.span.line
    if not 1 <= number <= len(lines):
        return
    bar = [(" " * gutter, ""), (" |", _DIM)]
    yield bar
    for above in range(number - 1, number):
        if above >= 1 and lines[above - 1].strip():
            yield [(f"{above:>{gutter}} | ", _DIM), (_cut(visible(lines[above - 1]), 0)[0], _DIM)]
    line = lines[number - 1]
    start = place.span.column - 1
    end = place.span.end_column - 1 if place.span.end_line == number else len(line.rstrip())
    before, marked = _width(line[:start]), max(_width(line[start:end]), 1)
    shown, shift = _cut(visible(line), before)
    yield [(f"{number:>{gutter}} | ", _DIM), (shown, "")]
    carets = "^" * max(min(marked, _MAX_WIDTH - (before - shift)), 1)
    yield [*bar, (" " * (before - shift + 1), ""), (carets, style)]


def _cut(shown: str, column: int) -> tuple[str, int]:
    """A long line cut to the room there is around a column, and how many columns it lost on the left."""
    if len(shown) <= _MAX_WIDTH:
        return shown, 0
    first = max(column - _LEAD, 0)
    room = shown[first : first + _MAX_WIDTH]
    shift = first
    if first:
        room, shift = "… " + room, first - 2
    return room + (" …" if first + _MAX_WIDTH < len(shown) else ""), shift


def _width(characters: str) -> int:
    """How many columns of a terminal a piece of source takes, once made visible."""
    return sum(_character_width(character) for character in visible(characters))


def _character_width(character: str) -> int:
    if character.isascii():
        return 1
    if unicodedata.category(character) in {"Mn", "Me"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1


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
