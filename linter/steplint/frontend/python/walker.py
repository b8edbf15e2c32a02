"""What the walk over a module carries along: the module's tables, and per function its calls, names and graph."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from unicodedata import normalize

import libcst as cst

from steplint.diagnostics import ProblemKind, Span
from steplint.frontend.python.errors import ExtractionFailure
from steplint.frontend.python.flow import Flow
from steplint.frontend.python.positions import Positions
from steplint.frontend.python.settle import settle
from steplint.model.module import (
    Argument,
    Call,
    Class,
    ClassField,
    Function,
    FunctionKind,
    ImportBinding,
    Parameter,
)
from steplint.model.values import Unknown, Value

MAX_SNIPPET = 80
"""Characters of source that stand for an expression that is not modelled."""

Evaluator = Callable[["Walker", Any], Value]
Executor = Callable[["Walker", Any], None]


@dataclass(slots=True)
class Tables:
    """Who handles which kind of node; put together where all handlers are known, so that handlers need not import each
    other.
    """

    evaluators: Mapping[type[cst.CSTNode], Evaluator]
    executors: Mapping[type[cst.CSTNode], Executor]


class ModuleDraft:
    """The tables of a module while it is walked."""

    def __init__(self, positions: Positions, tables: Tables) -> None:
        self.positions = positions
        self.tables = tables
        self.functions: list[Function | None] = []
        self.classes: list[Class | None] = []
        self.imports: list[ImportBinding] = []
        self._names: dict[tuple[str, str], int] = {}

    def reserve_function(self) -> int:
        """Index of a function that is still to be built."""
        self.functions.append(None)
        return len(self.functions) - 1

    def reserve_class(self) -> int:
        """Index of a class that is still to be built."""
        self.classes.append(None)
        return len(self.classes) - 1

    def unique(self, kind: str, qualname: str) -> str:
        """The qualified name, with `#2`, `#3` for its second and third definition."""
        count = self._names[kind, qualname] = self._names.get((kind, qualname), 0) + 1
        return qualname if count == 1 else f"{qualname}#{count}"


@dataclass(slots=True)
class ClassScope:
    """A class body that is being walked: its names live here, not in the function around."""

    index: int
    qualname: str
    assigned: set[str] = field(default_factory=set)
    outside: set[str] = field(default_factory=set)
    """Names declared global or nonlocal in the body."""
    fields: list[ClassField] = field(default_factory=list)
    methods: list[tuple[str, int]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Signature:
    """What is known of a function before its body is walked."""

    name: str
    qualname: str
    kind: FunctionKind
    is_async: bool
    parameters: tuple[Parameter, ...]
    returns: Value | None
    decorators: tuple[Value, ...]
    parent: int | None
    cls: int | None
    span: Span
    name_span: Span


class Walker:
    """The walk over one function's body. Handlers of nodes are functions that take a walker."""

    def __init__(self, module: ModuleDraft, index: int, signature: Signature) -> None:
        self.module = module
        self.positions = module.positions
        self.index = index
        self.signature = signature
        self.flow = Flow(signature.span)
        self.calls: list[Call] = []
        self.bound: dict[str, None] = dict.fromkeys(parameter.name for parameter in signature.parameters)
        self.globals: dict[str, None] = {}
        self.nonlocals: dict[str, None] = {}
        self.is_generator = False
        self.is_type_checking = False
        self.class_scope: ClassScope | None = None
        self.visible: dict[str, str] = {}
        """Comprehension variables in scope and the names they carry in the graph."""
        self.comprehensions = 0
        self.seen: dict[int, Any] = {}
        """What was made of a node the first time: bodies of `finally` are walked several times, their calls and
        functions stand once.
        """
        self._evaluators = module.tables.evaluators
        self._executors = module.tables.executors

    def evaluate(self, node: cst.CSTNode) -> Value:
        """The value of an expression; what happens on the way goes into the graph."""
        evaluator = self._evaluators.get(type(node))
        return self.unknown(node) if evaluator is None else evaluator(self, node)

    def execute(self, body: cst.BaseSuite | cst.Module) -> None:
        """Walk the statements of a body."""
        executors = self._executors
        for statement in body.body:
            parts = statement.body if isinstance(statement, cst.SimpleStatementLine) else (statement,)
            for part in parts:
                executor = executors.get(type(part))
                if executor is None:
                    message = f"this version of libcst has a statement that is not known here: {type(part).__name__}"
                    raise ExtractionFailure(ProblemKind.UNPARSEABLE, message)
                executor(self, part)

    def call(
        self, node: cst.CSTNode, callee: Value, arguments: tuple[Argument, ...], *, span: Span, is_awaited: bool
    ) -> int:
        """Index of the call that a node makes, entered into the table once."""
        known: int | None = self.seen.get(id(node))
        if known is None:
            known = self.seen[id(node)] = len(self.calls)
            self.calls.append(Call(callee, arguments, span, is_awaited, self.flow.context))
        return known

    def span(self, node: cst.CSTNode) -> Span:
        """Place of a node."""
        return self.positions.span(node)

    def snippet(self, node: cst.CSTNode) -> str:
        """The source of a node on one line, cut short."""
        text = " ".join(self.positions.text(node).split())
        return text if len(text) <= MAX_SNIPPET else text[: MAX_SNIPPET - 1] + "…"

    def unknown(self, node: cst.CSTNode) -> Unknown:
        """An expression that is not modelled."""
        return Unknown(self.positions.span(node), self.snippet(node))

    def bind(self, name: str) -> None:
        """The function binds a name."""
        self.bound.setdefault(name)

    def qualify(self, name: str) -> str:
        """The dotted name of something defined at this point."""
        prefix = self.class_scope.qualname if self.class_scope is not None else self.signature.qualname
        return f"{prefix}.{name}" if self.index or self.class_scope is not None else name

    def finish(self) -> Function:
        """The function, with its graph in final form."""
        blocks, contexts, loops = settle(self.flow)
        signature = self.signature
        elsewhere = self.globals.keys() | self.nonlocals.keys()
        return Function(
            name=signature.name,
            qualname=signature.qualname,
            kind=signature.kind,
            is_async=signature.is_async,
            is_generator=self.is_generator,
            parameters=signature.parameters,
            returns=signature.returns,
            decorators=signature.decorators,
            parent=signature.parent,
            cls=signature.cls,
            locals=tuple(name for name in self.bound if name not in elsewhere),
            globals=tuple(self.globals),
            nonlocals=tuple(self.nonlocals),
            calls=tuple(self.calls),
            blocks=blocks,
            contexts=contexts,
            loops=loops,
            span=signature.span,
            name_span=signature.name_span,
        )


def identifier(node: cst.Name) -> str:
    """A name as Python compares it: in compatibility normal form."""
    name: str = node.value
    return name if name.isascii() else normalize("NFKC", name)
