"""What is known of a value that differs from pass to pass: where it comes from, and what is made of it."""

from __future__ import annotations

import dataclasses
import enum

from steplint.diagnostics import Place
from steplint.project.entities import Point
from steplint.sdk.nondeterminism import DriftKind


class UseKind(enum.StrEnum):
    """What is made of a value."""

    BRANCH = "branch"
    """It decides whether a step is taken."""
    STEP_ID = "step-id"
    EVENT_ID = "event-id"
    STEP = "step"
    """A step is given it."""
    EFFECT = "effect"
    """Something is done with it outside of a step."""
    EVENT = "event"
    """It is sent outside of a step."""


@dataclasses.dataclass(frozen=True, slots=True)
class Source:
    """What the body asks for and gets another answer to from pass to pass: mostly a call; `point` is where it asks,
    `inner` where a helper gets it. `shuffles` is the variable whose items it puts into another order.
    """

    kind: DriftKind
    name: str
    place: Place
    point: Point
    inner: tuple[Place, str] | None = None
    shuffles: str | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Use:
    """What is made of a value, where; `point` is that of the call in the frame whose value it is."""

    kind: UseKind
    place: Place
    name: str
    point: Point


@dataclasses.dataclass(frozen=True, slots=True)
class Drifting:
    """A source with all that is made of it in its frame and in the helpers that are given it."""

    source: Source
    uses: tuple[Use, ...]
    conflicting: tuple[Use, ...]
    """The uses that see different values, with at least one step among them."""
