"""SL301 unhandled-event."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from steplint.diagnostics import Confidence, Finding, Severity
from steplint.project import Emission, Project, is_observing
from steplint.rule.base import Rule


class UnhandledEvent(Rule):
    """An event is sent that no function of the project listens for.

    ## Why is this bad

    The platform accepts every event. One that nothing listens for does nothing, and nobody notices: often its name is
    misspelt, or was changed in one place only. An event for another application, or for people who look at events, is
    meant to have no listener here.

    Triggers (with a `*` at their end), `wait_for_event` and `cancel` listen.

    ## Bad

    ```python
    import inngest

    client = inngest.Inngest(app_id="rides")


    @client.create_function(fn_id="confirm-trip", trigger=inngest.TriggerEvent(event="trip/created"))
    async def confirm_trip(ctx: inngest.Context) -> None: ...


    async def create_trip(trip_id: str) -> None:
        await client.send(inngest.Event(name="trip.created", data={"trip_id": trip_id}))  # expect: SL301
    ```

    ## Good

    ```python
    import inngest

    client = inngest.Inngest(app_id="rides")


    @client.create_function(fn_id="confirm-trip", trigger=inngest.TriggerEvent(event="trip/created"))
    async def confirm_trip(ctx: inngest.Context) -> None: ...


    async def create_trip(trip_id: str) -> None:
        await client.send(inngest.Event(name="trip/created", data={"trip_id": trip_id}))
    ```

    ## Known gaps

    The rule is silent when the name of a trigger or of an awaited event is not known, in a run over a part of a
    project, and in a project without functions. A name that is nearly that of a trigger is reported at high
    confidence, others at medium: functions in another language, or in another project, are not seen. Events that are
    only there to be looked at may have no listener on purpose: low confidence where the event's name or the code that
    sends it says so (`audit/…`, a module `observability`, a function `log_event`).
    """

    code = "SL301"
    severity = Severity.ADVISORY
    confidence = Confidence.MEDIUM
    since = "0.1"

    def check_project(self, project: Project) -> Iterator[Finding]:
        triggers = [trigger for workflow in project.workflows for trigger in workflow.definition.triggers]
        if not project.workflows or any(trigger.name is None for trigger in triggers) or not project.is_whole:
            return
        if any(workflow.definition.has_unknown_options for workflow in project.workflows):
            return
        listeners = project.listeners
        if listeners.unknown:
            return
        names = {trigger.name for trigger in triggers if trigger.name is not None}
        names |= {listener.name for listener in listeners.known}
        for emission in project.emissions.known:
            name = emission.name
            if not name or name.startswith("inngest/") or _is_heard(name, names):
                continue
            close = difflib.get_close_matches(name, sorted(names), 1, cutoff=0.85)
            yield self.finding(
                emission.place,
                f"nothing listens for `{name}`",
                help=f"Is `{close[0]}` meant?" if close else "Correct the name, or write the function that it starts.",
                confidence=_grade(emission, is_close=bool(close)),
                related=tuple(hop.as_related() for hop in emission.path),
            )


def _grade(emission: Emission, *, is_close: bool) -> Confidence:
    if is_close:
        return Confidence.HIGH
    return Confidence.LOW if is_observing(emission) else Confidence.MEDIUM


def _is_heard(name: str, names: set[str]) -> bool:
    return any(name.startswith(heard[:-1]) if heard.endswith("*") else name == heard for heard in names)
