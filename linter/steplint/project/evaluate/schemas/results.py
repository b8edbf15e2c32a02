"""What calls around schemas give: objects of classes, mappings, and text that holds one."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import TYPE_CHECKING

from steplint.project.entities import UNKNOWN, ClassRef, Entities, Entity, External, Instance, Record, Table
from steplint.project.evaluate import attributes
from steplint.project.evaluate.schemas import dumps, validation
from steplint.project.evaluate.schemas.collect import kind_of
from steplint.project.evaluate.schemas.dumps import (
    attributes_of,
    content,
    dumped_by_function,
    dumped_by_method,
    text_of,
    typed_contents,
)
from steplint.project.evaluate.schemas.given import ADAPTERS, is_inherited
from steplint.project.evaluate.schemas.shape import SchemaKind
from steplint.project.evaluate.schemas.typed import TYPED_DICTS
from steplint.project.frames import Arguments

if TYPE_CHECKING:
    from steplint.project.evaluate.evaluator import Evaluator

_COPIES = frozenset({"model_copy", "copy", "_replace"})
_MAKERS = frozenset({"model_validate_json", "parse_raw", "model_construct", "from_orm"})
"""Class methods of models that make objects of something that is no mapping, or do not check it."""
_METHODS = _MAKERS | _COPIES | dumps.METHODS | validation.METHODS
_REPLACES = frozenset({"dataclasses.replace", "attrs.evolve", "attr.evolve", "msgspec.structs.replace"})
_LOADS = frozenset({"json.loads", "orjson.loads", "ujson.loads", "msgspec.json.decode", "pydantic_core.from_json"})
_WRITES = frozenset({"json.dumps", "orjson.dumps", "ujson.dumps", "msgspec.json.encode", "pydantic_core.to_json"})


def of_method(evaluator: Evaluator, receiver: Entity, name: str, given: Arguments) -> Entity | None:
    """What `receiver.name(…)` gives when a class's fields decide it; None for every other call."""
    if name not in _METHODS:
        return None
    if isinstance(receiver, Instance) and name in _COPIES:
        return _copied(evaluator, receiver, name, given)
    if isinstance(receiver, ClassRef) and name in _MAKERS:
        is_model = kind_of(evaluator, receiver) is SchemaKind.PYDANTIC and is_inherited(evaluator, receiver, name)
        return Instance(receiver) if is_model else None
    dumped = dumped_by_method(evaluator, receiver, name, given)
    if dumped is not None:
        return dumped
    validated = validation.validated_by_method(evaluator, receiver, name, given)
    return None if validated is None else _made(evaluator, validated)


def of_function(evaluator: Evaluator, path: str, given: Arguments) -> Entities | None:
    """What a call of a library's function gives when a class's fields decide it; None for every other call."""
    if path in ADAPTERS:
        return (Record("pydantic.TypeAdapter", (("type", given.get(0, "type") or (UNKNOWN,)),)),)
    match path, given.get(0, "obj", "s", "inst", "struct"):
        case _, (Record() as text,) if path in _LOADS and not given.keywords.get("type"):
            return content(text)
        case _, (Table() as table,) if path in _WRITES:
            return (text_of(table),)
        case _, (Instance() as instance,) if path in _REPLACES:
            return (_changed(instance, given.keywords, given.open),)
        case "builtins.vars", (Instance() as instance,):
            return _one(attributes_of(evaluator, instance))
        case "builtins.dict", (Instance() as instance,):
            return _one(_pairs(evaluator, instance, given))
        case _:
            dumped = dumped_by_function(evaluator, path, given)
            if dumped is not None:
                return (dumped,)
            validated = validation.validated_by_function(evaluator, path, given)
            return None if validated is None else _one(_made(evaluator, validated))


def of_typed_dict(evaluator: Evaluator, ref: ClassRef, given: Arguments) -> Table | None:
    """The dict that calling a typed dict makes; None for other classes."""
    if not any(isinstance(base, External) and base.path in TYPED_DICTS for base in attributes.bases(evaluator, ref)):
        return None
    table = Table(())
    for positional in given.positional[:1]:
        match positional:
            case (Table() as first,):
                table = first
            case _:
                table = Table((), open=True)
    return table.merged(Table(tuple(given.keywords.items()), given.open))


def _one(entity: Entity | None) -> Entities | None:
    return None if entity is None else (entity,)


def _pairs(evaluator: Evaluator, instance: Instance, given: Arguments) -> Table | None:
    """`dict(x)` of a model, which hands out its fields in pairs, or of a typed dict."""
    kind = kind_of(evaluator, instance.cls)
    table = None
    if kind is SchemaKind.PYDANTIC and is_inherited(evaluator, instance.cls, "__iter__"):
        table = attributes_of(evaluator, instance)
    elif kind is SchemaKind.TYPED_DICT:
        table = typed_contents(evaluator, instance)
    return None if table is None else table.merged(Table(tuple(given.keywords.items()), given.open))


def _made(evaluator: Evaluator, validated: validation.Validation) -> Entity:
    made = Instance(validated.cls)
    return typed_contents(evaluator, made) or made


def _copied(evaluator: Evaluator, receiver: Instance, name: str, given: Arguments) -> Entity | None:
    kind = kind_of(evaluator, receiver.cls)
    if name == "_replace" and kind is SchemaKind.NAMED_TUPLE:
        return _changed(receiver, given.keywords, given.open)
    if name == "_replace" or kind is not SchemaKind.PYDANTIC or not is_inherited(evaluator, receiver.cls, name):
        return None
    match given.get(None, "update"):
        case None if not given.open:
            return receiver
        case (Table() as table,) if not table.optional:
            return _changed(receiver, {str(key): value for key, value in table.entries}, table.open)
        case _:
            return Instance(receiver.cls)


def _changed(instance: Instance, values: Mapping[str, Entities], more: bool) -> Instance:
    """A copy of an object with some of its fields changed."""
    if more:
        return Instance(instance.cls)
    return dataclasses.replace(instance, given=tuple({**dict(instance.given), **values}.items()))
