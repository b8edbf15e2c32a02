"""What is done to a mapping after it was made: `data["k"] = …`, `data.update(…)`, `del data["k"]`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steplint.model import values as v
from steplint.model.graph import Assign, Delete, Invoke, Op, SubscriptTarget
from steplint.model.module import Function
from steplint.project.entities import UNKNOWN, Entities, Entity, Literal, Point, Record, Table
from steplint.project.evaluate import handed
from steplint.project.evaluate.changes import METHODS, root
from steplint.project.frames import Frame

if TYPE_CHECKING:
    from steplint.project.evaluate.evaluator import Evaluator


_MOST_CHANGES = 256
"""What has been changed more often may hold anything."""


def applied(evaluator: Evaluator, frame: Frame, name: str, point: Point | None, entities: Entities) -> Entities:
    """What a variable may be at a point, after what has been done to it since it was bound.

    Without a point, a mapping that is changed anywhere may hold other keys.
    """
    function = frame.function
    if handed.is_changed_inside(evaluator, frame, name):
        return tuple(map(opened, entities))
    if not evaluator.changes.of(function, name):
        return entities
    if point is None:
        return tuple(map(opened, entities))
    always, sometimes, keys = evaluator.changes.made(function, frame.module.model, name, point)
    if len(sometimes) > _MOST_CHANGES:
        return tuple(map(opened, entities))
    chain = evaluator.changes.chain(frame, name, entities)
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


def _sets(operation: Op) -> str | None:
    match operation:
        case Assign(target=SubscriptTarget(key=v.Constant(value=str() as key))):
            return key
        case _:
            return None


def opened(entity: Entity) -> Entity:
    """A thing that may have got other keys or fields; what has neither stays as it is."""
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
            if isinstance(callee, v.Attribute) and callee.name in METHODS and root(callee.base) == name:
                direct = isinstance(callee.base, v.Name) and isinstance(entity, Table)
                return _by_method(evaluator, frame, index, at, entity, is_sure=is_sure) if direct else opened(entity)

            def is_it(value: v.Value) -> bool:
                return isinstance(value, v.Name) and value.id == name

            return opened(entity) if handed.is_changed_by(evaluator, frame, index, at, is_it) else entity
        case Assign(target=SubscriptTarget(base=v.Name(), key=key), value=value) if isinstance(entity, Table):
            contents = (UNKNOWN,) if value is None else evaluator.evaluate(frame, value, at)
            return _set(entity, evaluator.evaluate(frame, key, at), contents, is_sure=is_sure)
        case Delete(target=SubscriptTarget(base=v.Name(), key=key)) if isinstance(entity, Table):
            return _removed(entity, evaluator.evaluate(frame, key, at), is_sure=is_sure)
        case Assign(target=SubscriptTarget(base=v.Subscript())):
            return entity  # a value inside changes, the keys stay
        case _:
            return opened(entity)


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
