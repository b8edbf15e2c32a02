"""What documentation says of an option: made from its declaration, so that it cannot say anything else."""

from __future__ import annotations

import enum
import types
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import msgspec

from steplint.settings.decode import option_meta, options_of
from steplint.settings.schema import Settings
from steplint.settings.toml_text import toml_value


@dataclass(frozen=True, slots=True)
class OptionPage:
    """An option as documentation shows it.

    `path` leads to it from the top of the settings; `default` and `examples` are raw values, as TOML has them, and the
    default is None where the option is not set.
    """

    path: tuple[str, ...]
    description: str
    type: str
    default: Any
    examples: tuple[Any, ...]

    @property
    def name(self) -> str:
        """The path with dots."""
        return ".".join(self.path)

    @property
    def default_text(self) -> str:
        """The default as TOML; empty where the option is not set."""
        return "" if self.default is None else toml_value(self.default)


def describe_options(struct: type[msgspec.Struct] = Settings, prefix: tuple[str, ...] = ()) -> list[OptionPage]:
    """The options of a struct in the order of their declaration, their paths starting with `prefix`."""
    return [_describe(name, field, prefix) for name, field in options_of(struct).items()]


def raw_value(field: msgspec.structs.FieldInfo, value: object) -> Any:
    """A value of an option as TOML has it; None for one that is not set."""
    meta = option_meta(field)
    show = (meta.extra or {}).get("show") if meta is not None else None
    return msgspec.to_builtins(value if show is None else show(value))


def type_words(annotation: Any) -> str:
    """A type in the words of Python, allowed words written out: `list[str]`, `"high" | "medium" | "low"`."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _annotated(arguments)
    if origin is tuple:
        return f"list[{type_words(arguments[0])}]"
    if origin in {Union, types.UnionType}:
        return " | ".join(type_words(part) for part in arguments if part is not types.NoneType)
    if origin is not None and isinstance(origin, type) and issubclass(origin, Mapping):
        return f"dict[{type_words(arguments[0])}, {type_words(arguments[1])}]"
    if origin is Literal:
        return " | ".join(f'"{word}"' for word in arguments)
    if isinstance(annotation, type) and issubclass(annotation, enum.Enum):
        return " | ".join(f'"{member.value}"' for member in annotation)
    if isinstance(annotation, type) and issubclass(annotation, msgspec.Struct):
        fields = (f"{field.encode_name}: {type_words(field.type)}" for field in msgspec.structs.fields(annotation))
        return f"{{{', '.join(fields)}}}"
    return "any" if annotation is Any else str(annotation.__name__)


def _annotated(arguments: tuple[Any, ...]) -> str:
    for extra in arguments[1:]:
        if isinstance(extra, msgspec.Meta) and extra.extra and "type" in extra.extra:
            return str(extra.extra["type"])
    return type_words(arguments[0])


def _describe(name: str, field: msgspec.structs.FieldInfo, prefix: tuple[str, ...]) -> OptionPage:
    meta = option_meta(field)
    default = field.default if field.default_factory is msgspec.NODEFAULT else field.default_factory()
    return OptionPage(
        path=(*prefix, name),
        description=(meta.description or "") if meta is not None else "",
        type=type_words(field.type),
        default=raw_value(field, default),
        examples=tuple((meta.examples or ()) if meta is not None else ()),
    )
