"""Regions and call paths."""

from __future__ import annotations

from steplint.project import Region, Workflow
from unit.project.projects import FLOW, MAIN, flow, make


def regions(workflow: Workflow) -> dict[str, set[str]]:
    """The regions in which each function is reached."""
    found: dict[str, set[str]] = {}
    for reached in workflow.reached:
        found.setdefault(reached.frame.function.qualname, set()).add(reached.region.value)
    return found


HELPERS = """
def outer(): inner()
def inner(): ...
def both(): ...
def unused(): ...
"""


def test_body_and_steps() -> None:
    workflow = flow("outer()\nboth()\nawait ctx.step.run('a', both)", before=HELPERS)
    found = regions(workflow)
    assert found == {
        "under_test": {"durable"},
        "outer": {"durable"},
        "inner": {"durable"},
        "both": {"durable", "step"},
    }


def test_what_a_handler_calls_belongs_to_the_step() -> None:
    assert regions(flow("await ctx.step.run('a', outer)", before=HELPERS))["inner"] == {"step"}


def test_a_step_taken_by_a_helper() -> None:
    before = HELPERS + "async def helper(ctx):\n    await ctx.step.run('a', outer)\n"
    found = regions(flow("await helper(ctx)", before=before))
    assert (found["helper"], found["outer"]) == ({"durable"}, {"step"})


def test_failure_handlers_are_a_region_of_their_own() -> None:
    text = (
        FLOW
        + HELPERS
        + """
async def failed(ctx):
    outer()
    await ctx.step.run('b', both)
@client.create_function(fn_id="a", trigger=TRIGGER, on_failure=failed)
async def process(ctx): both()
"""
    )
    [workflow] = make(text).workflows
    found = regions(workflow)
    assert (found["failed"], found["outer"], found["both"]) == ({"failure"}, {"failure"}, {"durable", "step"})


def test_groups_stay_in_the_body() -> None:
    found = regions(flow("await ctx.group.parallel((outer, lambda: ctx.step.run('a', both)))", before=HELPERS))
    assert (found["outer"], found["both"]) == ({"durable"}, {"step"})


def test_the_shortest_path_is_kept() -> None:
    before = "def a(): b()\ndef b(): c()\ndef c(): d()\ndef d(): ...\n"
    workflow = flow("a()\nc()", before=before)
    [reached] = [r for r in workflow.reached if r.frame.function.name == "d"]
    assert [hop.place.span.line for hop in reached.path] == [
        hop.place.span.line for hop in sorted(reached.path, key=lambda hop: -hop.place.span.line)
    ]
    assert len(reached.path) == 2


def test_paths_lead_through_modules() -> None:
    files = {
        MAIN: FLOW
        + """
from helpers import notify
@client.create_function(fn_id="a", trigger=TRIGGER)
async def a(ctx):
    await ctx.step.run("tell-user", notify)
""",
        "helpers.py": "from mail import deliver\ndef notify(): deliver()\n",
        "mail.py": "import resend\ndef deliver(): resend.Emails.send({})\n",
    }
    [workflow] = make(files).workflows
    [(reached, site, *_)] = list(workflow.effects())
    assert reached.region is Region.STEP
    assert [hop.place.path for hop in reached.path] == [MAIN, "helpers.py"]
    assert site.place.path == "mail.py"
    assert "tell-user" in reached.path[0].message


def test_recursion_is_reached_once() -> None:
    found = [r.frame.function.name for r in flow("a(1)", before="def a(n): b(n)\ndef b(n): a(n)\n").reached]
    assert sorted(found) == ["a", "b", "under_test"]


def test_growing_arguments_end() -> None:
    """A recursion whose arguments never repeat is entered a bounded number of times."""
    workflow = flow("a(['x'], 1)", before="def a(items, n): a([*items, 'x'], n + 1)\n")
    assert len(list(workflow.reached)) < 200
    workflow = flow("a(1)", before="def a(n):\n    def inner(): return n\n    a(inner)\n")
    assert len(list(workflow.reached)) < 200


def test_dead_code_is_not_reached() -> None:
    assert "unused" not in regions(flow("return\nunused()", before=HELPERS))


def test_a_frame_that_is_called_with_constants_and_without() -> None:
    before = "\n".join(["def f(kind): ...", *(f"def g{n}(): f({n})" for n in range(60))])
    workflow = flow("\n".join(f"g{n}()" for n in range(60)), before=before)
    frames = [r for r in workflow.reached if r.frame.function.name == "f"]
    assert 1 < len(frames) < 60
