"""What is done to a mapping after it was made: `data["k"] = …`, `data.update(…)`, `del data["k"]`."""

from __future__ import annotations

import bisect
import dataclasses
from collections.abc import Iterator
from typing import TYPE_CHECKING, TypeAlias

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
from steplint.project.entities import (
    UNKNOWN,
    Entities,
    Entity,
    FunctionRef,
    Literal,
    Opaque,
    Point,
    Record,
    Table,
)
from steplint.project.frames import Frame

if TYPE_CHECKING:
    from steplint.project.evaluate.evaluator import Evaluator

_MOST_CHANGES = 256
"""What has been changed more often may hold anything."""
_METHODS = frozenset({"update", "setdefault", "pop", "popitem", "clear"})
_HARMLESS = frozenset(
    {
        "debug",
        "info",
        "warning",
        "error",
        "exception",
        "critical",
        "log",
        "append",
        "extend",
        "put",
        "send",
        "get",
        "post",
    }
)
"""Methods of unknown things that do not change what they are handed: loggers, lists, queues, clients."""
_State: TypeAlias = tuple[frozenset[Point], frozenset[Point], frozenset[str]]
"""The changes made on every path since the name was bound, those made on some, and the keys that every path sets, if in
different places.
"""
_NOTHING: _State = (frozenset(), frozenset(), frozenset())


@dataclasses.dataclass(frozen=True, slots=True)
class _Change:
    """An operation of a block that changes what a variable holds, or binds it anew; the key that it sets or deletes."""

    point: Point
    binds: bool
    sets: str | None = None
    deletes: str | None = None


@dataclasses.dataclass(slots=True)
class _Chain:
    """Changes that have been applied to something one after the other, each with whether it was sure and what came
    of it.
    """

    start: Entities
    steps: list[tuple[Point, bool, Entities]] = dataclasses.field(default_factory=list)


class Mutations:
    """Which operations change what a variable holds, by function; found once."""

    def __init__(self) -> None:
        self._changes: dict[tuple[int, str], tuple[Point, ...]] = {}
        self._found: dict[tuple[int, str], dict[int, list[_Change]]] = {}
        self._before: dict[tuple[int, str], list[_State | None]] = {}
        self._chains: dict[tuple[object, ...], _Chain] = {}

    def changes(self, function: Function, name: str) -> tuple[Point, ...]:
        """The operations that may change what a variable holds."""
        key = (id(function), name)
        if key not in self._changes:
            self._changes[key] = tuple(
                Point(number, position)
                for number, block in enumerate(function.blocks)
                for position, operation in enumerate(block.operations)
                if _touches(function, operation, name)
            )
        return self._changes[key]

    def made(self, function: Function, model: ModuleModel, name: str, point: Point) -> _State:
        """The changes made to a variable before a point, since it was bound."""
        in_blocks = self._in_blocks(function, model, name)

        def through(number: int, state: _State, end: int) -> _State:
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

        def transfer(number: int, state: _State) -> Outcome[_State]:
            size = len(function.blocks[number].operations)
            return Outcome(through(number, state, size), through(number, state, size - 1))

        def follow(_: int, __: Edge, state: _State) -> _State:
            return state

        def join(first: _State, second: _State) -> _State:
            return first[0] & second[0], first[1] | second[1], first[2] & second[2]

        key = (id(function), name)
        if key not in self._before:
            self._before[key] = solve(function.blocks, _NOTHING, transfer=transfer, follow=follow, join=join)
        state = self._before[key][point.block]
        return _NOTHING if state is None else through(point.block, state, point.operation)

    def chain(self, frame: Frame, name: str, entities: Entities) -> _Chain:
        """What changes have made of a variable so far: at a later point most of it is the same."""
        key = (frame.id, name, *map(id, entities))  # equal will not do: 1 is not True; the chain keeps them alive
        return self._chains.setdefault(key, _Chain(entities))

    def _in_blocks(self, function: Function, model: ModuleModel, name: str) -> dict[int, list[_Change]]:
        """What is done to a variable, by block."""
        key = (id(function), name)
        if key not in self._found:
            found = self._found[key] = {}
            for number, block in enumerate(function.blocks):
                for position, operation in enumerate(block.operations):
                    binds = _binds(operation, name, model)
                    if binds or _touches(function, operation, name):
                        sets, deletes = (None, None) if binds else (_set_plainly(operation), _deleted(operation))
                        change = _Change(Point(number, position), binds, sets, deletes)
                        found.setdefault(number, []).append(change)
        return self._found[key]


def applied(evaluator: Evaluator, frame: Frame, name: str, point: Point | None, entities: Entities) -> Entities:
    """What a variable may be at a point, after what has been done to it since it was bound.

    Without a point, a mapping that is changed anywhere may hold other keys.
    """
    function = frame.function
    if not evaluator.mutations.changes(function, name):
        return entities
    if point is None:
        return tuple(_opened(entity) for entity in entities)
    always, sometimes, keys = evaluator.mutations.made(function, frame.module.model, name, point)
    if len(sometimes) > _MOST_CHANGES:
        return tuple(_opened(entity) for entity in entities)
    chain = evaluator.mutations.chain(frame, name, entities)
    is_same = True
    for number, at in enumerate(sorted(sometimes)):
        operation = _at(function, at)
        is_sure = at in always or _sets(operation) in keys
        is_same = is_same and number < len(chain.steps) and chain.steps[number][:2] == (at, is_sure)
        if is_same:
            entities = chain.steps[number][2]
            continue
        cuts = evaluator.cuts
        entities = tuple(_changed(evaluator, frame, name, operation, at, e, is_sure=is_sure) for e in entities)
        if cuts is not None and cuts == evaluator.cuts and number <= len(chain.steps):
            chain.steps[number:] = [(at, is_sure, entities)]
    return entities


def _at(function: Function, point: Point) -> Op:
    return function.blocks[point.block].operations[point.operation]


def _touches(function: Function, operation: Op, name: str) -> bool:
    match operation:
        case Assign(target=SubscriptTarget(base=base)) | Delete(target=SubscriptTarget(base=base)):
            return _root(base) == name
        case Assign(value=v.Name(id=other)) if other == name:
            return True  # from here on it has another name, under which it may be changed
        case Assign(target=AttributeTarget(base=base)):
            return _root(base) == name
        case Invoke(call=index):
            call = function.calls[index]
            if (
                isinstance(call.callee, v.Attribute)
                and call.callee.name in _METHODS
                and _root(call.callee.base) == name
            ):
                return True
            return any(isinstance(a.value, v.Name) and a.value.id == name and not a.stars for a in call.arguments)
        case _:
            return False


def _root(value: v.Value) -> str | None:
    while isinstance(value, v.Attribute | v.Subscript):
        value = value.base
    return value.id if isinstance(value, v.Name) else None


def _binds(operation: Op, name: str, model: ModuleModel) -> bool:
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


def _sets(operation: Op) -> str | None:
    match operation:
        case Assign(target=SubscriptTarget(key=v.Constant(value=str() as key))):
            return key
        case _:
            return None


def _opened(entity: Entity) -> Entity:
    match entity:
        case Table():
            return Table(entity.entries, open=True, optional=entity.optional)
        case Record():
            return Record(entity.path, entity.fields, open=True)
        case _:
            return entity


def _changed(
    evaluator: Evaluator, frame: Frame, name: str, operation: Op, at: Point, entity: Entity, *, is_sure: bool
) -> Entity:
    """A thing after one change, which happens on every path or only on some."""
    match operation:
        case Invoke(call=index):
            call = frame.call(index)
            callee = call.callee
            if isinstance(callee, v.Attribute) and callee.name in _METHODS and _root(callee.base) == name:
                direct = isinstance(callee.base, v.Name) and isinstance(entity, Table)
                return _by_method(evaluator, frame, index, at, entity, is_sure=is_sure) if direct else _opened(entity)
            return _opened(entity) if _is_changed_by(evaluator, frame, index, at, name) else entity
        case Assign(target=SubscriptTarget(base=v.Name(), key=key), value=value) if isinstance(entity, Table):
            contents = (UNKNOWN,) if value is None else evaluator.evaluate(frame, value, at)
            return _set(entity, evaluator.evaluate(frame, key, at), contents, is_sure=is_sure)
        case Delete(target=SubscriptTarget(base=v.Name(), key=key)) if isinstance(entity, Table):
            return _removed(entity, evaluator.evaluate(frame, key, at), is_sure=is_sure)
        case Assign(target=SubscriptTarget(base=v.Subscript())):
            return entity  # a value inside changes, the keys stay
        case _:
            return _opened(entity)


def _by_method(evaluator: Evaluator, frame: Frame, index: int, at: Point, table: Entity, *, is_sure: bool) -> Entity:
    from steplint.project.evaluate import calls

    assert isinstance(table, Table)
    call = frame.call(index)
    assert isinstance(call.callee, v.Attribute)
    given = calls.arguments(evaluator, frame, call, at)
    match call.callee.name:
        case "update":
            added = Table(tuple(given.keywords.items()), given.open)
            for other in given.positional:
                added = (
                    other[0].merged(added) if len(other) == 1 and isinstance(other[0], Table) else _opened_table(added)
                )
            if not is_sure:
                added = Table(added.entries, added.open, tuple(key for key, _ in added.entries))
            return table.merged(added)
        case "setdefault":
            keys = given.get(0) or (UNKNOWN,)
            if all(isinstance(key, Literal) and key.value in dict(table.entries) for key in keys):
                return table
            return _set(table, keys, given.get(1) or (Literal(None),), is_sure=is_sure)
        case "pop":
            return _removed(table, given.get(0) or (UNKNOWN,), is_sure=is_sure)
        case "clear" if is_sure:
            return Table(())
        case _:
            return _opened_table(table)


def _opened_table(table: Table) -> Table:
    return Table(table.entries, open=True, optional=table.optional)


def _set(table: Table, keys: Entities, contents: Entities, *, is_sure: bool) -> Table:
    match keys:
        case (Literal(value=key),):
            return table.merged(Table(((key, contents),), optional=() if is_sure else (key,)))
        case _:
            return _opened_table(table)


def _removed(table: Table, keys: Entities, *, is_sure: bool) -> Table:
    match keys:
        case (Literal(value=key),):
            if is_sure:
                entries = tuple((k, value) for k, value in table.entries if k != key)
                return Table(entries, table.open, tuple(k for k in table.optional if k != key))
            if key in dict(table.entries) and key not in table.optional:
                return Table(table.entries, table.open, (*table.optional, key))
            return table
        case _:
            return _opened_table(table)


def _is_changed_by(evaluator: Evaluator, frame: Frame, index: int, at: Point, name: str) -> bool:
    """Whether a call may change a variable's mapping that it is handed: a project function that does, or something
    unknown.
    """
    call = frame.call(index)
    for entity in evaluator.evaluate(frame, call.callee, at):
        match entity:
            case FunctionRef():
                module = evaluator.module(entity.module)
                if module is None:
                    return True
                function = module.model.functions[entity.index]
                handed = _handed_as(function, frame, index, name, offset=1 if entity.receiver is not None else 0)
                if any(_changes_parameter(evaluator, function, parameter) for parameter in handed):
                    return True
            case Opaque(name=known):
                return known not in _HARMLESS
            case _:
                pass
    return False


def _handed_as(function: Function, frame: Frame, index: int, name: str, *, offset: int) -> Iterator[str]:
    names = [parameter.name for parameter in function.parameters]
    position = offset
    for argument in frame.call(index).arguments:
        is_it = isinstance(argument.value, v.Name) and argument.value.id == name
        if argument.keyword is not None:
            if is_it:
                yield argument.keyword
        else:
            if is_it and position < len(names):
                yield names[position]
            position += 1


def _changes_parameter(evaluator: Evaluator, function: Function, name: str) -> bool:
    """Whether a function changes a mapping it was handed; handing it on counts as no change."""
    for point in evaluator.mutations.changes(function, name):
        operation = function.blocks[point.block].operations[point.operation]
        if not isinstance(operation, Invoke):
            return True
        callee = function.calls[operation.call].callee
        if isinstance(callee, v.Attribute) and callee.name in _METHODS and _root(callee.base) == name:
            return True
    return False
