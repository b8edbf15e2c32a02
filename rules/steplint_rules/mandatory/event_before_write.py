"""SL104 event-before-write."""

from __future__ import annotations

from collections.abc import Iterator

from steplint.diagnostics import Confidence, Finding, Related, Severity
from steplint.project import Action, Misorder, Project, written_name
from steplint.rule.base import Rule


class EventBeforeWrite(Rule):
    """An event is sent before the database write that it tells of is committed.

    ## Why is this bad

    A workflow may start milliseconds after its event is sent. When the row is not there yet, it reads nothing or an
    old state; when the transaction is rolled back afterwards, the workflow works on something that never happened.

    In every function outside of workflows that sends an event and writes to the database, the send has to come after
    the commit on all paths. A send inside an open transaction is too early as well. So is, in another way, a send that
    nobody awaits: it never happens.

    ## Bad

    ```python
    import inngest
    from sqlalchemy.ext.asyncio import AsyncSession

    client = inngest.Inngest(app_id="rides")


    async def create_trip(session: AsyncSession, trip: object) -> None:
        session.add(trip)
        await client.send(inngest.Event(name="trip/created", data={"trip_id": trip.id}))  # expect: SL104
        await session.commit()
    ```

    ```python
    import inngest
    from django.db import transaction

    from app.models import Trip

    client = inngest.Inngest(app_id="rides", is_production=False)


    def create_trip(rider_id: str) -> None:
        with transaction.atomic():
            trip = Trip.objects.create(rider_id=rider_id)
            client.send_sync(inngest.Event(name="trip/created", data={"trip_id": trip.pk}))  # expect: SL104


    # file: app/models.py
    from django.db import models


    class Trip(models.Model):
        rider_id = models.TextField()
    ```

    ## Good

    ```python
    import inngest
    from sqlalchemy.ext.asyncio import AsyncSession

    client = inngest.Inngest(app_id="rides")


    async def create_trip(session: AsyncSession, trip: object) -> None:
        session.add(trip)
        await session.commit()
        await client.send(inngest.Event(name="trip/created", data={"trip_id": trip.id}))
    ```

    ```python
    import inngest
    from django.db import transaction

    from app.models import Trip

    client = inngest.Inngest(app_id="rides", is_production=False)


    def create_trip(rider_id: str) -> None:
        with transaction.atomic():
            trip = Trip.objects.create(rider_id=rider_id)
            event = inngest.Event(name="trip/created", data={"trip_id": trip.pk})
            transaction.on_commit(lambda: client.send_sync(event))


    # file: app/models.py
    from django.db import models


    class Trip(models.Model):
        rider_id = models.TextField()
    ```

    ## Options

    `server-actions` names the modules that may send events, as patterns (`["app/actions/**"]`): a send anywhere else
    outside of workflows is then reported, too.

    ## Known gaps

    A write that follows a commit and the send (`trip.event_sent = True`) is bookkeeping and silent. When the commit is
    left to somebody else, a framework's dependency for one, the finding is of low confidence; so is a send in an action
    that writes nothing. Code in tests is not looked at.

    ## References

    The rule card, mandatory 4.
    """

    code = "SL104"
    severity = Severity.MANDATORY
    since = "0.1"

    def check_project(self, project: Project) -> Iterator[Finding]:
        for action in project.actions:
            for misorder in action.misorders:
                yield self._too_early(misorder)
            for site in action.forgotten:
                yield self.finding(
                    site.place,
                    f"`{written_name(site.call.callee, site.frame.function)}` is not awaited: the event is never sent"
                    if site.call is not None
                    else "the send is not awaited: the event is never sent",
                    help="Await it, or call `send_sync` in a function that is not async.",
                )
            yield from self._elsewhere(action)

    def _too_early(self, misorder: Misorder) -> Finding:
        site = misorder.site
        name = "the call" if site.call is None else f"`{written_name(site.call.callee, site.frame.function)}`"
        related = [hop.as_related() for hop in misorder.path]
        if misorder.ends_with_function:
            message = f"{name} sends the event inside of a transaction that is committed when the function ends"
        elif misorder.cause is None:
            message = f"{name} sends an event while changes wait for a commit that is left to somebody else"
        else:
            done = "writes to the database" if misorder.effect is None else misorder.effect.reason
            related.append(Related(misorder.cause.place, f"only this {done}"))
            message = f"{name} can send the event before the database is written: its workflow may not find the data"
        return self.finding(
            site.place,
            message,
            help="Commit first, then send the event; in Django, `transaction.on_commit(…)`.",
            confidence=misorder.confidence,
            related=tuple(related),
        )

    def _elsewhere(self, action: Action) -> Iterator[Finding]:
        for site in action.misplaced:
            yield self.finding(
                site.place,
                "an event is sent outside of the server actions that the settings name",
                help="Send it from one of the modules of `server-actions`.",
            )
        for site in action.writeless:
            yield self.finding(
                site.place,
                "an event is sent by an action that writes nothing to the database",
                help="When the event tells of a change, send it after the change has been committed.",
                confidence=Confidence.LOW,
            )
