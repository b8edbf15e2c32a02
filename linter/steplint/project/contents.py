"""What values are made of, and what operations put into containers, as it stands in the code."""

from __future__ import annotations

from collections.abc import Iterator

from steplint.model import values as v
from steplint.model.graph import Assign, AttributeTarget, Invoke, SubscriptTarget
from steplint.project.frames import Frame

_PUTTING_IN = frozenset({"append", "appendleft", "add", "extend", "insert", "update", "setdefault"})


def put_into(frame: Frame, operation: object, name: str) -> Iterator[v.Value]:
    """What an operation puts into what a variable holds."""
    match operation:
        case Assign(target=SubscriptTarget(base=base) | AttributeTarget(base=base), value=value) if value is not None:
            if root(base) == name:
                yield value
        case Invoke(call=index):
            call = frame.call(index)
            if (
                isinstance(call.callee, v.Attribute)
                and call.callee.name in _PUTTING_IN
                and root(call.callee.base) == name
            ):
                yield from (argument.value for argument in call.arguments)
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
