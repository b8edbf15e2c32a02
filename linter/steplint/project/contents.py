"""What values are made of, and what operations put into containers, as it stands in the code."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from steplint.model import values as v
from steplint.model.graph import Assign, AttributeTarget, Invoke, Op, SubscriptTarget
from steplint.model.module import Function
from steplint.project.entities import Point

_PUTTING_IN = frozenset({"append", "appendleft", "add", "extend", "insert", "update", "setdefault", "put_nowait"})


def puts(function: Function) -> Mapping[str, Sequence[tuple[Point, v.Value]]]:
    """What a function puts into the containers and objects that variables hold, and where, by the variable."""
    found: dict[str, list[tuple[Point, v.Value]]] = {}
    for number, block in enumerate(function.blocks):
        for position, operation in enumerate(block.operations):
            for name, value in _put(function, operation):
                found.setdefault(name, []).append((Point(number, position), value))
    return found


def _put(function: Function, operation: Op) -> Iterator[tuple[str, v.Value]]:
    match operation:
        case Assign(target=SubscriptTarget(base=base) | AttributeTarget(base=base), value=value) if value is not None:
            name = root(base)
            if name is not None:
                yield name, value
        case Invoke(call=index):
            call = function.calls[index]
            if isinstance(call.callee, v.Attribute) and call.callee.name in _PUTTING_IN:
                name = root(call.callee.base)
                if name is not None:
                    yield from ((name, argument.value) for argument in call.arguments)
        case _:
            pass


def root(value: v.Value) -> str | None:
    """The variable that a dotted or subscripted chain starts from."""
    while isinstance(value, v.Attribute | v.Subscript):
        value = value.base
    return value.id if isinstance(value, v.Name) else None


def inside(value: v.Value) -> Iterator[v.Value]:
    """A value and all values in it."""
    yield value
    for inner in v.children(value):
        yield from inside(inner)


def names_in(value: v.Value) -> Iterator[str]:
    """The variables in a value."""
    return (part.id for part in inside(value) if isinstance(part, v.Name))


def lambdas_in(value: v.Value) -> Iterator[int]:
    """The functions made in a value, by index."""
    return (part.function for part in inside(value) if isinstance(part, v.Lambda))
