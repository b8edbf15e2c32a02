"""How libraries spell a field's name in data: the generators of aliases that they bring."""

from __future__ import annotations

import re

_WORDS = re.compile(r"[a-z]+(?:_[a-z]+)*")
_PYDANTIC = ("pydantic.alias_generators.", "pydantic.v1.utils.", "pydantic.utils.")
_HUMPS = {"humps.camelize": "camel", "humps.pascalize": "pascal", "humps.kebabize": "kebab"}


def generated(path: str, name: str) -> str | None:
    """What a library's alias generator makes of a name; None for one that is not known."""
    for package in _PYDANTIC:
        if path.startswith(package):
            match path.removeprefix(package):
                case "to_camel" | "to_lower_camel":
                    return _to_camel(name)
                case "to_pascal":
                    return _to_pascal(name)
                case _:
                    return name if _WORDS.fullmatch(name) and path.endswith(".to_snake") else None
    style = _HUMPS.get(path)
    return renamed(style, name) if style is not None and _WORDS.fullmatch(name) else None


def renamed(style: str, name: str) -> str | None:
    """What msgspec's `rename=` of this style makes of a name; None for a style that is not known."""
    match style:
        case "lower":
            return name.lower()
        case "upper":
            return name.upper()
        case "camel" | "pascal":
            prefix = name[: len(name) - len(name.lstrip("_"))]
            first, *rest = name.removeprefix(prefix).split("_")
            head = first.title() if style == "pascal" else first
            return prefix + head + "".join(part.title() for part in rest)
        case "kebab":
            return name.strip("_").replace("_", "-")
        case _:
            return None


def _to_pascal(name: str) -> str:
    return re.sub("([0-9A-Za-z])_(?=[0-9A-Z])", lambda match: match.group(1), name.title())


def _to_camel(name: str) -> str:
    if re.match("^[a-z]+[A-Za-z0-9]*$", name) and not re.search(r"\d[a-z]+", name):
        return name
    return re.sub("(^_*[A-Z])", lambda match: match.group(1).lower(), _to_pascal(name))
