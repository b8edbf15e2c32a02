"""What assignments, loops, `with`, `except` and `del` bind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import libcst as cst

from steplint.diagnostics import Span
from steplint.frontend.python.expressions import key
from steplint.frontend.python.walker import Walker, identifier
from steplint.model.graph import Assign, AttributeTarget, ClassTarget, NameTarget, SubscriptTarget, Target
from steplint.model.module import ClassField
from steplint.model.values import Item, Value


@dataclass(frozen=True, slots=True)
class Binding:
    """How a value is bound: the place of the statement, and what a comprehension calls its variables."""

    span: Span
    annotation: Value | None = None
    is_augmented: bool = False
    renames: dict[str, str] = field(default_factory=dict)


def name_target(walker: Walker, word: str, span: Span) -> Target:
    """A name bound here: of the class body that is being walked, or of the function."""
    scope = walker.class_scope
    if scope is not None and word not in scope.outside:
        scope.assigned.add(word)
        return ClassTarget(scope.index, word, span)
    if scope is None or not walker.index:
        walker.bind(word)
    return NameTarget(word, span)


def target_of(walker: Walker, node: cst.BaseExpression, renames: dict[str, str] | None = None) -> Target | None:
    """A single target; None for what cannot be bound one by one. Expressions inside are evaluated."""
    match node:
        case cst.Name():
            word = identifier(node)
            renamed = renames.get(word) if renames else None
            if renamed is not None:
                walker.bind(renamed)
                return NameTarget(renamed, walker.span(node))
            return name_target(walker, word, walker.span(node))
        case cst.Attribute():
            return AttributeTarget(walker.evaluate(node.value), identifier(node.attr), walker.span(node))
        case cst.Subscript():
            base = walker.evaluate(node.value)
            return SubscriptTarget(base, key(walker, node), walker.span(node))
        case _:
            return None


def assign(walker: Walker, node: cst.CSTNode, value: Value | None, binding: Binding) -> None:
    """Bind a value to a target, taking it apart where the target does."""
    if isinstance(node, cst.Tuple | cst.List) and value is not None:
        _unpack(walker, node, value, binding)
        return
    if isinstance(node, cst.Element | cst.StarredElement):
        node = node.value
    if not isinstance(node, cst.BaseExpression):
        return
    target = target_of(walker, node, binding.renames)
    if target is not None:
        emit(walker, target, value, binding)


def emit(walker: Walker, target: Target, value: Value | None, binding: Binding) -> None:
    """Note an assignment; in a class body also the field."""
    walker.flow.emit(Assign(binding.span, target, value, binding.annotation, binding.is_augmented))
    if isinstance(target, ClassTarget) and walker.class_scope is not None and not binding.is_augmented:
        walker.class_scope.fields.append(ClassField(target.name, value, binding.annotation, target.span))


def _unpack(walker: Walker, node: cst.Tuple | cst.List, value: Value, binding: Binding) -> None:
    """One assignment an item. Behind a starred target the place is counted from the end: -2 is the last, -3 the one
    before.
    """
    count = len(node.elements)
    has_star = False
    for position, element in enumerate(node.elements):
        if isinstance(element, cst.StarredElement):
            has_star = True
            place = -1
        else:
            place = position - count - 1 if has_star else position
        assign(walker, element.value, Item(walker.span(element.value), value, place), binding)


def names_of(node: cst.CSTNode) -> Iterator[str]:
    """The plain names that a target binds, in order."""
    match node:
        case cst.Name():
            yield identifier(node)
        case cst.Tuple() | cst.List():
            for element in node.elements:
                yield from names_of(element.value)
        case cst.StarredElement() | cst.Element():
            yield from names_of(node.value)
        case _:
            return


def named_expression(walker: Walker, node: cst.NamedExpr) -> Value:
    """`name := value`: the value, and an assignment."""
    value = walker.evaluate(node.value)
    assign(walker, node.target, value, Binding(walker.span(node)))
    return value
