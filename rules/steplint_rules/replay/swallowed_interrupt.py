"""SL201 swallowed-interrupt."""

from __future__ import annotations

from collections.abc import Iterator

from steplint.diagnostics import Finding, Related, Severity
from steplint.project import Swallowed, Swallower, Workflow
from steplint.rule.base import Rule


class SwallowedInterrupt(Rule):
    """Something keeps the interrupt of a step from ending the pass.

    ## Why is this bad

    A new step ends the pass: the SDK raises an exception that derives from `BaseException`, and tells the platform the
    step's result when it comes out of the function. A clause that takes it (`except:`, `except BaseException`), a
    manager that swallows it, or a `return`, `break` or `continue` in a `finally` makes the function go on instead. The
    run ends as if it were done; what the step gave is never saved, although its side effect did happen.

    ## Bad

    ```python
    import logging

    import inngest

    from app.payments import charge

    client = inngest.Inngest(app_id="shop")


    @client.create_function(fn_id="charge-order", trigger=inngest.TriggerEvent(event="order/placed"))
    async def charge_order(ctx: inngest.Context) -> str:
        try:
            await ctx.step.run("charge-card", charge, ctx.event.data)
        except:  # expect: SL201
            logging.exception("charging failed")
        return "done"
    ```

    ## Good

    ```python
    import logging

    import inngest

    from app.payments import charge

    client = inngest.Inngest(app_id="shop")


    @client.create_function(fn_id="charge-order", trigger=inngest.TriggerEvent(event="order/placed"))
    async def charge_order(ctx: inngest.Context) -> str:
        try:
            await ctx.step.run("charge-card", charge, ctx.event.data)
        except inngest.StepError:
            logging.exception("charging failed")
            raise
        return "done"
    ```

    ## Known gaps

    A clause that lets the interrupt on whatever happens in it (`raise`, or a test like `if not isinstance(error,
    Exception): raise`) is fine. A clause that raises something else in its place is not. Of `asyncio.gather(…,
    return_exceptions=True)` it speaks where the steps can be told. Where it speaks, SL205, SL208 and SL215 do not.

    ## References

    Seen with inngest 0.5.19. https://www.inngest.com/docs/learn/how-functions-are-executed
    """

    code = "SL201"
    severity = Severity.CRITICAL
    since = "0.1"

    def check_workflow(self, workflow: Workflow) -> Iterator[Finding]:
        yield from self._held_up(workflow)
        yield from self._gathered(workflow)

    def _gathered(self, workflow: Workflow) -> Iterator[Finding]:
        """Steps whose interrupts become results of a `gather`."""
        for reached, concurrent in workflow.concurrent():
            if concurrent.returns_exceptions:
                first = concurrent.awaitables[0]
                related = [hop.as_related() for hop in reached.path]
                related.append(Related(first.place, f"{first.what} raises the interrupt"))
                yield self.finding(
                    concurrent.place,
                    f"`{concurrent.name}` with `return_exceptions=True` swallows the interrupt of {first.what}: the run"
                    " ends, and the step's result is lost",
                    help="Let the platform run steps side by side: `await ctx.group.parallel((…))`.",
                    workflow=workflow,
                    related=tuple(dict.fromkeys(related)),
                )

    def _held_up(self, workflow: Workflow) -> Iterator[Finding]:
        """What holds an interrupt up on its way out of the function."""
        for reached, swallowed in workflow.swallowed_interrupts():
            thrown = swallowed.thrown
            related = [hop.as_related() for hop in (*reached.path, *thrown.path)]
            related.append(Related(thrown.place, f"{thrown.name} raises the interrupt"))
            yield self.finding(
                swallowed.place,
                f"{_what(swallowed)} the interrupt of {thrown.name}: the run ends, and the step's result is lost",
                help=_HELP[swallowed.kind],
                workflow=workflow,
                related=tuple(dict.fromkeys(related)),
            )


def _what(swallowed: Swallowed) -> str:
    if swallowed.kind is Swallower.FINALLY:
        return "a jump out of the `finally` swallows"
    return f"{swallowed.name} swallows"


_HELP = {
    Swallower.CLAUSE: "Catch `Exception` or `inngest.StepError`, or raise again what was caught, on every path.",
    Swallower.MANAGER: "Swallow `Exception` at most, so that the interrupt gets out.",
    Swallower.FINALLY: "Leave a `finally` by its end: no `return`, `break` or `continue` in it.",
}
