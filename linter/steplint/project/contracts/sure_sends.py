"""Which events every normal path through a function sends, itself or through the functions that it surely runs."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping

from steplint.diagnostics import Place
from steplint.flow.paths import Paths
from steplint.project.entities import Entities, Items, Literal, Record
from steplint.project.evaluate import Evaluator
from steplint.project.frames import Frame
from steplint.project.invocations import Site
from steplint.project.reach import Hop, hop
from steplint.project.sites import Sites

_DEEPEST = 12


@dataclasses.dataclass(frozen=True, slots=True)
class SureSend:
    """A send that no normal path leaves out: the call that decides what is sent, and the calls around it.

    `has_id` when the event is given an id, by which the platform drops a second one.
    """

    place: Place
    path: tuple[Hop, ...]
    has_id: bool


class SureSends:
    """Answers for frames; what a frame sends is worked out once."""

    def __init__(self, evaluator: Evaluator, sites: Sites) -> None:
        self._evaluator = evaluator
        self._sites = sites
        self._known: dict[int, Mapping[str, SureSend]] = {}

    def of(self, frame: Frame, depth: int = 0) -> Mapping[str, SureSend]:
        """The names of the events that every normal path sends, each with the first send of it."""
        known = self._known.get(frame.id)
        if known is None:
            self._known[frame.id] = {}  # a recursion sends nothing that is new
            known = self._known[frame.id] = self._look(frame, depth) if depth < _DEEPEST else {}
        return known

    def _look(self, frame: Frame, depth: int) -> Mapping[str, SureSend]:
        blocks: dict[str, list[int]] = {}
        first: dict[str, SureSend] = {}
        for point, site in self._sites.of(frame).items():
            for name, send in self._sent_at(site, depth):
                blocks.setdefault(name, []).append(point.block)
                first.setdefault(name, send)
        if not blocks:
            return {}
        paths = Paths(frame.function, self._sites.decisions.of(frame).dead_edges)
        return {name: first[name] for name, passed in blocks.items() if paths.always_pass(*passed)}

    def _sent_at(self, site: Site, depth: int) -> Iterator[tuple[str, SureSend]]:
        if site.sending is not None:
            for name, has_id in _names(site.sending.events):
                yield name, SureSend(site.place, (), has_id)
        entered = [invocation for invocation in site.invocations if invocation.frame is not None]
        if len(entered) != 1 and not all(invocation.parallel for invocation in entered):
            return  # all of several alternatives may run none
        for invocation in entered:
            if invocation.frame is not None and not invocation.repeats:
                inner = invocation.frame
                decided = self.of(self._evaluator.generic_frame(inner.module, inner.index), depth + 1)
                for name, send in self.of(inner, depth + 1).items():
                    place = send.place if name in decided else site.place  # what a parameter is, the caller decides
                    yield name, dataclasses.replace(send, place=place, path=(hop(site, invocation), *send.path))


def _names(events: Entities) -> Iterator[tuple[str, bool]]:
    """The names of events that are all sent, where nothing else may be sent in their place."""
    if len(events) != 1:
        return
    match events[0]:
        case Items(items=items, repeated=False):
            for item in items:
                yield from _names(item)
        case Record(path="inngest.Event", fields=fields):
            match dict(fields).get("name"):
                case (Literal(value=str() as name),):
                    yield name, "id" in dict(fields)
                case _:
                    pass
        case _:
            pass
