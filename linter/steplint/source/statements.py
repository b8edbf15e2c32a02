"""The statements of a text in a form that no formatter changes, to know one again wherever it has moved to.

The form is made from tokens, not from a tree: it has to be the same under every version of Python.
"""

from __future__ import annotations

import bisect
import hashlib
import re
import tokenize
from collections.abc import Sequence
from dataclasses import dataclass

from steplint.source.file import split_lines
from steplint.source.tokens import LAYOUT, read_tokens

_DROPPED = frozenset("(),;")
"""Formatters add and remove these: parentheses around what needs none, trailing commas, semicolons."""
_LETTERS_OF_PREFIX = re.compile(r"^[A-Za-z]*")
_NOT_IN_FORM = re.compile(r"[\s'\"\\]+")
_COMPOUND = frozenset(
    "if elif else for while with try except finally def class async match case".split(),
)
_SOFT = frozenset({"match", "case"})
_STRING_STARTS = frozenset(
    getattr(tokenize, name) for name in ("FSTRING_START", "TSTRING_START") if hasattr(tokenize, name)
)
_STRING_ENDS = frozenset(getattr(tokenize, name) for name in ("FSTRING_END", "TSTRING_END") if hasattr(tokenize, name))
_DEFINITIONS = ("def ", "async def ", "class ")
_NEAR = 2


@dataclass(frozen=True, slots=True)
class Statement:
    """A simple statement, or the header of a compound one.

    `start` is its line and 0-based column, `end` the last line. `form` has its tokens without layout, comments,
    parentheses, commas and quotes. `scope` has the definitions around it, each by kind and name.
    """

    start: tuple[int, int]
    last_line: int
    form: str
    scope: str

    @property
    def digest(self) -> str:
        """The form in 16 hexadecimal digits."""
        return digest(self.form)


class Statements:
    """The statements of one text, by place."""

    def __init__(self, text: str) -> None:
        self._lines = split_lines(text)
        self._statements = _read(text)
        self._starts = [statement.start for statement in self._statements]

    def at(self, line: int, column: int) -> Statement:
        """The statement at a 1-based line and column; a line of none, such as a comment's, stands for itself."""
        index = self._index(line, column)
        if index is not None:
            return self._statements[index]
        text = self._lines[line - 1] if 1 <= line <= len(self._lines) else ""
        return Statement((line, 0), line, _plain(text), "")

    def surroundings(self, line: int, column: int) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
        """What tells a statement from its equals: the definitions around it, and the statements before and after it,
        nearest first, as digests of 8 hexadecimal digits.
        """
        index = self._index(line, column)
        if index is None:
            index = bisect.bisect_left(self._starts, (line, 0))
            before, after, scope = self._statements[:index], self._statements[index:], ""
        else:
            before, after = self._statements[:index], self._statements[index + 1 :]
            scope = self._statements[index].scope
        return digest(scope, 8), _digests(before[: -2 * _NEAR - 1 : -1]), _digests(after[: 2 * _NEAR])

    def _index(self, line: int, column: int) -> int | None:
        index = bisect.bisect_right(self._starts, (line, max(column - 1, 0))) - 1
        if index < 0 and self._starts and self._starts[0][0] == line:
            index = 0
        if index < 0 or not self._statements[index].start[0] <= line <= self._statements[index].last_line:
            # a place in the indentation, or the empty span at the start of a line
            index = bisect.bisect_left(self._starts, (line, 0))
            if index >= len(self._starts) or self._starts[index][0] != line:
                return None
        return index


def digest(text: str, length: int = 16) -> str:
    """A short name for a text, in hexadecimal digits."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:length]


def _digests(statements: Sequence[Statement]) -> tuple[str, ...]:
    return tuple(digest(statement.form, 8) for statement in statements)


def _plain(text: str) -> str:
    return " ".join(text.split())


def _read(text: str) -> list[Statement]:
    reader = _Reader(split_lines(text))
    for token in read_tokens(text):
        reader.take(token)
    reader.end_statement()
    return reader.statements


class _Reader:
    """Cuts tokens into statements: at new lines, semicolons, and after the colon of a compound statement's header."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.statements: list[Statement] = []
        self._lines = lines
        self._words: list[str] = []
        self._start: tuple[int, int] | None = None
        self._last_line = 0
        self._first = ""
        self._depth = 0
        self._lambdas = 0
        self._string_start: tuple[int, int] | None = None
        self._string_depth = 0
        self._after_string = False
        self._is_inline = False
        """Whether the statement stands on the line of a header."""
        self._indents = 0
        self._scopes: list[tuple[int, str]] = []
        """The definitions around the current place, with the depth of their headers."""

    def take(self, token: tokenize.TokenInfo) -> None:
        """Look at the next token."""
        if self._in_string(token):
            return
        if token.type == tokenize.NEWLINE:
            self.end_statement()
            self._is_inline = False
        elif token.type == tokenize.INDENT:
            self._indents += 1
        elif token.type == tokenize.DEDENT:
            self._indents -= 1
            self._leave_scopes()
        elif token.type not in LAYOUT and token.type != tokenize.COMMENT:
            self._add(token)

    def end_statement(self) -> None:
        """Keep what was gathered as one statement."""
        if self._start is not None:
            form = " ".join(self._words)
            if not self._is_inline:
                self._leave_scopes()
            scope = "\n".join(header for _, header in self._scopes)
            self.statements.append(Statement(self._start, self._last_line, form, scope))
            if form.startswith(_DEFINITIONS):
                name = 2 if self._words[0] == "async" else 1
                self._scopes.append((self._indents, " ".join(self._words[: name + 1])))
        self._words, self._start, self._first = [], None, ""
        self._depth = self._lambdas = 0
        self._after_string = False

    def _leave_scopes(self) -> None:
        while self._scopes and self._scopes[-1][0] >= self._indents:
            self._scopes.pop()

    def _in_string(self, token: tokenize.TokenInfo) -> bool:
        """Whether a token is part of a formatted string, which newer Pythons cut into many and older ones into none."""
        if token.type in _STRING_STARTS:
            if self._string_depth == 0:
                self._string_start = token.start
            self._string_depth += 1
        elif token.type in _STRING_ENDS:
            self._string_depth -= 1
            if self._string_depth == 0 and self._string_start is not None:
                self._add_word(self._between(self._string_start, token.end), self._string_start, token.end[0])
            return True
        return self._string_depth > 0

    def _between(self, start: tuple[int, int], end: tuple[int, int]) -> str:
        lines = list(self._lines[start[0] - 1 : end[0]])
        lines[-1] = lines[-1][: end[1]]
        lines[0] = lines[0][start[1] :]
        return "\n".join(lines)

    def _add(self, token: tokenize.TokenInfo) -> None:
        word = token.string
        if token.type == tokenize.OP:
            if word == ";" and self._depth == 0:
                self.end_statement()
                return
            self._depth += (word in "([{") - (word in ")]}")
        elif word == "lambda" and self._depth == 0:
            self._lambdas += 1
        if token.type == tokenize.STRING:
            self._add_word(word, token.start, token.end[0])
            return
        if self._start is None:
            self._start, self._first = token.start, word
        self._last_line = token.end[0]
        if word not in _DROPPED:
            self._words.append(word.lower() if token.type == tokenize.NUMBER else word)
        if word not in "()":
            self._after_string = False
        if word == ":" and self._depth == 0:
            self._colon()

    def _add_word(self, string: str, start: tuple[int, int], last_line: int) -> None:
        """Add a string; strings side by side are one, since formatters join them and cut them."""
        if self._start is None:
            self._start = start
        self._last_line = last_line
        prefix = _LETTERS_OF_PREFIX.match(string)
        body = string[prefix.end() :] if prefix is not None else string
        form = _NOT_IN_FORM.sub("", body)
        if self._after_string:
            self._words[-1] += form
        else:
            self._words.append("'" + form)
        self._after_string = True

    def _colon(self) -> None:
        """End the header of a compound statement, at a colon that belongs to no lambda, slice or annotation."""
        if self._lambdas:
            self._lambdas -= 1
        elif self._first in _COMPOUND and not (self._first in _SOFT and len(self._words) <= 2):
            self.end_statement()
            self._is_inline = True
