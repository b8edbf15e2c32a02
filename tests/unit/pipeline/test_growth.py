"""The work that a workflow costs grows with its length: calls are counted, since no test may depend on a clock."""

from __future__ import annotations

import cProfile
import pstats
import textwrap

import pytest

from steplint.pipeline.checking import check_sources
from steplint.report.text import text
from steplint.rule.registry import installed_rules
from steplint.settings import Settings
from steplint.stack import with_deep_stack

HEAD = """\
import httpx
import inngest
from mail import send_email

client = inngest.Inngest(app_id="app")

async def work(value):
    return value

@client.create_function(fn_id="f", trigger=inngest.TriggerEvent(event="a/b"))
async def flow(ctx: inngest.Context) -> None:
    data = {}
    items = []
"""
PARTS = {
    "steps": "await ctx.step.run('load {0}', work, {0})",
    "results": "row = await ctx.step.run('load {0}', work, {0})\nrow = await ctx.step.run('change {0}', work, row)",
    "mails": "await ctx.step.run('mail {0}', send_email, {0})\nawait ctx.step.sleep('wait {0}', 60000)",
    "branches": "if ctx.event.data['k{0}']:\n    await ctx.step.run('load {0}', work, {0})",
    "both": "if data:\n    row = await ctx.step.run('load {0}', work, {0})\nelse:\n    row = 1\nx{0} = row",
    "try": "try:\n    await ctx.step.run('a {0}', work)\nexcept Exception:\n    await ctx.step.run('m', send_email)",
    "mapping": "data['k{0}'] = await ctx.step.run('load {0}', work, data)",
    "list": "items.append(await ctx.step.run('load {0}', work, items))",
    "handlers": "async def h{0}():\n    return await httpx.AsyncClient().get('u')\nawait ctx.step.run('a {0}', h{0})",
    "managers": "async with httpx.AsyncClient() as http:\n    await ctx.step.run('load {0}', http.get, 'u')",
    "loops": "for item in items:\n    await ctx.step.run(f'load {0} {{item}}', work, item)",
    "events": "await ctx.step.send_event('s {0}', inngest.Event(name='x/y{0}', data={{'a': {0}}}))",
}
SIZES = (60, 120)


def calls_for(part: str, size: int) -> int:
    """How many calls of functions the rules and the report take."""
    body = "\n".join(part.format(number) for number in range(size))
    sources = {"flows.py": HEAD + textwrap.indent(body, "    ") + "\n"}
    rules = [rule() for rule in installed_rules()]
    profile = cProfile.Profile()
    with_deep_stack(lambda: profile.runcall(lambda: text(check_sources(sources, settings=Settings(), rules=rules))))
    return pstats.Stats(profile).total_calls


@pytest.mark.parametrize("shape", PARTS)
def test_twice_the_statements_take_about_twice_the_work(shape: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("steplint.pipeline.checking.with_deep_stack", lambda work: work())  # one thread is looked at
    calls_for(PARTS[shape], 2)  # imports, and what is compiled once
    small, large = (calls_for(PARTS[shape], size) for size in SIZES)
    assert large < 2.3 * small
