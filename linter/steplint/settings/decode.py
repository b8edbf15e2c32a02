"""A table of raw values into a struct, each fault reported with its place and a guess at what was meant."""

from __future__ import annotations

import enum
import re
from collections.abc import Callable, Mapping
from typing import Annotated, Any, Literal, TypeVar, get_args, get_origin

import msgspec

from steplint.diagnostics import SteplintError
from steplint.settings.suggest import did_you_mean

Locate = Callable[..., str]
"""Gives the place of a key for messages, `file:line: ` or nothing; called with the parts of the key's path."""

_StructT = TypeVar("_StructT", bound=msgspec.Struct)
_INDEX = re.compile(r"\[(\d+)\]")
_WORDS_OF_TOML = (("`array`", "an array"), ("`object`", "a table"), ("`str`", "text"), ("`bool`", "true or false"))


def options_of(struct: type[msgspec.Struct]) -> dict[str, msgspec.structs.FieldInfo]:
    """The fields of a struct that are options, those with a description, by the name people write."""
    return {
        field.encode_name: field
        for field in msgspec.structs.fields(struct)
        if (meta := option_meta(field)) is not None and meta.description
    }


def option_meta(field: msgspec.structs.FieldInfo) -> msgspec.Meta | None:
    """What an option's annotation says about it."""
    if get_origin(field.type) is not Annotated:
        return None
    return next((extra for extra in get_args(field.type)[1:] if isinstance(extra, msgspec.Meta)), None)


def decode_table(
    struct: type[_StructT], table: Mapping[str, Any], locate: Locate, *, prefix: tuple[str | int, ...] = ()
) -> _StructT:
    """The struct that a table describes; SteplintError for an unknown key, a wrong type or a bad value."""
    options = options_of(struct)
    values: dict[str, Any] = {}
    for key, raw in table.items():
        field = options.get(key)
        if field is None:
            message = f"{locate(*prefix, key)}unknown key `{key}`{did_you_mean(key, options)}"
            raise SteplintError(message, _listed("known keys", sorted(options)))
        values[field.name] = _Option(key, locate).decode(field.type, raw, (*prefix, key))
    return struct(**values)


class _Option:
    """The decoding of one option's value."""

    def __init__(self, name: str, locate: Locate) -> None:
        self._name = name
        self._locate = locate

    def decode(self, annotation: Any, raw: Any, path: tuple[str | int, ...]) -> Any:
        """The value; tables are taken key by key, so that a fault has the line of its key."""
        if get_origin(annotation) is Annotated:
            inner, *extras = get_args(annotation)
            for extra in extras:
                if isinstance(extra, msgspec.Meta) and extra.extra and "parse" in extra.extra:
                    return self._parse(extra.extra["parse"], raw, path)
            annotation = inner if get_origin(inner) is dict else annotation
        if isinstance(annotation, type) and issubclass(annotation, msgspec.Struct) and isinstance(raw, Mapping):
            return decode_table(annotation, raw, self._locate, prefix=path)
        if get_origin(annotation) is dict and isinstance(raw, Mapping):
            key_type, value_type = get_args(annotation)
            return {
                self._convert(key_type, key, (*path, key)): self.decode(value_type, value, (*path, key))
                for key, value in raw.items()
            }
        return self._convert(annotation, raw, path)

    def _parse(self, parse: Callable[[Any], Any], raw: Any, path: tuple[str | int, ...]) -> Any:
        try:
            return parse(raw)
        except ValueError as error:
            raise self._bad_value(str(error), raw, path) from None

    def _convert(self, annotation: Any, raw: Any, path: tuple[str | int, ...]) -> Any:
        try:
            return msgspec.convert(raw, annotation)
        except msgspec.ValidationError as error:
            reason, _, where = str(error).partition(" - at ")
        value = raw
        for match in _INDEX.finditer(where):
            index = int(match[1])
            value, path = value[index], (*path, index)
        allowed = allowed_words(annotation)
        if isinstance(value, str) and allowed:
            message = f"{self._locate(*path)}unknown value `{value}` in `{self._name}`{did_you_mean(value, allowed)}"
            raise SteplintError(message, _listed("known values", allowed))
        raise self._bad_value(_plain(reason), value, path)

    def _bad_value(self, reason: str, value: Any, path: tuple[str | int, ...]) -> SteplintError:
        return SteplintError(f"{self._locate(*path)}bad value for `{self._name}`: {reason}, got {_shown(value)}")


def allowed_words(annotation: Any) -> tuple[str, ...]:
    """The words that a type allows, looked for in enums and literals at any depth."""
    if isinstance(annotation, type) and issubclass(annotation, enum.Enum):
        return tuple(str(member.value) for member in annotation)
    if get_origin(annotation) is Literal:
        return tuple(map(str, get_args(annotation)))
    return tuple(word for inner in get_args(annotation) for word in allowed_words(inner))


def _listed(title: str, words: list[str] | tuple[str, ...]) -> str | None:
    return f"{title}: {', '.join(words)}" if words else None


def _plain(reason: str) -> str:
    """A validation message in the words of TOML; what was found is said by our own part of the message."""
    expected = reason.partition(", got")[0].replace(" | null", "")  # which TOML does not have
    for word, plain in _WORDS_OF_TOML:
        expected = expected.replace(word, plain)
    return expected[0].lower() + expected[1:]


def _shown(value: Any) -> str:
    """A raw value as it would stand in TOML, near enough."""
    match value:
        case str():
            return f'"{value}"'
        case bool():
            return str(value).lower()
        case Mapping():
            return "a table"
        case list():
            return "an array"
        case _:
            return str(value)
