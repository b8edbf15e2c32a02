"""Steps that are taken for the items of a set, in whatever order they come."""

from __future__ import annotations

import dataclasses
import enum
from collections.abc import Iterator

from steplint.diagnostics import Place
from steplint.model import values as v
from steplint.model.graph import Assign, ContextKind, Loop, contexts_around
from steplint.project.contents import names_in
from steplint.project.drift.sets import Sets
from steplint.project.entities import External, Point
from steplint.project.evaluate import Evaluator
from steplint.project.frames import Frame
from steplint.project.holding import Holding
from steplint.project.invocations import Site
from steplint.project.reach import Reached
from steplint.project.sites import Sites


class Naming(enum.StrEnum):
    """How the steps of a loop over a set are told apart."""

    BY_ITEM = "by-item"
    """The item is a part of the id."""
    BY_ORDER = "by-order"
    """They have one id, or one with the number of the turn."""
    UNKNOWN = "unknown"
    """They are taken in a helper."""


@dataclasses.dataclass(frozen=True, slots=True)
class UnorderedStep:
    """A step, or a helper that takes some, in a loop over a set."""

    site: Site
    iterable: Place
    naming: Naming


class Unordered:
    """Finds the steps of loops over sets."""

    def __init__(self, evaluator: Evaluator, sites: Sites, holding: Holding, sets: Sets) -> None:
        self._evaluator = evaluator
        self._sites = sites
        self._holding = holding
        self._sets = sets

    def of(self, reached: Reached) -> Iterator[UnorderedStep]:
        """The steps of a frame that are taken for the items of a set."""
        frame = reached.frame
        function = frame.function
        sets = {
            number: loop
            for number, loop in enumerate(function.loops)
            if loop.iterable is not None and self._sets.is_unordered(reached, loop.iterable, Point(loop.header, 0))
        }
        for site in self._sites.of(frame).values():
            if not self._holding.site(site):
                continue
            group = self._group(reached, site)
            if group is not None:
                yield group
            for context in contexts_around(function.contexts, function.blocks[site.point.block].context):
                owner = context.owner if context.kind is ContextKind.LOOP else None
                loop = sets.get(owner) if owner is not None else None
                if loop is not None and loop.iterable is not None:
                    place = Place(frame.module.path, loop.iterable.span)
                    yield UnorderedStep(site, place, self._naming(frame, site, loop))
                    break

    def _group(self, reached: Reached, site: Site) -> UnorderedStep | None:
        """A group whose callables are made of the items of a set."""
        inner = [i.frame for i in site.invocations if i.parallel and i.frame is not None]
        value = site.call.argument(0, "callables") if site.call is not None and inner else None
        if value is None or not self._sets.is_unordered(reached, value, site.point):
            return None
        ids = [step.id_value for frame in inner for s in self._sites.of(frame).values() for step in s.steps]
        naming = Naming.BY_ORDER if all(isinstance(value, v.Constant) for value in ids) else Naming.BY_ITEM
        return UnorderedStep(site, Place(reached.frame.module.path, value.span), naming if ids else Naming.UNKNOWN)

    def _naming(self, frame: Frame, site: Site, loop: Loop) -> Naming:
        if site.step is None:
            return Naming.UNKNOWN
        targets = loop.targets[1:] if self._is_counted(frame, loop) else loop.targets
        value = site.step.id_value
        names = () if value is None else tuple(self._named_by(frame, value, site.point))
        return Naming.BY_ITEM if set(targets) & set(names) else Naming.BY_ORDER

    def _is_counted(self, frame: Frame, loop: Loop) -> bool:
        """Whether the first thing a loop binds is the number of the turn."""
        match loop.iterable:
            case v.CallResult(call=index):
                callees = self._evaluator.evaluate(frame, frame.call(index).callee, frame.calls_seen.get(index))
                return len(loop.targets) > 1 and External("builtins.enumerate") in callees
            case _:
                return False

    def _named_by(self, frame: Frame, value: v.Value, point: Point) -> Iterator[str]:
        """The variables that a value is made of, through other variables."""
        definitions = self._evaluator.definitions(frame.module, frame.index)
        pending = [(value, point)]
        seen: set[str] = set()
        while pending:
            current, at = pending.pop()
            inner = list(names_in(current))
            if isinstance(current, v.CallResult):
                inner += [n for a in frame.call(current.call).arguments for n in names_in(a.value)]
            for name in inner:
                if name not in seen:
                    seen.add(name)
                    yield name
                    for site in definitions.reaching(name, at.block, at.operation) if definitions.binds(name) else ():
                        if isinstance(site.operation, Assign) and site.operation.value is not None:
                            pending.append((site.operation.value, Point(site.block, site.position)))
