"""Which operations change what a variable, or an attribute, holds."""

from __future__ import annotations

from collections.abc import Iterator

from steplint.model import values as v
from steplint.model.graph import Assign, AttributeTarget, Delete, Invoke, Op, SubscriptTarget
from steplint.model.module import Function
from steplint.project.contents import root
from steplint.project.frames import Frame

CHANGING = frozenset(
    {
        *("append", "appendleft", "extend", "insert", "add", "update", "setdefault", "pop", "popitem", "popleft"),
        *("remove", "discard", "clear", "sort", "reverse"),
    }
)
"""Methods of containers that change them."""


def operations(function: Function) -> Iterator[Op]:
    """All operations of a function."""
    for block in function.blocks:
        yield from block.operations


def changes(function: Function) -> Iterator[tuple[Op, str]]:
    """The operations that change what a variable holds, with the variable."""
    for operation in operations(function):
        name = changed_by(function, operation)
        if name is not None:
            yield operation, name


def is_receiver(frame: Frame, name: str) -> bool:
    """Whether a name is the object whose method a frame runs."""
    parameters = frame.function.parameters
    return frame.receiver is not None and bool(parameters) and parameters[0].name == name


def changed_by(function: Function, operation: Op) -> str | None:
    """The variable into which an operation puts something."""
    match operation:
        case Assign(target=SubscriptTarget(base=base) | AttributeTarget(base=base)):
            return root(base)
        case Delete(target=SubscriptTarget(base=base)):
            return root(base)
        case Invoke(call=index):
            callee = function.calls[index].callee
            if isinstance(callee, v.Attribute) and callee.name in CHANGING:
                return root(callee.base)
            return None
        case _:
            return None
