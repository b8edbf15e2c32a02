"""SL405 invalid-cron."""

from __future__ import annotations

from collections.abc import Iterator

from steplint.diagnostics import Finding, Severity
from steplint.project import Items, Literal, Record, Workflow
from steplint.rule.base import Rule
from steplint.sdk.cron import fault_of


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


    @client.create_function(fn_id="purge-trips", trigger=inngest.TriggerCron(cron="@daily"))
    async def purge_trips(ctx: inngest.Context) -> None: ...  # expect: SL405
    ```

    ## Good

    ```python
    import inngest

    client = inngest.Inngest(app_id="rides")


    @client.create_function(fn_id="purge-trips", trigger=inngest.TriggerCron(cron="TZ=Europe/Paris 0 3 * * *"))
    async def purge_trips(ctx: inngest.Context) -> None: ...
    ```

    ## Known gaps

    An expression that is not a constant is not judged. The finding stands on the function's name.
    """

    code = "SL405"
    severity = Severity.CRITICAL
    since = "0.1"

    def check_workflow(self, workflow: Workflow) -> Iterator[Finding]:
        pending = list(workflow.definition.option("trigger") or ())
        while pending:
            match pending.pop(0):
                case Items(items=items):
                    pending[:0] = [entity for item in items for entity in item]
                case Record(path="inngest.TriggerCron", fields=fields):
                    match dict(fields).get("cron"):
                        case (Literal(value=str() as text),) if (fault := fault_of(text)) is not None:
                            yield self.finding(
                                workflow.place,
                                f"the cron expression “{text}” is not accepted: {fault}",
                                help="Five fields: minute, hour, day of month, month, day of week.",
                                workflow=workflow,
                            )
                        case _:
                            pass
                case _:
                    pass
