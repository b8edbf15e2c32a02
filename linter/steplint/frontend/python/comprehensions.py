"""Comprehensions and generator expressions, spelled out as the loops they are."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from steplint.diagnostics import Span
from steplint.frontend.python.conditions import branch
from steplint.frontend.python.targets import Binding, assign, names_of
from steplint.frontend.python.walker import Walker
from steplint.model.graph import EdgeKind, LoopKind
from steplint.model.values import Collected, Element, Starred, Value

_KINDS: dict[type[cst.CSTNode], str] = {
    cst.DictComp: "dict",
    cst.GeneratorExp: "generator",
    cst.ListComp: "list",
    cst.SetComp: "set",
    cst.StarredDictComp: "dict",
}

Comprehension = cst.ListComp | cst.SetComp | cst.GeneratorExp | cst.DictComp | cst.StarredDictComp


def comprehension(walker: Walker, node: Comprehension) -> Value:
    """The collected value; its variables are renamed, so that they cannot be mixed up with the function's own."""
    flow = walker.flow
    clauses = list(_clauses(node.for_in))
    iterable = walker.evaluate(clauses[0].iter)
    outside = (walker.visible, walker.class_scope, flow.context)
    renames = _renames(walker, node, clauses)
    walker.visible, walker.class_scope = walker.visible | renames, None
    exhausted = after = flow.new_block()
    again = after
    for clause in clauses:
        if clause is not clauses[0]:
            iterable = walker.evaluate(clause.iter)
        again = _open_loop(walker, clause, iterable, place=walker.span(node), exhausted=exhausted, renames=renames)
        exhausted = again
    key, element = _collect(walker, node)
    flow.flow_to(again)
    walker.visible, walker.class_scope, flow.context = outside
    flow.start(after)
    return Collected(walker.span(node), _KINDS[type(node)], element, key)


def _collect(walker: Walker, node: Comprehension) -> tuple[Value | None, Value]:
    if isinstance(node, cst.DictComp):
        key = walker.evaluate(node.key)
        return key, walker.evaluate(node.value)
    if isinstance(node, cst.StarredDictComp):
        value = walker.evaluate(node.value)
        return None, Starred(value.span, value)
    return None, walker.evaluate(node.elt)


def _open_loop(
    walker: Walker,
    clause: cst.CompFor,
    iterable: Value,
    *,
    place: Span,
    exhausted: int,
    renames: dict[str, str],
) -> int:
    """Start the body of a `for` clause behind its conditions; the result is the block that leads back to its header."""
    flow = walker.flow
    start = walker.positions.before("for", clause.target)
    loop = flow.loop_of(
        clause,
        LoopKind.COMPREHENSION,
        iterable,
        tuple(renames[name] for name in names_of(clause.target)),
        span=walker.positions.between(start, walker.positions.range(clause.iter)[1]),
        context_span=place,
        is_async=clause.asynchronous is not None,
    )
    flow.context = flow.loops[loop].context
    header, body, again = flow.new_block(), flow.new_block(), flow.new_block()
    flow.loops[loop].headers.append(header)
    flow.flow_to(header)
    flow.start(header)
    flow.edge(body, EdgeKind.ITERATE, loop=loop)
    flow.edge(exhausted, EdgeKind.EXHAUSTED, loop=loop)
    flow.start(again)
    flow.edge(header, EdgeKind.BACK, loop=loop)
    flow.start(body)
    span = walker.span(clause.target)
    assign(walker, clause.target, Element(span, iterable), Binding(span, renames=renames))
    for condition in clause.ifs:
        follow = flow.new_block()
        branch(walker, condition.test, follow, again)
        flow.start(follow)
    return again


def _renames(walker: Walker, node: Comprehension, clauses: list[cst.CompFor]) -> dict[str, str]:
    known: dict[str, str] | None = walker.seen.get(id(node))
    if known is None:
        walker.comprehensions += 1
        known = {name: f"{name}@{walker.comprehensions}" for clause in clauses for name in names_of(clause.target)}
        walker.seen[id(node)] = known
    return known


def _clauses(clause: cst.CompFor | None) -> Iterator[cst.CompFor]:
    while clause is not None:
        yield clause
        clause = clause.inner_for_in
