"""Arithmetic on what is known: numbers, text, durations and moments."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from steplint.project.entities import (
    UNKNOWN,
    Duration,
    Entities,
    Entity,
    External,
    Items,
    Literal,
    Moment,
    Opaque,
    Table,
    Template,
    unite,
)

_NUMBER = (int, float)
_HOLE = re.compile(r"\{[^{}]*\}")
_PERCENT = re.compile(r"%(?:\([^)]*\))?[-+ #0]*[\d.*]*[sdrifxXeEgGc]")
_MOST_ALTERNATIVES = 8
_LONGEST = 1_000
_MOST_ITEMS = 24
_PATHS = ("pathlib.Path()", "pathlib.Path.cwd()", "pathlib.Path.home()", "anyio.Path()")


def fold(operator: str, operands: Sequence[Entities]) -> Entities:
    """The result of an operator on every combination of what its operands may be."""
    if len(operands) == 1:
        return (
            unite(*((_unary(operator, entity),) for entity in operands[0][:_MOST_ALTERNATIVES]))
            if operands[0]
            else (UNKNOWN,)
        )
    left, right = operands
    if len(left) * len(right) > _MOST_ALTERNATIVES or not left or not right:
        return (UNKNOWN,)
    return unite(*((_binary(operator, a, b),) for a in left for b in right))


def _unary(operator: str, entity: Entity) -> Entity:
    match operator, entity:
        case "-", Literal(value=(int() | float()) as number):
            return Literal(-number)
        case "-", Duration(seconds=float() as seconds):
            return Duration(-seconds)
        case "+", Literal() | Duration():
            return entity
        case "!r", Literal(value=value):
            return Literal(repr(value))
        case "not", Literal(value=value):
            return Literal(not value)
        case _:
            return UNKNOWN


def _binary(operator: str, left: Entity, right: Entity) -> Entity:
    match operator, left, right:
        case _, Literal(value=a), Literal(value=b) if isinstance(a, _NUMBER) and isinstance(b, _NUMBER):
            return _arithmetic(operator, a, b)
        case "+", Duration(seconds=a), Duration(seconds=b):
            return Duration(None if a is None or b is None else a + b)
        case "-", Duration(seconds=a), Duration(seconds=b):
            return Duration(None if a is None or b is None else a - b)
        case "*", Duration(seconds=a), other:
            return Duration(_scaled(a, other, lambda x, y: x * y))
        case "*", other, Duration(seconds=a):
            return Duration(_scaled(a, other, lambda x, y: x * y))
        case "/" | "//", Duration(seconds=a), other:
            return Duration(_scaled(a, other, lambda x, y: x / y if y else None))
        case "+" | "-", Duration(), _:
            return Moment(None) if isinstance(right, Moment) else Duration(None)
        case "+", Moment(seconds=a), Duration(seconds=b):
            return Moment(None if a is None or b is None else a + b)
        case "-", Moment(seconds=a), Duration(seconds=b):
            return Moment(None if a is None or b is None else a - b)
        case "+" | "-", Moment(), _:
            return Moment(None)
        case "/", External(path=path), _ if path.startswith(_PATHS):
            return left
        case "/", _, External(path=path) if path.startswith(_PATHS):
            return right
        case "+", (Literal() | Template()), (Literal() | Template()) if is_text(left) and is_text(right):
            return join((left, right))
        case "+", (Literal() | Template()), Opaque() if is_text(left):
            return join((left, UNKNOWN))
        case "+", Opaque(), (Literal() | Template()) if is_text(right):
            return join((UNKNOWN, right))
        case "+", Items(items=a), Items(items=b) if len(a) + len(b) <= _MOST_ITEMS:
            return Items((*a, *b), left.repeated or right.repeated)
        case "|", Table(), Table():
            return left.merged(right)
        case "%", Literal(value=str() as text), _:
            return _with_holes(text, _PERCENT)
        case _:
            return UNKNOWN


def _arithmetic(operator: str, a: float, b: float) -> Entity:
    try:
        match operator:
            case "+":
                return Literal(a + b)
            case "-":
                return Literal(a - b)
            case "*":
                return Literal(a * b)
            case "/":
                return Literal(a / b)
            case "//":
                return Literal(a // b)
            case "%":
                return Literal(a % b)
            case "**" if abs(b) <= 64 and abs(a) <= 1_000_000:
                return Literal(a**b)
            case _:
                return UNKNOWN
    except (ArithmeticError, ValueError):
        return UNKNOWN


def _scaled(seconds: float | None, other: Entity, operate: Callable[[float, float], float | None]) -> float | None:
    if seconds is None or not isinstance(other, Literal) or not isinstance(other.value, _NUMBER):
        return None
    return operate(seconds, other.value)


def is_text(entity: Entity) -> bool:
    """Whether an entity is text, known or with holes."""
    return isinstance(entity, Template) or (isinstance(entity, Literal) and isinstance(entity.value, str))


def join(pieces: Sequence[Entity]) -> Entity:
    """Text put together from pieces; whatever is no text is a hole, numbers are written out."""
    parts: list[str | None] = []
    for piece in pieces:
        match piece:
            case Literal(value=value) if value is not None:
                parts.append(str(value))
            case Template(parts=inner):
                parts.extend(inner)
            case _:
                parts.append(None)
    merged: list[str | None] = []
    for part in parts:
        if part is not None and merged and merged[-1] is not None:
            merged[-1] += part
        elif part != "":
            merged.append(part)
    if not merged:
        return Literal("")
    if len(merged) == 1 and merged[0] is not None:
        return Literal(merged[0])
    return Template(tuple(merged[:_LONGEST]))


def text_method(receiver: Entity, name: str) -> Entity:
    """The result of a method of known text; arguments are holes."""
    match receiver, name:
        case Literal(value=str() as text), "format" | "format_map":
            return _with_holes(text, _HOLE)
        case Literal(
            value=str() as text
        ), "lower" | "upper" | "strip" | "title" | "capitalize" | "casefold" | "swapcase":
            return Literal(str(getattr(text, name)()))
        case ((Literal() | Template()), "lower" | "upper" | "strip" | "encode"):
            return receiver
        case _:
            return Template((None,))


def _with_holes(text: str, hole: re.Pattern[str]) -> Entity:
    parts: list[str | None] = []
    end = 0
    for match in hole.finditer(text):
        parts += [text[end : match.start()], None]
        end = match.end()
    parts.append(text[end:])
    return join([Literal(part) if part is not None else UNKNOWN for part in parts])


def timedelta(given: dict[str, Entities]) -> Duration:
    """The duration that `datetime.timedelta` makes of its arguments; unknown when any argument is."""
    units = {
        "weeks": 604_800.0,
        "days": 86_400.0,
        "hours": 3_600.0,
        "minutes": 60.0,
        "seconds": 1.0,
        "milliseconds": 0.001,
        "microseconds": 1e-6,
    }
    total = 0.0
    for name, entities in given.items():
        match entities:
            case (Literal(value=(int() | float()) as number),) if name in units:
                total += number * units[name]
            case _:
                return Duration(None)
    return Duration(total)
