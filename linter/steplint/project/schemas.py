"""Which keys a mapping must have so that an object of a class can be made of it, and which keys an object gives: what
rules ask about classes of the linted project.
"""

from __future__ import annotations

from collections.abc import Iterator

from steplint.model import values as v
from steplint.project.entities import ClassRef, External, PartialCall, Point
from steplint.project.evaluate import Evaluator, calls
from steplint.project.evaluate.schemas import (
    Field,
    Maker,
    Presence,
    Schema,
    SchemaKind,
    Validation,
    schema_of,
    typed_contents,
    validated_by_construction,
    validated_by_function,
    validated_by_method,
)
from steplint.project.frames import Frame

__all__ = [
    "Field",
    "Maker",
    "Presence",
    "Schema",
    "SchemaKind",
    "Validation",
    "schema_of",
    "typed_contents",
    "validations",
]


def validations(evaluator: Evaluator, frame: Frame, index: int, point: Point | None = None) -> Iterator[Validation]:
    """What the call at `index` of a frame's function makes objects of, one for each class it may be about.

    A call of a class counts when a mapping is spread into it (`Model(**data)`), for what is spread.
    """
    call = frame.call(index)
    at = frame.calls_seen.get(index, point)
    given = calls.arguments(evaluator, frame, call, at)
    found: list[Validation | None] = []
    if isinstance(call.callee, v.Attribute):
        name = call.callee.name
        receivers = evaluator.evaluate(frame, call.callee.base, at)
        found += [validated_by_method(evaluator, receiver, name, given) for receiver in receivers]
    spreads = [argument.value for argument in call.arguments if argument.stars == 2]
    for callee in evaluator.evaluate(frame, call.callee, at):
        target, arguments = callee, given
        if isinstance(callee, PartialCall):
            target, arguments = callee.target, calls.completed(callee, given)
        match target:
            case External(path=path):
                found.append(validated_by_function(evaluator, path, arguments))
            case ClassRef() if len(spreads) == 1:
                spread = evaluator.evaluate(frame, spreads[0], at)
                found.append(validated_by_construction(evaluator, target, arguments, spread))
            case _:
                pass
    yield from (validation for validation in dict.fromkeys(found) if validation is not None)
