"""Values as TOML text; tomllib only reads."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_DELETE = "\x7f"


def toml_value(value: Any) -> str:
    """A value on one line: text, numbers, booleans, lists, and mappings as inline tables."""
    match value:
        case bool():
            return str(value).lower()
        case str():
            return _string(value)
        case list() | tuple():
            return f"[{', '.join(map(toml_value, value))}]"
        case Mapping():
            inner = ", ".join(f"{toml_key(key)} = {toml_value(item)}" for key, item in value.items())
            return f"{{ {inner} }}" if inner else "{}"
        case _:
            return str(value)


def toml_key(key: str) -> str:
    """A key, in quotes where it needs them."""
    return key if _BARE_KEY.fullmatch(key) else _string(key)


def toml_option(path: tuple[str, ...], value: Any) -> str:
    """An option with a value, as people write it: a table of its own under a header, anything else as a key."""
    *tables, key = path
    lines = [f"[{'.'.join(map(toml_key, tables))}]"] if tables else []
    if isinstance(value, Mapping) and value:
        inner = list(value.items())
        if all(isinstance(item, Mapping) for _, item in inner):
            return "\n\n".join(toml_option((*path, name), item) for name, item in inner)
        lines = [f"[{'.'.join(map(toml_key, path))}]"]
        lines += [f"{toml_key(name)} = {toml_value(item)}" for name, item in inner]
    else:
        lines.append(f"{toml_key(key)} = {toml_value(value)}")
    return "\n".join(lines)


def _string(text: str) -> str:
    """Text in double quotes; JSON's escapes are TOML's, which in addition wants DEL escaped."""
    import json  # which a run that shows no settings needs not

    return json.dumps(text, ensure_ascii=False).replace(_DELETE, "\\u007f")
