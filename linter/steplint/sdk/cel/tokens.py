"""The words of an expression."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterator
from typing import NamedTuple

HOLE = "\ue000"
"""A character of private use that stands for a part of the text that is not known; it counts as a letter."""
TEXT_HOLE = "\ue001"
"""The same, for a part that is text."""


class Kind(enum.StrEnum):
    """What a word is."""

    NAME = "name"
    INTEGER = "integer"
    FLOAT = "float"
    TEXT = "text"
    SIGN = "sign"
    END = "end"


class Token(NamedTuple):
    """A word, and where it begins, counted from 0."""

    kind: Kind
    text: str
    position: int


class CelError(Exception):
    """An expression that is none: what is wrong in words, and where, counted from 0."""

    def __init__(self, message: str, position: int) -> None:
        super().__init__(message)
        self.message = message
        self.position = position


class TooLarge(CelError):
    """An expression that is not looked at: it is too long or nested too deep."""


_SPACE = re.compile(r"(?:[ \t\r\n\f]|//[^\n]*)+")
_WORDS = (
    (Kind.FLOAT, re.compile(r"\d+\.\d+(?:[eE][+-]?\d+)?|\d+[eE][+-]?\d+|\.\d+(?:[eE][+-]?\d+)?")),
    (Kind.INTEGER, re.compile(r"(?:0x[0-9a-fA-F]+|\d+)[uU]?")),
    (Kind.NAME, re.compile(rf"[A-Za-z_{HOLE}{TEXT_HOLE}][A-Za-z0-9_{HOLE}{TEXT_HOLE}]*")),
    (Kind.SIGN, re.compile(r"==|!=|<=|>=|&&|\|\||[-+*/%<>!?:.,()\[\]{}]")),
)
_QUOTES = re.compile(r"(?P<prefix>[bB]?[rR]?|[rR][bB])(?P<quote>'''|\"\"\"|'|\")")
_ESCAPE = re.compile(
    r"\\(?:[abfnrtv\\?\"'`]|x[0-9a-fA-F]{2}|X[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-3][0-7]{2})"
)


def tokens(text: str) -> Iterator[Token]:
    """The words of an expression, an END last; CelError for what is no word."""
    position = 0
    while True:
        space = _SPACE.match(text, position)
        position = space.end() if space is not None else position
        if position == len(text):
            yield Token(Kind.END, "", position)
            return
        quotes = _QUOTES.match(text, position)
        if quotes is not None:
            content, end = _text(text, quotes)
            yield Token(Kind.TEXT, content, position)
            position = end
            continue
        for kind, pattern in _WORDS:
            word = pattern.match(text, position)
            if word is not None:
                yield Token(kind, word[0], position)
                position = word.end()
                break
        else:
            raise CelError(_no_word(text, position), position)


def _no_word(text: str, position: int) -> str:
    found = text[position]
    meant = {"=": "`==`", "&": "`&&`", "|": "`||`"}.get(found)
    return f"`{found}` means nothing" + (f": it is {meant}" if meant is not None else "")


def _text(text: str, quotes: re.Match[str]) -> tuple[str, int]:
    """The content of quoted text, escapes as they are written, and where it ends."""
    quote = quotes["quote"]
    is_raw = "r" in quotes["prefix"].lower()
    position = quotes.end()
    while position < len(text):
        if text.startswith(quote, position):
            return text[quotes.end() : position], position + len(quote)
        if text[position] == "\\" and not is_raw:
            escape = _ESCAPE.match(text, position)
            if escape is None:
                raise CelError("there is no such escape in a text", position)
            position = escape.end()
            continue
        if text[position] in "\r\n" and len(quote) == 1:
            break
        position += 1
    raise CelError("a quote is never closed", quotes.start())
