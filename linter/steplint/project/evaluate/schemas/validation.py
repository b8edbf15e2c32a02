"""Calls that make an object of a mapping."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import TYPE_CHECKING

from steplint.project.entities import ClassRef, Entities, Entity, Record, Table
from steplint.project.evaluate.schemas.collect import schema_of
from steplint.project.evaluate.schemas.given import ADAPTERS, flag_given, is_inherited
from steplint.project.evaluate.schemas.shape import Field, Maker, Schema, SchemaKind
from steplint.project.frames import Arguments

if TYPE_CHECKING:
    from steplint.project.evaluate.evaluator import Evaluator


@dataclasses.dataclass(frozen=True, slots=True)
class Validation:
    """A mapping that must fit a class: the class, what the mapping may be, and the schema as this way of making an
    object sees it (what the call gives beside the mapping is not required of it).
    """

    cls: ClassRef
    data: Entities
    schema: Schema


@dataclasses.dataclass(frozen=True, slots=True)
class _Making:
    """Where a call takes its data and its class from, and how it makes the object."""

    data: tuple[int, tuple[str, ...]]
    cls: tuple[int, tuple[str, ...]] | None
    maker: Maker
    lenient: bool = False


_METHODS: Mapping[str, _Making] = {
    "model_validate": _Making((0, ("obj",)), None, Maker.PYDANTIC),
    "model_validate_strings": _Making((0, ("obj",)), None, Maker.PYDANTIC),
    "parse_obj": _Making((0, ("obj",)), None, Maker.PYDANTIC_V1),
    "validate": _Making((0, ("value",)), None, Maker.PYDANTIC_V1),
}
"""Class methods of models."""
_ADAPTER_METHODS: Mapping[str, _Making] = {
    name: _Making((0, ("object", "obj")), None, Maker.PYDANTIC) for name in ("validate_python", "validate_strings")
}
_STRUCTURED = _Making((0, ("obj",)), (1, ("cl",)), Maker.CATTRS)
_PARSED = _Making((1, ("obj",)), (0, ("type_",)), Maker.PYDANTIC_V1)
METHODS = frozenset({*_METHODS, *_ADAPTER_METHODS})
"""Methods of classes and adapters that validate."""
_FUNCTIONS: Mapping[str, _Making] = {
    "msgspec.convert": _Making((0, ("obj",)), (1, ("type",)), Maker.MSGSPEC),
    "cattrs.structure": _STRUCTURED,
    "cattr.structure": _STRUCTURED,
    **{
        f"{package}.{converter}().structure": dataclasses.replace(_STRUCTURED, lenient=True)
        for package in ("cattrs", "cattr")
        for converter in ("Converter", "GenConverter", "BaseConverter")
    },
    "dacite.from_dict": _Making((1, ("data",)), (0, ("data_class",)), Maker.DACITE),
    "dacite.core.from_dict": _Making((1, ("data",)), (0, ("data_class",)), Maker.DACITE),
    "pydantic.parse_obj_as": _PARSED,
    "pydantic.tools.parse_obj_as": _PARSED,
    "pydantic.v1.parse_obj_as": _PARSED,
    "pydantic.v1.tools.parse_obj_as": _PARSED,
}
"""Functions that are given data and a class. Own converters of cattrs may have hooks that fill anything in."""


def validated_by_method(evaluator: Evaluator, receiver: Entity, name: str, given: Arguments) -> Validation | None:
    """What `receiver.name(…)` validates; None when it is no validation, or one that the project has written itself."""
    match receiver:
        case ClassRef() if name in _METHODS and is_inherited(evaluator, receiver, name):
            return _validation(evaluator, receiver, _METHODS[name], given)
        case Record(path=path, fields=fields) if path in ADAPTERS and name in _ADAPTER_METHODS:
            ref = _class(dict(fields).get("type"))
            return None if ref is None else _validation(evaluator, ref, _ADAPTER_METHODS[name], given)
        case _:
            return None


def validated_by_function(evaluator: Evaluator, path: str, given: Arguments) -> Validation | None:
    """What a call of a library's function validates; None when it is no validation of a class of the project."""
    making = _FUNCTIONS.get(path)
    if making is None or making.cls is None:
        return None
    ref = _class(given.get(making.cls[0], *making.cls[1]))
    return None if ref is None else _validation(evaluator, ref, making, given)


def validated_by_construction(
    evaluator: Evaluator, ref: ClassRef, given: Arguments, spread: Entities
) -> Validation | None:
    """What `Class(…, **spread)` asks of the mapping that is spread; `given` is what the whole call is known to hand
    over.
    """
    schema = schema_of(evaluator, ref, Maker.CONSTRUCTOR)
    if schema is None or schema.kind is SchemaKind.TYPED_DICT:
        return None
    beside = set(given.keywords)
    for entity in spread:
        if isinstance(entity, Table):
            beside -= {key for key, _ in entity.entries if isinstance(key, str)}
    by_position = [field.name for field in schema.fields if field.keys][: len(given.positional)]
    return Validation(ref, spread, schema.without(frozenset(beside | set(by_position))))


def _validation(evaluator: Evaluator, ref: ClassRef, making: _Making, given: Arguments) -> Validation | None:
    schema = schema_of(evaluator, ref, making.maker)
    data = given.get(making.data[0], *making.data[1])
    if schema is None or data is None:
        return None
    if making.lenient or given.open:
        schema = schema.lenient()
    by_name, by_alias = flag_given(given, "by_name", False), flag_given(given, "by_alias", True)
    if by_name is not False or by_alias is not True:
        schema = dataclasses.replace(schema, fields=tuple(_by_name(f, by_alias) for f in schema.fields))
    return Validation(ref, data, schema)


def _by_name(field: Field, by_alias: bool | None) -> Field:
    if not field.keys:
        return field
    keys = (field.name,) if by_alias is False else tuple(dict.fromkeys((*field.keys, field.name)))
    return dataclasses.replace(field, keys=keys)


def _class(entities: Entities | None) -> ClassRef | None:
    match entities:
        case (ClassRef() as ref,):
            return ref
        case _:
            return None
