"""SL206 memoised-failure."""

from __future__ import annotations

from collections.abc import Iterator

from steplint.diagnostics import Confidence, Finding, Related, Severity
from steplint.project import Catch, Reached, Region, Role, Sort, Taking, Thrown, Workflow
from steplint.rule.base import Rule
from steplint.sdk.kinds import EffectKind


class MemoisedFailure(Rule):
    """A step's handler takes the failure of what it does for a result.

    ## Why is this bad

    What a handler returns is the step's result, for good: the platform remembers `{"error": …}`, `None` or `[]` and
    never runs the handler again in this run. The retries that the function was given are of no use, whatever the body
    makes of the result.

    ## Bad

    ```python
    import logging

    import httpx
    import inngest

    client = inngest.Inngest(app_id="shop")


    async def book(order: dict) -> dict:
        try:
            async with httpx.AsyncClient() as http:
                response = await http.post("https://shipping.example.com/bookings", json=order)
                response.raise_for_status()
                return {"booking": response.json()["id"]}
        except Exception as error:  # expect: SL206
            logging.error("booking failed: %s", error)
            return {"error": str(error)}


    @client.create_function(fn_id="ship-order", trigger=inngest.TriggerEvent(event="order/paid"))
    async def ship_order(ctx: inngest.Context) -> dict:
        return await ctx.step.run("book-shipment", book, dict(ctx.event.data))
    ```

    ## Good

    ```python
    import logging

    import httpx
    import inngest

    client = inngest.Inngest(app_id="shop")


    async def book(order: dict) -> dict:
        try:
            async with httpx.AsyncClient() as http:
                response = await http.post("https://shipping.example.com/bookings", json=order)
                response.raise_for_status()
                return {"booking": response.json()["id"]}
        except Exception as error:
            logging.error("booking failed: %s", error)
            raise


    @client.create_function(fn_id="ship-order", trigger=inngest.TriggerEvent(event="order/paid"))
    async def ship_order(ctx: inngest.Context) -> dict:
        return await ctx.step.run("book-shipment", book, dict(ctx.event.data))
    ```

    ## Known gaps

    Errors that are an answer (not found, there already, declined), items of a loop that are noted when they fail, a
    clause that does the same in another way or lets some errors on, caches, and temporary files that are removed, are
    low confidence, and so is something that the handler only asks for besides; something done besides is medium. Where
    the handler itself raises for what a helper handed back, the rule is silent. Of a clause that ends the retries with
    a `NonRetriableError`, or stops a `RetryAfterError`, SL208 speaks. In a failure handler nothing is retried anyway.

    ## References

    Seen with inngest 0.5.19. https://www.inngest.com/docs/features/inngest-functions/error-retries/inngest-errors
    """

    code = "SL206"
    severity = Severity.MANDATORY
    since = "0.1"

    def check_workflow(self, workflow: Workflow) -> Iterator[Finding]:
        catches = workflow.project.catches
        if not workflow.is_retried:
            return
        for reached, catch in workflow.catches(Region.STEP):
            if _is_of_failure_handler(reached) or catches.stops_retry(catch) is not None:
                continue
            ending = catches.ending(catch, Sort.FAILURE)
            thrown = catch.worst_failure
            grade = Confidence.HIGH
            if thrown is None and catch.is_broad and catches.role(reached, catch, ending) is Role.RESULT:
                thrown, grade = catches.reached_in(catch), Confidence.MEDIUM
            if thrown is None or not ending.goes_on or catches.raises_later(reached):
                continue
            known = thrown.confidence if thrown.effect is not None else Confidence.MEDIUM
            grade = Confidence.least(grade, known, self._grade(workflow, reached, catch, thrown))
            related = [hop.as_related() for hop in (*reached.path, *thrown.path)]
            related.append(Related(thrown.place, f"{thrown.name} fails"))
            yield self.finding(
                catch.place,
                f"{catch.name} makes a result of the failure of {thrown.name}: the step counts as done, and is never"
                " tried again",
                help="Log it and raise it again: the platform tries again, and the body sees when it gives up.",
                confidence=grade,
                workflow=workflow,
                related=tuple(dict.fromkeys(related)),
            )

    def _grade(self, workflow: Workflow, reached: Reached, catch: Catch, thrown: Thrown) -> Confidence:
        catches = workflow.project.catches
        ending = catches.ending(catch, Sort.FAILURE)
        if not catch.is_broad and Taking.FAILURES not in catch.takings:
            return Confidence.LOW
        is_tidying = thrown.effect is not None and thrown.effect.kind is EffectKind.FILE and not ending.returns
        if is_tidying or catches.is_deliberate(catch, ending, thrown):
            return Confidence.LOW
        if ending.stays_in_loop:
            return Confidence.MEDIUM if thrown.is_deed else Confidence.LOW
        role = catches.role(reached, catch, ending)
        if role is Role.RESULT:
            return Confidence.MEDIUM if thrown.effect is None else Confidence.HIGH
        is_besides = role is Role.ASIDE and catches.is_used(reached)
        return Confidence.MEDIUM if thrown.is_deed and not is_besides else Confidence.LOW


def _is_of_failure_handler(reached: Reached) -> bool:
    """Whether a failure handler's step leads to a function: there, nothing is retried."""
    current: Reached | None = reached
    while current is not None:
        if current.region is Region.FAILURE:
            return True
        current = current.caller
    return False
