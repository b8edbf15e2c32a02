"""Functions, classes and lambdas."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from steplint.frontend.python.annotations import annotation
from steplint.frontend.python.tree import bound_in_lambda
from steplint.frontend.python.walker import ClassScope, Signature, Walker, identifier
from steplint.model.graph import EXIT, Define, DefineClass, Return
from steplint.model.module import Class, FunctionKind, Parameter, ParameterKind
from steplint.model.values import Lambda, Starred, Value


def function(walker: Walker, node: cst.FunctionDef) -> None:
    """`def`: decorators and defaults are evaluated here, annotations are noted, the body is walked on its own."""
    decorators = tuple([walker.evaluate(decorator.decorator) for decorator in node.decorators])
    parameters = _parameters(walker, node.params)
    returns = None if node.returns is None else annotation(walker, node.returns.annotation)
    _type_parameters(walker, node.type_parameters)
    word = identifier(node.name)
    scope = walker.class_scope
    if id(node) not in walker.seen:
        index = walker.seen[id(node)] = walker.module.reserve_function()
        signature = Signature(
            name=word,
            qualname=walker.module.unique("function", walker.qualify(word)),
            kind=FunctionKind.FUNCTION,
            is_async=node.asynchronous is not None,
            parameters=parameters,
            returns=returns,
            decorators=decorators,
            parent=walker.index,
            cls=None if scope is None else scope.index,
            span=walker.span(node),
            name_span=walker.span(node.name),
        )
        inner = Walker(walker.module, index, signature)
        inner.is_type_checking = walker.is_type_checking
        inner.execute(node.body)
        inner.flow.flow_to(EXIT)
        walker.module.functions[index] = inner.finish()
    number: int = walker.seen[id(node)]
    if scope is None:
        walker.bind(word)
        walker.flow.emit(Define(walker.span(node.name), word, number))
    else:
        scope.assigned.add(word)
        scope.methods.append((word, number))


def lambda_(walker: Walker, node: cst.Lambda) -> Value:
    """`lambda`: a function whose body is one `return`; it sees the comprehension variables around it."""
    parameters = _parameters(walker, node.params)
    span = walker.span(node)
    if id(node) not in walker.seen:
        index = walker.seen[id(node)] = walker.module.reserve_function()
        start = walker.positions.range(node)[0]
        signature = Signature(
            name="<lambda>",
            qualname=walker.module.unique("function", walker.qualify("<lambda>")),
            kind=FunctionKind.LAMBDA,
            is_async=False,
            parameters=parameters,
            returns=None,
            decorators=(),
            parent=walker.index,
            cls=None,
            span=span,
            name_span=walker.positions.between(start, start + len("lambda")),
        )
        inner = Walker(walker.module, index, signature)
        # Numbers go on where the outer function's are, so that a variable seen from outside is never mistaken for an
        # own one.
        inner.comprehensions = walker.comprehensions
        if walker.visible:
            own = {parameter.name for parameter in parameters} | bound_in_lambda(node.body)
            inner.visible = {word: renamed for word, renamed in walker.visible.items() if word not in own}
        value = inner.evaluate(node.body)
        inner.flow.emit(Return(value.span, value))
        inner.flow.flow_to(EXIT)
        walker.module.functions[index] = inner.finish()
    return Lambda(span, walker.seen[id(node)])


def class_(walker: Walker, node: cst.ClassDef) -> None:
    """`class`: its body runs in the function around it, its names are its own."""
    decorators = tuple([walker.evaluate(decorator.decorator) for decorator in node.decorators])
    bases: list[Value] = []
    for base in node.bases:
        value = walker.evaluate(base.value)
        bases.append(Starred(walker.span(base), value) if base.star else value)
    keywords: list[tuple[str | None, Value]] = []
    for keyword in node.keywords:
        name = None if keyword.keyword is None else identifier(keyword.keyword)
        keywords.append((name, walker.evaluate(keyword.value)))
    _type_parameters(walker, node.type_parameters)
    word = identifier(node.name)
    outer = walker.class_scope
    is_new = id(node) not in walker.seen
    if is_new:
        qualname = walker.module.unique("class", walker.qualify(word))
        walker.seen[id(node)] = (walker.module.reserve_class(), qualname)
    index, qualname = walker.seen[id(node)]
    scope = walker.class_scope = ClassScope(index, qualname)
    walker.execute(node.body)
    walker.class_scope = outer
    if is_new:
        walker.module.classes[index] = Class(
            name=word,
            qualname=qualname,
            parent=walker.index,
            bases=tuple(bases),
            keywords=tuple(keywords),
            decorators=decorators,
            fields=tuple(scope.fields),
            methods=tuple(scope.methods),
            span=walker.span(node),
            name_span=walker.span(node.name),
        )
    if outer is None:
        walker.bind(word)
        walker.flow.emit(DefineClass(walker.span(node.name), word, index))
    else:
        outer.assigned.add(word)


def _parameters(walker: Walker, node: cst.Parameters) -> tuple[Parameter, ...]:
    return tuple([_parameter(walker, parameter, kind) for parameter, kind in _kinds(node)])


def _kinds(node: cst.Parameters) -> Iterator[tuple[cst.Param, ParameterKind]]:
    for parameter in node.posonly_params:
        yield parameter, ParameterKind.POSITIONAL_ONLY
    for parameter in node.params:
        yield parameter, ParameterKind.NORMAL
    if isinstance(node.star_arg, cst.Param):
        yield node.star_arg, ParameterKind.VARIADIC
    for parameter in node.kwonly_params:
        yield parameter, ParameterKind.KEYWORD_ONLY
    if node.star_kwarg is not None:
        yield node.star_kwarg, ParameterKind.KEYWORDS


def _parameter(walker: Walker, node: cst.Param, kind: ParameterKind) -> Parameter:
    default = None if node.default is None else walker.evaluate(node.default)
    noted = None if node.annotation is None else annotation(walker, node.annotation.annotation)
    return Parameter(identifier(node.name), kind, noted, default, walker.span(node))


def _type_parameters(walker: Walker, node: cst.TypeParameters | None) -> None:
    """Bounds and defaults of type parameters are evaluated only when they are asked for; their calls stand in the
    table.
    """
    for parameter in node.params if node is not None else ():
        bound = parameter.param.bound if isinstance(parameter.param, cst.TypeVar) else None
        for part in (bound, parameter.default):
            if part is not None:
                annotation(walker, part)
