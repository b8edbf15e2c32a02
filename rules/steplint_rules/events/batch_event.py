"""SL309 batch-event."""

from __future__ import annotations

from collections.abc import Iterator

from steplint.diagnostics import Confidence, Finding, Severity
from steplint.project import Literal, Workflow, event_reads
from steplint.rule.base import Rule


class BatchEvent(Rule):
    """A function that takes events in batches reads only the first of them.

    ## Why is this bad

    `ctx.event` is the first event of the batch. The others are dropped without a word: they count as handled.

    ## Bad

    ```python
    import inngest

    client = inngest.Inngest(app_id="rides")


    @client.create_function(
        fn_id="sum-up-trips",
        trigger=inngest.TriggerEvent(event="trip/ended"),
        batch_events=inngest.Batch(max_size=50, timeout=5_000),
    )
    async def sum_up_trips(ctx: inngest.Context) -> None:
        ctx.logger.info("trip %s", ctx.event.data["trip_id"])  # expect: SL309
    ```

    ## Good

    ```python
    import inngest

    client = inngest.Inngest(app_id="rides")


    @client.create_function(
        fn_id="sum-up-trips",
        trigger=inngest.TriggerEvent(event="trip/ended"),
        batch_events=inngest.Batch(max_size=50, timeout=5_000),
    )
    async def sum_up_trips(ctx: inngest.Context) -> None:
        for event in ctx.events:
            ctx.logger.info("trip %s", event.data["trip_id"])
    ```

    ## Known gaps

    A function that reads `ctx.events` as well is reported at low confidence. Only the data counts: all events of a
    batch have one name where there is one trigger.

    ## References

    Seen with inngest 0.5.19: of three events in a batch, `ctx.event` is the first.
    """

    code = "SL309"
    severity = Severity.MANDATORY
    since = "0.1"

    def check_workflow(self, workflow: Workflow) -> Iterator[Finding]:
        given = workflow.definition.option("batch_events")
        if not given or Literal(None) in given:
            return
        reads, knows_all = event_reads(workflow)
        for place in reads:
            yield self.finding(
                place,
                f"`{workflow.name}` takes events in batches: `ctx.event` is only the first of them",
                help="Go through `ctx.events`.",
                confidence=Confidence.LOW if knows_all else Confidence.HIGH,
                workflow=workflow,
            )
