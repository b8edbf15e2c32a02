"""What functions read and write that outlives them: attributes of the object whose methods they are, variables of
modules.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping
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
from steplint.model.module import MODULE_BODY, FunctionKind
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
from steplint.project.lost_state.operations import CHANGING, is_receiver
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
class Writes:
    """What a function, with what it calls, writes; `own` leaves the handlers of its steps out."""

    every: Spots
    own: Spots


_NO_WRITES = Writes({}, {})


class Toucher:
    """Works out what functions touch."""

    def __init__(self, evaluator: Evaluator, sites: Sites) -> None:
        self._evaluator = evaluator
        self._sites = sites
        self._writes: dict[int, Writes] = {}
        self._reads: dict[int, Spots] = {}

    def writes(self, frame: Frame) -> Writes:
        """What a function writes, itself and through what it calls."""
        if frame.id not in self._writes:
            self._writes[frame.id] = _NO_WRITES  # a recursion adds nothing
            found = self._touched(frame, self.written)
            own = dict(found)
            for site in self._sites.of(frame).values():
                for invocation in site.invocations:
                    inner = self.writes_through(frame, site, invocation)
                    _add(inner.every, found)
                    if invocation.manner is Manner.CALLED:
                        _add(inner.own, own)
            self._writes[frame.id] = Writes(found, own)
        return self._writes[frame.id]

    def reads(self, frame: Frame) -> Spots:
        """What a function reads, itself and through what it calls. One that asks whether something is there before it
        reads it does not count as a reader of that.
        """
        if frame.id not in self._reads:
            self._reads[frame.id] = {}
            found = self._touched(frame, self.read)
            for spot in self._asked_for(frame) if found else ():
                found.pop(spot, None)
            for site in self._sites.of(frame).values():
                for invocation in site.invocations:
                    _add(self.reads_through(frame, site, invocation), found)
            self._reads[frame.id] = found
        return self._reads[frame.id]

    def writes_through(self, frame: Frame, site: Site, invocation: Invocation) -> Writes:
        """What one thing that a call runs writes, of what is there for the calling function as well."""
        if invocation.frame is None:
            return _NO_WRITES
        found = self.writes(invocation.frame)
        if not found.every or self._shares(frame, site, invocation):
            return found
        owner = invocation.frame.receiver
        return Writes(_without(found.every, owner), _without(found.own, owner))

    def reads_through(self, frame: Frame, site: Site, invocation: Invocation) -> Spots:
        """What one thing that a call runs reads, of what is there for the calling function as well."""
        if invocation.frame is None:
            return {}
        found = self.reads(invocation.frame)
        if not found or self._shares(frame, site, invocation):
            return found
        return _without(found, invocation.frame.receiver)

    def _touched(
        self, frame: Frame, of: Callable[[Frame, Op, Point], Iterator[tuple[Spot, Place, str]]]
    ) -> dict[Spot, tuple[Place, str]]:
        """What the operations of a function touch, but for objects that it makes and nobody else has."""
        found: dict[Spot, tuple[Place, str]] = {}
        for number in sorted(self._sites.decisions.of(frame).live_blocks):
            for position, operation in enumerate(frame.function.blocks[number].operations):
                for spot, place, name in of(frame, operation, Point(number, position)):
                    found.setdefault(spot, (place, name))
        made = {entity for entities in self.made(frame) for entity in entities} if found else set()
        return {spot: seen for spot, seen in found.items() if spot.owner not in made}

    def made(self, frame: Frame) -> Iterator[tuple[Entity, ...]]:
        """What the calls may give whose results a function keeps in variables."""
        for number, block in enumerate(frame.function.blocks):
            for position, operation in enumerate(block.operations):
                match operation:
                    case Assign(target=NameTarget(), value=v.CallResult() as value):
                        yield self._evaluator.evaluate(frame, value, Point(number, position))
                    case _:
                        pass

    def _shares(self, frame: Frame, site: Site, invocation: Invocation) -> bool:
        """Whether the object whose method runs, if it is one, is there for the calling function's caller as well."""
        inner = invocation.frame
        if inner is None or inner.receiver is None:
            return True
        if _makes(inner):
            return False
        return inner.receiver == frame.receiver or self._stays(frame, site, invocation)

    def _stays(self, frame: Frame, site: Site, invocation: Invocation) -> bool:
        """Whether the object whose method runs is one that a variable around the function, or a module, holds."""
        call = site.call
        if call is None:
            return False
        value = call.callee
        if invocation.manner is Manner.STEP:
            handler = call.argument(1, "handler")
            value = handler if handler is not None else value
        while isinstance(value, v.CallResult) and (wrapped := frame.call(value.call).argument(0)) is not None:
            value = wrapped  # in a partial, or a decorator
        if not isinstance(value, v.Attribute) or not isinstance(value.base, v.Name):
            return False
        # What a variable of the body holds is there for the other steps.
        return invocation.manner is Manner.STEP or value.base.id not in frame.function.locals

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
        """What an operation reads; a method that only changes a container reads nothing."""
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
                    callee = frame.call(option.call).callee if isinstance(option, v.CallResult) else None
                    if isinstance(callee, v.Attribute):
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
        receiver = self._receiver(frame, base.id)
        if receiver is not None:
            yield receiver
        elif self._is_made(frame, base.id) or not self._is_bound(frame, base.id):
            for entity in self._evaluator.evaluate(frame, base, point):
                if isinstance(entity, Instance | ClassRef):
                    yield entity
                elif isinstance(entity, ModuleRef):
                    yield entity.path

    def _receiver(self, frame: Frame, name: str) -> Instance | ClassRef | None:
        """The object that a name stands for as the first parameter of the function, or of one around it."""
        current = frame
        while name not in current.function.locals and current.closure is not None:
            current = self._evaluator.frames[current.closure]
        return current.receiver if is_receiver(current, name) else None

    def _is_made(self, frame: Frame, name: str) -> bool:
        """Whether a function makes what a variable of its own holds."""
        definitions = self._evaluator.definitions(frame.module, frame.index)
        sites = definitions.all(name) if name in frame.function.locals else ()
        return bool(sites) and all(
            isinstance(site.operation, Assign) and isinstance(site.operation.value, v.CallResult) for site in sites
        )

    def _is_bound(self, frame: Frame, name: str) -> bool:
        """Whether a function, or one around it, has a variable of its own of this name."""
        current = frame
        while current.function.kind is not FunctionKind.MODULE:
            if name in current.function.locals:
                return True
            current = self._evaluator.around(current)
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


def _add(spots: Spots, to: dict[Spot, tuple[Place, str]]) -> None:
    for spot, seen in spots.items():
        to.setdefault(spot, seen)


def _without(spots: Spots, owner: Instance | ClassRef | None) -> Spots:
    return {spot: seen for spot, seen in spots.items() if spot.owner != owner}


def _is_container(entity: Entity) -> bool:
    return isinstance(entity, Items | Table) or (isinstance(entity, External) and entity.path in _CONTAINERS)
