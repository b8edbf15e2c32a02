"""Classes of the standard library and msgspec whose fields a base class collects: typed dicts, named tuples,
structs.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from steplint.model import values as v
from steplint.project.entities import External, Items, Literal
from steplint.project.evaluate.schemas import models
from steplint.project.evaluate.schemas.descriptions import Described, described
from steplint.project.evaluate.schemas.lineage import Applied, Level, Lineage, constant, flag
from steplint.project.evaluate.schemas.names import renamed
from steplint.project.evaluate.schemas.shape import Field, Maker, Presence, Schema, SchemaKind

if TYPE_CHECKING:
    from steplint.project.evaluate.evaluator import Evaluator

TYPED_DICTS = frozenset({"typing.TypedDict", "typing_extensions.TypedDict", "mypy_extensions.TypedDict"})
NAMED_TUPLES = frozenset({"typing.NamedTuple", "typing_extensions.NamedTuple"})
STRUCTS = frozenset({"msgspec.Struct"})


def typed_dict(evaluator: Evaluator, line: Lineage, maker: Maker) -> Schema:
    """The schema of a typed dict: each class says for its own keys whether all are required."""
    fields: dict[str, Field] = {}
    config = models.Config({}, any("__pydantic_config__" in level.own_fields() for level in line.levels))
    is_validated = maker in {Maker.PYDANTIC, Maker.PYDANTIC_V1}
    unknown = line.vague or bool(set(line.externals) - TYPED_DICTS) or any(level.decorators for level in line.levels)
    for level in reversed(line.levels):
        total = flag(evaluator, level.frame, level.keyword("total"), True)
        for name, field in level.own_fields().items():
            note = described(evaluator, level, field)
            if note.note is None:
                continue
            required = total is True
            if note.has("Required"):
                required = True
            if note.has("NotRequired"):
                required = False
            dumped = Presence.ALWAYS if required else Presence.MAYBE
            made = Field(name, (name,), required, level.place(field.span), note.nullable(evaluator), name, dumped)
            if is_validated:
                read = models.validated_dataclass_field(evaluator, note, config)
                made = dataclasses.replace(read, required=required and read.required, dumped=dumped)
            fields[name] = made
    schema = Schema(SchemaKind.TYPED_DICT, tuple(fields.values()), open=unknown)
    return schema.lenient() if unknown else schema


def named_tuple(evaluator: Evaluator, line: Lineage) -> Schema:
    """The schema of a named tuple: the fields of the class right under `NamedTuple`, or of the call that makes it."""
    fields: list[Field] = []
    unknown = line.vague or any(level.defines("__new__", "__init__") for level in line.levels)
    for level in line.levels:
        if any(getattr(base, "path", None) in NAMED_TUPLES for base in level.bases):
            for name, field in level.own_fields().items():
                note = described(evaluator, level, field)
                if note.note is not None:
                    place, nullable = level.place(field.span), note.nullable(evaluator)
                    fields.append(Field(name, (name,), not note.has_default, place, nullable, name))
        for made in level.tuples:
            names = _tuple_fields(evaluator, made)
            if names is None:
                unknown = True
            else:
                place = level.place(level.cls.span)
                fields += [Field(name, (name,), required, place, None, name) for name, required in names]
    schema = Schema(SchemaKind.NAMED_TUPLE, tuple(fields), open=unknown)
    return schema.lenient() if unknown else schema


def _tuple_fields(evaluator: Evaluator, made: Applied) -> list[tuple[str, bool]] | None:
    """The names that a call gives a named tuple, and whether each is required; None when they cannot be known."""
    written = made.get(1, "field_names", "fields")
    if made.open or written is None:
        return None
    names: list[str] = []
    match evaluator.evaluate(made.frame, written):
        case (Literal(value=str() as text),):
            names = text.replace(",", " ").split()
        case (Items(items=items, repeated=False),):
            for item in items:
                match item:
                    case (Literal(value=str() as name),):
                        names.append(name)
                    case (Items(items=((Literal(value=str() as name),), *_)),):
                        names.append(name)
                    case _:
                        return None
        case _:
            return None
    defaults = made.get(None, "defaults")
    optional = 0
    if defaults is not None:
        match evaluator.evaluate(made.frame, defaults):
            case (Items(items=items, repeated=False),):
                optional = len(items)
            case _:
                return None
    return [(name, number < len(names) - optional) for number, name in enumerate(names)]


def struct(evaluator: Evaluator, line: Lineage, maker: Maker) -> Schema:
    """The schema of a msgspec struct. Its constructor takes the names of fields, everything else the encoded ones."""
    fields: dict[str, Field] = {}
    unknown = line.vague or bool(set(line.externals) - STRUCTS) or any(level.decorators for level in line.levels)
    rename: tuple[Level, v.Value] | None = None
    tag_field: str | None = None
    is_list = omits = False
    for level in reversed(line.levels):
        unknown = unknown or level.has_unknown_keywords
        written = level.keyword("rename")
        if written is not None:
            rename = (level, written)
        for name, field in level.own_fields().items():
            note = described(evaluator, level, field)
            if note.note is not None and not note.has("ClassVar"):
                fields.pop(name, None)
                fields[name] = _struct_field(evaluator, level, note, rename, maker)
        is_list = is_list or flag(evaluator, level.frame, level.keyword("array_like"), False) is not False
        omits = omits or flag(evaluator, level.frame, level.keyword("omit_defaults"), False) is not False
        tag_field, unclear = _tagged(evaluator, level, tag_field)
        unknown = unknown or unclear
    schema = Schema(
        SchemaKind.MSGSPEC,
        tuple(fields.values()),
        open=unknown,
        opaque=is_list,
        omits_defaults=omits,
        tag=tag_field,
    )
    return schema.lenient() if unknown or is_list else schema


def _struct_field(
    evaluator: Evaluator, level: Level, note: Described, rename: tuple[Level, v.Value] | None, maker: Maker
) -> Field:
    name = note.field.name
    encoded, is_known = note.text(evaluator, "name")
    if encoded is None and is_known:
        encoded = name if rename is None else _encoded(evaluator, *rename, name)
    key = name if maker is Maker.CONSTRUCTOR else encoded
    required = not note.has_default and key is not None and not any(call.open for call in note.calls)
    place = level.place(note.field.span)
    keys = () if key is None else (key,)
    dumped = Presence.MAYBE if _may_be_unset(evaluator, level, note) else Presence.ALWAYS
    return Field(name, keys, required, place, note.nullable(evaluator), encoded, dumped)


def _may_be_unset(evaluator: Evaluator, level: Level, note: Described) -> bool:
    """Whether a field's default is the mark that leaves it out of what is encoded."""
    value = note.field.value
    written = note.get("default")
    found = () if value is None else evaluator.evaluate(level.frame, value)
    if written is not None:
        found = evaluator.evaluate(written[0].frame, written[1])
    return External("msgspec.UNSET") in found


def _encoded(evaluator: Evaluator, level: Level, rename: v.Value, name: str) -> str | None:
    """What a class's `rename=` makes of a name."""
    if isinstance(rename, v.Mapping):
        known = [(None if key is None else constant(evaluator, level.frame, key), item) for key, item in rename.entries]
        if any(key is None for key, _ in known):
            return None
        item = next((item for key, item in known if key == Literal(name)), None)
        if item is None:
            return name
        found = constant(evaluator, level.frame, item)
        return found.value if found is not None and isinstance(found.value, str) else None
    style = constant(evaluator, level.frame, rename)
    if style is None:
        return None
    return name if style.value is None else renamed(str(style.value), name)


def _tagged(evaluator: Evaluator, level: Level, inherited: str | None) -> tuple[str | None, bool]:
    """The key that tells a struct's type apart, and whether that is unclear."""
    tag, field = level.keyword("tag"), level.keyword("tag_field")
    if tag is None and field is None:
        return inherited, False
    if field is not None:
        known = constant(evaluator, level.frame, field)
        return (str(known.value), False) if known is not None and known.value is not None else (inherited, True)
    is_tagged = constant(evaluator, level.frame, tag)
    if is_tagged is not None and is_tagged.value in (False, None):
        return None, False
    return inherited or "type", False
