"""Steps that are taken for the items of a set, in whatever order they come."""

from __future__ import annotations

from collections.abc import Iterator

from steplint.diagnostics import Place
from steplint.model import values as v
from steplint.model.graph import Assign, ContextKind, Loop
from steplint.project.contents import names_in
from steplint.project.entities import External, Point
from steplint.project.evaluate import Evaluator
from steplint.project.frames import Frame
from steplint.project.holding import Holding
from steplint.project.invocations import Site
from steplint.project.protection import contexts_around
from steplint.project.sites import Sites

_IN_ORDER = frozenset({"builtins.list", "builtins.tuple", "builtins.enumerate", "builtins.iter"})
"""What goes through a set in its own order."""
_DEEPEST = 6


class Unordered:
    """Finds the steps of loops over sets."""

    def __init__(self, evaluator: Evaluator, sites: Sites, holding: Holding) -> None:
        self._evaluator = evaluator
        self._sites = sites
        self._holding = holding

    def of(self, frame: Frame) -> Iterator[tuple[Site, Place, bool]]:
        """The steps of a frame that are taken for the items of a set, in whatever order they come: with the place of
        the set, and whether the item is a part of the step's id.
        """
        function = frame.function
        sets = {number: loop for number, loop in enumerate(function.loops) if self._is_set(frame, loop)}
        if not sets:
            return
        for site in self._sites.of(frame).values():
            if not self._holding.site(site):
                continue
            for context in contexts_around(function.contexts, function.blocks[site.point.block].context):
                loop = (
                    sets.get(context.owner) if context.kind is ContextKind.LOOP and context.owner is not None else None
                )
                if loop is not None and loop.iterable is not None:
                    named = set(loop.targets)
                    value = site.step.id_value if site.step is not None else None
                    is_named = value is not None and bool(named & set(self._named_by(frame, value, site.point)))
                    yield site, Place(frame.module.path, loop.iterable.span), is_named
                    break

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

    def _is_set(self, frame: Frame, loop: Loop) -> bool:
        if loop.iterable is None:
            return False
        header = Point(loop.header, 0)
        return self._holds_set(frame, loop.iterable, header, 0)

    def _holds_set(self, frame: Frame, value: v.Value, point: Point, depth: int) -> bool:
        match value:
            case v.Sequence(kind="set") | v.Collected(kind="set"):
                return True
            case v.CallResult(call=index):
                call = frame.call(index)
                callees = self._evaluator.evaluate(frame, call.callee, frame.calls_seen.get(index, point))
                paths = {entity.path for entity in callees if isinstance(entity, External)}
                if paths & {"builtins.set", "builtins.frozenset"}:
                    return True
                inner = call.argument(0)
                return bool(paths & _IN_ORDER) and inner is not None and self._holds_set(frame, inner, point, depth + 1)
            case v.Name(id=name) if depth < _DEEPEST:
                definitions = self._evaluator.definitions(frame.module, frame.index)
                sites = definitions.reaching(name, point.block, point.operation) if definitions.binds(name) else ()
                return bool(sites) and all(
                    isinstance(site.operation, Assign)
                    and site.operation.value is not None
                    and self._holds_set(frame, site.operation.value, Point(site.block, site.position), depth + 1)
                    for site in sites
                )
            case _:
                return False
