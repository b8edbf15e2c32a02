"""How sure SL004 is."""

from __future__ import annotations

import textwrap

import pytest

from steplint.diagnostics import Confidence, Severity
from support import grades

CONSUMER = """
import inngest
from app.work import work

client = inngest.Inngest(app_id="grades")


@client.create_function(fn_id="graded", trigger=inngest.TriggerEvent(event="trip/created"))
async def graded(ctx: inngest.Context) -> None:
    data = ctx.event.data
"""
SENDER = """

async def send(flag: bool) -> None:
    payload = {"trip_id": "1"}
"""
READ = 'work(data["driver_id"])'
SEND = 'await client.send(inngest.Event(name="trip/created", data=payload))'
CASES = {
    "a read on every path": (READ, SEND, [Confidence.HIGH]),
    "in a handler on every path": (f'await ctx.step.run("work-on-it", lambda: {READ})', SEND, [Confidence.HIGH]),
    "after an early return": (f'if data.get("dry"):\n    return\n{READ}', SEND, [Confidence.MEDIUM]),
    "in a handler after an early return": (
        f'if data.get("dry"):\n    return\nawait ctx.step.run("work-on-it", lambda: {READ})',
        SEND,
        [Confidence.MEDIUM],
    ),
    "on every path, and once more after a return": (f"{READ}\nif x:\n    return\n{READ}", SEND, [Confidence.HIGH]),
    "in one branch": (f'if data.get("shared"):\n    {READ}', SEND, []),
    "in both branches": (f"if data.get('shared'):\n    {READ}\nelse:\n    {READ}", SEND, [Confidence.HIGH]),
    "in a handler of one branch": (
        f'if data.get("shared"):\n    await ctx.step.run("work-on-it", lambda: {READ})',
        SEND,
        [],
    ),
    "in a loop": (f'for i in data.get("items", []):\n    {READ}', SEND, []),
    "guarded": (f"try:\n    {READ}\nexcept KeyError:\n    pass", SEND, []),
    "caught and raised again": (f"try:\n    {READ}\nexcept KeyError:\n    raise", SEND, [Confidence.HIGH]),
    "set on some paths only": (READ, f'if flag:\n    payload["driver_id"] = "2"\n{SEND}', [Confidence.MEDIUM]),
    "set on every path": (
        READ,
        f'if flag:\n    payload["driver_id"] = "2"\nelse:\n    payload["driver_id"] = "3"\n{SEND}',
        [],
    ),
    "None": (READ, f'payload["driver_id"] = None\n{SEND}', [Confidence.HIGH]),
    "no data": (READ, 'await client.send(inngest.Event(name="trip/created"))', [Confidence.HIGH]),
    "an unknown keyword": ("pass", 'await client.send(inngest.Event(name="b/c", dat={}))', [Confidence.HIGH]),
}


@pytest.mark.parametrize(("consumer", "sender", "expected"), CASES.values(), ids=CASES)
def test_grades(consumer: str, sender: str, expected: list[Confidence]) -> None:
    source = CONSUMER + textwrap.indent(consumer, "    ") + SENDER + textwrap.indent(sender, "    ") + "\n"
    assert grades(source, "SL004") == [(Severity.CRITICAL, confidence) for confidence in expected]
