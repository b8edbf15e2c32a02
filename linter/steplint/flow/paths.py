"""Which blocks every normal path through a function passes."""

from __future__ import annotations

from collections.abc import Collection

from steplint.model.graph import ENTRY, EXIT, Edge, EdgeKind, Return
from steplint.model.module import Function

_EXCEPTIONAL = frozenset({EdgeKind.EXCEPTION, EdgeKind.SUPPRESSED})


class Paths:
    """The normal paths of one function: those on which nothing raises. `dead` are edges that are never taken."""

    def __init__(self, function: Function, dead: Collection[tuple[int, int]] = ()) -> None:
        self._function = function
        self._dead = dead

    def always_pass(self, *blocks: int) -> bool:
        """Whether no normal path leads through the function and past all of some blocks."""
        return any(map(self._is_reached, blocks)) and not self._leads_to_exit(ENTRY, set(blocks))

    def avoid(self, blocks: Collection[int]) -> bool:
        """Whether a normal path leads through the function past none of some blocks."""
        return self._leads_to_exit(ENTRY, set(blocks))

    def pass_after_return(self, block: int, line: int) -> bool:
        """Whether only a `return` that stands before a line keeps some paths from passing a block."""
        early = {
            number
            for number, other in enumerate(self._function.blocks)
            for operation in other.operations
            if isinstance(operation, Return) and operation.span.line < line
        }
        return self._is_reached(block) and bool(early) and not self._leads_to_exit(ENTRY, {block, *early})

    def goes_on(self, block: int) -> bool:
        """Whether a normal path leads from a block to the end of the function."""
        return self._leads_to_exit(block, set())

    def _is_reached(self, block: int) -> bool:
        return self._search(ENTRY, block, set())

    def _leads_to_exit(self, start: int, without: set[int]) -> bool:
        return start not in without and self._search(start, EXIT, without)

    def _search(self, start: int, goal: int, without: set[int]) -> bool:
        seen = {start}
        pending = [start]
        while pending:
            number = pending.pop()
            if number == goal:
                return True
            for position, edge in enumerate(self._function.blocks[number].edges):
                if self._is_taken(number, position, edge) and edge.target not in seen and edge.target not in without:
                    seen.add(edge.target)
                    pending.append(edge.target)
        return False

    def _is_taken(self, number: int, position: int, edge: Edge) -> bool:
        return edge.kind not in _EXCEPTIONAL and (number, position) not in self._dead
