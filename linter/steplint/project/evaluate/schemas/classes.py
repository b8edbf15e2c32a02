"""Classes whose fields a decorator collects: dataclasses and attrs."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from steplint.model import values as v
from steplint.model.module import ParameterKind
from steplint.project.evaluate.schemas import models
from steplint.project.evaluate.schemas.descriptions import Described, described
from steplint.project.evaluate.schemas.lineage import Applied, Level, Lineage, applied, flag
from steplint.project.evaluate.schemas.shape import Field, Maker, Presence, Schema, SchemaKind

if TYPE_CHECKING:
    from steplint.project.evaluate.evaluator import Evaluator

DATACLASSES = frozenset({"dataclasses.dataclass"})
VALIDATED = frozenset({"pydantic.dataclasses.dataclass", "pydantic.v1.dataclasses.dataclass"})
_OLD_ATTRS = frozenset({"attr.s", "attr.attrs", "attr.attributes", "attr.dataclass"})
ATTRS = _OLD_ATTRS | {f"{module}.{name}" for module in ("attr", "attrs") for name in ("define", "mutable", "frozen")}
_DATACLASS_CALLS = frozenset({"dataclasses.field"}) | {f"{m}.Field" for m in ("pydantic", "pydantic.fields")}
_ATTRS_CALLS = frozenset({"attrs.field", "attr.field", "attr.ib", "attr.attrib"})


@dataclasses.dataclass(frozen=True, slots=True)
class _Member:
    """A field while it is collected."""

    field: Field
    keyword_only: bool


def dataclass(evaluator: Evaluator, line: Lineage, maker: Maker) -> Schema:
    """The schema of a dataclass, of the standard library or pydantic's."""
    holder, decorator = _decorated(line, DATACLASSES | VALIDATED)
    inner = line.below(holder, evaluator)
    is_validated = decorator.path in VALIDATED
    by_alias = is_validated or maker in {Maker.PYDANTIC, Maker.PYDANTIC_V1}
    config = models.written_config(evaluator, decorator.frame, decorator.get(None, "config"))
    if by_alias and any("__pydantic_config__" in level.own_fields() for level in line.levels):
        config = models.Config({}, vague=True)
    members: dict[str, _Member] = {}
    for level in reversed(inner.levels):
        applied_here = _own(level, DATACLASSES | VALIDATED)
        if applied_here is None:
            continue
        keyword_only = flag(evaluator, applied_here.frame, applied_here.get(None, "kw_only"), False) is not False
        for name, field in level.own_fields().items():
            note = described(evaluator, level, field)
            if note.note is None:
                continue
            if note.has("KW_ONLY"):
                keyword_only = True
            elif note.has("ClassVar"):
                members.pop(name, None)
            else:
                made = _dataclass_field(evaluator, inner, level, note, config if by_alias else None, maker)
                own = note.flag(evaluator, "kw_only", keyword_only)
                members[name] = _Member(made, own is not False)
    unknown = line.vague or decorator.open or any(path not in _HARMLESS for path in line.externals)
    ordered = sorted(members.values(), key=lambda member: member.keyword_only)
    schema = Schema(SchemaKind.DATACLASS, tuple(member.field for member in ordered), open=unknown)
    if maker is Maker.CONSTRUCTOR and not is_validated:
        schema = _constructed(evaluator, line, schema, DATACLASSES | VALIDATED, keeps_own=True)
    return schema.lenient() if unknown or config.vague else schema


def attrs(evaluator: Evaluator, line: Lineage, maker: Maker) -> Schema:
    """The schema of an attrs class."""
    holder, decorator = _decorated(line, ATTRS)
    inner = line.below(holder, evaluator)
    members: dict[str, _Member] = {}
    unknown = line.vague or decorator.open or bool(set(line.externals) - _HARMLESS)
    for level in reversed(inner.levels):
        applied_here = _own(level, ATTRS)
        if applied_here is None:
            continue
        unknown = unknown or any(applied_here.may_give(None, word) for word in ("these", "field_transformer"))
        keyword_only = flag(evaluator, applied_here.frame, applied_here.get(None, "kw_only"), False) is not False
        for name, note in _attrs_members(evaluator, level, applied_here).items():
            own = note.flag(evaluator, "kw_only", keyword_only)
            members.pop(name, None)
            members[name] = _Member(_attrs_field(evaluator, level, note, maker), own is not False)
    ordered = sorted(members.values(), key=lambda member: member.keyword_only)
    schema = Schema(SchemaKind.ATTRS, tuple(member.field for member in ordered), open=unknown)
    if maker in {Maker.CONSTRUCTOR, Maker.CATTRS}:
        detects = decorator.path not in _OLD_ATTRS or decorator.may_give(None, "auto_detect")
        schema = _constructed(evaluator, line, schema, ATTRS, keeps_own=detects)
    return schema.lenient() if unknown else schema


_HARMLESS = frozenset(
    {
        "dataclasses_json.DataClassJsonMixin",
        "mashumaro.DataClassDictMixin",
        "mashumaro.mixins.json.DataClassJSONMixin",
        "builtins.Exception",
    }
)
"""Library bases that add no fields and do not change how an object is made."""


def _own(level: Level, paths: frozenset[str]) -> Applied | None:
    return next((call for call in level.decorators if call.path in paths), None)


def _decorated(line: Lineage, paths: frozenset[str]) -> tuple[Level, Applied]:
    """The first class of a lineage that is decorated: what comes before it adds no fields."""
    return next((level, call) for level in line.levels if (call := _own(level, paths)) is not None)


def _dataclass_field(
    evaluator: Evaluator, line: Lineage, level: Level, note: Described, config: models.Config | None, maker: Maker
) -> Field:
    field = note.field
    plain = _plain_field(evaluator, note) if config is None else None
    made = plain or models.validated_dataclass_field(evaluator, note, config or models.Config({}))
    required = made.required
    if required and field.value is None and _inherits_default(evaluator, line, level, field.name):
        required = False
    if maker is Maker.DACITE and made.nullable is not False:
        required = False
    keys = made.keys
    if note.flag(evaluator, "init", True) is not True:
        keys, required = (), False
    dumped = Presence.NEVER if note.has("InitVar") else Presence.ALWAYS
    return dataclasses.replace(made, keys=keys, required=required, dumped=dumped)


def _plain_field(evaluator: Evaluator, note: Described) -> Field:
    """A field under its own name: descriptions of pydantic's mean nothing where pydantic does not look."""
    name = note.field.name
    value = note.field.value
    call = None if value is None else applied(evaluator, note.level.frame, value)
    has_default = value is not None and (call is None or call.path != "dataclasses.field" or note.has_default)
    return Field(
        name,
        (name,),
        required=not has_default and not any(call.open for call in note.calls),
        place=note.level.place(note.field.span),
        nullable=note.nullable(evaluator),
        alias=name,
    )


def _inherits_default(evaluator: Evaluator, line: Lineage, level: Level, name: str) -> bool:
    """Whether a base has an attribute of the field's name, which the decorator takes for its default."""
    bases = line.below(level, evaluator) if level is not line.levels[0] else line
    for base in bases.levels[1:]:
        decorator = _own(base, DATACLASSES | VALIDATED)
        if decorator is not None and decorator.may_give(None, "slots"):
            continue
        inherited = base.own_fields().get(name)
        if inherited is None or inherited.value is None:
            continue
        call = applied(evaluator, base.frame, inherited.value)
        if call is None or call.path not in _DATACLASS_CALLS:
            return True
        if call.may_give(None, "default"):
            return True
    return False


def _constructed(
    evaluator: Evaluator, line: Lineage, schema: Schema, paths: frozenset[str], *, keeps_own: bool
) -> Schema:
    """The schema as the constructor that is in force sees it: the made one, or one that is written."""
    for level in line.levels:
        decorator = _own(level, paths)
        if decorator is not None and decorator.get(None, "init") is not None:
            if flag(evaluator, decorator.frame, decorator.get(None, "init"), True) is not True:
                return _by_parameters(level, schema) if level.defines("__init__") else schema.lenient()
            return schema
        if level.defines("__new__"):
            return schema.lenient()
        if level.defines("__init__") and (keeps_own or decorator is None):
            return _by_parameters(level, schema)
        if decorator is not None:
            if level is line.levels[0] or level is _decorated(line, paths)[0]:
                return schema
            return schema.lenient()
    return schema


def _by_parameters(level: Level, schema: Schema) -> Schema:
    """The schema of a class that is made by its own `__init__`."""
    function = [function for name, function in level.methods() if name == "__init__"][-1]
    if function.decorators:
        return schema.lenient()
    taken: dict[str, bool] = {}
    is_open = schema.open
    for parameter in function.parameters[1:]:
        match parameter.kind:
            case ParameterKind.KEYWORDS:
                is_open = True
            case ParameterKind.NORMAL | ParameterKind.KEYWORD_ONLY:
                taken[parameter.name] = parameter.default is None
            case _:
                pass
    fields = [
        dataclasses.replace(field, keys=(field.name,), required=taken.pop(field.name))
        if field.name in taken
        else dataclasses.replace(field, keys=(), required=False)
        for field in schema.fields
    ]
    spans = {parameter.name: parameter.span for parameter in function.parameters}
    fields += [
        Field(name, (name,), required, level.place(spans[name]), alias=name, dumped=Presence.NEVER)
        for name, required in taken.items()
    ]
    return dataclasses.replace(schema, fields=tuple(fields), open=is_open)


def _attrs_members(evaluator: Evaluator, level: Level, decorator: Applied) -> dict[str, Described]:
    """The fields that the decorator finds in one class: by annotation when that is asked for or all have one."""
    notes = {name: described(evaluator, level, field) for name, field in level.own_fields().items()}
    is_called = {name: _is_described(evaluator, level, note) for name, note in notes.items()}
    automatic: bool | None
    if decorator.path in {"attr.s", "attr.attrs", "attr.attributes"}:
        automatic = flag(evaluator, decorator.frame, decorator.get(None, "auto_attribs"), False)
    elif decorator.path == "attr.dataclass":
        automatic = True
    else:
        automatic = flag(evaluator, decorator.frame, decorator.get(None, "auto_attribs"), True)
        if any(is_called[name] and note.note is None for name, note in notes.items()):
            automatic = False
    if automatic is None:
        automatic = True
    return {
        name: note
        for name, note in notes.items()
        if (is_called[name] or (automatic and note.note is not None)) and not note.has("ClassVar")
    }


def _is_described(evaluator: Evaluator, level: Level, note: Described) -> bool:
    call = None if note.field.value is None else applied(evaluator, level.frame, note.field.value)
    return call is not None and call.path in _ATTRS_CALLS


def _attrs_field(evaluator: Evaluator, level: Level, note: Described, maker: Maker) -> Field:
    name = note.field.name
    alias, is_known = note.text(evaluator, "alias")
    key: str | None = name
    if maker is Maker.CONSTRUCTOR:
        key = (alias or name.lstrip("_")) if is_known else None
    required = not note.has_default and not any(call.open for call in note.calls) and key is not None
    if required and _has_default_method(level, name):
        required = False
    keys = () if key is None else (key,)
    if note.flag(evaluator, "init", True) is not True:
        keys, required = (), False
    return Field(name, keys, required, level.place(note.field.span), note.nullable(evaluator), alias=name)


def _has_default_method(level: Level, name: str) -> bool:
    """Whether a method under `@<field>.default` makes the field's default."""
    for _, function in level.methods():
        for decorator in function.decorators:
            match decorator:
                case v.Attribute(base=v.ClassAttribute(name=field) | v.Name(id=field), name="default") if field == name:
                    return True
                case _:
                    pass
    return False
