"""Expressions to values: names, attributes, calls, displays, operators."""

from __future__ import annotations

import libcst as cst

from steplint.diagnostics import Span
from steplint.frontend.python.walker import Walker, identifier
from steplint.model.graph import Await, Invoke, Yield
from steplint.model.module import Argument
from steplint.model.values import (
    Attribute,
    Awaited,
    CallResult,
    ClassAttribute,
    Constant,
    Mapping,
    Name,
    Operation,
    Sequence,
    Starred,
    Subscript,
    Value,
)

_KEYWORDS: dict[str, bool | None] = {"True": True, "False": False, "None": None}

OPERATORS: dict[type[cst.CSTNode], str] = {
    cst.Add: "+",
    cst.AddAssign: "+",
    cst.BitAnd: "&",
    cst.BitAndAssign: "&",
    cst.BitInvert: "~",
    cst.BitOr: "|",
    cst.BitOrAssign: "|",
    cst.BitXor: "^",
    cst.BitXorAssign: "^",
    cst.Divide: "/",
    cst.DivideAssign: "/",
    cst.FloorDivide: "//",
    cst.FloorDivideAssign: "//",
    cst.LeftShift: "<<",
    cst.LeftShiftAssign: "<<",
    cst.MatrixMultiply: "@",
    cst.MatrixMultiplyAssign: "@",
    cst.Minus: "-",
    cst.Modulo: "%",
    cst.ModuloAssign: "%",
    cst.Multiply: "*",
    cst.MultiplyAssign: "*",
    cst.Not: "not",
    cst.Plus: "+",
    cst.Power: "**",
    cst.PowerAssign: "**",
    cst.RightShift: ">>",
    cst.RightShiftAssign: ">>",
    cst.Subtract: "-",
    cst.SubtractAssign: "-",
}


def name(walker: Walker, node: cst.Name) -> Value:
    """A variable, as its scope sees it, or one of the constants that are words."""
    return variable(walker, identifier(node), walker.span(node))


def variable(walker: Walker, word: str, span: Span) -> Value:
    """The variable of this name, read here."""
    if word in _KEYWORDS:
        return Constant(span, _KEYWORDS[word])
    scope = walker.class_scope
    if scope is not None and word in scope.assigned:
        return ClassAttribute(span, scope.index, word)
    return Name(span, walker.visible.get(word, word))


def attribute(walker: Walker, node: cst.Attribute) -> Value:
    """`base.name`."""
    base = walker.evaluate(node.value)
    return Attribute(walker.span(node), base, identifier(node.attr), walker.span(node.attr))


def subscript(walker: Walker, node: cst.Subscript) -> Value:
    """`base[key]`."""
    base = walker.evaluate(node.value)
    return Subscript(walker.span(node), base, key(walker, node))


def key(walker: Walker, node: cst.Subscript) -> Value:
    """What stands between the brackets of a subscript; several elements are a tuple."""
    elements = [slice_element(walker, element) for element in node.slice]
    is_single = len(elements) == 1 and not isinstance(node.slice[0].comma, cst.Comma)
    if is_single and not isinstance(elements[0], Starred):
        return elements[0]
    first, last = walker.positions.range(node.slice[0])[0], walker.positions.range(node.slice[-1])[1]
    return Sequence(walker.positions.between(first, last), "tuple", tuple(elements))


def slice_element(walker: Walker, node: cst.SubscriptElement) -> Value:
    """One element of a subscript; `lower:upper:step` is evaluated but not modelled."""
    inner = node.slice
    if isinstance(inner, cst.Index):
        value = walker.evaluate(inner.value)
        return Starred(walker.span(node), value) if inner.star else value
    if isinstance(inner, cst.Slice):
        for part in (inner.lower, inner.upper, inner.step):
            if part is not None:
                walker.evaluate(part)
    return walker.unknown(node)


def call(walker: Walker, node: cst.Call) -> Value:
    """`callee(arguments)`."""
    return _call(walker, node, is_awaited=False)


def _call(walker: Walker, node: cst.Call, *, is_awaited: bool) -> CallResult:
    callee = walker.evaluate(node.func)
    arguments = tuple([_argument(walker, argument) for argument in node.args])
    span = walker.span(node)
    number = walker.call(node, callee, arguments, span=span, is_awaited=is_awaited)
    walker.flow.emit_raising(Invoke(span, number))
    return CallResult(span, number)


def _argument(walker: Walker, node: cst.Arg) -> Argument:
    keyword = None if node.keyword is None else identifier(node.keyword)
    return Argument(walker.evaluate(node.value), keyword, len(node.star), walker.span(node))


def await_(walker: Walker, node: cst.Await) -> Value:
    """`await value`: a call in place is marked as awaited, anything else is an operation of its own."""
    inner = node.expression
    if isinstance(inner, cst.Call):
        return Awaited(walker.span(node), _call(walker, inner, is_awaited=True))
    value = walker.evaluate(inner)
    walker.flow.emit_raising(Await(walker.span(node), value))
    return Awaited(walker.span(node), value)


def yield_(walker: Walker, node: cst.Yield) -> Value:
    """`yield value`, `yield from value`; what comes back is not modelled."""
    walker.is_generator = True
    inner = node.value
    is_delegate = isinstance(inner, cst.From)
    source = inner.item if isinstance(inner, cst.From) else inner
    value = None if source is None else walker.evaluate(source)
    walker.flow.emit_raising(Yield(walker.span(node), value, is_delegate))
    return walker.unknown(node)


def unary_operation(walker: Walker, node: cst.UnaryOperation) -> Value:
    """`-x`, `+x`, `~x`, `not x`; a negative number is a constant."""
    value = walker.evaluate(node.expression)
    span = walker.span(node)
    if isinstance(node.operator, cst.Minus) and isinstance(node.expression, cst.Integer | cst.Float):
        match value:
            case Constant(value=int() | float() as number):
                return Constant(span, -number)
    return Operation(span, OPERATORS[type(node.operator)], (value,))


def binary_operation(walker: Walker, node: cst.BinaryOperation) -> Value:
    """`x + y` and its like."""
    left = walker.evaluate(node.left)
    right = walker.evaluate(node.right)
    return Operation(walker.span(node), OPERATORS[type(node.operator)], (left, right))


def list_(walker: Walker, node: cst.List) -> Value:
    """`[x, *y]`."""
    return Sequence(walker.span(node), "list", tuple([walker.evaluate(element) for element in node.elements]))


def tuple_(walker: Walker, node: cst.Tuple) -> Value:
    """`x, *y`."""
    return Sequence(walker.span(node), "tuple", tuple([walker.evaluate(element) for element in node.elements]))


def set_(walker: Walker, node: cst.Set) -> Value:
    """`{x, *y}`."""
    return Sequence(walker.span(node), "set", tuple([walker.evaluate(element) for element in node.elements]))


def element(walker: Walker, node: cst.Element) -> Value:
    """One item of a display."""
    return walker.evaluate(node.value)


def starred(walker: Walker, node: cst.StarredElement) -> Value:
    """`*value` in a display."""
    return Starred(walker.span(node), walker.evaluate(node.value))


def dict_(walker: Walker, node: cst.Dict) -> Value:
    """`{key: value, **spread}`."""
    entries: list[tuple[Value | None, Value]] = []
    for entry in node.elements:
        if isinstance(entry, cst.DictElement):
            first = walker.evaluate(entry.key)
            entries.append((first, walker.evaluate(entry.value)))
        else:
            entries.append((None, walker.evaluate(entry.value)))
    return Mapping(walker.span(node), tuple(entries))
