"""The callables that a group is given, as they stand in the code: in place, in variables, collected in lists, handed in
by a caller.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from steplint.model import values as v
from steplint.model.graph import Assign
from steplint.project.entities import Point
from steplint.project.evaluate import Evaluator
from steplint.project.frames import Frame
from steplint.project.reach import Reached

_DEEPEST = 8
_PASSING = frozenset({"tuple", "list"})


@dataclasses.dataclass(frozen=True, slots=True)
class Listed:
    """An item of a list: its value, the frame it is one of, and the point at which it is put in; `used_at` is where the
    list is used in that frame.
    """

    value: v.Value
    frame: Frame
    point: Point
    used_at: Point


def listed(evaluator: Evaluator, reached: Reached, value: v.Value, point: Point, depth: int = 0) -> Iterator[Listed]:
    """The items of a list that a frame uses at a point."""
    frame = reached.frame
    for item, at in _items(evaluator, frame, value, point, depth):
        if isinstance(item, v.Name) and is_parameter(evaluator, frame, item.id, at) and depth < _DEEPEST:
            above = argument(reached, item.id)
            if above is not None and reached.caller is not None and reached.site is not None:
                yield from listed(evaluator, reached.caller, above, reached.site.point, depth + 1)
        else:
            yield Listed(item, frame, at, point)


def _items(
    evaluator: Evaluator, frame: Frame, value: v.Value, point: Point, depth: int
) -> Iterator[tuple[v.Value, Point]]:
    """The items of a list; the name of a parameter that holds more of them stands for those."""
    if depth > _DEEPEST:
        return
    match value:
        case v.Sequence(items=items):
            for item in items:
                if isinstance(item, v.Starred):
                    yield from _items(evaluator, frame, item.value, point, depth + 1)
                else:
                    yield item, point
        case v.Collected(element=element):
            yield element, point
        case v.Operation(operator="+", operands=operands):
            for operand in operands:
                yield from _items(evaluator, frame, operand, point, depth + 1)
        case v.CallResult(call=index):
            call = frame.call(index)
            if isinstance(call.callee, v.Name) and call.callee.id in _PASSING and len(call.arguments) == 1:
                at = frame.calls_seen.get(index, point)
                yield from _items(evaluator, frame, call.arguments[0].value, at, depth + 1)
        case v.Name(id=name):
            if is_parameter(evaluator, frame, name, point):
                yield value, point
            definitions = evaluator.definitions(frame.module, frame.index)
            for site in definitions.reaching(name, point.block, point.operation):
                if isinstance(site.operation, Assign) and site.operation.value is not None:
                    at = Point(site.block, site.position)
                    yield from _items(evaluator, frame, site.operation.value, at, depth + 1)
            for at, item in frame.derived.puts.get(name, ()):
                yield item, at
        case _:
            pass


def is_parameter(evaluator: Evaluator, frame: Frame, name: str, point: Point) -> bool:
    """Whether a variable holds what it was handed as a parameter."""
    sites = evaluator.definitions(frame.module, frame.index).reaching(name, point.block, point.operation)
    return bool(sites) and all(site.operation is None for site in sites)


def argument(reached: Reached, parameter: str) -> v.Value | None:
    """The value that the caller of a frame hands in for one of its parameters."""
    site, invocation = reached.site, reached.invocation
    if site is None or site.call is None or invocation is None or invocation.offset is None:
        return None
    names = [p.name for p in reached.frame.function.parameters]
    position = names.index(parameter) + invocation.offset - (1 if reached.frame.receiver is not None else 0)
    return site.call.argument(position if position >= 0 else None, parameter)
