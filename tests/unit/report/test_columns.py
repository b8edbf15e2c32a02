"""Lines of source in the columns of a terminal."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steplint.report.columns import Excerpt, excerpt, width

TEXTS = st.text(alphabet="ab ()漢é𝒳🚀\u0301", min_size=1, max_size=120)


def at_columns(text: str, start: int, end: int) -> str:
    """What of a text stands in these columns, with marks of no width."""
    column, found = 0, ""
    for character in text:
        if start <= column < end or (start < column == end and not width(character)):
            found += character
        column += width(character)
    return found


@given(TEXTS, st.data(), st.integers(min_value=1, max_value=140))
def test_what_is_marked_stays_in_its_columns(text: str, data: st.DataObject, room: int) -> None:
    first = data.draw(st.integers(0, len(text) - 1))
    last = data.draw(st.integers(first + 1, len(text)))
    start, end = width(text[:first]), width(text[:last])
    shown = excerpt(text, start, end, room)
    room = max(room, 20)
    assert width(shown.text) <= max(room, 0)
    if width(text) <= room:
        assert shown == Excerpt(text, start, end)
        return
    assert width(shown.text) >= room - 3, "room is not left empty, but for half of a wide character on either side"
    assert 0 <= shown.start <= shown.end <= width(shown.text)
    kept, marked = at_columns(shown.text, shown.start, shown.end), at_columns(text, start, end)
    if end - start <= room - 4:
        assert kept == marked
    else:
        assert marked.startswith(kept.removesuffix("…")), "the beginning, when there is no room for all"


@pytest.mark.parametrize(
    ("start", "shown"),
    [
        (0, "0123456789abcdefghi…"),
        (18, "0123456789abcdefghi…"),
        (19, "…bcdefghijklmnopqrs…"),
        (30, "…mnopqrstuvwxyzABCD…"),
        (61, "…HIJKLMNOPQRSTUVWXYZ"),
    ],
)
def test_the_window(start: int, shown: str) -> None:
    text = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
    found = excerpt(text, start, start + 1, 20)
    assert (found.text, found.text[found.start]) == (shown, text[start])
    assert excerpt(text, start, start + 1, None).text == text


def test_wide_characters_are_not_halved() -> None:
    text = "漢字" * 30
    found = excerpt(text, 60, 64, 21)
    assert found.text == "…字漢字漢字漢字漢字…"
    assert (found.start, found.end) == (7, 11)
