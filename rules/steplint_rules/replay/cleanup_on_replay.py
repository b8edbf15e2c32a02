"""SL212 cleanup-on-replay."""

from __future__ import annotations

from collections.abc import Iterator

from steplint.diagnostics import Confidence, Finding, Related, Severity
from steplint.project import Cleanup, Workflow
from steplint.rule.base import Rule
from steplint.sdk.kinds import EffectKind


class CleanupOnReplay(Rule):
    """A `finally`, or the exit of a context manager, around a step does something to the world.

    ## Why is this bad

    A step ends the pass by raising, so that a `finally` around it runs at the first step, before the work is done, and
    again on every pass after it. Files are gone when the next step wants them, locks are free, measurements count
    several times. A step in a `finally` takes the place of the one that was about to run, whose effect happens twice.

    ## Bad

    ```python
    import inngest

    from app.orders import charge, release, reserve

    client = inngest.Inngest(app_id="shop")


    @client.create_function(fn_id="charge-order", trigger=inngest.TriggerEvent(event="order/placed"))
    async def charge_order(ctx: inngest.Context) -> None:
        await ctx.step.run("reserve-stock", reserve, ctx.event.data)
        try:
            await ctx.step.run("charge-card", charge, ctx.event.data)
        finally:  # expect: SL212
            await ctx.step.run("release-stock", release, ctx.event.data)
    ```

    ## Good

    ```python
    import inngest

    from app.orders import charge, release, reserve

    client = inngest.Inngest(app_id="shop")


    @client.create_function(fn_id="charge-order", trigger=inngest.TriggerEvent(event="order/placed"))
    async def charge_order(ctx: inngest.Context) -> None:
        await ctx.step.run("reserve-stock", reserve, ctx.event.data)
        try:
            await ctx.step.run("charge-card", charge, ctx.event.data)
        except inngest.StepError:
            await ctx.step.run("release-stock-of-failed-order", release, ctx.event.data)
            raise
        await ctx.step.run("release-stock", release, ctx.event.data)
    ```

    ## Known gaps

    Closing sessions and connections, logging and pure code are fine, and managers of libraries are taken to do nothing
    else. Measurements are medium confidence. Where this rule speaks of a `finally`, SL101 does not speak of what is in
    it.

    ## References

    Seen with inngest 0.5.19. https://www.inngest.com/docs/learn/how-functions-are-executed
    """

    code = "SL212"
    severity = Severity.MANDATORY
    since = "0.1"

    def check_workflow(self, workflow: Workflow) -> Iterator[Finding]:
        for reached, cleanup in workflow.cleanups():
            first = next((mend for mend in cleanup.does if mend.kind is None), cleanup.does[0])
            related = [hop.as_related() for hop in reached.path]
            related.append(Related(cleanup.thrown.place, f"{cleanup.thrown.name} ends the pass here"))
            related += [hop.as_related() for hop in first.path]
            related += [Related(mend.place, f"{mend.name} runs with it") for mend in cleanup.does]
            yield self.finding(
                cleanup.place,
                f"{_what(cleanup)} runs {first.name} each time a step inside ends the pass, and not only at the end",
                help="Do it in a step of its own after the others; for failures, in a clause for `inngest.StepError`.",
                confidence=_grade(cleanup),
                workflow=workflow,
                related=tuple(dict.fromkeys(related)),
            )


def _what(cleanup: Cleanup) -> str:
    return "this `finally`" if cleanup.is_finally else "leaving this `with`"


def _grade(cleanup: Cleanup) -> Confidence:
    is_measured = all(mend.kind is EffectKind.METRIC for mend in cleanup.does)
    return Confidence.MEDIUM if is_measured else Confidence.HIGH
