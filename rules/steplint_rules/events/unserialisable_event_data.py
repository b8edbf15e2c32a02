"""SL306 unserialisable-event-data."""

from __future__ import annotations

from collections.abc import Iterator

from steplint.diagnostics import Finding, Severity
from steplint.project import Project, unserialisable_values
from steplint.rule.base import Rule


class UnserialisableEventData(Rule):
    """An event is given data that is no JSON.

    ## Why is this bad

    `inngest.Event` refuses it where it is made: the event is not sent, and whoever wanted to send it fails. A value
    must be text, a number, a truth value, None, a list or a dict; a datetime, a UUID, bytes, a set and an object of a
    class are none. The SDK looks at the values of the data's own keys; inside lists and dicts it turns datetimes and
    UUIDs into text.

    ## Bad

    ```python
    import datetime

    import inngest

    client = inngest.Inngest(app_id="rides")


    async def end_trip(trip_id: str) -> None:
        now = datetime.datetime.now(datetime.UTC)
        await client.send(inngest.Event(name="trip/ended", data={"trip_id": trip_id, "at": now}))  # expect: SL306
    ```

    ## Good

    ```python
    import datetime

    import inngest

    client = inngest.Inngest(app_id="rides")


    async def end_trip(trip_id: str) -> None:
        now = datetime.datetime.now(datetime.UTC)
        await client.send(inngest.Event(name="trip/ended", data={"trip_id": trip_id, "at": now.isoformat()}))
    ```

    ## Known gaps

    Only values of which it is known what they are count, of data whose keys are all known. A `Decimal` becomes a number
    and is none of them. The finding stands on the send. Seen with inngest 0.5.19: the example under Bad raises a
    `ValidationError`.
    """

    code = "SL306"
    severity = Severity.MANDATORY
    since = "0.1"

    def check_project(self, project: Project) -> Iterator[Finding]:
        for emission in project.emissions.known:
            for key, what in unserialisable_values(project, emission):
                yield self.finding(
                    emission.place,
                    f"`{emission.name}` is sent with {what} for `{key}`, which is no JSON",
                    help="Make text of it, as with `isoformat()` or `str(…)`, or of an object a dict.",
                    related=tuple(hop.as_related() for hop in emission.path),
                )
