"""The columns of a terminal: how many a text takes, and what is left of a line that takes too many."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from itertools import accumulate

_ELLIPSIS = "…"
_LEAST_ROOM = 20
"""Where there is less, a line runs over the edge: what is left of it would tell nothing."""


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A line, or what is shown of it, with the columns (from 0, end exclusive) at which what is marked stands in it."""

    text: str
    start: int
    end: int


def width(text: str) -> int:
    """How many columns a text takes that has been made visible."""
    return sum(map(_character_width, text))


def excerpt(text: str, start: int, end: int, room: int | None) -> Excerpt:
    """A line cut to the room there is, around what stands at the columns from `start` to `end`.

    What is cut off is an ellipsis, on either side. When what is marked does not fit itself, its beginning is shown.
    Without `room`, nothing is cut.
    """
    edges = [0, *accumulate(map(_character_width, text))]
    total = edges[-1]
    if room is None or total <= max(room, _LEAST_ROOM):
        return Excerpt(text, start, end)
    room = max(room, _LEAST_ROOM)
    first = _first_column(start, min(end, total), total, room)
    begin = next(index for index, edge in enumerate(edges) if edge >= first)
    while begin < len(text) and begin and not _character_width(text[begin]):
        begin += 1  # a mark without the letter it belongs to
    room -= begin > 0
    is_cut = total - edges[begin] > room
    limit = edges[begin] + room - is_cut
    finish = max(index for index, edge in enumerate(edges) if edge <= limit)
    shift = edges[begin] - (begin > 0)
    shown = (_ELLIPSIS if begin else "") + text[begin:finish] + (_ELLIPSIS if is_cut else "")
    return Excerpt(shown, start - shift, min(end, edges[finish] + is_cut) - shift)


def _first_column(start: int, end: int, total: int, room: int) -> int:
    """The column from which a line is shown: its first, if what is marked can be seen then, or else around the mark."""
    if end < room:
        return 0
    lead = max((room - 2 - (end - start)) // 2, 0)
    return max(min(start - lead, total - room + 1), 0)


def _character_width(character: str) -> int:
    if character.isascii():
        return 1
    if unicodedata.category(character) in {"Mn", "Me"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1
