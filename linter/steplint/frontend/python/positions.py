"""Where the nodes of a tree stand in the text.

libcst keeps no positions; it finds them by printing the tree. This is the same pass, but it only counts characters and
keeps what libcst itself marks as a node's syntactic extent: a fifth of the parse, where `PositionProvider` costs twice
the parse. It relies on `CodegenState`, which is not public; a test compares both on real files.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from types import TracebackType
from typing import Any

import libcst as cst
from libcst._nodes.internal import CodegenState

from steplint.diagnostics import Span

_NEWLINE = re.compile(r"\r\n?|\n")
_DROPPED = " \t\f\r\n\\"
_TEXT_PARTS = (cst.FormattedStringText, cst.TemplatedStringText)


class _Recorder(CodegenState):
    """Prints a tree to nowhere and notes the range of characters of each node, by the node's identity."""

    def __init__(self, newline: str, indent: str, offset: int, ranges: dict[int, tuple[int, int]]) -> None:
        super().__init__(default_indent=indent, default_newline=newline)
        self.offset = offset
        self.last = 0
        self.ranges = ranges
        self._indent = 0
        self._open: list[tuple[Any, Any, Any, int]] = []

    def increase_indent(self, value: str) -> None:
        self.indent_tokens.append(value)
        self._indent += len(value)

    def decrease_indent(self) -> None:
        self._indent -= len(self.indent_tokens.pop())

    def add_indent_tokens(self) -> None:
        self.offset += self._indent

    def add_token(self, value: str) -> None:
        self.last = len(value)
        self.offset += self.last

    def after_codegen(self, node: cst.CSTNode) -> None:
        if type(node) in _TEXT_PARTS:
            self.ranges[id(node)] = (self.offset - self.last, self.offset)

    # Returns itself, not a generator: this is called for every expression, and the generator would be half of the pass.
    def record_syntactic_position(  # type: ignore[override]
        self, node: cst.CSTNode, *, start_node: cst.CSTNode | None = None, end_node: cst.CSTNode | None = None
    ) -> _Recorder:
        self._open.append((node, start_node, end_node, self.offset))
        return self

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        node, start_node, end_node, start = self._open.pop()
        if start_node is not None:
            start = self.ranges[id(start_node)][0]
        # Punctuation that ends a node (a star or bracket of an import) has no range of its own; it has just been
        # printed.
        end = self.ranges.get(id(end_node)) if end_node is not None else None
        self.ranges[id(node)] = (start, self.offset if end is None else end[1])


class Positions:
    """Spans of the nodes of one module; nodes are known by identity, so every tree that was added is kept alive."""

    def __init__(self, text: str, shifts: Mapping[int, int]) -> None:
        """`shifts` says how many characters were taken off the start of a line of the original text, by line number."""
        self._text = text
        self._shifts = shifts
        self._starts = [0, *(match.end() for match in _NEWLINE.finditer(text))]
        self._ranges: dict[int, tuple[int, int]] = {}
        self._trees: list[cst.CSTNode] = []

    def add_module(self, module: cst.Module) -> bool:
        """Record a whole module; False when the tree does not print as the text, which would make every place wrong."""
        recorder = _Recorder(module.default_newline, module.default_indent, 0, self._ranges)
        self._trees.append(module)
        for part in (*module.header, *module.body, *module.footer):
            part._codegen(recorder)
        end = recorder.offset if module.has_trailing_newline else recorder.offset - recorder.last
        return end == len(self._text) or not module.body or self._realign(module.code)

    def _realign(self, printed: str) -> bool:
        """Move the ranges to where they stand in the text, when all that libcst dropped is blank.

        It does so with the space in `except X :` and with lines that hold nothing but a backslash.
        """
        at: list[int] = []
        offset = 0
        for character in printed:
            while offset < len(self._text) and self._text[offset] != character and self._text[offset] in _DROPPED:
                offset += 1
            if offset == len(self._text) or self._text[offset] != character:
                return False
            at.append(offset)
            offset += 1
        if self._text[offset:].strip(_DROPPED):
            return False
        at.append(len(self._text))
        for node, (start, end) in self._ranges.items():
            self._ranges[node] = (at[start], at[end - 1] + 1 if end > start else at[start])
        return True

    def add_expression(self, expression: cst.BaseExpression, start: int, end: int | None = None) -> None:
        """Record an expression that was parsed apart and stands at this offset; with `end` all its nodes get that one
        range.
        """
        ranges: dict[int, tuple[int, int]] = {}
        expression._codegen(_Recorder("\n", "    ", start, ranges))
        self._trees.append(expression)
        self._ranges.update(ranges if end is None else dict.fromkeys(ranges, (start, end)))

    def range(self, node: cst.CSTNode) -> tuple[int, int]:
        """First offset of a node in the text and the one behind its last."""
        return self._ranges[id(node)]

    def span(self, node: cst.CSTNode) -> Span:
        """Place of a node in the original text."""
        start, end = self._ranges[id(node)]
        return self.between(start, end)

    def between(self, start: int, end: int) -> Span:
        """Place of a range of offsets in the original text."""
        starts = self._starts
        line = bisect_right(starts, start)
        column = start - starts[line - 1] + 1
        is_on_one = line == len(starts) or end < starts[line]
        end_line = line if is_on_one else bisect_right(starts, end)
        end_column = end - starts[end_line - 1] + 1
        if self._shifts:
            column += self._shifts.get(line, 0)
            end_column += self._shifts.get(end_line, 0)
        return Span(line, column, end_line, end_column)

    def whole(self) -> Span:
        """Place of the whole text."""
        span = self.between(0, len(self._text))
        return Span(1, 1, span.end_line, span.end_column)

    def text(self, node: cst.CSTNode) -> str:
        """The text of a node."""
        start, end = self._ranges[id(node)]
        return self._text[start:end]

    def before(self, word: str, node: cst.CSTNode) -> int:
        """Offset of the last occurrence of a word in front of a node."""
        return self._text.rfind(word, 0, self._ranges[id(node)][0])

    def slice(self, start: int, end: int) -> str:
        """The text between two offsets."""
        return self._text[start:end]
