"""Branches that can go only one way in a frame: what they test is a constant there (`notify(user, mail=False)`)."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from steplint.flow.routes import Routes
from steplint.model import values as v
from steplint.model.graph import ENTRY, Edge, EdgeKind
from steplint.project.entities import (
    ClassRef,
    Entities,
    Entity,
    FunctionRef,
    Instance,
    Items,
    Literal,
    PartialCall,
    Point,
)
from steplint.project.evaluate import Evaluator
from steplint.project.evaluate.growth import inside
from steplint.project.frames import Frame


@dataclasses.dataclass(frozen=True, slots=True)
class Decided:
    """The edges, by block and number, that are never taken in a frame, and the blocks that can be reached."""

    dead_edges: frozenset[tuple[int, int]]
    live_blocks: frozenset[int]

    def rules_out(self, number: int, edges: Sequence[Edge], edge: Edge) -> bool:
        """Whether an edge, one of those of a block, is never taken. Edges can be equal; the object tells them apart."""
        return any((number, position) in self.dead_edges for position, other in enumerate(edges) if other is edge)


class Decisions:
    """Finds out, for each frame, what its constants decide."""

    def __init__(self, evaluator: Evaluator) -> None:
        self._evaluator = evaluator
        self._by_frame: dict[int, Decided] = {}
        self._routes: dict[int, Routes] = {}
        self._written_inside: dict[tuple[str, int], frozenset[str]] = {}

    def of(self, frame: Frame) -> Decided:
        """What is decided in a frame."""
        known = self._by_frame.get(frame.id)
        if known is None:
            known = self._by_frame[frame.id] = self._decide(frame)
        return known

    def routes(self, frame: Frame) -> Routes:
        """The ways through a frame."""
        if frame.id not in self._routes:
            self._routes[frame.id] = Routes(frame.function.blocks, self.of(frame).dead_edges)
        return self._routes[frame.id]

    def _decide(self, frame: Frame) -> Decided:
        blocks = frame.function.blocks
        dead: set[tuple[int, int]] = set()
        live: set[int] = set()
        pending = [ENTRY]
        while pending:
            number = pending.pop()
            if number in live:
                continue
            live.add(number)
            for position, edge in enumerate(blocks[number].edges):
                if edge.test is not None and edge.kind in {EdgeKind.TRUE, EdgeKind.FALSE}:
                    truth = self._truth(frame, edge.test, Point(number, len(blocks[number].operations)))
                    if truth is not None and truth != (edge.kind is EdgeKind.TRUE):
                        dead.add((number, position))
                        continue
                pending.append(edge.target)
        return Decided(frozenset(dead), frozenset(live))

    def _truth(self, frame: Frame, test: v.Value, point: Point) -> bool | None:
        """How a test turns out, when every value it may have says the same."""
        match test:
            case v.Operation(operator="not", operands=(inner,)):
                truth = self._truth(frame, inner, point)
                return None if truth is None else not truth
            case v.Comparison():
                left = self._evaluator.evaluate(frame, test.left, point)
                right = self._evaluator.evaluate(frame, test.right, point)
                return _compared(test.operator, left, right)
            case v.Name(id=name) if self._is_written_inside(frame, name):
                return None
            case v.Name() | v.Attribute() | v.Constant():
                found = self._evaluator.evaluate(frame, test, point)
                if not self._is_own(frame, test) and any(isinstance(entity, Items) for entity in found):
                    return None  # who fills it may be anywhere
                truths = {_truth_of(entity) for entity in found}
                return truths.pop() if len(truths) == 1 else None
            case _:
                return None

    def _is_own(self, frame: Frame, test: v.Value) -> bool:
        """Whether a value is a variable of the frame's function itself."""
        return isinstance(test, v.Name) and self._evaluator.definitions(frame.module, frame.index).binds(test.id)

    def _is_written_inside(self, frame: Frame, name: str) -> bool:
        """Whether a function made in the frame's binds its variable anew (`nonlocal`)."""
        key = (frame.module.path, frame.index)
        if key not in self._written_inside:
            self._written_inside[key] = frozenset(
                written for function in inside(frame.module.model, frame.index) for written in function.nonlocals
            )
        return name in self._written_inside[key]


def _truth_of(entity: Entity) -> bool | None:
    match entity:
        case Literal(value=value):
            return bool(value)
        case FunctionRef() | ClassRef() | Instance() | PartialCall():
            return True
        case Items(items=items, repeated=False):
            return bool(items)
        case _:
            return None


def _compared(operator: str, left: Entities, right: Entities) -> bool | None:
    if len(left) != 1 or len(right) != 1:
        return None
    a, b = left[0], right[0]
    if (
        isinstance(b, Literal)
        and b.value is None
        and isinstance(a, FunctionRef | ClassRef | Instance | PartialCall | Items)
    ):
        return {"is": False, "is not": True, "==": False, "!=": True}.get(operator)
    if not isinstance(a, Literal) or not isinstance(b, Literal):
        return None
    match operator:
        case "==" | "is":
            return a.value == b.value
        case "!=" | "is not":
            return a.value != b.value
        case "<" | "<=" | ">" | ">=" if isinstance(a.value, int | float) and isinstance(b.value, int | float):
            return {"<": a.value < b.value, "<=": a.value <= b.value, ">": a.value > b.value}.get(
                operator, a.value >= b.value
            )
        case _:
            return None
