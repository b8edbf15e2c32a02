"""Where a function may change what one of its variables holds: `data["k"] = …`, `data.update(…)`, `fill(data)`."""

from __future__ import annotations

import bisect
import dataclasses
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
from steplint.project.entities import Entities, Point
from steplint.project.frames import Frame

METHODS = frozenset({"update", "setdefault", "pop", "popitem", "clear"})
"""The methods by which a mapping changes."""
State: TypeAlias = tuple[frozenset[Point], frozenset[Point], frozenset[str]]
"""The changes made on every path since the name was bound, those made on some, and the keys that every path sets, if in
different places.
"""
_NOTHING: State = (frozenset(), frozenset(), frozenset())


@dataclasses.dataclass(frozen=True, slots=True)
class _Change:
    """An operation of a block that changes what a variable holds, or binds it anew; the key that it sets or deletes."""

    point: Point
    binds: bool
    sets: str | None = None
    deletes: str | None = None


@dataclasses.dataclass(slots=True)
class Chain:
    """Changes that have been applied to something one after the other, each with whether it was sure and what came
    of it.
    """

    start: Entities
    steps: list[tuple[Point, bool, Entities]] = dataclasses.field(default_factory=list)


class Changes:
    """Which operations may change what a variable holds, by function; found once."""

    def __init__(self) -> None:
        self._by_name: dict[int, dict[str, list[Point]]] = {}
        self._found: dict[tuple[int, str], dict[int, list[_Change]]] = {}
        self._before: dict[tuple[int, str], list[State | None]] = {}
        self._chains: dict[tuple[object, ...], Chain] = {}
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
        in_blocks = self._in_blocks(function, model, name)

        def through(number: int, state: State, end: int) -> State:
            found = in_blocks.get(number, ())
            passed = found[: bisect.bisect_left(found, end, key=lambda change: change.point.operation)]
            bound = next((n for n in range(len(passed), 0, -1) if passed[n - 1].binds), 0)
            if bound:
                passed, state = passed[bound:], _NOTHING
            if not passed:
                return state
            points = frozenset(change.point for change in passed)
            keys = set(state[2])
            for change in passed:
                if change.sets is not None:
                    keys.add(change.sets)
                elif change.deletes is not None:
                    keys.discard(change.deletes)
            return state[0] | points, state[1] | points, frozenset(keys)

        def transfer(number: int, state: State) -> Outcome[State]:
            size = len(function.blocks[number].operations)
            return Outcome(through(number, state, size), through(number, state, size - 1))

        def follow(_: int, __: Edge, state: State) -> State:
            return state

        def join(first: State, second: State) -> State:
            return first[0] & second[0], first[1] | second[1], first[2] & second[2]

        key = (id(function), name)
        if key not in self._before:
            self._before[key] = solve(function.blocks, _NOTHING, transfer=transfer, follow=follow, join=join)
        state = self._before[key][point.block]
        return _NOTHING if state is None else through(point.block, state, point.operation)

    def chain(self, frame: Frame, name: str, entities: Entities) -> Chain:
        """What changes have made of a variable so far: at a later point most of it is the same."""
        key = (frame.id, name, *map(id, entities))  # equal will not do: 1 is not True; the chain keeps them alive
        return self._chains.setdefault(key, Chain(entities))

    def _in_blocks(self, function: Function, model: ModuleModel, name: str) -> dict[int, list[_Change]]:
        """What is done to a variable, by block."""
        key = (id(function), name)
        if key not in self._found:
            touched = frozenset(self.of(function, name))
            found = self._found[key] = {}
            for number, block in enumerate(function.blocks):
                for position, operation in enumerate(block.operations):
                    at = Point(number, position)
                    is_bound = binds(operation, name, model)
                    if is_bound or at in touched:
                        sets, deletes = (None, None) if is_bound else (_set_plainly(operation), _deleted(operation))
                        found.setdefault(number, []).append(_Change(at, is_bound, sets, deletes))
        return self._found[key]


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


def _set_plainly(operation: Op) -> str | None:
    """The key of the variable itself that an operation sets."""
    match operation:
        case Assign(target=SubscriptTarget(base=v.Name(), key=v.Constant(value=str() as key))):
            return key
        case _:
            return None


def _deleted(operation: Op) -> str | None:
    match operation:
        case Delete(target=SubscriptTarget(key=v.Constant(value=str() as key))):
            return key
        case _:
            return None


def _touched(function: Function, operation: Op) -> Iterator[str]:
    """The variables whose values an operation may change."""
    match operation:
        case Assign(value=value, target=target):
            if isinstance(value, v.Name) and not isinstance(target, SubscriptTarget):
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
