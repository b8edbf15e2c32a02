"""SL203 step-not-awaited."""

from __future__ import annotations

from collections.abc import Iterator

from steplint.diagnostics import Applicability, Confidence, Edit, Finding, Fix, Place, Related, Severity, Span
from steplint.project import Frame, Unawaited, Workflow
from steplint.rule.base import Rule


class StepNotAwaited(Rule):
    """A step of an async workflow is not awaited.

    ## Why is this bad

    In an async workflow `step.run` and the other step methods give coroutines, and so do `ctx.group.parallel` and async
    functions of the project. Without `await` nothing of them happens: the step is never taken, the run is completed as
    if it had been, and the only trace is Python's "coroutine was never awaited" in some log. Returned without `await`
    from a workflow's handler, a step is not taken either.

    ## Bad

    ```python
    import inngest

    client = inngest.Inngest(app_id="shop")
    charged = []


    async def charge(order: str) -> None:
        charged.append(order)


    @client.create_function(fn_id="bill", trigger=inngest.TriggerEvent(event="order/placed"))
    async def bill(ctx: inngest.Context) -> str:
        ctx.step.run("charge-card", charge, "7")  # expect: SL203
        receipt = ctx.step.run("charge-tip", charge, "7")  # expect: SL203
        if charged:
            await receipt
        return "billed"
    ```

    ## Good

    ```python
    import inngest

    client = inngest.Inngest(app_id="shop")
    charged = []


    async def charge(order: str) -> None:
        charged.append(order)


    @client.create_function(fn_id="bill", trigger=inngest.TriggerEvent(event="order/placed"))
    async def bill(ctx: inngest.Context) -> str:
        await ctx.step.run("charge-card", charge, "7")
        await ctx.step.run("charge-tip", charge, "7")
        return "billed"
    ```

    ## Fix

    A call that stands alone is awaited. The fix is unsafe: a new step changes what runs in flight have memoised.

    ## Known gaps

    What is handed to a call of anything but a step, stored in an attribute, or used by an inner function may be awaited
    there, and is not reported; neither is what an exception keeps from being awaited. What is awaited on some paths
    only is reported at medium confidence. A helper or lambda may return a step without `await`, for its caller to
    await. Of steps in tasks and in `asyncio.gather` SL215 speaks, of those in handlers SL202.

    ## References

    Seen with inngest 0.5.19. https://www.inngest.com/docs/reference/python/steps/run
    """

    code = "SL203"
    severity = Severity.CRITICAL
    since = "0.1"

    def check_workflow(self, workflow: Workflow) -> Iterator[Finding]:
        for reached, unawaited in workflow.unawaited():
            related = [hop.as_related() for hop in reached.path]
            if unawaited.returned is not None:
                related.append(Related(unawaited.returned, "it is returned here, to nobody who awaits it"))
            elif unawaited.used is not None:
                related.append(Related(unawaited.used, "it is used here, on other paths"))
            yield self.finding(
                unawaited.awaitable.place,
                _message(unawaited),
                help="Put `await` before it.",
                confidence=Confidence.HIGH if unawaited.used is None else Confidence.MEDIUM,
                workflow=workflow,
                related=tuple(related),
                fix=_fix(reached.frame, unawaited),
            )


def _message(unawaited: Unawaited) -> str:
    awaitable = unawaited.awaitable
    is_step = awaitable.site.step is not None and awaitable.inner is None
    never = "it is never taken" if is_step else "its steps are never taken"
    if unawaited.returned is not None:
        return f"{awaitable.what} is returned without `await`: {never}"
    if unawaited.used is not None:
        return f"{awaitable.what} is not awaited on every path: on the others {never}, and the run goes on"
    return f"{awaitable.what} is not awaited: {never}, and the run goes on as if it had been"


def _fix(frame: Frame, unawaited: Unawaited) -> Fix | None:
    """An `await` before a call that stands alone."""
    call = unawaited.awaitable.site.call
    if call is None or call.awaited or frame.uses_result(call) or not frame.function.is_async:
        return None
    start = Span(call.span.line, call.span.column, call.span.line, call.span.column)
    edit = Edit(Place(frame.module.path, start), "await ")
    return Fix("Await it", (edit,), Applicability.UNSAFE)
