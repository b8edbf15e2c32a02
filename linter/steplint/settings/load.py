"""Finds the settings file that is closest, and reads it with those it extends."""

from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path
from typing import Any

from steplint import __version__
from steplint.diagnostics import SteplintError
from steplint.settings.decode import decode_table
from steplint.settings.layers import Layer, overlay, settings_of
from steplint.settings.schema import Origin, Settings
from steplint.settings.toml_lines import key_lines
from steplint.settings.version import is_allowed, parse_version_specifier

OWN_FILES = (".steplint.toml", "steplint.toml")
PYPROJECT = "pyproject.toml"
_TABLE = ("tool", "steplint")
_POSITION = re.compile(r"^(.*?) \(at (?:line (\d+), column \d+|end of document)\)$", re.DOTALL)


def default_settings(*changes: Layer) -> Settings:
    """The settings of a project that has none, with changes laid over them, the last on top."""
    return _settings(Layer({}, {}), changes)


def load_settings(start: Path, *changes: Layer) -> Settings:
    """The settings of the closest file in a folder or above it, with changes laid over them; the defaults when there is
    no file.

    In one folder `.steplint.toml` comes before `steplint.toml` before `pyproject.toml`; a pyproject without our table
    is passed over. SteplintError, with file and line, for a file that is not right.
    """
    start = start.absolute()
    for folder in (start, *start.parents):
        for name in (*OWN_FILES, PYPROJECT):
            path = folder / name
            if os.path.isfile(path):  # which says no also where asking is not allowed
                settings = load_settings_file(path, *changes)
                if settings is not None:
                    return settings
    return default_settings(*changes)


def load_settings_file(path: Path, *changes: Layer) -> Settings | None:
    """The settings of one file, with changes laid over them; None for a pyproject without our table."""
    layer = _read(path)
    return None if layer is None else _settings(_with_bases(path, layer, (path,)), changes)


def _settings(layer: Layer, changes: tuple[Layer, ...]) -> Settings:
    for change in changes:
        _check_version(change)
        layer = overlay(layer, change)
    return settings_of(layer)


def _with_bases(path: Path, layer: Layer, chain: tuple[Path, ...]) -> Layer:
    """A file's layer over those of the files it extends; `chain` are the files that led here, this one last."""
    if "extend" not in layer.table:
        return layer
    place, name = layer.where("extend"), layer.table["extend"]
    base = Path(os.path.abspath(path.parent / name))
    if any(_is_same(base, other) for other in chain):
        circle = " -> ".join(_shown_path(step) for step in (*chain, base))
        raise SteplintError(f"{place}`extend` goes in a circle: {circle}")
    if not base.is_file():
        raise SteplintError(f'{place}`extend = "{name}"`: there is no file {_shown_path(base)}')
    below = _read(base)
    if below is None:
        raise SteplintError(f'{place}`extend = "{name}"`: {_shown_path(base)} has no table `tool.steplint`')
    return overlay(_with_bases(base, below, (*chain, base)), layer)


def _read(path: Path) -> Layer | None:
    """What one file says, without those it extends; None for a pyproject without our table."""
    shown = _shown_path(path)
    try:
        text = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except OSError as error:
        raise SteplintError(f"{shown}: cannot read the settings: {error.strerror}") from None
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise SteplintError(f"{shown}:{line}: not UTF-8, as TOML must be") from None
    if path.name == PYPROJECT and "steplint" not in text:
        return None
    table, prefix = _our_table(_parse(text, shown), is_pyproject=path.name == PYPROJECT, shown=shown)
    if table is None:
        return None
    folder = str(path.absolute().parent)
    lines = {key[len(prefix) :]: line for key, line in key_lines(text).items() if key[:-1][: len(prefix)] == prefix}
    layer = Layer(table, {key: Origin(shown, folder, line) for key, line in lines.items()}, (shown,))
    _check_version(layer)
    decode_table(Settings, table, layer.where)
    return layer


def _check_version(layer: Layer) -> None:
    """Refuse settings for other versions, before anything is said about what this version does not know."""
    value = layer.table.get("required-version")
    try:
        specifier = None if value is None else parse_version_specifier(value)
    except ValueError:
        return  # decoding tells
    if specifier is not None and not is_allowed(specifier):
        place = layer.where("required-version")
        raise SteplintError(f"{place}these settings are for steplint {value}, and this is {__version__}")


def _parse(text: str, shown: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        match = _POSITION.match(str(error))
        reason = match[1] if match is not None else str(error)
        line = int(match[2]) if match is not None and match[2] else len(text.splitlines()) or 1
        raise SteplintError(f"{shown}:{line}: not valid TOML: {reason}") from None


def _our_table(
    document: dict[str, Any], *, is_pyproject: bool, shown: str
) -> tuple[dict[str, Any] | None, tuple[str, ...]]:
    """The table with our settings, None when there is none, and its path in the document."""
    if not is_pyproject:
        return document, ()
    table: Any = document
    for name in _TABLE:
        table = table.get(name) if isinstance(table, dict) else None
    if table is None or isinstance(table, dict):
        return table, _TABLE
    raise SteplintError(f"{shown}: `tool.steplint` must be a table")


def _is_same(path: Path, other: Path) -> bool:
    return os.path.realpath(path) == os.path.realpath(other)


def _shown_path(path: Path) -> str:
    """A path as people know it: from the working directory when it lies below, with `/` between its parts."""
    try:
        relative = os.path.relpath(path)
    except ValueError:  # another drive
        relative = str(path)
    return (str(path) if relative.startswith(os.pardir) else relative).replace(os.sep, "/")
