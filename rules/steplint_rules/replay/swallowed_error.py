"""SL205 swallowed-error."""

from __future__ import annotations

from collections.abc import Iterator

from steplint.diagnostics import Confidence, Finding, Related, Severity
from steplint.project import Catch, Reached, Region, Role, Sort, Taking, Thrown, Workflow
from steplint.rule.base import Rule


class SwallowedError(Rule):
    """A workflow goes on as if nothing had happened when a step, or a call of its body, has failed.

    ## Why is this bad

    A workflow that catches an error and ends normally is completed, for the platform and for everybody who looks at its
    runs: nothing is retried, no failure handler runs, no alarm goes off. What was to be done is not done.

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
        except Exception:  # expect: SL205
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
        except Exception:
            logging.exception("charging failed")
            raise
        return "done"
    ```

    ## Known gaps

    Where the failure is noted and raised later (`if failed: raise …`, also by a caller that asks for what the helper
    gave), the rule is silent. One item of a loop that fails and is noted, and a clause that sets things right with a
    step, are low confidence: that is often meant. Of a clause that swallows interrupts, too, SL201 speaks; of one that
    stops a `RetryAfterError`, SL208; this rule does not.

    ## References

    Seen with inngest 0.5.19. https://www.inngest.com/docs/features/inngest-functions/error-retries/rollbacks
    """

    code = "SL205"
    severity = Severity.MANDATORY
    since = "0.1"

    def check_workflow(self, workflow: Workflow) -> Iterator[Finding]:
        catches = workflow.project.catches
        for reached, catch in workflow.catches(Region.DURABLE):
            if catches.swallows_interrupt(catch) or catches.stops_retry(catch) is not None:
                continue
            thrown = next(iter(catch.of(Sort.STEP)), catch.worst_failure)
            if thrown is None:
                continue
            ending = catches.ending(catch, thrown.sort)
            if not ending.goes_on or catches.raises_later(reached):
                continue
            related = [hop.as_related() for hop in (*reached.path, *thrown.path)]
            related.append(Related(thrown.place, f"{thrown.name} fails"))
            yield self.finding(
                catch.place,
                f"{catch.name} takes the failure of {thrown.name}, and the workflow goes on: the run counts as"
                " completed, and nothing tries again",
                help="Log it and raise it again, so that the platform knows; or set things right with a step.",
                confidence=Confidence.least(self._grade(workflow, reached, catch, thrown), thrown.confidence),
                workflow=workflow,
                related=tuple(dict.fromkeys(related)),
            )

    def _grade(self, workflow: Workflow, reached: Reached, catch: Catch, thrown: Thrown) -> Confidence:
        catches = workflow.project.catches
        ending = catches.ending(catch, thrown.sort)
        if any(workflow.project.holding.site(site) for site in catches.sites_in(catch, ending)):
            return Confidence.LOW
        if catches.is_deliberate(catch, ending, thrown):
            return Confidence.LOW
        if ending.stays_in_loop:
            return Confidence.MEDIUM
        if catch.takings == {Taking.UNKNOWN}:
            return Confidence.MEDIUM
        role = catches.role(reached, catch, ending)
        if thrown.sort is Sort.STEP or role is Role.RESULT:
            return Confidence.HIGH
        is_besides = role is Role.ASIDE and catches.is_used(reached)
        return Confidence.MEDIUM if thrown.is_deed and not is_besides else Confidence.LOW
