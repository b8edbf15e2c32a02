"""What steplint itself could not do."""

from __future__ import annotations

import enum

import msgspec


class ProblemKind(enum.StrEnum):
    """Why a file or a rule could not be processed."""

    MISSING = "missing"
    UNREADABLE = "unreadable"
    UNDECODABLE = "undecodable"
    TOO_LARGE = "too-large"
    TOO_DEEP = "too-deep"
    UNPARSEABLE = "unparseable"
    RULE_FAILED = "rule-failed"
    USAGE = "usage"
    """The run could not begin: wrong settings or options."""


class Problem(msgspec.Struct, frozen=True):
    """A file or rule that could not be processed; `line` is 1-based where it is known.

    A `notice` is worth knowing but takes nothing away from the result (a file over the size cap): it does not raise
    the exit status.
    """

    kind: ProblemKind
    path: str
    message: str
    line: int | None = None
    notice: bool = False


class SteplintError(Exception):
    """An error that ends the run, with a message for the user and, where there is one, a way out."""

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
