"""SL405 invalid-cron."""

from __future__ import annotations

from collections.abc import Iterator

from steplint.diagnostics import Finding, Severity
from steplint.project import Literal, Workflow, trigger_arguments, trigger_place
from steplint.rule.base import Rule
from steplint.sdk.cron import fault_of, meant_by


class InvalidCron(Rule):
    """A cron trigger has an expression that the platform does not accept.

    ## Why is this bad

    The SDK takes any text. The platform reads it when the application is synchronised: one expression that it refuses,
    and none of the application's functions is updated.

    It takes five fields, with `TZ=Europe/Paris` or `CRON_TZ=…` before them for another zone than UTC. It does not take
    a sixth field for seconds, nor `@daily` and its like.

    ## Bad

    ```python
    import inngest

    client = inngest.Inngest(app_id="rides")


    @client.create_function(fn_id="purge-trips", trigger=inngest.TriggerCron(cron="@daily"))  # expect: SL405
    async def purge_trips(ctx: inngest.Context) -> None: ...
    ```

    ## Good

    ```python
    import inngest

    client = inngest.Inngest(app_id="rides")


    @client.create_function(fn_id="purge-trips", trigger=inngest.TriggerCron(cron="TZ=Europe/Paris 0 3 * * *"))
    async def purge_trips(ctx: inngest.Context) -> None: ...
    ```

    ## Known gaps

    A schedule that is not a constant is not judged. The finding stands on the text; where that comes out of something
    that cannot be followed, on the trigger.
    """

    code = "SL405"
    severity = Severity.CRITICAL
    since = "0.1"

    def check_workflow(self, workflow: Workflow) -> Iterator[Finding]:
        places = {
            entity.value: place
            for place, entities in trigger_arguments(workflow, "inngest.TriggerCron", "cron")
            for entity in entities
            if isinstance(entity, Literal)
        }
        for text in workflow.definition.schedules:
            fault = fault_of(text)
            if fault is not None:
                meant = meant_by(text)
                yield self.finding(
                    places.get(text, trigger_place(workflow)),
                    f"the schedule “{text}” of `{workflow.name}` does not work: {fault}",
                    help="Five fields: minute, hour, day of month, month, day of week."
                    if meant is None
                    else f"`{meant[0]}` fires {meant[1]}.",
                    workflow=workflow,
                )
