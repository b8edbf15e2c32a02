"""Compound statements: what they do to control flow."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from steplint.frontend.python.conditions import branch
from steplint.frontend.python.flow import (
    MAX_COPY_NESTING,
    DraftHandler,
    FinallyFrame,
    LoopFrame,
    TryFrame,
    WithFrame,
)
from steplint.frontend.python.targets import Binding, assign, name_target, names_of
from steplint.frontend.python.targets import emit as emit_assignment
from steplint.frontend.python.walker import Walker, identifier
from steplint.model.graph import ContextKind, EdgeKind, Enter, Leave, LoopKind
from steplint.model.values import Caught, Element, Entered, Starred, Value
from steplint.model.values import Sequence as Display

_CATCHES_ALL = "BaseException"


def if_(walker: Walker, node: cst.If) -> None:
    """`if`, `elif`, `else`."""
    flow = walker.flow
    after = flow.new_block()
    clause: cst.If | cst.Else | None = node
    while isinstance(clause, cst.If):
        then, otherwise = flow.new_block(), flow.new_block()
        branch(walker, clause.test, then, otherwise)
        flow.start(then)
        guarded, is_negated = _type_checking(clause.test)
        saved = walker.is_type_checking
        walker.is_type_checking = saved or (guarded and not is_negated)
        walker.execute(clause.body)
        walker.is_type_checking = saved
        flow.flow_to(after)
        flow.start(otherwise)
        clause = clause.orelse
        if isinstance(clause, cst.Else):
            walker.is_type_checking = saved or (guarded and is_negated)
            walker.execute(clause.body)
            walker.is_type_checking = saved
    flow.flow_to(after)
    flow.start(after)


def _type_checking(test: cst.BaseExpression) -> tuple[bool, bool]:
    """Whether a test asks for `TYPE_CHECKING`, and whether it is negated."""
    is_negated = False
    while isinstance(test, cst.UnaryOperation) and isinstance(test.operator, cst.Not):
        test, is_negated = test.expression, not is_negated
    word = test.attr.value if isinstance(test, cst.Attribute) else test.value if isinstance(test, cst.Name) else ""
    return word == "TYPE_CHECKING", is_negated


def while_(walker: Walker, node: cst.While) -> None:
    """`while` with `else`; the test belongs to the loop, it is evaluated every time."""
    flow = walker.flow
    span = walker.span(node)
    loop = flow.loop_of(node, LoopKind.WHILE, None, (), span=span, context_span=span, is_async=False)
    outside = flow.context
    after, otherwise = flow.new_block(), flow.new_block()
    flow.enter(flow.loops[loop].context)
    header = flow.current
    flow.loops[loop].headers.append(header)
    body = flow.new_block()
    branch(walker, node.test, body, otherwise)
    flow.start(body)
    _loop_body(walker, node.body, LoopFrame(flow.frame, loop, header, after))
    _loop_else(walker, node.orelse, outside, otherwise, after)


def for_(walker: Walker, node: cst.For) -> None:
    """`for` with `else`."""
    flow = walker.flow
    iterable = walker.evaluate(node.iter)
    span = walker.span(node)
    loop = flow.loop_of(
        node,
        LoopKind.FOR,
        iterable,
        tuple(names_of(node.target)),
        span=span,
        context_span=span,
        is_async=node.asynchronous is not None,
    )
    outside = flow.context
    after, otherwise = flow.new_block(), flow.new_block()
    flow.enter(flow.loops[loop].context)
    header = flow.current
    flow.loops[loop].headers.append(header)
    body = flow.new_block()
    flow.edge(body, EdgeKind.ITERATE, loop=loop)
    flow.edge(otherwise, EdgeKind.EXHAUSTED, loop=loop)
    flow.start(body)
    place = walker.span(node.target)
    assign(walker, node.target, Element(place, iterable), Binding(place))
    _loop_body(walker, node.body, LoopFrame(flow.frame, loop, header, after))
    _loop_else(walker, node.orelse, outside, otherwise, after)


def _loop_body(walker: Walker, body: cst.BaseSuite, frame: LoopFrame) -> None:
    flow = walker.flow
    flow.frame = frame
    walker.execute(body)
    flow.edge(frame.header, EdgeKind.BACK, loop=frame.loop)
    flow.frame = frame.outer


def _loop_else(walker: Walker, orelse: cst.Else | None, context: int, otherwise: int, after: int) -> None:
    flow = walker.flow
    flow.context = context
    flow.start(otherwise)
    if orelse is not None:
        walker.execute(orelse.body)
    flow.flow_to(after)
    flow.start(after)


def with_(walker: Walker, node: cst.With) -> None:
    """`with a as b, c:`; every manager is left on every way out, and may swallow an exception."""
    flow = walker.flow
    is_async = node.asynchronous is not None
    frames: list[WithFrame] = []
    for item in node.items:
        manager = walker.evaluate(item.item)
        span = walker.span(item)
        context = flow.context_of(item, ContextKind.WITH, walker.span(node))
        flow.contexts[context].manager = manager
        flow.contexts[context].is_async = is_async
        flow.emit_raising(Enter(span, manager, context, is_async))
        frame = WithFrame(flow.frame, context, flow.context, flow.new_block(), span)
        frames.append(frame)
        flow.frame = frame
        flow.guards += 1
        flow.enter(context)
        if item.asname is not None:
            place = walker.span(item.asname.name)
            assign(walker, item.asname.name, Entered(place, manager), Binding(place))
    walker.execute(node.body)
    for frame in reversed(frames):
        flow.frame = frame.outer
        flow.guards -= 1
        flow.enter(frame.outside)
        flow.emit(Leave(frame.span, frame.context))
        flow.flow_to(frame.after)
        flow.start(frame.after)


def try_(walker: Walker, node: cst.Try | cst.TryStar) -> None:
    """`try` with everything that can follow it."""
    flow = walker.flow
    outside, outer = flow.context, flow.frame
    context = flow.context_of(node, ContextKind.TRY, walker.span(node))
    flow.contexts[context].has_finally = node.finalbody is not None
    flow.guards += 1
    if node.finalbody is not None:
        final = _context_of_part(walker, node.finalbody, ContextKind.FINALLY, context)
        flow.frame = FinallyFrame(outer, final, flow.copy_nesting >= MAX_COPY_NESTING)
    around = flow.frame
    handlers = _handlers(walker, node, context)
    catches_all = any(_catches_all(handler.type) for handler in node.handlers)
    if handlers:
        flow.frame = TryFrame(around, tuple(handlers), catches_all)
    flow.enter(context)
    first = flow.current
    walker.execute(node.body)
    if isinstance(flow.frame, TryFrame) and handlers and not flow.frame.is_used:
        flow.expose(flow.frame, first, context)
    flow.frame, flow.context = around, outside
    done = flow.new_block()
    if node.orelse is not None:
        flow.enter(_context_of_part(walker, node.orelse, ContextKind.ELSE, context))
        walker.execute(node.orelse.body)
    flow.flow_to(done)
    clauses: Sequence[cst.ExceptHandler | cst.ExceptStarHandler] = node.handlers
    for clause, handler in enumerate(clauses):
        _handle(walker, handler, context, clause, handlers[clause])
        if isinstance(node, cst.TryStar):
            _hand_on(walker, handlers[clause + 1 :])
        flow.flow_to(done)
    flow.context, flow.frame = outside, outer
    flow.start(done)
    if node.finalbody is not None and isinstance(around, FinallyFrame):
        _finally(walker, node.finalbody, around)
    flow.guards -= 1
    flow.context = outside
    after = flow.new_block()
    flow.flow_to(after)
    flow.start(after)


def _context_of_part(walker: Walker, node: cst.CSTNode, kind: ContextKind, owner: int) -> int:
    context = walker.flow.context_of(node, kind, walker.span(node))
    walker.flow.contexts[context].owner = owner
    return context


def _handlers(walker: Walker, node: cst.Try | cst.TryStar, context: int) -> list[int]:
    """First blocks of the clauses, each in a context of its own."""
    flow = walker.flow
    outside = flow.context
    blocks: list[int] = []
    known = flow.contexts[context].handlers
    clauses: Sequence[cst.ExceptHandler | cst.ExceptStarHandler] = node.handlers
    for clause, handler in enumerate(clauses):
        flow.context = outside
        inner = _context_of_part(walker, handler, ContextKind.HANDLER, context)
        flow.contexts[inner].clause = clause
        if clause == len(known):
            name = None if handler.name is None else handler.name.name
            word = identifier(name) if isinstance(name, cst.Name) else None
            known.append(DraftHandler((), word, walker.span(handler), isinstance(node, cst.TryStar)))
        flow.context = inner
        blocks.append(flow.new_block())
        known[clause].blocks.append(blocks[-1])
    flow.context = outside
    return blocks


def _handle(
    walker: Walker, node: cst.ExceptHandler | cst.ExceptStarHandler, context: int, clause: int, block: int
) -> None:
    flow = walker.flow
    flow.context = flow.blocks[block].context
    flow.start(block)
    handler = flow.contexts[context].handlers[clause]
    handler.types = _types(walker, node.type)
    if handler.name is not None and node.name is not None:
        place = walker.span(node.name.name)
        target = name_target(walker, handler.name, place)
        emit_assignment(walker, target, Caught(place, handler.types), Binding(place))
    walker.execute(node.body)


def _hand_on(walker: Walker, later: list[int]) -> None:
    """What an `except*` clause does not match goes to the clauses behind it and then on outwards."""
    flow = walker.flow
    flow.enter(flow.context)
    for block in later:
        flow.edge(block, EdgeKind.EXCEPTION)
    flow.raise_edges(flow.frame)


def _types(walker: Walker, node: cst.BaseExpression | None) -> tuple[Value, ...]:
    if node is None:
        return ()
    value = walker.evaluate(node)
    if isinstance(value, Display) and not any(isinstance(item, Starred) for item in value.items):
        return value.items
    return (value,)


def _catches_all(node: cst.BaseExpression | None) -> bool:
    if node is None:
        return True
    if isinstance(node, cst.Tuple):
        return any(_catches_all(element.value) for element in node.elements)
    return isinstance(node, cst.Name) and node.value == _CATCHES_ALL


def _finally(walker: Walker, node: cst.Finally, frame: FinallyFrame) -> None:
    """Walk the body once for the normal way and once for every other way out that was asked for."""
    flow = walker.flow
    flow.copy_nesting += 1
    flow.enter(frame.context)
    if frame.is_shared and frame.copies:
        shared = next(iter(frame.copies.values()))
        flow.flow_to(shared)
        flow.start(shared)
        walker.execute(node.body)
        for way in frame.copies:
            flow.leave_edges(frame.outer, way)
    else:
        walker.execute(node.body)
        normal = flow.current
        for way, block in frame.copies.items():
            flow.context = frame.context
            flow.start(block)
            walker.execute(node.body)
            flow.leave_edges(frame.outer, way)
        flow.start(normal)
    flow.copy_nesting -= 1
