"""Lists that are filled and emptied: what they may hold, and that they decide no branch."""

from __future__ import annotations

import pytest

from steplint.project.entities import Point
from unit.project.projects import flow, make, shown


def listed(body: str) -> str:
    """What `items` may hold at the end of a function with this body."""
    project = make(f"def f(rows):\n    {body}\n    return items")
    [module] = project.modules or [project.evaluator.module("main.py")]
    assert module is not None
    frame = project.evaluator.generic_frame(module, 1)
    return shown(project, project.evaluator.name(frame, "items", Point(0, 10_000)))


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param("items = [1]", "[1]", id="made"),
        pytest.param("items = []; items.append(1); items.append(2)", "[1, 2…]", id="appended"),
        pytest.param("items = [1]; items.extend([2, 3])", "[1, 2, 3…]", id="extended"),
        pytest.param("items = [1]; items.insert(0, 2)", "[1, 2…]", id="inserted"),
        pytest.param("items = [1]; items += [2]", "[1, 2…]", id="added to"),
        pytest.param("items = [1] + [2]", "[1, 2]", id="added"),
        pytest.param("items = [1, 2]; items[0] = 3", "[1, 2, 3…]", id="set"),
        pytest.param("items = [1]; items.pop()", "[1…]", id="taken from"),
        pytest.param("items = []; fill(items)", "[…]", id="handed on to be filled"),
        pytest.param("items = []; len(items)", "[]", id="counted"),
        pytest.param("items = [1]; look(items)", "[1]", id="handed on with something in it"),
        pytest.param("items = [1]; add = lambda row: items.append(row)", "[1, ?…]", id="changed by an inner function"),
        pytest.param("items = []; items.append(items)", "[[…]…]", id="put into itself"),
    ],
)
def test_lists(body: str, expected: str) -> None:
    assert listed(body) == expected


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(
            "rows = []\nfor row in ctx.event.data['rows']:\n    rows.append(row)\nif rows:\n    STEP", id="filled"
        ),
        pytest.param("queue = [1]\nwhile queue:\n    queue.pop()\nSTEP", id="emptied"),
        pytest.param("rows = []\ndef add(row):\n    rows.append(row)\nadd(1)\nif rows:\n    STEP", id="filled inside"),
        pytest.param("rows = []\ncollect(rows)\nif not rows:\n    return\nSTEP", id="handed on"),
        pytest.param("box = Box()\nbox.add(1)\nif box.rows:\n    STEP", id="an attribute"),
        pytest.param("remember(1)\nif ROWS:\n    STEP", id="a module's list"),
        pytest.param(
            "done = False\ndef stop():\n    nonlocal done\n    done = True\nstop()\nif done:\n    STEP", id="a nonlocal"
        ),
    ],
)
def test_filled_lists_decide_no_branch(body: str) -> None:
    before = """
ROWS = []
def remember(row): ROWS.append(row)
def collect(rows): rows.extend([1])
class Box:
    def __init__(self): self.rows = []
    def add(self, row): self.rows.append(row)
"""
    workflow = flow(body.replace("STEP", 'await ctx.step.sleep("wait-a-minute", 60_000)'), before=before)
    assert [site.step.label for _, site in workflow.calls() if site.step is not None] == ["wait-a-minute"]


def test_what_is_filled_is_run() -> None:
    """The callables of a group may be collected first."""
    workflow = flow(
        "jobs = []\n"
        "for row in ctx.event.data['rows']:\n"
        '    jobs.append(lambda row=row: ctx.step.run(f"load-{row}", print))\n'
        "await ctx.group.parallel(tuple(jobs))"
    )
    assert [site.step.label for _, site in workflow.calls() if site.step is not None] == ["load-{…}"]
