"""SL221 step-arguments."""

from __future__ import annotations

from collections.abc import Iterator

from steplint.diagnostics import Finding, Place, Related, Severity
from steplint.project import Workflow
from steplint.rule.base import Rule
from steplint.sdk import inngest


class StepArguments(Rule):
    """A step is given arguments that it, or its handler, does not take.

    ## Why is this bad

    `step.run(id, handler, *args)` hands positional arguments to the handler, and no others. A keyword argument is a
    TypeError in the body; too many or too few arguments are one in the step. Both come each time, the retries
    included, so the workflow never gets past the step.

    ## Bad

    ```python
    import inngest

    client = inngest.Inngest(app_id="shop")


    async def charge(order: dict, currency: str) -> None: ...


    @client.create_function(fn_id="bill", trigger=inngest.TriggerEvent(event="order/placed"))
    async def bill(ctx: inngest.Context) -> None:
        await ctx.step.run("charge-order", charge, ctx.event.data, currency="EUR")  # expect: SL221


    @client.create_function(fn_id="bill-again", trigger=inngest.TriggerEvent(event="order/changed"))
    async def bill_again(ctx: inngest.Context) -> None:
        await ctx.step.run("charge-order", charge, ctx.event.data)  # expect: SL221
    ```

    ## Good

    ```python
    import functools

    import inngest

    client = inngest.Inngest(app_id="shop")


    async def charge(order: dict, currency: str) -> None: ...


    @client.create_function(fn_id="bill", trigger=inngest.TriggerEvent(event="order/placed"))
    async def bill(ctx: inngest.Context) -> None:
        await ctx.step.run("charge-order", functools.partial(charge, ctx.event.data, currency="EUR"))


    @client.create_function(fn_id="bill-again", trigger=inngest.TriggerEvent(event="order/changed"))
    async def bill_again(ctx: inngest.Context) -> None:
        await ctx.step.run("charge-order", charge, ctx.event.data, "EUR")
    ```

    ## Known gaps

    Handlers that cannot be resolved, classes, and arguments behind a star are not judged. A handler whose decorator
    may change what it takes is reported at low confidence.

    ## References

    Seen with inngest 0.5.19. https://www.inngest.com/docs/reference/python/steps/run
    """

    code = "SL221"
    severity = Severity.CRITICAL
    since = "0.1"

    def check_workflow(self, workflow: Workflow) -> Iterator[Finding]:
        for reached, site, step in workflow.run_steps():
            call = site.call
            if call is None:
                continue
            hops = tuple(hop.as_related() for hop in reached.path)
            wrong = [a for a in call.arguments if a.keyword is not None and a.keyword not in inngest.RUN_KEYWORDS]
            for argument in wrong[:1]:
                names = ", ".join(f"`{a.keyword}`" for a in wrong)
                yield self.finding(
                    Place(reached.frame.module.path, argument.span),
                    f"`step.run` hands no keyword arguments on, and is given {names}: a TypeError each time",
                    help="Hand them over with `functools.partial(handler, …)`.",
                    workflow=workflow,
                    related=hops,
                )
            handler = call.argument(1, "handler")
            if wrong or handler is None:
                continue
            misfit = workflow.unfit(step)
            if misfit is not None:
                yield self.finding(
                    Place(reached.frame.module.path, handler.span),
                    f"the arguments of step “{step.label}” do not fit its handler: {misfit.reason}",
                    help="`step.run(id, handler, *args)` calls `handler(*args)`.",
                    confidence=misfit.confidence,
                    workflow=workflow,
                    related=(*hops, Related(misfit.place, "the handler")),
                )
