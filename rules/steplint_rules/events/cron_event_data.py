"""SL308 cron-event-data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from steplint.diagnostics import Confidence, Finding, Severity
from steplint.project import Project, ReadKind, data_reads, is_cron_only
from steplint.rule.base import Rule


class CronEventData(Rule):
    """A function that only a schedule starts reads the data of an event.

    ## Why is this bad

    There is no event that anybody sent, and no data of anybody's: a key fails with a `KeyError` in every run, and with
    `get` gives None.

    ## Bad

    ```python
    import inngest

    client = inngest.Inngest(app_id="rides")


    @client.create_function(fn_id="purge-trips", trigger=inngest.TriggerCron(cron="0 3 * * *"))
    async def purge_trips(ctx: inngest.Context) -> None:
        ctx.logger.info("older than %s days", ctx.event.data["days"])  # expect: SL308
    ```

    ## Good

    ```python
    import inngest

    client = inngest.Inngest(app_id="rides")
    DAYS = 30


    @client.create_function(fn_id="purge-trips", trigger=inngest.TriggerCron(cron="0 3 * * *"))
    async def purge_trips(ctx: inngest.Context) -> None:
        ctx.logger.info("older than %s days", DAYS)
    ```

    ## Known gaps

    Models that the data is validated with count as reads of their required fields. Functions that a step invokes get
    data and are not looked at. A read with `get` is of low confidence: it may be there for runs that people start by
    hand.

    ## References

    Seen with inngest 0.5.19: the example under Bad fails when the schedule starts it.
    """

    code = "SL308"
    severity = Severity.MANDATORY
    since = "0.1"

    def check_project(self, project: Project) -> Iterator[Finding]:
        timed = [workflow for workflow in project.workflows if is_cron_only(workflow)]
        listeners = project.listeners if timed else None
        for workflow in timed:
            if listeners is None or listeners.invokes(workflow):
                continue
            seen = set()
            for reached in workflow.body_reached:
                for read in data_reads(project, reached.frame):
                    if read.key != "cron" and read.place not in seen:
                        seen.add(read.place)
                        yield self.finding(
                            read.place,
                            f"a schedule starts `{workflow.name}`: its event has no `{read.key}`",
                            help="Say it in the code, or add the event that brings it to the triggers.",
                            confidence=Confidence.LOW if read.kind is ReadKind.GET else Confidence.HIGH,
                            workflow=workflow,
                            related=tuple(hop.as_related() for hop in reached.path),
                        )
            body = workflow.definition.body
            for requirement in project.requirements_of(body) if body is not None else ():
                if requirement.read is not None and requirement.read not in seen:
                    seen.add(requirement.read)
                    yield self.finding(
                        requirement.read,
                        f"a schedule starts `{workflow.name}`: its event has no {_listed(requirement.keys)}",
                        help="Say it in the code, or add the event that brings it to the triggers.",
                        confidence=requirement.confidence,
                        workflow=workflow,
                    )


def _listed(keys: Sequence[str]) -> str:
    return " or ".join(f"`{key}`" for key in keys)
