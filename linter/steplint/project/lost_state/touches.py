"""What functions read and write that outlives them: attributes of the object whose methods they are, variables of
modules.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from typing import TypeAlias

from steplint.diagnostics import Place
from steplint.model import values as v
from steplint.model.graph import (
    Assign,
    AttributeTarget,
    Delete,
    EdgeKind,
    Import,
    Invoke,
    NameTarget,
    Op,
    SubscriptTarget,
)
from steplint.model.module import MODULE_BODY
from steplint.model.operands import operands
from steplint.project.contents import inside
from steplint.project.entities import (
    ClassRef,
    Entity,
    External,
    Instance,
    Items,
    ModuleRef,
    Point,
    Table,
)
from steplint.project.evaluate import Evaluator
from steplint.project.frames import Frame
from steplint.project.invocations import Invocation, Manner, Site, written_name
from steplint.project.lost_state.operations import CHANGING
from steplint.project.sites import Sites

_CONTAINERS = frozenset(
    {
        *(f"builtins.{name}()" for name in ("list", "dict", "set")),
        *(f"collections.{name}()" for name in ("defaultdict", "deque", "OrderedDict", "Counter")),
    }
)


@dataclasses.dataclass(frozen=True, slots=True)
class Spot:
    """What outlives a call: an attribute of an object (or class), or a variable of a module, by its module path."""

    owner: Instance | ClassRef | str
    name: str


Spots: TypeAlias = Mapping[Spot, tuple[Place, str]]
"""Where something is read or written first, and how that is written there."""


@dataclasses.dataclass(frozen=True, slots=True)
class Touches:
    """What a function, with what it calls, reads and writes; `own_writes` leaves the handlers of its steps out.

    A function that asks whether something is there before it reads it does not count as a reader.
    """

    reads: Spots
    writes: Spots
    own_writes: Spots


_NONE = Touches({}, {}, {})


class Toucher:
    """Works out what functions touch."""

    def __init__(self, evaluator: Evaluator, sites: Sites) -> None:
        self._evaluator = evaluator
        self._sites = sites
        self._known: dict[int, Touches] = {}

    def of(self, frame: Frame) -> Touches:
        """What a function touches, itself and through what it calls."""
        if frame.id not in self._known:
            self._known[frame.id] = _NONE  # a recursion adds nothing
            self._known[frame.id] = self._work_out(frame)
        return self._known[frame.id]

    def _work_out(self, frame: Frame) -> Touches:
        reads: dict[Spot, tuple[Place, str]] = {}
        writes: dict[Spot, tuple[Place, str]] = {}
        for number in sorted(self._sites.decisions.of(frame).live_blocks):
            for position, operation in enumerate(frame.function.blocks[number].operations):
                point = Point(number, position)
                for spot, place, name in self.written(frame, operation, point):
                    writes.setdefault(spot, (place, name))
                for spot, place, name in self.read(frame, operation, point):
                    reads.setdefault(spot, (place, name))
        for spot in self._asked_for(frame):
            reads.pop(spot, None)
        for spots in (reads, writes):
            for spot in [spot for spot in spots if self._is_of_its_own(frame, spot)]:
                del spots[spot]
        own_writes = dict(writes)
        for site in self._sites.of(frame).values():
            for invocation in site.invocations:
                inner = self.through(frame, site, invocation)
                for source, target in ((inner.reads, reads), (inner.writes, writes)):
                    for spot, seen in source.items():
                        target.setdefault(spot, seen)
                if invocation.manner is Manner.CALLED:
                    for spot, seen in inner.own_writes.items():
                        own_writes.setdefault(spot, seen)
        return Touches(reads, writes, own_writes)

    def through(self, frame: Frame, site: Site, invocation: Invocation) -> Touches:
        """What one thing that a call runs touches, of what is there for the calling function as well."""
        inner = invocation.frame
        if inner is None:
            return _NONE
        found = self.of(inner)
        own = inner.receiver
        if own is None or not (found.reads or found.writes) or (own == frame.receiver and not _makes(inner)):
            return found
        if not _makes(inner) and self._stays(frame, site, invocation):
            return found
        return Touches(*(_without(spots, own) for spots in (found.reads, found.writes, found.own_writes)))

    def _stays(self, frame: Frame, site: Site, invocation: Invocation) -> bool:
        """Whether the object whose method runs is one that a variable around the function, or a module, holds."""
        call = site.call
        if call is None:
            return False
        value = call.callee
        if invocation.manner is Manner.STEP:
            handler = call.argument(1, "handler")
            value = handler if handler is not None else value
        while isinstance(value, v.CallResult) and frame.call(value.call).argument(0) is not None:
            value = frame.call(value.call).arguments[0].value  # a partial
        if not isinstance(value, v.Attribute) or not isinstance(value.base, v.Name):
            return False
        definitions = self._evaluator.definitions(frame.module, frame.index)
        name = value.base.id
        is_handler = invocation.manner is Manner.STEP
        return is_handler or not definitions.binds(name) or name in frame.function.nonlocals

    def _is_of_its_own(self, frame: Frame, spot: Spot) -> bool:
        """Whether a spot is one of an object that the function makes, and nobody else has."""
        return isinstance(spot.owner, Instance) and any(spot.owner in made for made in self.made(frame))

    def made(self, frame: Frame) -> Iterator[tuple[Entity, ...]]:
        """What the calls may give whose results a function keeps in variables."""
        for number, block in enumerate(frame.function.blocks):
            for position, operation in enumerate(block.operations):
                match operation:
                    case Assign(target=NameTarget(), value=v.CallResult() as value):
                        yield self._evaluator.evaluate(frame, value, Point(number, position))
                    case _:
                        pass

    # What one operation touches

    def written(self, frame: Frame, operation: Op, point: Point) -> Iterator[tuple[Spot, Place, str]]:
        """What an operation writes."""
        place = Place(frame.module.path, operation.span)
        match operation:
            case Assign(target=AttributeTarget(base=base, name=name), value=value) if value is not None:
                for owner in self._owners(frame, base, point):
                    yield Spot(owner, name), place, f"{written_name(base, frame.function)}.{name}"
            case Assign(target=NameTarget(name=name), value=value) if (
                value is not None and name in frame.function.globals
            ):
                yield Spot(frame.module.path, name), place, name
            case Assign(target=SubscriptTarget(base=base)) | Delete(target=SubscriptTarget(base=base)):
                yield from self._changed(frame, base, point, place)
            case Invoke(call=index):
                callee = frame.call(index).callee
                if isinstance(callee, v.Attribute) and callee.name in CHANGING:
                    yield from self._changed(frame, callee.base, point, place)
            case _:
                pass

    def _changed(self, frame: Frame, base: v.Value, point: Point, place: Place) -> Iterator[tuple[Spot, Place, str]]:
        spots = list(self._spots(frame, base, point))
        if spots and any(_is_container(entity) for entity in self._evaluator.evaluate(frame, base, point)):
            yield from ((spot, place, written_name(base, frame.function)) for spot in spots)

    def read(self, frame: Frame, operation: Op, point: Point) -> Iterator[tuple[Spot, Place, str]]:
        """What an operation reads, through functions that it makes as well."""
        changed: v.Value | None = None
        if isinstance(operation, Invoke):
            callee = frame.call(operation.call).callee
            if (
                isinstance(callee, v.Attribute)
                and callee.name in CHANGING
                and not frame.uses_result(frame.call(operation.call))
            ):
                changed = callee.base
        target = operation.target if isinstance(operation, Assign) else None
        for value in operands(frame.function, operation):
            for part in inside(value):
                if part is changed or (target is not None and part.span == target.span):
                    continue
                for spot in self._spots(frame, part, point):
                    yield spot, Place(frame.module.path, part.span), written_name(part, frame.function)

    def _asked_for(self, frame: Frame) -> Iterator[Spot]:
        """What a function looks for before it uses it: `x is None`, `key in x`, `x or …`, `x.get(…)` that is tested."""
        function = frame.function
        tested = {
            part.id
            for block in function.blocks
            for edge in block.edges
            if edge.kind is EdgeKind.TRUE and edge.test is not None
            for part in inside(edge.test)
            if isinstance(part, v.Name)
        }
        for number, block in enumerate(function.blocks):
            for position, operation in enumerate(block.operations):
                point = Point(number, position)
                for value in operands(function, operation):
                    for part in inside(value):
                        yield from self._asked(frame, part, point)
                match operation:
                    case Assign(target=NameTarget(name=name), value=v.CallResult(call=index)) if name in tested:
                        callee = frame.call(index).callee
                        if isinstance(callee, v.Attribute) and callee.name == "get":
                            yield from self._spots(frame, callee.base, point)
                    case _:
                        pass

    def _asked(self, frame: Frame, value: v.Value, point: Point) -> Iterator[Spot]:
        match value:
            case v.Comparison(operator="is" | "is not", left=left, right=v.Constant(value=None)):
                yield from self._spots(frame, left, point)
            case v.Comparison(operator="in" | "not in", right=right):
                yield from self._spots(frame, right, point)
            case v.Choice(kind="or", options=(*options, _)):
                for option in options:
                    for part in inside(option):
                        yield from self._spots(frame, part, point)
                    if isinstance(option, v.CallResult) and isinstance(frame.call(option.call).callee, v.Attribute):
                        callee = frame.call(option.call).callee
                        assert isinstance(callee, v.Attribute)
                        yield from self._spots(frame, callee.base, point)
            case _:
                pass

    def _spots(self, frame: Frame, value: v.Value, point: Point) -> Iterator[Spot]:
        match value:
            case v.Attribute(base=v.Name() as base, name=name):
                yield from (Spot(owner, name) for owner in self._owners(frame, base, point))
            case v.Name(id=name):
                home = self._home(frame, name)
                if home is not None:
                    yield home
            case _:
                pass

    def _owners(self, frame: Frame, base: v.Value, point: Point) -> Iterator[Instance | ClassRef | str]:
        """What an attribute belongs to: the object whose method this is, one that a variable of the function holds, an
        object or a class of a module, a module.
        """
        if not isinstance(base, v.Name):
            return
        parameters = frame.function.parameters
        if frame.receiver is not None and parameters and base.id == parameters[0].name:
            yield frame.receiver
        elif self._is_made(frame, base.id) or not self._is_bound(frame, base.id):
            for entity in self._evaluator.evaluate(frame, base, point):
                if isinstance(entity, Instance | ClassRef):
                    yield entity
                elif isinstance(entity, ModuleRef):
                    yield entity.path

    def _is_made(self, frame: Frame, name: str) -> bool:
        """Whether a function makes what a variable of its own holds."""
        definitions = self._evaluator.definitions(frame.module, frame.index)
        sites = definitions.all(name) if name in frame.function.locals else ()
        return bool(sites) and all(
            isinstance(site.operation, Assign) and isinstance(site.operation.value, v.CallResult) for site in sites
        )

    def _is_bound(self, frame: Frame, name: str) -> bool:
        """Whether a function, or one around it, has a variable of its own of this name."""
        current: Frame | None = frame
        while current is not None and current.closure is not None:
            if name in current.function.locals and name not in current.function.nonlocals:
                return True
            current = self._evaluator.frames[current.closure]
        return False

    def _home(self, frame: Frame, name: str) -> Spot | None:
        """The variable of a module that a name is, followed through imports."""
        if self._is_bound(frame, name) and name not in frame.function.globals:
            return None
        module = frame.module
        definitions = self._evaluator.definitions(module, MODULE_BODY)
        match [site.operation for site in definitions.all(name)]:
            case [Import(binding=number)]:
                origin = self._evaluator.origin(module, number)
                return None if origin is None else Spot(origin[0].path, origin[1])
            case [Assign(), *_]:
                return Spot(module.path, name)
            case _:
                return Spot(module.path, name) if name in frame.function.globals else None


def _makes(frame: Frame) -> bool:
    """Whether a function makes the object it is a method of."""
    return frame.function.name in {"__init__", "__post_init__", "__new__"}


def _without(spots: Spots, owner: Instance | ClassRef) -> Spots:
    return {spot: seen for spot, seen in spots.items() if spot.owner != owner}


def _is_container(entity: Entity) -> bool:
    return isinstance(entity, Items | Table) or (isinstance(entity, External) and entity.path in _CONTAINERS)
