"""Suppression comments: `# steplint: ignore[SL002, other-name] reason`, read from tokens and never from strings."""

from __future__ import annotations

import io
import re
import tokenize
from dataclasses import dataclass

from steplint.diagnostics import Span

_COMMENT = re.compile(r"#\s*steplint:\s*ignore\[([^\]]*)\]\s*([^#]*)")
_MARK = "steplint:"
_CODE = re.compile(r"[A-Za-z]+[0-9]+")
_LAYOUT = frozenset({tokenize.INDENT, tokenize.DEDENT, tokenize.NL, tokenize.ENCODING, tokenize.ENDMARKER})


@dataclass(frozen=True, slots=True)
class Suppression:
    """A comment that hides findings of some rules on the lines `first_line` to `last_line`, both included.

    `selectors` are codes in capitals and names in small letters; `span` is the place of the comment.
    """

    selectors: tuple[str, ...]
    reason: str
    span: Span
    first_line: int
    last_line: int

    def covers(self, line: int, *, code: str, name: str) -> bool:
        """Whether a finding of this rule, with its primary place on this line, is hidden."""
        return self.first_line <= line <= self.last_line and (code in self.selectors or name in self.selectors)


def find_suppressions(text: str) -> tuple[Suppression, ...]:
    """The suppressions of a file, in order.

    A comment speaks for the statement it stands in, on whichever of its lines (decorators and a `def` header are one
    statement), or, alone on its line, for the statement that follows directly. What can be read before text that is
    not Python counts.
    """
    if _MARK not in text:
        return ()
    reader = _Reader()
    source = text.replace("\r\n", "\n").replace("\r", "\n")
    try:
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            reader.take(token)
    except (tokenize.TokenError, SyntaxError):
        return reader.finish()
    return reader.finish()


class _Reader:
    """Gathers tokens into statements and hands each one's range of lines to the comments that speak for it."""

    def __init__(self) -> None:
        self._found: list[Suppression] = []
        self._waiting: list[tokenize.TokenInfo] = []
        """Comments inside the current statement, or alone on the lines directly above it."""
        self._first_line: int | None = None
        self._in_logical_line = False
        self._in_decorator = False

    def take(self, token: tokenize.TokenInfo) -> None:
        """Look at the next token."""
        if token.type == tokenize.COMMENT:
            self._waiting.append(token)
        elif token.type == tokenize.NEWLINE:
            self._end_logical_line(token.start[0])
        elif token.type == tokenize.NL:
            is_blank = not token.line.strip()
            if is_blank and self._first_line is None:
                self._let_go()
        elif token.type not in _LAYOUT and not self._in_logical_line:
            self._start_logical_line(token)

    def finish(self) -> tuple[Suppression, ...]:
        """All suppressions, in the order of their comments."""
        self._let_go()
        return tuple(sorted(self._found, key=lambda suppression: suppression.span))

    def _start_logical_line(self, token: tokenize.TokenInfo) -> None:
        self._in_logical_line = True
        self._in_decorator = token.string == "@"
        if self._first_line is None:
            self._first_line = token.start[0]

    def _end_logical_line(self, last_line: int) -> None:
        """End the statement, unless this was a decorator, whose statement goes on to the end of the definition's
        header.
        """
        self._in_logical_line = False
        if self._in_decorator or self._first_line is None:
            return
        for comment in self._waiting:
            self._record(comment, self._first_line, last_line)
        self._waiting.clear()
        self._first_line = None

    def _let_go(self) -> None:
        """Comments that no statement follows cover nothing but their own lines."""
        for comment in self._waiting:
            self._record(comment, comment.start[0], comment.start[0])
        self._waiting.clear()

    def _record(self, comment: tokenize.TokenInfo, first_line: int, last_line: int) -> None:
        line, column = comment.start
        for match in _COMMENT.finditer(comment.string):
            words = (word.strip() for word in match[1].split(","))
            selectors = tuple(word.upper() if _CODE.fullmatch(word) else word.lower() for word in words if word)
            span = Span(line, column + match.start() + 1, line, column + match.end() + 1)
            self._found.append(Suppression(selectors, match[2].strip(), span, first_line, last_line))
