"""How severe SL101 is (whether an interrupt can follow), and how sure."""

from __future__ import annotations

import textwrap

import pytest

from steplint.diagnostics import Confidence, Severity
from support import grades

HEAD = """
import httpx
import inngest
from acme_sdk import fetch_quota
from app.mail import send_email
from app.work import work

client = inngest.Inngest(app_id="grades")


def post(path: str) -> None:
    httpx.post(f"https://a.example.com/{path}")


async def with_step(ctx: inngest.Context) -> None:
    post("before")
    await ctx.step.run("work-inside", work)


async def without_step(ctx: inngest.Context) -> None:
    post("only")


async def step_first(ctx: inngest.Context) -> None:
    await ctx.step.run("work-inside", work)
    post("after")


async def failed(ctx: inngest.Context) -> None:
    post("failed")


@client.create_function(fn_id="graded", trigger=inngest.TriggerEvent(event="graded/asked"){options})
async def graded(ctx: inngest.Context) -> None:
    x = ctx.event.data
"""

CRITICAL = (Severity.CRITICAL, Confidence.HIGH)
MANDATORY = (Severity.MANDATORY, Confidence.HIGH)
CASES = {
    "before a step": ('post("a")\nawait ctx.step.run("work-on-it", work)', [CRITICAL]),
    "between steps": ('await ctx.step.run("work-a", work)\npost("a")\nawait ctx.step.run("work-b", work)', [CRITICAL]),
    "after the last step": ('await ctx.step.run("work-on-it", work)\npost("a")', [MANDATORY]),
    "no step at all": ('post("a")', [MANDATORY]),
    "before a sleep": ('post("a")\nawait ctx.step.sleep("settle", 60_000)', [CRITICAL]),
    "before a wait": ('post("a")\nawait ctx.step.wait_for_event("wait", event="b/c", timeout=60_000)', [CRITICAL]),
    "before an event": ('post("a")\nawait ctx.step.send_event("tell", inngest.Event(name="b/c"))', [CRITICAL]),
    "before a group": ('post("a")\nawait ctx.group.parallel((lambda: ctx.step.run("work-a", work),))', [CRITICAL]),
    "in a loop, before the step": (
        'for i in x["items"]:\n    post(i)\n    await ctx.step.run(f"work-on-{i}", work)',
        [CRITICAL],
    ),
    "in a loop, before the back edge": (
        'for i in x["items"]:\n    await ctx.step.run(f"work-on-{i}", work)\n    post(i)',
        [CRITICAL],
    ),
    "in a loop without steps, after the last": (
        'await ctx.step.run("work-on-it", work)\nfor i in x["items"]:\n    post(i)',
        [MANDATORY],
    ),
    "in a loop that is left after it": (
        'for i in x["items"]:\n    await ctx.step.run(f"work-on-{i}", work)\n    post(i)\n    break',
        [MANDATORY],
    ),
    "after a loop": ('while x["more"]:\n    await ctx.step.run("work-on-it", work)\npost("a")', [MANDATORY]),
    "in the exclusive other branch only": (
        'if x["a"]:\n    await ctx.step.run("work-on-it", work)\nelse:\n    post("a")',
        [MANDATORY],
    ),
    "in a branch, a step after it": ('if x["a"]:\n    post("a")\nawait ctx.step.run("work-on-it", work)', [CRITICAL]),
    "a step after it on some path": ('post("a")\nif x["a"]:\n    await ctx.step.run("work-on-it", work)', [CRITICAL]),
    "before an early return": (
        'if x["a"]:\n    post("a")\n    return\nawait ctx.step.run("work-on-it", work)',
        [MANDATORY],
    ),
    "in the clause of an error": (
        'try:\n    await ctx.step.run("work-on-it", work)\nexcept inngest.StepError:\n    post("a")\n    raise',
        [MANDATORY],
    ),
    "a step in the clause of its error": (
        'try:\n    post("a")\nexcept ValueError:\n    await ctx.step.run("work-on-it", work)',
        [CRITICAL],
    ),
    "in a helper, before its step": ("await with_step(ctx)", [CRITICAL]),
    "in a helper, after its step": ("await step_first(ctx)", [MANDATORY]),
    "in a helper, the caller goes on to a step": (
        'await step_first(ctx)\nawait ctx.step.run("work-on-it", work)',
        [CRITICAL],
    ),
    "before a helper that holds a step": ('post("a")\nawait step_first(ctx)', [MANDATORY, CRITICAL]),
    "a helper without steps, a step after it": (
        'await without_step(ctx)\nawait ctx.step.run("work-on-it", work)',
        [CRITICAL],
    ),
    "a helper without steps, after the last": (
        'await ctx.step.run("work-on-it", work)\nawait without_step(ctx)',
        [MANDATORY],
    ),
    "a read": (
        'httpx.get("https://a.example.com")\nawait ctx.step.run("work-on-it", work)',
        [(Severity.CRITICAL, Confidence.MEDIUM)],
    ),
    "a read after the last step": ('httpx.get("https://a.example.com")', [(Severity.MANDATORY, Confidence.MEDIUM)]),
    "an unknown awaited call": (
        'await fetch_quota(x)\nawait ctx.step.run("work-on-it", work)',
        [(Severity.CRITICAL, Confidence.LOW)],
    ),
    "an unknown call that is not awaited": ('fetch_quota(x)\nawait ctx.step.run("work-on-it", work)', []),
    "mail by the card's name": ("await send_email(x)", [MANDATORY]),
    "a method of that name on something unknown": (
        'await x["mailer"].send_email(x)',
        [(Severity.MANDATORY, Confidence.LOW)],
    ),
}


def source(body: str, options: str = "") -> str:
    return HEAD.replace("{options}", options) + textwrap.indent(body, "    ") + "\n"


@pytest.mark.parametrize(("body", "expected"), CASES.values(), ids=CASES)
def test_grades(body: str, expected: list[tuple[Severity, Confidence]]) -> None:
    assert grades(source(body), "SL101") == expected


def test_a_failure_handler_is_a_guess() -> None:
    found = grades(source('await ctx.step.run("work-on-it", work)', ", on_failure=failed"), "SL101")
    assert found == [(Severity.MANDATORY, Confidence.LOW)]
