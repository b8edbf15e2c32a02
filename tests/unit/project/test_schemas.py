"""Schemas: what they say about a class, held against what the real libraries do with the same class."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, cast

import cattrs
import dacite
import msgspec
import pydantic
import pytest
from pydantic.alias_generators import to_camel, to_pascal

from steplint.project.entities import ClassRef
from steplint.project.evaluate.schemas.names import generated, renamed
from steplint.project.schemas import Maker, Presence, Schema, SchemaKind, schema_of
from unit.project.projects import MAIN, make
from unit.project.schema_cases import BY_MAKER, CAUTIOUS, CLASSES, HEAD, PYDANTIC, executed, known, told

Build = Callable[[Any, Mapping[str, object]], object]

BUILDS: Mapping[Maker, Build] = {
    Maker.MSGSPEC: lambda cls, data: msgspec.convert(data, cls),
    Maker.CATTRS: lambda cls, data: cattrs.structure(data, cls),
    Maker.DACITE: dacite.from_dict,
    Maker.PYDANTIC: lambda cls, data: pydantic.TypeAdapter(cls).validate_python(data),
}
MADE = [
    pytest.param(*each.values, maker, id=f"{maker}: {each.id}") for maker, cases in BY_MAKER.items() for each in cases
]


@pytest.mark.parametrize(("source", "expected"), [*PYDANTIC, *CAUTIOUS])
def test_natively(source: str, expected: str) -> None:
    project, ref = known(HEAD + source)
    assert sorted(told(schema_of(project.evaluator, ref)).split()) == sorted(expected.split())


@pytest.mark.parametrize(("source", "expected"), CLASSES)
def test_by_construction(source: str, expected: str) -> None:
    project, ref = known(HEAD + source)
    assert told(schema_of(project.evaluator, ref, Maker.CONSTRUCTOR)) == expected


@pytest.mark.parametrize(("source", "expected", "maker"), MADE)
def test_by_maker(source: str, expected: str, maker: Maker) -> None:
    project, ref = known(HEAD + source)
    assert told(schema_of(project.evaluator, ref, maker)) == expected


# Against the real libraries


def _holds(made: object, name: str) -> object:
    return made.get(name) if isinstance(made, dict) else getattr(made, name, None)


def _is_made(build: Build, cls: Any, data: Mapping[str, object]) -> bool:
    try:
        build(cls, data)
    except Exception:  # noqa: BLE001 - every library has its own
        return False
    return True


def _agree(build: Build, cls: Any, schema: Schema) -> None:
    """Nothing fails without what is not required, all fails without what is, and each key leads to its field."""
    numbered = [(number, field) for number, field in enumerate(schema.fields, start=1) if field.keys]
    data: dict[str, object] = {field.keys[0]: number for number, field in numbered}
    build(cls, data)
    for number, field in numbered:
        others = {key: item for key, item in data.items() if key not in field.keys}
        assert _is_made(build, cls, others) is not field.required, field
        for key in field.keys:
            made = build(cls, {**others, key: number})
            assert field.dumped is Presence.NEVER or _holds(made, field.name) == number, (field, key)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("source", "expected"), PYDANTIC)
def test_pydantic_agrees(source: str, expected: str, monkeypatch: pytest.MonkeyPatch) -> None:
    source = source.replace(": list = ", ": Any = ").replace("Literal['x', None]", "Any")  # all take numbers
    project, ref = known(HEAD + source)
    schema = schema_of(project.evaluator, ref)
    assert schema is not None
    _agree(lambda cls, data: cls.parse_obj(data), executed(HEAD + source, monkeypatch)["T"], schema)


@pytest.mark.parametrize(("source", "expected"), CLASSES)
def test_constructors_agree(source: str, expected: str, monkeypatch: pytest.MonkeyPatch) -> None:
    project, ref = known(HEAD + source)
    schema = schema_of(project.evaluator, ref, Maker.CONSTRUCTOR)
    assert schema is not None
    _agree(lambda cls, data: cls(**data), executed(HEAD + source, monkeypatch)["T"], schema)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("source", "expected", "maker"), MADE)
def test_makers_agree(source: str, expected: str, maker: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    project, ref = known(HEAD + source)
    schema = schema_of(project.evaluator, ref, maker)
    assert schema is not None
    _agree(BUILDS[maker], executed(HEAD + source, monkeypatch)["T"], schema)


@pytest.mark.parametrize(
    "name", "a trip_id trip_id_2 a2b a_2b tripId _x x_ HTTPCode user_ID trip__id a_b_c ab1_c2".split()
)
def test_alias_generators_agree(name: str) -> None:
    assert generated("pydantic.alias_generators.to_camel", name) == to_camel(name)
    assert generated("pydantic.alias_generators.to_pascal", name) == to_pascal(name)


@pytest.mark.parametrize("style", "lower upper camel pascal kebab".split())
@pytest.mark.parametrize(
    "name", "a trip_id trip_id_2 a2b a_2b tripId _x _x_y x_ user_ID trip__id a_b_c ab_ _x__y ab_cD".split()
)
def test_renames_agree(style: str, name: str) -> None:
    made = msgspec.defstruct("Made", [(name, int)], rename=cast(Any, style))
    assert renamed(style, name) == made.__struct_encode_fields__[0]


@pytest.mark.parametrize("name", "user_id a_2b trip_id_2".split())
def test_other_generators(name: str) -> None:
    assert generated("humps.camelize", name) == ("userId" if name == "user_id" else None)
    assert generated("acme.to_camel", name) is None


# What else a schema says


def test_places_and_none() -> None:
    project, ref = known(
        {
            MAIN: "from models import Base\nfrom kinds import Maybe\nclass T(Base):\n    b: Maybe\n",
            "models.py": "from pydantic import BaseModel\nclass Base(BaseModel):\n    a: int\n",
            "kinds.py": "from typing import Optional\nMaybe = Optional[int]\n",
        }
    )
    schema = schema_of(project.evaluator, ref)
    assert schema is not None
    assert schema.kind is SchemaKind.PYDANTIC
    assert [(f.name, f.place.path, f.place.span.line, f.nullable) for f in schema.fields] == [
        ("a", "models.py", 3, False),
        ("b", "main.py", 4, True),
    ]


@pytest.mark.parametrize(
    ("annotation", "expected"),
    [
        ("int", False),
        ("None", True),
        ("int | None", True),
        ("'int | None'", True),
        ("Optional[int]", True),
        ("Union[int, str]", False),
        ("Union[int, None]", True),
        ("Union[int, Optional[str]]", True),
        ("list[Optional[int]]", False),
        ("dict[str, None]", False),
        ("Any", True),
        ("object", True),
        ("Literal['a', None]", True),
        ("Literal['a', 'b']", False),
        ("Annotated[int | None, 'x']", True),
        ("Annotated['Optional[int]', 'x']", True),
        ("Literal['a'] | None", True),
        ("S", None),
        ("missing.Type", None),
        ("Union[int, S]", None),
        ("Other", False),
        ("typing.Optional[Other]", True),
    ],
)
def test_nullable(annotation: str, expected: bool | None) -> None:
    project, ref = known(f"{HEAD}class Other: pass\nclass T(BaseModel):\n    a: {annotation}\n")
    schema = schema_of(project.evaluator, ref)
    assert schema is not None
    assert schema.fields[0].nullable is expected


def test_a_class_of_a_function() -> None:
    project = make(
        HEAD + "def f():\n    D = 'A'\n    class T(BaseModel):\n        a: int = Field(alias=D)\n    return T\nT = f()"
    )
    found = project.evaluator.member(MAIN, "T")
    assert found is not None
    assert isinstance(found[0], ClassRef)
    assert told(schema_of(project.evaluator, found[0])) == "A!"
