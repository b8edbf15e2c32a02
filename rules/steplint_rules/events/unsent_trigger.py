"""SL302 unsent-trigger."""

from __future__ import annotations

from collections.abc import Iterator

from steplint.diagnostics import Confidence, Finding, Related, Severity
from steplint.project import (
    Project,
    is_dead,
    is_mentioned_elsewhere,
    is_test,
    trigger_place,
)
from steplint.rule.base import Rule


class UnsentTrigger(Rule):
    """A function waits for an event that nothing in the project sends.

    ## Why is this bad

    It never runs, unless something outside of the project sends the event: a front end, a webhook, another service.
    Where that is not meant, the name is misspelt, or the code that should send it was never written or is not called.

    ## Bad

    ```python
    import inngest

    client = inngest.Inngest(app_id="rides")


    @client.create_function(fn_id="confirm-trip", trigger=inngest.TriggerEvent(event="trip/create"))  # expect: SL302
    async def confirm_trip(ctx: inngest.Context) -> None: ...


    @client.create_function(fn_id="bill-trip", trigger=inngest.TriggerEvent(event="trip/ended"))
    async def bill_trip(ctx: inngest.Context) -> None: ...


    async def end_trip(trip_id: str) -> None:
        await client.send(inngest.Event(name="trip/ended", data={"trip_id": trip_id}))


    print(end_trip)
    ```

    ## Good

    ```python
    import inngest

    client = inngest.Inngest(app_id="rides")


    @client.create_function(fn_id="bill-trip", trigger=inngest.TriggerEvent(event="trip/ended"))
    async def bill_trip(ctx: inngest.Context) -> None: ...


    async def end_trip(trip_id: str) -> None:
        await client.send(inngest.Event(name="trip/ended", data={"trip_id": trip_id}))


    print(end_trip)
    ```

    ## Known gaps

    Senders outside of the project's Python code are not seen, so no finding is more than medium, and it is low where
    the event's name also stands where something unknown may send it. The rule is silent for functions that a step
    invokes, for events of the platform (`inngest/…`), when an event may be sent whose name is not known, in a run over
    a part of a project, and in one that neither sends events nor serves functions. What tests send does not count;
    neither does a function whose name begins with an underscore and that nothing uses.
    """

    code = "SL302"
    severity = Severity.ADVISORY
    confidence = Confidence.MEDIUM
    since = "0.1"

    def check_project(self, project: Project) -> Iterator[Finding]:
        if not project.workflows or not project.is_whole:
            return
        emissions = project.emissions
        if emissions.unknown:
            return
        listeners = project.listeners
        if not emissions.known and not project.serves and not project.is_unserved_app:
            return
        for workflow in project.workflows:
            if is_test(workflow.place.path) or listeners.invokes(workflow):
                continue
            for name in workflow.definition.events:
                if name is None or name.startswith("inngest/"):
                    continue
                related: tuple[Related, ...] = ()
                how = "nothing in the project sends"
                if emissions.may_send(name):
                    senders = emissions.of(name)
                    if not senders or not all(is_dead(project, emission) for emission in senders):
                        continue
                    how = "nothing calls the functions that send"
                    related = tuple(Related(emission.place, "it is sent here") for emission in senders)
                is_vague = is_mentioned_elsewhere(project, name)
                yield self.finding(
                    trigger_place(workflow, name),
                    f"`{workflow.name}` never runs: {how} `{name}`",
                    help="Send the event, or correct its name; suppress this where something outside sends it.",
                    confidence=Confidence.LOW if is_vague and not related else Confidence.MEDIUM,
                    workflow=workflow,
                    related=related,
                )
