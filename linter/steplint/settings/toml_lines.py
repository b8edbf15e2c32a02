"""On which line each key of a TOML file stands; tomllib gives the values and forgets where they were."""

from __future__ import annotations

import bisect
import re
import tomllib
from collections.abc import Mapping

KeyPath = tuple[str | int, ...]

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_BARE_VALUE = re.compile(r"[^,\]}#\n]+")
_BASIC_STRING = re.compile(r'"""(?:[^\\]|\\.)*?"{3,5}|"(?:[^"\\\n]|\\.)*"', re.DOTALL)
_LITERAL_STRING = re.compile(r"'''.*?'{3,5}|'[^'\n]*'", re.DOTALL)


def key_lines(text: str) -> Mapping[KeyPath, int]:
    """The 1-based line of every key and array element of a valid TOML text, by its path from the top."""
    return _Scanner(text).scan()


class _Scanner:
    """A walk over the text that reads keys and steps over values; the text has been accepted by tomllib before."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._newlines = [match.start() for match in re.finditer("\n", text)]
        self._lines: dict[KeyPath, int] = {}
        self._table_arrays: dict[KeyPath, int] = {}

    def scan(self) -> Mapping[KeyPath, int]:
        """Read the whole text."""
        table: KeyPath = ()
        self._skip(_BLANK)
        while self._at < len(self._text):
            if self._peek("["):
                table = self._header()
            else:
                self._assignment(table)
            self._skip(_BLANK)
        return self._lines

    def _header(self) -> KeyPath:
        is_array = self._text.startswith("[[", self._at)
        self._at += 2 if is_array else 1
        line = self._line()
        path: KeyPath = ()
        parts = self._key()
        for number, part in enumerate(parts):
            path = (*path, part)
            if is_array and number == len(parts) - 1:
                self._table_arrays[path] = self._table_arrays.get(path, -1) + 1
            self._lines.setdefault(path, line)
            if path in self._table_arrays:
                path = (*path, self._table_arrays[path])
                self._lines.setdefault(path, line)
        self._at += 2 if is_array else 1
        return path

    def _assignment(self, table: KeyPath) -> None:
        line = self._line()
        path = table
        for part in self._key():
            path = (*path, part)
            self._lines.setdefault(path, line)
        self._at += 1
        self._skip(_BLANK)
        self._value(path)

    def _key(self) -> tuple[str, ...]:
        """A key with its dots; ends before what follows it."""
        parts: list[str] = []
        while True:
            self._skip(_BLANK)
            parts.append(self._key_part())
            self._skip(_BLANK)
            if not self._peek("."):
                return tuple(parts)
            self._at += 1

    def _key_part(self) -> str:
        if self._peek('"'):
            quoted = self._skip(_BASIC_STRING)
            return next(iter(tomllib.loads(f"{quoted} = 0")))
        if self._peek("'"):
            return self._skip(_LITERAL_STRING)[1:-1]
        return self._skip(_BARE_KEY)

    def _value(self, path: KeyPath) -> None:
        if self._peek("["):
            self._array(path)
        elif self._peek("{"):
            self._inline_table(path)
        elif self._peek('"'):
            self._skip(_BASIC_STRING)
        elif self._peek("'"):
            self._skip(_LITERAL_STRING)
        else:
            self._skip(_BARE_VALUE)

    def _array(self, path: KeyPath) -> None:
        self._at += 1
        index = 0
        while not self._closes("]"):
            self._lines.setdefault((*path, index), self._line())
            self._value((*path, index))
            index += 1

    def _inline_table(self, path: KeyPath) -> None:
        self._at += 1
        while not self._closes("}"):
            self._assignment(path)

    def _closes(self, bracket: str) -> bool:
        """Step to the next element, or over the closing bracket."""
        self._skip(_BLANK)
        if self._peek(","):
            self._at += 1
            self._skip(_BLANK)
        if self._peek(bracket):
            self._at += 1
            return True
        return False

    def _peek(self, character: str) -> bool:
        return self._text.startswith(character, self._at)

    def _skip(self, pattern: re.Pattern[str]) -> str:
        """Step over what the pattern matches here.

        A valid text always matches; a miss steps on, so that the walk ends.
        """
        match = pattern.match(self._text, self._at)
        if match is None:
            self._at += 1
            return ""
        self._at = match.end()
        return match[0]

    def _line(self) -> int:
        return bisect.bisect_left(self._newlines, self._at) + 1
