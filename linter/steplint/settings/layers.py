"""Settings from several places, laid over each other: what each says, and where."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from steplint.diagnostics import SteplintError
from steplint.settings.decode import decode_table, option_meta, options_of
from steplint.settings.schema import Origin, Settings
from steplint.settings.toml_lines import KeyPath, key_lines

INLINE = "--config"


@dataclass(frozen=True, slots=True)
class Layer:
    """The raw table of one place, or of several laid over each other, where each value stands, and the files read.

    `sets_aside` names keys of the layers below that do not count.
    """

    table: Mapping[str, Any]
    origins: Mapping[KeyPath, Origin]
    files: tuple[str, ...] = ()
    sets_aside: frozenset[str] = frozenset()

    def where(self, *key: str | int) -> str:
        """The place of a value for error messages, `file:line: `."""
        return Settings(origins=self.origins).where(*key)


def from_command_line(values: Mapping[str, tuple[str, Any]], *, sets_aside: Iterable[str] = ()) -> Layer:
    """The layer of flags: for each key the flag and its value. Patterns are relative to the working directory."""
    folder = str(Path.cwd())
    origins: dict[KeyPath, Origin] = {(key,): Origin(flag, folder) for key, (flag, _) in values.items()}
    return Layer({key: value for key, (_, value) in values.items()}, origins, sets_aside=frozenset(sets_aside))


def from_inline(text: str) -> Layer:
    """The layer of a `--config 'key = value'`; SteplintError for what is not TOML or no setting."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        hint = "give the path of a settings file, or TOML like 'min-confidence = \"low\"'"
        raise SteplintError(f"{INLINE}: `{text}` is neither a file nor valid TOML: {error}", hint) from None
    origin = Origin(INLINE, str(Path.cwd()))
    layer = Layer(table, dict.fromkeys(key_lines(text), origin))
    if "extend" in table:
        raise SteplintError(f"{INLINE}: `extend` belongs into a file; give the file itself with `{INLINE} FILE`")
    decode_table(Settings, table, layer.where)
    return layer


def overlay(base: Layer, top: Layer) -> Layer:
    """What two layers say together; each must hold values of the right types.

    The upper one wins, tables go together key by key, and arrays of options that add are joined.
    """
    table = {key: value for key, value in base.table.items() if key not in top.sets_aside}
    origins = {key: origin for key, origin in base.origins.items() if key[0] not in top.sets_aside}
    options = options_of(Settings)
    for key, value in top.table.items():
        meta = option_meta(options[key])
        adds = meta is not None and (meta.extra or {}).get("merge") == "add"
        if adds and key in table:
            shift = len(table[key])
            table[key] = [*table[key], *value]
            _take(origins, top.origins, (key,), shift=shift)
        else:
            table[key] = _merge(table.get(key), value, (key,), origins, top.origins)
    return Layer(table, origins, (*top.files, *base.files), base.sets_aside | top.sets_aside)


def settings_of(layer: Layer) -> Settings:
    """The settings that a layer comes to; SteplintError for what is wrong in it."""
    settings = decode_table(Settings, layer.table, layer.where)
    return msgspec.structs.replace(settings, origins=layer.origins, files=layer.files)


def _merge(
    low: object, high: Any, path: KeyPath, origins: dict[KeyPath, Origin], top_origins: Mapping[KeyPath, Origin]
) -> Any:
    """A value over another, tables key by key; `origins` is kept in step."""
    if not (isinstance(low, Mapping) and isinstance(high, Mapping)):
        for key in [key for key in origins if key[: len(path)] == path]:
            del origins[key]
        _take(origins, top_origins, path)
        return high
    merged = dict(low)
    for key, value in high.items():
        merged[key] = _merge(low.get(key), value, (*path, key), origins, top_origins)
    if path in top_origins:
        origins[path] = top_origins[path]
    return merged


def _take(origins: dict[KeyPath, Origin], source: Mapping[KeyPath, Origin], path: KeyPath, *, shift: int = 0) -> None:
    """Copy the origins at a path and below, the indexes of an array's elements shifted."""
    for key, origin in source.items():
        if key[: len(path)] != path:
            continue
        match key[len(path) :]:
            case (int(index), *rest):
                origins[(*path, index + shift, *rest)] = origin
            case _:
                origins[key] = origin
