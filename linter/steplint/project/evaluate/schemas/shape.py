"""What is known of a class whose objects are made of mappings and turned into mappings."""

from __future__ import annotations

import dataclasses
import enum

from steplint.diagnostics import Place


class SchemaKind(enum.StrEnum):
    """The library, or the part of Python, that gives a class its fields."""

    PYDANTIC = "pydantic"
    TYPED_DICT = "typed-dict"
    DATACLASS = "dataclass"
    MSGSPEC = "msgspec"
    ATTRS = "attrs"
    NAMED_TUPLE = "named-tuple"


class Maker(enum.StrEnum):
    """What makes an object of a mapping: makers look for different keys, and forgive different ones to be missing."""

    CONSTRUCTOR = "constructor"
    """A call of the class with the mapping's keys as keywords."""
    PYDANTIC = "pydantic"
    PYDANTIC_V1 = "pydantic-v1"
    """Validation by a call that only the first version knows by that name: an optional type needs no default there."""
    MSGSPEC = "msgspec"
    CATTRS = "cattrs"
    DACITE = "dacite"


class Presence(enum.StrEnum):
    """Whether a mapping made of an object has a field's key."""

    ALWAYS = "always"
    MAYBE = "maybe"
    NEVER = "never"


@dataclasses.dataclass(frozen=True, slots=True)
class Field:
    """One field.

    Any of `keys` provides it; none does when it is not given from outside or its keys cannot be known, and then it is
    not required. `nullable` says whether its annotation admits None, None when that cannot be told. `alias` is the key
    it is dumped under when aliases are asked for, None when that cannot be known.
    """

    name: str
    keys: tuple[str, ...]
    required: bool
    place: Place
    nullable: bool | None = None
    alias: str | None = None
    dumped: Presence = Presence.ALWAYS


@dataclasses.dataclass(frozen=True, slots=True)
class Schema:
    """The fields of a class in order.

    `open`: its mappings may hold keys that are not listed. `opaque`: what its objects are dumped as cannot be known
    (an own serializer, a list). `by_alias`: it is dumped by alias unless the call says otherwise. `omits_defaults`: it
    leaves out what has its default. `tag` is the key that tells encoded structs apart.
    """

    kind: SchemaKind
    fields: tuple[Field, ...]
    open: bool = False
    opaque: bool = False
    by_alias: bool = False
    omits_defaults: bool = False
    tag: str | None = None

    @property
    def required(self) -> tuple[Field, ...]:
        """The fields that a mapping must provide."""
        return tuple(field for field in self.fields if field.required)

    def without(self, names: frozenset[str]) -> Schema:
        """The schema for a mapping beside which some keys or fields are given in another way."""
        fields = [
            dataclasses.replace(field, required=False) if names & {field.name, *field.keys} else field
            for field in self.fields
        ]
        return dataclasses.replace(self, fields=tuple(fields))

    def lenient(self) -> Schema:
        """The schema when any key may be filled in by code that is not understood."""
        return dataclasses.replace(self, fields=tuple(dataclasses.replace(f, required=False) for f in self.fields))
