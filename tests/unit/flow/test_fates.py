"""What becomes of a call's result, on every path."""

from __future__ import annotations

import textwrap

import pytest

from steplint.flow.definitions import Definitions
from steplint.flow.fates import Fates
from steplint.frontend.python import extract


def fate(body: str, *, is_single: bool = False) -> str:
    """The fate of what `make()` gives in a function with this body."""
    model = extract("async def f(a, b, items):\n" + textwrap.indent(textwrap.dedent(body).strip("\n"), "    "))
    function = model.functions[1]
    [call] = [number for number, call in enumerate(function.calls) if getattr(call.callee, "id", "") == "make"][:1]
    found = Fates(model, 1, Definitions(function, model)).of(call, is_single=is_single)
    if found is None:
        return "too many paths"
    words = ["used"] if found.used is not None else []
    words += ["returned"] if found.returned is not None else []
    return " or ".join([*words, "lost"] if found.is_lost else words) or "never"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param("make()", "lost", id="alone"),
        pytest.param("x = make()", "lost", id="bound"),
        pytest.param("x = make()\nawait x", "used", id="awaited"),
        pytest.param("x = make()\ny = x\nx = None\nawait y", "used", id="another name"),
        pytest.param("x = make()\nx = None\nawait x", "lost", id="bound anew"),
        pytest.param("x = make()\ndel x", "lost", id="deleted"),
        pytest.param("x = make()\nif a:\n    await x", "used or lost", id="one branch"),
        pytest.param("x = make()\nif a:\n    return 1\nawait x", "used or lost", id="an early return"),
        pytest.param("x = make()\nif a:\n    raise ValueError\nawait x", "used", id="raising is no loss"),
        pytest.param("x = None\nif a:\n    x = make()\nif x:\n    await x", "used", id="it is asked for"),
        pytest.param(
            "x = None\nif a:\n    x = make()\nif x is None:\n    return\nawait x", "used", id="it is asked for None"
        ),
        pytest.param("if a:\n    x = make()\nif a:\n    await x", "used", id="the same question"),
        pytest.param(
            "if a:\n    x = make()\na = b\nif a:\n    await x", "used or lost", id="no longer the same question"
        ),
        pytest.param("if a:\n    x = make()\nif not a:\n    await x", "lost", id="the opposite question"),
        pytest.param("return make()", "returned", id="returned"),
        pytest.param("yield make()", "used", id="handed out"),
        pytest.param("other(make())", "used", id="handed on"),
        pytest.param("print(make())", "lost", id="printed"),
        pytest.param("a.logger.info('made', make())", "lost", id="logged"),
        pytest.param("a.b = make()", "used", id="stored out of reach"),
        pytest.param("x = [make()]\nfor y in x:\n    await y", "used", id="gone through"),
        pytest.param("x = [make()]\nfor y in x:\n    print(y)", "lost", id="gone through for nothing"),
        pytest.param("x = [make() for _ in items]\nreturn [await y for y in x]", "used", id="comprehensions"),
        pytest.param("x = [make() for _ in items]", "lost", id="a comprehension"),
        pytest.param("x = []\nfor i in items:\n    x.append(make())\nawait other(*x)", "used", id="put into a list"),
        pytest.param("x = []\nfor i in items:\n    x.append(make())\nreturn len(x)", "lost", id="left in a list"),
        pytest.param("x = {}\nx['a'] = make()\nawait x['a']", "used", id="put into a dict"),
        pytest.param("for i in items:\n    x = make()\nawait x", "used or lost", id="only the last one"),
        pytest.param("x = make() if a else other()\nawait x", "used", id="one of two"),
        pytest.param("await (make() if a else other())", "used", id="one of two, at once"),
        pytest.param("x = make()\ndef inner():\n    return x\ninner()", "used", id="captured"),
        pytest.param("while True:\n    x = make()\n    await x", "used", id="for ever"),
        pytest.param("try:\n    x = make()\nfinally:\n    other()\nawait x", "used", id="through a finally"),
        pytest.param("x = make()\nif isawaitable(x):\n    x = await x\nreturn x", "used", id="it is asked whether"),
        pytest.param("x = make()\nif not iscoroutine(x):\n    return x\nawait x", "used", id="it is asked whether not"),
        pytest.param("x, y = make(), other()\nawait y", "lost", id="unpacked"),
        pytest.param("x, y = other(), make()\nawait y", "used", id="unpacked and awaited"),
        pytest.param("x, *y = other(), make()\nawait other(*y)", "used", id="unpacked with a star"),
        pytest.param("x = make()\ntry:\n    raise a\nexcept b:\n    return\nawait x", "never", id="a clause"),
        pytest.param("try:\n    other()\nexcept b:\n    make()", "lost", id="in a clause"),
        pytest.param("if (x := make()):\n    await x", "used", id="bound in a test"),
    ],
)
def test_fates(body: str, expected: str) -> None:
    assert fate(body) == expected


def test_a_single_result_has_no_items() -> None:
    """`row = step.run(…)`, then `row["id"]`: what was meant is what it gives when it is awaited."""
    for body in ("x = make()\nother(x[0])", "x = make()\nfor y in x:\n    other(y)"):
        assert fate(body) == "used"
        assert fate(body, is_single=True) == "lost"
    assert fate("x = [make()]\nother(x[0])", is_single=True) == "used"


def test_too_many_paths_tell_nothing() -> None:
    names = [f"a{number}" for number in range(14)]
    lines = ["x = make()", *(f"if {name}:\n    b({number})" for number, name in enumerate(names))]
    lines += [f"if {name}:\n    b()" for name in names]
    assert fate("\n".join(lines)) == "too many paths"
