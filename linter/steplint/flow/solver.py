"""The one solver: forward data flow over a function's graph to a fixpoint."""

from __future__ import annotations

import dataclasses
import heapq
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from steplint.model.graph import ENTRY, Block, Edge, EdgeKind

State = TypeVar("State")


@dataclasses.dataclass(frozen=True, slots=True)
class Outcome(Generic[State]):
    """What holds when a block ends normally, and what holds when its last operation raises."""

    after: State
    raised: State


def solve(
    blocks: Sequence[Block],
    initial: State,
    *,
    transfer: Callable[[int, State], Outcome[State]],
    follow: Callable[[int, Edge, State], State | None],
    join: Callable[[State, State], State],
) -> list[State | None]:
    """The state before each block; None where no path leads.

    `follow` says what an edge makes of a state, None when the edge cannot be taken in it. States are compared by `==`;
    `join` must only ever grow, or the solver would not end.
    """
    order = _reverse_postorder(blocks)
    rank = {number: position for position, number in enumerate(order)}
    before: list[State | None] = [None] * len(blocks)
    before[ENTRY] = initial
    pending = [(rank[ENTRY], ENTRY)]
    queued = {ENTRY}
    while pending:
        _, number = heapq.heappop(pending)
        queued.discard(number)
        state = before[number]
        if state is None:
            continue
        outcome = transfer(number, state)
        for edge in blocks[number].edges:
            carried = outcome.raised if edge.kind in {EdgeKind.EXCEPTION, EdgeKind.SUPPRESSED} else outcome.after
            reached = follow(number, edge, carried)
            if reached is None:
                continue
            known = before[edge.target]
            joined = reached if known is None else join(known, reached)
            if joined != known:
                before[edge.target] = joined
                if edge.target not in queued:
                    queued.add(edge.target)
                    heapq.heappush(pending, (rank[edge.target], edge.target))
    return before


def _reverse_postorder(blocks: Sequence[Block]) -> list[int]:
    order: list[int] = []
    seen = {ENTRY}
    stack = [(ENTRY, iter(blocks[ENTRY].edges))]
    while stack:
        number, edges = stack[-1]
        for edge in edges:
            if edge.target not in seen:
                seen.add(edge.target)
                stack.append((edge.target, iter(blocks[edge.target].edges)))
                break
        else:
            order.append(number)
            stack.pop()
    order.reverse()
    return order
