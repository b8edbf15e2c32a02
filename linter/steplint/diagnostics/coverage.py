"""What a run could not look into, so that silence is never taken for a clean bill."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Sequence

import msgspec

from steplint.diagnostics.span import Place


class GapKind(enum.StrEnum):
    """Why something was not analysed."""

    UNREAD_FILE = "unread-file"
    UNRESOLVED_HANDLER = "unresolved-handler"
    UNRESOLVED_CALL = "unresolved-call"
    UNKNOWN_LIBRARY_CALL = "unknown-library-call"
    UNKNOWN_EVENT_NAME = "unknown-event-name"
    UNKNOWN_EVENT_DATA = "unknown-event-data"
    UNKNOWN_TRIGGER = "unknown-trigger"
    UNKNOWN_LISTENER = "unknown-listener"
    UNKNOWN_FUNCTION_ID = "unknown-function-id"
    UNKNOWN_CLIENT = "unknown-client"
    UNKNOWN_SERVED_LIST = "unknown-served-list"
    UNKNOWN_SDK_VERSION = "unknown-sdk-version"


GAP_WORDS: dict[GapKind, str] = {
    GapKind.UNREAD_FILE: "files that could not be read or parsed",
    GapKind.UNRESOLVED_HANDLER: "workflows whose handler cannot be found",
    GapKind.UNRESOLVED_CALL: "calls in workflows of something that is not known",
    GapKind.UNKNOWN_LIBRARY_CALL: "awaited calls in workflows of libraries that are not in the catalogue",
    GapKind.UNKNOWN_EVENT_NAME: "events sent under a name that cannot be told",
    GapKind.UNKNOWN_EVENT_DATA: "events sent with data that cannot be told",
    GapKind.UNKNOWN_TRIGGER: "functions whose triggers cannot be told",
    GapKind.UNKNOWN_LISTENER: "waits, cancellations and invocations of something that cannot be told",
    GapKind.UNKNOWN_FUNCTION_ID: "functions whose id cannot be told",
    GapKind.UNKNOWN_CLIENT: "functions whose client cannot be told",
    GapKind.UNKNOWN_SERVED_LIST: "lists of functions to serve that cannot be told as a whole",
    GapKind.UNKNOWN_SDK_VERSION: "files with functions for which nothing says a version of the SDK",
}
"""The kinds in words for people."""


class Gap(msgspec.Struct, frozen=True, order=True):
    """One thing that was not analysed: where it stands, and its name in the code."""

    kind: GapKind
    place: Place
    name: str


class Coverage(msgspec.Struct, frozen=True):
    """How much was analysed: the files read for their facts of those that were asked for, the calls that workflows
    reach and those of them that are understood, the events sent; and every gap, by kind and place.
    """

    files: int = 0
    read: int = 0
    calls: int = 0
    understood: int = 0
    events: int = 0
    gaps: tuple[Gap, ...] = ()

    def of(self, kind: GapKind) -> Sequence[Gap]:
        """The gaps of one kind."""
        return [gap for gap in self.gaps if gap.kind is kind]


def merge_coverage(parts: Iterable[Coverage]) -> Coverage:
    """The coverage of several projects as one."""
    parts = list(parts)
    return Coverage(
        files=sum(part.files for part in parts),
        read=sum(part.read for part in parts),
        calls=sum(part.calls for part in parts),
        understood=sum(part.understood for part in parts),
        events=sum(part.events for part in parts),
        gaps=tuple(sorted({gap for part in parts for gap in part.gaps})),
    )
