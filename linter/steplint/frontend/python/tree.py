"""Walks over expressions that look for something without evaluating anything."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

_FIELDS: dict[type[cst.CSTNode], tuple[str, ...]] = {
    cst.Arg: ("value",),
    cst.Attribute: ("value",),
    cst.Await: ("expression",),
    cst.BinaryOperation: ("left", "right"),
    cst.BooleanOperation: ("left", "right"),
    cst.Call: ("func", "args"),
    cst.Comparison: ("left", "comparisons"),
    cst.ComparisonTarget: ("comparator",),
    cst.CompFor: ("target", "iter", "ifs", "inner_for_in"),
    cst.CompIf: ("test",),
    cst.ConcatenatedString: ("left", "right"),
    cst.Dict: ("elements",),
    cst.DictComp: ("key", "value", "for_in"),
    cst.DictElement: ("key", "value"),
    cst.Element: ("value",),
    cst.FormattedString: ("parts",),
    cst.FormattedStringExpression: ("expression", "format_spec"),
    cst.From: ("item",),
    cst.GeneratorExp: ("elt", "for_in"),
    cst.IfExp: ("test", "body", "orelse"),
    cst.Index: ("value",),
    cst.Lambda: ("params", "body"),
    cst.List: ("elements",),
    cst.ListComp: ("elt", "for_in"),
    cst.NamedExpr: ("target", "value"),
    cst.Param: ("default",),
    cst.Parameters: ("posonly_params", "params", "star_arg", "kwonly_params", "star_kwarg"),
    cst.Set: ("elements",),
    cst.SetComp: ("elt", "for_in"),
    cst.Slice: ("lower", "upper", "step"),
    cst.StarredDictComp: ("value", "for_in"),
    cst.StarredDictElement: ("value",),
    cst.StarredElement: ("value",),
    cst.Subscript: ("value", "slice"),
    cst.SubscriptElement: ("slice",),
    cst.TemplatedString: ("parts",),
    cst.TemplatedStringExpression: ("expression", "format_spec"),
    cst.Tuple: ("elements",),
    cst.UnaryOperation: ("expression",),
    cst.Yield: ("value",),
}

_EFFECTS = (
    cst.Await,
    cst.Call,
    cst.DictComp,
    cst.GeneratorExp,
    cst.ListComp,
    cst.NamedExpr,
    cst.SetComp,
    cst.StarredDictComp,
    cst.Yield,
)


def children(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """The nodes directly inside an expression that mean something, without punctuation."""
    for name in _FIELDS.get(type(node), ()):
        inner = getattr(node, name)
        if isinstance(inner, cst.CSTNode):
            yield inner
        elif isinstance(inner, tuple | list):
            yield from inner


def has_effects(node: cst.CSTNode) -> bool:
    """Whether evaluating an expression may do something that has a place in the graph; a lambda's body is not evaluated
    with it.
    """
    stack = [node]
    while stack:
        top = stack.pop()
        if isinstance(top, _EFFECTS):
            return True
        stack.extend(children(top.params if isinstance(top, cst.Lambda) else top))
    return False


def bound_in_lambda(body: cst.CSTNode) -> set[str]:
    """The names that a lambda's body binds with `:=`."""
    names: set[str] = set()
    stack = [body]
    while stack:
        top = stack.pop()
        if isinstance(top, cst.NamedExpr) and isinstance(top.target, cst.Name):
            names.add(top.target.value)
        stack.extend(children(top.params if isinstance(top, cst.Lambda) else top))
    return names
