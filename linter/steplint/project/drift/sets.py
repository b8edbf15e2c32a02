"""Which values come in no fixed order: sets, and what is made of them as they come."""

from __future__ import annotations

from collections.abc import Iterator

from steplint.model import values as v
from steplint.model.graph import Assign, LoopKind, Return
from steplint.model.module import Call
from steplint.project.entities import External, FunctionRef, Point
from steplint.project.evaluate import Evaluator
from steplint.project.evaluate.folding import is_text
from steplint.project.frames import Frame
from steplint.project.reach import Reached
from steplint.project.sites import Sites

_SETS = frozenset({"builtins.set", "builtins.frozenset"})
_IN_ORDER = frozenset(
    {
        *(f"builtins.{name}" for name in ("list", "tuple", "enumerate", "iter", "zip")),
        *("itertools.islice", "itertools.chain", "itertools.batched", "more_itertools.chunked"),
    }
)
"""What goes through a set in its own order."""
_SECOND = frozenset({"builtins.map", "builtins.filter"})
_OPERATORS = frozenset({"|", "&", "-", "^"})
_METHODS = frozenset({"union", "intersection", "difference", "symmetric_difference", "copy"})
_DEEPEST = 8


class Sets:
    """Tells values that come in no fixed order."""

    def __init__(self, evaluator: Evaluator, sites: Sites) -> None:
        self._evaluator = evaluator
        self._sites = sites

    def is_unordered(self, reached: Reached, value: v.Value, point: Point) -> bool:
        """Whether a value of a frame is a set, or a list made of one as it comes."""
        return self._is(reached.frame, value, point, reached, 0)

    def draws(self, frame: Frame, call: Call, point: Point) -> bool:
        """Whether a call picks the first item of a set, or makes text of its items as they come."""
        inner = call.argument(0)
        if inner is None or not self._is(frame, inner, point, None, 0):
            return False
        callees = self._evaluator.evaluate(frame, call.callee, point)
        return External("builtins.next") in callees or (
            isinstance(call.callee, v.Attribute)
            and call.callee.name == "join"
            and any(is_text(entity) for entity in self._evaluator.evaluate(frame, call.callee.base, point))
        )

    def _is(self, frame: Frame, value: v.Value, point: Point | None, reached: Reached | None, depth: int) -> bool:
        if depth > _DEEPEST:
            return False
        match value:
            case v.Sequence(kind="set", items=items):
                return not all(isinstance(item, v.Constant) and not isinstance(item.value, str) for item in items)
            case v.Collected(kind="set"):
                return True
            case v.Collected(kind="list" | "generator"):
                return any(
                    loop.kind is LoopKind.COMPREHENSION
                    and loop.iterable is not None
                    and value.span.contains(loop.iterable.span)
                    and self._is(frame, loop.iterable, Point(loop.header, 0), reached, depth + 1)
                    for loop in frame.function.loops
                )
            case v.Operation(operator=operator, operands=(left, right)) if operator in _OPERATORS:
                return self._is(frame, left, point, reached, depth + 1) or (
                    operator != "-" and self._is(frame, right, point, reached, depth + 1)
                )
            case v.Choice(options=options):
                return any(self._is(frame, option, point, reached, depth + 1) for option in options)
            case v.Item(base=v.Sequence(items=items), index=index) if 0 <= index < len(items):
                return self._is(frame, items[index], point, reached, depth + 1)
            case v.Awaited(value=inner):
                return self._is(frame, inner, point, reached, depth + 1)
            case v.CallResult(call=index):
                return self._is_call(frame, index, point, reached, depth)
            case v.Name(id=name) if point is not None:
                return self._is_variable(frame, name, point, reached, depth)
            case _:
                return False

    def _is_call(self, frame: Frame, index: int, point: Point | None, reached: Reached | None, depth: int) -> bool:
        call = frame.call(index)
        at = frame.calls_seen.get(index, point)
        site = None if at is None else self._sites.of(frame).get(at)
        if site is not None and site.steps:
            return False  # what a step returns is remembered as a list
        if isinstance(call.callee, v.Attribute) and call.callee.name in _METHODS:
            return self._is(frame, call.callee.base, at, reached, depth + 1)
        for entity in self._evaluator.evaluate(frame, call.callee, at):
            match entity:
                case External(path=path) if path in _SETS:
                    return True
                case External(path=path) if path in _IN_ORDER | _SECOND:
                    arguments = call.arguments[1:] if path in _SECOND else call.arguments
                    return any(self._is(frame, a.value, at, reached, depth + 1) for a in arguments)
                case FunctionRef() if site is not None:
                    frames = [i.frame for i in site.invocations if i.frame is not None]
                    return any(self._is_returned(inner, depth) for inner in frames)
                case _:
                    pass
        return False

    def _is_returned(self, frame: Frame, depth: int) -> bool:
        returns = list(_returns(frame))
        return bool(returns) and all(self._is(frame, value, point, None, depth + 1) for value, point in returns)

    def _is_variable(self, frame: Frame, name: str, point: Point, reached: Reached | None, depth: int) -> bool:
        definitions = self._evaluator.definitions(frame.module, frame.index)
        sites = definitions.reaching(name, point.block, point.operation) if definitions.binds(name) else ()
        if not sites:
            return False
        for site in sites:
            match site.operation:
                case Assign(value=value) if value is not None:
                    if not self._is(frame, value, Point(site.block, site.position), reached, depth + 1):
                        return False
                case None if reached is not None and reached.frame is frame:
                    if not self._is_given(reached, name, depth):
                        return False
                case _:
                    return False
        return True

    def _is_given(self, reached: Reached, name: str, depth: int) -> bool:
        """Whether the caller hands a set in for a parameter."""
        caller, site, invocation = reached.caller, reached.site, reached.invocation
        if caller is None or site is None or site.call is None or invocation is None or invocation.offset is None:
            return False
        names = [parameter.name for parameter in reached.frame.function.parameters]
        position = names.index(name) + invocation.offset - (1 if reached.frame.receiver is not None else 0)
        value = site.call.argument(position if position >= 0 else None, name)
        return value is not None and self._is(site.frame, value, site.point, caller, depth + 1)


def _returns(frame: Frame) -> Iterator[tuple[v.Value, Point]]:
    for number, block in enumerate(frame.function.blocks):
        for position, operation in enumerate(block.operations):
            if isinstance(operation, Return) and operation.value is not None:
                yield operation.value, Point(number, position)
