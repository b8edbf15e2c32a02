"""What is done to a list or set after it was made: `items.append(…)`, `items.pop()`, also by functions made in the same
one.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import TYPE_CHECKING

from steplint.model import values as v
from steplint.model.graph import Assign, Delete, Invoke, NameTarget, Op, SubscriptTarget
from steplint.model.module import Function, ModuleModel
from steplint.project.entities import UNKNOWN, Entities, Entity, Items, Point, unite
from steplint.project.frames import Frame

if TYPE_CHECKING:
    from steplint.project.evaluate.evaluator import Evaluator

_ADDING = {"append": 0, "appendleft": 0, "add": 0, "insert": 1}
"""Methods that put one thing in, with the position of the argument."""
_SPREADING = frozenset({"extend", "extendleft", "update"})
_TAKING = frozenset({"pop", "popleft", "remove", "discard", "clear"})
_LOOKING = frozenset({"len", "print", "str", "repr", "bool", "isinstance", "sum", "min", "max", "any", "all", "sorted"})
"""Functions that only look at what they are handed, by name."""
_MOST_ITEMS = 24


@dataclasses.dataclass(frozen=True, slots=True)
class _Addition:
    value: v.Value
    point: Point
    is_spread: bool


@dataclasses.dataclass(slots=True)
class _Changes:
    """What one function does to what one of its variables holds."""

    additions: list[_Addition] = dataclasses.field(default_factory=list)
    is_changed: bool = False
    is_changed_inside: bool = False
    """By a function made in this one."""
    is_handed_on: bool = False
    """An empty list is handed on to be filled."""


class Growth:
    """What functions do to lists, by function; found once."""

    def __init__(self) -> None:
        self._by_function: dict[int, dict[str, _Changes]] = {}

    def of(self, model: ModuleModel, index: int) -> dict[str, _Changes]:
        """The changes that a function makes, by variable."""
        function = model.functions[index]
        known = self._by_function.get(id(function))
        if known is None:
            known = self._by_function[id(function)] = {}
            for point, operation in _operations(function):
                _note(function, operation, point, known)
            for inner in inside(model, index):
                own = set(inner.locals) - set(inner.nonlocals)
                changed: dict[str, _Changes] = {}
                for point, operation in _operations(inner):
                    _note(inner, operation, point, changed)
                for name, changes in changed.items():
                    if name not in own and changes.is_changed:
                        known.setdefault(name, _Changes()).is_changed_inside = True
        return known


def grown(evaluator: Evaluator, frame: Frame, name: str, entities: Entities) -> Entities:
    """What a variable may be, with what is put into it anywhere in its function; how much of it is not known then."""
    changes = evaluator.growth.of(frame.module.model, frame.index).get(name)
    if changes is None:
        return entities
    added: list[Entities] = []
    for addition in changes.additions[:_MOST_ITEMS]:
        found = evaluator.evaluate(frame, addition.value, addition.point)
        added += _spread(found) if addition.is_spread else [found]
    if changes.is_changed_inside or len(changes.additions) > _MOST_ITEMS:
        added.append((UNKNOWN,))
    return unite(*((_with(entity, added, changes),) for entity in entities))


def _with(entity: Entity, added: list[Entities], changes: _Changes) -> Entity:
    if not isinstance(entity, Items):
        return entity
    if not changes.is_changed and not changes.is_changed_inside:
        return Items(entity.items, repeated=True) if changes.is_handed_on and not entity.items else entity
    items = tuple(dict.fromkeys(item for item in (*entity.items, *added) if item))
    return Items(items[:_MOST_ITEMS], repeated=True)


def _spread(entities: Entities) -> Iterator[Entities]:
    for entity in entities:
        if isinstance(entity, Items):
            yield from entity.items
        else:
            yield (UNKNOWN,)


def _note(function: Function, operation: Op, point: Point, known: dict[str, _Changes]) -> None:
    match operation:
        case Invoke(call=index):
            call = function.calls[index]
            match call.callee:
                case v.Attribute(base=v.Name(id=name), name=method) if method in _ADDING or method in _SPREADING:
                    changes = known.setdefault(name, _Changes())
                    changes.is_changed = True
                    value = call.argument(_ADDING.get(method, 0))
                    if value is not None:
                        changes.additions.append(_Addition(value, point, method in _SPREADING))
                case v.Attribute(base=v.Name(id=name), name=method) if method in _TAKING:
                    known.setdefault(name, _Changes()).is_changed = True
                case _:
                    pass
            if not (isinstance(call.callee, v.Name) and call.callee.id in _LOOKING):
                for argument in call.arguments:
                    if isinstance(argument.value, v.Name) and not argument.stars:
                        known.setdefault(argument.value.id, _Changes()).is_handed_on = True
        case Assign(target=NameTarget(name=name), value=value, augmented=True) if value is not None:
            known.setdefault(name, _Changes()).is_changed = True  # what is added is in the value
        case Assign(target=SubscriptTarget(base=v.Name(id=name)), value=value) if value is not None:
            changes = known.setdefault(name, _Changes())
            changes.is_changed = True
            changes.additions.append(_Addition(value, point, is_spread=False))
        case Delete(target=SubscriptTarget(base=v.Name(id=name))):
            known.setdefault(name, _Changes()).is_changed = True
        case _:
            pass


def _operations(function: Function) -> Iterator[tuple[Point, Op]]:
    for number, block in enumerate(function.blocks):
        for position, operation in enumerate(block.operations):
            yield Point(number, position), operation


def inside(model: ModuleModel, index: int) -> Iterator[Function]:
    """The functions made in a function, at any depth."""
    if index == 0:
        return  # what functions do to a module's variables is asked elsewhere
    for function in model.functions:
        parent = function.parent
        while parent is not None and parent != index:
            parent = model.functions[parent].parent
        if parent == index:
            yield function
