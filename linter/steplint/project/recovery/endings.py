"""How a clause ends: what raises again, and whether the function can go on to its end as if nothing had happened."""

from __future__ import annotations

import dataclasses
import enum
import functools
from collections.abc import Callable, Iterator, Sequence

from steplint.diagnostics import Span
from steplint.model import values as v
from steplint.model.graph import (
    EXIT,
    Assign,
    ContextKind,
    Edge,
    EdgeKind,
    Handler,
    Invoke,
    NameTarget,
    Op,
    Raise,
    Return,
)
from steplint.model.module import Function
from steplint.project.entities import ClassRef, External, Point
from steplint.project.recovery.errors import Sort


class Known(enum.Enum):
    """What is known of a variable."""

    TRUE = "true"
    """It is true, and so not None."""
    FALSE = "false"
    """It is false, and not None."""
    NONE = "none"

    def __bool__(self) -> bool:
        return self is Known.TRUE


_MOST_STATES = 4_000
_GROWING = frozenset({"append", "add", "appendleft", "insert", "extend", "update"})
_EXCEPTIONAL = frozenset({EdgeKind.EXCEPTION, EdgeKind.SUPPRESSED})


@dataclasses.dataclass(frozen=True, slots=True)
class Again:
    """A `raise` that a clause comes to: whether it raises what was caught, and else what it raises."""

    point: Point
    span: Span
    is_same: bool
    sort: Sort | None
    cls: ClassRef | External | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Ending:
    """How a clause ends.

    `again` are the `raise` statements of the clause itself, `leaves` whether control can leave the clause otherwise,
    `goes_on` whether the function can then end without raising; `stays_in_loop` when each such way goes on with the
    loop around the statement. `returns` are the places of `return` statements in the clause, `blocks` those of the
    graph that the clause runs through.
    """

    again: tuple[Again, ...]
    leaves: bool
    goes_on: bool
    stays_in_loop: bool
    returns: tuple[Span, ...]
    blocks: tuple[int, ...]

    @property
    def always_raises_same(self) -> bool:
        """Whether what was caught goes on its way, whatever happens in the clause."""
        return not self.leaves and all(again.is_same for again in self.again)


class Endings:
    """Finds how the clauses of one function end.

    `decides` answers whether `isinstance(the caught, types)` holds for a sort; `raises` what a call always raises in
    place of coming back, None where it comes back; `sort_of` and `class_of` tell of a `raise`; `dead` are
    edges never taken.
    """

    def __init__(
        self,
        function: Function,
        dead: frozenset[tuple[int, int]],
        *,
        decides: Callable[[v.Value, Sort], bool | None],
        raises: Callable[[Point], Sort | None],
        sort_of: Callable[[v.Value, Point], Sort],
        class_of: Callable[[v.Value, Point], ClassRef | External | None],
    ) -> None:
        self._function = function
        self._dead = dead
        self._decides = decides
        self._raises = raises
        self._sort_of = sort_of
        self._class_of = class_of

    def of(self, handler: Handler, sort: Sort) -> Ending:
        """How a clause ends when it has caught something of a sort."""
        context = self._function.blocks[handler.block].context
        start = State(handler.block, frozenset({(handler.name, Known.TRUE)} if handler.name is not None else ()))
        inside, again, left = self._within(start, context, handler, sort)
        goes_on = [state for state in left if self.can_end(state)]
        loop = self._loop_around(context)
        return Ending(
            again=tuple(again),
            leaves=bool(left),
            goes_on=bool(goes_on),
            stays_in_loop=loop is not None and all(self._is_in_loop(state.block, loop) for state in goes_on),
            returns=tuple(self._returns(inside)),
            blocks=tuple(dict.fromkeys(inside)),
        )

    def can_end(self, start: State) -> bool:
        """Whether the function can come to its end from a state without raising. What cannot be told can."""
        if start.block not in self._before_raises:
            return True
        pending = [start]
        seen = {start}
        while pending:
            state = pending.pop()
            if state.block == EXIT or len(seen) > _MOST_STATES:
                return True
            for following in self._successors(state, None, None):
                if following not in seen:
                    seen.add(following)
                    pending.append(following)
        return False

    @functools.cached_property
    def _before_raises(self) -> frozenset[int]:
        """The blocks from which control can come to something that raises."""
        sources: dict[int, list[int]] = {}
        pending: list[int] = []
        for number, block in enumerate(self._function.blocks):
            for position, edge in enumerate(block.edges):
                if edge.kind not in _EXCEPTIONAL and (number, position) not in self._dead:
                    sources.setdefault(edge.target, []).append(number)
            if any(self._is_raising(point, operation) for point, operation in self._operations(number)):
                pending.append(number)
        seen = set(pending)
        while pending:
            for source in sources.get(pending.pop(), ()):
                if source not in seen:
                    seen.add(source)
                    pending.append(source)
        return frozenset(seen)

    def _is_raising(self, point: Point, operation: Op) -> bool:
        return isinstance(operation, Raise) or (isinstance(operation, Invoke) and self._raises(point) is not None)

    def _within(
        self, start: State, context: int, handler: Handler, sort: Sort
    ) -> tuple[list[int], list[Again], list[State]]:
        """The blocks of a clause, its `raise` statements, and the states in which it is left."""
        inside: list[int] = []
        again: dict[Point, Again] = {}
        left: list[State] = []
        pending = [start]
        seen = {start}
        while pending:
            state = pending.pop()
            inside.append(state.block)
            for point, operation in self._operations(state.block):
                found = self._again(point, operation, handler, sort)
                if found is not None:
                    again[point] = found
            for following in self._successors(state, handler, sort):
                if following in seen:
                    continue
                seen.add(following)
                (pending if self._is_within(following.block, context) else left).append(following)
        return inside, list(again.values()), left

    def _again(self, point: Point, operation: Op, handler: Handler, sort: Sort) -> Again | None:
        match operation:
            case Raise(exception=None):
                return Again(point, operation.span, True, sort)
            case Raise(exception=v.Name(id=name)) if name == handler.name:
                return Again(point, operation.span, True, sort)
            case Raise(exception=value) if value is not None:
                return Again(point, operation.span, False, self._sort_of(value, point), self._class_of(value, point))
            case Invoke():
                raised = self._raises(point)
                return None if raised is None else Again(point, operation.span, False, raised)
            case _:
                return None

    def _operations(self, block: int) -> Iterator[tuple[Point, Op]]:
        for position, operation in enumerate(self._function.blocks[block].operations):
            yield Point(block, position), operation

    # Walking on, with what is known of variables

    def _successors(self, state: State, handler: Handler | None, sort: Sort | None) -> Iterator[State]:
        """The states behind a block, on paths on which nothing raises but what the code raises itself."""
        known = dict(state.known)
        for point, operation in self._operations(state.block):
            if self._is_raising(point, operation):
                return
            self._learn(operation, known)
        kept = frozenset(known.items())
        for position, edge in enumerate(self._function.blocks[state.block].edges):
            if edge.kind in _EXCEPTIONAL or (state.block, position) in self._dead:
                continue
            if self._is_open(edge, known, handler, sort):
                yield State(edge.target, kept)

    def _is_open(self, edge: Edge, known: dict[str, Known], handler: Handler | None, sort: Sort | None) -> bool:
        if edge.test is None or edge.kind not in {EdgeKind.TRUE, EdgeKind.FALSE}:
            return True
        truth = self._truth(edge.test, known, handler, sort)
        return truth is None or truth == (edge.kind is EdgeKind.TRUE)

    def _truth(self, test: v.Value, known: dict[str, Known], handler: Handler | None, sort: Sort | None) -> bool | None:
        match test:
            case v.Operation(operator="not", operands=(inner,)):
                truth = self._truth(inner, known, handler, sort)
                return None if truth is None else not truth
            case v.Name(id=name):
                return bool(known[name]) if name in known else None
            case v.Comparison(operator="is" | "==", left=v.Name(id=name), right=v.Constant(value=None)):
                return known[name] is Known.NONE if name in known else None
            case v.Comparison(operator="is not" | "!=", left=v.Name(id=name), right=v.Constant(value=None)):
                return known[name] is not Known.NONE if name in known else None
            case v.CallResult(call=index) if handler is not None and sort is not None:
                return self._is_instance(index, handler, sort)
            case _:
                return None

    def _is_instance(self, index: int, handler: Handler, sort: Sort) -> bool | None:
        call = self._function.calls[index]
        match call.callee, call.argument(0), call.argument(1):
            case v.Name(id="isinstance"), v.Name(id=name), types if name == handler.name and types is not None:
                return self._decides(types, sort)
            case _:
                return None

    def _learn(self, operation: Op, known: dict[str, Known]) -> None:
        """What an operation says of variables: whether they are true."""
        match operation:
            case Assign(target=NameTarget(name=name), value=value):
                known.pop(name, None)
                found = None if value is None else self._known_of(value, known)
                if found is not None:
                    known[name] = found
            case Invoke(call=index):
                match self._function.calls[index].callee:
                    case v.Attribute(base=v.Name(id=name), name=method) if method in _GROWING:
                        known[name] = Known.TRUE
                    case _:
                        pass
            case _:
                pass

    def _known_of(self, value: v.Value, known: dict[str, Known]) -> Known | None:
        match value:
            case v.Constant(value=None):
                return Known.NONE
            case v.Constant(value=constant):
                return Known.TRUE if constant else Known.FALSE
            case v.Name(id=other):
                return known.get(other)
            case v.Caught():
                return Known.TRUE
            case v.Sequence(items=items):
                return Known.TRUE if items else Known.FALSE
            case v.Mapping(entries=entries):
                return Known.TRUE if entries else Known.FALSE
            case v.Text(parts=parts):
                return Known.TRUE if any(isinstance(part, v.Constant) and part.value for part in parts) else None
            case v.CallResult(call=index) if self._makes_text_of_known(index, known):
                return Known.TRUE
            case _:
                return None

    def _makes_text_of_known(self, index: int, known: dict[str, Known]) -> bool:
        """`str(error)` and its like: something, for what is there."""
        call = self._function.calls[index]
        match call.callee, call.argument(0):
            case v.Name(id="str" | "repr"), v.Name(id=name):
                return bool(known.get(name))
            case _:
                return False

    # Structure

    def _returns(self, blocks: Sequence[int]) -> Iterator[Span]:
        for block in blocks:
            for operation in self._function.blocks[block].operations:
                if isinstance(operation, Return):
                    yield operation.span

    def _is_within(self, block: int, context: int) -> bool:
        index: int | None = self._function.blocks[block].context
        while index is not None and index != context:
            index = self._function.contexts[index].parent
        return index is not None and block != EXIT

    def _loop_around(self, context: int) -> int | None:
        index: int | None = context
        while index is not None:
            entry = self._function.contexts[index]
            if entry.kind is ContextKind.LOOP:
                return index
            index = entry.parent
        return None

    def _is_in_loop(self, block: int, loop: int) -> bool:
        return self._is_within(block, loop)


@dataclasses.dataclass(frozen=True, slots=True)
class State:
    """A block about to run, and the variables that are known to be true or false."""

    block: int
    known: frozenset[tuple[str, Known]]
