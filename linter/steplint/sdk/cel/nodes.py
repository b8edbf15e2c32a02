"""What an expression is made of."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import TypeAlias


@dataclasses.dataclass(frozen=True, slots=True)
class Literal:
    """Text, a number, a truth value, null; bytes are their text."""

    value: str | int | float | bool | None


@dataclasses.dataclass(frozen=True, slots=True)
class Ident:
    """A name."""

    name: str


@dataclasses.dataclass(frozen=True, slots=True)
class Select:
    """`operand.field`."""

    operand: Node
    field: str


@dataclasses.dataclass(frozen=True, slots=True)
class Index:
    """`operand[key]`."""

    operand: Node
    key: Node


@dataclasses.dataclass(frozen=True, slots=True)
class Call:
    """`name(…)`, or with a target `target.name(…)`."""

    name: str
    target: Node | None
    arguments: tuple[Node, ...]

    @property
    def is_macro(self) -> bool:
        """Whether the call is one of those that bind a name or ask for a field."""
        if self.target is None:
            return self.name == "has" and len(self.arguments) == 1
        return len(self.arguments) in _MACROS.get(self.name, ()) and isinstance(self.arguments[0], Ident)


@dataclasses.dataclass(frozen=True, slots=True)
class Items:
    """`[a, b]`."""

    items: tuple[Node, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Mapping:
    """`{key: value}`; of a message with a type the keys are its fields."""

    entries: tuple[tuple[Node, Node], ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Unary:
    """`!a` or `-a`."""

    operator: str
    operand: Node


@dataclasses.dataclass(frozen=True, slots=True)
class Binary:
    """`a operator b`: `|| && == != < <= > >= in + - * / %`."""

    operator: str
    left: Node
    right: Node


@dataclasses.dataclass(frozen=True, slots=True)
class Conditional:
    """`test ? yes : no`."""

    test: Node
    yes: Node
    no: Node


Node: TypeAlias = Literal | Ident | Select | Index | Call | Items | Mapping | Unary | Binary | Conditional

_MACROS = {"all": (2,), "exists": (2,), "exists_one": (2,), "existsOne": (2,), "map": (2, 3), "filter": (2,)}
"""The macros that bind their first argument, with how many they take."""


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly inside a node."""
    match node:
        case Select(operand=inner) | Unary(operand=inner):
            return (inner,)
        case Index(operand=inner, key=key):
            return (inner, key)
        case Call(target=target, arguments=arguments):
            return arguments if target is None else (target, *arguments)
        case Items(items=items):
            return items
        case Mapping(entries=entries):
            return tuple(part for entry in entries for part in entry)
        case Binary(left=left, right=right):
            return (left, right)
        case Conditional(test=test, yes=yes, no=no):
            return (test, yes, no)
        case _:
            return ()


def free_names(node: Node, bound: frozenset[str] = frozenset()) -> Iterator[str]:
    """The names that an expression does not bind itself, in order."""
    match node:
        case Ident(name=name):
            if name not in bound:
                yield name
        case Call(target=target, arguments=(Ident(name=name), *rest)) if target is not None and node.is_macro:
            yield from free_names(target, bound)
            for inner in rest:
                yield from free_names(inner, bound | {name})
        case _:
            for inner in children(node):
                yield from free_names(inner, bound)


def results(node: Node) -> Iterator[Node]:
    """What an expression may give: the branches of its conditions."""
    if isinstance(node, Conditional):
        yield from results(node.yes)
        yield from results(node.no)
    else:
        yield node
