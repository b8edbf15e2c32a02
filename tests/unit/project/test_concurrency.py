"""Which calls run steps concurrently, and what they run."""

from __future__ import annotations

import pytest

from unit.project.projects import flow

BEFORE = """
import asyncio
from asyncio import gather as together
import anyio
from tools import all_of, settle

async def work(item): ...
async def charge(ctx, item):
    return await ctx.step.run(f"charge-{item}", work, item)
async def plain(item):
    return await work(item)
def later(ctx, item):
    return charge(ctx, item)
"""
TOOLS = """
import asyncio
async def all_of(*awaitables):
    return await asyncio.gather(*awaitables)
async def settle(awaitables, quiet=True):
    return await asyncio.gather(*awaitables, return_exceptions=quiet)
"""


def concurrent(body: str) -> list[str]:
    """The concurrent calls of a workflow: name, what runs, where that is, and `!` where exceptions are returned."""
    workflow = flow(body, before=BEFORE, more={"tools.py": TOOLS})
    return [
        f"{c.name}: {', '.join(a.what for a in c.awaitables)}"
        + (f" in {c.inner.path}" if c.inner is not None else "")
        + ("!" if c.returns_exceptions else "")
        for _, c in workflow.concurrent()
    ]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param(
            'await asyncio.gather(ctx.step.run("a", work), ctx.step.sleep("b", 1))',
            ["asyncio.gather: step “a”, step “b”"],
            id="steps",
        ),
        pytest.param(
            "await together(charge(ctx, 1), plain(2))", ["together: `charge(…)`"], id="a coroutine with steps"
        ),
        pytest.param("await asyncio.gather(plain(1), work(2))", [], id="coroutines without steps"),
        pytest.param(
            "await asyncio.gather(*[later(ctx, i) for i in (1, 2)])", ["asyncio.gather: `later(…)`"], id="a list"
        ),
        pytest.param(
            "await asyncio.gather(*(charge(ctx, i) for i in (1, 2)))", ["asyncio.gather: `charge(…)`"], id="lazy"
        ),
        pytest.param(
            "tasks = []\nfor i in (1, 2):\n    tasks.append(charge(ctx, i))\nawait asyncio.gather(*tasks)",
            ["asyncio.gather: `charge(…)`"],
            id="a list that is filled",
        ),
        pytest.param(
            "tasks = {}\nfor i in (1, 2):\n    tasks[i] = charge(ctx, i)\nawait asyncio.gather(*tasks.values())",
            ["asyncio.gather: `charge(…)`"],
            id="a dict that is filled",
        ),
        pytest.param(
            "one = lambda i: charge(ctx, i)\nawait asyncio.gather(*map(one, (1, 2)))",
            ["asyncio.gather: `map(…)`"],
            id="mapped",
        ),
        pytest.param(
            "task = asyncio.create_task(charge(ctx, 1))\nawait task", ["asyncio.create_task: `charge(…)`"], id="task"
        ),
        pytest.param(
            "tasks = [asyncio.create_task(charge(ctx, i)) for i in (1, 2)]\n"
            "await asyncio.gather(*tasks, return_exceptions=True)",
            ["asyncio.gather: `charge(…)`!"],
            id="tasks count where they are gathered",
        ),
        pytest.param(
            "async with asyncio.TaskGroup() as group:\n    group.create_task(charge(ctx, 1))",
            ["group.create_task: `charge(…)`"],
            id="a task group",
        ),
        pytest.param(
            "async with anyio.create_task_group() as group:\n"
            "    group.start_soon(charge, ctx, 1)\n"
            "    group.start_soon(plain, 1)",
            ["group.start_soon: `charge(…)`"],
            id="a task group of anyio",
        ),
        pytest.param(
            'await asyncio.wait_for(ctx.group.parallel((lambda: ctx.step.run("a", work),)), 5)',
            ["asyncio.wait_for: the group"],
            id="a group",
        ),
        pytest.param(
            'await all_of(ctx.step.run("a", work), plain(1))',
            ["all_of: step “a” in tools.py"],
            id="a helper that gathers",
        ),
        pytest.param(
            "await settle([charge(ctx, i) for i in (1, 2)])", ["settle: `charge(…)` in tools.py!"], id="a quiet helper"
        ),
        pytest.param("await asyncio.gather(await charge(ctx, 1), plain(1))", [], id="what is awaited before"),
        pytest.param('await ctx.step.run("all", lambda: asyncio.gather(plain(1), plain(2)))', [], id="in a handler"),
        pytest.param(
            'await ctx.step.run("all", lambda: asyncio.gather(charge(ctx, 1)))', [], id="nested steps in a handler"
        ),
    ],
)
def test_concurrent_calls(body: str, expected: list[str]) -> None:
    assert concurrent(body) == expected
