"""What is checked before libcst sees a text: its syntax, and how deep it nests.

libcst crashes the process on deep nesting (about 2,000 parentheses or a 6,000-link chain on an 8 MiB stack) and its
errors point at the wrong place, so the standard library's parser goes first. It costs a tenth of libcst.
"""

from __future__ import annotations

import ast
import re
import warnings
from dataclasses import dataclass

from steplint.diagnostics import ProblemKind
from steplint.frontend.python.errors import ExtractionFailure, SourceSyntaxError

MAX_DEPTH = 400
"""Levels of a syntax tree that are still processed; a sum of n terms or a chain of n attributes has n of them.

Values nest as deep as the tree, so this also keeps whoever walks over values within Python's ordinary recursion limit.
"""

MAX_CHAIN = 2500
"""Parts of one chain that libcst nests and values do not (`a or b or c`, literals side by side), still processed."""

MAX_BRACKETS = 150
"""Open brackets at one point that are still processed; CPython itself stops at 200."""

_MAX_LINKS = 600
"""Operators in one bracket of one statement that are still processed, for texts that only libcst can read."""

_FEW_LINES, _FEW_COLUMNS, _FEW_CHARACTERS = 100, 500, 60

_TOKENS = re.compile(
    r"""(?P<comment>\#[^\r\n]*)
    |(?P<text>\"\"\"(?:\\.|[^\\])*?\"\"\"|'''(?:\\.|[^\\])*?'''
    |"(?:\\.|[^"\\\r\n])*"|'(?:\\.|[^'\\\r\n])*')
    |(?P<open>[(\[{])|(?P<close>[)\]}])
    |(?P<link>\*\*|//|<<|>>|[-+*/%@&|^~.]|\b(?:not|and|or|if|lambda|await)\b)
    |(?P<elif>\belif\b)
    |(?P<end>[\r\n,;])""",
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the standard library's parser said: how deep the tree is, or the error when it refused the text."""

    depth: int
    tree: ast.Module | None
    error: SourceSyntaxError | None


def check(text: str) -> Verdict:
    """Judge a text (without byte order mark). A refusal comes back as a value: the grammar may be newer than this
    Python.

    Raises SourceSyntaxError for characters that no grammar allows, ExtractionFailure when the text nests too deep.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
    except SyntaxError as error:
        if "\0" in text:  # which libcst would take, but no Python does
            raise _bad_character(text, error) from error
        refuse_deep_brackets(text)
        return Verdict(0, None, _syntax_error(error))
    except ValueError as error:
        raise _bad_character(text, error) from error
    except (RecursionError, MemoryError) as error:
        refuse_deep_brackets(text)  # which knows the line
        raise too_deep() from error
    depth, chain, line = _measure(tree, text)
    if depth > MAX_DEPTH or chain > MAX_CHAIN:
        raise too_deep(line)
    return Verdict(depth + chain, tree, None)


def too_deep(line: int | None = None) -> ExtractionFailure:
    """The failure for code that nests deeper than the parser can stand, on a line where that is known."""
    where = "" if line is None else f" on line {line}"
    message = f"the code is nested too deep{where}; split it up, or leave the file out with `extend-exclude`"
    return ExtractionFailure(ProblemKind.TOO_DEEP, message)


def _measure(tree: ast.AST, text: str) -> tuple[int, int, int | None]:
    """Levels of the syntax tree, how many more libcst's tree may have, and the line of what nests deepest; counted
    without recursion.

    libcst nests where this tree is flat: `a or b or c`, dotted names of imports, literals side by side.
    """
    depth = chain = dots = 0
    line: int | None = None
    widest: int | None = None
    long_literals: list[ast.expr] = []
    level: list[ast.AST] = [tree]
    while level:
        depth += 1
        below: list[object] = []
        for node in level:
            match node:
                case ast.BoolOp():
                    if len(node.values) > chain:
                        chain, widest = len(node.values), node.lineno
                case ast.Constant(value=str() | bytes()) | ast.JoinedStr():
                    if _is_long(node):
                        long_literals.append(node)
                case ast.alias():
                    dots = max(dots, node.name.count("."))
                case ast.ImportFrom():
                    dots = max(dots, (node.module or "").count("."))
            for value in node.__dict__.values():
                if isinstance(value, list):
                    below.extend(value)
                else:
                    below.append(value)
        level = [node for node in below if isinstance(node, ast.AST) and not _is_short(node)]
        line = next((node.lineno for node in level if isinstance(node, ast.expr | ast.stmt)), line)
    more = chain + dots + _most_parts(text, long_literals)
    return depth, more, line if depth > MAX_DEPTH else widest


def _is_short(node: ast.AST) -> bool:
    """Whether an expression has too few characters to nest deep; most have, and looking into them costs the most."""
    if not isinstance(node, ast.expr) or node.end_lineno != node.lineno:
        return False
    return (node.end_col_offset or 0) - node.col_offset < _FEW_CHARACTERS


def _is_long(node: ast.expr) -> bool:
    lines = (node.end_lineno or node.lineno) - node.lineno
    start = 0 if lines else node.col_offset
    return lines >= _FEW_LINES or (node.end_col_offset or 0) - start >= _FEW_COLUMNS


def _most_parts(text: str, nodes: list[ast.expr]) -> int:
    """The largest number of literals that one of these texts may be put together from."""
    if not nodes:
        return 0
    lines = re.split(r"\r\n?|\n", text)
    return max(_count_literals(lines, node) for node in nodes)


def _count_literals(lines: list[str], node: ast.expr) -> int:
    segment = [line.encode() for line in lines[node.lineno - 1 : node.end_lineno]]
    segment[-1] = segment[-1][: node.end_col_offset]  # columns of this tree are bytes
    segment[0] = segment[0][node.col_offset :]
    return sum(token.lastgroup == "text" for token in _TOKENS.finditer(b"\n".join(segment).decode()))


def refuse_deep_brackets(text: str, limit: int = MAX_BRACKETS) -> None:
    """Raise ExtractionFailure when brackets or chains of operators nest too deep; a scan of the text that needs no
    grammar.
    """
    depth = alternatives = 0
    links = [0]
    for token in _TOKENS.finditer(text):
        kind = token.lastgroup
        if kind == "open":
            depth += 1
            links.append(0)
            if depth > limit:
                raise too_deep(_line_at(text, token.start()))
        elif kind == "close":
            depth = max(0, depth - 1)
            if len(links) > 1:
                links.pop()
        elif kind in ("link", "text"):
            links[-1] += 1
        elif kind == "elif":
            alternatives += 1
        elif kind == "end" and (depth == 0 or token.group() in ",;"):
            links[-1] = 0
        if max(links[-1], alternatives) > _MAX_LINKS:
            raise too_deep(_line_at(text, token.start()))


def _line_at(text: str, offset: int) -> int:
    return len(re.split(r"\r\n?|\n", text[:offset]))


def _syntax_error(error: SyntaxError) -> SourceSyntaxError:
    return SourceSyntaxError(error.msg or "invalid syntax", max(1, error.lineno or 1), max(1, error.offset or 1))


def _bad_character(text: str, error: Exception) -> SourceSyntaxError:
    message = "the text contains a null character"
    offset = text.find("\0")
    if isinstance(error, UnicodeEncodeError):
        message, offset = "the text contains a character that cannot be encoded", error.start
    before = re.split(r"\r\n?|\n", text[: max(0, offset)])
    return SourceSyntaxError(message, len(before), len(before[-1]) + 1)
