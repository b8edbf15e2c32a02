"""From the draft of a graph to its final form: unreachable blocks go, empty ones are bypassed, straight lines become
one block.
"""

from __future__ import annotations

from steplint.frontend.python.flow import DraftBlock, DraftContext, DraftLoop, Flow
from steplint.model.graph import ENTRY, EXIT, RAISED, Block, Context, Edge, EdgeKind, Handler, Loop

_FIXED = (ENTRY, EXIT, RAISED)


def settle(flow: Flow) -> tuple[tuple[Block, ...], tuple[Context, ...], tuple[Loop, ...]]:
    """The graph, contexts and loops of a finished function. A loop or handler that nothing leads to has `EXIT` for its
    block.
    """
    blocks = flow.blocks
    kept = {*_FIXED, *(block for loop in flow.loops for block in loop.headers)}
    kept.update(block for context in flow.contexts for handler in context.handlers for block in handler.blocks)
    _bypass(blocks, kept)
    _merge(blocks, kept)
    order = _order(blocks)
    numbers = {block: number for number, block in enumerate(order)}
    final = tuple(
        Block(
            tuple(blocks[index].operations),
            tuple(Edge(numbers[edge.target], edge.kind, edge.test, edge.loop) for edge in blocks[index].edges),
            blocks[index].context,
        )
        for index in order
    )
    contexts = tuple(_context(context, numbers) for context in flow.contexts)
    return final, contexts, tuple(_loop(loop, numbers) for loop in flow.loops)


def _bypass(blocks: list[DraftBlock], kept: set[int]) -> None:
    """Lead edges past empty blocks that only go on."""
    for block in blocks:
        for position, edge in enumerate(block.edges):
            seen = edge
            target = blocks[seen.target]
            while seen.target not in kept and not target.operations and len(target.edges) == 1:
                (follow,) = target.edges
                if follow.kind is EdgeKind.NEXT:
                    seen = Edge(follow.target, seen.kind, seen.test, seen.loop)
                elif follow.kind is EdgeKind.BACK and seen.kind is EdgeKind.NEXT:
                    seen = follow
                else:
                    break
                target = blocks[seen.target]
            if seen is not edge:
                block.edges[position] = seen


def _merge(blocks: list[DraftBlock], kept: set[int]) -> None:
    """Join a block with the one behind it when neither has another way."""
    sources = [0] * len(blocks)
    reached = _order(blocks)
    for index in reached:
        for edge in blocks[index].edges:
            sources[edge.target] += 1
    for index in reached:
        block = blocks[index]
        while len(block.edges) == 1 and block.edges[0].kind is EdgeKind.NEXT:
            follow = block.edges[0].target
            target = blocks[follow]
            if follow in kept or sources[follow] != 1 or target.context != block.context or target is block:
                break
            # An exception that no operation of its own block raises must not look like one of the operation before it.
            if not target.operations and any(edge.kind is EdgeKind.EXCEPTION for edge in target.edges):
                break
            block.operations.extend(target.operations)
            block.edges = target.edges
            target.operations, target.edges = [], []


def _order(blocks: list[DraftBlock]) -> list[int]:
    """The fixed blocks, then the others that the entry leads to in reverse post order, first edges first."""
    seen = {ENTRY}
    done: list[int] = []
    stack = [(ENTRY, iter([edge.target for edge in reversed(blocks[ENTRY].edges)]))]
    while stack:
        block, targets = stack[-1]
        for target in targets:
            if target not in seen:
                seen.add(target)
                stack.append((target, iter([edge.target for edge in reversed(blocks[target].edges)])))
                break
        else:
            done.append(block)
            stack.pop()
    return [*_FIXED, *(block for block in reversed(done) if block not in _FIXED)]


def _first(candidates: list[int], numbers: dict[int, int]) -> int:
    return next((numbers[block] for block in candidates if block in numbers), EXIT)


def _context(context: DraftContext, numbers: dict[int, int]) -> Context:
    handlers = tuple(
        Handler(handler.types, handler.name, _first(handler.blocks, numbers), handler.span, handler.is_group)
        for handler in context.handlers
    )
    return Context(
        context.kind,
        context.parent,
        context.span,
        handlers,
        context.has_finally,
        context.owner,
        context.clause,
        context.manager,
        context.is_async,
    )


def _loop(loop: DraftLoop, numbers: dict[int, int]) -> Loop:
    return Loop(
        loop.kind, _first(loop.headers, numbers), loop.context, loop.iterable, loop.targets, loop.span, loop.is_async
    )
