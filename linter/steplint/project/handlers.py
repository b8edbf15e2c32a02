"""What one step's handler does to the world, where that is more than one thing."""

from __future__ import annotations

import dataclasses
import enum
from collections.abc import Iterator, Mapping

from steplint.diagnostics import Confidence, Place
from steplint.project.frames import Frame
from steplint.project.invocations import Manner, SendKind, Site, written_name
from steplint.project.protection import Protection
from steplint.project.sites import Sites
from steplint.sdk.kinds import EffectKind

_DEEPEST = 12


class DoneKind(enum.StrEnum):
    """Kinds of work that must not be done twice."""

    MAIL = "sends an e-mail"
    NOTIFICATION = "notifies people"
    PAYMENT = "moves money"
    EVENT = "sends an event"
    QUEUE = "hands out a job"
    REQUEST = "makes a request that changes something"
    DATABASE = "writes to the database"

    @property
    def is_outward(self) -> bool:
        """Whether people, or money, notice when it is done twice."""
        return self in {DoneKind.MAIL, DoneKind.NOTIFICATION, DoneKind.PAYMENT}


_KINDS: Mapping[EffectKind, DoneKind] = {
    EffectKind.EMAIL: DoneKind.MAIL,
    EffectKind.NOTIFICATION: DoneKind.NOTIFICATION,
    EffectKind.SYSTEM_NOTIFICATION: DoneKind.NOTIFICATION,
    EffectKind.DIRECT_NOTIFICATION: DoneKind.NOTIFICATION,
    EffectKind.PAYMENT: DoneKind.PAYMENT,
    EffectKind.QUEUE: DoneKind.QUEUE,
    EffectKind.HTTP: DoneKind.REQUEST,
    EffectKind.DATABASE_WRITE: DoneKind.DATABASE,
}
"""Files are left out, for they are written over; so are models, which change nothing."""


@dataclasses.dataclass(frozen=True, slots=True)
class Done:
    """One thing a handler does: where, under which name."""

    kind: DoneKind
    place: Place
    name: str
    confidence: Confidence


class Handlers:
    """Finds handlers that do several things."""

    def __init__(self, sites: Sites, protection: Protection) -> None:
        self._sites = sites
        self._protection = protection
        self._done: dict[int, tuple[Done, ...]] = {}

    def several(self, frame: Frame, depth: int = 0) -> tuple[Done, Done] | None:
        """Two things of different kinds that one run of a handler does; None where there are none."""
        done_at: list[tuple[Site, list[Done]]] = []
        for site in sorted(self._sites.of(frame).values(), key=lambda site: site.span):
            if not self._protection.is_on_failure_path(site):
                done = list(self._at(site))
                if done:
                    done_at.append((site, done))
        routes = self._sites.decisions.routes(frame)
        found: list[tuple[Done, Done]] = []
        for number, (site, done) in enumerate(done_at):
            for other, others in done_at[number + 1 :]:
                if routes.leads(site.point, other.point) or routes.leads(other.point, site.point):
                    found += [(a, b) for a in done for b in others if a.kind is not b.kind]
            for invocation in site.invocations:
                if invocation.frame is not None and len({d.kind for d in done}) > 1 and depth < _DEEPEST:
                    inner = self.several(invocation.frame, depth + 1)
                    found += [] if inner is None else [inner]
        # What people notice leads.
        return min(found, key=lambda pair: not (pair[0].kind.is_outward or pair[1].kind.is_outward), default=None)

    def _at(self, site: Site) -> Iterator[Done]:
        """What a call comes to, of each kind the first."""
        if _is_idempotent(site):
            return
        if site.sending is not None and site.sending.kind is not SendKind.STEP and site.call is not None:
            name = written_name(site.call.callee, site.frame.function)
            yield Done(DoneKind.EVENT, site.place, name, Confidence.HIGH)
            return
        said: set[DoneKind] = set()
        for invocation in site.invocations:
            if invocation.manner is Manner.STEP:
                continue
            if invocation.effect is not None and invocation.effect.kind in _KINDS:
                kind = _KINDS[invocation.effect.kind]
                if kind not in said:
                    said.add(kind)
                    yield Done(kind, site.place_of(invocation), invocation.name, invocation.effect.confidence)
            elif invocation.frame is not None:
                for done in self._within(invocation.frame):
                    if done.kind not in said:
                        said.add(done.kind)
                        yield done

    def _within(self, frame: Frame) -> tuple[Done, ...]:
        known = self._done.get(frame.id)
        if known is None:
            self._done[frame.id] = ()  # a recursion adds nothing
            first: dict[DoneKind, Done] = {}
            for site in sorted(self._sites.of(frame).values(), key=lambda site: site.span):
                if not self._protection.is_on_failure_path(site):
                    for done in self._at(site):
                        first.setdefault(done.kind, done)
            known = self._done[frame.id] = tuple(first.values())
        return known


def _is_idempotent(site: Site) -> bool:
    return site.call is not None and any("idempotency" in (argument.keyword or "") for argument in site.call.arguments)
