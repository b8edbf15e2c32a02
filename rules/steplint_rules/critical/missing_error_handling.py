"""SL003 missing-error-handling."""

from __future__ import annotations

from collections.abc import Iterator

from steplint.diagnostics import Confidence, Finding, Related, Severity
from steplint.project import Literal, Workflow
from steplint.rule.base import Rule

_SHOWN = 5


class MissingErrorHandling(Rule):
    """A workflow has operations whose failure nothing handles.

    ## Why is this bad

    When its retries are used up, a step raises in the workflow's body. With nothing there to catch it the run just
    ends as failed: no log line of your own, no compensation, nobody told. Cover the operations with a `try` that logs
    and re-raises, or give the function an `on_failure` handler.

    Operations that can fail are steps (`run`, `invoke`, `send_event`, `wait_for_event`, `ai.infer`) and calls with
    effects: mail, HTTP, the database, models. Sleeps, logging, payload reads and pure code are none. What runs on the
    failure path itself, in an `except` or `finally`, needs no cover. The card's two "quick patterns" have neither a
    `try` nor a failure handler: they are reported.

    ## Bad

    ```python
    import inngest

    from app.payments import charge_card

    client = inngest.Inngest(app_id="shop")


    @client.create_function(fn_id="process-payment", trigger=inngest.TriggerEvent(event="payment/created"))
    async def process_payment(ctx: inngest.Context) -> None:  # expect: SL003
        await ctx.step.run("charge-card", charge_card, ctx.event.data)
    ```

    ## Good

    ```python
    import inngest

    from app.payments import charge_card

    client = inngest.Inngest(app_id="shop")


    @client.create_function(fn_id="process-payment", trigger=inngest.TriggerEvent(event="payment/created"))
    async def process_payment(ctx: inngest.Context) -> None:
        try:
            await ctx.step.run("charge-card", charge_card, ctx.event.data)
        except inngest.StepError:
            ctx.logger.exception("payment failed")
            raise
    ```

    ```python
    import inngest

    from app.payments import charge_card

    client = inngest.Inngest(app_id="shop")


    async def payment_failed(ctx: inngest.Context) -> None:
        ctx.logger.error("payment failed: %s", ctx.event.data["error"])


    @client.create_function(
        fn_id="process-payment",
        trigger=inngest.TriggerEvent(event="payment/created"),
        on_failure=payment_failed,
    )
    async def process_payment(ctx: inngest.Context) -> None:
        await ctx.step.run("charge-card", charge_card, ctx.event.data)
    ```

    ## Options

    `error-handling` says what counts: `["try", "on-failure"]` (both) by default.

    ## Known gaps

    A bare `except` or `except BaseException` does not count: it swallows the interrupt by which the SDK ends a pass. A
    workflow with unknown options (`**options`) may have a failure handler and is not reported.

    A function that only the event `inngest/function.failed` triggers is a failure handler itself and is not reported.

    ## References

    The rule card, critical 3. Seen with inngest 0.5.19.
    """

    code = "SL003"
    severity = Severity.CRITICAL
    since = "0.1"

    def check_workflow(self, workflow: Workflow) -> Iterator[Finding]:
        accepted = workflow.project.settings.error_handling
        if "on-failure" in accepted and _may_have_failure_handler(workflow):
            return
        if workflow.definition.handles_failures:
            return
        operations = workflow.operations()
        bare = [operation for operation in operations if "try" not in accepted or not operation.is_covered]
        if not bare:
            return
        related = [Related(operation.place, f"{operation.name} can fail") for operation in bare[:_SHOWN]]
        if len(bare) > _SHOWN:
            rest = bare[_SHOWN]
            related.append(Related(rest.place, f"{rest.name} can fail, and {len(bare) - _SHOWN - 1} more"))
        count = "an operation" if len(bare) == 1 else f"{len(bare)} operations"
        yield self.finding(
            workflow.place,
            f"`{workflow.name}` has {count} that no error handler covers: "
            "when the retries are used up, the run fails silently",
            help="Wrap the operations in `try: … except Exception: ctx.logger.exception(…); raise`, or pass "
            "`on_failure=` to `create_function`. Raise again in the clause, so that the run counts as failed.",
            confidence=Confidence.HIGH if len(bare) == len(operations) else Confidence.MEDIUM,
            workflow=workflow,
            related=tuple(related),
        )


def _may_have_failure_handler(workflow: Workflow) -> bool:
    handler = workflow.definition.option("on_failure")
    if handler is None:
        return workflow.definition.has_unknown_options
    return handler != (Literal(None),)
