"""SL304 event-loop."""

from __future__ import annotations

from collections.abc import Iterator

from steplint.diagnostics import Confidence, Finding, Related, Severity
from steplint.project import Loop, Project, event_loops
from steplint.rule.base import Rule


class EventLoop(Rule):
    """A function sends the event that starts it, whatever happens in it.

    ## Why is this bad

    Each run starts another one, without end: runs, bills and whatever the function does pile up until somebody stops
    the function by hand.

    A function loops when every normal path through it, also through helpers and the handlers of its steps, sends an
    event that triggers it, and no `expression` of the trigger picks among those events. Several functions that start
    each other in a circle loop as well.

    ## Bad

    ```python
    import inngest

    client = inngest.Inngest(app_id="rides")


    @client.create_function(fn_id="price-trip", trigger=inngest.TriggerEvent(event="trip/updated"))
    async def price_trip(ctx: inngest.Context) -> None:
        again = inngest.Event(name="trip/updated", data=ctx.event.data)
        await ctx.step.send_event("tell-of-update", again)  # expect: SL304
    ```

    ## Good

    ```python
    import inngest

    client = inngest.Inngest(app_id="rides")


    @client.create_function(fn_id="price-trip", trigger=inngest.TriggerEvent(event="trip/updated"))
    async def price_trip(ctx: inngest.Context) -> None:
        priced = inngest.Event(name="trip/priced", data=ctx.event.data)
        await ctx.step.send_event("tell-of-price", priced)
    ```

    A function that goes on with itself needs a way out:

    ```python
    import inngest

    client = inngest.Inngest(app_id="rides")


    @client.create_function(fn_id="export-trips", trigger=inngest.TriggerEvent(event="trips/export.requested"))
    async def export_trips(ctx: inngest.Context) -> None:
        page = int(str(ctx.event.data["page"]))
        if page > 0:
            await ctx.step.send_event(
                "export-next-page", inngest.Event(name="trips/export.requested", data={"page": page - 1})
            )
    ```

    ## Known gaps

    A circle of several functions, a loop that a step holds up (`sleep`, `wait_for_event`: a schedule that makes itself
    may be meant) and one whose events have an id are reported at medium confidence. A function with `idempotency` is
    not looked at. An event of which the name or the sending depends on anything is taken as a way out.

    ## References

    Seen with inngest 0.5.19: the example under Bad sends its trigger in every run.
    """

    code = "SL304"
    severity = Severity.CRITICAL
    since = "0.1"

    def check_project(self, project: Project) -> Iterator[Finding]:
        for loop in event_loops(project):
            yield self._finding(loop)

    def _finding(self, loop: Loop) -> Finding:
        first = loop.links[0]
        related = [hop.as_related() for hop in first.send.path]
        for link in loop.links[1:]:
            related.append(Related(link.send.place, f"`{link.workflow.name}` always sends `{link.event}`"))
            related += [hop.as_related() for hop in link.send.path]
        if len(loop.links) == 1:
            message = f"every run of `{first.workflow.name}` sends `{first.event}`, which starts it again, without end"
        else:
            names = " → ".join(f"`{link.workflow.name}`" for link in (*loop.links, first))
            message = f"functions start each other without end: {names}"
        return self.finding(
            first.send.place,
            message,
            help="Send another event, or send it only while there is something left to do.",
            confidence=Confidence.HIGH if len(loop.links) == 1 and not loop.is_slowed else Confidence.MEDIUM,
            workflow=first.workflow,
            related=tuple(dict.fromkeys(related)),
        )
