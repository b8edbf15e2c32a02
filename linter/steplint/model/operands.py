"""What an operation reads: the values it evaluates, and the dotted chains inside them."""

from __future__ import annotations

from collections.abc import Iterator

from steplint.model import values as v
from steplint.model.graph import (
    Assign,
    AttributeTarget,
    Await,
    Enter,
    Invoke,
    Op,
    Raise,
    Read,
    Return,
    SubscriptTarget,
    Yield,
)
from steplint.model.module import Function


def operands(function: Function, operation: Op) -> Iterator[v.Value]:
    """The values that an operation evaluates; of a call its callee and arguments."""
    match operation:
        case Invoke(call=index):
            call = function.calls[index]
            yield call.callee
            for argument in call.arguments:
                yield argument.value
        case Assign():
            if operation.value is not None:
                yield operation.value
            match operation.target:
                case AttributeTarget(base=base):
                    yield v.Attribute(operation.target.span, base, operation.target.name, operation.target.span)
                case SubscriptTarget(base=base, key=key):
                    yield base
                    yield key
                case _:
                    pass
        case Read(value=value) | Await(value=value) | Enter(value=value):
            yield value
        case Return(value=value) | Yield(value=value) if value is not None:
            yield value
        case Raise(exception=value) if value is not None:
            yield value
        case _:
            pass


def chains(value: v.Value) -> Iterator[v.Value]:
    """The outermost dotted chains inside a value."""
    if isinstance(value, v.Name):
        yield value
    elif isinstance(value, v.Attribute):
        base: v.Value = value
        while isinstance(base, v.Attribute):
            base = base.base
        yield value
        if not isinstance(base, v.Name):
            yield from chains(base)
    else:
        for inner in v.children(value):
            yield from chains(inner)


def attribute_links(value: v.Value) -> Iterator[v.Attribute]:
    """Every attribute read inside a value, the inner ones first."""
    for inner in v.children(value):
        yield from attribute_links(inner)
    if isinstance(value, v.Attribute):
        yield value
