"""SL004 incomplete-event-data."""

from __future__ import annotations

from collections.abc import Iterator

from steplint.diagnostics import Confidence, Finding, Related, Severity
from steplint.project import Event, Literal, Need, Project, Requirement, Send, is_test
from steplint.rule.base import Rule
from steplint.sdk import inngest


class IncompleteEventData(Rule):
    """An event is sent without data that the workflow it triggers needs.

    ## Why is this bad

    The sender does not notice: the event is accepted. The workflow fails with a `KeyError` or a validation error, on
    this attempt and on every retry, and what it should have done is not done.

    A key is needed when the workflow reads it with `data["key"]` on every path, also in helpers and in the handlers of
    steps that run on every path; when it is a field without a default of the model that the workflow validates the data
    with; when the settings say so. `data.get("key")`, reads behind `"key" in data`, and reads whose `KeyError` is
    caught are optional.

    ## Bad

    ```python
    import inngest

    client = inngest.Inngest(app_id="rides")


    @client.create_function(fn_id="notify-driver", trigger=inngest.TriggerEvent(event="trip/created"))
    async def notify_driver(ctx: inngest.Context) -> None:
        ctx.logger.info("trip %s for %s", ctx.event.data["trip_id"], ctx.event.data["driver_id"])


    async def create_trip(trip_id: str) -> None:
        await client.send(inngest.Event(name="trip/created", data={"trip_id": trip_id}))  # expect: SL004
    ```

    ```python
    import inngest
    from pydantic import BaseModel

    client = inngest.Inngest(app_id="rides")


    class TripCreated(BaseModel):
        trip_id: str
        driver_id: str
        note: str | None = None


    @client.create_function(fn_id="notify-driver", trigger=inngest.TriggerEvent(event="trip/created"))
    async def notify_driver(ctx: inngest.Context) -> None:
        trip = TripCreated.model_validate(ctx.event.data)
        ctx.logger.info("trip %s for %s", trip.trip_id, trip.driver_id)


    async def create_trip(trip_id: str) -> None:
        await client.send(inngest.Event(name="trip/created", dat={"trip_id": trip_id}))  # expect: SL004
    ```

    ## Good

    ```python
    import inngest

    client = inngest.Inngest(app_id="rides")


    @client.create_function(fn_id="notify-driver", trigger=inngest.TriggerEvent(event="trip/created"))
    async def notify_driver(ctx: inngest.Context) -> None:
        ctx.logger.info("trip %s for %s", ctx.event.data["trip_id"], ctx.event.data["driver_id"])


    async def create_trip(trip_id: str, driver_id: str) -> None:
        data = {"trip_id": trip_id}
        data["driver_id"] = driver_id
        await client.send(inngest.Event(name="trip/created", data=data))
    ```

    ## Options

    `events."<name>".required` lists keys that every event of a name must have; `events."<name>".model` names a class of
    the project, by its dotted name, whose fields without a default are required.

    ## Known gaps

    Anything unknown in the data (a spread of something that cannot be resolved, keys that are computed, a function of a
    library that is handed the mapping and may fill it) makes the rule silent. Reads after an early return, and keys
    that are missing on some paths only, are reported at medium confidence. What tests send is not looked at. Where
    several sends are known and none of them has a key, SL303 tells of it once, where it is read.

    ## References

    The rule card, critical 4.
    """

    code = "SL004"
    severity = Severity.CRITICAL
    since = "0.1"

    def check_project(self, project: Project) -> Iterator[Finding]:
        for send in project.sends:
            for event in send.events:
                finding = self._unknown_keyword(send, event) or self._incomplete(project, send, event)
                if finding is not None:
                    yield finding

    def _unknown_keyword(self, send: Send, event: Event) -> Finding | None:
        unknown = [keyword for keyword in event.keywords if keyword not in inngest.EVENT_KEYWORDS]
        if not unknown:
            return None
        return self.finding(
            send.place,
            f"`inngest.Event` has no `{unknown[0]}`: what it is given is dropped without a word",
            help="The keywords are `name`, `data`, `id` and `ts`; what the workflow reads belongs in `data`.",
            related=tuple(hop.as_related() for hop in send.path),
        )

    def _incomplete(self, project: Project, send: Send, event: Event) -> Finding | None:
        name, tables = event.name, event.tables
        if name is None or tables is None or name.startswith("inngest/"):
            return None
        lacks: dict[str, Confidence] = {}
        empty: dict[str, Confidence] = {}
        related: list[Related] = [hop.as_related() for hop in send.path]
        who: list[str] = []
        for need in project.needs_of(name, send.place.path):
            for requirement in need.requirements:
                key = " or ".join(f"`{key}`" for key in requirement.keys)
                grade = _lacking(event, requirement)
                faults = lacks
                if grade is None:
                    grade, faults = _empty(event, requirement), empty
                if grade is None or (faults is lacks and _is_told_at_the_read(project, need, requirement)):
                    continue
                grade = Confidence.least(
                    grade, requirement.confidence, Confidence.MEDIUM if need.is_filtered else Confidence.HIGH
                )
                known = faults.get(key)
                faults[key] = grade if known is None or grade.rank < known.rank else known
                who.append(_name(need))
                if requirement.place is not None:
                    related.append(Related(requirement.place, f"`{_name(need)}` {requirement.how} {key}"))
        if not lacks and not empty:
            return None
        parts = [f"without {', '.join(lacks)}"] if lacks else []
        parts += [f"with None for {', '.join(empty)}"] if empty else []
        needs = "needs" if len(set(who)) == 1 and who[0] != _SETTINGS else "need"
        return self.finding(
            send.place,
            f"`{name}` is sent {' and '.join(parts)}, which {_listed(who)} {needs}",
            help='Put every key that the receiver reads into `data`, or let the receiver do without (`data.get("…")`).',
            confidence=min([*lacks.values(), *empty.values()], key=lambda grade: grade.rank),
            related=tuple(dict.fromkeys(related)),
        )


_SETTINGS = "the settings"


def _is_told_at_the_read(project: Project, need: Need, requirement: Requirement) -> bool:
    """Whether several sends lack what a workflow reads and none has it: SL303 tells of that, once."""
    return (
        "SL303" in project.running
        and need.workflow is not None
        and not is_test(need.workflow.place.path)
        and any(key.requirement == requirement and key.is_agreed for key in project.unprovided_keys(need.workflow))
    )


def _name(need: Need) -> str:
    return _SETTINGS if need.workflow is None else need.workflow.name


def _listed(names: list[str]) -> str:
    shown = [name if name == _SETTINGS else f"`{name}`" for name in dict.fromkeys(names)]
    return " and ".join(shown) if len(shown) < 3 else f"{', '.join(shown[:-1])} and {shown[-1]}"


def _lacking(event: Event, requirement: Requirement) -> Confidence | None:
    """How sure it is that none of the keys is there; None when one always is."""
    tables = event.tables or ()
    without = [table for table in tables if not any(key in dict(table.entries) for key in requirement.keys)]
    if tables and len(without) == len(tables):
        return Confidence.HIGH
    sometimes = [
        table
        for table in tables
        if all(key not in dict(table.entries) or key in table.optional for key in requirement.keys)
    ]
    return Confidence.MEDIUM if sometimes else None


def _empty(event: Event, requirement: Requirement) -> Confidence | None:
    """How sure it is that the value is None where something is needed."""
    if requirement.nullable:
        return None
    values = [
        dict(table.entries)[key]
        for table in event.tables or ()
        for key in requirement.keys
        if key in dict(table.entries)
    ]
    return Confidence.HIGH if values and all(value == (Literal(None),) for value in values) else None
