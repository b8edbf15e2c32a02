"""Expressions as facts: what a value is made of, without a tree of any one language.

Calls do not nest in values: a call's result is a `CallResult` that names a call of the same function, so every call
stands once in its function's table and once (or, in copies of a `finally`, several times) among the operations of its
graph.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from steplint.diagnostics import Span


class _Value(msgspec.Struct, frozen=True, array_like=True, gc=False):
    span: Span


class Constant(_Value, frozen=True, tag="const"):
    """A literal: text, number, truth value, None; bytes and `...` are `Unknown`."""

    value: str | int | float | bool | None


class Name(_Value, frozen=True, tag="name"):
    """A variable as its function sees it. Comprehension variables carry a suffix (`x@3`) that keeps them apart."""

    id: str


class Attribute(_Value, frozen=True, tag="attr"):
    """`base.name`; `name_span` is the place of the name alone."""

    base: Value
    name: str
    name_span: Span


class Subscript(_Value, frozen=True, tag="item"):
    """`base[key]`; a slice is an `Unknown` key."""

    base: Value
    key: Value


class CallResult(_Value, frozen=True, tag="call"):
    """The result of the call at this index of the function's calls."""

    call: int


class Awaited(_Value, frozen=True, tag="await"):
    """`await value`."""

    value: Value


class Text(_Value, frozen=True, tag="text"):
    """Text put together from parts (an f-string): constants and holes."""

    parts: tuple[Value, ...]


class Sequence(_Value, frozen=True, tag="seq"):
    """A list, tuple or set display; `kind` is one of these words. Items may be `Starred`."""

    kind: str
    items: tuple[Value, ...]


class Mapping(_Value, frozen=True, tag="map"):
    """A dict display: pairs of key and value; a spread (`**x`) has None for its key."""

    entries: tuple[tuple[Value | None, Value], ...]


class Starred(_Value, frozen=True, tag="star"):
    """`*value` inside a display."""

    value: Value


class Collected(_Value, frozen=True, tag="comp"):
    """What a comprehension yields: `kind` list, set, dict or generator; `key` only for dict."""

    kind: str
    element: Value
    key: Value | None


class Operation(_Value, frozen=True, tag="op"):
    """A unary or binary operator on operands: `+ - * / // % ** @ & | ^ << >> ~ not`; unary minus is `-` with one
    operand. `!r` and `!a` are the conversions of f-strings.
    """

    operator: str
    operands: tuple[Value, ...]


class Comparison(_Value, frozen=True, tag="cmp"):
    """`left operator right`; a chain becomes `Choice("and", …)` of comparisons. Operators: `== != < <= > >= is, is
    not, in, not in`.
    """

    operator: str
    left: Value
    right: Value


class Choice(_Value, frozen=True, tag="choice"):
    """One of several values: `kind` `and`, `or` (in order of evaluation) or `if` (then, else), which has the `test`
    that decides.
    """

    kind: str
    options: tuple[Value, ...]
    test: Value | None = None


class Lambda(_Value, frozen=True, tag="lambda"):
    """A function made in place, by its index in the module."""

    function: int


class Element(_Value, frozen=True, tag="element"):
    """One item of an iterable, as a loop binds it; `index` for the loop's position counter is not modelled here."""

    iterable: Value


class Item(_Value, frozen=True, tag="part"):
    """The item at a fixed place of an unpacked value; a starred target has index -1."""

    base: Value
    index: int


class Entered(_Value, frozen=True, tag="entered"):
    """What entering a context manager gives."""

    manager: Value


class Caught(_Value, frozen=True, tag="caught"):
    """The exception that a clause binds."""

    types: tuple[Value, ...]


class ClassAttribute(_Value, frozen=True, tag="classattr"):
    """A name of a class body, read inside that body; `cls` is the class's index in the module."""

    cls: int
    name: str


class Unknown(_Value, frozen=True, tag="unknown"):
    """An expression that is not modelled; `text` says what it was, for people."""

    text: str

    @property
    def is_bytes(self) -> bool:
        """Whether it is a literal of bytes."""
        return self.text[:3].lower().startswith(("b'", 'b"', "rb'", 'rb"', "br'", 'br"'))


Value = (
    Constant
    | Name
    | Attribute
    | Subscript
    | CallResult
    | Awaited
    | Text
    | Sequence
    | Mapping
    | Starred
    | Collected
    | Operation
    | Comparison
    | Choice
    | Lambda
    | Element
    | Item
    | Entered
    | Caught
    | ClassAttribute
    | Unknown
)


def children(value: Value) -> tuple[Value, ...]:
    """The values directly inside a value, in order of evaluation; a conditional is made of its options, whatever its
    test.
    """
    inside = _INSIDE.get(type(value))
    return () if inside is None else inside(value)


def _in_mapping(value: Mapping) -> tuple[Value, ...]:
    return tuple(part for pair in value.entries for part in pair if part is not None)


def _in_collected(value: Collected) -> tuple[Value, ...]:
    return (value.element,) if value.key is None else (value.key, value.element)


_INSIDE: dict[type, Callable[[Any], tuple[Value, ...]]] = {
    Attribute: lambda value: (value.base,),
    Item: lambda value: (value.base,),
    Awaited: lambda value: (value.value,),
    Starred: lambda value: (value.value,),
    Element: lambda value: (value.iterable,),
    Entered: lambda value: (value.manager,),
    Subscript: lambda value: (value.base, value.key),
    Text: lambda value: value.parts,
    Sequence: lambda value: value.items,
    Mapping: _in_mapping,
    Collected: _in_collected,
    Operation: lambda value: value.operands,
    Comparison: lambda value: (value.left, value.right),
    Choice: lambda value: value.options,
    Caught: lambda value: value.types,
}
"""What is inside a value, by its type: a `match` over all of them would take five times as long."""


def item_of(base: Value, index: int) -> Value | None:
    """The value that stands at a place of a display; None where that cannot be told."""
    if not isinstance(base, Sequence) or not 0 <= index < len(base.items):
        return None
    return None if any(isinstance(item, Starred) for item in base.items[: index + 1]) else base.items[index]
