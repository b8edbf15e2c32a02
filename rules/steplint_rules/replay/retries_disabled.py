"""SL208 retries-disabled."""

from __future__ import annotations

from collections.abc import Iterator

from steplint.diagnostics import Confidence, Finding, Place, Related, Severity
from steplint.project import Catch, Reached, Region, Sort, Taking, Workflow
from steplint.rule.base import Rule


class RetriesDisabled(Rule):
    """Whatever fails is given up at once, although the function has retries.

    ## Why is this bad

    `NonRetriableError` tells the platform never to try again. A clause for `Exception` that always raises it makes a
    timeout, a refused connection or a busy database as final as a wrong input: the retries that the function has are
    dead. In the same way, a clause that takes a `RetryAfterError` throws away the wait that the handler asked for.

    ## Bad

    ```python
    import httpx
    import inngest

    client = inngest.Inngest(app_id="shop")


    async def book(order: dict) -> dict:
        try:
            async with httpx.AsyncClient() as http:
                response = await http.post("https://shipping.example.com/bookings", json=order)
                return response.json()
        except Exception as error:  # expect: SL208
            raise inngest.NonRetriableError("booking failed") from error


    @client.create_function(fn_id="ship-order", trigger=inngest.TriggerEvent(event="order/paid"), retries=5)
    async def ship_order(ctx: inngest.Context) -> dict:
        return await ctx.step.run("book-shipment", book, dict(ctx.event.data))
    ```

    ## Good

    ```python
    import http

    import httpx
    import inngest

    client = inngest.Inngest(app_id="shop")


    async def book(order: dict) -> dict:
        async with httpx.AsyncClient() as session:
            response = await session.post("https://shipping.example.com/bookings", json=order)
            if response.status_code == http.HTTPStatus.UNPROCESSABLE_ENTITY:
                raise inngest.NonRetriableError("the order cannot be shipped")
            response.raise_for_status()
            return response.json()


    @client.create_function(fn_id="ship-order", trigger=inngest.TriggerEvent(event="order/paid"), retries=5)
    async def ship_order(ctx: inngest.Context) -> dict:
        return await ctx.step.run("book-shipment", book, dict(ctx.event.data))
    ```

    ## Known gaps

    A clause that lets some errors on, one around code that reaches out to nothing (parsing, checking), and one around
    steps are fine: a step's own retries are over when its error comes to the body. A clause that names
    `RetryAfterError` itself is low confidence. With `retries=0` there is nothing to disable.

    ## References

    Seen with inngest 0.5.19. https://www.inngest.com/docs/features/inngest-functions/error-retries/inngest-errors
    """

    code = "SL208"
    severity = Severity.MANDATORY
    since = "0.1"

    def check_workflow(self, workflow: Workflow) -> Iterator[Finding]:
        if not workflow.is_retried:
            return
        for reached, catch in workflow.catches(Region.DURABLE, Region.STEP):
            if not workflow.project.catches.swallows_interrupt(catch):
                yield from self._stopped(workflow, reached, catch)
                yield from self._ended(workflow, reached, catch)

    def _stopped(self, workflow: Workflow, reached: Reached, catch: Catch) -> Iterator[Finding]:
        """A `RetryAfterError` that does not get to the platform."""
        thrown = workflow.project.catches.stops_retry(catch)
        if thrown is None:
            return
        related = [hop.as_related() for hop in (*reached.path, *thrown.path)]
        related.append(Related(thrown.place, "the retry is asked for here"))
        yield self.finding(
            catch.place,
            f"{catch.name} takes the `RetryAfterError` that was raised for the platform: the retry never happens",
            help="Let it on: `except inngest.RetryAfterError: raise` before this clause.",
            confidence=Confidence.LOW if Taking.RETRY_AFTER in catch.takings else Confidence.HIGH,
            workflow=workflow,
            related=tuple(dict.fromkeys(related)),
        )

    def _ended(self, workflow: Workflow, reached: Reached, catch: Catch) -> Iterator[Finding]:
        """Any failure that is made a final one."""
        catches = workflow.project.catches
        if catches.stops_retry(catch) is not None or not catches.ends_retries(catch):
            return
        surest = catch.worst_failure or catches.reached_in(catch)
        if surest is None:
            return
        again = catches.ending(catch, Sort.FAILURE).again[0]
        related = [hop.as_related() for hop in (*reached.path, *surest.path)]
        related.append(Related(surest.place, f"{surest.name} may fail for a moment only"))
        related.append(Related(Place(catch.place.path, again.span), "`NonRetriableError` is raised in its place"))
        yield self.finding(
            catch.place,
            f"{catch.name} gives up at once, whatever fails: it always raises `NonRetriableError`, and the retries of"
            " the function are dead",
            help="Raise `NonRetriableError` for what can never succeed only, and let everything else on.",
            confidence=Confidence.MEDIUM if surest.effect is None else surest.effect.confidence,
            workflow=workflow,
            related=tuple(dict.fromkeys(related)),
        )
