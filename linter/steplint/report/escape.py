"""Text that cannot speak to a terminal or to a build server that reads its log: what could is written out."""

from __future__ import annotations

import re

TAB_WIDTH = 4

_UNSAFE = re.compile(
    r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufffe\uffff\ud800-\udfff"
    r"\U000e0000-\U000e007f]"
)
"""Control characters but the tab, marks that turn text around or take no room, halves of surrogate pairs, and what XML
has no place for."""
_UNSEEN = re.compile(r"[\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufffe\uffff]")
"""Those of them that JSON lets stand as they are."""
_COMMAND = re.compile(r"#(?=#(?:vso)?\[)")
"""How a command to Azure Pipelines, or an old one to GitHub, begins, wherever it stands in a line of a log."""
_LEADING_COMMAND = re.compile(r"(\s*):(?=:)")
"""How a command to GitHub begins, at the start of a line of a log."""


def visible(text: str) -> str:
    r"""The text on one line, with a tab as spaces and what cannot be seen as an escape like `\\x1b`.

    What begins a command to a build server loses its first character to an escape, too.
    """
    shown = _COMMAND.sub(_escape, _UNSAFE.sub(_escape, text.replace("\t", " " * TAB_WIDTH)))
    return _LEADING_COMMAND.sub(r"\1\\x3a", shown, count=1) if _LEADING_COMMAND.match(shown) else shown


def escaped_in_json(document: str) -> str:
    r"""A JSON document with what cannot be seen as `\u009b`, and no command to a build server; outside its strings
    there is nothing of the kind.
    """
    return _COMMAND.sub(_json_escape, _UNSEEN.sub(_json_escape, document))


def without_surrogates(text: str) -> str:
    """The text with halves of surrogate pairs, which no encoding has, as escapes; names of files may hold them."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8") if not text.isascii() else text


def _escape(match: re.Match[str]) -> str:
    number = ord(match[0])
    if number > 0xFFFF:
        return f"\\U{number:08x}"
    return f"\\x{number:02x}" if number < 256 else f"\\u{number:04x}"


def _json_escape(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}"
