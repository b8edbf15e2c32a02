"""SL202 nested-step."""

from __future__ import annotations

from collections.abc import Iterator

from steplint.diagnostics import Finding, Severity
from steplint.project import Nested, Workflow
from steplint.rule.base import Rule


class NestedStep(Rule):
    """A step is taken inside of another step's handler.

    ## Why is this bad

    The SDK refuses nested steps ("Nested steps are not supported"). A step's handler runs while the platform asks for
    that one step; another step in it is one that nobody asked for. The run fails without a retry, and it fails in the
    same way each time it is started, wherever the inner step stands: in a helper that the handler calls, in a service
    that was given the context. A nested sleep or wait lets the handler run twice before that. A group of steps in a
    handler takes none of them, and may not even fail.

    ## Bad

    ```python
    import inngest

    client = inngest.Inngest(app_id="shop")


    async def charge(order: str) -> str:
        return f"{order} charged"


    async def charge_and_report(ctx: inngest.Context, order: str) -> None:
        await ctx.step.run("charge-card", charge, order)  # expect: SL202
        await ctx.step.send_event("report-charge", inngest.Event(name="order/charged"))  # expect: SL202


    @client.create_function(fn_id="bill", trigger=inngest.TriggerEvent(event="order/placed"))
    async def bill(ctx: inngest.Context) -> None:
        await ctx.step.run("bill-order", charge_and_report, ctx, "7")
    ```

    ## Good

    ```python
    import inngest

    client = inngest.Inngest(app_id="shop")


    async def charge(order: str) -> str:
        return f"{order} charged"


    async def charge_and_report(ctx: inngest.Context, order: str) -> None:
        await ctx.step.run("charge-card", charge, order)
        await ctx.step.send_event("report-charge", inngest.Event(name="order/charged"))


    @client.create_function(fn_id="bill", trigger=inngest.TriggerEvent(event="order/placed"))
    async def bill(ctx: inngest.Context) -> None:
        await charge_and_report(ctx, "7")
    ```

    ## Known gaps

    A helper that takes steps may be called by the body as often as it likes; only the ways through a handler are
    reported. A helper that is given the context or None, and takes steps only where it has one, is judged for each
    call. Handlers that cannot be resolved are not judged.

    ## References

    Seen with inngest 0.5.19. https://www.inngest.com/docs/learn/inngest-steps
    """

    code = "SL202"
    severity = Severity.CRITICAL
    since = "0.1"

    def check_workflow(self, workflow: Workflow) -> Iterator[Finding]:
        for nested in workflow.nested_steps():
            yield self.finding(
                nested.place,
                f"{_what(nested)} the handler of step “{nested.outer.label}”: {_outcome(nested)}",
                help="Call the helper from the body, without a step around it, or take the inner step after the outer "
                "one with what that returned.",
                workflow=workflow,
                related=tuple(hop.as_related() for hop in nested.reached.path),
            )


def _what(nested: Nested) -> str:
    if nested.is_group:
        return "a group of steps is started in"
    return f"`{nested.name}` is" if nested.step is None else f"step “{nested.step.label}” is taken in"


def _outcome(nested: Nested) -> str:
    if nested.is_group:
        return "none of them is taken, and the run may not even fail"
    return "nested steps are refused, and the run fails each time"
