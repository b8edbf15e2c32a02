"""SL303 unprovided-key."""

from __future__ import annotations

from collections.abc import Iterator

from steplint.diagnostics import Finding, Related, Severity
from steplint.project import Project, is_test
from steplint.rule.base import Rule


class UnprovidedKey(Rule):
    """A function reads a key of its event's data that nobody who sends the event puts in.

    ## Why is this bad

    It fails with a `KeyError` in every run and on every retry. Where several sends agree and none of them has the key,
    the read is likely to be wrong: a misspelt key, or one that has got another name. Where some have it and others
    have not, or where there is a single send, SL004 tells of it at the send; one fault is told of once.

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

    With a single send the rule speaks only when SL004 is not among the rules that are run. It is silent unless all
    senders, and all that they send, are known, and for functions that a step invokes. Senders outside of the project's
    Python code are not seen. Only keys that are needed on every path count, as in SL004; reads behind an early return
    are reported at medium confidence.
    """

    code = "SL303"
    severity = Severity.MANDATORY
    since = "0.1"

    def check_project(self, project: Project) -> Iterator[Finding]:
        if not project.workflows or not project.is_whole:
            return
        for workflow in project.workflows:
            if is_test(workflow.place.path):
                continue
            for unprovided in project.unprovided_keys(workflow):
                requirement = unprovided.requirement
                if requirement.place is None or ("SL004" in project.running and not unprovided.is_agreed):
                    continue
                key = " or ".join(f"`{key}`" for key in requirement.keys)
                declared = () if requirement.read is None else (Related(requirement.place, "it is declared here"),)
                yield self.finding(
                    requirement.read or requirement.place,
                    f"no event that starts `{workflow.name}` has {key}",
                    help="Correct the key, or put it into the data where the event is sent.",
                    confidence=requirement.confidence,
                    workflow=workflow,
                    related=(
                        *declared,
                        *(Related(sender.place, f"`{sender.name}` is sent here") for sender in unprovided.senders[:5]),
                    ),
                )
