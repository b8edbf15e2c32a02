"""Which points of a function lead to which, and which branches decide what is passed: on paths on which nothing raises
but what the function raises itself.
"""

from __future__ import annotations

import functools
import operator
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
        if without is None:
            return bool(self._reached(None)[start[0]] >> end[0] & 1)
        if (without[0] == start[0] and without[1] > start[1]) or (without[0] == end[0] and without[1] < end[1]):
            return False
        if start[0] == without[0]:  # the start lies behind it: what follows is no way past it
            return any(
                way == end[0] or (way != without[0] and self._reached(without[0])[way] >> end[0] & 1)
                for way in self._targets[start[0]]
            )
        return bool(self._reached(without[0])[start[0]] >> end[0] & 1)

    def decides(self, number: int, marked: Collection[int]) -> bool:
        """Whether it depends on where a block goes on to that a marked block is passed."""
        ways = self._targets[number]
        if len(ways) < 2:
            return False
        reached = [1 << way | self._reached(None)[way] for way in ways]
        passed = [self._surely_passed[way] for way in ways]
        some = functools.reduce(operator.or_, reached)
        by_reach = some & ~functools.reduce(operator.and_, reached)
        by_end = functools.reduce(operator.or_, passed) & ~functools.reduce(operator.and_, passed)
        decided = by_reach | some & by_end
        return any(decided >> block & 1 for block in marked if block != number)

    def can_only_fail(self, number: int, marked: Collection[int]) -> bool:
        """Whether a block has a way on from which the function can only raise, with no marked block passed."""
        unwanted = functools.reduce(operator.or_, (1 << block for block in marked), 1 << EXIT)
        return any(not (1 << way | self._reached(None)[way]) & unwanted for way in self._targets[number])

    # Sets of blocks are numbers, a bit a block: those of a long function would not fit into memory as sets.

    @functools.cache  # noqa: B019 - one lives as long as the run
    def _reached(self, without: int | None) -> list[int]:
        """The blocks that each block leads to, by paths that end where they come to `without`."""
        reached = [0] * len(self._targets)
        is_settled = False
        while not is_settled:
            is_settled = True
            for number in self._order:
                if number == without:
                    continue
                found = reached[number]
                for target in self._targets[number]:
                    found |= 1 << target | reached[target]
                if found != reached[number]:
                    reached[number] = found
                    is_settled = False
        return reached

    @functools.cached_property
    def _surely_passed(self) -> list[int]:
        """The blocks that every path from a block to an end of the function passes, itself among them; all blocks
        where no path comes to an end.
        """
        everything = (1 << len(self._targets)) - 1
        passed = [everything] * len(self._targets)
        for end in (EXIT, RAISED):
            passed[end] = 1 << end
        is_settled = False
        while not is_settled:
            is_settled = True
            for number in self._order:
                if number in (EXIT, RAISED):
                    continue
                found = everything
                for target in self._targets[number]:
                    found &= passed[target]
                found |= 1 << number
                if found != passed[number]:
                    passed[number] = found
                    is_settled = False
        return passed

    @functools.cached_property
    def _order(self) -> list[int]:
        """All blocks, those that a block leads to before it as far as there are no loops: facts travel backwards."""
        order: list[int] = []
        seen: set[int] = set()
        for root in range(len(self._targets)):
            if root in seen:
                continue
            seen.add(root)
            work = [(root, iter(self._targets[root]))]
            while work:
                number, remaining = work[-1]
                target = next((target for target in remaining if target not in seen), None)
                if target is None:
                    work.pop()
                    order.append(number)
                else:
                    seen.add(target)
                    work.append((target, iter(self._targets[target])))
        return order


def _raises(block: Block) -> bool:
    return bool(block.operations) and isinstance(block.operations[-1], Raise)
