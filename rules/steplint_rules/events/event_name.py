"""SL307 event-name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from steplint.diagnostics import Confidence, Finding, Place, Severity
from steplint.project import Project, is_test, trigger_place
from steplint.rule.base import Rule
from steplint.sdk.limits import LONGEST_EVENT_NAME

_USUAL = re.compile(r"[a-z0-9_-]+(/[a-z0-9_-]+)+(\.[a-z0-9_-]+)*")


class EventName(Rule):
    """An event has a name that the platform refuses, or that is not named like the others.

    ## Why is this bad

    The platform refuses an event without a name, or with one of more than 255 characters. Names that begin with
    `inngest/` are its own: it does not take such events from an application. A `*` stands for the rest of a name, at
    its end and after `/` or `.` only; anywhere else the trigger never fits.

    The usual form is `domain/noun.verb`, in small letters. A name of another form works; it is reported at low
    confidence, which is not shown by default.

    ## Bad

    ```python
    import inngest

    client = inngest.Inngest(app_id="rides")


    @client.create_function(fn_id="log-trips", trigger=inngest.TriggerEvent(event="trip/*.created"))  # expect: SL307
    async def log_trips(ctx: inngest.Context) -> None: ...


    async def create_trip(trip_id: str) -> None:
        await client.send(inngest.Event(name="inngest/trip.created", data={"trip_id": trip_id}))  # expect: SL307
    ```

    ## Good

    ```python
    import inngest

    client = inngest.Inngest(app_id="rides")


    @client.create_function(fn_id="log-trips", trigger=inngest.TriggerEvent(event="trip/*"))
    async def log_trips(ctx: inngest.Context) -> None: ...


    async def create_trip(trip_id: str) -> None:
        await client.send(inngest.Event(name="trip/car.created", data={"trip_id": trip_id}))
    ```

    ## Known gaps

    Names that are put together are not looked at.
    """

    code = "SL307"
    severity = Severity.ADVISORY
    since = "0.1"

    def check_project(self, project: Project) -> Iterator[Finding]:
        named: list[tuple[Place, str, bool]] = []
        for workflow in project.workflows:
            if not is_test(workflow.place.path):
                events = [name for name in workflow.definition.events if name is not None]
                named += [(trigger_place(workflow, name), name, False) for name in events]
        named += [(emission.place, emission.name, True) for emission in project.emissions.known]
        named += [(listener.place, listener.name, False) for listener in project.listeners.known]
        unusual: set[str] = set()
        for place, name, is_sent in sorted(set(named)):
            fault = _fault(name, is_sent=is_sent)
            if fault is not None:
                yield self.finding(
                    place, fault, help="Name it in the form `domain/noun.verb`.", severity=Severity.CRITICAL
                )
            elif name not in unusual and not _is_usual(name):
                unusual.add(name)
                yield self.finding(
                    place,
                    f"the event name `{name}` is not of the form `domain/noun.verb`",
                    help="Name events alike, as in `trip/created` or `trip/payment.failed`.",
                    confidence=Confidence.LOW,
                )


def _is_usual(name: str) -> bool:
    return name.startswith("inngest/") or name.endswith("*") or _USUAL.fullmatch(name) is not None


def _fault(name: str, *, is_sent: bool) -> str | None:
    if not name:
        return "an event without a name is refused"
    if len(name) > LONGEST_EVENT_NAME:
        return f"an event name of {len(name)} characters is refused: {LONGEST_EVENT_NAME} are the most"
    if is_sent:
        is_platforms = name.startswith("inngest/")
        return f"`{name}` cannot be sent: names that begin with `inngest/` are the platform's" if is_platforms else None
    if "*" in name[:-1] or (name.endswith("*") and len(name) > 1 and name[-2] not in "/."):
        return f"`{name}` fits no event: a `*` stands for the rest of a name, after `/` or `.`"
    return None
