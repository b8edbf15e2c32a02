"""What a branch's condition says, in terms that two conditions of one function can be compared by.

A condition becomes an `Atom` and the truth it is tested for. Two tests of the same atom agree as long as no name in it
was bound anew. Conditions on a loop's position become the atoms FIRST and LAST of that loop: "this is its first turn",
"this is its last turn", however they are written (`i > 0`, `if i`, `i < len(users) - 1`, `user is not users[-1]`).
"""

from __future__ import annotations

import dataclasses
import enum
import re
from collections.abc import Sequence
from typing import TypeAlias

from steplint.flow.definitions import Definition, Definitions
from steplint.model import values as v
from steplint.model.graph import Assign, LoopKind
from steplint.model.module import Function

_DEEPEST = 12
_LAST_NAME = re.compile(
    r"^(is_?)?(the_)?(last|final)(_(one|item|user|recipient|iteration|turn|batch|email))?$|^is_?last\w*$", re.IGNORECASE
)
_FIRST_NAME = re.compile(
    r"^(is_?)?(the_)?first(_(one|item|user|recipient|iteration|turn|batch|email))?$|^is_?first\w*$", re.IGNORECASE
)
_MIRRORED = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "==": "==", "!=": "!="}
_MANY = 1_000_000


class AtomKind(enum.StrEnum):
    """What an atom claims."""

    TRUTHY = "truthy"
    EQUAL = "equal"
    COMPARE = "compare"
    FIRST = "first"
    LAST = "last"
    MORE = "more"
    """Set while a loop returns to its header: another turn is (True) or is not (False) to come."""


Scalar: TypeAlias = str | int | float | bool | None


@dataclasses.dataclass(frozen=True, slots=True, order=True)
class Atom:
    """A claim about a subject: its text, the constant it is compared with, or a loop; `names` are what it depends
    on.
    """

    kind: AtomKind
    subject: str
    constant: str = ""
    loop: int = -1
    names: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class Claim:
    """An atom held true or false."""

    atom: Atom
    truth: bool


@dataclasses.dataclass(frozen=True, slots=True)
class _Linear:
    """`index·i + length·L + constant` over one loop's position and length."""

    index: int
    length: int
    constant: int

    def minus(self, other: _Linear) -> _Linear:
        return _Linear(self.index - other.index, self.length - other.length, self.constant - other.constant)


@dataclasses.dataclass(frozen=True, slots=True)
class _Counter:
    """How a loop counts: the name of its position, where it starts, the texts its length goes by, its items and
    collection.
    """

    loop: int
    position: str | None
    start: int
    lengths: frozenset[str]
    item: str | None
    collection: str | None


class Conditions:
    """The conditions of one function."""

    def __init__(self, function: Function, definitions: Definitions) -> None:
        self._function = function
        self._definitions = definitions
        self._counters = [
            counter for number in range(len(function.loops)) if (counter := self._counter(number)) is not None
        ]

    def claim(self, test: v.Value, block: int, *, truth: bool) -> Claim | bool | None:
        """What a test at the end of a block says when it turns out as `truth`.

        True or False when the test can only turn out one way (then the other edge is never taken); None when it says
        nothing.
        """
        expanded = self._expand(test, block, 0)
        while isinstance(expanded, v.Operation) and expanded.operator == "not":
            expanded, truth = expanded.operands[0], not truth
        if isinstance(expanded, v.Constant):
            return bool(expanded.value) == truth
        positional = self._positional(expanded, block)
        if positional is not None:
            return (
                positional == truth
                if isinstance(positional, bool)
                else Claim(positional.atom, positional.truth == truth)
            )
        return self._plain(expanded, truth=truth)

    def runs_once(self, loop: int) -> bool:
        """Whether a loop can take at most one turn: over a display of one item, or `range(1)`."""
        iterable = self._function.loops[loop].iterable
        match iterable:
            case v.Sequence(items=items):
                return len(items) <= 1 and not any(isinstance(item, v.Starred) for item in items)
            case v.CallResult(call=index):
                call = self._function.calls[index]
                match call.callee, call.arguments:
                    case v.Name(id="range"), [only] if isinstance(only.value, v.Constant):
                        return only.value.value in {0, 1}
                    case _:
                        return False
            case _:
                return False

    # Symbolic texts

    def _expand(self, value: v.Value, block: int, depth: int) -> v.Value:
        """The value with names replaced by the one pure expression they were bound to (`is_last = i == n - 1`)."""
        if depth > _DEEPEST:
            return value
        match value:
            case v.Name():
                source = self._only_source(value.id, block)
                if source is not None and self._is_worth_expanding(source):
                    return self._expand(source, block, depth + 1)
                return value
            case v.Comparison():
                return v.Comparison(
                    value.span,
                    value.operator,
                    self._expand(value.left, block, depth + 1),
                    self._expand(value.right, block, depth + 1),
                )
            case v.Operation():
                return v.Operation(
                    value.span, value.operator, tuple(self._expand(o, block, depth + 1) for o in value.operands)
                )
            case v.CallResult():
                call = self._function.calls[value.call]
                if isinstance(call.callee, v.Name) and call.callee.id == "bool" and len(call.arguments) == 1:
                    return self._expand(call.arguments[0].value, block, depth + 1)
                return value
            case _:
                return value

    def _is_worth_expanding(self, source: v.Value) -> bool:
        match source:
            case v.Comparison() | v.Operation(operator="+" | "-" | "not"):
                return True
            case v.CallResult():
                return self.text(source) is not None
            case _:
                return False

    def _only_source(self, name: str, block: int) -> v.Value | None:
        sites = self._definitions.reaching(name, block, _MANY)
        match sites:
            case (Definition(operation=Assign(value=source, augmented=False)),) if source is not None:
                return source
            case _:
                return None

    def text(self, value: v.Value) -> str | None:
        """A stable text for a pure expression; None for one whose value may change between two evaluations."""
        match value:
            case v.Name():
                return value.id
            case v.Attribute():
                base = self.text(value.base)
                return None if base is None else f"{base}.{value.name}"
            case v.Constant():
                return repr(value.value)
            case v.Subscript():
                base, key = self.text(value.base), self.text(value.key)
                return None if base is None or key is None else f"{base}[{key}]"
            case v.CallResult():
                return self._call_text(value.call)
            case v.Operation():
                parts = [self.text(operand) for operand in value.operands]
                return (
                    None
                    if None in parts
                    else f"({value.operator} {' '.join(part for part in parts if part is not None)})"
                )
            case _:
                return None

    def _call_text(self, index: int) -> str | None:
        call = self._function.calls[index]
        arguments = [self.text(argument.value) for argument in call.arguments]
        if any(argument.stars or argument.keyword for argument in call.arguments) or None in arguments:
            return None
        inner = ", ".join(part for part in arguments if part is not None)
        match call.callee:
            case v.Name(id="len" | "isinstance" | "bool" | "hasattr" as name):
                return f"{name}({inner})"
            case v.Attribute(name="get" | "startswith" | "endswith" | "lower" | "upper" | "strip" as name):
                base = self.text(call.callee.base)
                return None if base is None else f"{base}.{name}({inner})"
            case _:
                return None

    def names_in(self, value: v.Value) -> tuple[str, ...]:
        """The variables a value depends on, sorted."""
        found: set[str] = set()
        pending = [value]
        while pending:
            current = pending.pop()
            if isinstance(current, v.Name):
                found.add(current.id)
            elif isinstance(current, v.CallResult):
                call = self._function.calls[current.call]
                pending += [call.callee, *(argument.value for argument in call.arguments)]
            pending += v.children(current)
        return tuple(sorted(found))

    # Plain claims

    def _plain(self, test: v.Value, *, truth: bool) -> Claim | None:
        if isinstance(test, v.Comparison):
            return self._comparison(test, truth=truth)
        if isinstance(test, v.CallResult):
            call = self._function.calls[test.call]
            if isinstance(call.callee, v.Name) and call.callee.id == "len" and len(call.arguments) == 1:
                return self._plain(call.arguments[0].value, truth=truth)
        subject = self.text(test)
        if subject is None:
            return None
        return Claim(Atom(AtomKind.TRUTHY, subject, names=self.names_in(test)), truth)

    def _comparison(self, test: v.Comparison, *, truth: bool) -> Claim | None:
        left, operator, right = test.left, test.operator, test.right
        if isinstance(left, v.Constant) and operator in _MIRRORED:
            left, operator, right = right, _MIRRORED[operator], left
        if isinstance(right, v.Constant):
            if operator in {"==", "is", "!=", "is not"} and right.value != 0:
                subject = self.text(left)
                if subject is None:
                    return None
                if isinstance(right.value, bool):
                    claimed = right.value == (operator in {"==", "is"})
                    return Claim(Atom(AtomKind.TRUTHY, subject, names=self.names_in(left)), claimed == truth)
                atom = Atom(AtomKind.EQUAL, subject, repr(right.value), names=self.names_in(left))
                return Claim(atom, truth == (operator in {"==", "is"}))
            # Counts and lengths compared with nothing: `sent > 0`, `len(sent) != 0`, `n >= 1`.
            if (operator, right.value) in {(">", 0), ("!=", 0), (">=", 1)}:
                return self._plain(left, truth=truth)
            if (operator, right.value) in {("==", 0), ("<", 1), ("<=", 0)}:
                return self._plain(left, truth=not truth)
        texts = self.text(left), self.text(right)
        if texts[0] is None or texts[1] is None:
            return None
        negated = {"!=": "==", "is not": "is", "not in": "in", ">=": "<", ">": "<="}
        if operator in negated:
            operator, truth = negated[operator], not truth
        names = tuple(sorted({*self.names_in(left), *self.names_in(right)}))
        return Claim(Atom(AtomKind.COMPARE, f"{texts[0]} {operator} {texts[1]}", names=names), truth)

    # Positions in loops

    def _counter(self, number: int) -> _Counter | None:
        loop = self._function.loops[number]
        if loop.kind is LoopKind.WHILE or loop.iterable is None:
            return None
        targets = loop.targets
        match loop.iterable:
            case v.CallResult(call=index):
                call = self._function.calls[index]
                name = call.callee.id if isinstance(call.callee, v.Name) else ""
                values = [
                    argument.value for argument in call.arguments if argument.keyword is None and not argument.stars
                ]
                if name == "enumerate" and values and len(targets) >= 1:
                    start = call.argument(1, "start")
                    first = (
                        start.value
                        if isinstance(start, v.Constant) and isinstance(start.value, int)
                        else (0 if start is None else None)
                    )
                    collection = self.text(values[0])
                    if first is None or collection is None:
                        return None
                    item = targets[1] if len(targets) == 2 else None
                    return _Counter(number, targets[0], first, frozenset({f"len({collection})"}), item, collection)
                if name == "range" and len(targets) == 1:
                    return self._range_counter(number, targets[0], values)
                return None
            case _:
                collection = self.text(loop.iterable)
                if collection is None or len(targets) != 1:
                    return None
                return _Counter(number, None, 0, frozenset({f"len({collection})"}), targets[0], collection)

    def _range_counter(self, number: int, position: str, values: Sequence[v.Value]) -> _Counter | None:
        match values:
            case [stop]:
                start = 0
            case [v.Constant(value=int() as start), stop]:
                pass
            case _:
                return None
        length = self.text(stop)
        if length is None:
            return None
        texts = {length}
        if isinstance(stop, v.Name):
            source = self._only_source(stop.id, self._function.loops[number].header)
            if source is not None and (inner := self.text(source)) is not None:
                texts.add(inner)
        # `range(1, n)` ends at n - 1: in terms of a position counted from its start, its length is n - start.
        return (
            _Counter(number, position, start, frozenset(texts), None, None)
            if start == 0
            else _Counter(number, position, start, frozenset(f"{text}!" for text in texts), None, None)
        )

    def _positional(self, test: v.Value, block: int) -> Claim | bool | None:
        """A claim on the position in an enclosing loop; True or False when it holds on every turn or on none."""
        match test:
            case v.Name(id=name) | v.Attribute(name=name):
                return self._named_position(test, name, block)
            case v.Comparison(operator="is" | "is not" | "==" | "!=", left=left, right=right):
                same = test.operator in {"is", "=="}
                for item, other in ((left, right), (right, left)):
                    found = self._end_item(item, other)
                    if found is not None:
                        return Claim(found, same)
            case _:
                pass
        if isinstance(test, v.Comparison) and test.operator in {"<", "<=", ">", ">=", "==", "!=", "is", "is not"}:
            operator = {"is": "==", "is not": "!="}.get(test.operator, test.operator)
            for counter in self._counters:
                one, two = self._linear(test.left, counter), self._linear(test.right, counter)
                if one is not None and two is not None:
                    found_claim = _turns(one.minus(two), operator, counter)
                    if found_claim is not None:
                        return found_claim
        return None

    def _named_position(self, test: v.Value, name: str, block: int) -> Claim | None:
        for counter in self._counters:
            if isinstance(test, v.Name) and counter.position == name:
                found = _turns(_Linear(1, 0, 0), "!=", counter)
                return found if isinstance(found, Claim) else None
        loop = self._enclosing_loop(block)
        if loop is None or (isinstance(test, v.Name) and self._only_source(name, block) is not None):
            return None
        if isinstance(test, v.Name) and len(self._definitions.all(name)) > 1:
            return None
        if _LAST_NAME.match(name):
            return Claim(Atom(AtomKind.LAST, "", loop=loop), True)
        if _FIRST_NAME.match(name):
            return Claim(Atom(AtomKind.FIRST, "", loop=loop), True)
        return None

    def _enclosing_loop(self, block: int) -> int | None:
        context: int | None = self._function.blocks[block].context
        while context is not None:
            entry = self._function.contexts[context]
            if entry.kind == "loop":
                return entry.owner
            context = entry.parent
        return None

    def _end_item(self, item: v.Value, other: v.Value) -> Atom | None:
        if not isinstance(item, v.Name) or not isinstance(other, v.Subscript) or not isinstance(other.key, v.Constant):
            return None
        collection = self.text(other.base)
        for counter in self._counters:
            if counter.item == item.id and counter.collection == collection:
                if other.key.value == -1:
                    return Atom(AtomKind.LAST, "", loop=counter.loop)
                if other.key.value == 0:
                    return Atom(AtomKind.FIRST, "", loop=counter.loop)
        return None

    def _linear(self, value: v.Value, counter: _Counter) -> _Linear | None:
        match value:
            case v.Constant(value=int() as number) if not isinstance(number, bool):
                return _Linear(0, 0, number)
            case v.Name(id=name) if name == counter.position:
                return _Linear(1, 0, 0)
            case v.Operation(operator="+" | "-" as operator, operands=(left, right)):
                a, b = self._linear(left, counter), self._linear(right, counter)
                if a is None or b is None:
                    return None
                return a.minus(b) if operator == "-" else a.minus(_Linear(0, 0, 0).minus(b))
            case _:
                text = self.text(value)
                if text is None:
                    return None
                if text in counter.lengths:
                    return _Linear(0, 1, 0)
                if f"{text}!" in counter.lengths:
                    return _Linear(0, 1, counter.start)
                return None


def _turns(difference: _Linear, operator: str, counter: _Counter) -> Claim | bool | None:
    """What `difference operator 0` says about the turns of a loop whose position runs from start to start + L - 1."""
    if difference.index < 0:
        difference, operator = _Linear(-difference.index, -difference.length, -difference.constant), _MIRRORED[operator]
    if difference.index != 1 or difference.length not in {0, -1}:
        return None
    at_end = difference.length == -1
    # Counted from the last turn backwards, or from the first one forwards, the difference is known exactly.
    origin = difference.constant + counter.start - (1 if at_end else 0)
    step = -1 if at_end else 1
    special, beside, far = (_holds(origin + step * distance, operator) for distance in (0, 1, _MANY))
    if special == beside == far:
        return special
    if special != beside and beside == far:
        return Claim(Atom(AtomKind.LAST if at_end else AtomKind.FIRST, "", loop=counter.loop), special)
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
