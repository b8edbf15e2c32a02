"""What a body does to the world by itself, as facts."""

from __future__ import annotations

import dataclasses

from steplint.diagnostics import Confidence, Place
from steplint.project.invocations import Site
from steplint.project.reach import Hop, Reached
from steplint.sdk.kinds import Effect


@dataclasses.dataclass(frozen=True, slots=True)
class Deed:
    """One effect of a body: the call in the body, and the effect it comes to, with the path from the one to the
    other.

    `effect` is None for an awaited call of a library that the catalogue does not know. `inner_name` and `effect_place`
    are set when the call is one of a helper: what stands at the end of the path, and where.
    """

    reached: Reached
    site: Site
    place: Place
    name: str
    effect: Effect | None
    inner_name: str | None = None
    path: tuple[Hop, ...] = ()
    effect_place: Place | None = None

    @property
    def confidence(self) -> Confidence:
        """How sure it is that the call does something that must not be repeated: reading alone seldom harms."""
        if self.effect is None:
            return Confidence.LOW
        return Confidence.least(
            self.effect.confidence, Confidence.MEDIUM if self.effect.kind.is_read else Confidence.HIGH
        )


@dataclasses.dataclass(frozen=True, slots=True)
class Outside:
    """Effects of a body that belong together (one call, one session, one `with` block): the first one leads.

    `repeats` on every pass: an interrupt can come after one of them.
    """

    deeds: tuple[Deed, ...]
    repeats: bool

    @property
    def first(self) -> Deed:
        """The deed that comes first in the code."""
        return self.deeds[0]

    @property
    def worst(self) -> Deed:
        """The deed that is surest to do harm."""
        return min(self.deeds, key=lambda deed: deed.confidence.rank)
