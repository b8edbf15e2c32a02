"""A write that is lost, as a fact."""

from __future__ import annotations

import dataclasses

from steplint.diagnostics import Confidence, Place


@dataclasses.dataclass(frozen=True, slots=True)
class Lost:
    """A write of a handler, and the first place that reads what it wrote; `name` is what holds it, as it is written.

    The confidence is high where the body makes it anew on each pass, and medium where it stays with the process.
    """

    name: str
    write: Place
    read: Place
    confidence: Confidence = Confidence.HIGH
