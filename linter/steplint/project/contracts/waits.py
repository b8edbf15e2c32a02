"""What a workflow makes of the event that it waited for: None when the time was up."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping

from steplint.diagnostics import Place
from steplint.model import values as v
from steplint.model.graph import (
    ENTRY,
    Assign,
    AttributeTarget,
    ContextKind,
    Delete,
    Edge,
    EdgeKind,
    Invoke,
    NameTarget,
    Op,
    Return,
    SubscriptTarget,
    contexts_around,
)
from steplint.model.operands import operands
from steplint.project.entities import Point
from steplint.project.frames import Frame
from steplint.project.invocations import Manner
from steplint.project.reach import Hop, hop
from steplint.project.sites import Sites
from steplint.sdk.inngest import StepKind


@dataclasses.dataclass(frozen=True, slots=True)
class UnguardedUse:
    """A use of an event that may be None, the step that waited for it, and the call of the helper that did."""

    place: Place
    waited: Place
    path: tuple[Hop, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class _Wait:
    """A call that gives an event or None: the step, and the calls that lead to it."""

    place: Place
    path: tuple[Hop, ...] = ()


class Waits:
    """Finds what is made of the events that were waited for."""

    def __init__(self, sites: Sites) -> None:
        self._sites = sites
        self._given_back: dict[int, _Wait | None] = {}

    def unguarded_uses(self, frame: Frame) -> Iterator[UnguardedUse]:
        """The first use on each way from a step that waits, where no test comes before it."""
        waits = self._in(frame)
        found: set[UnguardedUse] = set()
        for number, block in enumerate(frame.function.blocks) if waits else ():
            for position, operation in enumerate(block.operations):
                for value in operands(frame.function, operation):
                    for base, place in _taken_from(value, frame):
                        wait = waits.get(_call(base))
                        if wait is not None and not _is_forgiven(frame, number):
                            found.add(UnguardedUse(place, wait.place, wait.path))
                if isinstance(operation, Assign) and isinstance(operation.target, NameTarget):
                    call = _call(operation.value)
                    wait = waits.get(call)
                    if wait is not None:
                        start = Point(number, position + 1)
                        found |= {
                            UnguardedUse(place, wait.place, wait.path)
                            for place in _uses(frame, operation.target.name, call, start)
                        }
        yield from sorted(found, key=lambda use: (use.place, use.waited))

    def _in(self, frame: Frame) -> Mapping[int | None, _Wait]:
        """The calls of a frame that wait for an event, or call a helper that hands on what it waited for."""
        found: dict[int | None, _Wait] = {}
        for site in self._sites.of(frame).values():
            if site.call is None:
                continue
            number = frame.derived.number_of(site.call)
            if any(step.kind is StepKind.WAIT_FOR_EVENT for step in site.steps):
                found[number] = _Wait(site.place)
            elif len(site.invocations) == 1 and not site.steps:
                [invocation] = site.invocations
                if invocation.frame is not None and invocation.manner is Manner.CALLED:
                    inner = self._handed_on(invocation.frame)
                    if inner is not None:
                        found[number] = _Wait(inner.place, (hop(site, invocation), *inner.path))
        return found

    def _handed_on(self, frame: Frame) -> _Wait | None:
        """What a function waited for and gives back without asking whether it came."""
        if frame.id not in self._given_back:
            self._given_back[frame.id] = None  # a recursion gives back nothing that is new
            self._given_back[frame.id] = self._look(frame)
        return self._given_back[frame.id]

    def _look(self, frame: Frame) -> _Wait | None:
        operations = [operation for block in frame.function.blocks for operation in block.operations]
        if not any(isinstance(operation, Return) and operation.value is not None for operation in operations):
            return None
        waits = self._in(frame)
        for number, block in enumerate(frame.function.blocks) if waits else ():
            for position, operation in enumerate(block.operations):
                match operation:
                    case Return(value=value) if (wait := waits.get(_call(value))) is not None:
                        return wait
                    case Assign(target=NameTarget(name=name), value=value) if _call(value) in waits:
                        call = _call(value)
                        if _leads_to_return(frame, name, call, Point(number, position + 1)):
                            return waits[call]
                    case _:
                        pass
        return None


def _leads_to_return(frame: Frame, name: str, call: int | None, start: Point) -> bool:
    """Whether a variable may be given back while it is None."""
    for point, operation in _open_way(frame, name, call, start):
        match operation:
            case Return(value=v.Name(id=returned)) if returned == name:
                return not _is_forgiven(frame, point.block)
            case _:
                pass
    return False


def _call(value: v.Value | None) -> int | None:
    inner = value.value if isinstance(value, v.Awaited) else value
    return inner.call if isinstance(inner, v.CallResult) else None


def _uses(frame: Frame, name: str, call: int | None, start: Point) -> Iterator[Place]:
    for point, operation in _open_way(frame, name, call, start):
        place = _first_use(frame, operation, name)
        if place is not None and not _is_forgiven(frame, point.block):
            yield place


def _open_way(frame: Frame, name: str, call: int | None, start: Point) -> Iterator[tuple[Point, Op]]:
    """The operations that a variable gets to while it may be None, up to the first use on each way."""
    pending = [start]
    seen = {start.block}
    while pending:
        point = pending.pop()
        block = frame.function.blocks[point.block]
        for position, operation in enumerate(block.operations[point.operation :], point.operation):
            yield Point(point.block, position), operation
            if _first_use(frame, operation, name) is not None or _ends(frame, operation, name):
                break
        else:
            for edge in block.edges:
                if edge.kind is not EdgeKind.EXCEPTION and edge.target not in seen and _is_open(edge, name, call):
                    seen.add(edge.target)
                    pending.append(Point(edge.target, 0))


def _first_use(frame: Frame, operation: Op, name: str) -> Place | None:
    for value in (*operands(frame.function, operation), *_at_once(frame, operation, name)):
        for base, place in _taken_from(value, frame):
            if isinstance(base, v.Name) and base.id == name:
                return place
    return None


def _at_once(frame: Frame, operation: Op, name: str) -> Iterator[v.Value]:
    """What a lambda evaluates first that a step runs where it is made, and that takes a name from around it."""
    if not isinstance(operation, Invoke):
        return
    call = frame.call(operation.call)
    handler = call.argument(1, "handler")
    if not isinstance(handler, v.Lambda) or not (isinstance(call.callee, v.Attribute) and call.callee.name == "run"):
        return
    inner = frame.module.model.functions[handler.function]
    if all(parameter.name != name for parameter in inner.parameters):
        for first in inner.blocks[ENTRY].operations:
            yield from operands(inner, first)


def _taken_from(value: v.Value, frame: Frame) -> Iterator[tuple[v.Value, Place]]:
    """What attributes and items are taken from inside a value whenever it is evaluated."""
    match value:
        case v.Choice(kind="if") | v.Lambda() | v.Collected():
            return
        case v.Choice(options=options):
            yield from _taken_from(options[0], frame)
        case _:
            for inner in v.children(value):
                yield from _taken_from(inner, frame)
            if isinstance(value, v.Attribute | v.Subscript):
                yield value.base, Place(frame.module.path, value.span)


def _ends(frame: Frame, operation: Op, name: str) -> bool:
    """Whether an operation binds the name anew, or may be a test of it: a function that raises."""
    match operation:
        case Assign(target=NameTarget(name=bound)) | Delete(target=NameTarget(name=bound)):
            return bound == name
        case Assign(target=AttributeTarget() | SubscriptTarget()):
            return False
        case Invoke():
            return any(_mentions(value, name) for value in operands(frame.function, operation))
        case _:
            return False


def _mentions(value: v.Value, name: str) -> bool:
    return (isinstance(value, v.Name) and value.id == name) or any(
        _mentions(inner, name) for inner in v.children(value)
    )


def _is_open(edge: Edge, name: str, call: int | None) -> bool:
    """Whether the name may be None behind an edge: nothing is asked of it, or it is known to be None there."""
    test, truth = edge.test, edge.kind is EdgeKind.TRUE
    if test is None:
        return True
    if _asks_result(test, call):
        return False  # `if (event := await wait) is not None`
    if not _mentions(test, name):
        return True
    while isinstance(test, v.Operation) and test.operator == "not":
        test, truth = test.operands[0], not truth
    match test:
        case v.Name():
            return not truth
        case v.Comparison(operator="is" | "==", left=v.Name(), right=v.Constant(value=None)):
            return truth
        case v.Comparison(operator="is not" | "!=", left=v.Name(), right=v.Constant(value=None)):
            return not truth
        case _:
            return False


def _asks_result(test: v.Value, call: int | None) -> bool:
    return (call is not None and _call(test) == call) or any(_asks_result(inner, call) for inner in v.children(test))


def _is_forgiven(frame: Frame, block: int) -> bool:
    """Whether a clause stands around a block: it may be meant for the event that did not come."""
    function = frame.function
    return any(
        context.kind is ContextKind.TRY and context.handlers
        for context in contexts_around(function.contexts, function.blocks[block].context)
    )
