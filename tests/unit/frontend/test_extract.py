"""Texts that are odd, broken or hostile."""

from __future__ import annotations

import threading
import time

import libcst as cst
import pytest

from steplint.diagnostics import ProblemKind, Span
from steplint.frontend.python import ExtractionFailure, SourceSyntaxError, extract
from steplint.frontend.python.extract import _TABLES
from steplint.frontend.python.parse import with_room
from steplint.model.module import ModuleModel
from steplint.model.values import Attribute, Constant, Name, Text, Unknown
from unit.frontend.walking import Lines, model_of, structs


def names(text: str) -> list[tuple[str, str]]:
    """Every name read in a text, and what stands at its place."""
    lines = Lines(text)
    found = {s.span: s.id for s in structs(extract(text)) if isinstance(s, Name)}
    return [(word, lines.at(span)) for span, word in sorted(found.items())]


@pytest.mark.parametrize(
    "text",
    [
        "\ufeffx = name\ny = name\n",
        "x = name\r\ny = [\r\n  name,\r\n]\r\n",
        "x = name\ry = name\r",
        "x = name\r\n\ry = name\n",
        "\x0cx = name\ny = name",
        "\ufeff\x0cx = name\ny = name",
        "class A:\n\x0c    def f(self):\n        return name\n\x0c    y = name\n",
        "# -*- coding: latin-1 -*-\nx = 'é', name; y = name\n",
        "x = '😀', name; y = '𝔘', name\n",
        "x = '''\r\n\x0cname\r\n''', name, name",
        'x = """\n\x0c name\n""" ; y = name, name\n\x0cz = 1\n',
        "x = name\n\n\n    # deep comment\ny = name\\\n\n",
        "if name:\n\tx = 1\nif name: x\n".replace(": x", ": pass"),
        "𝔵𝔶 = name, name",
    ],
)
def test_places_in_odd_texts(text: str) -> None:
    found = names(text)
    assert found == [("name", "name")] * 2
    model_of(text)


def test_a_byte_order_mark_counts_as_a_character() -> None:
    (function,) = extract("\ufeffname").functions
    assert next(s.span for s in structs(function.blocks) if isinstance(s, Name)) == Span(1, 2, 1, 6)


def test_names_are_compared_in_normal_form() -> None:
    (function,) = extract("ﬁ = 1\nx = ﬁ.ﬁ").functions
    assert function.locals == ("fi", "x")


@pytest.mark.parametrize("text", ["", "\n", "   ", "# only a comment", "\ufeff", "\r\n", "\x0c"])
def test_texts_without_code(text: str) -> None:
    model = extract(text)
    assert [function.qualname for function in model.functions] == ["<module>"]


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("x = 1\ny = = 2\n", 2, 5),
        ("\ufeffx = = 2\n", 1, 6),
        ("def f(:\n    pass\n", 1, 7),
        ("x = '😀' 1 2\n", 1, 9),
        ("if a:\nb\n", 2, 1),
        ("x = 1\n\0", 2, 1),
        ("x = 1\ny = '\0'\n", 2, 6),
        ("x = '\ud800'\n", 1, 6),
        ("if a:\n    b\n  c\n", 3, 4),
        ("(", 1, 1),
        ("print 'x'\n", 1, 1),
    ],
)
def test_syntax_errors(text: str, line: int, column: int) -> None:
    with pytest.raises(SourceSyntaxError) as caught:
        extract(text)
    assert (caught.value.line, caught.value.column) == (line, column)
    assert caught.value.message


REALISTIC = {
    "sum of strings": "x = " + " + ".join(['"a"'] * 300),
    "method chain": "x = a" + ".b()" * 150,
    "alternatives": "x = " + " or ".join(["a"] * 900),
    "condition": "if " + " or ".join(["a()"] * 300) + ":\n    pass",
    "literals": "x = (" + "\n".join(['"a"'] * 900) + ")",
    "elif": "if a:\n    pass\n" + "".join(f"elif b{i}:\n    pass\n" for i in range(300)),
    "parentheses": "x = " + "(" * 100 + "1" + ")" * 100,
    "lambdas": "x = " + "lambda: " * 150 + "a",
    "blocks": "".join(" " * depth + "if a:\n" for depth in range(90)) + " " * 90 + "pass\n",
    "new grammar": "type X = int\nx = " + " + ".join(['"a"'] * 200),
    "rows": "x = {" + ", ".join(f'"k{i}": ["a", {i}]' for i in range(3000)) + "}",
}
HOSTILE = {
    "parentheses": lambda n: "x = " + "(" * n + "1" + ")" * n,
    "calls": lambda n: "x = " + "f(" * n + "1" + ")" * n,
    "attributes": lambda n: "x = a" + ".b" * n,
    "chain": lambda n: "x = a" + ".b()" * n,
    "sum": lambda n: "x = " + " + ".join(["a"] * n),
    "or": lambda n: "x = " + " or ".join(["a"] * n),
    "literals": lambda n: "x = (" + " ".join(['"a"'] * n) + ")",
    "literal lines": lambda n: "x = (" + "\n".join(['"a"'] * n) + ")",
    "elif": lambda n: "if a: pass\n" + "elif b: pass\n" * n,
    "not": lambda n: "x = " + "not " * n + "a",
    "import": lambda n: "import a" + ".a" * n,
    "from import": lambda n: "from a" + ".a" * n + " import b",
    "new sum": lambda n: "type X = int\nx = " + " + ".join(["a"] * n),
    "new calls": lambda n: "type X = int\nx = " + "f(" * n + "1" + ")" * n,
    "new elif": lambda n: "type X = int\nif a: pass\n" + "elif b: pass\n" * n,
    "unclosed": lambda n: "x = " + "(" * n,
}


@pytest.mark.parametrize("text", REALISTIC.values(), ids=REALISTIC)
def test_long_code_of_the_usual_kind_is_processed(text: str) -> None:
    assert isinstance(model_of(text), ModuleModel)


@pytest.mark.parametrize("make", HOSTILE.values(), ids=HOSTILE)
def test_deep_code_is_refused(make: object) -> None:
    assert callable(make)
    for size in (3_000, 20_000):
        with pytest.raises(ExtractionFailure) as caught:
            extract(make(size))
        assert caught.value.kind is ProblemKind.TOO_DEEP


@pytest.mark.parametrize("quoted", ["(" * 5000 + "a" + ")" * 5000, "a." * 5000 + "a", "a|" * 200 + "a"])
def test_deep_quoted_annotations_do_no_harm(quoted: str) -> None:
    assert extract(f'x: "{quoted}"').functions


def test_nested_finally_does_not_explode() -> None:
    def nest(depth: int) -> str:
        inner = nest(depth - 1) if depth else "f()"
        body = "\n".join("        " + line for line in inner.splitlines())
        head = "for x in g():\n    try:\n        if f(): return\n        if f(): break\n        if f(): continue\n"
        return head + f"    finally:\n{body}"

    source = "def h():\n" + "\n".join(" " + line for line in nest(10).splitlines())
    assert len(extract(source).functions[1].blocks) < 20_000


def test_valid_code_that_libcst_refuses() -> None:
    with pytest.raises(ExtractionFailure) as caught:
        extract("(a): int = 1\n")
    assert caught.value.kind is ProblemKind.UNPARSEABLE


@pytest.mark.parametrize(
    "text",
    [
        "try:\n    name()\nexcept (OSError) :\n    raise name\nfinally :\n    pass\n",
        "try: name()\nexcept: name()\ntry: pass\nexcept A  : pass\n",
        "if name:\n    x = 1\n    \\\n    x = name\n",
    ],
)
def test_text_that_libcst_does_not_keep(text: str) -> None:
    assert [(word, place) for word, place in names(text) if word == "name"] == [("name", "name")] * 2
    assert all(word == place for word, place in names(text))


def test_errors_cross_the_deep_stack() -> None:
    def fail() -> None:
        raise KeyError("x")

    with pytest.raises(KeyError):
        with_room(0, fail)


def test_deep_recursion_is_reported_as_too_deep() -> None:
    def forever(n: int) -> int:
        return forever(n + 1) + 1

    with pytest.raises(ExtractionFailure) as caught:
        with_room(0, lambda: forever(0))
    assert caught.value.kind is ProblemKind.TOO_DEEP


def test_a_caller_with_little_stack_left() -> None:
    def descend(levels: int) -> ModuleModel:
        return extract("x = f(a.b[1](2))\n" * 3) if levels == 0 else descend(levels - 1)

    assert descend(850).functions


def test_extract_works_in_threads() -> None:
    results: list[ModuleModel] = []
    text = "x = " + " + ".join(['"a"'] * 200)
    threads = [threading.Thread(target=lambda: results.append(extract(text))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [model == results[0] for model in results] == [True] * 4


def test_linear_time_in_long_modules() -> None:
    text = 'def f(a: "B"):\n    """Doc."""\n    return [x for x in a if x.y(1)]\n\n'
    started = time.perf_counter()
    extract(text * 200)
    short = time.perf_counter() - started
    started = time.perf_counter()
    extract(text * 1600)
    assert time.perf_counter() - started < 8 * max(short, 0.01) * 4


def concrete(*bases: str) -> set[str]:
    """The names of the nodes of these kinds that a parser can make."""
    found: set[str] = set()
    stack: list[type[cst.CSTNode]] = [getattr(cst, base) for base in bases]
    while stack:
        top = stack.pop()
        stack.extend(top.__subclasses__())
        if not getattr(top, "__abstractmethods__", None) and not top.__name__.startswith(("Base", "_")):
            found.add(top.__name__)
    return found


def test_every_statement_of_libcst_is_known() -> None:
    known = {*(node.__name__ for node in _TABLES.executors), "SimpleStatementLine"}
    assert concrete("BaseSmallStatement", "BaseStatement") <= known


def test_every_expression_of_libcst_is_known() -> None:
    unmodelled = {"Ellipsis", "Imaginary"}
    assert concrete("BaseExpression") <= {*(node.__name__ for node in _TABLES.evaluators), *unmodelled}


def values(text: str) -> list[object]:
    """The values that a module assigns."""
    (function,) = extract(text).functions
    return [operation.value for operation in function.blocks[0].operations if hasattr(operation, "value")]


def test_numbers_at_the_limit() -> None:
    small, large, octal = values(f"a = {2**63 - 1}\nb = {2**63}\nc = 0o17")
    assert isinstance(small, Constant)
    assert isinstance(large, Unknown)
    assert isinstance(octal, Constant)
    assert octal.value == 15


def test_formatted_text_has_exact_places() -> None:
    text = "x = f'head {name!r:>{width}} mid {{}}' 'tail'\n"
    (value,) = values(text)
    assert isinstance(value, Text)
    lines = Lines(text)
    assert [lines.at(part.span) for part in value.parts] == ["head ", "name", " mid {{}}' 'tail'"]


def test_unknown_text_is_one_short_line() -> None:
    (value,) = values("x = b'''" + "long\n" * 40 + "'''\n")
    assert isinstance(value, Unknown)
    assert len(value.text) == 80
    assert "\n" not in value.text


def test_quoted_annotations_have_exact_places() -> None:
    text = "def f(a: 'pkg.Model', b: 'dict[str, \"Inner\"] | None', c: r' Last '): pass\n"
    lines = Lines(text)
    found = [(s.id, lines.at(s.span)) for s in structs(extract(text)) if isinstance(s, Name)]
    assert sorted(found) == sorted((word, word) for word in ("pkg", "dict", "str", "Inner", "Last"))
    attributes = [(s.name, lines.at(s.name_span)) for s in structs(extract(text)) if isinstance(s, Attribute)]
    assert attributes == [("Model", "Model")]
