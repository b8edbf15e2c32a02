"""Calls that make a mapping of an object."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import TYPE_CHECKING

from steplint.project.entities import (
    UNKNOWN,
    Entities,
    Entity,
    External,
    Instance,
    Items,
    Literal,
    Opaque,
    Record,
    Table,
    Template,
    unite,
)
from steplint.project.evaluate.schemas.collect import kind_of, schema_of
from steplint.project.evaluate.schemas.given import ADAPTERS, flag_given, is_inherited
from steplint.project.evaluate.schemas.lineage import lineage
from steplint.project.evaluate.schemas.shape import Field, Maker, Presence, Schema, SchemaKind
from steplint.project.frames import Arguments

if TYPE_CHECKING:
    from steplint.project.evaluate.evaluator import Evaluator

_TEXT = "json.dumps()"
"""Path of the record that stands for text made of data."""
_DEEPEST = 6


@dataclasses.dataclass(frozen=True, slots=True)
class _Options:
    """What a dump leaves out and how it spells keys; None for what cannot be known.

    `as_declared`: the class decides about aliases. `encoded`: values are made fit for JSON. `stored`: only what an
    object stores is dumped, not what its class has.
    """

    by_alias: bool | None = False
    as_declared: bool = False
    exclude_none: bool | None = False
    exclude_unset: bool | None = False
    exclude_defaults: bool | None = False
    round_trip: bool | None = False
    include: _Selection | None = None
    exclude: _Selection | None = None
    encoded: bool = False
    stored: bool = False
    recurses: bool = True


@dataclasses.dataclass(frozen=True, slots=True)
class _Selection:
    """Names of fields that a call lists: `parts` of whose contents only some are meant; not `known` when there may be
    others.
    """

    whole: frozenset[str] = frozenset()
    parts: frozenset[str] = frozenset()
    known: bool = True


METHODS = frozenset({"model_dump", "dict", "model_dump_json", "json", "_asdict", "dump_python", "dump_json"})
"""Methods of objects and adapters that dump."""


def dumped_by_method(evaluator: Evaluator, receiver: Entity, name: str, given: Arguments) -> Entity | None:
    """The mapping (or the text that holds it) that `receiver.name(…)` gives; None when that is no dump of an object of
    the project, or cannot be known.
    """
    match receiver, name:
        case Record(path=path), "dump_python" | "dump_json" if path in ADAPTERS:
            return _dumped_by_adapter(evaluator, name, given)
        case Instance(), _ if name not in METHODS or not is_inherited(evaluator, receiver.cls, name):
            return None
        case Instance(), "model_dump" | "dict":
            return _of_model(evaluator, receiver, _options(given, encoded=_is_json(given)))
        case Instance(), "model_dump_json" | "json":
            table = _of_model(evaluator, receiver, _options(given, encoded=True))
            return None if table is None else text_of(table)
        case Instance(), "_asdict" if kind_of(evaluator, receiver.cls) is SchemaKind.NAMED_TUPLE:
            return _table(evaluator, receiver, _Options(recurses=False))
        case _:
            return None


def dumped_by_function(evaluator: Evaluator, path: str, given: Arguments) -> Entity | None:
    """The mapping that a call of a library's function makes of its first argument; None like above."""
    options = _FUNCTION_OPTIONS.get(path)
    if options is None:
        return None
    kinds, names, plain = options
    match given.get(0, *names):
        case (Instance() as instance,):
            kind = kind_of(evaluator, instance.cls)
            if kind not in kinds:
                return None
            if path in _JSONABLE:
                is_model = kind is SchemaKind.PYDANTIC
                read = _options(given, by_alias=True, encoded=True)
                return _table(evaluator, instance, read if is_model else dataclasses.replace(read, by_alias=False))
            if path in _FILTERED and (given.open or given.get(1, "recurse", "filter") is not None):
                return _blurred(_table(evaluator, instance, plain))
            return _table(evaluator, instance, plain)
        case (Table() as table,) if path in _JSONABLE:
            options_given = any(given.get(None, word) is not None for word in ("include", "exclude", "exclude_none"))
            written = as_json(table)
            return _blurred(written) if options_given or given.open else written
        case _:
            return None


def attributes_of(evaluator: Evaluator, instance: Instance) -> Table | None:
    """What `vars(x)`, `x.__dict__` and, of a model, `dict(x)` hold; None when that cannot be known."""
    line = lineage(evaluator, instance.cls)
    if line is None or kind_of(evaluator, instance.cls) not in {SchemaKind.PYDANTIC, SchemaKind.DATACLASS}:
        return None
    if any("__slots__" in level.own_fields() for level in line.levels):
        return None
    if any(call.may_give(None, "slots") for level in line.levels for call in level.decorators):
        return None
    table = _table(evaluator, instance, _Options(recurses=False), as_attributes=True)
    is_plain = kind_of(evaluator, instance.cls) is SchemaKind.PYDANTIC
    if table is None or is_plain:
        return table
    writes = any(level.defines("__init__", "__post_init__") for level in line.levels)
    return Table(table.entries, table.open or writes, table.optional)


def typed_contents(evaluator: Evaluator, instance: Instance) -> Table | None:
    """What a value that is annotated with a typed dict holds; None for objects of other classes."""
    if kind_of(evaluator, instance.cls) is not SchemaKind.TYPED_DICT:
        return None
    return _table(evaluator, instance, _Options())


def content(entity: Entity) -> Entities | None:
    """What text that was made of data holds; None for other text."""
    match entity:
        case Record(path=path, fields=(("content", content),)) if path == _TEXT:
            return content
        case _:
            return None


def text_of(table: Table) -> Record:
    """The text that a mapping is written as."""
    return Record(_TEXT, (("content", (as_json(table),)),))


def as_json(table: Table) -> Table:
    """A mapping as it is when its values were made JSON: what is none has become something else."""
    entries = tuple((key, unite(*(_json_value(value) for value in values))) for key, values in table.entries)
    return Table(entries, table.open, table.optional)


def _json_value(entity: Entity) -> Entities:
    match entity:
        case Literal() | Template():
            return (entity,)
        case Table():
            return (as_json(entity),)
        case Items(items=items, repeated=repeated):
            written = tuple(unite(*(_json_value(inner) for inner in item)) for item in items)
            return (Items(written, repeated=repeated),)
        case _:
            return (UNKNOWN,)


def _dumped_by_adapter(evaluator: Evaluator, name: str, given: Arguments) -> Entity | None:
    match given.get(0, "instance"):
        case (Instance() as instance,):
            is_text = name == "dump_json"
            table = _table(evaluator, instance, _options(given, encoded=is_text or _is_json(given)), Maker.PYDANTIC)
            return text_of(table) if is_text and table is not None else table
        case _:
            return None


def _of_model(evaluator: Evaluator, instance: Instance, options: _Options) -> Table | None:
    if kind_of(evaluator, instance.cls) is not SchemaKind.PYDANTIC:
        return None
    return _table(evaluator, instance, options)


def _table(
    evaluator: Evaluator,
    instance: Instance,
    options: _Options,
    maker: Maker = Maker.MSGSPEC,
    *,
    as_attributes: bool = False,
    depth: int = 0,
) -> Table | None:
    """The mapping that an object is turned into."""
    schema = schema_of(evaluator, instance.cls, maker)
    if schema is None or (schema.opaque and not as_attributes):
        return None
    entries: list[tuple[str, Entities, Presence]] = []
    given = dict(instance.given)
    is_open = schema.open or _may_be_of_subclass(evaluator, instance)
    for field in schema.fields:
        if as_attributes:
            presence = _attribute_presence(schema, field)
        else:
            presence = _presence(schema, field, given.get(field.name), options)
        if presence is Presence.NEVER:
            continue
        by_alias = schema.by_alias if options.as_declared else options.by_alias
        keys = {field.alias} if by_alias else {field.name}
        if by_alias is None:
            keys = {field.name, field.alias}
        if None in keys:
            is_open = True
        if len(keys) > 1:
            presence = Presence.MAYBE
        value = given.get(field.name, (UNKNOWN,))
        if options.recurses:
            value = unite(*(_plain(evaluator, entity, options, depth + 1) for entity in value))
        entries += [(key, value, presence) for key in (field.name, field.alias) if key in keys and key is not None]
    if schema.tag is not None and options.encoded:
        entries.append((schema.tag, (UNKNOWN,), Presence.ALWAYS))
    contents = {key: value for key, value, _ in entries}
    sure = {key for key, _, presence in entries if presence is Presence.ALWAYS}
    return Table(tuple(contents.items()), is_open, tuple(key for key in contents if key not in sure))


def _attribute_presence(schema: Schema, field: Field) -> Presence:
    """Whether a field is stored on the object: what is computed is not, nor what only its making takes; a default
    that is not given through the constructor may be the class's.
    """
    if schema.kind is SchemaKind.PYDANTIC:
        return Presence.ALWAYS if field.keys else Presence.NEVER
    return field.dumped if field.keys or field.dumped is Presence.NEVER else Presence.MAYBE


def _presence(schema: Schema, field: Field, given: Entities | None, options: _Options) -> Presence:
    presence = field.dumped
    if presence is Presence.NEVER:
        return presence
    is_model = schema.kind is SchemaKind.PYDANTIC
    maybe = presence is Presence.MAYBE
    if schema.omits_defaults and options.encoded and not field.required:
        maybe = True
    if options.exclude is not None and field.name not in options.exclude.parts:
        if field.name in options.exclude.whole:
            return Presence.NEVER
        maybe = maybe or not options.exclude.known
    if options.include is not None and field.name not in options.include.whole | options.include.parts:
        if options.include.known:
            return Presence.NEVER
        maybe = True
    if is_model and options.exclude_none is not False and field.nullable is not False:
        if given == (Literal(None),) and options.exclude_none:
            return Presence.NEVER
        maybe = maybe or not _is_surely_something(given)
    if is_model and options.exclude_unset is not False and not field.required and field.keys:
        maybe = maybe or given is None
    if is_model and options.exclude_defaults is not False and not field.required and field.keys:
        maybe = True
    if options.stored and schema.kind is not SchemaKind.MSGSPEC and (not field.keys or field.name.startswith("_")):
        maybe = True
    if is_model and options.round_trip is not False and not field.keys:
        maybe = True
    return Presence.MAYBE if maybe else Presence.ALWAYS


def _is_surely_something(given: Entities | None) -> bool:
    return bool(given) and all(
        not isinstance(entity, Opaque | External) and entity != Literal(None) for entity in given or ()
    )


def _plain(evaluator: Evaluator, entity: Entity, options: _Options, depth: int) -> Entities:
    """A value as a dump that goes into objects hands it out."""
    inner = dataclasses.replace(options, include=None, exclude=None)
    match entity:
        case _ if depth > _DEEPEST:
            return (UNKNOWN,)
        case Instance():
            table = _table(evaluator, entity, inner, depth=depth)
            return (UNKNOWN,) if table is None else (table,)
        case Items(items=items, repeated=repeated):
            made = (unite(*(_plain(evaluator, e, inner, depth + 1) for e in item)) for item in items)
            return (Items(tuple(made), repeated),)
        case Table():
            entries = (
                (key, unite(*(_plain(evaluator, e, inner, depth + 1) for e in value))) for key, value in entity.entries
            )
            return (Table(tuple(entries), entity.open, entity.optional),)
        case Literal() | Template():
            return (entity,)
        case _:
            return (UNKNOWN,) if options.encoded else (entity,)


def _may_be_of_subclass(evaluator: Evaluator, instance: Instance) -> bool:
    """Whether an object that was not seen being made may be one of a class with more fields: its own module derives
    one.
    """
    module = evaluator.module(instance.cls.module)
    if instance.given or instance.created is not None or module is None:
        return False
    line = lineage(evaluator, instance.cls)
    if line is not None and External("abc.ABC") in line.levels[0].bases:
        return True
    frame = evaluator.frames[instance.cls.frame]
    return any(
        instance.cls in evaluator.evaluate(frame, base)
        for cls in module.model.classes
        if cls.parent == frame.index
        for base in cls.bases
    )


def _blurred(table: Table | None) -> Table | None:
    return None if table is None else Table(table.entries, table.open, tuple(key for key, _ in table.entries))


def _options(given: Arguments, *, by_alias: bool = False, encoded: bool = False) -> _Options:
    unset = flag_given(given, "exclude_unset", False), flag_given(given, "skip_defaults", False)
    is_left_open = not given.open and given.get(None, "by_alias") in {None, (Literal(None),)}
    return _Options(
        by_alias=by_alias if is_left_open else flag_given(given, "by_alias", by_alias),
        as_declared=is_left_open and not by_alias,
        exclude_none=flag_given(given, "exclude_none", False),
        exclude_unset=True if True in unset else None if None in unset else False,
        exclude_defaults=flag_given(given, "exclude_defaults", False),
        round_trip=_either(flag_given(given, "round_trip", False), flag_given(given, "exclude_computed_fields", False)),
        include=_selection(given, "include"),
        exclude=_selection(given, "exclude"),
        encoded=encoded,
    )


def _either(first: bool | None, second: bool | None) -> bool | None:
    return True if first or second else None if None in (first, second) else False


def _is_json(given: Arguments) -> bool:
    return given.get(None, "mode") == (Literal("json"),)


def _selection(given: Arguments, name: str) -> _Selection | None:
    match given.get(None, name):
        case None:
            return _Selection(known=False) if given.open else None
        case (Literal(value=None),):
            return None
        case (Items(items=items, repeated=False),):
            names = [e.value for item in items for e in item if isinstance(e, Literal) and isinstance(e.value, str)]
            return _Selection(frozenset(names), known=len(names) == len(items))
        case (Table(entries=entries, open=is_open, optional=()),):
            whole = {key for key, value in entries if isinstance(key, str) and value == (Literal(True),)}
            parts = {key for key, _ in entries if isinstance(key, str)} - whole
            return _Selection(frozenset(whole), frozenset(parts), known=not is_open)
        case _:
            return _Selection(known=False)


_KINDS = frozenset(SchemaKind)
_ENCODABLE = frozenset({SchemaKind.MSGSPEC, SchemaKind.DATACLASS, SchemaKind.ATTRS, SchemaKind.TYPED_DICT})
_JSONABLE = frozenset({"fastapi.encoders.jsonable_encoder"})
_FILTERED = frozenset({"attrs.asdict", "attr.asdict"})
_FUNCTION_OPTIONS: Mapping[str, tuple[frozenset[SchemaKind], tuple[str, ...], _Options]] = {
    "dataclasses.asdict": (frozenset({SchemaKind.DATACLASS}), ("obj",), _Options()),
    "attrs.asdict": (frozenset({SchemaKind.ATTRS}), ("inst",), _Options()),
    "attr.asdict": (frozenset({SchemaKind.ATTRS}), ("inst",), _Options()),
    "msgspec.structs.asdict": (frozenset({SchemaKind.MSGSPEC}), ("struct",), _Options(recurses=False)),
    "msgspec.to_builtins": (_ENCODABLE, ("obj",), _Options(by_alias=True, encoded=True, stored=True)),
    "fastapi.encoders.jsonable_encoder": (
        frozenset({SchemaKind.PYDANTIC, SchemaKind.DATACLASS}),
        ("obj",),
        _Options(by_alias=True, encoded=True),
    ),
}
"""Functions that turn an object into a mapping: of which kinds, what their parameter is called, and how."""
