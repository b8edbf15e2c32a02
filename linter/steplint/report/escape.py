"""Text that cannot speak to a terminal: whatever is not plainly visible is written out."""

from __future__ import annotations

import re

TAB_WIDTH = 4

_UNSAFE = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")
"""Control characters but the tab, marks that turn text around or take no room, halves of surrogate pairs."""
_UNSEEN = re.compile(r"[\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
"""Those of them that JSON lets stand as they are."""


def visible(text: str) -> str:
    r"""The text on one line, with a tab as spaces and what cannot be seen as an escape like `\\x1b`."""
    return _UNSAFE.sub(_escape, text.replace("\t", " " * TAB_WIDTH))


def escaped_in_json(document: str) -> str:
    r"""A JSON document with what cannot be seen as `\u009b`; outside its strings there is nothing of the kind."""
    return _UNSEEN.sub(lambda match: f"\\u{ord(match[0]):04x}", document)


def without_surrogates(text: str) -> str:
    """The text with halves of surrogate pairs, which no encoding has, as escapes; names of files may hold them."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8") if not text.isascii() else text


def _escape(match: re.Match[str]) -> str:
    number = ord(match[0])
    return f"\\x{number:02x}" if number < 256 else f"\\u{number:04x}"
