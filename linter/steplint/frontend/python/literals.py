"""Text and numbers written in the source."""

from __future__ import annotations

import re
import unicodedata

import libcst as cst

from steplint.frontend.python.walker import Walker
from steplint.model.values import Constant, Operation, Text, Unknown, Value

_LARGEST = 2**63 - 1
_MAX_DIGITS = 24
_ESCAPE = re.compile(
    r"\\(?:(\r\n|[\r\n])|([\\'\"abfnrtv])|([0-7]{1,3})"
    r"|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|N\{([^}]+)\})"
)
_SIMPLE = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}

_Formatted = cst.FormattedString | cst.TemplatedString


def unescape(text: str) -> str:
    """A string literal's content with its escapes resolved; unknown escapes stay, as Python leaves them."""
    return _ESCAPE.sub(_resolve, text)


def _resolve(match: re.Match[str]) -> str:
    newline, simple, octal, short, medium, long, name = match.groups()
    if newline is not None:
        return ""
    if simple is not None:
        return _SIMPLE.get(simple, simple)
    if octal is not None:
        return chr(int(octal, 8))
    if name is not None:
        try:
            return unicodedata.lookup(name)
        except KeyError:
            return match.group()
    code = int(short or medium or long, 16)
    return chr(code) if code <= 0x10FFFF else match.group()


def literal_text(node: cst.SimpleString) -> str | None:
    """The text of a string literal; None for bytes and for text that cannot be written to a file."""
    prefix = node.prefix.lower()
    if "b" in prefix:
        return None
    quote = len(node.quote)
    return _decoded(node.value[len(prefix) + quote : -quote], is_raw="r" in prefix)


def _decoded(content: str, *, is_raw: bool) -> str | None:
    if "\r" in content:
        content = content.replace("\r\n", "\n")
    text = unescape(content) if "\\" in content and not is_raw else content
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            return None
    return text


def simple_string(walker: Walker, node: cst.SimpleString) -> Value:
    """`"text"`; bytes are not modelled."""
    text = literal_text(node)
    return walker.unknown(node) if text is None else Constant(walker.span(node), text)


def formatted_string(walker: Walker, node: _Formatted) -> Value:
    """An f-string or t-string."""
    return _joined(walker, node, _parts(walker, node))


def concatenated_string(walker: Walker, node: cst.ConcatenatedString) -> Value:
    """Literals side by side."""
    if isinstance(node.left, cst.SimpleString) and "b" in node.left.prefix.lower():
        return walker.unknown(node)
    return _joined(walker, node, _parts(walker, node))


def _joined(walker: Walker, node: cst.BaseExpression, parts: list[Value]) -> Value:
    span = walker.span(node)
    merged: list[Value] = []
    for part in parts:
        previous = merged[-1] if merged else None
        if isinstance(part, Constant) and isinstance(previous, Constant):
            place = type(span)(previous.span.line, previous.span.column, part.span.end_line, part.span.end_column)
            merged[-1] = Constant(place, f"{previous.value}{part.value}")
        else:
            merged.append(part)
    if all(isinstance(part, Constant) for part in merged):
        return Constant(span, "".join(str(part.value) for part in merged if isinstance(part, Constant)))
    return Text(span, tuple(merged))


def _parts(walker: Walker, node: cst.BaseExpression) -> list[Value]:
    match node:
        case cst.ConcatenatedString():
            return [*_parts(walker, node.left), *_parts(walker, node.right)]
        case cst.FormattedString() | cst.TemplatedString():
            is_raw = "r" in node.prefix.lower()
            parts: list[Value] = []
            for part in node.parts:
                if isinstance(part, cst.FormattedStringText | cst.TemplatedStringText):
                    content = _decoded(part.value.replace("{{", "{").replace("}}", "}"), is_raw=is_raw)
                    place = walker.span(part)
                    parts.append(Unknown(place, walker.snippet(part)) if content is None else Constant(place, content))
                elif isinstance(part, cst.FormattedStringExpression | cst.TemplatedStringExpression):
                    parts.extend(_hole(walker, part))
            return parts
        case _:
            return [walker.evaluate(node)]


def _hole(walker: Walker, part: cst.FormattedStringExpression | cst.TemplatedStringExpression) -> list[Value]:
    """`{value:spec}`: the value; a specification is only evaluated. `{value=}` also shows its source, and `{value!r}`
    is an operation on the value.
    """
    value = walker.evaluate(part.expression)
    if part.conversion in {"r", "a"}:
        value = Operation(value.span, f"!{part.conversion}", (value,))
    for piece in part.format_spec or ():
        if isinstance(piece, cst.FormattedStringExpression | cst.TemplatedStringExpression):
            _hole(walker, piece)
    if part.equal is None:
        return [value]
    return [Constant(value.span, f"{walker.positions.text(part.expression)}="), value]


def integer(walker: Walker, node: cst.Integer) -> Value:
    """`42`; what does not fit 64 bits is not modelled."""
    text = node.value.replace("_", "")
    if len(text) <= _MAX_DIGITS or text[:2].lower() == "0b":
        number = int(text, 0)
        if number <= _LARGEST:
            return Constant(walker.span(node), number)
    return walker.unknown(node)


def floating(walker: Walker, node: cst.Float) -> Value:
    """`4.2`."""
    return Constant(walker.span(node), float(node.value.replace("_", "")))
