"""SL303 unprovided-key."""

from __future__ import annotations

from collections.abc import Iterator

from steplint.diagnostics import Finding, Related, Severity
from steplint.project import Project, is_test, unprovided_keys
from steplint.rule.base import Rule


class UnprovidedKey(Rule):
    """A function reads a key of its event's data that nobody who sends the event puts in.

    ## Why is this bad

    It fails with a `KeyError` in every run and on every retry. A send that lacks a key is SL004's; where there are
    several and none of them has it, the read is likely to be wrong: a misspelt key, or one that has got another name.

    ## Bad

    ```python
    import inngest

    client = inngest.Inngest(app_id="rides")


    @client.create_function(fn_id="confirm-trip", trigger=inngest.TriggerEvent(event="trip/created"))
    async def confirm_trip(ctx: inngest.Context) -> None:
        ctx.logger.info("trip %s", ctx.event.data["tripId"])  # expect: SL303


    async def create_trip(trip_id: str) -> None:
        await client.send(inngest.Event(name="trip/created", data={"trip_id": trip_id}))


    async def copy_trip(trip_id: str) -> None:
        await client.send(inngest.Event(name="trip/created", data={"trip_id": trip_id, "is_copy": True}))
    ```

    ## Good

    ```python
    import inngest

    client = inngest.Inngest(app_id="rides")


    @client.create_function(fn_id="confirm-trip", trigger=inngest.TriggerEvent(event="trip/created"))
    async def confirm_trip(ctx: inngest.Context) -> None:
        ctx.logger.info("trip %s", ctx.event.data["trip_id"])


    async def create_trip(trip_id: str) -> None:
        await client.send(inngest.Event(name="trip/created", data={"trip_id": trip_id}))


    async def copy_trip(trip_id: str) -> None:
        await client.send(inngest.Event(name="trip/created", data={"trip_id": trip_id, "is_copy": True}))
    ```

    ## Known gaps

    The rule is silent unless all senders, and all that they send, are known, and for functions that a step invokes.
    Senders outside of the project's Python code are not seen. Only keys that are needed on every path count, as in
    SL004; reads behind an early return are reported at medium confidence.
    """

    code = "SL303"
    severity = Severity.MANDATORY
    since = "0.1"

    def check_project(self, project: Project) -> Iterator[Finding]:
        if not project.workflows or not project.is_whole:
            return
        emissions, listeners = project.emissions, project.listeners
        for workflow in project.workflows:
            if is_test(workflow.place.path):
                continue
            for unprovided in unprovided_keys(project, workflow, emissions, listeners):
                requirement = unprovided.requirement
                if requirement.place is None:
                    continue
                key = " or ".join(f"`{key}`" for key in requirement.keys)
                yield self.finding(
                    requirement.place,
                    f"no event that starts `{workflow.name}` has {key}",
                    help="Correct the key, or put it into the data where the event is sent.",
                    confidence=requirement.confidence,
                    workflow=workflow,
                    related=tuple(
                        Related(sender.place, f"`{sender.name}` is sent here") for sender in unprovided.senders[:5]
                    ),
                )
