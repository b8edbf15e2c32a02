"""How severe and how sure the rules about data in replayed functions are, where that depends on what is around."""

from __future__ import annotations

import pytest

from steplint.diagnostics import Confidence, Severity
from steplint.pipeline import check_sources
from steplint.rule import installed_rules
from steplint.settings import default_settings

HEAD = """
import datetime
import os
import random

import httpx
import inngest

from app.work import work

client = inngest.Inngest(app_id="grades")


def mail_and_tell() -> dict:
    httpx.post("https://a.example.com")
    return {{"at": datetime.datetime.now()}}


def tell() -> dict:
    return {{"at": datetime.datetime.now()}}


@client.create_function(fn_id="graded", trigger=inngest.TriggerEvent(event="graded/asked"))
async def graded(ctx: inngest.Context) -> None:
    {body}
"""

CRITICAL = (Severity.CRITICAL, Confidence.HIGH)
MANDATORY = (Severity.MANDATORY, Confidence.HIGH)
EVENT = 'inngest.Event(name="graded/told")'
CASES = {
    "a result with nothing done": ("SL214", 'await ctx.step.run("tell-time", tell)', [MANDATORY]),
    "a result after something was done": ("SL214", 'await ctx.step.run("mail-and-tell", mail_and_tell)', [CRITICAL]),
    "a send before a step": (
        "SL217",
        f'await client.send({EVENT})\n    await ctx.step.run("work-on-it", work)',
        [CRITICAL],
    ),
    "a send after the last step": (
        "SL217",
        f'await ctx.step.run("work-on-it", work)\n    await client.send({EVENT})',
        [MANDATORY],
    ),
    "a send alone": ("SL217", f"await client.send({EVENT})", [MANDATORY]),
    "a sleep of some milliseconds": ("SL211", 'await ctx.step.sleep("wait-some", 45)', [CRITICAL]),
    "a sleep of half a second": (
        "SL211",
        'await ctx.step.sleep("wait-some", 500)',
        [(Severity.CRITICAL, Confidence.MEDIUM)],
    ),
    "five minutes in seconds": ("SL211", 'await ctx.step.sleep("wait-some", 5 * 60)', [CRITICAL]),
    "a retry in half a second": (
        "SL211",
        'raise inngest.RetryAfterError("busy", 500)',
        [(Severity.CRITICAL, Confidence.MEDIUM)],
    ),
    "a switch in the environment": (
        "SL209",
        'if os.getenv("WORK"):\n        await ctx.step.run("work-a", work)',
        [(Severity.MANDATORY, Confidence.MEDIUM)],
    ),
    "steps named after the items of a set": (
        "SL220",
        'for x in set(ctx.event.data["a"]):\n        await ctx.step.run(f"work-{x}", work)',
        [(Severity.MANDATORY, Confidence.MEDIUM)],
    ),
    "steps numbered after the items of a set": (
        "SL220",
        'for i, x in enumerate(set(ctx.event.data["a"])):\n        await ctx.step.run(f"work-{i}", work, x)',
        [MANDATORY],
    ),
    "half a second where one is the least": (
        "SL211",
        'await ctx.step.wait_for_event("wait-paid", event="graded/paid", timeout=500)',
        [CRITICAL],
    ),
    "two steps": (
        "SL209",
        'x = random.random()\n    await ctx.step.run("work-a", work, x)\n    await ctx.step.run("work-b", work, x)',
        [MANDATORY],
    ),
    "a step and an effect": (
        "SL209",
        'x = random.random()\n    await ctx.step.run("work-a", work, x)\n    httpx.post("https://a.com", json=x)',
        [(Severity.MANDATORY, Confidence.MEDIUM)],
    ),
    "one step": ("SL209", 'x = random.random()\n    await ctx.step.run("work-a", work, x)', []),
}


@pytest.mark.parametrize(("code", "body", "wanted"), CASES.values(), ids=CASES)
def test_grades(code: str, body: str, wanted: list[tuple[Severity, Confidence]]) -> None:
    rules = [rule() for rule in installed_rules() if rule.code == code]
    result = check_sources({"flows.py": HEAD.format(body=body)}, settings=default_settings(), rules=rules)
    assert [(finding.severity, finding.confidence) for finding in result.findings] == wanted


FIXED = {
    "SL210": ("await asyncio.sleep(60)", 'await ctx.step.sleep("wait-60-seconds", 60_000)'),
    "SL217": (
        'await client.send(inngest.Event(name="graded/told"))',
        'await ctx.step.send_event("send-graded-told", inngest.Event(name="graded/told"))',
    ),
}


@pytest.mark.parametrize(("code", "before", "after"), [(code, *texts) for code, texts in FIXED.items()], ids=FIXED)
def test_fixes(code: str, before: str, after: str) -> None:
    text = HEAD.format(body=before).replace("import datetime", "import asyncio\nimport datetime")
    rules = [rule() for rule in installed_rules() if rule.code == code]
    [finding] = check_sources({"flows.py": text}, settings=default_settings(), rules=rules).findings
    assert finding.fix is not None
    [edit] = finding.fix.edits
    span, lines = edit.place.span, text.split("\n")
    assert span.line == span.end_line
    line = lines[span.line - 1]
    assert line[: span.column - 1] + edit.text + line[span.end_column - 1 :] == f"    {after}"
