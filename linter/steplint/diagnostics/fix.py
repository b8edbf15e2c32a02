"""How a finding can be mended, as edits to text."""

from __future__ import annotations

import enum

import msgspec

from steplint.diagnostics.span import Place


class Applicability(enum.StrEnum):
    """What a fix promises.

    `SAFE` keeps the behaviour also of runs already in flight; `UNSAFE` may change behaviour and wants a reader;
    `DISPLAY` is a suggestion that is never applied.
    """

    SAFE = "safe"
    UNSAFE = "unsafe"
    DISPLAY = "display"


class Edit(msgspec.Struct, frozen=True):
    """Replace the text at a place; an empty span inserts."""

    place: Place
    text: str


class Fix(msgspec.Struct, frozen=True):
    """A set of edits that belong together."""

    title: str
    edits: tuple[Edit, ...]
    applicability: Applicability
