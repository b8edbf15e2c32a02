"""The draft of one function's control-flow graph, while its statements are walked.

Frames say what a jump meets on its way out (loops, `try` bodies, `finally`, `with`); contexts say what surrounds an
operation. Both are lexical, but a `finally` body is walked once per way of leaving: its blocks are new each time, its
contexts and loops are the same.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from steplint.diagnostics import Span
from steplint.model.graph import EXIT, RAISED, ROOT, ContextKind, Edge, EdgeKind, Leave, LoopKind, Op
from steplint.model.values import Value

MAX_COPY_NESTING = 3
"""`finally` inside `finally` deeper than this is walked once for all ways of leaving, or its copies would double with
each level.
"""


class Way(enum.Enum):
    """How control leaves a statement other than by its end."""

    RETURN = enum.auto()
    BREAK = enum.auto()
    CONTINUE = enum.auto()
    RAISE = enum.auto()


@dataclass(slots=True)
class DraftBlock:
    """A block that may still grow. `is_live` says whether anything leads to it from the entry."""

    context: int
    operations: list[Op] = field(default_factory=list)
    edges: list[Edge] = field(default_factory=list)
    is_live: bool = False


@dataclass(slots=True)
class DraftHandler:
    """An `except` clause; it has a block in every copy of its statement."""

    types: tuple[Value, ...]
    name: str | None
    span: Span
    is_group: bool
    blocks: list[int] = field(default_factory=list)


@dataclass(slots=True)
class DraftContext:
    """A context that may still learn about its handlers and manager."""

    kind: ContextKind
    parent: int | None
    span: Span
    has_finally: bool = False
    owner: int | None = None
    clause: int | None = None
    manager: Value | None = None
    is_async: bool = False
    handlers: list[DraftHandler] = field(default_factory=list)


@dataclass(slots=True)
class DraftLoop:
    """A loop; it has a header in every copy of its statement."""

    kind: LoopKind
    context: int
    iterable: Value | None
    targets: tuple[str, ...]
    span: Span
    is_async: bool
    headers: list[int] = field(default_factory=list)


@dataclass(slots=True)
class LoopFrame:
    """Catches `break` and `continue`."""

    outer: Frame | None
    loop: int
    header: int
    after: int


@dataclass(slots=True)
class TryFrame:
    """Catches exceptions of a `try` body."""

    outer: Frame | None
    handlers: tuple[int, ...]
    catches_all: bool
    is_used: bool = False


@dataclass(slots=True)
class FinallyFrame:
    """Runs a `finally` body on every way out; `copies` are the first blocks, still to be walked."""

    outer: Frame | None
    context: int
    is_shared: bool
    copies: dict[Way, int] = field(default_factory=dict)


@dataclass(slots=True)
class WithFrame:
    """Leaves a context manager on every way out; `after` is where control goes on when the manager swallows an
    exception.
    """

    outer: Frame | None
    context: int
    outside: int
    after: int
    span: Span
    copies: dict[Way, int] = field(default_factory=dict)


Frame = LoopFrame | TryFrame | FinallyFrame | WithFrame


class Flow:
    """Blocks, contexts and loops of one function, and the point where the next operation goes."""

    def __init__(self, span: Span) -> None:
        self.contexts = [DraftContext(ContextKind.FUNCTION, None, span)]
        self.loops: list[DraftLoop] = []
        self.context = ROOT
        self.frame: Frame | None = None
        self.guards = 0
        """Number of `try` and `with` statements around: inside them every operation that may raise ends its block."""
        self.copy_nesting = 0
        self.blocks = [DraftBlock(ROOT, is_live=True), DraftBlock(ROOT), DraftBlock(ROOT)]
        self.current = 0
        self._contexts_by_node: dict[tuple[int, ContextKind], int] = {}
        self._loops_by_node: dict[int, int] = {}

    def new_block(self) -> int:
        """A block in the current context that nothing leads to yet."""
        self.blocks.append(DraftBlock(self.context))
        return len(self.blocks) - 1

    def start(self, block: int) -> None:
        """Put the next operations into this block."""
        self.current = block

    def edge(self, target: int, kind: EdgeKind, *, test: Value | None = None, loop: int | None = None) -> None:
        """A way from the current block to another."""
        source = self.blocks[self.current]
        source.edges.append(Edge(target, kind, test, loop))
        if source.is_live:
            self.blocks[target].is_live = True

    def flow_to(self, block: int) -> None:
        """Control goes on at another block."""
        self.edge(block, EdgeKind.NEXT)

    def enter(self, context: int) -> None:
        """Control goes on in a new block of another context."""
        self.context = context
        block = self.new_block()
        self.flow_to(block)
        self.start(block)

    def start_dead(self) -> None:
        """Put the next operations where nothing leads: the code after a jump."""
        self.start(self.new_block())

    def emit(self, operation: Op) -> None:
        """Add an operation that does not raise."""
        self.blocks[self.current].operations.append(operation)

    def emit_raising(self, operation: Op) -> None:
        """Add an operation that may raise."""
        self.blocks[self.current].operations.append(operation)
        if self.guards:
            follow = self.new_block()
            self.flow_to(follow)
            self.raise_edges(self.frame)
            self.start(follow)

    def raise_edges(self, frame: Frame | None) -> None:
        """The ways an exception of the current block takes, seen from this frame."""
        for target in self._exception_targets(frame, is_live=self.blocks[self.current].is_live):
            self.edge(target, EdgeKind.EXCEPTION)

    def leave(self, way: Way) -> None:
        """Control leaves by this way; what follows is dead."""
        self.leave_edges(self.frame, way)
        self.start_dead()

    def leave_edges(self, frame: Frame | None, way: Way) -> None:
        """The edges of the current block for a way out, seen from this frame."""
        if way is Way.RAISE:
            self.raise_edges(frame)
            return
        while frame is not None:
            match frame:
                case LoopFrame() if way is Way.BREAK:
                    self.flow_to(frame.after)
                    return
                case LoopFrame() if way is Way.CONTINUE:
                    self.edge(frame.header, EdgeKind.BACK, loop=frame.loop)
                    return
                case FinallyFrame() | WithFrame():
                    self.flow_to(self._copy(frame, way))
                    return
                case _:
                    frame = frame.outer
        self.flow_to(EXIT)

    def _exception_targets(self, frame: Frame | None, *, is_live: bool) -> list[int]:
        targets: list[int] = []
        while frame is not None:
            match frame:
                case TryFrame():
                    frame.is_used = frame.is_used or is_live
                    targets.extend(frame.handlers)
                    if frame.catches_all:
                        return targets
                case FinallyFrame() | WithFrame():
                    return [*targets, self._copy(frame, Way.RAISE)]
                case LoopFrame():
                    pass
            frame = frame.outer
        return [*targets, RAISED]

    def _copy(self, frame: FinallyFrame | WithFrame, way: Way) -> int:
        """First block of what runs when this way leads through a `finally` or `with`."""
        known = frame.copies.get(way)
        if known is not None:
            return known
        outside = self.context
        if isinstance(frame, FinallyFrame):
            self.context = frame.context
            shared = next(iter(frame.copies.values()), None) if frame.is_shared else None
            block = frame.copies[way] = self.new_block() if shared is None else shared
            self.context = outside
            return block
        self.context = frame.outside
        block = frame.copies[way] = self.new_block()
        saved = self.current
        self.start(block)
        # Whoever asked is about to lead here; the edges below must not look dead meanwhile.
        self.blocks[block].is_live = True
        self.emit(Leave(frame.span, frame.context))
        self.leave_edges(frame.outer, way)
        if way is Way.RAISE:
            self.edge(frame.after, EdgeKind.SUPPRESSED)
        self.current, self.context = saved, outside
        return block

    def expose(self, frame: TryFrame, first: int, context: int) -> None:
        """Give a `try` body in which nothing is known to raise its ways to the handlers: after every operation, or from
        its start.
        """
        outside = self.current
        bodies = [
            index
            for index in range(first, len(self.blocks))
            if self.blocks[index].is_live and self.blocks[index].operations and self._try_around(index) == context
        ]
        for index in bodies:
            last = self._split(index, frame)
            if index == outside:
                outside = last
        if not bodies:
            self.start(first)
            self.raise_edges(frame)
        self.start(outside)

    def _split(self, index: int, frame: TryFrame) -> int:
        block = self.blocks[index]
        operations, edges = block.operations, block.edges
        block.operations, block.edges = operations[:1], []
        self.start(index)
        saved, self.context = self.context, block.context
        for operation in operations[1:]:
            follow = self.new_block()
            self.flow_to(follow)
            self.raise_edges(frame)
            self.start(follow)
            self.emit(operation)
        self.context = saved
        self.blocks[self.current].edges.extend(edges)
        self.raise_edges(frame)
        return self.current

    def _try_around(self, block: int) -> int | None:
        """The context that decides about exceptions of a block."""
        index: int | None = self.blocks[block].context
        while index is not None and self.contexts[index].kind is ContextKind.LOOP:
            index = self.contexts[index].parent
        return index

    def context_of(self, node: object, kind: ContextKind, span: Span) -> int:
        """The context that a node opens, made once, inside the current one."""
        key = (id(node), kind)
        known = self._contexts_by_node.get(key)
        if known is None:
            known = self._contexts_by_node[key] = len(self.contexts)
            self.contexts.append(DraftContext(kind, self.context, span))
        return known

    def loop_of(
        self,
        node: object,
        kind: LoopKind,
        iterable: Value | None,
        targets: tuple[str, ...],
        *,
        span: Span,
        context_span: Span,
        is_async: bool,
    ) -> int:
        """The loop that a node makes, made once, with its context inside the current one."""
        known = self._loops_by_node.get(id(node))
        if known is None:
            known = self._loops_by_node[id(node)] = len(self.loops)
            context = self.context_of(node, ContextKind.LOOP, context_span)
            self.contexts[context].owner = known
            self.contexts[context].is_async = is_async
            self.loops.append(DraftLoop(kind, context, iterable, targets, span, is_async))
        return known

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Operations inside happen nowhere: for expressions that are noted but not evaluated here (annotations)."""
        saved = self.current
        self.start_dead()
        yield
        self.current = saved
