"""What is no JSON, as a fact."""

from __future__ import annotations

import dataclasses

from steplint.diagnostics import Confidence, Place


@dataclasses.dataclass(frozen=True, slots=True)
class Misfit:
    """Something that is no JSON in what a function hands back: what it is, and where that shows."""

    what: str
    place: Place
    confidence: Confidence = Confidence.HIGH
