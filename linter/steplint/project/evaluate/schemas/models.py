"""Models of pydantic, in both of its versions, and of SQLModel."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from steplint.model import values as v
from steplint.project.entities import ClassRef, External, Literal
from steplint.project.evaluate.schemas.descriptions import Described, described
from steplint.project.evaluate.schemas.lineage import (
    Applied,
    Level,
    Lineage,
    applied,
    constant,
    flag,
    library_decorators,
)
from steplint.project.evaluate.schemas.names import generated
from steplint.project.evaluate.schemas.shape import Field, Maker, Presence, Schema, SchemaKind
from steplint.project.frames import Frame

if TYPE_CHECKING:
    from steplint.project.evaluate.evaluator import Evaluator

_V1 = ("pydantic.v1.", "langchain_core.pydantic_v1.", "pydantic.generics.")
_ROOTS = frozenset({"pydantic.RootModel", "pydantic.root_model.RootModel"})
_SETTINGS = frozenset(
    {
        "pydantic_settings.BaseSettings",
        "pydantic.BaseSettings",
        "pydantic.env_settings.BaseSettings",
        "pydantic.v1.BaseSettings",
        "pydantic.v1.env_settings.BaseSettings",
    }
)
_SQL = frozenset({"sqlmodel.SQLModel", "sqlmodel.main.SQLModel"})
BASES = (
    frozenset(
        {
            "pydantic.BaseModel",
            "pydantic.main.BaseModel",
            "pydantic.v1.BaseModel",
            "pydantic.v1.main.BaseModel",
            "pydantic.generics.GenericModel",
            "pydantic.v1.generics.GenericModel",
            "langchain_core.pydantic_v1.BaseModel",
        }
    )
    | _ROOTS
    | _SETTINGS
    | _SQL
)
"""What makes a class a model."""
_RELATIONS = frozenset({"sqlmodel.Relationship", "sqlmodel.main.Relationship"})
_OWN_WAYS = ("__init__", "__new__", "__get_validators__", "__get_pydantic_core_schema__")
_NO_FIELDS = frozenset({"model_config", "Config"})
_V2_MARKS = ("model_config",)
_V2_DECORATORS = ("field_validator", "model_validator", "computed_field", "field_serializer", "model_serializer")
_V1_DECORATORS = ("validator", "root_validator")


@dataclasses.dataclass(frozen=True, slots=True)
class Config:
    """The configuration of a model: what is written under each key, as a value of a frame. `vague` when there may be
    more.
    """

    entries: Mapping[str, tuple[Frame, v.Value]]
    vague: bool = False

    def flag(self, evaluator: Evaluator, default: bool, *keys: str) -> bool | None:
        """Whether one of the keys is set; None when that cannot be known."""
        found = [flag(evaluator, *self.entries[key], default) for key in keys if key in self.entries]
        if True in found:
            return True
        return None if None in found else (found[0] if found else default)


def model(evaluator: Evaluator, line: Lineage, maker: Maker) -> Schema | None:
    """The schema of a pydantic model; None for one whose data is no mapping of fields."""
    if _ROOTS & set(line.externals):
        return None
    legacy = maker is Maker.PYDANTIC_V1 or _is_legacy(evaluator, line)
    config = Config({})
    found: dict[str, tuple[Described, Config]] = {}
    removed: set[str] = set()
    for level in reversed(line.levels):
        config = _merged(config, _config(evaluator, level))
        for name, field in level.own_fields().items():
            if name.startswith("_") or name in _NO_FIELDS:
                if name == "__root__":
                    return None
                continue
            note = described(evaluator, level, field)
            if _is_no_field(evaluator, note):
                found.pop(name, None)
                removed.add(name)
            elif note.note is not None:
                found[name] = (note, config)
            elif legacy and field.value is not None:
                inherited = found.get(name)
                base = note if inherited is None else dataclasses.replace(inherited[0], has_default=note.has_default)
                found[name] = (base, config if inherited is None else inherited[1])
    fields = [_field(evaluator, note, at, config, legacy=legacy) for note, at in found.values()]
    fields += [field for field in _computed(evaluator, line) if field.name not in found]
    schema = Schema(
        SchemaKind.PYDANTIC,
        tuple(fields),
        open=line.vague or config.vague or _allows_more(evaluator, config),
        opaque=_has_decorator(evaluator, line, "model_serializer"),
        by_alias=bool(config.flag(evaluator, False, "serialize_by_alias")),
    )
    return schema.lenient() if _is_filled_in(evaluator, line, config, maker) else schema


def validated_dataclass_field(evaluator: Evaluator, note: Described, config: Config) -> Field:
    """A field of a dataclass as pydantic validates it."""
    return _field(evaluator, note, config, config, legacy=False)


def written_config(evaluator: Evaluator, frame: Frame, value: v.Value | None) -> Config:
    """A configuration as it is written: a `ConfigDict(…)` or a display."""
    if value is None:
        return Config({})
    call = applied(evaluator, frame, value)
    if call is not None and call.call is not None and call.path.rpartition(".")[2].endswith("ConfigDict"):
        entries: dict[str, tuple[Frame, v.Value]] = {}
        vague = False
        for argument in call.call.arguments:
            if argument.keyword is not None:
                entries[argument.keyword] = (frame, argument.value)
            else:
                inner = written_config(evaluator, frame, argument.value)
                entries.update(inner.entries)
                vague = vague or inner.vague
        return Config(entries, vague)
    match value:
        case v.Mapping(entries=pairs):
            entries = {}
            vague = False
            for key, item in pairs:
                known = constant(evaluator, frame, key)
                if key is None:
                    inner = written_config(evaluator, frame, item)
                    entries.update(inner.entries)
                    vague = vague or inner.vague
                elif known is not None and isinstance(known.value, str):
                    entries[known.value] = (frame, item)
                else:
                    vague = True
            return Config(entries, vague)
        case v.Attribute(base=base, name="model_config"):
            # `**Base.model_config`: what a base configures is inherited anyway.
            return Config({}, not any(isinstance(e, ClassRef) for e in evaluator.evaluate(frame, base)))
        case v.Operation(operator="|", operands=operands):
            config = Config({})
            for operand in operands:
                config = _merged(config, written_config(evaluator, frame, operand))
            return config
        case v.Name(id=name):
            sites = evaluator.definitions(frame.module, frame.index).all(name)
            written = [getattr(site.operation, "value", None) for site in sites]
            match written:
                case [v.CallResult() | v.Mapping() as only]:
                    return written_config(evaluator, frame, only)
                case _:
                    return Config({}, vague=True)
        case _:
            return Config({}, vague=True)


def _config(evaluator: Evaluator, level: Level) -> Config:
    """What one class of a lineage configures."""
    fields = level.own_fields()
    config = Config({}, level.has_unknown_keywords)
    written = fields.get("model_config")
    if written is not None:
        config = _merged(config, written_config(evaluator, level.frame, written.value))
    nested = [e for e in evaluator.attribute(level.ref, "Config") if isinstance(e, ClassRef)]
    for ref in nested:
        module = evaluator.module(ref.module)
        cls = None if module is None else module.model.classes[ref.index]
        if cls is not None and cls.qualname == f"{level.cls.qualname}.Config" and ref.module == level.ref.module:
            entries = {f.name: (level.frame, f.value) for f in cls.fields if f.value is not None}
            config = _merged(config, Config(entries, "fields" in entries))
    return _merged(config, Config({word: (level.frame, value) for word, value in level.cls.keywords if word}))


def _merged(first: Config, second: Config) -> Config:
    return Config({**first.entries, **second.entries}, first.vague or second.vague)


def _is_no_field(evaluator: Evaluator, note: Described) -> bool:
    if note.has("ClassVar") or (note.has("Final") and note.has_default and note.note is not None):
        return True
    call = None if note.field.value is None else applied(evaluator, note.level.frame, note.field.value)
    return call is not None and call.path in _RELATIONS


def _field(evaluator: Evaluator, note: Described, at: Config, config: Config, *, legacy: bool) -> Field:
    name = note.field.name
    nullable = note.nullable(evaluator)
    keys, alias = _keys(evaluator, note, at, config)
    by_name = config.flag(evaluator, False, "populate_by_name", "validate_by_name", "allow_population_by_field_name")
    if config.flag(evaluator, True, "validate_by_alias") is False:
        keys = (name,)
    elif keys is not None and by_name is not False and name not in keys:
        keys = (*keys, name)
    required = not note.has_default and not note.vague and keys is not None
    if legacy and nullable is not False:
        required = False
    excluded = note.flag(evaluator, "exclude", False)
    maybe = excluded is None or note.get("exclude_if") is not None or any(call.open for call in note.calls)
    dumped = Presence.NEVER if excluded else Presence.MAYBE if maybe else Presence.ALWAYS
    return Field(name, keys or (), required, note.level.place(note.field.span), nullable, alias, dumped)


def _keys(
    evaluator: Evaluator, note: Described, at: Config, config: Config
) -> tuple[tuple[str, ...] | None, str | None]:
    """The keys that a field is validated by, and the one it is dumped under by alias; None where they cannot be
    known.
    """
    name = note.field.name
    if note.vague or config.vague:
        return None, None
    taken: tuple[str, ...] | None = None
    dumped: str | None = None
    plain, is_known = note.text(evaluator, "alias")
    validation = note.get("validation_alias")
    serialization, is_dump_known = note.text(evaluator, "serialization_alias")
    if validation is not None:
        taken = alias_keys(evaluator, validation[0].frame, validation[1])
        if taken is None:
            return None, serialization or plain
    elif not is_known:
        return None, serialization
    elif plain is not None:
        taken = (plain,)
    dumped = serialization or plain
    if not is_dump_known:
        dumped = None
    if taken is not None and (dumped is not None or not is_dump_known):
        return taken, dumped
    made = _generated(evaluator, config, name) or _generated(evaluator, at, name)
    if made is None:
        return taken or (name,), dumped if dumped is not None or not is_dump_known else name
    return taken or (None if made[0] is None else (made[0],)), dumped or made[1]


def _generated(evaluator: Evaluator, config: Config, name: str) -> tuple[str | None, str | None] | None:
    """The validation alias and the serialization alias that a configuration generates; None when it generates none."""
    written = config.entries.get("alias_generator")
    if written is None or constant(evaluator, *written) == Literal(None):
        return None
    frame, value = written
    call = applied(evaluator, frame, value)
    if call is not None and call.path.endswith(".AliasGenerator"):
        both = call.get(0, "alias")
        taken, dumped = call.get(1, "validation_alias") or both, call.get(2, "serialization_alias") or both
        return (
            name if taken is None else _alias(evaluator, frame, taken, name),
            name if dumped is None else _alias(evaluator, frame, dumped, name),
        )
    made = _alias(evaluator, frame, value, name)
    return made, made


def _alias(evaluator: Evaluator, frame: Frame, generator: v.Value, name: str) -> str | None:
    match evaluator.evaluate(frame, generator):
        case (External(path=path),):
            return generated(path, name)
        case _:
            return None


def alias_keys(evaluator: Evaluator, frame: Frame, value: v.Value) -> tuple[str, ...] | None:
    """The keys of a mapping that an alias looks at; of a path the first."""
    known = constant(evaluator, frame, value)
    if known is not None:
        return (known.value,) if isinstance(known.value, str) else None
    call = applied(evaluator, frame, value)
    if call is None or call.call is None or call.open:
        return None
    arguments = [argument.value for argument in call.call.arguments]
    match call.path.rpartition(".")[2]:
        case "AliasPath" if arguments:
            return alias_keys(evaluator, frame, arguments[0])
        case "AliasChoices":
            groups = [alias_keys(evaluator, frame, argument) for argument in arguments]
            found = [key for group in groups if group is not None for key in group]
            return None if None in groups else tuple(dict.fromkeys(found))
        case _:
            return None


def _computed(evaluator: Evaluator, line: Lineage) -> Iterator[Field]:
    seen: set[str] = set()
    for level in line.levels:
        for name, function in level.methods():
            for call in library_decorators(evaluator, level, function):
                if call.path.endswith(".computed_field") and name not in seen:
                    seen.add(name)
                    written = call.get(None, "alias")
                    known = constant(evaluator, call.frame, written)
                    alias = name if written is None else str(known.value) if known is not None else None
                    place = level.place(function.name_span)
                    yield Field(name, (), required=False, place=place, alias=alias)


def _allows_more(evaluator: Evaluator, config: Config) -> bool:
    written = config.entries.get("extra")
    if written is None:
        return False
    match evaluator.evaluate(*written):
        case (Literal(value=word),):
            return word == "allow"
        case (External(path=path),):
            return not path.endswith((".ignore", ".forbid"))
        case _:
            return True


def _is_filled_in(evaluator: Evaluator, line: Lineage, config: Config, maker: Maker) -> bool:
    """Whether data without a required key may still make an object, or that cannot be known."""
    if line.vague or config.vague or _SETTINGS & set(line.externals):
        return True
    if any(path not in BASES for path in line.externals) or any(level.decorators for level in line.levels):
        return True
    if any(level.defines(*_OWN_WAYS) for level in line.levels):
        return True
    if maker is Maker.CONSTRUCTOR and _SQL & set(line.externals) and config.flag(evaluator, False, "table"):
        return True  # tables are not validated when they are constructed
    return any(
        _runs_before(evaluator, call)
        for level in line.levels
        for _, function in level.methods()
        for call in library_decorators(evaluator, level, function)
    )


def _runs_before(evaluator: Evaluator, call: Applied) -> bool:
    match call.path.rpartition(".")[2]:
        case "model_validator":
            known = constant(evaluator, call.frame, call.get(None, "mode"))
            return known != Literal("after")
        case "root_validator":
            return flag(evaluator, call.frame, call.get(None, "pre"), False) is not False or call.open
        case _:
            return False


def _has_decorator(evaluator: Evaluator, line: Lineage, *names: str) -> bool:
    return any(
        call.path.startswith("pydantic") and call.path.rpartition(".")[2] in names
        for level in line.levels
        for _, function in level.methods()
        for call in library_decorators(evaluator, level, function)
    )


def _is_legacy(evaluator: Evaluator, line: Lineage) -> bool:
    """Whether a model is one of the first version: by its import, else by what only one version has."""
    if any(path.startswith(_V1) for path in line.externals):
        return True
    if _has_decorator(evaluator, line, *_V2_DECORATORS):
        return False
    if any(name in level.own_fields() for level in line.levels for name in _V2_MARKS):
        return False
    return "pydantic.BaseSettings" in line.externals or (
        _has_decorator(evaluator, line, *_V1_DECORATORS)
        or any(
            cls.qualname == f"{level.cls.qualname}.Config"
            for level in line.levels
            for cls in level.frame.module.model.classes
        )
    )
