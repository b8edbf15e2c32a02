"""Expressions are parsed as others parse them."""

from __future__ import annotations

import random

import cel as reference
import pytest
from hypothesis import given
from hypothesis import strategies as st

from steplint.sdk.cel import (
    Binary,
    Call,
    CelError,
    Conditional,
    Ident,
    Index,
    Items,
    Literal,
    Mapping,
    Node,
    Select,
    Unary,
    free_names,
    parse,
    results,
)

PIECES = """
    event async event.data data x a.b 1 1.5 .5 1e3 1. 0x1F 1u -1 'a' "b" r'\\d' '\\n' '\\q' 'a b'x' true null in == != <
    <= && || ! - + * % ? : ( ) [ ] { } , . = & | @ \\ ` if size( exists(y, 1) [1,] f(1,) {1:2} a.b{c:1} '''a
    has(event.data.x) event.data.x==async.data.y event["a"]
""".split()
PIECES += [" ", "//c\n", "'''a\nb'''", "'a\nb'"]

A, B, C = Ident("a"), Ident("b"), Ident("c")


def accepts(text: str) -> bool:
    """Whether the parser takes a text."""
    try:
        parse(text)
    except CelError:
        return False
    return True


def reference_accepts(text: str) -> bool:
    """Whether the reference does."""
    try:
        reference.compile(text)
    except ValueError:
        return False
    return True


@pytest.mark.parametrize("seed", range(4))
def test_it_takes_what_the_reference_takes(seed: int) -> None:
    chance = random.Random(seed)
    taken = 0
    for _ in range(3_000):
        text = chance.choice(["", " "]).join(chance.choice(PIECES) for _ in range(chance.randint(1, 6)))
        assert accepts(text) == reference_accepts(text), text
        taken += accepts(text)
    assert taken > 200


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("a.b", Select(A, "b")),
        ("a['b']", Index(A, Literal("b"))),
        ("a || b && c", Binary("||", A, Binary("&&", B, C))),
        ("a + b * c", Binary("+", A, Binary("*", B, C))),
        ("a - b - c", Binary("-", Binary("-", A, B), C)),
        ("(a - b)", Binary("-", A, B)),
        ("!!a", Unary("!", Unary("!", A))),
        ("-a", Unary("-", A)),
        ("- 1", Literal(-1)),
        ("a ? b : c", Conditional(A, B, C)),
        ("f(a, b)", Call("f", None, (A, B))),
        ("a.f()", Call("f", A, ())),
        ("[a, 1.5]", Items((A, Literal(1.5)))),
        ("{'k': a}", Mapping(((Literal("k"), A),))),
        ("t{k: a}", Mapping(((Literal("k"), A),))),
        ("null == true", Binary("==", Literal(None), Literal(True))),
        ('"""a"b"""', Literal('a"b')),
        ("0x10", Literal(16)),
        (".a", A),
    ],
)
def test_trees(text: str, tree: Node) -> None:
    assert parse(text) == tree


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("'a", "a quote is never closed"),
        ("a = b", "`=` means nothing: it is `==`"),
        ("a and b", "`and` is Python's: it is `&&`"),
        ("not a", "`a` stands where nothing can"),
        ("a ==", "it breaks off"),
        ("(a", "`)` is missing"),
        ("[a", "`]` is missing"),
        ("{a: b", "`}` is missing"),
        ("a 'b'", "the text “b” stands where nothing can"),
        ("for", "`for` is no name"),
        ("'\\q'", "there is no such escape in a text"),
        ("(" * 300, "it is nested too deep"),
        ("", "it breaks off"),
        ("9" * 5000, "a number is too large"),
        (" && ".join("a" * 500), "it is too long"),
    ],
)
def test_faults(text: str, message: str) -> None:
    with pytest.raises(CelError) as caught:
        parse(text)
    assert caught.value.message == message


@given(st.text(max_size=60))
def test_any_text_is_an_expression_or_a_fault(text: str) -> None:
    accepts(text)


def test_names_that_macros_bind_are_not_free() -> None:
    assert list(free_names(parse("a.exists(i, i == b) && i"))) == ["a", "b", "i"]
    assert list(free_names(parse("f(i, i)"))) == ["i", "i"]


def test_results_are_those_of_branches() -> None:
    assert list(results(parse("a ? 1 : b ? 2 : 3"))) == [Literal(1), Literal(2), Literal(3)]
