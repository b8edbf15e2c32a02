"""What becomes of interrupts: where they are swallowed, and what they run through on their way out."""

from __future__ import annotations

import dataclasses
import enum
from collections.abc import Iterator, Sequence

from steplint.diagnostics import Place, Span
from steplint.model.graph import Leave
from steplint.project.entities import Instance
from steplint.project.frames import Frame
from steplint.project.invocations import Invocation, Manner, Site
from steplint.project.reach import Hop, Region, hop, reach
from steplint.project.recovery.catches import Catches
from steplint.project.recovery.errors import Raised, Sort
from steplint.project.recovery.throws import Thrown
from steplint.project.recovery.unwinding import Landing, blocks_within
from steplint.project.sites import Sites
from steplint.sdk.kinds import EffectKind


class Swallower(enum.StrEnum):
    """What keeps an interrupt from ending the pass."""

    CLAUSE = "clause"
    MANAGER = "manager"
    FINALLY = "finally"
    """A `return`, `break` or `continue` in a `finally`."""


@dataclasses.dataclass(frozen=True, slots=True)
class Swallowed:
    """An interrupt that does not get out of a function: where it is held up, how people write that, what raises it."""

    kind: Swallower
    place: Place
    name: str
    thrown: Thrown


@dataclasses.dataclass(frozen=True, slots=True)
class Mend:
    """Something that a cleanup does: a step, or an effect of the catalogue; with the path to it."""

    name: str
    place: Place
    kind: EffectKind | None
    path: tuple[Hop, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class Cleanup:
    """A `finally`, or the exit of a context manager, that an interrupt runs through, and what it does."""

    place: Place
    is_finally: bool
    thrown: Thrown
    does: tuple[Mend, ...]

    @property
    def takes_steps(self) -> bool:
        """Whether a step is among what it does."""
        return any(mend.kind is None for mend in self.does)


class Interrupts:
    """Finds what functions do to interrupts."""

    def __init__(self, sites: Sites, catches: Catches) -> None:
        self._sites = sites
        self._catches = catches
        self._throws = catches.throws

    def swallowed(self, frame: Frame) -> Iterator[Swallowed]:
        """The interrupts that do not get out of a function, each place once."""
        said: set[Place] = set()
        for catch in self._catches.of(frame):
            if self._catches.swallows_interrupt(catch):
                said.add(catch.place)
                kind = Swallower.MANAGER if catch.clause is None else Swallower.CLAUSE
                yield Swallowed(kind, catch.place, catch.name, catch.of(Sort.INTERRUPT)[0])
        arrivals = self._throws.of(frame)
        for context, found in arrivals.jumps.items():
            interrupt = _interrupt(found)
            if interrupt is not None:
                yield Swallowed(Swallower.FINALLY, _finally_place(frame, context), "`finally`", interrupt)
        for generator, landing, thrown, place in self._managed(frame):
            held = [
                clause
                for clause in landing.clauses
                if not self._throws.ending(generator, clause, Sort.INTERRUPT).always_raises_same
            ]
            if (held or landing.jumps) and place not in said:
                yield Swallowed(Swallower.MANAGER, place, "leaving this `with`", thrown)

    def _managed(self, frame: Frame) -> Iterator[tuple[Frame, Landing, Thrown, Place]]:
        """The generators of the project whose `with` blocks an interrupt leaves, and where it lands in them."""
        for context, found in self._throws.of(frame).left.items():
            interrupt = _interrupt(found)
            manager = frame.function.contexts[context].manager
            if interrupt is None or manager is None:
                continue
            for entered in self._throws.managers(frame, manager):
                if isinstance(entered, Frame):
                    place = Place(frame.module.path, manager.span)
                    for landing in self._throws.at_yields(entered, Raised(Sort.INTERRUPT)):
                        yield entered, landing, interrupt, place

    def cleanups(self, frame: Frame) -> Iterator[Cleanup]:
        """The `finally` bodies and exits of managers that an interrupt runs through and that do something."""
        arrivals = self._throws.of(frame)
        for context, found in arrivals.passed.items():
            interrupt = _interrupt(found)
            does = () if interrupt is None else tuple(self._done_in(frame, context))
            if interrupt is not None and does:
                yield Cleanup(_finally_place(frame, context), True, interrupt, does)
        for context, found in arrivals.left.items():
            interrupt = _interrupt(found)
            manager = frame.function.contexts[context].manager
            does = () if interrupt is None else tuple(self._done_by_exit(frame, context))
            if interrupt is not None and manager is not None and does:
                yield Cleanup(Place(frame.module.path, manager.span), False, interrupt, does)
        for generator, landing, thrown, place in self._managed(frame):
            for context in landing.passed:
                does = tuple(self._done_in(generator, context))
                if does:
                    # The manager may be right elsewhere: it is the `with` that should not be around steps.
                    yield Cleanup(place, False, thrown, does)

    def _done_in(self, frame: Frame, context: int) -> Iterator[Mend]:
        """What the calls in a context do to the world, each thing once."""
        inside = self._sites.within(frame, blocks_within(frame.function, context))
        found = [mend for site in sorted(inside, key=lambda site: site.span) for mend in self._done(site)]
        yield from dict.fromkeys(found)

    def _done_by_exit(self, frame: Frame, context: int) -> Iterator[Mend]:
        """What leaving an object of the project does."""
        for point, site in self._sites.of(frame).items():
            operation = frame.function.blocks[point.block].operations[point.operation]
            if isinstance(operation, Leave) and operation.context == context:
                manager = frame.function.contexts[context].manager
                entered = () if manager is None else self._throws.managers(frame, manager)
                if any(isinstance(thing, Instance) for thing in entered):
                    yield from dict.fromkeys(self._done(site))
                return

    def _done(self, site: Site) -> Iterator[Mend]:
        for step in site.steps:
            yield Mend(f"step “{step.label}”", site.place, None)
        for invocation in site.invocations:
            if invocation.manner is Manner.STEP:
                continue
            if invocation.effect is not None and _is_deed(invocation.effect.kind):
                yield Mend(f"`{invocation.name}`", site.place_of(invocation), invocation.effect.kind)
            elif invocation.frame is not None:
                yield from self._done_within(site, invocation, invocation.frame)

    def _done_within(self, site: Site, invocation: Invocation, frame: Frame) -> Iterator[Mend]:
        """The first thing that a function called in a cleanup does: a step before anything else."""
        first = hop(site, invocation)
        effect: Mend | None = None
        for reached in reach(self._sites, frame, Region.DURABLE):
            if reached.region is not Region.DURABLE:
                continue
            for inner in self._sites.of(reached.frame).values():
                path = (first, *reached.path)
                if inner.steps:
                    yield Mend(f"step “{inner.steps[0].label}”", inner.place, None, path)
                    return
                for called, found in inner.effects:
                    if effect is None and called.manner is not Manner.STEP and _is_deed(found.kind):
                        effect = Mend(f"`{called.name}`", inner.place_of(called), found.kind, path)
        if effect is not None:
            yield effect


def _is_deed(kind: EffectKind) -> bool:
    return kind is EffectKind.METRIC or (kind.is_side_effect and not kind.is_read)


def _interrupt(found: Sequence[Thrown]) -> Thrown | None:
    return next((thrown for thrown in found if thrown.sort is Sort.INTERRUPT), None)


def _finally_place(frame: Frame, context: int) -> Place:
    start = frame.function.contexts[context].span
    return Place(frame.module.path, Span(start.line, start.column, start.line, start.column + len("finally")))
