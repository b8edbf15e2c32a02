"""A workflow that nothing can be said against, and its twin with one finding, SL105 in line 9."""

from __future__ import annotations

GOOD = """\
import inngest

client = inngest.Inngest(app_id="app")


@client.create_function(fn_id="load", trigger=inngest.TriggerEvent(event="user/created"), on_failure=None)
async def load(ctx: inngest.Context) -> None:
    try:
        await ctx.step.run("load-user", print)
    except inngest.StepError:
        ctx.logger.exception("not loaded")
        raise
"""
BAD = GOOD.replace("load-user", "step1")
