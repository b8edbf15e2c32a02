"""Which points of a function lead to which, and which branches decide what is passed: on paths on which nothing raises
but what the function raises itself.
"""

from __future__ import annotations

import functools
from collections.abc import Collection, Sequence

from steplint.model.graph import EXIT, RAISED, Block, EdgeKind, Raise

_EXCEPTIONAL = frozenset({EdgeKind.EXCEPTION, EdgeKind.SUPPRESSED})


class Routes:
    """The ways through one function's graph. A point is a block and the number of an operation in it; `dead` are edges
    that are never taken.
    """

    def __init__(self, blocks: Sequence[Block], dead: Collection[tuple[int, int]] = ()) -> None:
        self._targets = [
            tuple(
                dict.fromkeys(
                    edge.target
                    for position, edge in enumerate(block.edges)
                    if (number, position) not in dead and (edge.kind not in _EXCEPTIONAL or _raises(block))
                )
            )
            for number, block in enumerate(blocks)
        ]

    def leads(self, start: tuple[int, int], end: tuple[int, int], *, without: tuple[int, int] | None = None) -> bool:
        """Whether some path leads from a point to a later one, or round a loop back to it, without passing a third."""
        if start[0] == end[0] and start[1] < end[1]:
            return without is None or not (start[0] == without[0] and start[1] < without[1] < end[1])
        if without is not None and without[0] == start[0] and without[1] > start[1]:
            return False
        seen: set[int] = set()
        pending = list(self._targets[start[0]])
        while pending:
            number = pending.pop()
            if number == end[0] and not (without is not None and without[0] == number and without[1] < end[1]):
                return True
            if number not in seen and (without is None or number != without[0]):
                seen.add(number)
                pending.extend(self._targets[number])
        return False

    def decides(self, number: int, marked: Collection[int]) -> bool:
        """Whether it depends on where a block goes on to that a marked block is passed."""
        return any(self._is_decided(number, block) for block in sorted(marked) if block != number)

    def can_only_fail(self, number: int, marked: Collection[int]) -> bool:
        """Whether a block has a way on from which the function can only raise, with no marked block passed."""
        return any(
            EXIT not in (passed := {way} | self._reached(way, None)) and passed.isdisjoint(marked)
            for way in self._targets[number]
        )

    def _is_decided(self, number: int, block: int) -> bool:
        ways = self._targets[number]
        reached = {way == block or block in self._reached(way, None) for way in ways}
        avoided = {self._is_avoided(way, block) for way in ways}
        return len(reached) > 1 or (True in reached and len(avoided) > 1)

    def _is_avoided(self, start: int, block: int) -> bool:
        """Whether the function can end from a block on without passing another."""
        return start != block and bool({EXIT, RAISED} & ({start} | self._reached(start, block)))

    @functools.cache  # noqa: B019 - one lives as long as the run
    def _reached(self, start: int, without: int | None) -> frozenset[int]:
        seen: set[int] = set()
        pending = list(self._targets[start])
        while pending:
            number = pending.pop()
            if number not in seen and number != without:
                seen.add(number)
                pending.extend(self._targets[number])
        return frozenset(seen)


def _raises(block: Block) -> bool:
    return bool(block.operations) and isinstance(block.operations[-1], Raise)
