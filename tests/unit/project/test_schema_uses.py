"""Calls that make objects of mappings and mappings of objects, held against what the real libraries do."""

from __future__ import annotations

import sys
import types

import pytest

from steplint.project.entities import FunctionRef, Instance, Literal, Table
from steplint.project.schemas import typed_contents, validations
from unit.project.projects import MAIN, make, value
from unit.project.schema_cases import HEAD, case, executed, known, told

# Validations

MODEL = (
    HEAD
    + """
import cattrs, dacite, functools, sqlmodel
class Keys(TypedDict):
    a: int
class Table(sqlmodel.SQLModel, table=True):
    id: Optional[int] = sqlmodel.Field(default=None, primary_key=True)
    name: str
class Trip(BaseModel):
    trip_id: int = Field(alias='tripId')
    user: Optional[str]
    note: str = ''
class Point(msgspec.Struct, rename='camel'):
    the_x: int
    y: int = 0
@dataclass
class Row:
    a: int
    b: Optional[int]
    c: int = 1
class Own(BaseModel):
    a: int
    @classmethod
    def model_validate(cls, data): return cls(a=1)
    @classmethod
    def from_event(cls, data): return cls.model_validate(data)
class Made(BaseModel):
    a: int
    @classmethod
    def from_event(cls, payload): return cls.model_validate(payload)
ADAPTER = TypeAdapter(Trip)
"""
)

VALIDATIONS = [
    case("Trip.model_validate(data)", "Trip: tripId! user! note", "model_validate"),
    case("Trip.model_validate(obj=data, strict=True)", "Trip: tripId! user! note", "by keyword"),
    case("Trip.model_validate(data, by_name=True)", "Trip: tripId/trip_id! user! note", "also by name"),
    case("Trip.model_validate(data, by_name=True, by_alias=False)", "Trip: trip_id! user! note", "only by name"),
    case("Trip.model_validate(data, **load())", "Trip: tripId/trip_id user note", "unknown options"),
    case("Trip.parse_obj(data)", "Trip: tripId! user note", "what both versions have"),
    case("pydantic.parse_obj_as(Trip, data)", "Trip: tripId! user note", "parse_obj_as"),
    case("Trip(**data)", "Trip: tripId! user! note", "spread"),
    case("Trip(tripId=1, **data)", "Trip: tripId user! note", "spread beside a key"),
    case("Row(1, **data)", "Row: a b! c", "spread beside a position"),
    case("Row(**{'a': 1, **data})", "Row: a! b! c", "spread of a display"),
    case("Trip(tripId=1)", "", "a call without a spread"),
    case("Table(**data)", "Table: id name", "a table is not validated by its constructor"),
    case("Table.model_validate(data)", "Table: id name!", "a table by validation"),
    case("functools.partial(msgspec.convert, type=Point)(data)", "Point: theX! y", "a partial call"),
    case("Keys(**data)", "", "a typed dict checks nothing"),
    case("TypeAdapter(Trip).validate_python(data)", "Trip: tripId! user! note", "an adapter"),
    case("ADAPTER.validate_python(data)", "Trip: tripId! user! note", "an adapter by name"),
    case("TypeAdapter(list[Trip]).validate_python(data)", "", "an adapter of a list"),
    case("msgspec.convert(data, Point)", "Point: theX! y", "msgspec"),
    case("msgspec.convert(data, type=Point, strict=False)", "Point: theX! y", "msgspec by keyword"),
    case("msgspec.convert(data, list[Point])", "", "a list of structs"),
    case("Point(**data)", "Point: the_x! y", "a struct's constructor"),
    case("cattrs.structure(data, Row)", "Row: a! b! c", "cattrs"),
    case("cattrs.Converter().structure(data, Row)", "Row: a b c", "a converter of its own"),
    case("dacite.from_dict(Row, data)", "Row: a! b c", "dacite"),
    case("dacite.from_dict(data=data, data_class=Row)", "Row: a! b c", "dacite by keywords"),
    case("Own.model_validate(data)", "", "a method of the project"),
    case("load().model_validate(data)", "", "something unknown"),
]


@pytest.mark.parametrize(("call", "expected"), VALIDATIONS)
def test_validations(call: str, expected: str) -> None:
    project = make(f"{MODEL}\ndef handle(data):\n    return {call}\n")
    evaluator = project.evaluator
    (ref,) = evaluator.member(MAIN, "handle") or ()
    module = evaluator.module(MAIN)
    assert isinstance(ref, FunctionRef)
    assert module is not None
    frame = evaluator.generic_frame(module, ref.index)
    found = [each for index in range(len(frame.function.calls)) for each in validations(evaluator, frame, index)]
    names = [module.model.classes[each.cls.index].name for each in found]
    assert "; ".join(f"{name}: {told(each.schema)}" for name, each in zip(names, found, strict=True)) == expected


def test_what_is_validated() -> None:
    project = make(f"{MODEL}\ndef handle(x):\n    return Trip.model_validate({{'tripId': 1}}), Trip(user='u', **x)\n")
    evaluator = project.evaluator
    module = evaluator.module(MAIN)
    (ref,) = evaluator.member(MAIN, "handle") or ()
    assert module is not None
    assert isinstance(ref, FunctionRef)
    frame = evaluator.generic_frame(module, ref.index)
    first, second = (next(validations(evaluator, frame, index)) for index in range(2))
    assert first.data == (Table((("tripId", (Literal(1),)),)),)
    assert not any(isinstance(entity, Table) for entity in second.data)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("Trip.model_validate(load())", "Trip()"),
        ("Made.from_event(load())", "Made()"),
        ("ADAPTER.validate_python(load())", "Trip()"),
        ("msgspec.convert(load(), Point)", "Point()"),
        ("cattrs.structure(load(), Row)", "Row()"),
        ("Trip.model_validate(load()).model_copy()", "Trip()"),
        ("Trip.model_validate_json(load())", "Trip()"),
        ("Trip.model_construct(**load())", "Trip()"),
        ("Row.model_validate_json(load())", "?"),
    ],
)
def test_what_validation_gives(expression: str, expected: str) -> None:
    assert value(f"{MODEL}\nanswer = {expression}") == expected


# Dumps

DUMPED = (
    HEAD
    + """
import json
import fastapi.encoders
class Inner(BaseModel):
    x: int
class Trip(BaseModel):
    trip_id: int = Field(alias='tripId', default=0)
    user: Optional[str] = None
    note: str = Field('', serialization_alias='text')
    secret: str = Field('', exclude=True)
    @computed_field
    @property
    def size(self) -> int: return 1
class Plain(BaseModel):
    a: int
    b: int = 1
    c: Optional[int] = None
class Nest(BaseModel):
    inner: Inner
    more: list[Inner]
class Open(BaseModel):
    model_config = ConfigDict(extra='allow')
    a: int = 1
class Alias(BaseModel):
    model_config = ConfigDict(serialize_by_alias=True)
    a: int = Field(1, alias='A')
class Written(BaseModel):
    a: int = 1
    @model_serializer
    def dump(self): return {'z': 1}
class Over(BaseModel):
    a: int = 1
    def model_dump(self, **kw): return {'own': 1}
class Parent(BaseModel):
    a: int = 1
class Child(Parent):
    b: int = 1
@dataclass
class Row:
    a: int
    b: Optional[int] = None
    C: ClassVar[int] = 3
    d: int = field(init=False, default=1)
    e: InitVar[int] = 2
@dataclass
class Rows:
    first: Row
    rest: list
@attrs.define
class Att:
    _a: int
    b: int = attrs.field(default=1, alias='B')
class Struct(msgspec.Struct, rename='camel', tag=True):
    the_x: int
    y: int = 0
class Lean(msgspec.Struct, omit_defaults=True):
    x: int
    y: int = 0
class Unset(msgspec.Struct):
    x: int | msgspec.UnsetType = msgspec.UNSET
class Pair(NamedTuple):
    a: int
    b: int = 1
class Keys(TypedDict, total=False):
    a: Required[int]
    b: int
class Kind(msgspec.Struct, tag_field="kind"):
    x: int
class Free(Struct, tag=False, kw_only=True):
    x: int
@dataclass
class Late:
    a: int
    def __post_init__(self): self.b = 1
@dataclass(slots=True)
class Slots:
    a: int
class Listed(msgspec.Struct, array_like=True):
    a: int
"""
)

DUMPS = [
    case("Trip(tripId=1).model_dump()", "size trip_id user note", "model_dump"),
    case("Trip(tripId=1).model_dump(by_alias=True)", "size text tripId user", "by alias"),
    case("Trip(tripId=1).model_dump(by_alias=False, mode='json')", "size trip_id user note", "to JSON"),
    case("Trip(tripId=1).dict()", "size trip_id user note", "dict"),
    case("Plain(a=1).model_dump(exclude_none=True)", "a b c?", "without None"),
    case("Plain(a=1, c=None).model_dump(exclude_none=True)", "a b", "without a known None"),
    case("Plain(a=1, c=2).model_dump(exclude_none=True)", "a b c", "without None, of which there is none"),
    case("Plain(a=1).model_dump(exclude_unset=True)", "a b? c?", "without what was not given"),
    case("Plain(a=1, b=2).model_dump(exclude_unset=True)", "a b c?", "without what was not given, with one that was"),
    case("Plain(a=1).model_dump(exclude_defaults=True)", "a b? c?", "without defaults"),
    case("Plain(a=1).model_dump(exclude={'b'})", "a c", "without a key"),
    case("Plain(a=1).model_dump(exclude={'b': True, 'c': {'x'}})", "a c", "without a key, by a mapping"),
    case("Plain(a=1).model_dump(include={'a', 'b'})", "a b", "some keys"),
    case("Plain(a=1).model_dump(include={'a', 'c'}, exclude={'c'})", "a", "some keys without others"),
    case("Trip().model_dump(round_trip=True)", "size? trip_id user note", "without computed ones"),
    case("Open(a=1).model_dump()", "a …", "extra keys"),
    case("Alias().model_dump()", "A", "by alias as the class says"),
    case("Alias().model_dump(by_alias=False)", "a", "the call wins"),
    case("Over().model_dump()", "own", "a method of the project"),
    case("json.loads(Plain(a=1).model_dump_json(exclude={'b'}))", "a c", "through text"),
    case("json.loads(json.dumps(Plain(a=1).model_dump()))", "a b c", "through text twice"),
    case("TypeAdapter(Plain).dump_python(Plain(a=1))", "a b c", "an adapter"),
    case("Plain(a=1).model_copy().model_dump()", "a b c", "a copy"),
    case("Plain(a=1).model_copy(update={'c': 3}).model_dump(exclude_none=True)", "a b c", "a changed copy"),
    case("dict(Trip(tripId=1))", "trip_id user note secret", "dict of a model"),
    case("vars(Trip(tripId=1))", "trip_id user note secret", "vars of a model"),
    case("Plain(a=1).__dict__", "a b c", "its dictionary"),
    case("{**Plain(a=1).model_dump(), 'z': 1}", "a b c z", "spread"),
    case("Nest(inner=Inner(x=1), more=[]).model_dump()['inner']", "x", "inner models"),
    case("Nest(inner=Inner(x=1), more=[Inner(x=2)]).model_dump()['more'][0]", "x", "models in a list"),
    case("dataclasses.asdict(Row(1))", "a b d", "asdict"),
    case("dataclasses.asdict(Rows(Row(1), []))['first']", "a b d", "asdict goes into objects"),
    case("vars(Row(1))", "a b d?", "vars of a dataclass"),
    case("dataclasses.asdict(dataclasses.replace(Row(1), b=2, e=0))", "a b d", "a replaced dataclass"),
    case("attrs.asdict(Att(1))", "_a b", "attrs"),
    case("attrs.asdict(attrs.evolve(Att(1), B=2))", "_a b", "an evolved one"),
    case("attrs.asdict(Att(1), filter=lambda a, v: a.name != 'b')", "_a? b?", "a filter"),
    case("msgspec.to_builtins(Struct(the_x=1))", "theX type y", "to_builtins"),
    case("msgspec.structs.asdict(Struct(the_x=1))", "the_x y", "a struct's asdict"),
    case("msgspec.to_builtins(Lean(1))", "x y?", "what is omitted"),
    case("msgspec.to_builtins(Unset())", "x?", "what is unset"),
    case("msgspec.to_builtins(Row(1))", "a b d?", "to_builtins of a dataclass"),
    case("Pair(1)._asdict()", "a b", "a named tuple"),
    case("Keys(a=1)", "a", "a typed dict"),
    case("Keys({'a': 1}, b=2)", "a b", "a typed dict of a mapping"),
    case("msgspec.convert({'a': 1}, Keys)", "a b?", "a converted typed dict"),
    case("json.loads(TypeAdapter(Plain).dump_json(Plain(a=1)))", "a b c", "an adapter's text"),
    case("Pair(1)._replace(b=3)._asdict()", "a b", "a replaced named tuple"),
    case("msgspec.to_builtins(Kind(x=1))", "kind x", "a tag of its own name"),
    case("msgspec.to_builtins(Free(the_x=1, x=1))", "theX x y", "a tag taken back"),
    case("dict(Keys(a=1), z=2)", "a z", "dict of a typed dict"),
    case("vars(Late(1))", "a …", "attributes that are set later"),
    case("Plain(a=1).model_dump(exclude=None, include=None, by_alias=None)", "a b c", "options left open"),
    case("Plain(a=1).model_dump(exclude={'a': False})", "a b c", "nothing excluded"),
]
"""Dumps that the libraries agree about."""

MORE_DUMPS = [
    case("Plain(a=1).model_dump(**input())", "a? b? c?", "unknown options"),
    case("Plain(a=1).model_dump(exclude=input())", "a? b? c?", "unknown exclusion"),
    case("Trip().model_dump(by_alias=input())", "note? size text? tripId? trip_id? user", "unknown spelling"),
    case("Written().model_dump()", "?", "an own serializer"),
    case("Parent().model_dump()", "a …", "an object that may be of a subclass"),
    case("Parent(a=1).model_dump()", "a", "an object that was seen being made"),
    case("msgspec.to_builtins(Listed(1))", "?", "a struct that is a list"),
    case("fastapi.encoders.jsonable_encoder(Trip())", "size text tripId user", "jsonable_encoder"),
    case("fastapi.encoders.jsonable_encoder(Row(1))", "a b d", "jsonable_encoder of a dataclass"),
    case("fastapi.encoders.jsonable_encoder({'a': None}, exclude_none=True)", "a?", "jsonable_encoder of a mapping"),
    case(
        "Plain(a=1).model_copy(update=input()).model_dump(exclude_none=True)",
        "a b c?",
        "a copy changed in unknown ways",
    ),
    case("load().model_dump()", "?", "something unknown"),
    case("vars(Slots(1))", "?", "an object without a dictionary"),
    case("dict(Keys)", "…", "dict of something else"),
    case("json.loads(Written().model_dump_json())", "?", "text of an own serializer"),
    case("TypeAdapter(Plain).dump_python(Plain(a=1), exclude_none=True)", "a b c?", "an adapter with options"),
    case("attrs.asdict(attrs.evolve(Att(1), **input()))", "_a b", "replaced in unknown ways"),
    case("vars(object())", "?", "vars of something else"),
    case("dataclasses.asdict(load())", "?", "asdict of something unknown"),
    case("TypeAdapter(Plain).dump_python(load())", "?", "an adapter of something unknown"),
    case("json.loads(load())", "?", "text from outside"),
]


def keys(table: object) -> str:
    """The keys of a mapping: `?` behind one that may be missing, `…` when there may be more."""
    if not isinstance(table, Table):
        return "?"
    words = [f"{key}{'?' if key in table.optional else ''}" for key, _ in table.entries]
    return " ".join(sorted(words) + ["…"] * table.open)


@pytest.mark.parametrize(("expression", "expected"), [*DUMPS, *MORE_DUMPS])
def test_dumps(expression: str, expected: str) -> None:
    project = make(f"{DUMPED}\nanswer = {expression}\n")
    found = project.evaluator.member(MAIN, "answer")
    assert found is not None
    assert " ".join(sorted(keys(found[0]).split())) == " ".join(sorted(expected.split()))
    assert len(found) == 1


@pytest.mark.parametrize(("expression", "expected"), DUMPS)
def test_libraries_agree_about_dumps(expression: str, expected: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fastapi", types.ModuleType("fastapi"))
    monkeypatch.setitem(sys.modules, "fastapi.encoders", types.ModuleType("fastapi.encoders"))
    made = set(executed(f"{DUMPED}\nanswer = {expression}\n", monkeypatch)["answer"])
    words = expected.split()
    possible = {word.rstrip("?") for word in words}
    assert {word for word in words if not word.endswith(("?", "…"))} <= made
    assert "…" in words or made <= possible


def test_values_are_what_was_given() -> None:
    assert value(f"{DUMPED}\nanswer = Plain(a=1, b=2).model_dump()") == "{'a': 1, 'b': 2, 'c': ?}"
    assert value(f"{DUMPED}\nanswer = Nest(inner=Inner(x=1), more=[Inner(x=2)]).model_dump()") == (
        "{'inner': {'x': 1}, 'more': [{'x': 2}]}"
    )
    assert value(f"{DUMPED}\nanswer = dict(Nest(inner=Inner(x=1), more=[]))") == "{'inner': Inner(), 'more': []}"


def test_moments_are_no_json_unless_asked_for() -> None:
    head = f"{DUMPED}\nfrom datetime import datetime\nclass At(BaseModel):\n    at: datetime\n"
    assert value(f"{head}answer = At(at=datetime.now()).model_dump()") == "{'at': now+0s}"
    assert value(f"{head}answer = At(at=datetime.now()).model_dump(mode='json')") == "{'at': ?}"


def test_typed_contents() -> None:
    project, ref = known(HEAD + "class T(TypedDict):\n    a: int\n    b: NotRequired[int]\n")
    assert keys(typed_contents(project.evaluator, Instance(ref))) == "a b?"
    project, ref = known(HEAD + "class T(BaseModel):\n    a: int\n")
    assert typed_contents(project.evaluator, Instance(ref)) is None
