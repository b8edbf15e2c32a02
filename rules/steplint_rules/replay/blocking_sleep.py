"""SL210 blocking-sleep."""

from __future__ import annotations

from collections.abc import Iterator

from steplint.diagnostics import Applicability, Confidence, Edit, Finding, Fix, Place, Severity
from steplint.project import Literal, Reached, Region, Site, Workflow
from steplint.rule.base import Rule
from steplint.sdk.kinds import EffectKind

_SHORT = 1.0
"""Seconds; a shorter wait costs little."""


class BlockingSleep(Rule):
    """A workflow's body waits with a sleep that nothing remembers.

    ## Why is this bad

    `time.sleep` and `asyncio.sleep` in the body hold the platform's request open, and past its time limit the pass is
    ended and tried again. The body runs again for every step, and each pass waits again. `step.sleep` ends the pass:
    the platform calls again when the time has come, and remembers that it has.

    ## Bad

    ```python
    import asyncio

    import inngest

    from app.accounts import check, close

    client = inngest.Inngest(app_id="accounts")


    @client.create_function(fn_id="close-account", trigger=inngest.TriggerEvent(event="account/expired"))
    async def close_account(ctx: inngest.Context) -> None:
        await ctx.step.run("check-account", check, ctx.event.data)
        await asyncio.sleep(60)  # expect: SL210
        await ctx.step.run("close-account", close, ctx.event.data)
    ```

    ## Good

    ```python
    import datetime

    import inngest

    from app.accounts import check, close

    client = inngest.Inngest(app_id="accounts")


    @client.create_function(fn_id="close-account", trigger=inngest.TriggerEvent(event="account/expired"))
    async def close_account(ctx: inngest.Context) -> None:
        await ctx.step.run("check-account", check, ctx.event.data)
        await ctx.step.sleep("wait-for-objection", datetime.timedelta(seconds=60))
        await ctx.step.run("close-account", close, ctx.event.data)
    ```

    ## Fix

    A sleep of a known length, where the body's step object is at hand, becomes `step.sleep`. The fix is unsafe: a new
    step changes what runs in flight have memoised.

    ## Known gaps

    A sleep in the handler of a step is fine. `asyncio.sleep(0)` only gives others their turn and is not reported;
    less than a second, what stands in a failure handler, and a helper's wait before it tries a failed call again are
    reported at low confidence: that call belongs in a step. Of a sleep between two
    e-mails SL102 speaks, and this rule does not.

    ## References

    Seen with inngest 0.5.19. https://www.inngest.com/docs/reference/python/steps/sleep
    """

    code = "SL210"
    severity = Severity.MANDATORY
    since = "0.1"

    def check_workflow(self, workflow: Workflow) -> Iterator[Finding]:
        mail_waits = {
            wait.place for _, conflict in workflow.mail_conflicts() for wait in conflict.previous.waited.waits
        }
        for reached, site, invocation, effect in workflow.effects():
            if effect.kind is not EffectKind.SLEEP or reached.region is Region.STEP:
                continue
            place = site.place_of(invocation)
            seconds = _seconds(site)
            if seconds == 0 or place in mail_waits or site.place in mail_waits:
                continue
            is_unsure = seconds is not None and seconds < _SHORT
            is_unsure = is_unsure or reached.region is Region.FAILURE or workflow.is_backing_off(reached, site)
            yield self.finding(
                place,
                f"`{invocation.name}` in the body is not durable: it holds the request open, and each pass waits again",
                help='Let the platform wait: `await ctx.step.sleep("…", datetime.timedelta(seconds=…))`.',
                confidence=Confidence.LOW if is_unsure else effect.confidence,
                workflow=workflow,
                related=tuple(hop.as_related() for hop in reached.path if hop.place != place),
                fix=_fix(workflow, reached, site, seconds),
            )


def _seconds(site: Site) -> float | None:
    match site.given.get(0, "secs", "delay", "seconds"):
        case (Literal(value=(int() | float()) as seconds),):
            return float(seconds)
        case _:
            return None


def _fix(workflow: Workflow, reached: Reached, site: Site, seconds: float | None) -> Fix | None:
    """A durable sleep in place of the call, where it stands alone and its length is known."""
    call, frame = site.call, site.frame
    step = workflow.step_in(frame)
    if call is None or seconds is None or seconds < _SHORT or step is None or len(call.arguments) != 1:
        return None
    if reached.region is not Region.DURABLE or frame.uses_result(call) or frame.function.is_async != call.awaited:
        return None
    edit = Edit(
        Place(frame.module.path, call.span), f'{step}.sleep("wait-{seconds:g}-seconds", {round(seconds * 1000):_})'
    )
    return Fix("Wait with a step", (edit,), Applicability.UNSAFE)
