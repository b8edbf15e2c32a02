"""Type annotations: values that are noted, not evaluated; text in them is read as the type it names."""

from __future__ import annotations

import re

import libcst as cst

from steplint.diagnostics import Span
from steplint.frontend.python import guard
from steplint.frontend.python.errors import ExtractionFailure
from steplint.frontend.python.expressions import OPERATORS, slice_element, variable
from steplint.frontend.python.literals import literal_text
from steplint.frontend.python.walker import Walker
from steplint.model.values import Attribute, Constant, Name, Operation, Sequence, Starred, Subscript, Value

MAX_LENGTH = 500
"""Characters of a quoted annotation that are still read."""

_DOTTED = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*", re.ASCII)
_MAX_BRACKETS = 30


def annotation(walker: Walker, node: cst.BaseExpression) -> Value:
    """The value of an annotation; nothing in it happens in the graph, but its calls stand in the table."""
    if isinstance(node, cst.Name | cst.SimpleString):
        return _type(walker, node)
    with walker.flow.aside():
        return _type(walker, node)


def _type(walker: Walker, node: cst.BaseExpression) -> Value:
    match node:
        case cst.SimpleString():
            return _quoted(walker, node)
        case cst.Subscript():
            return _generic(walker, node)
        case cst.BinaryOperation():
            operands = (_type(walker, node.left), _type(walker, node.right))
            return Operation(walker.span(node), OPERATORS[type(node.operator)], operands)
        case cst.List():
            return Sequence(walker.span(node), "list", tuple(_item(walker, item) for item in node.elements))
        case cst.Tuple():
            return Sequence(walker.span(node), "tuple", tuple(_item(walker, item) for item in node.elements))
        case _:
            return walker.evaluate(node)


def _item(walker: Walker, node: cst.BaseElement) -> Value:
    value = _type(walker, node.value)
    return Starred(walker.span(node), value) if isinstance(node, cst.StarredElement) else value


def _generic(walker: Walker, node: cst.Subscript) -> Value:
    """`Base[…]`: the text of a `Literal` is text, and behind the first argument of `Annotated` come ordinary values."""
    base = walker.evaluate(node.value)
    word = base.name if isinstance(base, Attribute) else base.id if isinstance(base, Name) else ""
    types = {"Literal": 0, "Annotated": 1}.get(word, len(node.slice))
    elements: list[Value] = []
    for number, element in enumerate(node.slice):
        if number < types and isinstance(element.slice, cst.Index):
            value = _type(walker, element.slice.value)
            elements.append(Starred(walker.span(element), value) if element.slice.star else value)
        else:
            elements.append(slice_element(walker, element))
    if len(elements) == 1 and not isinstance(node.slice[0].comma, cst.Comma) and not isinstance(elements[0], Starred):
        return Subscript(walker.span(node), base, elements[0])
    first, last = walker.positions.range(node.slice[0])[0], walker.positions.range(node.slice[-1])[1]
    span = walker.positions.between(first, last)
    return Subscript(walker.span(node), base, Sequence(span, "tuple", tuple(elements)))


def _quoted(walker: Walker, node: cst.SimpleString) -> Value:
    text = literal_text(node)
    span = walker.span(node)
    if text is None:
        return walker.unknown(node)
    if id(node) not in walker.seen:
        walker.seen[id(node)] = _parsed(walker, node, text)
    tree: cst.BaseExpression | None = walker.seen[id(node)]
    if tree is not None:
        return _type(walker, tree)
    return _dotted(walker, node, text) if _DOTTED.fullmatch(text) else Constant(span, text)


def _parsed(walker: Walker, node: cst.SimpleString, text: str) -> cst.BaseExpression | None:
    """The tree of a quoted type; None when it needs none (a plain name) or is no type."""
    stripped = text.strip()
    if not stripped or len(text) > MAX_LENGTH or _DOTTED.fullmatch(text):
        return None
    try:
        guard.refuse_deep_brackets(stripped, _MAX_BRACKETS)
        tree = cst.parse_expression(stripped)
    except (ExtractionFailure, cst.ParserSyntaxError, cst.CSTValidationError, RecursionError):
        return None
    start, end = walker.positions.range(node)
    content = _content_start(walker, node, text)
    if content is None:
        walker.positions.add_expression(tree, start, end)
    else:
        walker.positions.add_expression(tree, content + len(text) - len(text.lstrip()))
    return tree


def _content_start(walker: Walker, node: cst.SimpleString, text: str) -> int | None:
    """Offset of a literal's content, if it stands in the source as it is."""
    start = walker.positions.range(node)[0] + len(node.prefix) + len(node.quote)
    return start if walker.positions.slice(start, start + len(text)) == text else None


def _dotted(walker: Walker, node: cst.SimpleString, text: str) -> Value:
    """A quoted plain name, the usual case, read without a parser."""
    content = _content_start(walker, node, text)
    whole = walker.span(node)

    def place(start: int, end: int) -> Span:
        return whole if content is None else walker.positions.between(content + start, content + end)

    first, *rest = text.split(".")
    end = len(first)
    value = variable(walker, first, place(0, end))
    for part in rest:
        start, end = end + 1, end + 1 + len(part)
        value = Attribute(place(0, end), value, part, place(start, end))
    return value
