"""SL213 lost-step-state."""

from __future__ import annotations

from collections.abc import Iterator

from steplint.diagnostics import Confidence, Finding, Related, Severity
from steplint.project import Lost, Workflow
from steplint.rule.base import Rule


class LostStepState(Rule):
    """A step's handler writes a variable or an attribute that is read after the step.

    ## Why is this bad

    A step that has run ends the pass. On the next one its handler does not run: the body gets the result that was
    remembered, and nothing else. What the handler wrote into variables around it, into a list or a dict that it was
    handed, or into an object is gone, always.

    ## Bad

    ```python
    import inngest

    from app.orders import load, ship

    client = inngest.Inngest(app_id="shop")


    @client.create_function(fn_id="ship-orders", trigger=inngest.TriggerEvent(event="day/started"))
    async def ship_orders(ctx: inngest.Context) -> None:
        orders: list[dict] = []

        async def load_orders() -> None:
            orders.extend(await load())  # expect: SL213

        await ctx.step.run("load-orders", load_orders)
        await ctx.step.run("ship-orders", ship, orders)
    ```

    ## Good

    ```python
    import inngest

    from app.orders import load, ship

    client = inngest.Inngest(app_id="shop")


    @client.create_function(fn_id="ship-orders", trigger=inngest.TriggerEvent(event="day/started"))
    async def ship_orders(ctx: inngest.Context) -> None:
        orders = await ctx.step.run("load-orders", load)
        await ctx.step.run("ship-orders", ship, orders)
    ```

    ## Known gaps

    Judged are variables of the body that the handler captures or is handed, attributes of the object whose method the
    handler is, and variables of modules. What stays with the process (a variable of a module, an object that one holds)
    is there for the next pass when the same process gets it: findings have medium confidence.

    A reader that writes the same itself, or asks whether it is there (a client that is made where it is missing, a
    cache), is fine, and so is what the body binds anew after the step. Objects that the function makes, or is handed as
    an argument, are not followed further than their methods.

    ## References

    Seen with inngest 0.5.19. https://www.inngest.com/docs/learn/how-functions-are-executed
    """

    code = "SL213"
    severity = Severity.CRITICAL
    since = "0.1"

    def check_workflow(self, workflow: Workflow) -> Iterator[Finding]:
        for reached, site, step, lost in workflow.lost_writes():
            related = [hop.as_related() for hop in reached.path]
            related += [Related(site.place, "the step"), Related(lost.read, f"`{lost.name}` is read here")]
            yield self.finding(
                lost.write,
                f"what step “{step.label}” writes into `{lost.name}` is lost {_when(lost)}, before it is read",
                confidence=lost.confidence,
                help=f"Return it from the handler, and take it from the step: `{lost.name} = await ctx.step.run(…)`.",
                workflow=workflow,
                related=tuple(dict.fromkeys(related)),
            )


def _when(lost: Lost) -> str:
    return "on the next pass" if lost.confidence is Confidence.HIGH else "when another process runs the next pass"
