"""Grades and fixes of the rules about steps that are nested, called, or not awaited."""

from __future__ import annotations

import pytest

from steplint.diagnostics import Confidence, Finding
from steplint.pipeline import check_sources
from steplint.rule import installed_rules
from steplint.settings import default_settings

HEAD = """
import asyncio
import inngest
import httpx
from steps import fetch

client = inngest.Inngest(app_id="graded")


async def work(*items):
    return 1


@client.create_function(fn_id="graded", trigger=inngest.TriggerEvent(event="graded/asked"))
async def graded(ctx: inngest.Context) -> None:
    {body}
"""


def findings(code: str, body: str) -> list[Finding]:
    rules = [rule() for rule in installed_rules() if rule.code == code]
    result = check_sources({"flows.py": HEAD.format(body=body)}, settings=default_settings(), rules=rules)
    return list(result.findings)


GRADES = {
    "never awaited": ("SL203", 'ctx.step.run("work-a", work)', [Confidence.HIGH]),
    "awaited in a branch": (
        "SL203",
        'later = ctx.step.run("work-a", work)\n    if ctx.attempt > 2:\n        await later',
        [Confidence.MEDIUM],
    ),
    "a coroutine": ("SL204", 'await ctx.step.run("work-a", work())', [Confidence.HIGH]),
    "a call of the catalogue": (
        "SL204",
        'await ctx.step.run("work-a", httpx.get("https://a.com"))',
        [Confidence.MEDIUM],
    ),
    "a call out of the catalogue": ("SL101", 'await ctx.step.run("work-a", httpx.post("https://a.com"))', []),
    "an unknown call": ("SL204", 'await ctx.step.run("work-a", fetch(1))', []),
}


@pytest.mark.parametrize(("code", "body", "wanted"), GRADES.values(), ids=GRADES)
def test_grades(code: str, body: str, wanted: list[Confidence]) -> None:
    assert [finding.confidence for finding in findings(code, body)] == wanted


FIXED = [
    ("SL203", 'ctx.step.run("work-a", work)', 'await ctx.step.run("work-a", work)'),
    ("SL203", 'later = ctx.step.run("work-a", work)', None),
    ("SL204", 'await ctx.step.run("work-a", work())', 'await ctx.step.run("work-a", work)'),
    ("SL204", 'await ctx.step.run("work-a", work(1, [2]))', 'await ctx.step.run("work-a", work, 1, [2])'),
    ("SL204", 'await ctx.step.run("work-a", await work(1,))', 'await ctx.step.run("work-a", work, 1)'),
    ("SL204", 'await ctx.step.run("work-a", work(*[1]))', None),
    ("SL204", 'await ctx.step.run("work-a", work(1), 2)', None),
    ("SL204", 'await ctx.step.run("work-a", handler=work(1))', None),
    (
        "SL216",
        'await ctx.group.parallel(tuple(lambda: ctx.step.run(f"work-{i}", work, i) for i in (1, 2)))',
        'await ctx.group.parallel(tuple(lambda i=i: ctx.step.run(f"work-{i}", work, i) for i in (1, 2)))',
    ),
    ("SL216", 'await ctx.group.parallel([lambda x=1: ctx.step.run("work-a", work, i) for i in (1, 2)])', None),
]


@pytest.mark.parametrize(("code", "before", "after"), FIXED, ids=[case[1] for case in FIXED])
def test_fixes(code: str, before: str, after: str | None) -> None:
    [finding] = findings(code, before)
    if finding.fix is None:
        assert after is None
        return
    line = f"    {before}"
    for edit in sorted(finding.fix.edits, key=lambda edit: edit.place, reverse=True):
        span = edit.place.span
        assert span.line == span.end_line
        line = line[: span.column - 1] + edit.text + line[span.end_column - 1 :]
    assert line.strip() == after
