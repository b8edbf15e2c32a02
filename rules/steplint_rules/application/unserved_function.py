"""SL401 unserved-function."""

from __future__ import annotations

from collections.abc import Iterator

from steplint.diagnostics import Confidence, Finding, Place, Severity
from steplint.project import Project, Serve, Workflow, is_test
from steplint.rule.base import Rule


class UnservedFunction(Rule):
    """An Inngest function is in none of the lists that the application serves.

    ## Why is this bad

    The platform learns of functions from the list that `serve` or `connect` is given. A function that is in none is
    never run: its event is accepted, its cron time passes, and nothing happens and nothing fails.

    ## Bad

    ```python
    import inngest
    import inngest.fast_api
    from fastapi import FastAPI

    app = FastAPI()
    client = inngest.Inngest(app_id="rides")


    @client.create_function(fn_id="confirm-trip", trigger=inngest.TriggerEvent(event="trip/created"))
    async def confirm_trip(ctx: inngest.Context) -> None: ...


    @client.create_function(fn_id="purge-trips", trigger=inngest.TriggerCron(cron="0 3 * * *"))
    async def purge_trips(ctx: inngest.Context) -> None: ...  # expect: SL401


    inngest.fast_api.serve(app, client, [confirm_trip])
    ```

    ## Good

    ```python
    import inngest
    import inngest.fast_api
    from fastapi import FastAPI

    app = FastAPI()
    client = inngest.Inngest(app_id="rides")
    functions: list[inngest.Function] = []


    @client.create_function(fn_id="confirm-trip", trigger=inngest.TriggerEvent(event="trip/created"))
    async def confirm_trip(ctx: inngest.Context) -> None: ...


    functions.append(confirm_trip)
    inngest.fast_api.serve(app, client, functions)
    ```

    ## Known gaps

    The finding stands on the function's name; where a call makes it of a plain handler, on that call. A list that is
    not known as a whole makes the rule silent, and so does a run over a part of the project. A project that makes a web
    application and has no `serve` or `connect` at all is reported at medium confidence; one with neither may be a
    library, and is not.
    """

    code = "SL401"
    severity = Severity.MANDATORY
    since = "0.1"

    def check_project(self, project: Project) -> Iterator[Finding]:
        if not project.workflows or not project.is_whole:
            return
        serves = [serve for serve in project.serves if not is_test(serve.place.path)]
        served = {place for serve in serves for place in serve.functions}
        made: dict[Place, set[Place]] = {}
        for workflow in project.workflows:
            made.setdefault(workflow.place, set()).add(workflow.definition.defined_at)
        for workflow in project.workflows:
            definition = workflow.definition
            is_stacked = len(made[workflow.place]) > 1  # wrapped in another function, which is SL404's
            if definition.defined_at in served or is_test(workflow.place.path) or is_stacked:
                continue
            if not serves:
                if project.is_unserved_app:
                    yield self._finding(workflow, "no module of the project serves functions", Confidence.MEDIUM)
            elif (mine := _of_client(project, workflow, serves)) and not any(serve.unknown for serve in serves):
                where = f"{mine[0].place.path}:{mine[0].place.span.line}"
                yield self._finding(workflow, f"it is not in what {where} serves", Confidence.HIGH)

    def _finding(self, workflow: Workflow, why: str, confidence: Confidence) -> Finding:
        return self.finding(
            workflow.made_at,
            f"`{workflow.name}` is never run: {why}",
            help="Add it to the list that `serve` or `connect` is given.",
            confidence=confidence,
            workflow=workflow,
        )


def _of_client(project: Project, workflow: Workflow, serves: list[Serve]) -> list[Serve]:
    """The calls that may serve functions of a workflow's client."""
    client = project.client_of(workflow)
    return [
        serve
        for serve in serves
        if client is None or serve.client is None or not client.is_other_app_than(serve.client)
    ]
