"""Strongly connected components of helpers, and long chains of them."""

from __future__ import annotations

import pytest

from steplint.frontend.python import extract
from steplint.pipeline import check_sources
from steplint.project import Frame, Project
from steplint.project.callgraph import callees, components
from steplint.rule import installed_rules, select_rules
from steplint.settings import default_settings
from steplint.stack import with_deep_stack
from unit.project.projects import FLOW, MAIN, flow, make


def groups(body: str, before: str) -> list[list[str]]:
    """The components below a workflow, callees first, by names."""
    workflow = flow(body, before=before)
    root = workflow.definition.body
    assert root is not None
    found = components(root, lambda frame: callees(workflow.project.sites, frame), lambda _: False)
    return [sorted({frame.function.name for frame in component}) for component in found]


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        pytest.param("def a(): b()\ndef b(): ...", [["b"], ["a"], ["under_test"]], id="a chain"),
        pytest.param("def a(): a()", [["a"], ["under_test"]], id="recursion"),
        pytest.param("def a(): b()\ndef b(): a()", [["a", "b"], ["under_test"]], id="mutual recursion"),
        pytest.param(
            "def a(): b()\ndef b(): c()\ndef c(): b(); d()\ndef d(): ...",
            [["d"], ["b", "c"], ["a"], ["under_test"]],
            id="a ring with ends",
        ),
        pytest.param(
            "def a(): b(); c()\ndef b(): d()\ndef c(): d()\ndef d(): ...",
            [["d"], ["b"], ["c"], ["a"], ["under_test"]],
            id="a diamond",
        ),
        pytest.param(
            "def a(): b()\ndef b(): a(); c()\ndef c(): d()\ndef d(): c()",
            [["c", "d"], ["a", "b"], ["under_test"]],
            id="two rings",
        ),
    ],
)
def test_components(before: str, expected: list[list[str]]) -> None:
    assert groups("a()", before) == expected


def test_what_is_done_is_left_out() -> None:
    workflow = flow("a()", before="def a(): b()\ndef b(): ...")
    root = workflow.definition.body
    assert root is not None

    def successors(frame: Frame) -> list[Frame]:
        return callees(workflow.project.sites, frame)

    found = list(components(root, successors, lambda frame: frame.function.name == "b"))
    assert [[frame.function.name for frame in component] for component in found] == [["a"], ["under_test"]]
    assert list(components(root, successors, lambda _: True)) == []


def chain(length: int, give: str) -> str:
    """Helpers that call each other in a long row, with an e-mail at the end."""
    rows = [f"def f{n}(x):\n    {give}f{n + 1}(x)" for n in range(length)]
    return "\n".join([*rows, f"def f{length}(x):\n    send_email(x)\n    return x"])


@pytest.mark.parametrize(("length", "give"), [(3_000, ""), (500, "return ")], ids=["calls", "results"])
def test_a_long_chain_of_helpers(length: int, give: str) -> None:
    """The whole way through the pipeline: the second send of the same chain is found at its end."""
    text = (
        FLOW
        + chain(length, give)
        + """
@client.create_function(fn_id="a", trigger=TRIGGER)
async def process(ctx):
    f0(1)
    f0(1)
"""
    )
    rules = select_rules(installed_rules(), default_settings())
    result = check_sources({MAIN: text}, settings=default_settings(), rules=rules)
    assert not result.problems
    assert "SL002" in {finding.code for finding in result.findings}


def test_a_ring_of_many_helpers() -> None:
    rows = [f"def f{n}(x):\n    f{(n + 1) % 300}(x)\n    f{(n + 7) % 300}(x)" for n in range(300)]
    workflow = flow("f0(1)", before="\n".join([*rows, "def g(): send_email(1)"]))

    def conflicts() -> int:
        return len(list(workflow.mail_conflicts()))

    assert with_deep_stack(conflicts) == 0


def test_modules_are_loaded_when_something_leads_to_them() -> None:
    texts = {
        MAIN: FLOW
        + "from a import f\n@client.create_function(fn_id='a', trigger=TRIGGER)\nasync def process(ctx): f()\n",
        "a.py": "from b import g\ndef f(): ...\n",
        "b.py": "def g(): ...\n",
    }
    loaded: list[str] = []

    def load(path: str):  # type: ignore[no-untyped-def]
        loaded.append(path)
        return extract(texts[path])

    from steplint.project import build_project

    project: Project = build_project(settings=default_settings(), files=list(texts), roots=[MAIN], load=load)
    for workflow in project.workflows:
        list(workflow.calls())
    assert loaded == [MAIN, "a.py"]
    assert [module.path for module in project.modules] == ["a.py", MAIN]
    assert make(texts).workflows
