from __future__ import annotations

from steplint.diagnostics import Span
from steplint.frontend.python import extract
from steplint.model.dump import dump, render
from steplint.model.values import Constant, Operation, Text, Unknown

HERE = Span(1, 1, 1, 2)


def test_same_text_for_the_same_module() -> None:
    text = "def f(a):\n    return [x for x in a if x]\n"
    assert dump(extract(text)) == dump(extract(text))


def test_holes_cannot_be_mistaken_for_text() -> None:
    value = Text(HERE, (Constant(HERE, "a{"), Unknown(HERE, "b")))
    assert render(value) == "f'a{{{?`b`}'"


def test_unary_operators() -> None:
    assert render(Operation(HERE, "-", (Constant(HERE, 1),))) == "-1"
    assert render(Operation(HERE, "not", (Constant(HERE, 1),))) == "(not 1)"
    assert render(None) == "-"
