"""How loops count: their position, their length, and what a comparison of the two says about first and last turns."""

from __future__ import annotations

import dataclasses
import enum
from collections.abc import Sequence

from steplint.flow.texts import Texts
from steplint.model import values as v
from steplint.model.graph import ContextKind, LoopKind
from steplint.model.module import Call, Function

MIRRORED = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "==": "==", "!=": "!="}
"""Comparison operators with their sides exchanged."""
_MANY = 1_000_000
_MOST_COUNTED = 1_000
_SAME_LENGTH = frozenset({"list", "tuple", "sorted", "reversed"})


class Turn(enum.StrEnum):
    """A turn of a loop that a condition singles out."""

    FIRST = "first"
    LAST = "last"


@dataclasses.dataclass(frozen=True, slots=True)
class Linear:
    """`index·i + length·L + constant` over one loop's position and length."""

    index: int
    length: int
    constant: int

    def minus(self, other: Linear) -> Linear:
        """The difference of two."""
        return Linear(self.index - other.index, self.length - other.length, self.constant - other.constant)


@dataclasses.dataclass(frozen=True, slots=True)
class Counter:
    """How a loop counts.

    The name of its position, where that starts, the texts its length goes by; the name of its item and the text of the
    collection that the item is of. `step` is the text of what the position grows by, None when that is one.
    """

    loop: int
    position: str | None
    start: int
    lengths: frozenset[str]
    item: str | None = None
    collection: str | None = None
    step: str | None = None
    count: int | None = None
    """The number of turns, where it is known."""


class Counters:
    """The counting loops of one function."""

    def __init__(self, function: Function, texts: Texts) -> None:
        self._function = function
        self._texts = texts
        found = (self._counter(number) for number in range(len(function.loops)))
        self.all = [counter for counter in found if counter is not None]

    def _counter(self, number: int) -> Counter | None:
        loop = self._function.loops[number]
        if loop.kind is LoopKind.WHILE or loop.iterable is None or not loop.targets:
            return None
        call = self._function.calls[loop.iterable.call] if isinstance(loop.iterable, v.CallResult) else None
        name = call.callee.id if call is not None and isinstance(call.callee, v.Name) else None
        if call is not None and name == "range" and len(loop.targets) == 1:
            return self._range(number, loop.targets[0], call)
        if call is not None and name == "enumerate" and call.arguments:
            start = call.argument(1, "start") or v.Constant(call.span, 0)
            collections = self._collections(call.arguments[0].value)
            if not isinstance(start, v.Constant) or not isinstance(start.value, int):
                return None
            item = loop.targets[1] if len(loop.targets) == 2 else None
            collection = collections[0] if collections else None
            return Counter(number, loop.targets[0], start.value, _lengths(collections), item, collection)
        collections = self._collections(loop.iterable)
        item = loop.targets[0] if len(loop.targets) == 1 else None
        return Counter(number, None, 0, _lengths(collections), item, collections[0]) if collections else None

    def _collections(self, value: v.Value) -> list[str]:
        """The texts of the collections that are gone through at once: one, or those that are zipped."""
        if isinstance(value, v.CallResult):
            call = self._function.calls[value.call]
            if isinstance(call.callee, v.Name):
                inner = [argument.value for argument in call.arguments if not argument.keyword and not argument.stars]
                if call.callee.id == "zip":
                    return [text for part in inner for text in self._collections(part)]
                if call.callee.id in _SAME_LENGTH and inner:
                    return self._collections(inner[0])
        text = self._texts.text(value)
        return [] if text is None else [text]

    def _range(self, number: int, position: str, call: Call) -> Counter | None:
        values = [argument.value for argument in call.arguments if argument.keyword is None and not argument.stars]
        step: str | None = None
        match values:
            case [stop]:
                start = 0
            case [v.Constant(value=int() as start), stop]:
                pass
            case [v.Constant(value=int() as start), stop, by]:
                step = self._texts.text(by)
                if step is None or step.startswith("-"):
                    return None
            case _:
                return None
        lengths = self._length_texts(stop, number)
        # `range(1, n)` ends at n - 1: in terms of a position counted from its start, its length is n - start.
        marked = lengths if start == 0 else frozenset(f"{text}!" for text in lengths)
        count = stop.value - start if isinstance(stop, v.Constant) and isinstance(stop.value, int) else None
        known = count if count is not None and step is None and 0 < count <= _MOST_COUNTED else None
        return Counter(number, position, start, marked, step=step, count=known)

    def _length_texts(self, stop: v.Value, number: int) -> frozenset[str]:
        length = self._texts.text(stop)
        if length is None:
            return frozenset()
        texts = {length}
        if isinstance(stop, v.Name):
            source = self._texts.only_source(stop.id, self._function.loops[number].header)
            inner = None if source is None else self._texts.text(source)
            texts |= set() if inner is None else {inner}
        return frozenset(texts)

    def linear(self, value: v.Value, counter: Counter) -> Linear | None:
        """A value in terms of a loop's position and length."""
        match value:
            case v.Constant(value=int() as number) if not isinstance(number, bool):
                return Linear(0, 0, number)
            case v.Name(id=name) if name == counter.position:
                return Linear(1, 0, 0)
            case v.Operation(operator="+" | "-" as operator, operands=(left, right)):
                a, b = self.linear(left, counter), self.linear(right, counter)
                if a is None or b is None:
                    return None
                return a.minus(b) if operator == "-" else a.minus(Linear(0, 0, 0).minus(b))
            case _:
                text = self._texts.text(value)
                if text is None:
                    return None
                if text in counter.lengths:
                    return Linear(0, 1, 0)
                return Linear(0, 1, counter.start) if f"{text}!" in counter.lengths else None

    def around(self, block: int) -> list[Counter]:
        """The counting loops around a block, the innermost first."""
        found: list[Counter] = []
        context: int | None = self._function.blocks[block].context
        while context is not None:
            entry = self._function.contexts[context]
            if entry.kind is ContextKind.LOOP:
                found += [counter for counter in self.all if counter.loop == entry.owner]
            context = entry.parent
        return found

    def compares(
        self, left: v.Value, operator: str, right: v.Value, block: int
    ) -> tuple[Counter, Turn, bool] | bool | None:
        """Which turn a comparison at the end of a block singles out, in which loop around it, and with what truth.

        True or False when it holds on every turn or on none; None when it says nothing about a position.
        """
        for counter in self.around(block):
            found: tuple[Turn, bool] | bool | None = None
            if counter.step is not None:
                found = self._with_step(left, operator, right, counter)
            else:
                one, two = self.linear(left, counter), self.linear(right, counter)
                if one is not None and two is not None:
                    found = _turns(one.minus(two), operator, counter)
            if found is not None:
                return found if isinstance(found, bool) else (counter, *found)
        return None

    def _with_step(self, left: v.Value, operator: str, right: v.Value, counter: Counter) -> tuple[Turn, bool] | None:
        """For a position that grows by a step: `i > 0` and `i + step < length`, the other way round as well."""
        one, two = self._texts.text(left), self._texts.text(right)
        if one is None or two is None:
            return None
        ahead = {f"(+ {counter.position} {counter.step})", f"(+ {counter.step} {counter.position})"}
        if two in ahead:
            one, two, operator = two, one, MIRRORED[operator]
        if one in ahead and two in counter.lengths and operator in {"<", ">="}:
            return Turn.LAST, operator == ">="
        if one == counter.position and two == str(counter.start) and operator in {">", "!=", "==", "<="}:
            return Turn.FIRST, operator in {"==", "<="}
        return None


def runs_once(function: Function, loop: int) -> bool:
    """Whether a loop can take at most one turn: over a display of one item, or `range(1)`."""
    iterable = function.loops[loop].iterable
    match iterable:
        case v.Sequence(items=items):
            return len(items) <= 1 and not any(isinstance(item, v.Starred) for item in items)
        case v.CallResult(call=index):
            call = function.calls[index]
            match call.callee, call.arguments:
                case v.Name(id="range"), [only] if isinstance(only.value, v.Constant):
                    return only.value.value in {0, 1}
                case _:
                    return False
        case _:
            return False


def _lengths(collections: Sequence[str]) -> frozenset[str]:
    return frozenset(f"len({collection})" for collection in collections)


def _turns(difference: Linear, operator: str, counter: Counter) -> tuple[Turn, bool] | bool | None:
    """What `difference operator 0` says about the turns of a loop whose position runs from start to start + L - 1."""
    if difference.index < 0:
        difference, operator = Linear(-difference.index, -difference.length, -difference.constant), MIRRORED[operator]
    if difference.index != 1 or difference.length not in {0, -1}:
        return None
    if counter.count is not None and difference.length == 0:
        first = difference.constant + counter.start
        return _singled_out([_holds(first + turn, operator) for turn in range(counter.count)])
    at_end = difference.length == -1
    # Counted from the last turn backwards, or from the first one forwards, the difference is known exactly.
    origin = difference.constant + counter.start - (1 if at_end else 0)
    step = -1 if at_end else 1
    special, beside, far = (_holds(origin + step * distance, operator) for distance in (0, 1, _MANY))
    if special != beside and beside == far:
        return (Turn.LAST if at_end else Turn.FIRST), special
    if special != far:
        return None  # it changes at some turn between
    is_met_later = operator in {"==", "!="} and origin * step < 0
    return None if is_met_later else special


def _singled_out(truths: list[bool]) -> tuple[Turn, bool] | bool | None:
    """What the truths of all turns of a loop, in order, come to."""
    if len(set(truths)) == 1:
        return truths[0]
    if truths and len(set(truths[1:])) == 1:
        return Turn.FIRST, truths[0]
    if truths and len(set(truths[:-1])) == 1:
        return Turn.LAST, truths[-1]
    return None


def _holds(number: int, operator: str) -> bool:
    match operator:
        case "<":
            return number < 0
        case "<=":
            return number <= 0
        case ">":
            return number > 0
        case ">=":
            return number >= 0
        case "==":
            return number == 0
        case _:
            return number != 0
