"""SL305 failure-event-shape."""

from __future__ import annotations

from collections.abc import Iterator

from steplint.diagnostics import Confidence, Finding, Severity
from steplint.project import FAILURE_KEYS, ReadKind, Workflow, data_reads, failure_frames, id_comparisons
from steplint.rule.base import Rule


class FailureEventShape(Rule):
    """A failure handler takes the event of the failure for the event that started the function.

    ## Why is this bad

    A failure handler gets an event of its own, `inngest/function.failed`. What the failed function was started with
    lies inside it: `ctx.event.data["event"]["data"]`. Beside `event` its data has `error`, `run_id` and `function_id`,
    and nothing else: another key fails with a `KeyError`, or with `get` gives None, just where a failure should be
    dealt with. `function_id` is the id with the application's before it, `rides-confirm-trip`: compared with the bare
    id of the function it is never equal.

    ## Bad

    ```python
    import inngest

    client = inngest.Inngest(app_id="rides")


    async def confirmation_failed(ctx: inngest.Context) -> None:
        ctx.logger.error("trip %s is not confirmed", ctx.event.data["trip_id"])  # expect: SL305


    @client.create_function(
        fn_id="confirm-trip", trigger=inngest.TriggerEvent(event="trip/created"), on_failure=confirmation_failed
    )
    async def confirm_trip(ctx: inngest.Context) -> None: ...


    @client.create_function(fn_id="tell-of-failures", trigger=inngest.TriggerEvent(event="inngest/function.failed"))
    async def tell_of_failures(ctx: inngest.Context) -> None:
        if ctx.event.data["function_id"] == "confirm-trip":  # expect: SL305
            ctx.logger.error("trips are not confirmed")
    ```

    ## Good

    ```python
    import inngest

    client = inngest.Inngest(app_id="rides")


    async def confirmation_failed(ctx: inngest.Context) -> None:
        trip = ctx.event.data["event"]["data"]
        ctx.logger.error("trip %s is not confirmed", trip["trip_id"])


    @client.create_function(
        fn_id="confirm-trip", trigger=inngest.TriggerEvent(event="trip/created"), on_failure=confirmation_failed
    )
    async def confirm_trip(ctx: inngest.Context) -> None: ...


    @client.create_function(fn_id="tell-of-failures", trigger=inngest.TriggerEvent(event="inngest/function.failed"))
    async def tell_of_failures(ctx: inngest.Context) -> None:
        if ctx.event.data["function_id"] == "rides-confirm-trip":
            ctx.logger.error("trips are not confirmed")
    ```

    ## Known gaps

    Keys that are computed, and models that the data is validated with, are not looked at. A handler that reads
    another key with `get` and `event` as well may try both shapes: low confidence.

    ## References

    Seen with inngest 0.5.19: the example under Bad fails when the failure comes.
    """

    code = "SL305"
    severity = Severity.MANDATORY
    since = "0.1"

    def check_workflow(self, workflow: Workflow) -> Iterator[Finding]:
        seen = set()
        for reached in failure_frames(workflow):
            reads = list(data_reads(workflow.project, reached.frame))
            knows_shape = any(read.key == "event" for read in reads)
            related = tuple(hop.as_related() for hop in reached.path)
            for read in reads:
                if read.key not in FAILURE_KEYS and read.place not in seen:
                    seen.add(read.place)
                    is_fallback = knows_shape and read.kind is ReadKind.GET
                    yield self.finding(
                        read.place,
                        f"the event of a failure has no `{read.key}`",
                        help=f'What the failed function was started with is `ctx.event.data["event"]["data"]`: read '
                        f"`{read.key}` there.",
                        confidence=Confidence.LOW if is_fallback else Confidence.HIGH,
                        workflow=workflow,
                        related=related,
                    )
            for comparison in id_comparisons(workflow.project, reached.frame):
                if comparison.place not in seen:
                    seen.add(comparison.place)
                    yield self.finding(
                        comparison.place,
                        f"the failed function's id is never `{comparison.text}`: the application's id stands before it",
                        help=f'Compare with `"<app_id>-{comparison.text}"`.',
                        workflow=workflow,
                        related=related,
                    )
