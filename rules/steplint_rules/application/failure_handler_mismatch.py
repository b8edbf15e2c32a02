"""SL409 failure-handler-mismatch."""

from __future__ import annotations

from collections.abc import Iterator

from steplint.diagnostics import Finding, Place, Related, Severity
from steplint.project import FunctionRef, Workflow
from steplint.rule.base import Rule


class FailureHandlerMismatch(Rule):
    """An async function has a failure handler that is not async, or the reverse.

    ## Why is this bad

    The SDK refuses the pair when the function is defined: the module cannot be imported.

    ## Bad

    ```python
    import inngest

    client = inngest.Inngest(app_id="rides")


    def report(ctx: inngest.ContextSync) -> None: ...


    @client.create_function(fn_id="confirm-trip", trigger=inngest.TriggerEvent(event="trip/created"), on_failure=report)
    async def confirm_trip(ctx: inngest.Context) -> None: ...  # expect: SL409
    ```

    ## Good

    ```python
    import inngest

    client = inngest.Inngest(app_id="rides")


    async def report(ctx: inngest.Context) -> None: ...


    @client.create_function(fn_id="confirm-trip", trigger=inngest.TriggerEvent(event="trip/created"), on_failure=report)
    async def confirm_trip(ctx: inngest.Context) -> None: ...
    ```

    ## Known gaps

    The finding stands on the function's name. Handlers that cannot be told for sure are not judged.

    ## References

    Seen with inngest 0.5.19. Proved by tests/sdk/test_failure_handler_mismatch.py.
    """

    code = "SL409"
    severity = Severity.CRITICAL
    since = "0.1"

    def check_workflow(self, workflow: Workflow) -> Iterator[Finding]:
        definition = workflow.definition
        body, failure = definition.body, definition.failure
        handlers = (definition.handler, *(definition.option("on_failure") or ()))
        if (
            body is None
            or failure is None
            or len(handlers) != 2
            or not all(isinstance(h, FunctionRef) for h in handlers)
        ):
            return
        if body.function.is_async == failure.function.is_async:
            return
        kinds = {True: "async", False: "not async"}
        yield self.finding(
            workflow.place,
            f"`{workflow.name}` is {kinds[body.function.is_async]} and its failure handler "
            f"`{failure.function.name}` is {kinds[failure.function.is_async]}: the SDK refuses the pair",
            help="Make both async or neither.",
            workflow=workflow,
            related=(Related(Place(failure.module.path, failure.function.name_span), "the failure handler"),),
        )
