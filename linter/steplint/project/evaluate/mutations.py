"""What is done to a mapping after it was made: `data["k"] = …`, `data.update(…)`, `del data["k"]`."""

from __future__ import annotations

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


class Mutations:
    """Which operations change what a variable holds, by function; found once."""

    def __init__(self) -> None:
        self._changes: dict[tuple[int, str], tuple[Point, ...]] = {}
        self._before: dict[tuple[int, str], list[_State | None]] = {}

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

        def through(number: int, state: _State, end: int | None = None) -> _State:
            always, sometimes, keys = state
            for position, operation in enumerate(function.blocks[number].operations[:end]):
                if _binds(operation, name, model):
                    always, sometimes, keys = _NOTHING
                elif _touches(function, operation, name):
                    change = frozenset({Point(number, position)})
                    always, sometimes = always | change, sometimes | change
                    match operation:
                        case Assign(target=SubscriptTarget(base=v.Name(), key=v.Constant(value=str() as key))):
                            keys |= {key}
                        case Delete(target=SubscriptTarget(key=v.Constant(value=str() as key))):
                            keys -= {key}
                        case _:
                            pass
            return always, sometimes, keys

        def transfer(number: int, state: _State) -> Outcome[_State]:
            return Outcome(through(number, state), through(number, state, -1))

        def follow(_: int, __: Edge, state: _State) -> _State:
            return state

        def join(first: _State, second: _State) -> _State:
            return first[0] & second[0], first[1] | second[1], first[2] & second[2]

        key = (id(function), name)
        if key not in self._before:
            self._before[key] = solve(function.blocks, _NOTHING, transfer=transfer, follow=follow, join=join)
        state = self._before[key][point.block]
        return _NOTHING if state is None else through(point.block, state, point.operation)


def applied(evaluator: Evaluator, frame: Frame, name: str, point: Point | None, entities: Entities) -> Entities:
    """What a variable may be at a point, after what has been done to it since it was bound.

    Without a point, a mapping that is changed anywhere may hold other keys.
    """
    changes = evaluator.mutations.changes(frame.function, name)
    if not changes:
        return entities
    if point is None:
        return tuple(_opened(entity) for entity in entities)
    always, sometimes, keys = evaluator.mutations.made(frame.function, frame.module.model, name, point)
    for at in sorted(sometimes, key=lambda at: (at.block, at.operation)):
        operation = frame.function.blocks[at.block].operations[at.operation]
        entities = tuple(
            _changed(evaluator, frame, name, operation, at, entity, is_sure=at in always or _sets(operation) in keys)
            for entity in entities
        )
    return entities


def _touches(function: Function, operation: Op, name: str) -> bool:
    match operation:
        case Assign(target=SubscriptTarget(base=base)) | Delete(target=SubscriptTarget(base=base)):
            return _root(base) == name
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
