"""Simple statements."""

from __future__ import annotations

import libcst as cst

from steplint.diagnostics import Span
from steplint.frontend.python.annotations import annotation
from steplint.frontend.python.conditions import branch, read
from steplint.frontend.python.expressions import OPERATORS
from steplint.frontend.python.flow import Way
from steplint.frontend.python.targets import Binding, assign, emit, target_of
from steplint.frontend.python.walker import Walker, identifier
from steplint.model.graph import (
    AttributeTarget,
    ClassTarget,
    Delete,
    Import,
    NameTarget,
    Raise,
    Return,
    SubscriptTarget,
    Target,
)
from steplint.model.module import ImportBinding
from steplint.model.values import Attribute, Name, Operation, Subscript, Value


def expression(walker: Walker, node: cst.Expr) -> None:
    """An expression for its own sake."""
    value = walker.evaluate(node.value)
    if not isinstance(node.value, cst.Yield | cst.Await | cst.Ellipsis):
        read(walker, value)


def assignment(walker: Walker, node: cst.Assign) -> None:
    """`a = b = value`."""
    value = walker.evaluate(node.value)
    binding = Binding(walker.span(node))
    for target in node.targets:
        assign(walker, target.target, value, binding)


def augmented_assignment(walker: Walker, node: cst.AugAssign) -> None:
    """`target += value`."""
    # A name is read before it is bound: in a class body that decides whose name it is.
    read_before = walker.evaluate(node.target) if isinstance(node.target, cst.Name) else None
    target = target_of(walker, node.target)
    if target is None:
        walker.evaluate(node.value)
        return
    span = walker.span(node)
    old = read_before or _old_value(target)
    value = walker.evaluate(node.value)
    operation = Operation(span, OPERATORS[type(node.operator)], (old, value))
    emit(walker, target, operation, Binding(span, is_augmented=True))


def _old_value(target: Target) -> Value:
    match target:
        case AttributeTarget():
            end = target.span
            start = Span(end.end_line, end.end_column - len(target.name), end.end_line, end.end_column)
            return Attribute(target.span, target.base, target.name, start)
        case SubscriptTarget():
            return Subscript(target.span, target.base, target.key)
        case NameTarget() | ClassTarget():
            return Name(target.span, target.name)


def annotated_assignment(walker: Walker, node: cst.AnnAssign) -> None:
    """`target: annotation = value`; without a value nothing is bound."""
    noted = annotation(walker, node.annotation.annotation)
    value = None if node.value is None else walker.evaluate(node.value)
    assign(walker, node.target, value, Binding(walker.span(node), noted))


def delete(walker: Walker, node: cst.Del) -> None:
    """`del a, b[c]`."""
    stack: list[cst.BaseExpression] = [node.target]
    while stack:
        top = stack.pop()
        if isinstance(top, cst.Tuple | cst.List):
            stack.extend(element.value for element in reversed(top.elements))
            continue
        target = target_of(walker, top)
        if target is not None:
            walker.flow.emit(Delete(walker.span(top), target))


def global_(walker: Walker, node: cst.Global) -> None:
    """`global x`."""
    _declare(walker, node, walker.globals)


def nonlocal_(walker: Walker, node: cst.Nonlocal) -> None:
    """`nonlocal x`."""
    _declare(walker, node, walker.nonlocals)


def _declare(walker: Walker, node: cst.Global | cst.Nonlocal, names: dict[str, None]) -> None:
    for item in node.names:
        word = identifier(item.name)
        if walker.class_scope is not None:
            walker.class_scope.outside.add(word)
        elif walker.index:
            names.setdefault(word)


def return_(walker: Walker, node: cst.Return) -> None:
    """`return value`."""
    value = None if node.value is None else walker.evaluate(node.value)
    walker.flow.emit(Return(walker.span(node), value))
    walker.flow.leave(Way.RETURN)


def break_(walker: Walker, _node: cst.Break) -> None:
    """`break`."""
    walker.flow.leave(Way.BREAK)


def continue_(walker: Walker, _node: cst.Continue) -> None:
    """`continue`."""
    walker.flow.leave(Way.CONTINUE)


def pass_(_walker: Walker, _node: cst.Pass) -> None:
    """`pass`."""


def raise_(walker: Walker, node: cst.Raise) -> None:
    """`raise exception from cause`."""
    exception = None if node.exc is None else walker.evaluate(node.exc)
    cause = None if node.cause is None else walker.evaluate(node.cause.item)
    walker.flow.emit(Raise(walker.span(node), exception, cause))
    walker.flow.leave(Way.RAISE)


def assert_(walker: Walker, node: cst.Assert) -> None:
    """`assert test, message`: the message is evaluated on the way out."""
    flow = walker.flow
    passed, failed = flow.new_block(), flow.new_block()
    branch(walker, node.test, passed, failed)
    flow.start(failed)
    if node.msg is not None:
        read(walker, walker.evaluate(node.msg))
        flow.enter(flow.context)
    flow.leave(Way.RAISE)
    flow.start(passed)


def type_alias(walker: Walker, node: cst.TypeAlias) -> None:
    """`type Name = value`, which is evaluated only when it is asked for."""
    value = annotation(walker, node.value)
    assign(walker, node.name, value, Binding(walker.span(node)))


def dotted(node: cst.BaseExpression) -> str:
    """The dotted name that a chain of attributes spells."""
    parts: list[str] = []
    while isinstance(node, cst.Attribute):
        parts.append(identifier(node.attr))
        node = node.value
    if isinstance(node, cst.Name):
        parts.append(identifier(node))
    return ".".join(reversed(parts))


def import_(walker: Walker, node: cst.Import | cst.LazyImport) -> None:
    """`import a.b, c as d`."""
    for alias in node.names:
        module = dotted(alias.name)
        name = _as_name(alias)
        root = module.partition(".")[0]
        if name is None:
            _import(
                walker, alias, ImportBinding(root, root, 0, None, walker.span(alias), module if module != root else "")
            )
        else:
            _import(walker, alias, ImportBinding(name, module, 0, None, walker.span(alias)))


def import_from(walker: Walker, node: cst.ImportFrom | cst.LazyImportFrom) -> None:
    """`from ..a import b as c, *`."""
    module = "" if node.module is None else dotted(node.module)
    level = len(node.relative)
    if isinstance(node.names, cst.ImportStar):
        end = walker.positions.range(node)[1]
        _import(walker, node, ImportBinding("*", module, level, "*", walker.positions.between(end - 1, end)))
        return
    for alias in node.names:
        member = dotted(alias.name)
        _import(walker, alias, ImportBinding(_as_name(alias) or member, module, level, member, walker.span(alias)))


def _as_name(alias: cst.ImportAlias) -> str | None:
    name = alias.asname.name if alias.asname is not None else None
    return identifier(name) if isinstance(name, cst.Name) else None


def _import(walker: Walker, node: cst.CSTNode, binding: ImportBinding) -> None:
    if id(node) not in walker.seen:
        walker.seen[id(node)] = len(walker.module.imports)
        binding = ImportBinding(
            binding.name,
            binding.module,
            binding.level,
            binding.member,
            binding.span,
            binding.loads,
            walker.is_type_checking,
            walker.index,
        )
        walker.module.imports.append(binding)
    # Modules imported in a class body are rare enough to be treated as imported by the function around it.
    if binding.name != "*":
        walker.bind(binding.name)
    walker.flow.emit(Import(binding.span, walker.seen[id(node)]))
