from __future__ import annotations

import sys

import pytest

from steplint.source.statements import Statements


def forms(text: str) -> list[str]:
    statements = Statements(text)
    found = {}
    for number, line in enumerate(text.split("\n"), start=1):
        for column in range(1, len(line) + 2):
            if line.strip():
                statement = statements.at(number, column)
                found[statement.start] = statement.form
    return [found[start] for start in sorted(found)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("f(a, b)", "f(\n    a,\n    b,  # why\n)"),
        ("f('x')", 'f("x")'),
        ("x = 'it\\'s'", 'x = "it\'s"'),
        ("f('a' 'b')", 'f("ab")'),
        ("f('a' 'b')", 'f(\n    "a"\n    "b"\n)'),
        ("return a and b", "return (\n    a\n    and b\n)"),
        ("for (x, y) in z: f(x)", "for x, y in z:\n    f(x)"),
        ("a(); b()", "a()\nb()"),
        ("x = 0XFF + 1E5", "x = 0xff + 1e5"),
        ("x = f'{a!r} {b}'", 'x = f"{a!r} {b}"'),
        ("x = a + \\\n    b", "x = a + b"),
        ("class A(): pass", "class A:\n    pass"),
        ("if x: a()\nelse: b()", "if x:\n\n    a()\nelse:\n    b()"),
        ("del (a), (b)", "del a, b"),
        ("x = lambda: 1", "x = (lambda: 1)"),
        ("if lambda: x: a()", "if (lambda: x):\n    a()"),
    ],
)
def test_layout_does_not_change_a_form(one: str, other: str) -> None:
    assert forms(one) == forms(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("f(a, b)", "f(b, a)"),
        ("f('x')", "f(x)"),
        ("f('x', 'y')", "f('x' 'y')"),
        ("f(1)", "f(2)"),
        ("a.b()", "a.c()"),
        ("await f()", "f()"),
        ("f('# x')", "f('# y')"),
    ],
)
def test_what_changes_a_form(one: str, other: str) -> None:
    assert forms(one) != forms(other)


def test_headers_and_bodies_are_apart() -> None:
    text = (
        "class A:\n    x: int = 1\n    def f(self): return g()\n    match = 1\n    match: int\n"
        "match x:\n    case 1: h()\n"
    )
    assert forms(text) == [
        "class A :",
        "x : int = 1",
        "def f self :",
        "return g",
        "match = 1",
        "match : int",
        "match x :",
        "case 1 :",
        "h",
    ]


def test_the_definitions_around_a_statement() -> None:
    text = "class A:\n    async def f(self):\n        if x:\n            a()\n    b()\ndef g(): c()\nd()\n"
    statements = Statements(text)
    assert [statements.at(line, 12).scope for line in (4, 5, 6, 7)] == [
        "class A\nasync def f",
        "class A",
        "def g",
        "",
    ]


def test_a_place_outside_of_all_statements_is_its_line() -> None:
    statements = Statements("\n# a  comment\nx = 1\n")
    assert statements.at(2, 1).form == "# a comment"
    assert statements.at(99, 1).form == ""
    assert statements.at(3, 1).form == "x = 1"


def test_surroundings_do_not_know_lines() -> None:
    text = "def f():\n    a()\n    b()\n    c()\n"
    moved = "x = 1\n\n\ndef f():\n    # why\n    a()\n\n    b(  )\n    c()\n"
    scope, before, after = Statements(text).surroundings(3, 5)
    moved_scope, moved_before, moved_after = Statements(moved).surroundings(8, 5)
    assert (moved_scope, moved_before[:2], moved_after) == (scope, before, after)


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_text_that_is_no_python(newline: str) -> None:
    statements = Statements(f"a(){newline}x = ({newline}b(")
    assert statements.at(1, 1).form == "a"
    assert statements.at(2, 1).form in {"x = b", "x = ("}, "as far as it can be read"


@pytest.mark.skipif(sys.version_info < (3, 12), reason="older Pythons do not cut formatted strings")
def test_formatted_strings_are_whole() -> None:
    assert forms("f(f'{a[\"b\"]} # c')") == ["f '{a[b]}#c"]
