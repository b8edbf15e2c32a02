"""Expressions that choose: `and`, `or`, `not`, conditional expressions and comparisons, as branches or as values."""

from __future__ import annotations

import libcst as cst

from steplint.diagnostics import Span
from steplint.frontend.python.tree import has_effects
from steplint.frontend.python.walker import Walker
from steplint.model.graph import EdgeKind, Read
from steplint.model.values import Awaited, CallResult, Choice, Comparison, Constant, Operation, Value

_COMPARISONS: dict[type[cst.BaseCompOp], str] = {
    cst.Equal: "==",
    cst.NotEqual: "!=",
    cst.LessThan: "<",
    cst.LessThanEqual: "<=",
    cst.GreaterThan: ">",
    cst.GreaterThanEqual: ">=",
    cst.Is: "is",
    cst.IsNot: "is not",
    cst.In: "in",
    cst.NotIn: "not in",
}


def branch(walker: Walker, node: cst.BaseExpression, yes: int, no: int) -> Value:
    """Evaluate a condition and go to one of two blocks; every edge has one atomic test. The value is that of the whole
    condition.
    """
    flow = walker.flow
    match node:
        case cst.BooleanOperation():
            middle = flow.new_block()
            is_and = isinstance(node.operator, cst.And)
            left = branch(walker, node.left, middle, no) if is_and else branch(walker, node.left, yes, middle)
            flow.start(middle)
            right = branch(walker, node.right, yes, no)
            return _choice(walker, node, left, right)
        case cst.UnaryOperation(operator=cst.Not()):
            return Operation(walker.span(node), "not", (branch(walker, node.expression, no, yes),))
        case cst.IfExp():
            then, otherwise = flow.new_block(), flow.new_block()
            test = branch(walker, node.test, then, otherwise)
            flow.start(then)
            first = branch(walker, node.body, yes, no)
            flow.start(otherwise)
            second = branch(walker, node.orelse, yes, no)
            return Choice(walker.span(node), "if", (first, second), test)
        case cst.Comparison() if len(node.comparisons) > 1:
            return _chain(walker, node, yes, no)
        case _:
            value = walker.evaluate(node)
            decide(walker, value, yes, no)
            return value


def decide(walker: Walker, value: Value, yes: int, no: int) -> None:
    """End the current block in a test of a value that is already evaluated; a constant has one outcome."""
    flow = walker.flow
    if isinstance(value, Constant):
        kind, target = (EdgeKind.TRUE, yes) if value.value else (EdgeKind.FALSE, no)
        flow.edge(target, kind, test=value)
        return
    read(walker, value)
    flow.edge(yes, EdgeKind.TRUE, test=value)
    flow.edge(no, EdgeKind.FALSE, test=value)


def read(walker: Walker, value: Value) -> None:
    """Note that a value is used, unless a call in the graph shows it already or there is nothing to see."""
    inner = value.value if isinstance(value, Awaited) else value
    if not isinstance(inner, CallResult | Constant):
        walker.flow.emit(Read(value.span, value))


def boolean_operation(walker: Walker, node: cst.BooleanOperation) -> Value:
    """`a and b`, `a or b` as a value; a branch only when something happens in the right operand."""
    if not has_effects(node.right):
        return _choice(walker, node, walker.evaluate(node.left), walker.evaluate(node.right))
    flow = walker.flow
    right, join = flow.new_block(), flow.new_block()
    yes, no = (right, join) if isinstance(node.operator, cst.And) else (join, right)
    left_value = branch(walker, node.left, yes, no)
    flow.start(right)
    right_value = walker.evaluate(node.right)
    flow.flow_to(join)
    flow.start(join)
    return _choice(walker, node, left_value, right_value)


def conditional(walker: Walker, node: cst.IfExp) -> Value:
    """`a if test else b` as a value; a branch only when something happens in one of the two."""
    flow = walker.flow
    if not has_effects(node.body) and not has_effects(node.orelse):
        test = walker.evaluate(node.test)
        read(walker, test)
        return Choice(walker.span(node), "if", (walker.evaluate(node.body), walker.evaluate(node.orelse)), test)
    then, otherwise, join = flow.new_block(), flow.new_block(), flow.new_block()
    test = branch(walker, node.test, then, otherwise)
    flow.start(then)
    first = walker.evaluate(node.body)
    flow.flow_to(join)
    flow.start(otherwise)
    second = walker.evaluate(node.orelse)
    flow.flow_to(join)
    flow.start(join)
    return Choice(walker.span(node), "if", (first, second), test)


def comparison(walker: Walker, node: cst.Comparison) -> Value:
    """`a < b`, `a < b < c` as a value; a branch only when something happens beyond the first comparison."""
    if any(has_effects(target.comparator) for target in node.comparisons[1:]):
        flow = walker.flow
        join = flow.new_block()
        value = _chain(walker, node, join, join)
        flow.start(join)
        return value
    left = walker.evaluate(node.left)
    parts: list[Value] = []
    start = walker.positions.range(node.left)[0]
    for target in node.comparisons:
        part, start = _link(walker, node, target, left, start)
        parts.append(part)
        left = part.right
    return parts[0] if len(parts) == 1 else Choice(walker.span(node), "and", tuple(parts))


def _chain(walker: Walker, node: cst.Comparison, yes: int, no: int) -> Value:
    flow = walker.flow
    left = walker.evaluate(node.left)
    parts: list[Value] = []
    start = walker.positions.range(node.left)[0]
    for target in node.comparisons:
        part, start = _link(walker, node, target, left, start)
        parts.append(part)
        if target is node.comparisons[-1]:
            decide(walker, part, yes, no)
        else:
            follow = flow.new_block()
            decide(walker, part, follow, no)
            flow.start(follow)
        left = part.right
    return Choice(walker.span(node), "and", tuple(parts))


def _link(
    walker: Walker, node: cst.Comparison, target: cst.ComparisonTarget, left: Value, start: int
) -> tuple[Comparison, int]:
    """One comparison of a chain, and the offset where its right operand starts."""
    right = walker.evaluate(target.comparator)
    first, last = walker.positions.range(target.comparator)
    span: Span = walker.span(node) if len(node.comparisons) == 1 else walker.positions.between(start, last)
    return Comparison(span, _COMPARISONS[type(target.operator)], left, right), first


def _choice(walker: Walker, node: cst.BooleanOperation, left: Value, right: Value) -> Choice:
    kind = "and" if isinstance(node.operator, cst.And) else "or"
    is_chain = (
        isinstance(left, Choice)
        and left.kind == kind
        and isinstance(node.left, cst.BooleanOperation)
        and type(node.left.operator) is type(node.operator)
    )
    options = left.options if is_chain and isinstance(left, Choice) else (left,)
    return Choice(walker.span(node), kind, (*options, right))
