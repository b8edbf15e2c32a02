"""The tokens of a text, as far as it is Python."""

from __future__ import annotations

import io
import tokenize
from collections.abc import Iterator

LAYOUT = frozenset({tokenize.INDENT, tokenize.DEDENT, tokenize.NL, tokenize.ENCODING, tokenize.ENDMARKER})
"""Tokens that belong to no statement."""


def read_tokens(text: str) -> Iterator[tokenize.TokenInfo]:
    """The tokens up to the end of the text, or up to what cannot be read; lines count as `split_lines` counts them."""
    source = text.replace("\r\n", "\n").replace("\r", "\n")
    try:
        yield from tokenize.generate_tokens(io.StringIO(source).readline)
    except (tokenize.TokenError, SyntaxError):
        return


def indentation(token: tokenize.TokenInfo) -> int:
    """How far from the margin a token stands, with tabs as wide as Python takes them to be."""
    return len(token.line[: token.start[1]].expandtabs(8))
