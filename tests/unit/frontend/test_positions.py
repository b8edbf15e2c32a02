"""Our own position pass against libcst's."""

from __future__ import annotations

import libcst as cst
import pytest
from libcst.metadata import MetadataWrapper, PositionProvider

from steplint.frontend.python.parse import parse, prepare
from steplint.frontend.python.positions import Positions
from unit.frontend.walking import library_files

WANTED = (
    cst.BaseExpression,
    cst.BaseSmallStatement,
    cst.BaseCompoundStatement,
    cst.Param,
    cst.Arg,
    cst.Decorator,
    cst.ImportAlias,
    cst.ExceptHandler,
    cst.ExceptStarHandler,
    cst.Else,
    cst.Finally,
    cst.WithItem,
    cst.MatchPattern,
    cst.SubscriptElement,
    cst.FormattedStringText,
    cst.StarredElement,
)


def compare(text: str) -> int:
    parsed = parse(prepare(text))
    module = MetadataWrapper(parsed.module, unsafe_skip_copy=True)
    compared = 0
    for node, place in module.resolve(PositionProvider).items():
        if not isinstance(node, WANTED) or is_part_of_text(node):
            continue
        span = parsed.positions.span(node)
        ours = (span.line, span.column - 1, span.end_line, span.end_column - 1)
        assert ours == (place.start.line, place.start.column, place.end.line, place.end.column), node
        compared += 1
    return compared


def is_part_of_text(node: cst.CSTNode) -> bool:
    # Elements without a star are not wanted: their value has the place.
    return isinstance(node, cst.Element)


@pytest.mark.parametrize("path", library_files(60, 7), ids=lambda path: path.name)
def test_same_as_position_provider(path: object) -> None:
    from pathlib import Path

    assert isinstance(path, Path)
    try:
        text = path.read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        pytest.skip("not UTF-8")
    compare(text)


TRICKY = """\
x = (1,
     2) ; y = 3
if a: b ; c ;
@deco ( 1 )  # note

async def f(*a, b: int = 1, **k) -> (yield):
\tx = f"{a!r:>{b}} text {'c'}" f"{{}}" "d"  # end
\tmatch x:
\t\tcase [1, *r] | {"a": 1, **q} as z if (w): pass
with (a as b, c): pass
try: pass
except* (A, B) as e: pass
finally: pass
from a import (b as c,)
from a import *
lambda *a, b=1: a[1:2, ::3, *b]
[*x for x in (y)] if 0 else {**a for b in c}
"""


def test_tricky_places() -> None:
    assert compare(TRICKY.replace("[*x for x in (y)] if 0 else {**a for b in c}\n", "(a for b in c)\n")) > 100


def test_a_tree_that_does_not_print_as_its_text_is_noticed() -> None:
    positions = Positions("x = 1\ny\n", {})
    assert not positions.add_module(cst.parse_module("x = 1\n"))
