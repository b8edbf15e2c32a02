"""Where what is raised in one function lands: the clauses and managers that it meets on its way out, and the `finally`
bodies that it passes.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable, Iterator, Sequence

from steplint.model.graph import RAISED, ContextKind, Edge, EdgeKind, Handler, Leave
from steplint.model.module import Function
from steplint.project.recovery.errors import Raised


@dataclasses.dataclass(frozen=True, slots=True, order=True)
class Clause:
    """An `except` clause: the index of its TRY context in the function, and its number there."""

    context: int
    number: int

    def of(self, function: Function) -> Handler:
        """The clause's facts."""
        return function.contexts[self.context].handlers[self.number]


@dataclasses.dataclass(frozen=True, slots=True)
class Landing:
    """Where something raised comes to. Clauses stand in the order in which they are asked; all but the last only may
    take it. `passed` are the FINALLY contexts on the way, `jumps` those of them that another way leads out of, `left`
    the WITH contexts, `suppressed` those of them that swallow what comes.
    """

    clauses: tuple[Clause, ...] = ()
    passed: tuple[int, ...] = ()
    jumps: tuple[int, ...] = ()
    left: tuple[int, ...] = ()
    suppressed: tuple[int, ...] = ()
    escapes: bool = False


class Unwinding:
    """Follows what is raised through one function's graph.

    `takes` says whether a clause takes it: True, False, or None when that cannot be told; `swallows` whether the
    manager of a WITH context does.
    """

    def __init__(
        self,
        function: Function,
        *,
        takes: Callable[[Clause, Raised], bool | None],
        swallows: Callable[[int, Raised], bool],
    ) -> None:
        self._function = function
        self._takes = takes
        self._swallows = swallows

    def land(self, block: int, raised: Raised) -> Landing:
        """Where something goes that the last operation of a block raises, or that is on its way there."""
        walk = _Walk()
        pending = [block]
        seen: set[int] = set()
        is_guarded = False
        while pending:
            number = pending.pop()
            if number in seen:
                continue
            seen.add(number)
            for edge in self._function.blocks[number].edges:
                if edge.kind is EdgeKind.EXCEPTION:
                    is_guarded = True
                    if not self._follow(number, edge, raised, walk, pending):
                        break
        return Landing(
            tuple(dict.fromkeys(walk.clauses)),
            tuple(dict.fromkeys(walk.passed)),
            tuple(dict.fromkeys(walk.jumps)),
            tuple(dict.fromkeys(walk.left)),
            tuple(dict.fromkeys(walk.suppressed)),
            walk.escapes or not is_guarded,
        )

    def _follow(self, source: int, edge: Edge, raised: Raised, walk: _Walk, pending: list[int]) -> bool:
        """Follow one way of an exception; False when it goes no further ways than this."""
        target = edge.target
        if target == RAISED:
            walk.escapes = True
            return True
        block = self._function.blocks[target]
        context = self._function.contexts[block.context]
        clause = self._clauses.get(target)
        if clause is not None:
            verdict = self._takes(clause, raised)
            if verdict is not False:
                walk.clauses.append(clause)
            return verdict is not True
        entered = self._finally_entered(source, target)
        if entered is not None:
            walk.passed.append(entered)
            self._through(target, entered, walk, pending)
            return True
        if block.operations and isinstance(block.operations[0], Leave):
            left = block.operations[0].context
            walk.left.append(left)
            if self._swallows(left, raised):
                walk.suppressed.append(left)
            else:
                pending.append(target)
            return True
        if context.kind is ContextKind.HANDLER:
            return True  # from one clause of an `except*` to the next
        # A `finally` that holds nothing but a jump has no block of its own.
        final = self._finally_around(source)
        if final is not None:
            walk.passed.append(final)
            walk.jumps.append(final)
        return True

    def _finally_entered(self, source: int, target: int) -> int | None:
        """The FINALLY context that a block begins and another is not in; a loop or a `try` may come first in it."""
        around = set(self._contexts_around(source))
        found: int | None = None
        for number in self._contexts_around(target):
            if number in around:
                break
            if self._function.contexts[number].kind is ContextKind.FINALLY:
                found = number
        return found

    def _contexts_around(self, block: int) -> Iterator[int]:
        index: int | None = self._function.blocks[block].context
        while index is not None:
            yield index
            index = self._function.contexts[index].parent

    def _through(self, first: int, final: int, walk: _Walk, pending: list[int]) -> None:
        """Follow the copy of a `finally` body that runs while something is on its way out."""
        inside = [first]
        seen = {first}
        while inside:
            number = inside.pop()
            edges = self._function.blocks[number].edges
            onward = [edge for edge in edges if edge.kind is not EdgeKind.EXCEPTION]
            if not onward:
                pending.append(number)
            for edge in onward:
                if edge.target in seen:
                    continue
                if not self._is_within(edge.target, final):
                    walk.jumps.append(final)
                    continue
                seen.add(edge.target)
                inside.append(edge.target)

    def _is_within(self, block: int, context: int) -> bool:
        return context in self._contexts_around(block)

    def _finally_around(self, block: int) -> int | None:
        """The `finally` of the innermost `try` around a block that has one."""
        index: int | None = self._function.blocks[block].context
        while index is not None:
            context = self._function.contexts[index]
            owner = context.owner if context.kind in {ContextKind.HANDLER, ContextKind.ELSE} else index
            if owner is not None and owner in self._finals:
                return self._finals[owner]
            index = context.parent
        return None

    @functools.cached_property
    def _finals(self) -> dict[int, int]:
        """The FINALLY contexts by those of their `try`."""
        return {
            context.owner: number
            for number, context in enumerate(self._function.contexts)
            if context.kind is ContextKind.FINALLY and context.owner is not None
        }

    @functools.cached_property
    def _clauses(self) -> dict[int, Clause]:
        """The clauses by their first blocks, in all copies of their statements."""
        found: dict[int, Clause] = {}
        contexts = self._function.contexts
        for block in self._function.blocks:
            for edge in block.edges:
                if edge.kind is EdgeKind.EXCEPTION:
                    context = contexts[self._function.blocks[edge.target].context]
                    if (
                        context.kind is ContextKind.HANDLER
                        and context.owner is not None
                        and context.clause is not None
                        and self._is_in_try(block.context, context.owner)
                    ):
                        found[edge.target] = Clause(context.owner, context.clause)
        return found

    def _is_in_try(self, context: int, owner: int) -> bool:
        index: int | None = context
        while index is not None and index != owner:
            index = self._function.contexts[index].parent
        return index is not None


@dataclasses.dataclass(slots=True)
class _Walk:
    clauses: list[Clause] = dataclasses.field(default_factory=list)
    passed: list[int] = dataclasses.field(default_factory=list)
    jumps: list[int] = dataclasses.field(default_factory=list)
    left: list[int] = dataclasses.field(default_factory=list)
    suppressed: list[int] = dataclasses.field(default_factory=list)
    escapes: bool = False


def blocks_within(function: Function, context: int) -> Sequence[int]:
    """The blocks that stand in a context, or in one inside of it."""
    inside = {context}
    for number, entry in enumerate(function.contexts):
        if entry.parent in inside:
            inside.add(number)
    return [number for number, block in enumerate(function.blocks) if block.context in inside]
