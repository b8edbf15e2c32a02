"""Why a text could not be turned into a model."""

from __future__ import annotations

from steplint.diagnostics import ProblemKind


class SourceSyntaxError(Exception):
    """The text is not valid Python; `line` and `column` count from 1, columns in characters. The author of the file can
    mend it.
    """

    def __init__(self, message: str, line: int, column: int) -> None:
        super().__init__(message, line, column)
        self.message = message
        self.line = line
        self.column = column


class ExtractionFailure(Exception):
    """The text may be valid but cannot be processed: nested too deep, or refused by the parser."""

    def __init__(self, kind: ProblemKind, message: str) -> None:
        super().__init__(kind, message)
        self.kind = kind
        self.message = message
