"""SL310 wait-unguarded."""

from __future__ import annotations

from collections.abc import Iterator

from steplint.diagnostics import Finding, Related, Severity
from steplint.project import Region, Workflow
from steplint.rule.base import Rule


class WaitUnguarded(Rule):
    """What `wait_for_event` gives is used as if the event had come.

    ## Why is this bad

    When the time is up before the event comes, `wait_for_event` gives None. `None.data` is an `AttributeError`, on
    this attempt and on every retry: a late answer, which is what the timeout is for, becomes a failed run.

    ## Bad

    ```python
    from datetime import timedelta

    import inngest

    client = inngest.Inngest(app_id="rides")


    @client.create_function(fn_id="confirm-trip", trigger=inngest.TriggerEvent(event="trip/created"))
    async def confirm_trip(ctx: inngest.Context) -> None:
        paid = await ctx.step.wait_for_event("wait-for-payment", event="trip/paid", timeout=timedelta(hours=1))
        ctx.logger.info("paid with %s", paid.data["card"])  # expect: SL310
    ```

    ## Good

    ```python
    from datetime import timedelta

    import inngest

    client = inngest.Inngest(app_id="rides")


    @client.create_function(fn_id="confirm-trip", trigger=inngest.TriggerEvent(event="trip/created"))
    async def confirm_trip(ctx: inngest.Context) -> None:
        paid = await ctx.step.wait_for_event("wait-for-payment", event="trip/paid", timeout=timedelta(hours=1))
        if paid is None:
            ctx.logger.info("not paid in time")
        else:
            ctx.logger.info("paid with %s", paid.data["card"])
    ```

    ## Known gaps

    A helper that waits and gives back the event is followed. Any test of the variable counts, and so does a `try` with
    a clause around the use, and a function that the variable is handed to. Seen with inngest 0.5.19: the example under
    Bad fails when the event does not come.
    """

    code = "SL310"
    severity = Severity.ADVISORY
    since = "0.1"

    def check_workflow(self, workflow: Workflow) -> Iterator[Finding]:
        seen = set()
        for reached in workflow.reached:
            for use in () if reached.region is Region.STEP else workflow.project.waits.unguarded_uses(reached.frame):
                if use.place not in seen:
                    seen.add(use.place)
                    waited = Related(use.waited, "this gives None when the time is up")
                    yield self.finding(
                        use.place,
                        "the event waited for is None when it did not come in time",
                        help="Ask for `is None` first, and do what is to be done without it.",
                        workflow=workflow,
                        related=(*(hop.as_related() for hop in (*reached.path, *use.path)), waited),
                    )
