"""Where the SDK takes a duration: numbers count milliseconds everywhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from steplint.sdk.inngest import StepKind


class Slot(NamedTuple):
    """A parameter that takes a duration: its keyword and position, and whether one second is the least it may be."""

    keyword: str
    position: int | None
    is_whole_seconds: bool


STEPS: Mapping[StepKind, tuple[Slot, ...]] = {
    StepKind.SLEEP: (Slot("duration", 1, is_whole_seconds=False),),
    StepKind.WAIT_FOR_EVENT: (Slot("timeout", None, is_whole_seconds=True),),
    StepKind.INVOKE: (Slot("timeout", None, is_whole_seconds=True),),
    StepKind.INVOKE_BY_ID: (Slot("timeout", None, is_whole_seconds=True),),
}

OBJECTS: Mapping[str, tuple[Slot, ...]] = {
    "inngest.Debounce": (Slot("period", None, True), Slot("timeout", None, True)),
    "inngest.Throttle": (Slot("period", None, True),),
    "inngest.RateLimit": (Slot("period", None, True),),
    "inngest.Batch": (Slot("timeout", None, True),),
    "inngest.Timeouts": (Slot("start", None, True), Slot("finish", None, True)),
    "inngest.Cancel": (Slot("timeout", None, True),),
    "inngest.RetryAfterError": (Slot("retry_after", 1, False),),
}
"""The SDK's classes that are made with durations."""
