"""The ways through a function that conditions leave open. Letters are the marks passed; "" is a way past all."""

from __future__ import annotations

import pytest

from unit.flow.graphs import paths

BRANCHES = [
    pytest.param("if a: mark('x')\nif b: mark('y')", {"", "x", "y", "xy"}, id="independent"),
    pytest.param("if a: mark('x')\nif not a: mark('y')", {"x", "y"}, id="exclusive by their text"),
    pytest.param("if a: mark('x')\nif a: mark('y')", {"", "xy"}, id="the same test twice"),
    pytest.param("if a > b: mark('x')\nif a <= b: mark('y')", {"x", "y"}, id="a comparison and its opposite"),
    pytest.param("if k == 1: mark('x')\nif k == 2: mark('y')", {"", "x", "y"}, id="two values of one variable"),
    pytest.param(
        "if k == 'a': mark('x')\nelif k == 'b': mark('y')\nif k == 'b': mark('z')", {"", "x", "yz"}, id="elif"
    ),
    pytest.param("if k is None: mark('x')\nif k: mark('y')", {"", "x", "y"}, id="none is not true"),
    pytest.param("if k == 'a': mark('x')\nif not k: mark('y')", {"", "x", "y"}, id="a text is not false"),
    pytest.param("if k == '': mark('x')\nif k: mark('y')", {"", "x", "y"}, id="an empty text is not true"),
    pytest.param("if a and b: mark('x')\nif not a: mark('y')", {"", "x", "y"}, id="and"),
    pytest.param("if a or b: mark('x')\nif not a and not b: mark('y')", {"x", "y"}, id="or"),
    pytest.param("if True: mark('x')\nelse: mark('y')", {"x"}, id="a constant"),
    pytest.param("if a: mark('x')\na = load()\nif not a: mark('y')", {"", "x", "y", "xy"}, id="bound anew"),
    pytest.param("if a: mark('x')\ndel a\nif not a: mark('y')", {"", "x", "y", "xy"}, id="deleted"),
    pytest.param("if a.b: mark('x')\na.b = 1\nif not a.b: mark('y')", {"", "x", "y", "xy"}, id="an attribute set"),
    pytest.param("if a.b: mark('x')\na.c = 1\nif not a.b: mark('y')", {"x", "y"}, id="another attribute set"),
    pytest.param(
        "if a.b: mark('x')\na = load()\nif not a.b: mark('y')", {"", "x", "y", "xy"}, id="its base bound anew"
    ),
    pytest.param("if a: mark('x')\na.pop()\nif not a: mark('y')", {"", "x", "y", "xy"}, id="shrunk"),
    pytest.param("if load(): mark('x')\nif not load(): mark('y')", {"", "x", "y", "xy"}, id="two calls"),
    pytest.param("a = load()\nif a: mark('x')\nif not a: mark('y')", {"x", "y"}, id="one call's result"),
    pytest.param("if a: mark('x')\nload(a)\nif not a: mark('y')", {"x", "y"}, id="handed on"),
    pytest.param("f = False\nif a:\n    f = True\n    mark('x')\nif not f: mark('y')", {"x", "y"}, id="a flag"),
    pytest.param(
        "f = None\nif a:\n    f = 'done'\n    mark('x')\nif f is None: mark('y')", {"x", "y"}, id="a flag of none"
    ),
    pytest.param("f = 0\nif a:\n    f += 1\n    mark('x')\nif f == 0: mark('y')", {"x", "y"}, id="a counter"),
    pytest.param("f = 0\nif a:\n    f -= 1\n    mark('x')\nif f: mark('y')", {"", "x", "xy"}, id="counting down"),
    pytest.param("f = []\nif a:\n    f.append(1)\n    mark('x')\nif not f: mark('y')", {"x", "y"}, id="a list"),
    pytest.param("f = set()\nif a:\n    f.add(1)\n    mark('x')\nif not f: mark('y')", {"x", "y"}, id="a set"),
    pytest.param("f = {}\nif a:\n    f = {1: 2}\n    mark('x')\nif not f: mark('y')", {"x", "y"}, id="a dict"),
    pytest.param("f = False\nif a:\n    f = load()\n    mark('x')\nif f: mark('y')", {"", "x", "xy"}, id="unknown"),
    pytest.param(
        "f = False\ng = True\nif a:\n    f = g\n    mark('x')\nif f: mark('y')\nif g: mark('z')",
        {"z", "xyz"},
        id="a copy of a flag",
    ),
    pytest.param(
        "last = None\nif a:\n    last = now()\n    mark('x')\nif last is None: mark('y')", {"x", "y"}, id="a time"
    ),
]


@pytest.mark.parametrize(("body", "expected"), BRANCHES)
def test_branches(body: str, expected: set[str]) -> None:
    assert paths(body) == expected


LOOPS = [
    pytest.param("for u in us: mark('x')", {"", "x", "xx", "xxx"}, id="a loop"),
    pytest.param("for u in us:\n    mark('x')\n    break", {"", "x"}, id="that leaves"),
    pytest.param(
        "for i, u in enumerate(us):\n    mark('x')\n    if i < len(us) - 1: mark('w')",
        {"", "x", "xwx"},
        id="not the last",
    ),
    pytest.param(
        "for i, u in enumerate(us):\n    if i > 0: mark('w')\n    mark('x')", {"", "x", "xwx"}, id="not the first"
    ),
    pytest.param(
        "for i, u in enumerate(us):\n    if i == len(us) - 1:\n        mark('x')\n        continue\n    mark('w')",
        {"", "x", "wx", "wwx"},
        id="the last continues",
    ),
    pytest.param(
        "for i, u in enumerate(us):\n    mark('x')\n    if i == len(us) - 1: break\n    mark('w')",
        {"", "x", "xwx"},
        id="the last breaks",
    ),
    pytest.param(
        "sent = False\nfor u in us:\n    if sent: mark('w')\n    mark('x')\n    sent = True",
        {"", "x", "xwx"},
        id="a flag",
    ),
    pytest.param(
        "sent = 0\nfor u in us:\n    if sent > 0: mark('w')\n    mark('x')\n    sent += 1",
        {"", "x", "xwx"},
        id="a counter",
    ),
    pytest.param(
        "sent = []\nfor u in us:\n    if sent: mark('w')\n    mark('x')\n    sent.append(u)",
        {"", "x", "xwx"},
        id="a list of what was sent",
    ),
    pytest.param(
        "before = None\nfor u in us:\n    if before is not None: mark('w')\n    mark('x')\n    before = u",
        {"", "x", "xwx"},
        id="the one before",
    ),
    pytest.param(
        "for i, u in enumerate(us):\n    if i < len(us) - 2: mark('w')\n    mark('x')",
        {"", "x", "wx", "xx", "xwx", "wxx", "xxx", "xxxx", "wxwx", "wxxx", "xwxx", "xxwx"},
        id="off by one",
    ),
]


@pytest.mark.parametrize(("body", "expected"), LOOPS)
def test_loops(body: str, expected: set[str]) -> None:
    assert {way for way in paths(body, most=4) if len(way) < 4 or len(max(expected, key=len)) == 4} == expected


@pytest.mark.parametrize("iterable", ["[user]", "(user,)", "{user}", "range(1)"])
def test_loops_of_one_turn(iterable: str) -> None:
    assert paths(f"for x in {iterable}: mark('x')") == {"", "x"}


@pytest.mark.parametrize("iterable", ["[a, b]", "[*users]", "users", "range(2)", "range(n)", "load()", "range(0, 1)"])
def test_loops_of_more_turns(iterable: str) -> None:
    assert "xx" in paths(f"for x in {iterable}: mark('x')")


def test_a_while_loop_may_turn_often() -> None:
    assert "xx" in paths("while users(): mark('x')")


def test_positions_of_nested_loops() -> None:
    """The inner wait is skipped on the inner last turn only, the outer one on the outer last turn only."""
    found = paths(
        """
        for i, row in enumerate(rows):
            for j, user in enumerate(row):
                mark('x')
                if j < len(row) - 1: mark('w')
            if i < len(rows) - 1: mark('v')
        """,
        most=5,
    )
    assert "xvx" in found
    assert "xwx" in found
    assert "xwxvx" in found
    assert not any("xx" in way for way in found)


def test_a_position_is_forgotten_behind_its_loop() -> None:
    """The second loop over the same list starts afresh."""
    found = paths(
        """
        for i, u in enumerate(us):
            if i > 0: mark('w')
            mark('x')
        for i, u in enumerate(us):
            if i > 0: mark('v')
            mark('y')
        """,
        most=5,
    )
    assert {"xy", "xwxy", "xyvy"} <= found
    assert not any(pair in way for way in found for pair in ("xx", "yy", "xv"))


def test_only_so_many_variables_are_followed() -> None:
    """Many flags cost precision, never time: the ways grow with the flags that are followed, not with all."""
    flags = "\n".join(f"if f{n}: mark('')\nif f{n}: mark('')" for n in range(40))
    assert paths(flags) == {""}
