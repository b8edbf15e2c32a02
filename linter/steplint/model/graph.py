"""The control-flow graph of one function: blocks of operations, edges that say when they are taken, and structure
around them.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator

import msgspec

from steplint.diagnostics import Span
from steplint.model.values import Value

ENTRY = 0
"""Index of the block where a function starts."""
EXIT = 1
"""Index of the empty block that every return and the end of the body lead to."""
RAISED = 2
"""Index of the empty block that an exception leaving the function leads to."""
ROOT = 0
"""Index of the outermost context, the function itself."""


class EdgeKind(enum.StrEnum):
    """When an edge is taken."""

    NEXT = "next"
    TRUE = "true"
    FALSE = "false"
    ITERATE = "iterate"
    """A `for` loop or comprehension takes the next item."""
    EXHAUSTED = "exhausted"
    """A `for` loop or comprehension has no more items."""
    BACK = "back"
    """From the end of a loop's body, or a `continue`, to its header."""
    EXCEPTION = "exception"
    """The last operation of the block raised."""
    SUPPRESSED = "suppressed"
    """An exception left a `with` block and its manager swallowed it, if it is of that kind."""


class Edge(msgspec.Struct, frozen=True, array_like=True):
    """A way from one block to another. `test` is the condition of TRUE and FALSE; `loop` is set for ITERATE,
    EXHAUSTED and BACK.
    """

    target: int
    kind: EdgeKind
    test: Value | None = None
    loop: int | None = None


class _Operation(msgspec.Struct, frozen=True, array_like=True):
    span: Span


class Invoke(_Operation, frozen=True, tag="call"):
    """The call at this index of the function's calls happens."""

    call: int


class NameTarget(msgspec.Struct, frozen=True, array_like=True, tag="name"):
    """A variable."""

    name: str
    span: Span


class AttributeTarget(msgspec.Struct, frozen=True, array_like=True, tag="attr"):
    """`base.name = …`."""

    base: Value
    name: str
    span: Span


class SubscriptTarget(msgspec.Struct, frozen=True, array_like=True, tag="item"):
    """`base[key] = …`."""

    base: Value
    key: Value
    span: Span


class ClassTarget(msgspec.Struct, frozen=True, array_like=True, tag="classattr"):
    """A name assigned in a class body."""

    cls: int
    name: str
    span: Span


Target = NameTarget | AttributeTarget | SubscriptTarget | ClassTarget


class Assign(_Operation, frozen=True, tag="assign"):
    """`target = value`. Unpacking becomes one operation a name, with `Item` values; `augmented` keeps `x += y` apart.

    `annotation` is set for annotated assignments; `value` is None for a bare annotation, which binds nothing.
    """

    target: Target
    value: Value | None
    annotation: Value | None = None
    augmented: bool = False


class Read(_Operation, frozen=True, tag="read"):
    """An expression evaluated only for its value: a condition, an expression statement, an assertion."""

    value: Value


class Await(_Operation, frozen=True, tag="await"):
    """Something other than a call in place is awaited (`await task`)."""

    value: Value


class Return(_Operation, frozen=True, tag="return"):
    """The function ends with this value; a lambda's body ends in one."""

    value: Value | None


class Raise(_Operation, frozen=True, tag="raise"):
    """An exception is raised; `exception` is None for a bare `raise`."""

    exception: Value | None
    cause: Value | None


class Yield(_Operation, frozen=True, tag="yield"):
    """A generator hands out a value; `delegate` for `yield from`."""

    value: Value | None
    delegate: bool = False


class Define(_Operation, frozen=True, tag="def"):
    """A name is bound to the function at this index of the module."""

    name: str
    function: int


class DefineClass(_Operation, frozen=True, tag="class"):
    """A name is bound to the class at this index of the module."""

    name: str
    cls: int


class Import(_Operation, frozen=True, tag="import"):
    """The import at this index of the module happens and binds its name."""

    binding: int


class Enter(_Operation, frozen=True, tag="enter"):
    """A context manager is entered; `context` is the index of its `WITH` context."""

    value: Value
    context: int
    is_async: bool


class Leave(_Operation, frozen=True, tag="leave"):
    """The context manager of a `WITH` context is left."""

    context: int


class Delete(_Operation, frozen=True, tag="del"):
    """A name is unbound."""

    target: Target


Op = Invoke | Assign | Read | Await | Return | Raise | Yield | Define | DefineClass | Import | Enter | Leave | Delete


class Block(msgspec.Struct, frozen=True, array_like=True):
    """Operations that happen in a row. A block that stands in a `try`, `with` or handler ends after each operation
    that may raise.
    """

    operations: tuple[Op, ...]
    edges: tuple[Edge, ...]
    context: int


class ContextKind(enum.StrEnum):
    """What surrounds an operation."""

    FUNCTION = "function"
    TRY = "try"
    HANDLER = "handler"
    ELSE = "else"
    """The `else` of a try: its exceptions are not caught by that try's clauses."""
    FINALLY = "finally"
    WITH = "with"
    LOOP = "loop"
    """The body of a `for`, `while` or comprehension (not its `else`)."""


class Handler(msgspec.Struct, frozen=True, array_like=True):
    """One `except` clause: the types it names (none for a bare one), the name it binds, its first block."""

    types: tuple[Value, ...]
    name: str | None
    block: int
    span: Span
    is_group: bool = False


class Context(msgspec.Struct, frozen=True, array_like=True):
    """A piece of structure; `parent` leads outwards.

    TRY has its `handlers`; HANDLER, ELSE and FINALLY have `owner`, the index of their TRY context, and HANDLER the
    number of its clause in `clause`; WITH has its `manager`; LOOP has `owner`, the index of its loop.
    """

    kind: ContextKind
    parent: int | None
    span: Span
    handlers: tuple[Handler, ...] = ()
    has_finally: bool = False
    owner: int | None = None
    clause: int | None = None
    manager: Value | None = None
    is_async: bool = False


class LoopKind(enum.StrEnum):
    """How a loop runs."""

    FOR = "for"
    WHILE = "while"
    COMPREHENSION = "comprehension"


class Loop(msgspec.Struct, frozen=True, array_like=True):
    """A loop: its header block, its context, what it iterates over (None for `while`) and the names it binds, in
    order.
    """

    kind: LoopKind
    header: int
    context: int
    iterable: Value | None
    targets: tuple[str, ...]
    span: Span
    is_async: bool = False


def contexts_around(contexts: tuple[Context, ...], start: int | None) -> Iterator[Context]:
    """A context and those around it, from the inside out."""
    while start is not None:
        context = contexts[start]
        yield context
        start = context.parent
