"""Where values of a replayed body come from: by data flow, back to calls that answer differently from pass to pass."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from typing import TypeAlias

from steplint.diagnostics import Place, Span
from steplint.model import values as v
from steplint.model.graph import Assign, Define, EdgeKind, Return
from steplint.model.module import Call, FunctionKind
from steplint.model.operands import operands
from steplint.project.contents import inside, lambdas_in, names_in
from steplint.project.drift.facts import Source
from steplint.project.drift.parts import Parts
from steplint.project.drift.sets import Sets
from steplint.project.entities import External, Point
from steplint.project.evaluate import Evaluator
from steplint.project.frames import Frame
from steplint.project.invocations import Manner, Site, written_name
from steplint.project.sites import Sites
from steplint.sdk.nondeterminism import SEEDS, SHUFFLES, DriftKind, drift_of

Origin: TypeAlias = int | str | Span
"""Where a value of a frame comes from: the call at this index of its function, the parameter of this name, or the
environment as it is read here.
"""
_NONE: frozenset[Origin] = frozenset()


class Origins:
    """Finds what values are made of, of what may differ."""

    def __init__(self, evaluator: Evaluator, sites: Sites, sets: Sets) -> None:
        self._evaluator = evaluator
        self._sites = sites
        self._sets = sets
        self._parts = Parts(evaluator, sites.decisions)
        self._origins: dict[tuple[int, int, Point | None], frozenset[Origin]] = {}
        self._named: dict[tuple[int, str, int, int], frozenset[Origin]] = {}
        self._taken: dict[tuple[int, int, Point | None], frozenset[Origin]] = {}
        self._sources: dict[int, dict[Origin, Source]] = {}
        self._returned: dict[int, Source | None] = {}
        self._tests: dict[int, list[tuple[int, frozenset[Origin]]]] = {}

    # Sources

    def sources_in(self, frame: Frame) -> dict[Origin, Source]:
        """What a frame asks for and gets another answer to from pass to pass."""
        known = self._sources.get(frame.id)
        if known is None:
            known = self._sources[frame.id] = {}
            known.update((read.place.span, read) for read in self._environment_reads(frame))
            for site in self._sites.of(frame).values():
                if site.call is not None and not site.steps:
                    source = self._source(frame, site, site.call)
                    if source is not None:
                        known[frame.derived.number_of(site.call)] = source
            if self._is_seeded(frame):
                for origin in [origin for origin, source in known.items() if source.kind is DriftKind.RANDOM]:
                    del known[origin]
        return known

    def _environment_reads(self, frame: Frame) -> Iterator[Source]:
        """What a frame reads from the environment without a call."""
        for number in sorted(self._sites.decisions.of(frame).live_blocks):
            for position, operation in enumerate(frame.function.blocks[number].operations):
                point = Point(number, position)
                for value in operands(frame.function, operation):
                    for read in inside(value):
                        if self._reads_environment(frame, read, point):
                            place = Place(frame.module.path, read.span)
                            yield Source(DriftKind.ENVIRONMENT, "os.environ", place, point)

    def _reads_environment(self, frame: Frame, value: v.Value, point: Point | None) -> bool:
        """Whether a value is `os.environ[…]`, or `… in os.environ`."""
        match value:
            case v.Subscript(base=v.Name() | v.Attribute() as asked):
                pass
            case v.Comparison(operator="in" | "not in", right=v.Name() | v.Attribute() as asked):
                pass
            case _:
                return False
        return External("os.environ") in self._evaluator.evaluate(frame, asked, point)

    def _is_seeded(self, frame: Frame) -> bool:
        """Whether the frame gives the random numbers a start that is the same in every pass."""
        for site in self._sites.of(frame).values():
            if site.call is not None and site.call.arguments:
                callees = self._evaluator.evaluate(frame, site.call.callee, site.point)
                if any(isinstance(entity, External) and entity.path in SEEDS for entity in callees):
                    seed = self.of(frame, site.call.arguments[0].value, site.point)
                    return not any(isinstance(origin, int) for origin in seed)
        return False

    def _source(self, frame: Frame, site: Site, call: Call) -> Source | None:
        name = written_name(call.callee, frame.function)
        for entity in self._evaluator.evaluate(frame, call.callee, site.point):
            kind = drift_of(entity.path) if isinstance(entity, External) else None
            if kind is not None:
                value = call.argument(0)
                is_shuffle = isinstance(entity, External) and entity.path in SHUFFLES
                shuffles = value.id if is_shuffle and isinstance(value, v.Name) else None
                return Source(kind, name, site.place, site.point, shuffles=shuffles)
        if self._sets.draws(frame, call, site.point):
            return Source(DriftKind.RANDOM, name, site.place, site.point)
        for invocation in site.invocations:
            if invocation.manner is Manner.STEP:
                continue
            if invocation.effect is not None and invocation.effect.kind.is_read:
                return Source(DriftKind.READ, name, site.place, site.point)
            if invocation.frame is not None:
                inner = self._returned_by(invocation.frame)
                if inner is not None:
                    return Source(inner.kind, name, site.place, site.point, inner.inner or (inner.place, inner.name))
        return None

    def _returned_by(self, frame: Frame) -> Source | None:
        """The first source in what a helper returns, or in what decides which of several values it returns."""
        if frame.id not in self._returned:
            self._returned[frame.id] = None  # a recursion adds nothing
            if not frame.function.is_generator:
                sources = self.sources_in(frame)
                found = [sources[origin] for origin in self._of_returns(frame) if origin in sources]
                self._returned[frame.id] = min(found, key=lambda source: source.place, default=None)
        return self._returned[frame.id]

    def _of_returns(self, frame: Frame) -> frozenset[Origin]:
        returns = [
            (operation.value, Point(number, position))
            for number in sorted(self._sites.decisions.of(frame).live_blocks)
            for position, operation in enumerate(frame.function.blocks[number].operations)
            if isinstance(operation, Return) and operation.value is not None
        ]
        found = [self.of(frame, value, point) for value, point in returns]
        if len(returns) > 1:
            found.append(self._deciding(frame, {point.block for _, point in returns}))
        return frozenset().union(*found)

    # Where values come from

    def of(self, frame: Frame, value: v.Value, point: Point | None) -> frozenset[Origin]:
        """What a value is made of, of what may differ: calls of sources, parameters."""
        key = (frame.id, id(value), point)
        if key not in self._origins:
            self._origins[key] = _NONE  # a value in terms of itself adds nothing
            self._origins[key] = self._derived(frame, value, point)
        return self._origins[key]

    def _derived(self, frame: Frame, value: v.Value, point: Point | None) -> frozenset[Origin]:
        match value:
            case v.Name(id=name):
                return self._of_name(frame, name, point)
            case v.CallResult(call=index):
                return self._of_call(frame, index, point)
            case v.Lambda(function=index):
                return self.captured(frame, index, point)
            case v.Choice(test=test) if test is not None:
                return frozenset().union(*(self.of(frame, inner, point) for inner in (test, *value.options)))
            case v.Subscript() | v.Comparison() if self._reads_environment(frame, value, point):
                return frozenset((value.span,))
            case _:
                parts = self._parts.of(frame, value, point)
                made_of = [(inner, point) for inner in v.children(value)] if parts is None else parts
                return frozenset().union(*(self.of(frame, inner, at) for inner, at in made_of))

    def _deciding(self, frame: Frame, blocks: Set[int]) -> frozenset[Origin]:
        """What the branches are made of that decide which of some blocks is passed."""
        routes = self._sites.decisions.routes(frame)
        found = [origins for number, origins in self._branches(frame) if routes.decides(number, blocks)]
        return frozenset().union(*found)

    def _branches(self, frame: Frame) -> Sequence[tuple[int, frozenset[Origin]]]:
        """The blocks that end in a test of something that may differ, with what that is made of."""
        if frame.id not in self._tests:
            self._tests[frame.id] = []  # a test of what a test decides adds nothing
            found: list[tuple[int, frozenset[Origin]]] = []
            for number in sorted(self._sites.decisions.of(frame).live_blocks):
                block = frame.function.blocks[number]
                for edge in block.edges:
                    if edge.kind is EdgeKind.TRUE and edge.test is not None:
                        origins = self.of(frame, edge.test, Point(number, len(block.operations)))
                        if origins:
                            found.append((number, origins))
            self._tests[frame.id] = found
        return self._tests[frame.id]

    def _of_call(self, frame: Frame, index: int, point: Point | None) -> frozenset[Origin]:
        at = frame.calls_seen.get(index, point)
        site = self._sites.of(frame).get(at) if at is not None else None
        if site is not None and site.steps:
            return _NONE  # memoised
        if index in self.sources_in(frame):
            return frozenset((index,))
        call = frame.call(index)
        parts = self._parts.got(frame, call, at)
        if parts is not None:
            return frozenset().union(*(self.of(frame, value, made_at) for value, made_at in parts))
        found = [self.of(frame, argument.value, at) for argument in call.arguments]
        if isinstance(call.callee, v.Attribute):
            found.append(self.of(frame, call.callee.base, at))
        return frozenset().union(*found)

    def _of_name(self, frame: Frame, name: str, point: Point | None) -> frozenset[Origin]:
        definitions = self._evaluator.definitions(frame.module, frame.index)
        if (
            frame.function.kind is FunctionKind.MODULE
            or not definitions.binds(name)
            or name in frame.function.nonlocals
        ):
            return _NONE  # constants of a module, and what a function around it holds
        reaching = definitions.reaching(name, point.block, point.operation) if point is not None else ()
        found: list[frozenset[Origin]] = []
        for site in reaching or definitions.all(name):
            at = Point(site.block, site.position)
            match site.operation:
                case None:
                    found.append(frozenset((name,)))
                case Assign(value=value) if value is not None:
                    found.append(self.of(frame, value, at))
                case Define(function=index):
                    found.append(self.captured(frame, index, point))
                case _:
                    pass
        if len(reaching) > 1:
            sources = self.sources_in(frame)
            deciding = self._deciding(frame, {site.block for site in reaching})
            # What is read from outside, and a parameter, mostly choose the same value again.
            found.append(frozenset(o for o in deciding if o in sources and sources[o].kind is not DriftKind.READ))
        if point is not None:
            found += [self._put_into(frame, name, point), self._shuffled(frame, name, point)]
        return frozenset().union(*found)

    def _shuffled(self, frame: Frame, name: str, point: Point) -> frozenset[Origin]:
        """The calls before a point that put what a variable holds into another order."""
        routes = self._sites.decisions.routes(frame)
        return frozenset(
            origin
            for origin, source in self.sources_in(frame).items()
            if source.shuffles == name and routes.leads(source.point, point)
        )

    def _put_into(self, frame: Frame, name: str, point: Point) -> frozenset[Origin]:
        """What was put into the container, or the object, that a variable holds, before a point."""
        key = (frame.id, name, point.block, point.operation)
        if key not in self._named:
            self._named[key] = _NONE
            routes = self._sites.decisions.routes(frame)
            found: list[frozenset[Origin]] = []
            for at, value in frame.derived.puts.get(name, ()):
                if routes.leads(at, point):
                    found.append(self.of(frame, value, at))
            self._named[key] = frozenset().union(*found)
        return self._named[key]

    def captured(self, frame: Frame, index: int, point: Point | None) -> frozenset[Origin]:
        """What a function made in the frame takes from it."""
        key = (frame.id, index, point)
        if key not in self._taken:
            self._taken[key] = _NONE  # a function that calls itself takes nothing more
            self._taken[key] = self._look_into(frame, index, point)
        return self._taken[key]

    def _look_into(self, frame: Frame, index: int, point: Point | None) -> frozenset[Origin]:
        found: list[frozenset[Origin]] = []
        functions = frame.module.model.functions
        own = set(functions[index].locals) | {p.name for p in functions[index].parameters}
        for block in functions[index].blocks:
            for operation in block.operations:
                for value in operands(functions[index], operation):
                    for name in names_in(value):
                        if name not in own:
                            found.append(self._of_name(frame, name, point))
                    for inner in lambdas_in(value):
                        found.append(self.captured(frame, inner, point))
        return frozenset().union(*found)
