"""The facts of one module: what it imports, defines and calls."""

from __future__ import annotations

import enum

import msgspec

from steplint.diagnostics import Span
from steplint.model.graph import Block, Context, Loop
from steplint.model.values import Value

SCHEMA_VERSION = 3
"""Raised with every change to the shape or meaning of the facts; part of every cache key."""

MODULE_BODY = 0
"""Index of the function that stands for the module's own code."""


class ImportBinding(msgspec.Struct, frozen=True, array_like=True):
    """One name that an import binds.

    `module` is the dotted name as written, without leading dots; `level` is the number of dots; `member` is the name
    taken from the module, None when the module itself is bound (`import a.b` binds `a` with module `a`, and `loads`
    says `a.b`). A star import has name and member `*`.
    """

    name: str
    module: str
    level: int
    member: str | None
    span: Span
    loads: str = ""
    type_checking: bool = False
    function: int = MODULE_BODY


class Argument(msgspec.Struct, frozen=True, array_like=True):
    """An argument of a call: `keyword` for named ones; `stars` is 1 for `*value` and 2 for `**value`."""

    value: Value
    keyword: str | None
    stars: int
    span: Span


class Call(msgspec.Struct, frozen=True, array_like=True):
    """A call: what is called, with what, awaited in place or not, and the innermost context around it."""

    callee: Value
    arguments: tuple[Argument, ...]
    span: Span
    awaited: bool
    context: int

    def argument(self, position: int | None, *keywords: str) -> Value | None:
        """The value given for a parameter, by keyword or by position; None when it is not given or hidden behind a
        star.
        """
        for argument in self.arguments:
            if argument.keyword is not None and argument.keyword in keywords:
                return argument.value
        if position is not None:
            for index, argument in enumerate(a for a in self.arguments if a.keyword is None and a.stars != 2):
                if argument.stars:
                    return None
                if index == position:
                    return argument.value
        return None

    @property
    def has_unknown_keywords(self) -> bool:
        """Whether a `**mapping` may add keywords that are not written here."""
        return any(argument.stars == 2 for argument in self.arguments)


class ParameterKind(enum.StrEnum):
    """How an argument reaches a parameter."""

    POSITIONAL_ONLY = "positional-only"
    NORMAL = "normal"
    VARIADIC = "variadic"
    KEYWORD_ONLY = "keyword-only"
    KEYWORDS = "keywords"


class Parameter(msgspec.Struct, frozen=True, array_like=True):
    """A parameter; default and annotation are values of the function around."""

    name: str
    kind: ParameterKind
    annotation: Value | None
    default: Value | None
    span: Span


class FunctionKind(enum.StrEnum):
    """What a function stands for."""

    MODULE = "module"
    FUNCTION = "function"
    LAMBDA = "lambda"


class Function(msgspec.Struct, frozen=True, array_like=True):
    """A function, method, lambda, or the body of the module.

    `parent` is the function around it and `cls` the class it is a method of. Decorators, annotations and defaults are
    values of
    `parent`, their calls stand in its table. A class body's statements run in the function around it. `locals` are the
    names the function binds (parameters included, global and nonlocal ones not).
    """

    name: str
    qualname: str
    kind: FunctionKind
    is_async: bool
    is_generator: bool
    parameters: tuple[Parameter, ...]
    returns: Value | None
    decorators: tuple[Value, ...]
    parent: int | None
    cls: int | None
    locals: tuple[str, ...]
    globals: tuple[str, ...]
    nonlocals: tuple[str, ...]
    calls: tuple[Call, ...]
    blocks: tuple[Block, ...]
    contexts: tuple[Context, ...]
    loops: tuple[Loop, ...]
    span: Span
    name_span: Span


class ClassField(msgspec.Struct, frozen=True, array_like=True):
    """A name assigned or annotated in a class body; values are values of the function around the class."""

    name: str
    value: Value | None
    annotation: Value | None
    span: Span


class Class(msgspec.Struct, frozen=True, array_like=True):
    """A class: its bases, keywords (`total=False`, `metaclass=Meta`; None is the name of a spread), fields in order,
    and methods (name and function index, the last definition of a name last).
    """

    name: str
    qualname: str
    parent: int
    bases: tuple[Value, ...]
    keywords: tuple[tuple[str | None, Value], ...]
    decorators: tuple[Value, ...]
    fields: tuple[ClassField, ...]
    methods: tuple[tuple[str, int], ...]
    span: Span
    name_span: Span


class ModuleModel(msgspec.Struct, frozen=True, array_like=True):
    """All facts of one module; `functions[0]` is its body. Indices in values and operations point into these tuples."""

    schema_version: int
    functions: tuple[Function, ...]
    classes: tuple[Class, ...]
    imports: tuple[ImportBinding, ...]
