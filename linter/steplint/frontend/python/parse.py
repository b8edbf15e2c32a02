"""Text to tree: the guard, libcst, and a stack that is deep enough."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import libcst as cst

from steplint.diagnostics import ProblemKind
from steplint.frontend.python import guard
from steplint.frontend.python.errors import ExtractionFailure, SourceSyntaxError
from steplint.frontend.python.positions import Positions
from steplint.stack import with_deep_stack

SHALLOW = 90
"""Levels of a tree that fit the ordinary stack and recursion limit, whoever calls."""

_LONE_RETURN = re.compile(r"\r(?!\n)")
_FORM_FEED = re.compile(r"^[ \t\f]*\f(?=[ \t]*[^\s\#])", re.MULTILINE)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Source:
    """A text as libcst can read it, and what was taken off the start of its lines (line number to characters)."""

    text: str
    shifts: dict[int, int]
    depth: int
    error: SourceSyntaxError | None


@dataclass(frozen=True, slots=True)
class Parsed:
    """The tree of a module and where its nodes stand."""

    module: cst.Module
    positions: Positions


def prepare(text: str) -> Source:
    """Check a text and take out what libcst drops or trips over. Raises SourceSyntaxError or ExtractionFailure."""
    shifts: dict[int, int] = {}
    body = text
    if body.startswith("\ufeff"):
        body, shifts = body[1:], {1: 1}
    # Python ends a line at a lone carriage return too; libcst does not.
    body = _LONE_RETURN.sub("\n", body)
    try:
        verdict = guard.check(body)
    except SourceSyntaxError as error:
        raise _shifted(error, shifts) from error
    if "\f" in body:
        body = _without_form_feeds(body, verdict.tree, shifts)
    refusal = None if verdict.error is None else _shifted(verdict.error, shifts)
    return Source(body, shifts, verdict.depth, refusal)


def parse(source: Source) -> Parsed:
    """The tree of a checked text, with positions. Raises SourceSyntaxError or ExtractionFailure."""
    try:
        module = cst.parse_module(source.text)
    except RecursionError as error:
        raise guard.too_deep() from error
    # The one place where anything may come: libcst's native parser raises ParserSyntaxError, TypeError, UnicodeError
    # and, from panics, plain exceptions, depending on its version, and a file it cannot read must never end the run.
    except Exception as error:
        if source.error is not None:
            raise source.error from error
        first = str(error).strip().partition("\n")[0] or type(error).__name__
        line = f" (line {error.raw_line})" if isinstance(error, cst.ParserSyntaxError) else ""
        message = f"libcst cannot read this file{line}, which is valid Python: {first}; write it in another way"
        raise ExtractionFailure(ProblemKind.UNPARSEABLE, message) from error
    positions = Positions(source.text, source.shifts)
    if not positions.add_module(module):
        raise ExtractionFailure(
            ProblemKind.UNPARSEABLE, "libcst does not keep this file's text, so no place in it is certain"
        )
    return Parsed(module, positions)


def with_room(depth: int, work: Callable[[], T]) -> T:
    """Run `work` on a stack that is deep enough for a tree of this depth; depth 0 means that the depth is not known."""
    if 0 < depth <= SHALLOW:
        try:
            return work()
        except RecursionError:
            pass  # the caller had already used up most of its own stack
    try:
        return with_deep_stack(work)
    except RecursionError as error:
        raise guard.too_deep() from error


def _shifted(error: SourceSyntaxError, shifts: dict[int, int]) -> SourceSyntaxError:
    moved = error.column + shifts.get(error.line, 0)
    return SourceSyntaxError(error.message, error.line, moved)


def _without_form_feeds(text: str, tree: ast.Module | None, shifts: dict[int, int]) -> str:
    """Take off form feeds in front of code: Python starts counting indentation after them, libcst drops or refuses
    them.
    """
    inside = _lines_inside_strings(tree)
    lines = text.split("\n")
    for index, line in enumerate(lines):
        match = _FORM_FEED.match(line)
        if match is not None and index + 1 not in inside:
            lines[index] = line[match.end() :]
            shifts[index + 1] = shifts.get(index + 1, 0) + match.end()
    return "\n".join(lines)


def _lines_inside_strings(tree: ast.Module | None) -> set[int]:
    inside: set[int] = set()
    for node in ast.walk(tree) if tree is not None else ():
        if isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str | bytes)):
            inside.update(range(node.lineno + 1, (node.end_lineno or node.lineno) + 1))
    return inside
