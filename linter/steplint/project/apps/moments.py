"""What a moment is written as: seconds, a number with a fraction, a datetime."""

from __future__ import annotations

import enum

from steplint.model import values as v
from steplint.project.apps.tracing import Written, origins
from steplint.project.entities import External, Literal, Moment, Point
from steplint.project.evaluate import Evaluator
from steplint.project.frames import Frame

_WHOLE = frozenset({"builtins.int", "builtins.round", "math.floor", "math.ceil", "math.trunc"})
_DEEPEST = 6


class MomentKind(enum.StrEnum):
    """What a moment is, when it is no whole number of milliseconds."""

    SECONDS = "seconds"
    FRACTION = "fraction"
    OBJECT = "object"


def kind_of_moment(evaluator: Evaluator, frame: Frame, value: v.Value, point: Point | None) -> MomentKind | None:
    """What a value is when it is surely made of the clock; None for milliseconds, and for all that is not known."""
    found = evaluator.evaluate(frame, value, point)
    if found and all(isinstance(entity, Moment) for entity in found):
        return MomentKind.OBJECT
    made = [
        _Made(evaluator, origin.frame).kind(origin.value, origin.point if origin.frame is not frame else point)
        for origin in origins(evaluator, frame, value, set())
        if isinstance(origin, Written)
    ]
    return made[0] if len(made) == 1 else None


class _Made:
    """Takes an expression apart: what is around a reading of the clock."""

    def __init__(self, evaluator: Evaluator, frame: Frame) -> None:
        self._evaluator = evaluator
        self._frame = frame
        self._is_whole = self._is_scaled = False

    def kind(self, value: v.Value, point: Point | None) -> MomentKind | None:
        if not self._is_clock(value, point, 0):
            return None
        if not self._is_scaled:
            return MomentKind.SECONDS
        return None if self._is_whole else MomentKind.FRACTION

    def _is_clock(self, value: v.Value, point: Point | None, depth: int) -> bool:
        """Whether a value is a reading of the clock in seconds, whatever it is multiplied by and cut to."""
        if depth > _DEEPEST:
            return False
        match value:
            case v.Operation(operator="*", operands=(left, right)):
                self._is_scaled = True
                readings = [self._is_clock(side, point, depth + 1) for side in (left, right)]
                return any(readings) and any(self._is_thousand(side, point) for side in (left, right))
            case v.CallResult(call=number):
                call = self._frame.call(number)
                at = self._frame.calls_seen.get(number, point)
                paths = {
                    entity.path
                    for entity in self._evaluator.evaluate(self._frame, call.callee, at)
                    if isinstance(entity, External)
                }
                if paths & _WHOLE and len(call.arguments) == 1:
                    self._is_whole = True
                    return self._is_clock(call.arguments[0].value, at, depth + 1)
                if isinstance(call.callee, v.Attribute) and call.callee.name == "timestamp":
                    base = self._evaluator.evaluate(self._frame, call.callee.base, at)
                    return bool(base) and all(isinstance(entity, Moment) for entity in base)
                return paths == {"time.time"}
            case _:
                return False

    def _is_thousand(self, value: v.Value, point: Point | None) -> bool:
        found = self._evaluator.evaluate(self._frame, value, point)
        return len(found) == 1 and isinstance(found[0], Literal) and found[0].value in {1000}
