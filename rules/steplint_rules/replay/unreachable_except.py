"""SL207 unreachable-except."""

from __future__ import annotations

from collections.abc import Iterator

from steplint.diagnostics import Finding, Related, Severity
from steplint.project import Workflow
from steplint.rule.base import Rule


class UnreachableExcept(Rule):
    """A clause waits for an error that a step never raises.

    ## Why is this bad

    What a step's handler raises stays in the step: the platform tries again, and when it gives up the body sees an
    `inngest.StepError`, whatever the handler raised. A clause for `ValueError`, for an error of a library or of the
    project around nothing but steps never runs, and the handling that it holds does not happen.

    ## Bad

    ```python
    import inngest

    from app.orders import cancel
    from app.payments import charge

    client = inngest.Inngest(app_id="shop")


    @client.create_function(fn_id="charge-order", trigger=inngest.TriggerEvent(event="order/placed"))
    async def charge_order(ctx: inngest.Context) -> None:
        try:
            await ctx.step.run("charge-card", charge, ctx.event.data)
        except ValueError:  # expect: SL207
            await ctx.step.run("cancel-order", cancel, ctx.event.data)
            raise
    ```

    ## Good

    ```python
    import inngest

    from app.orders import cancel
    from app.payments import charge

    client = inngest.Inngest(app_id="shop")


    @client.create_function(fn_id="charge-order", trigger=inngest.TriggerEvent(event="order/placed"))
    async def charge_order(ctx: inngest.Context) -> None:
        try:
            await ctx.step.run("charge-card", charge, ctx.event.data)
        except inngest.StepError:
            await ctx.step.run("cancel-order", cancel, ctx.event.data)
            raise
    ```

    ## Known gaps

    Any other call in the `try`, an item taken out of something (`data["id"]`) beside a clause for `KeyError` and its
    like, and a type that cannot be resolved make the rule silent.

    ## References

    Seen with inngest 0.5.19. https://www.inngest.com/docs/features/inngest-functions/error-retries/inngest-errors
    """

    code = "SL207"
    severity = Severity.MANDATORY
    since = "0.1"

    def check_workflow(self, workflow: Workflow) -> Iterator[Finding]:
        for reached, catch, site in workflow.unreachable_clauses():
            label = site.step.label if site.step is not None else "…"
            related = [hop.as_related() for hop in reached.path]
            related.append(Related(site.place, f"step “{label}” raises `inngest.StepError` when it gives up"))
            yield self.finding(
                catch.place,
                f"{catch.name} never runs: a step that gives up raises `inngest.StepError`, whatever its handler did",
                help="Catch `inngest.StepError`; its `name` says what the handler raised. Or handle it in the handler.",
                workflow=workflow,
                related=tuple(dict.fromkeys(related)),
            )
