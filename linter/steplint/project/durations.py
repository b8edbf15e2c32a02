"""Durations that are handed to the SDK as numbers, and what unit they seem to be meant in."""

from __future__ import annotations

import dataclasses
import enum
import re
from collections.abc import Iterator, Sequence

from steplint.diagnostics import Place
from steplint.model import values as v
from steplint.model.graph import Assign
from steplint.model.module import Call
from steplint.project.entities import Duration, External, Literal, Moment, Point
from steplint.project.evaluate import Evaluator
from steplint.project.frames import Frame, Module
from steplint.project.invocations import Site
from steplint.sdk import durations as sdk

_DEEPEST = 5
_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_MILLISECONDS = frozenset({"ms", "msec", "msecs", "millis", "milli", "milliseconds", "millisecond"})
_SECONDS = frozenset({"seconds", "secs", "minutes", "mins", "hours", "hrs", "days", "weeks"})
_SECONDS_AT_THE_END = frozenset({"s", "sec", "second", "min", "minute", "hr", "hour", "h", "day", "week"})
_PASSING = frozenset(f"builtins.{name}" for name in ("int", "round", "max", "min", "abs", "float"))
_FACTORS = frozenset({24, 60, 3600, 86_400, 604_800})


class Unit(enum.StrEnum):
    """What a number seems to count."""

    MILLISECONDS = "milliseconds"
    SECONDS = "seconds"
    """Or minutes, hours, days: anything longer."""


class Sign(enum.StrEnum):
    """By what a number shows that it was not meant in milliseconds."""

    SMALL = "small"
    """It is from 1 to 999."""
    PRODUCT = "product"
    """It is a product of numbers that turn units of time into seconds, `60 * 60`."""
    NAME = "name"
    """A name in it says so."""


@dataclasses.dataclass(frozen=True, slots=True)
class GivenDuration:
    """A number given for a duration, and the sign that it is not meant in milliseconds; `value` where it is known."""

    place: Place
    name: str
    sign: Sign
    value: float | None
    is_whole_seconds: bool
    said: str | None = None


class Durations:
    """Finds numbers that were not meant in milliseconds."""

    def __init__(self, evaluator: Evaluator) -> None:
        self._evaluator = evaluator

    def of_step(self, site: Site) -> Iterator[GivenDuration]:
        """The numbers given to a step for durations."""
        if site.call is not None:
            for step in site.steps:
                slots = sdk.STEPS.get(step.kind, ())
                yield from self._given(site.frame, site.call, site.point, slots, f"`step.{step.kind}`")

    def of_module(self, module: Module) -> Iterator[GivenDuration]:
        """The numbers that objects of the SDK made in a module are given for durations."""
        names = {path.rpartition(".")[2] for path in sdk.OBJECTS}
        if not any("inngest" in binding.module or binding.member == "inngest" for binding in module.model.imports):
            return
        for index, function in enumerate(module.model.functions):
            for call in function.calls:
                if not _has_slots(call) or not (names & {_last(call.callee)} or isinstance(call.callee, v.Name)):
                    continue
                frame = self._evaluator.generic_frame(module, index)
                point = frame.calls_seen.get(frame.derived.number_of(call))
                for entity in self._evaluator.evaluate(frame, call.callee, point):
                    if isinstance(entity, External) and entity.path in sdk.OBJECTS:
                        yield from self._given(frame, call, point, sdk.OBJECTS[entity.path], f"`{entity.name}`")

    def _given(
        self, frame: Frame, call: Call, point: Point | None, slots: Sequence[sdk.Slot], name: str
    ) -> Iterator[GivenDuration]:
        for slot in slots:
            value = call.argument(slot.position, slot.keyword)
            if value is None:
                continue
            found = self._sign(frame, value, point)
            if found is not None:
                sign, number, said = found
                place = Place(frame.module.path, value.span)
                yield GivenDuration(place, name, sign, number, slot.is_whole_seconds, said)

    def _sign(self, frame: Frame, value: v.Value, point: Point | None) -> tuple[Sign, float | None, str | None] | None:
        known = self._evaluator.evaluate(frame, value, point)
        numbers = [
            e.value
            for e in known
            if isinstance(e, Literal) and isinstance(e.value, int | float) and not isinstance(e.value, bool)
        ]
        number = numbers[0] if len(numbers) == len(known) == 1 else None
        if known and all(isinstance(entity, Duration | Moment) for entity in known):
            return None
        unit, said = self._unit(frame, value, point, 0)
        if unit is Unit.MILLISECONDS or number == 0:
            return None
        if unit is Unit.SECONDS and not (number and number % 60_000 == 0 and "sec" not in (said or "").lower()):
            return Sign.NAME, float(number) if isinstance(number, int | float) else None, said
        if unit is not None or not isinstance(number, int | float):
            return None
        if self._is_product(frame, value, point, 0):
            return Sign.PRODUCT, float(number), None
        return (Sign.SMALL, float(number), None) if 1 <= number <= 999 else None

    def _unit(self, frame: Frame, value: v.Value, point: Point | None, depth: int) -> tuple[Unit | None, str | None]:
        """What the names in a value say of its unit, and the name that says it."""
        if depth > _DEEPEST:
            return None, None
        match value:
            case v.Name(id=name):
                unit = _unit_of(name)
                if unit is not None:
                    return unit, name
                inner = self._assigned(frame, value, point)
                return (None, None) if inner is None else self._unit(*inner, depth + 1)
            case v.Attribute(name=name):
                return _unit_of(name), name
            case v.Subscript(key=v.Constant(value=str() as name)):
                return _unit_of(name), name
            case v.Operation(operator="*", operands=operands):
                found = [self._unit(frame, operand, point, depth + 1) for operand in operands]
                if any(self._is_thousand(frame, operand, point) for operand in operands):
                    return Unit.MILLISECONDS, None
                return _strongest(found)
            case v.Operation(operator="+" | "-", operands=operands) | v.Choice(options=operands):
                return _strongest([self._unit(frame, operand, point, depth + 1) for operand in operands])
            case v.CallResult(call=index):
                call = frame.call(index)
                at = frame.calls_seen.get(index, point)
                callees = self._evaluator.evaluate(frame, call.callee, at)
                if any(isinstance(entity, External) and entity.path in _PASSING for entity in callees):
                    return _strongest([self._unit(frame, a.value, at, depth + 1) for a in call.arguments])
                name = _last(call.callee)
                key = call.argument(0)
                if name == "get" and isinstance(key, v.Constant) and isinstance(key.value, str):
                    return _unit_of(key.value), key.value
                return _unit_of(name), f"{name}()"
            case v.Awaited(value=inner_value):
                return self._unit(frame, inner_value, point, depth + 1)
            case _:
                return None, None

    def _assigned(self, frame: Frame, value: v.Name, point: Point | None) -> tuple[Frame, v.Value, Point | None] | None:
        """The one value that a variable was given, in the function or in a module."""
        definitions = self._evaluator.definitions(frame.module, frame.index)
        if definitions.binds(value.id):
            sites = definitions.reaching(value.id, point.block, point.operation) if point is not None else ()
            match [site.operation for site in sites or definitions.all(value.id)]:
                case [Assign(value=assigned)] if assigned is not None:
                    site = (sites or definitions.all(value.id))[0]
                    return frame, assigned, Point(site.block, site.position)
                case _:
                    return None
        written = self._evaluator.written(self._evaluator.body(frame.module), value)
        return None if written is None else (written[0], written[1], None)

    def _is_thousand(self, frame: Frame, value: v.Value, point: Point | None) -> bool:
        known = self._evaluator.evaluate(frame, value, point)
        return any(
            isinstance(e, Literal) and isinstance(e.value, int | float) and e.value and e.value % 1000 == 0
            for e in known
        )

    def _is_product(self, frame: Frame, value: v.Value, point: Point | None, depth: int) -> bool:
        """Whether a value is a product by which units of time become seconds."""
        match value:
            case v.Operation(operator="*", operands=operands):
                factors = list(_factors(operands))
                numbers = [factor.value for factor in factors if isinstance(factor, v.Constant)]
                return bool(_FACTORS & {n for n in numbers if isinstance(n, int)}) and not any(
                    self._is_thousand(frame, factor, point) for factor in factors
                )
            case v.Name() if depth < _DEEPEST:
                inner = self._assigned(frame, value, point)
                return inner is not None and self._is_product(*inner, depth + 1)
            case _:
                return False


def _factors(operands: Sequence[v.Value]) -> Iterator[v.Value]:
    for operand in operands:
        if isinstance(operand, v.Operation) and operand.operator == "*":
            yield from _factors(operand.operands)
        else:
            yield operand


def _strongest(found: Sequence[tuple[Unit | None, str | None]]) -> tuple[Unit | None, str | None]:
    for unit in (Unit.MILLISECONDS, Unit.SECONDS):
        for known, said in found:
            if known is unit:
                return known, said
    return None, None


def _unit_of(name: str) -> Unit | None:
    """What a name says of its unit; `_s`, `_second` count at the end only (`second_try` is no time)."""
    words = [word.lower() for word in _WORDS.findall(name.partition("@")[0])]
    if any(word in _MILLISECONDS for word in words):
        return Unit.MILLISECONDS
    if any(word in _SECONDS for word in words):
        return Unit.SECONDS
    return Unit.SECONDS if len(words) > 1 and words[-1] in _SECONDS_AT_THE_END else None


def _last(value: v.Value) -> str:
    match value:
        case v.Name(id=name) | v.Attribute(name=name):
            return name
        case _:
            return ""


def _has_slots(call: Call) -> bool:
    keywords = {"period", "timeout", "start", "finish", "jitter", "retry_after"}
    return len(call.arguments) > 1 or any(argument.keyword in keywords for argument in call.arguments)
