"""SL205 swallowed-error."""

from __future__ import annotations

from collections.abc import Iterator

from steplint.diagnostics import Confidence, Finding, Related, Severity
from steplint.project import Catch, Reached, Region, Role, Sort, Taking, Thrown, Workflow
from steplint.rule.base import Rule
from steplint.sdk.kinds import EffectKind


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
            thrown = _worst(catch)
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
                confidence=Confidence.least(self._grade(workflow, reached, catch, thrown), _surety(thrown)),
                workflow=workflow,
                related=tuple(dict.fromkeys(related)),
            )

    def _grade(self, workflow: Workflow, reached: Reached, catch: Catch, thrown: Thrown) -> Confidence:
        catches = workflow.project.catches
        ending = catches.ending(catch, thrown.sort)
        if any(workflow.project.holding.site(site) for site in catches.sites_in(catch, ending)):
            return Confidence.LOW
        if catches.is_choosy(catch, thrown.sort) or catches.does_again(catch, ending, thrown):
            return Confidence.LOW
        if catches.is_of_cache(thrown) or (catches.is_in_loop(catch) and catches.records(catch, ending)):
            return Confidence.LOW
        if ending.stays_in_loop:
            return Confidence.MEDIUM
        if catch.takings == {Taking.UNKNOWN}:
            return Confidence.MEDIUM
        role = catches.role(reached, catch, ending)
        if thrown.sort is Sort.STEP or role is Role.RESULT:
            return Confidence.HIGH
        is_besides = role is Role.ASIDE and catches.is_used(reached)
        return Confidence.MEDIUM if _is_deed(thrown) and not is_besides else Confidence.LOW


def _is_deed(thrown: Thrown) -> bool:
    """Whether what failed does something, so that it is left undone; asking a model for help is no deed."""
    return thrown.effect is not None and not thrown.effect.kind.is_read and thrown.effect.kind is not EffectKind.LLM


def _worst(catch: Catch) -> Thrown | None:
    """What comes to a clause and matters most: steps before calls of the body, doing before reading."""
    steps = catch.of(Sort.STEP)
    if steps:
        return steps[0]
    return min(catch.of(Sort.FAILURE), key=lambda thrown: _surety(thrown).rank, default=None)


def _surety(thrown: Thrown) -> Confidence:
    if thrown.sort is Sort.STEP:
        return Confidence.HIGH
    if thrown.effect is None:
        return Confidence.LOW
    return Confidence.least(
        thrown.effect.confidence, Confidence.MEDIUM if thrown.effect.kind.is_read else Confidence.HIGH
    )
