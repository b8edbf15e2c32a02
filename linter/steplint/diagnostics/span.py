"""Where something stands in a source file."""

from __future__ import annotations

from typing import Self

import msgspec


class Span(msgspec.Struct, frozen=True, array_like=True, order=True, gc=False):
    """A half-open range of text; lines and columns count from 1, columns in characters (code points)."""

    line: int
    column: int
    end_line: int
    end_column: int

    @classmethod
    def at_line(cls, line: int) -> Self:
        """The empty span at the start of a line, for what has no finer place."""
        return cls(line, 1, line, 1)

    def contains(self, other: Span) -> bool:
        """Whether `other` lies inside this span."""
        return (self.line, self.column) <= (other.line, other.column) and (other.end_line, other.end_column) <= (
            self.end_line,
            self.end_column,
        )


class Place(msgspec.Struct, frozen=True, array_like=True, order=True, gc=False):
    """A span in a file; `path` is relative to the working directory, with `/` between its parts."""

    path: str
    span: Span
