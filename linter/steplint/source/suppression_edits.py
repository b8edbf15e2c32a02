"""Changes to suppression comments, as spans of text to replace."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from steplint.diagnostics import Span
from steplint.source.suppressions import Suppression

Replacement = tuple[Span, str]
"""A span and the text to put in its place."""


def without(suppression: Suppression, words: Collection[str], lines: Sequence[str]) -> Replacement:
    """Take words out of a suppression; with none left it goes, and its line with it when nothing else is there.

    `lines` are those of its file, without their ends.
    """
    kept = [selector.word for selector in suppression.selectors if selector.word not in words]
    return naming(suppression, kept) if kept else removal(suppression.span, lines)


def naming(suppression: Suppression, words: Sequence[str]) -> Replacement:
    """Put other words into the brackets of a suppression; a blanket one gets brackets."""
    first, last = suppression.selectors[0].span, suppression.selectors[-1].span
    listed = ", ".join(words)
    has_brackets = not suppression.is_blanket or last.end_column - last.column == 1  # `ignore[*]`
    if has_brackets:
        return Span(first.line, first.column, last.end_line, last.end_column), listed
    return Span(last.end_line, last.end_column, last.end_line, last.end_column), f"[{listed}]"


def removal(span: Span, lines: Sequence[str]) -> Replacement:
    """Take a comment, or one part of it, out of its line."""
    number, text = span.line, lines[span.line - 1]
    before, after = text[: span.column - 1], text[span.end_column - 1 :]
    if after.strip():  # another comment follows on the same line
        rest = span.end_column + len(after) - len(after.lstrip())
        return Span(number, span.column, number, rest), ""
    if before.strip():
        return Span(number, len(before.rstrip()) + 1, number, len(text) + 1), ""
    if number < len(lines):
        return Span(number, 1, number + 1, 1), ""
    if number > 1:
        return Span(number - 1, len(lines[number - 2]) + 1, number, len(text) + 1), ""
    return Span(number, 1, number, len(text) + 1), ""


def apply(text: str, replacements: Collection[Replacement], lines: Sequence[str]) -> str:
    """The text with replacements that do not overlap made; `lines` are its lines without their ends."""
    offsets = _line_offsets(text, lines)
    for span, new in sorted(replacements, key=lambda each: each[0], reverse=True):
        start = offsets[span.line - 1] + span.column - 1
        end = offsets[span.end_line - 1] + span.end_column - 1
        text = text[:start] + new + text[end:]
    return text


def _line_offsets(text: str, lines: Sequence[str]) -> list[int]:
    offsets, position = [], 0
    for line in lines:
        offsets.append(position)
        position += len(line)
        position += 2 if text.startswith("\r\n", position) else 1
    return offsets
