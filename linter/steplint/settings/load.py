"""Finds the settings file that is closest, and reads it."""

from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path
from typing import Any

import msgspec

from steplint.diagnostics import SteplintError
from steplint.settings.decode import decode_table
from steplint.settings.schema import Origin, Settings
from steplint.settings.toml_lines import key_lines

OWN_FILES = (".steplint.toml", "steplint.toml")
PYPROJECT = "pyproject.toml"
_TABLE = ("tool", "steplint")
_POSITION = re.compile(r"^(.*?) \(at (?:line (\d+), column \d+|end of document)\)$", re.DOTALL)


def default_settings() -> Settings:
    """The settings of a project that has none."""
    return Settings()


def load_settings(start: Path) -> Settings:
    """The settings of the closest file in a folder or above it; the defaults when there is none.

    In one folder `.steplint.toml` comes before `steplint.toml` before `pyproject.toml`; a pyproject without our table
    is passed over. SteplintError, with file and line, for a file that is not right.
    """
    start = start.absolute()
    for folder in (start, *start.parents):
        for name in (*OWN_FILES, PYPROJECT):
            path = folder / name
            if path.is_file():
                settings = load_settings_file(path)
                if settings is not None:
                    return settings
    return default_settings()


def load_settings_file(path: Path) -> Settings | None:
    """The settings of one file; None for a pyproject without our table."""
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
    lines = {key[len(prefix) :]: line for key, line in key_lines(text).items() if key[: len(prefix)] == prefix}
    origin = Origin(path=shown, folder=str(path.absolute().parent), lines=lines)
    settings = decode_table(Settings, table, Settings(origin=origin).where)
    return msgspec.structs.replace(settings, origin=origin)


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


def _shown_path(path: Path) -> str:
    """A path as people know it: from the working directory when it lies below, with `/` between its parts."""
    try:
        relative = os.path.relpath(path)
    except ValueError:  # another drive
        relative = str(path)
    return (str(path) if relative.startswith(os.pardir) else relative).replace(os.sep, "/")
