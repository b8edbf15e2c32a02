"""Classes of all kinds, with what their schemas are."""

# ruff: noqa: E501 - a case's code is one text
from __future__ import annotations

import sys
import types
import warnings
from collections.abc import Mapping
from typing import Any

import pytest

from steplint.project import Project
from steplint.project.entities import ClassRef
from steplint.project.schemas import Maker, Schema
from unit.project.projects import MAIN, Files, make

HEAD = """\
import dataclasses, typing, typing_extensions
from collections import namedtuple
from dataclasses import KW_ONLY, InitVar, dataclass, field
from typing import Annotated, Any, ClassVar, Final, Generic, Literal, NamedTuple, Optional, TypeVar, Union
import attr, attrs, msgspec, pydantic
from pydantic import (
    AliasChoices, AliasGenerator, AliasPath, BaseModel, ConfigDict, Field, PrivateAttr, TypeAdapter, computed_field,
    field_validator, model_serializer, model_validator, root_validator, validator,
)
from pydantic.alias_generators import to_camel, to_pascal
from typing_extensions import NotRequired, ReadOnly, Required, TypedDict
S = TypeVar("S")
"""


def case(source: str, expected: str, name: str) -> Any:
    return pytest.param(source, expected, id=name)


PYDANTIC = [
    case("class T(BaseModel):\n    a: Any\n    b: int = 1", "a! b", "a default"),
    case("class T(BaseModel):\n    a: Optional[int]\n    b: int | None = None", "a! b", "optional is required"),
    case("class T(BaseModel):\n    a: int = Field(...)\n    b: int = ...", "a! b!", "an ellipsis is no default"),
    case(
        "class T(BaseModel):\n    a: int = Field(1)\n    b: list = Field(default_factory=list)",
        "a b",
        "default by Field",
    ),
    case(
        "class T(BaseModel):\n    a: int = Field(gt=0)\n    b: int = Field(default=2)",
        "a! b",
        "Field without a default",
    ),
    case("class T(BaseModel):\n    a: int = Field(alias='A')", "A!", "an alias"),
    case(
        "class T(BaseModel):\n    a: int = Field(validation_alias='V', serialization_alias='S')",
        "V!",
        "a validation alias",
    ),
    case("class T(BaseModel):\n    a: int = Field(alias='A', validation_alias='V')", "V!", "it wins over the alias"),
    case("class T(BaseModel):\n    a: int = Field(serialization_alias='S')", "a!", "a serialization alias is not read"),
    case("class T(BaseModel):\n    a: int = Field(validation_alias=AliasChoices('A', 'B'))", "A/B!", "choices"),
    case("class T(BaseModel):\n    a: Annotated[int, Field(alias='A')]", "A!", "Annotated"),
    case("class T(BaseModel):\n    a: Annotated[int, Field(alias='A')] = 3", "A", "Annotated and assigned"),
    case("class T(BaseModel):\n    a: Annotated[int, Field(default=3)]", "a", "a default in Annotated"),
    case("class T(BaseModel):\n    a: Annotated[int, Field(alias='A')] = Field(default=4)", "A", "both merged"),
    case(
        "class T(BaseModel):\n    a: Annotated[int, Field(alias='A')] = Field(alias='B')", "B!", "the assigned one wins"
    ),
    case("class T(BaseModel):\n    a: Annotated[int, 'note']", "a!", "other metadata"),
    case("Id = Annotated[int, Field(alias='A')]\nclass T(BaseModel):\n    a: Id", "A!", "an alias of the type"),
    case(
        "Id = Annotated[int, Field(default=3)]\nOther = Id\nclass T(BaseModel):\n    a: Other",
        "a",
        "an alias of an alias",
    ),
    case("class T(BaseModel):\n    a: 'Optional[int]'\n    b: 'int' = 2", "a! b", "quoted"),
    case(
        "class T(BaseModel):\n    model_config = ConfigDict(populate_by_name=True)\n    a: int = Field(alias='A')",
        "A/a!",
        "by name",
    ),
    case(
        "class T(BaseModel):\n    model_config = ConfigDict(validate_by_name=True)\n    a: int = Field(alias='A')",
        "A/a!",
        "validate_by_name",
    ),
    case(
        "class T(BaseModel):\n    model_config = ConfigDict(validate_by_name=True, validate_by_alias=False)\n    a: int = Field(alias='A')",
        "a!",
        "not by alias",
    ),
    case(
        "class T(BaseModel):\n    model_config = {'populate_by_name': True}\n    a: int = Field(alias='A')",
        "A/a!",
        "config as a display",
    ),
    case(
        "C = ConfigDict(populate_by_name=True)\nclass T(BaseModel):\n    model_config = C\n    a: int = Field(alias='A')",
        "A/a!",
        "config by name",
    ),
    case(
        "class B(BaseModel):\n    model_config = ConfigDict(populate_by_name=True)\nclass T(B):\n    model_config = ConfigDict(**B.model_config, title='x')\n    a: int = Field(alias='A')",
        "A/a!",
        "config that spreads a base's",
    ),
    case(
        "class T(BaseModel, populate_by_name=True):\n    a: int = Field(alias='A')", "A/a!", "config as class keywords"
    ),
    case(
        "class T(BaseModel):\n    model_config = ConfigDict(alias_generator=to_camel)\n    trip_id: int\n    b: int = 1",
        "tripId! b",
        "to_camel",
    ),
    case(
        "class T(BaseModel):\n    model_config = ConfigDict(alias_generator=to_pascal, populate_by_name=True)\n    trip_id: int",
        "TripId/trip_id!",
        "to_pascal",
    ),
    case(
        "class T(BaseModel):\n    model_config = ConfigDict(alias_generator=to_camel)\n    trip_id: int = Field(alias='t')",
        "t!",
        "an own alias stays",
    ),
    case(
        "class B(BaseModel):\n    trip_id: int\nclass T(B):\n    model_config = ConfigDict(alias_generator=to_camel)\n    user_id: int",
        "tripId! userId!",
        "a generator reaches inherited fields",
    ),
    case(
        "class B(BaseModel):\n    model_config = ConfigDict(alias_generator=to_camel)\n    trip_id: int\nclass T(B):\n    model_config = ConfigDict(alias_generator=None)\n    user_id: int",
        "tripId! user_id!",
        "a generator taken back",
    ),
    case(
        "class T(BaseModel):\n    model_config = ConfigDict(alias_generator=AliasGenerator(validation_alias=to_camel))\n    trip_id: int",
        "tripId!",
        "AliasGenerator",
    ),
    case(
        "class T(BaseModel):\n    A: ClassVar[int] = 3\n    _p: int = PrivateAttr()\n    _q: int = 1\n    a: int",
        "a!",
        "what is no field",
    ),
    case("class T(BaseModel):\n    F: Final[int] = 3\n    a: Final[int]", "a!", "a final constant"),
    case(
        "class T(BaseModel):\n    a: int\n    @computed_field\n    @property\n    def b(self) -> int: return 1",
        "a! -b",
        "computed",
    ),
    case(
        "class T(BaseModel):\n    a: int\n    @property\n    def b(self): return 1\n    @field_validator('a')\n    @classmethod\n    def c(cls, v): return v",
        "a!",
        "methods",
    ),
    case(
        "class T(BaseModel):\n    a: int\n    @model_validator(mode='after')\n    def c(self): return self",
        "a!",
        "a validator after",
    ),
    case("class B(BaseModel):\n    a: int\n    b: int = 1\nclass T(B):\n    c: int", "a! b c!", "inherited"),
    case("class B(BaseModel):\n    a: int = 1\nclass T(B):\n    a: int", "a!", "declared again without the default"),
    case("class B(BaseModel):\n    a: int\nclass T(B):\n    a: int = 1", "a", "declared again with a default"),
    case(
        "class B(BaseModel):\n    a: int\nclass T(B):\n    a: ClassVar[int] = 1\n    b: int",
        "b!",
        "turned into a constant",
    ),
    case("class M:\n    m: int\nclass T(M, BaseModel):\n    a: int", "a! m!", "a plain mixin's annotations"),
    case("class T(BaseModel, Generic[S]):\n    a: S\n    b: Optional[S] = None", "a! b", "generic"),
    case("class B(BaseModel, Generic[S]):\n    a: S\nclass T(B[int]):\n    b: int", "a! b!", "a generic base"),
    case(
        "class A(BaseModel):\n    x: int = 1\nclass B(A):\n    pass\nclass C(A):\n    x: int\nclass T(B, C):\n    pass",
        "x",
        "a diamond",
    ),
    case("class T(BaseModel):\n    model_config = ConfigDict(extra='allow')\n    a: int", "a! …", "extra keys"),
    case("class T(BaseModel):\n    model_config = ConfigDict(extra='forbid')\n    a: int", "a!", "no extra keys"),
    case("class T(BaseModel):\n    a: int = Field(exclude=True)\n    b: Literal['x', None] = None", "a! b", "excluded"),
    case(
        "class T(BaseModel):\n    if True:\n        a: int\n    else:\n        a: int\n    b: int = 1\n    b: int = 2",
        "a! b",
        "conditional",
    ),
    case("@typing.final\nclass T(BaseModel):\n    a: int", "a!", "a harmless decorator"),
    case(
        "def register(cls):\n    return cls\n@register\nclass T(BaseModel):\n    a: int",
        "a!",
        "a decorator that hands the class back",
    ),
    case(
        "def register(name):\n    def inner(cls):\n        return cls\n    return inner\n@register('x')\nclass T(BaseModel):\n    a: int",
        "a!",
        "one with arguments",
    ),
    case(
        "from pydantic.v1 import BaseModel\nclass T(BaseModel):\n    a: Optional[int]\n    b: Any\n    c: int\n    d = 3",
        "a b c! d",
        "v1",
    ),
    case(
        "from pydantic.v1 import BaseModel, Field\nclass T(BaseModel):\n    a: int = Field(..., alias='A')\n    class Config:\n        allow_population_by_field_name = True",
        "A/a!",
        "v1 config",
    ),
    case(
        "from pydantic.v1 import BaseModel\nclass B(BaseModel):\n    a: int\nclass T(B):\n    a = 3\n    b: int",
        "a b!",
        "v1 default without annotation",
    ),
    case(
        "class T(BaseModel):\n    a: int = Field(alias='A')\n    class Config:\n        populate_by_name = True",
        "A/a!",
        "class Config",
    ),
]
"""Models that pydantic itself agrees about, in both directions."""

CLASSES = [
    case(
        "@dataclass\nclass T:\n    a: int\n    b: int = 1\n    c: list = field(default_factory=list)",
        "a! b c",
        "dataclass",
    ),
    case(
        "@dataclasses.dataclass(frozen=True, slots=True)\nclass T:\n    a: Optional[int]\n    b: int = field(default=2)\n    c: int = field(repr=False, default=1)",
        "a! b c",
        "dataclass with arguments",
    ),
    case(
        "@dataclass\nclass T:\n    a: int\n    b: int = field(init=False, default=2)\n    C: ClassVar[int] = 3",
        "a! -b",
        "not by the constructor",
    ),
    case("@dataclass\nclass T:\n    a: int = 1\n    _: KW_ONLY\n    b: int\n    c: int = 2", "a b! c", "KW_ONLY"),
    case("@dataclass(kw_only=True)\nclass T:\n    a: int = 1\n    b: int", "a b!", "kw_only"),
    case(
        "@dataclass\nclass T:\n    a: int = field(kw_only=True, default=1)\n    b: int",
        "b! a",
        "a keyword-only field comes last",
    ),
    case(
        "@dataclass\nclass T:\n    a: InitVar[int]\n    b: int = 1\n    def __post_init__(self, a): self.a = a",
        "a! b",
        "InitVar",
    ),
    case(
        "@dataclass\nclass B:\n    a: int\n    b: int = 1\n@dataclass\nclass T(B):\n    c: int = 2",
        "a! b c",
        "inherited",
    ),
    case(
        "@dataclass\nclass B:\n    a: int = 3\n@dataclass\nclass T(B):\n    a: int",
        "a",
        "a base's default stays an attribute",
    ),
    case(
        "@dataclass(slots=True)\nclass B:\n    a: int = 3\n@dataclass\nclass T(B):\n    a: int",
        "a!",
        "a base with slots has none",
    ),
    case(
        "@dataclass\nclass B:\n    a: list = field(default_factory=list)\n@dataclass\nclass T(B):\n    a: list",
        "a!",
        "a factory is no attribute",
    ),
    case(
        "@dataclass\nclass B:\n    a: int\n@dataclass\nclass T(B):\n    a = 5", "a!", "an unannotated default is none"
    ),
    case("@dataclass\nclass B:\n    a: int\nclass T(B):\n    b: int", "a!", "an undecorated subclass adds nothing"),
    case("class M:\n    m: int\n@dataclass\nclass T(M):\n    a: int", "a!", "an undecorated base adds nothing"),
    case(
        "@dataclass\nclass T:\n    a: int\n    def __init__(self, q, r=1): self.q = q; self.r = r; self.a = 1",
        "-a q! r",
        "its own constructor",
    ),
    case(
        "@dataclass\nclass T:\n    a: int\n    def __init__(self, *, a=1, b): self.a = a; self.b = b",
        "a b!",
        "its own constructor with a field",
    ),
    case(
        "@dataclass\nclass B:\n    a: int\n    def __init__(self, q): self.q = q\n@dataclass\nclass T(B):\n    b: int",
        "a! b!",
        "a made constructor replaces an inherited one",
    ),
    case(
        "@dataclass\nclass B:\n    a: int\nclass T(B):\n    def __init__(self, q): self.q = q",
        "-a q!",
        "a constructor put over the made one",
    ),
    case(
        "@dataclass\nclass T:\n    a: int = Field(alias='A')\n    b: int = ...",
        "a b",
        "a model's Field is a default here",
    ),
    case(
        "@attrs.define\nclass T:\n    a: int\n    b: int = 1\n    c: list = attrs.field(factory=list)\n    C: ClassVar[int] = 1",
        "a! b c",
        "attrs",
    ),
    case(
        "@attrs.frozen(kw_only=True)\nclass T:\n    a: int = attrs.field(default=1)\n    b: int = attrs.field(validator=None)",
        "a b!",
        "attrs with arguments",
    ),
    case(
        "@attrs.define\nclass T:\n    _a: int\n    b: int = attrs.field(alias='B')",
        "a! B!",
        "private names and aliases",
    ),
    case(
        "@attrs.define\nclass T:\n    a: int\n    b = attrs.field()",
        "b!",
        "one without annotation turns annotations off",
    ),
    case(
        "@attr.s\nclass T:\n    a = attr.ib()\n    b = attr.ib(default=1)\n    c = attr.ib(2)\n    d: int",
        "a! b c",
        "attr.s",
    ),
    case("@attr.s(auto_attribs=True)\nclass T:\n    a: int\n    b: int = attr.ib(default=1)", "a! b", "auto_attribs"),
    case("@attr.dataclass\nclass T:\n    a: int\n    b: int = 1", "a! b", "attr.dataclass"),
    case(
        "@attrs.define\nclass T:\n    a: int = attrs.field()\n    @a.default\n    def _a(self): return 1",
        "a",
        "a default by a method",
    ),
    case(
        "@attrs.define\nclass T:\n    a: int = attrs.field(init=False, default=1)\n    b: int = attrs.field(default=attrs.NOTHING)",
        "-a b!",
        "attrs without init, and no default",
    ),
    case(
        "@attrs.define\nclass B:\n    a: int = 1\n@attrs.define(kw_only=True)\nclass T(B):\n    a: int",
        "a!",
        "attrs declares again",
    ),
    case(
        "@attrs.define\nclass T:\n    a: int\n    def __init__(self, q): self.__attrs_init__(q)",
        "-a q!",
        "attrs keeps a constructor",
    ),
    case("@attr.s\nclass T:\n    a = attr.ib()\n    def __init__(self, q): self.a = q", "a!", "attr.s replaces it"),
    case("class T(NamedTuple):\n    a: int\n    b: int = 1", "a! b", "NamedTuple"),
    case("class B(NamedTuple):\n    a: int\nclass T(B):\n    b: int", "a!", "a subclass of one adds nothing"),
    case("class T(namedtuple('B', 'a, b c', defaults=[1])):\n    pass", "a! b! c", "namedtuple as a base"),
    case("class T(typing.NamedTuple('B', [('a', int), ('b', int)])):\n    pass", "a! b!", "NamedTuple as a call"),
    case(
        "class T(msgspec.Struct):\n    a: int\n    b: int = 1\n    c: list = msgspec.field(default_factory=list)\n    D: ClassVar[int] = 1",
        "a! b c",
        "Struct",
    ),
    case(
        "class T(msgspec.Struct, rename='camel'):\n    trip_id: int\n    x: int = msgspec.field(name='X', default=1)",
        "trip_id! x",
        "a struct is called by its names",
    ),
    case(
        "@pydantic.dataclasses.dataclass\nclass T:\n    a: Optional[int]\n    b: int = Field(alias='B')\n    c: int = Field(default=1, validation_alias='C')",
        "a! B! C",
        "pydantic dataclass",
    ),
    case(
        "@pydantic.dataclasses.dataclass(config=ConfigDict(populate_by_name=True))\nclass T:\n    b: int = Field(alias='B')",
        "B/b!",
        "its config",
    ),
    case(
        "@pydantic.dataclasses.dataclass\nclass T:\n    a: int\n    def __init__(self, q): self.a = q",
        "a!",
        "its fields count, whatever its constructor",
    ),
]
"""Classes that are called with their fields."""

BY_MAKER: Mapping[Maker, list[Any]] = {
    Maker.MSGSPEC: [
        case(
            "class T(msgspec.Struct, rename='camel', kw_only=True):\n    trip_id: int\n    _p_q: int\n    b: int = 1",
            "tripId! _pQ! b",
            "rename",
        ),
        case("class T(msgspec.Struct, rename={'a': 'A'}):\n    a: int\n    b: int", "A! b!", "rename by a mapping"),
        case(
            "class T(msgspec.Struct, rename='kebab'):\n    trip_id: int\n    x: int = msgspec.field(name='Z')",
            "trip-id! Z!",
            "a name of its own",
        ),
        case(
            "class B(msgspec.Struct, rename='camel', kw_only=True):\n    a_b: int\nclass T(B, rename='upper', kw_only=True):\n    c_d: int",
            "aB! C_D!",
            "each class renames its own fields",
        ),
        case(
            "class B(msgspec.Struct, rename='pascal', kw_only=True):\n    a_b: int\nclass T(B, kw_only=True):\n    c_d: int",
            "AB! CD!",
            "inherited rename",
        ),
        case("class B(msgspec.Struct):\n    a: int = 1\nclass T(B):\n    a: int", "a!", "declared again"),
        case("@dataclass\nclass T:\n    a: Optional[int]\n    b: int = 1", "a! b", "a dataclass"),
        case(
            "@dataclass\nclass T:\n    a: int\n    def __init__(self, q): self.a = q",
            "a!",
            "a dataclass is not called",
        ),
        case("@attrs.define\nclass T:\n    _a: int\n    b: int = 1", "_a! b", "an attrs class by attribute names"),
        case("class T(TypedDict, total=False):\n    a: Required[int]\n    b: int", "a! b", "a typed dict"),
    ],
    Maker.CATTRS: [
        case("@attrs.define\nclass T:\n    _a: Any\n    b: Any = 1", "_a! b", "attribute names"),
        case("@attrs.define\nclass T:\n    a: Any = attrs.field(alias='q')", "a!", "aliases are not used"),
        case("@dataclass\nclass T:\n    a: Optional[int]\n    b: Any = 1", "a! b", "optional is required"),
        case("class T(TypedDict):\n    a: int\n    b: NotRequired[int]", "a! b", "a typed dict"),
    ],
    Maker.DACITE: [
        case(
            "@dataclass\nclass T:\n    a: Optional[int]\n    b: int\n    c: int = 1",
            "a b! c",
            "optional is filled in",
        ),
    ],
    Maker.PYDANTIC: [
        case(
            "@dataclass\nclass T:\n    a: Annotated[int, Field(alias='A')]\n    b: Optional[int]",
            "A! b!",
            "a dataclass, with aliases",
        ),
        case(
            "@dataclass\nclass T:\n    a: int\n    def __init__(self, q): self.a = q",
            "a!",
            "its fields, not its constructor",
        ),
        case(
            "@dataclass\nclass T:\n    a: InitVar[int]\n    b: int = field(init=False, default=1)",
            "a! -b",
            "InitVar",
        ),
        case(
            "class T(TypedDict):\n    a: Annotated[int, Field(alias='A')]\n    b: NotRequired[int]\n    c: ReadOnly[int]",
            "A! b c!",
            "a typed dict",
        ),
        case(
            "class B(TypedDict, total=False):\n    a: int\n    b: Required[int]\nclass T(B):\n    c: int\n    d: Annotated[NotRequired[int], 'x']",
            "a b! c! d",
            "mixed totality",
        ),
        case(
            "class B(TypedDict):\n    a: int\nclass T(B, total=False):\n    b: int",
            "a! b",
            "total counts for its own class",
        ),
        case("class T(TypedDict, Generic[S]):\n    a: S", "a!", "a generic typed dict"),
        case("class T(NamedTuple):\n    a: int\n    b: int = 1", "a! b", "a named tuple"),
    ],
}
"""The same for what makes objects in other ways than their own."""

CAUTIOUS = [
    case(
        "class T(BaseModel):\n    a: int = Field(validation_alias=AliasPath('user', 'id'))",
        "user!",
        "a path's first key",
    ),
    case(
        "class T(BaseModel):\n    a: int = Field(validation_alias=AliasChoices('A', AliasPath('b', 0)))",
        "A/b!",
        "choices of paths",
    ),
    case(
        "class T(BaseModel):\n    a: int = Field(validation_alias=AliasChoices('A', input()))", "-a", "unknown choices"
    ),
    case(
        "ALIAS = AliasPath('x')\nclass T(BaseModel):\n    a: int = Field(validation_alias=ALIAS)",
        "-a",
        "a path out of sight",
    ),
    case(
        "from pydantic.v1 import BaseModel, Extra\nclass T(BaseModel):\n    a: int\n    class Config:\n        extra = Extra.allow",
        "a! …",
        "v1 extra keys",
    ),
    case(
        "from pydantic.v1 import BaseModel, Extra\nclass T(BaseModel):\n    a: int\n    class Config:\n        extra = Extra.forbid",
        "a!",
        "v1 without extra keys",
    ),
    case("class T(BaseModel):\n    model_config = ConfigDict(extra=input())\n    a: int", "a! …", "perhaps extra keys"),
    case("C = input()\nclass T(BaseModel):\n    model_config = C\n    a: int", "-a …", "config that is computed"),
    case("class T(BaseModel):\n    model_config = {input(): True}\n    a: int", "-a …", "config with unknown keys"),
    case(
        "class T(BaseModel):\n    model_config = {**{'populate_by_name': True}}\n    a: int = Field(alias='A')",
        "A/a!",
        "config that spreads a display",
    ),
    case(
        "C = ConfigDict(populate_by_name=True)\nclass T(BaseModel):\n    model_config = C | ConfigDict(title='t')\n    a: int = Field(alias='A')",
        "A/a!",
        "united config",
    ),
    case(
        "class T(BaseModel):\n    model_config = ConfigDict(populate_by_name=input())\n    a: int = Field(alias='A')",
        "A/a!",
        "perhaps by name",
    ),
    case(
        "class T(BaseModel):\n    model_config = ConfigDict(alias_generator=AliasGenerator(alias=to_camel, serialization_alias=to_pascal))\n    trip_id: int",
        "tripId!",
        "AliasGenerator for all",
    ),
    case(
        "class T(BaseModel):\n    a: int = Field(serialization_alias=input())", "a!", "an unknown serialization alias"
    ),
    case(
        "from sqlmodel import Field, SQLModel\nclass Base(SQLModel):\n    a: int = Field(index=True)\nclass T(Base, table=True):\n    b: int = Field(alias='B')",
        "a! B!",
        "a table with a base",
    ),
    case(
        "@pydantic.dataclasses.dataclass(config=input())\nclass T:\n    a: int", "-a", "a dataclass with unknown config"
    ),
    case(
        "@dataclass\nclass B:\n    a: int\n    def __init__(self, q): self.q = q\nclass T(B):\n    pass",
        "-a q!",
        "an inherited constructor",
    ),
    case(
        "@dataclass\nclass T:\n    a: int\n    @typing.no_type_check\n    def __init__(self, q): self.a = q",
        "a",
        "a decorated constructor",
    ),
    case(
        "@dataclass\nclass B:\n    a: int\n@dataclass\nclass T(B):\n    a: ClassVar[int] = 1",
        "",
        "turned into a constant in a dataclass",
    ),
    case("@attrs.define(auto_attribs=input())\nclass T:\n    a: int", "a!", "perhaps by annotation"),
    case("@attrs.define\nclass T:\n    a: int = attrs.field(alias=input())", "-a", "an unknown alias in attrs"),
    case("class T(typing.NamedTuple('B', input())):\n    pass", "…", "unknown fields"),
    case("class T(namedtuple('B', ['a', input()])):\n    pass", "…", "an unknown field"),
    case("class T(namedtuple('B', 'a b', defaults=input())):\n    pass", "…", "unknown defaults"),
    case("class T(msgspec.Struct, rename={'a': input()}):\n    a: int\n    b: int", "-a b!", "an unknown new name"),
    case("class T(msgspec.Struct, rename={input(): 'x'}):\n    a: int", "-a", "an unknown old name"),
    case("class T(msgspec.Struct, rename=None):\n    a: int", "a!", "not renamed"),
    case("class T(msgspec.Struct, rename=input()):\n    a: int", "-a", "renamed in unknown ways"),
    case("class T(msgspec.Struct, tag_field=input()):\n    a: int", "a …", "tagged in unknown ways"),
    case("class T(msgspec.Struct):\n    a: int = msgspec.field(name=input())", "-a", "an unknown name"),
    case(
        "class T(BaseModel):\n    a: int\n    @model_validator(mode='before')\n    @classmethod\n    def f(cls, v): return {'a': 1, **v}",
        "a",
        "a validator before",
    ),
    case(
        "class T(BaseModel):\n    a: int\n    @model_validator(mode='wrap')\n    @classmethod\n    def f(cls, v, h): return h(v)",
        "a",
        "a validator around",
    ),
    case(
        "class B(BaseModel):\n    @model_validator(mode='before')\n    @classmethod\n    def f(cls, v): return v\nclass T(B):\n    a: int",
        "a",
        "an inherited one",
    ),
    case(
        "from pydantic.v1 import BaseModel, root_validator\nclass T(BaseModel):\n    a: int\n    @root_validator(pre=True)\n    def f(cls, v): return v",
        "a",
        "root_validator",
    ),
    case(
        "from pydantic.v1 import BaseModel, root_validator\nclass T(BaseModel):\n    a: int\n    @root_validator\n    def f(cls, v): return v",
        "a!",
        "root_validator after",
    ),
    case(
        "class T(BaseModel):\n    a: int\n    def __init__(self, **data): super().__init__(**data)",
        "a",
        "its own constructor",
    ),
    case(
        "class T(BaseModel):\n    model_config = ConfigDict(alias_generator=lambda n: 'x' + n)\n    a: int\n    b: int = Field(alias='B')",
        "-a B!",
        "an unknown generator",
    ),
    case(
        "class T(BaseModel):\n    model_config = ConfigDict(alias_generator=lambda n: 'x' + n, populate_by_name=True)\n    a: int",
        "-a",
        "an unknown generator and by name",
    ),
    case("name = input\nclass T(BaseModel):\n    a: int = Field(alias=name())", "-a", "an unknown alias"),
    case(
        "def opt(): return Field(default=None)\nclass T(BaseModel):\n    a: int = opt()\n    b: int",
        "-a b!",
        "a helper that describes",
    ),
    case(
        "def wrap(cls): return object()\n@wrap\nclass T(BaseModel):\n    a: int",
        "a …",
        "a decorator that gives something else",
    ),
    case("import acme\n@acme.partial\nclass T(BaseModel):\n    a: int", "a", "a decorator of an unknown library"),
    case("import acme\nclass T(BaseModel, acme.Mixin):\n    a: int", "a", "a base of an unknown library"),
    case("Base = input()\nclass T(BaseModel, Base):\n    a: int", "a", "a base that is computed"),
    case("def f(base):\n    return base\nclass T(BaseModel, *f(1)):\n    a: int", "a …", "starred bases"),
    case("from acme import Id\nclass T(BaseModel):\n    a: Id", "a!", "a type of an unknown library"),
    case("class T(BaseModel):\n    model_config = ConfigDict(**input())\n    a: int", "-a …", "unknown config"),
    case("class T(BaseModel, **input()):\n    a: int", "-a …", "unknown class keywords"),
    case(
        "class T(BaseModel):\n    a: int\n    class Config:\n        fields = {'a': {'alias': 'A'}}",
        "-a …",
        "v1 aliases in the config",
    ),
    case(
        "class T(BaseModel):\n    a: Optional[int]\n    b: int\n    class Config:\n        orm_mode = True",
        "a b!",
        "no mark of the second version",
    ),
    case(
        "class T(BaseModel):\n    a: Optional[int]\n    @validator('a')\n    def f(cls, v): return v",
        "a",
        "validators of the first version",
    ),
    case(
        "class T(BaseModel):\n    a: Optional[int]\n    model_config = ConfigDict()\n    class Config:\n        pass",
        "a!",
        "marks of both",
    ),
    case("from pydantic_settings import BaseSettings\nclass T(BaseSettings):\n    a: int", "a", "settings"),
    case("from pydantic import BaseSettings\nclass T(BaseSettings):\n    a: int", "a", "settings of the first version"),
    case(
        "from sqlmodel import Field, Relationship, SQLModel\nclass T(SQLModel, table=True):\n    __tablename__ = 't'\n    id: Optional[int] = Field(default=None, primary_key=True)\n    name: str\n    others: list['T'] = Relationship()",
        "id name!",
        "a table that is validated",
    ),
    case(
        "from sqlmodel import SQLModel\nclass B(SQLModel):\n    name: str\nclass T(B):\n    id: int",
        "name! id!",
        "sqlmodel",
    ),
    case(
        "from langchain_core.pydantic_v1 import BaseModel\nclass T(BaseModel):\n    a: Optional[int]\n    b: int",
        "a b!",
        "v1 under another name",
    ),
    case("class T(pydantic.RootModel[dict]):\n    pass", "none", "a root model"),
    case("class T(pydantic.v1.BaseModel):\n    __root__: list", "none", "a root model of the first version"),
    case("class T:\n    a: int", "none", "a plain class"),
    case("import enum\nclass T(enum.Enum):\n    A = 1", "none", "an enumeration"),
    case("import acme\nclass T(acme.Base):\n    a: int", "none", "an unknown base only"),
    case("import acme\n@dataclass\nclass T(acme.Base):\n    a: int", "a …", "a dataclass with an unknown base"),
    case("@dataclass(init=False)\nclass T:\n    a: int\n    def __init__(self, **kw): pass", "-a …", "any keywords"),
    case("@dataclass(init=False)\nclass T:\n    a: int", "a", "no constructor of its own"),
    case("@dataclass\nclass T:\n    a: int\n    def __new__(cls, *args): return None", "a", "an own __new__"),
    case(
        "import functools\nkw = functools.partial(dataclass, kw_only=True)\n@kw\nclass T:\n    a: int",
        "a …",
        "a decorator with arguments given elsewhere",
    ),
    case("@attrs.define(these={'a': attrs.field()})\nclass T:\n    pass", "…", "these"),
    case("@attrs.define(field_transformer=print)\nclass T:\n    a: int", "a …", "transformed fields"),
    case("class T(msgspec.Struct, rename=str.upper):\n    a: int", "-a", "an unknown rename"),
    case("class T(msgspec.Struct, array_like=True):\n    a: int", "a", "a list"),
    case("class T(namedtuple('B', input())):\n    pass", "…", "unknown names"),
    case(
        "class B(NamedTuple):\n    a: int\nclass T(B):\n    def __new__(cls, **kw): return super().__new__(cls, a=1)",
        "a …",
        "an own __new__ of a named tuple",
    ),
    case("import acme\nclass T(TypedDict, acme.Base):\n    a: int", "a …", "a typed dict with an unknown base"),
    case("class T(TypedDict, total=input()):\n    a: int", "a", "unknown totality"),
]
"""Where what is not known must not become a requirement."""


def executed(source: str, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The names of one of our own sources after Python has run it."""
    module = types.ModuleType("made_for_a_test")
    monkeypatch.setitem(sys.modules, module.__name__, module)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        exec(compile(source, MAIN, "exec", dont_inherit=True), module.__dict__)
    return module.__dict__


def known(files: Files) -> tuple[Project, ClassRef]:
    """A project, and its class `T`."""
    project = make(files)
    found = project.evaluator.member(MAIN, "T")
    assert found is not None
    ref = found[0]
    assert isinstance(ref, ClassRef)
    return project, ref


def told(schema: Schema | None) -> str:
    """A schema in short: `!` behind what is required, `/` between the keys of a field, `-` for none, `…` when open."""
    if schema is None:
        return "none"
    words = [f"{'/'.join(f.keys) or '-' + f.name}{'!' if f.required else ''}" for f in schema.fields]
    return " ".join(words + ["…"] * schema.open)
