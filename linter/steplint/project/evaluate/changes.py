"""Where a function may change what one of its variables holds: `data["k"] = …`, `data.update(…)`, `fill(data)`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeAlias

from steplint.flow.solver import Outcome, solve
from steplint.model import values as v
from steplint.model.graph import (
    Assign,
    AttributeTarget,
    Define,
    DefineClass,
    Delete,
    Edge,
    Import,
    Invoke,
    NameTarget,
    Op,
    SubscriptTarget,
)
from steplint.model.module import Function, ModuleModel
from steplint.project.entities import Point

METHODS = frozenset({"update", "setdefault", "pop", "popitem", "clear"})
"""The methods by which a mapping changes."""
State: TypeAlias = tuple[frozenset[Point], frozenset[Point], frozenset[str]]
"""The changes made on every path since the name was bound, those made on some, and the keys that every path sets, if in
different places.
"""
_NOTHING: State = (frozenset(), frozenset(), frozenset())


class Changes:
    """Which operations may change what a variable holds, by function; found once."""

    def __init__(self) -> None:
        self._by_name: dict[int, dict[str, list[Point]]] = {}
        self._before: dict[tuple[int, str], list[State | None]] = {}
        self._children: dict[int, dict[int, list[int]]] = {}

    def of(self, function: Function, name: str) -> Sequence[Point]:
        """The operations that may change what a variable holds."""
        if id(function) not in self._by_name:
            by_name = self._by_name[id(function)] = {}
            for number, block in enumerate(function.blocks):
                for position, operation in enumerate(block.operations):
                    for touched in dict.fromkeys(_touched(function, operation)):
                        by_name.setdefault(touched, []).append(Point(number, position))
        return self._by_name[id(function)].get(name, ())

    def inside(self, model: ModuleModel, index: int, name: str) -> Iterator[int]:
        """The functions inside of a function that know its variable, by their indices."""
        if id(model) not in self._children:
            children = self._children[id(model)] = {}
            for child, function in enumerate(model.functions):
                if function.parent is not None:
                    children.setdefault(function.parent, []).append(child)
        for child in self._children[id(model)].get(index, ()):
            function = model.functions[child]
            if name not in function.locals and (name not in function.globals or index == 0):
                yield child
                yield from self.inside(model, child, name)

    def made(self, function: Function, model: ModuleModel, name: str, point: Point) -> State:
        """The changes made to a variable before a point, since it was bound."""
        touched = frozenset(self.of(function, name))

        def through(number: int, state: State, end: int | None = None) -> State:
            always, sometimes, keys = state
            for position, operation in enumerate(function.blocks[number].operations[:end]):
                if binds(operation, name, model):
                    always, sometimes, keys = _NOTHING
                elif (at := Point(number, position)) in touched:
                    always, sometimes = always | {at}, sometimes | {at}
                    match operation:
                        case Assign(target=SubscriptTarget(base=v.Name(), key=v.Constant(value=str() as key))):
                            keys |= {key}
                        case Delete(target=SubscriptTarget(key=v.Constant(value=str() as key))):
                            keys -= {key}
                        case _:
                            pass
            return always, sometimes, keys

        def transfer(number: int, state: State) -> Outcome[State]:
            return Outcome(through(number, state), through(number, state, -1))

        def follow(_: int, __: Edge, state: State) -> State:
            return state

        def join(first: State, second: State) -> State:
            return first[0] & second[0], first[1] | second[1], first[2] & second[2]

        key = (id(function), name)
        if key not in self._before:
            self._before[key] = solve(function.blocks, _NOTHING, transfer=transfer, follow=follow, join=join)
        state = self._before[key][point.block]
        return _NOTHING if state is None else through(point.block, state, point.operation)


def root(value: v.Value) -> str | None:
    """The variable that attributes and items are taken of; None when it is something else."""
    while isinstance(value, v.Attribute | v.Subscript):
        value = value.base
    return value.id if isinstance(value, v.Name) else None


def binds(operation: Op, name: str, model: ModuleModel) -> bool:
    """Whether an operation gives a variable something else to hold."""
    match operation:
        case Assign(target=NameTarget(name=bound), value=value):
            return bound == name and value is not None
        case Define(name=bound) | DefineClass(name=bound) | Delete(target=NameTarget(name=bound)):
            return bound == name
        case Import(binding=binding):
            return model.imports[binding].name == name
        case _:
            return False


def _touched(function: Function, operation: Op) -> Iterator[str]:
    """The variables whose values an operation may change."""
    match operation:
        case Assign(value=value, target=target):
            if isinstance(value, v.Name):
                yield value.id  # from here on it has another name, under which it may be changed
            if isinstance(target, SubscriptTarget | AttributeTarget) and (name := root(target.base)) is not None:
                yield name
        case Delete(target=SubscriptTarget(base=base)):
            if (name := root(base)) is not None:
                yield name
        case Invoke(call=index):
            call = function.calls[index]
            if isinstance(call.callee, v.Attribute) and call.callee.name in METHODS:
                name = root(call.callee.base)
                if name is not None:
                    yield name
            yield from (a.value.id for a in call.arguments if isinstance(a.value, v.Name) and not a.stars)
        case _:
            pass
