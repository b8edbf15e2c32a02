"""What becomes of a call's result: on which paths to the end of its function it is used, and on which it is lost.

Used is what is awaited, handed to another call, returned, yielded or stored out of reach. Bound to a variable or put
into a container of the function it is only kept, and lost when its last name is bound anew or the function ends. A
result is taken to be true and not None (an awaitable is), which decides branches that ask.
"""

from __future__ import annotations

import dataclasses
import enum
import functools
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence

from steplint.diagnostics import Span
from steplint.flow.conditions import AtomKind, Claim, Conditions
from steplint.flow.definitions import Definitions
from steplint.model import values as v
from steplint.model.graph import (
    ENTRY,
    EXIT,
    Assign,
    Await,
    ContextKind,
    Define,
    DefineClass,
    Delete,
    Edge,
    EdgeKind,
    Import,
    Invoke,
    LoopKind,
    NameTarget,
    Op,
    Raise,
    Return,
    SubscriptTarget,
    Yield,
)
from steplint.model.module import Function, ModuleModel
from steplint.model.operands import operands

_EXCEPTIONAL = frozenset({EdgeKind.EXCEPTION, EdgeKind.SUPPRESSED})
_KEEPING_METHODS = frozenset({"append", "appendleft", "extend", "insert", "add", "setdefault", "update"})
_NEUTRAL_METHODS = _KEEPING_METHODS | {"sort", "reverse", "clear", "remove", "discard"}
_NEUTRAL_FUNCTIONS = frozenset({"print", "len", "str", "repr", "bool", "id", "type", "isinstance", "callable", "hash"})
_ASKING = frozenset({"isawaitable", "iscoroutine", "isfuture"})
"""Functions that ask whether something can be awaited."""
_LOGGING = frozenset({"debug", "info", "warning", "error", "exception", "critical", "log"})
_TESTED_ALIKE = frozenset({AtomKind.TRUTHY, AtomKind.EQUAL, AtomKind.COMPARE})
_MOST_STATES = 4_000
_RESULT = ""
"""Stands for the result itself among what holds it, until the call is made again."""
_INSIDE = "[]"
"""Behind the name of a variable: what it holds is a container with the result in it."""


class _Held(enum.Enum):
    """How a value has to do with the result."""

    NOT = "not"
    SELF = "self"
    """It is the result."""
    INSIDE = "inside"
    """It is a container that holds it."""


@dataclasses.dataclass(frozen=True, slots=True)
class Fate:
    """Where a result is used on some path, the first place in the code; and whether it is lost on some. `returned`
    says where it is handed to the caller.
    """

    used: Span | None
    is_lost: bool
    returned: Span | None


@dataclasses.dataclass(frozen=True, slots=True)
class _State:
    block: int
    holders: frozenset[str] | None
    """None before the call."""
    claims: frozenset[Claim]


class Fates:
    """The fates of the results of one function's calls; `dead` are edges that are never taken."""

    def __init__(
        self, model: ModuleModel, index: int, definitions: Definitions, dead: Collection[tuple[int, int]] = ()
    ) -> None:
        self._model = model
        self._index = index
        self._function = model.functions[index]
        self._conditions = Conditions(self._function, definitions)
        self._dead = dead

    def of(
        self, call: int, *, is_single: bool = False, idle: Mapping[int, Sequence[v.Value]] | None = None
    ) -> Fate | None:
        """What becomes of a call's result; None where the paths are too many to tell.

        A single result is no container, so that it is no use of it to take an item from it. `idle` are the arguments
        with which other calls do nothing, by call.
        """
        search = _Search(self, call, is_single=is_single, idle=idle or {})
        return search.fate() if search.run() else None

    # What the function is made of

    @property
    def function(self) -> Function:
        """The function."""
        return self._function

    @functools.cached_property
    def captured(self) -> frozenset[str]:
        """The variables that functions made in this one read or write."""
        found: set[str] = set()
        for index, function in enumerate(self._model.functions):
            if index != self._index and self._is_inside(function):
                own = set(function.locals) - set(function.nonlocals)
                for block in function.blocks:
                    for operation in block.operations:
                        for value in operands(function, operation):
                            found |= {name for name in _names(value) if name not in own}
                found |= set(function.nonlocals)
        return frozenset(found) | set(self._function.globals) | set(self._function.nonlocals)

    def _is_inside(self, function: Function) -> bool:
        parent = function.parent
        while parent is not None and parent != self._index:
            parent = self._model.functions[parent].parent
        return parent == self._index

    def is_collected(self, call: int) -> bool:
        """Whether a call stands in a comprehension, whose results are all kept until it is through."""
        function = self._function
        context: int | None = function.calls[call].context
        while context is not None:
            entry = function.contexts[context]
            if entry.kind is ContextKind.LOOP and entry.owner is not None:
                return function.loops[entry.owner].kind is LoopKind.COMPREHENSION
            context = entry.parent
        return False

    @functools.cached_property
    def _tests(self) -> dict[tuple[int, int], Claim]:
        """What the edges say that test something which is tested again elsewhere, by block and number."""
        found: dict[tuple[int, int], Claim] = {}
        for number, block in enumerate(self._function.blocks):
            for position, edge in enumerate(block.edges):
                if edge.test is not None:
                    claim = self._conditions.claim(edge.test, number, truth=edge.kind is EdgeKind.TRUE)
                    if isinstance(claim, Claim) and claim.atom.kind in _TESTED_ALIKE and claim.atom.names:
                        found[number, position] = claim
        blocks = Counter({(number, claim.atom) for (number, _), claim in found.items()})
        times = Counter(atom for _, atom in blocks)
        return {place: claim for place, claim in found.items() if times[claim.atom] > 1}

    def ways(self, number: int, claims: frozenset[Claim]) -> Iterator[tuple[Edge, frozenset[Claim]]]:
        """Where a block leads when some claims hold, and what holds there."""
        for position, edge in enumerate(self._function.blocks[number].edges):
            if (number, position) in self._dead:
                continue
            claim = self._tests.get((number, position))
            if claim is None:
                yield edge, claims
            elif Claim(claim.atom, not claim.truth) not in claims:
                yield edge, claims | {claim}

    def bound(self, operation: Op) -> str | None:
        """The variable that an operation binds or deletes."""
        match operation:
            case Assign(target=NameTarget(name=name), value=value):
                return None if value is None else name
            case Define(name=name) | DefineClass(name=name) | Delete(target=NameTarget(name=name)):
                return name
            case Import(binding=binding):
                return self._model.imports[binding].name
            case _:
                return None


class _Search:
    """The paths past one call."""

    def __init__(self, fates: Fates, call: int, *, is_single: bool, idle: Mapping[int, Sequence[v.Value]]) -> None:
        self._fates = fates
        self._is_single = is_single
        self._idle = idle
        self._function = fates.function
        self._call = call
        self._is_collected = fates.is_collected(call)
        self._used: list[Span] = []
        self._returned: list[Span] = []
        self._is_lost = False

    def fate(self) -> Fate:
        return Fate(min(self._used, default=None), self._is_lost, min(self._returned, default=None))

    def run(self) -> bool:
        """Go along all paths; False when there are too many."""
        pending = [_State(ENTRY, None, frozenset())]
        seen = set(pending)
        while pending:
            if len(seen) > _MOST_STATES:
                return False
            state = pending.pop()
            through = self._through(state)
            if through is None:
                continue
            holders, claims = through
            if state.block == EXIT:
                self._is_lost = self._is_lost or holders is not None
                continue
            for edge, held in self._fates.ways(state.block, claims):
                # What an exception keeps from being used is another matter; and which clause gets it is not known.
                if holders is None or not (edge.kind in _EXCEPTIONAL or self._is_ruled_out(edge, holders)):
                    following = _State(edge.target, holders, held)
                    if following not in seen:
                        seen.add(following)
                        pending.append(following)
        return True

    def _through(self, state: _State) -> tuple[frozenset[str] | None, frozenset[Claim]] | None:
        """What holds the result at the end of a block; None where its fate is settled before."""
        holders, claims = state.holders, state.claims
        for operation in self._function.blocks[state.block].operations:
            if isinstance(operation, Invoke) and operation.call == self._call:
                if holders is None:
                    holders = frozenset({_RESULT})
                elif not self._is_collected:
                    holders -= {_RESULT}
            elif holders is not None:
                holders = self._after(operation, holders)
                if holders is None:
                    return None
            if holders is not None and not holders:
                self._is_lost = True
                return None
            name = self._fates.bound(operation)
            if name is not None:
                claims = frozenset(claim for claim in claims if name not in claim.atom.names)
        return holders, claims

    def _after(self, operation: Op, holders: frozenset[str]) -> frozenset[str] | None:
        """What holds the result after an operation; None when it is used."""
        kept = self._kept(operation, holders)
        if kept is None:
            (self._returned if isinstance(operation, Return) else self._used).append(operation.span)
        return kept

    def _kept(self, operation: Op, holders: frozenset[str]) -> frozenset[str] | None:
        match operation:
            case Assign(value=value) if value is not None:
                return self._assigned(operation, holders, value)
            case Invoke(call=index):
                return self._given(index, holders)
            case Await(value=value):
                return None if self._mentions(value, holders) else holders
            case Return(value=value) | Yield(value=value) | Raise(exception=value) if value is not None:
                return None if self._mentions(value, holders) else holders
            case Delete(target=NameTarget(name=name)) | Define(name=name) | DefineClass(name=name):
                return holders - {name, name + _INSIDE}
            case _:
                return holders

    def _assigned(self, operation: Assign, holders: frozenset[str], value: v.Value) -> frozenset[str] | None:
        held = self._held(value, holders)
        match operation.target:
            case NameTarget(name=name):
                if held is not _Held.NOT and isinstance(value, v.Element) and not self._is_used_somewhere(name):
                    held = _Held.NOT  # gone through, and left as it is
                elif held is not _Held.NOT and (name in self._fates.captured or isinstance(value, v.Element)):
                    return None
                holders -= {name, name + _INSIDE}
                if held is _Held.NOT:
                    return holders
                return holders | {name if held is _Held.SELF else name + _INSIDE}
            case SubscriptTarget(base=v.Name(id=name)) if held is not _Held.NOT and name in self._function.locals:
                return None if name in self._fates.captured else holders | {name + _INSIDE}
            case _:
                return holders if held is _Held.NOT else None

    def _given(self, index: int, holders: frozenset[str]) -> frozenset[str] | None:
        """What holds the result after another call."""
        call = self._function.calls[index]
        idle = self._idle.get(index, ())
        is_given = any(
            self._mentions(argument.value, holders)
            for argument in call.arguments
            if not any(argument.value is value for value in idle)
        )
        match call.callee:
            case v.Attribute(base=v.Name(id=name), name=method) if method in _KEEPING_METHODS and is_given:
                is_own = name in self._function.locals and name not in self._fates.captured
                return holders | {name + _INSIDE} if is_own else None
            case v.Attribute(name=method) if method in _LOGGING | _ASKING and is_given:
                return holders
            case v.Name(id=name) if name in _NEUTRAL_FUNCTIONS | _ASKING:
                return holders
            case v.Attribute(base=base, name=method) if method not in _NEUTRAL_METHODS:
                return None if is_given or self._mentions(base, holders) else holders
            case callee:
                return None if is_given or (isinstance(callee, v.Name) and callee.id in holders) else holders

    def _mentions(self, value: v.Value, holders: frozenset[str]) -> bool:
        """Whether a value is or holds the result."""
        return self._held(value, holders) is not _Held.NOT

    def _held(self, value: v.Value, holders: frozenset[str]) -> _Held:
        match value:
            case v.Name(id=name):
                if name in holders:
                    return _Held.SELF
                return _Held.INSIDE if name + _INSIDE in holders else _Held.NOT
            case v.CallResult(call=index):
                return _Held.SELF if index == self._call and _RESULT in holders else _Held.NOT
            case v.Comparison() | v.Text() | v.Attribute() | v.Lambda():
                return _Held.NOT
            case v.Awaited(value=inner):
                return self._held(inner, holders) if isinstance(inner, v.CallResult) else _Held.NOT
            case v.Item(base=base, index=index) if (item := v.item_of(base, index)) is not None:
                return self._held(item, holders)
            case v.Subscript(base=base) | v.Item(base=base) | v.Element(iterable=base):
                held = self._held(base, holders)
                return _Held.NOT if held is _Held.SELF and self._is_single else _taken(held)
            case v.Choice(options=options):
                found = {self._held(option, holders) for option in options} - {_Held.NOT}
                return _Held.SELF if _Held.SELF in found else next(iter(found), _Held.NOT)
            case _:
                is_held = any(self._mentions(inner, holders) for inner in v.children(value))
                return _Held.INSIDE if is_held else _Held.NOT

    def _is_used_somewhere(self, name: str) -> bool:
        """Whether some operation uses what a variable holds, or gives it to another one."""
        holders = frozenset({name})
        operations = [operation for block in self._function.blocks for operation in block.operations]
        return name in self._fates.captured or any(
            self._mentions(operation.value, holders)
            if isinstance(operation, Assign) and operation.value is not None
            else self._kept(operation, holders) is None
            for operation in operations
        )

    def _is_ruled_out(self, edge: Edge, holders: frozenset[str]) -> bool:
        """Whether an edge is not taken while a variable holds the result: it asks whether there is one, or leaves a
        loop over what holds it whose turns use it.
        """
        if edge.kind is EdgeKind.EXHAUSTED and edge.loop is not None:
            loop = self._function.loops[edge.loop]
            held = _Held.NOT if loop.iterable is None else self._held(loop.iterable, holders)
            is_held = held is _Held.INSIDE or (held is _Held.SELF and not self._is_single)
            return is_held and any(self._is_used_somewhere(name) for name in loop.targets)
        test, truth = edge.test, edge.kind is EdgeKind.TRUE
        if edge.kind not in {EdgeKind.TRUE, EdgeKind.FALSE} or test is None:
            return False
        while isinstance(test, v.Operation) and test.operator == "not":
            test, truth = test.operands[0], not truth
        match test:
            case v.CallResult(call=index) if index != self._call:
                call = self._function.calls[index]
                is_asked = isinstance(call.callee, v.Name | v.Attribute) and _named(call.callee) in _ASKING
                given = call.argument(0)
                return is_asked and given is not None and self._mentions(given, holders) and not truth
            case v.Name() | v.CallResult():
                return self._mentions(test, holders) and not truth
            case v.Comparison(operator=operator, left=v.Name() | v.CallResult() as left, right=v.Constant(value=None)):
                is_none = truth == (operator in {"is", "=="})
                return self._mentions(left, holders) and operator in {"is", "is not", "==", "!="} and is_none
            case _:
                return False


def _named(callee: v.Name | v.Attribute) -> str:
    return callee.id if isinstance(callee, v.Name) else callee.name


def _taken(held: _Held) -> _Held:
    """What an item is of something that has to do with the result."""
    return _Held.NOT if held is _Held.NOT else _Held.SELF


def _names(value: v.Value) -> Iterator[str]:
    if isinstance(value, v.Name):
        yield value.id
    for inner in v.children(value):
        yield from _names(inner)
