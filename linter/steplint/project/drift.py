"""Values of a replayed body that differ from pass to pass, and what is made of them: where such a value comes from, by
data flow, and which steps, branches, ids and effects it gets to.
"""

from __future__ import annotations

import dataclasses
import enum
from collections.abc import Iterator, Sequence
from typing import TypeAlias

from steplint.diagnostics import Place
from steplint.flow.routes import Routes
from steplint.model import values as v
from steplint.model.graph import (
    Assign,
    AttributeTarget,
    ContextKind,
    Define,
    EdgeKind,
    Invoke,
    Loop,
    LoopKind,
    Return,
    SubscriptTarget,
)
from steplint.model.module import Call, FunctionKind
from steplint.model.operands import operands
from steplint.project.body import Bodies
from steplint.project.entities import External, Point
from steplint.project.evaluate import Evaluator
from steplint.project.frames import Frame
from steplint.project.invocations import Invocation, Manner, SendKind, Site, written_name
from steplint.project.protection import contexts_around
from steplint.project.sites import Sites
from steplint.sdk.inngest import StepKind
from steplint.sdk.nondeterminism import SEEDS, DriftKind, drift_of

Origin: TypeAlias = int | str
"""Where a value of a frame comes from: the call at this index of its function, or the parameter of this name."""
_NONE: frozenset[Origin] = frozenset()
_WAITING = frozenset({StepKind.SLEEP, StepKind.SLEEP_UNTIL})
_IN_ORDER = frozenset({"builtins.list", "builtins.tuple", "builtins.enumerate", "builtins.iter"})
"""What goes through a set in its own order."""
_DEEPEST = 6
_PUTTING_IN = frozenset({"append", "appendleft", "add", "extend", "insert", "update", "setdefault"})


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
    """A call of the body whose result differs from pass to pass; `inner` is where a helper gets it."""

    kind: DriftKind
    name: str
    place: Place
    inner: tuple[Place, str] | None = None


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


class Drift:
    """Finds values that differ from pass to pass."""

    def __init__(self, evaluator: Evaluator, sites: Sites, bodies: Bodies) -> None:
        self._evaluator = evaluator
        self._sites = sites
        self._bodies = bodies
        self._origins: dict[tuple[int, int, Point | None], frozenset[Origin]] = {}
        self._named: dict[tuple[int, str, int, int], frozenset[Origin]] = {}
        self._taken: dict[tuple[int, int, Point | None], frozenset[Origin]] = {}
        self._sources: dict[int, dict[int, Source]] = {}
        self._returned: dict[int, Source | None] = {}
        self._holding: dict[int, bool] = {}
        self._uses: dict[int, dict[Origin, list[Use]]] = {}
        self._routes: dict[int, Routes] = {}
        self._puts: dict[int, dict[str, list[tuple[Point, v.Value]]]] = {}

    def of(self, frame: Frame) -> Iterator[Drifting]:
        """What drifts in a frame of a body, by place. A helper without steps is judged where the body calls it."""
        if not self.holds_steps(frame):
            return
        uses = self._uses_in(frame)
        for index, source in sorted(self._sources_in(frame).items(), key=lambda item: item[1].place):
            found = tuple(dict.fromkeys(uses.get(index, ())))
            if found:
                yield Drifting(source, found, tuple(self._conflicting(frame, index, found)))

    def holds_steps(self, frame: Frame) -> bool:
        """Whether a frame takes steps, itself or through what it calls."""
        if frame.id not in self._holding:
            self._holding[frame.id] = False  # a recursion adds nothing
            self._holding[frame.id] = any(
                site.steps
                or any(
                    i.manner is Manner.CALLED and i.frame is not None and self.holds_steps(i.frame)
                    for i in site.invocations
                )
                for site in self._sites.of(frame).values()
            )
        return self._holding[frame.id]

    def unordered(self, frame: Frame) -> Iterator[tuple[Site, Place, bool]]:
        """The steps of a frame that are taken for the items of a set, in whatever order they come: with the place of
        the set, and whether the item is a part of the step's id.
        """
        function = frame.function
        sets = {number: loop for number, loop in enumerate(function.loops) if self._is_set(frame, loop)}
        if not sets:
            return
        for site in self._sites.of(frame).values():
            if not self._is_step(site):
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
            inner = list(_names_in(current))
            if isinstance(current, v.CallResult):
                inner += [n for a in frame.call(current.call).arguments for n in _names_in(a.value)]
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

    # Sources

    def _sources_in(self, frame: Frame) -> dict[int, Source]:
        """The calls of a frame whose results differ from pass to pass, by index."""
        known = self._sources.get(frame.id)
        if known is None:
            known = self._sources[frame.id] = {}
            for site in self._sites.of(frame).values():
                if site.call is not None and not site.steps:
                    source = self._source(frame, site, site.call)
                    if source is not None:
                        known[frame.derived.number_of(site.call)] = source
            if self._is_seeded(frame):
                for index in [index for index, source in known.items() if source.kind is DriftKind.RANDOM]:
                    del known[index]
        return known

    def _is_seeded(self, frame: Frame) -> bool:
        """Whether the frame gives the random numbers a start that is the same in every pass."""
        for site in self._sites.of(frame).values():
            if site.call is not None and site.call.arguments:
                callees = self._evaluator.evaluate(frame, site.call.callee, site.point)
                if any(isinstance(entity, External) and entity.path in SEEDS for entity in callees):
                    seed = self._of(frame, site.call.arguments[0].value, site.point)
                    return not any(isinstance(origin, int) for origin in seed)
        return False

    def _source(self, frame: Frame, site: Site, call: Call) -> Source | None:
        name = written_name(call.callee, frame.function)
        for entity in self._evaluator.evaluate(frame, call.callee, site.point):
            kind = drift_of(entity.path) if isinstance(entity, External) else None
            if kind is not None:
                return Source(kind, name, site.place)
        for invocation in site.invocations:
            if invocation.manner is Manner.STEP:
                continue
            if invocation.effect is not None and invocation.effect.kind.is_read:
                return Source(DriftKind.READ, name, site.place)
            if invocation.frame is not None:
                inner = self._returned_by(invocation.frame)
                if inner is not None:
                    return Source(inner.kind, name, site.place, inner.inner or (inner.place, inner.name))
        return None

    def _returned_by(self, frame: Frame) -> Source | None:
        """The first source in what a helper returns."""
        if frame.id not in self._returned:
            self._returned[frame.id] = None  # a recursion adds nothing
            if not frame.function.is_generator:
                sources = self._sources_in(frame)
                for number in sorted(self._sites.decisions.of(frame).live_blocks):
                    for position, operation in enumerate(frame.function.blocks[number].operations):
                        if isinstance(operation, Return) and operation.value is not None:
                            found = self._of(frame, operation.value, Point(number, position))
                            calls = sorted(origin for origin in found if isinstance(origin, int) and origin in sources)
                            if calls:
                                self._returned[frame.id] = sources[calls[0]]
                                return sources[calls[0]]
        return self._returned[frame.id]

    # Where values come from

    def _of(self, frame: Frame, value: v.Value, point: Point | None) -> frozenset[Origin]:
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
                return self._captured(frame, index, point)
            case v.Subscript(base=base) if self._is_environment(frame, base, point):
                return _NONE
            case _:
                return frozenset().union(*(self._of(frame, inner, point) for inner in v.children(value)))

    def _is_environment(self, frame: Frame, value: v.Value, point: Point | None) -> bool:
        return External("os.environ") in self._evaluator.evaluate(frame, value, point)

    def _of_call(self, frame: Frame, index: int, point: Point | None) -> frozenset[Origin]:
        at = frame.calls_seen.get(index, point)
        site = self._sites.of(frame).get(at) if at is not None else None
        if site is not None and site.steps:
            return _NONE  # memoised
        if index in self._sources_in(frame):
            return frozenset((index,))
        call = frame.call(index)
        found = [self._of(frame, argument.value, at) for argument in call.arguments]
        if isinstance(call.callee, v.Attribute):
            found.append(self._of(frame, call.callee.base, at))
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
                    found.append(self._of(frame, value, at))
                case Define(function=index):
                    found.append(self._captured(frame, index, point))
                case _:
                    pass
        if point is not None:
            found.append(self._put_into(frame, name, point))
        return frozenset().union(*found)

    def _put_into(self, frame: Frame, name: str, point: Point) -> frozenset[Origin]:
        """What was put into the container, or the object, that a variable holds, before a point."""
        key = (frame.id, name, point.block, point.operation)
        if key not in self._named:
            self._named[key] = _NONE
            routes = self._routes_of(frame)
            found: list[frozenset[Origin]] = []
            for at, value in self._puts_in(frame).get(name, ()):
                if routes.leads(at, point):
                    found.append(self._of(frame, value, at))
            self._named[key] = frozenset().union(*found)
        return self._named[key]

    def _puts_in(self, frame: Frame) -> dict[str, list[tuple[Point, v.Value]]]:
        """What the operations of a frame put into what variables hold, by the variable."""
        known = self._puts.get(frame.id)
        if known is None:
            known = self._puts[frame.id] = {}
            for number, block in enumerate(frame.function.blocks):
                for position, operation in enumerate(block.operations):
                    for name, value in _put(frame, operation):
                        known.setdefault(name, []).append((Point(number, position), value))
        return known

    def _captured(self, frame: Frame, index: int, point: Point | None) -> frozenset[Origin]:
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
                    for name in _names_in(value):
                        if name not in own:
                            found.append(self._of_name(frame, name, point))
                    for inner in _lambdas_in(value):
                        found.append(self._captured(frame, inner, point))
        return frozenset().union(*found)

    # What is made of them

    def _uses_in(self, frame: Frame) -> dict[Origin, list[Use]]:
        known = self._uses.get(frame.id)
        if known is None:
            known = self._uses[frame.id] = {}
            for site in self._sites.of(frame).values():
                for origin, use in self._made_at(frame, site):
                    known.setdefault(origin, []).append(use)
            for origin, use in self._decided(frame):
                known.setdefault(origin, []).append(use)
        return known

    def _made_at(self, frame: Frame, site: Site) -> Iterator[tuple[Origin, Use]]:
        call = site.call
        if call is None:
            return
        if site.steps:
            yield from self._given_to_step(frame, site, call)
            return
        name = written_name(call.callee, frame.function)
        callees = self._evaluator.evaluate(frame, call.callee, site.point)
        if any(isinstance(entity, External) and entity.path == "inngest.Event" for entity in callees):
            identity = call.argument(None, "id")
            if identity is not None:
                use = Use(UseKind.EVENT_ID, Place(frame.module.path, identity.span), "the event's id", site.point)
                yield from ((origin, use) for origin in sorted(self._of(frame, identity, site.point), key=str))
            return
        values = [argument.value for argument in call.arguments]
        if site.sending is not None and site.sending.kind is not SendKind.STEP:
            yield from self._each(frame, values, site, Use(UseKind.EVENT, site.place, f"`{name}`", site.point))
            return
        for invocation in site.invocations:
            effect = invocation.effect
            if invocation.manner is Manner.STEP:
                continue
            if effect is not None and effect.kind.is_side_effect and not effect.kind.is_read:
                yield from self._each(frame, values, site, Use(UseKind.EFFECT, site.place, f"`{name}`", site.point))
            elif invocation.frame is not None:
                yield from self._given_to_helper(frame, site, call, invocation)

    def _given_to_step(self, frame: Frame, site: Site, call: Call) -> Iterator[tuple[Origin, Use]]:
        step = site.steps[0]
        if step.id_value is not None:
            use = Use(UseKind.STEP_ID, Place(frame.module.path, step.id_value.span), "the step's id", site.point)
            yield from ((o, use) for o in sorted(self._of(frame, step.id_value, site.point), key=str))
        values = [argument.value for argument in call.arguments if argument.value is not step.id_value]
        if step.kind in _WAITING:
            return
        if step.kind is StepKind.WAIT_FOR_EVENT:
            values = [argument.value for argument in call.arguments if argument.keyword == "if_exp"]
        yield from self._each(frame, values, site, Use(UseKind.STEP, site.place, f"step “{step.label}”", site.point))

    def _given_to_helper(
        self, frame: Frame, site: Site, call: Call, invocation: Invocation
    ) -> Iterator[tuple[Origin, Use]]:
        inner = invocation.frame
        assert inner is not None  # the caller has looked
        if self.holds_steps(inner):
            if inner.closure == frame.id:
                use = Use(UseKind.STEP, site.place_of(invocation), f"`{invocation.name}`", site.point)
                captured = sorted(self._captured(frame, inner.index, site.point), key=str)
                yield from ((origin, use) for origin in captured)
            for parameter, value in _handed(call, inner, invocation):
                uses = self._uses_in(inner).get(parameter, ()) if inner is not frame else ()
                for origin in sorted(self._of(frame, value, site.point), key=str):
                    yield from ((origin, dataclasses.replace(use, point=site.point)) for use in uses)
        elif any(deed.effect is not None and not deed.effect.kind.is_read for deed in self._bodies.within(inner)):
            values = [argument.value for argument in call.arguments]
            name = written_name(call.callee, frame.function)
            yield from self._each(frame, values, site, Use(UseKind.EFFECT, site.place, f"`{name}`", site.point))

    def _each(self, frame: Frame, values: Sequence[v.Value], site: Site, use: Use) -> Iterator[tuple[Origin, Use]]:
        origins = frozenset().union(*(self._of(frame, value, site.point) for value in values))
        yield from ((origin, use) for origin in sorted(origins, key=str))

    def _decided(self, frame: Frame) -> Iterator[tuple[Origin, Use]]:
        """The branches and loops of a frame that decide which steps are taken."""
        steps = {site.point.block for site in self._sites.of(frame).values() if self._is_step(site)}
        routes = self._routes_of(frame)
        for number in sorted(self._sites.decisions.of(frame).live_blocks):
            block = frame.function.blocks[number]
            end = Point(number, len(block.operations))
            values = [edge.test for edge in block.edges if edge.kind is EdgeKind.TRUE and edge.test is not None]
            for edge in block.edges:
                if edge.kind is EdgeKind.ITERATE and edge.loop is not None:
                    loop = frame.function.loops[edge.loop]
                    if loop.iterable is not None and loop.kind is not LoopKind.WHILE:
                        values.append(loop.iterable)
            for value in values:
                origins = self._of(frame, value, end)
                if origins and routes.decides(number, steps):
                    use = Use(UseKind.BRANCH, Place(frame.module.path, value.span), "a branch", end)
                    yield from ((origin, use) for origin in sorted(origins, key=str))

    def _is_step(self, site: Site) -> bool:
        return bool(site.steps) or any(
            i.manner is Manner.CALLED and i.frame is not None and self.holds_steps(i.frame) for i in site.invocations
        )

    def _conflicting(self, frame: Frame, index: int, uses: Sequence[Use]) -> list[Use]:
        """The uses of a call's result that come one after the other, or again and again, if a step is among them."""
        given = [use for use in uses if use.kind in {UseKind.STEP, UseKind.EFFECT, UseKind.EVENT}]
        routes = self._routes_of(frame)
        source = frame.calls_seen[index]
        found = [
            use
            for use in given
            if any(
                other is not use
                and (
                    other.point == use.point
                    or routes.leads(use.point, other.point, without=source)
                    or routes.leads(other.point, use.point, without=source)
                )
                for other in given
            )
            or (use.kind is UseKind.STEP and routes.leads(use.point, use.point, without=source))
        ]
        return found if any(use.kind is UseKind.STEP for use in found) else []

    def _routes_of(self, frame: Frame) -> Routes:
        if frame.id not in self._routes:
            self._routes[frame.id] = Routes(frame.function.blocks, self._sites.decisions.of(frame).dead_edges)
        return self._routes[frame.id]


def _put(frame: Frame, operation: object) -> Iterator[tuple[str, v.Value]]:
    """What an operation puts into what a variable holds, with the variable's name."""
    match operation:
        case Assign(target=SubscriptTarget(base=base) | AttributeTarget(base=base), value=value) if value is not None:
            name = _root(base)
            if name is not None:
                yield name, value
        case Invoke(call=index):
            call = frame.call(index)
            if isinstance(call.callee, v.Attribute) and call.callee.name in _PUTTING_IN:
                name = _root(call.callee.base)
                if name is not None:
                    yield from ((name, argument.value) for argument in call.arguments)
        case _:
            pass


def _root(value: v.Value) -> str | None:
    while isinstance(value, v.Attribute | v.Subscript):
        value = value.base
    return value.id if isinstance(value, v.Name) else None


def _handed(call: Call, inner: Frame, invocation: Invocation) -> Iterator[tuple[str, v.Value]]:
    """The parameters of a called function with what the call gives them."""
    names = [parameter.name for parameter in inner.function.parameters]
    start = (1 if inner.receiver is not None else 0) - (invocation.offset or 0)
    for position, name in enumerate(names):
        value = call.argument(position - start if position >= start else None, name)
        if value is not None and invocation.offset is not None:
            yield name, value


def _names_in(value: v.Value) -> Iterator[str]:
    if isinstance(value, v.Name):
        yield value.id
    for inner in v.children(value):
        yield from _names_in(inner)


def _lambdas_in(value: v.Value) -> Iterator[int]:
    if isinstance(value, v.Lambda):
        yield value.function
    for inner in v.children(value):
        yield from _lambdas_in(inner)
