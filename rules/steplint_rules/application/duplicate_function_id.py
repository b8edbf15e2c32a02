"""SL402 duplicate-function-id."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from steplint.diagnostics import Confidence, Finding, Place, Related, Severity
from steplint.project import Client, Project, Workflow, is_test
from steplint.rule.base import Rule


class DuplicateFunctionId(Rule):
    """Two functions of one application have the same id.

    ## Why is this bad

    The id is how the platform knows a function. The SDK keeps the functions of an application by their ids: of two with
    the same one the later takes the place of the former, which is never run.

    ## Bad

    ```python
    import inngest

    client = inngest.Inngest(app_id="rides")


    @client.create_function(fn_id="confirm-trip", trigger=inngest.TriggerEvent(event="trip/created"))
    async def confirm_trip(ctx: inngest.Context) -> None: ...


    @client.create_function(fn_id="confirm-trip", trigger=inngest.TriggerEvent(event="trip/cancelled"))
    async def cancel_trip(ctx: inngest.Context) -> None: ...  # expect: SL402
    ```

    ## Good

    ```python
    import inngest

    client = inngest.Inngest(app_id="rides")
    admin = inngest.Inngest(app_id="rides-admin")


    @client.create_function(fn_id="confirm-trip", trigger=inngest.TriggerEvent(event="trip/created"))
    async def confirm_trip(ctx: inngest.Context) -> None: ...


    @admin.create_function(fn_id="confirm-trip", trigger=inngest.TriggerEvent(event="trip/created"))
    async def confirm_trip_as_admin(ctx: inngest.Context) -> None: ...
    ```

    ## Known gaps

    The finding stands on the later function's name; where a call makes it of a plain handler, on that call. Ids that
    are not constants, and functions whose client cannot be told among several, are not judged. Two definitions of one
    name in a module (in the branches of an `if`) are taken for variants of one function. When functions are served and
    only one of the two is, nothing is said; nor when none are and the two have clients made in different places.

    ## References

    Seen with inngest 0.5.19. Proved by tests/sdk/test_duplicate_function_id.py.
    """

    code = "SL402"
    severity = Severity.CRITICAL
    since = "0.1"

    def check_project(self, project: Project) -> Iterator[Finding]:
        by_id: dict[str, list[tuple[Workflow, Client]]] = {}
        for workflow in project.workflows:
            text = workflow.definition.id
            client = project.client_of(workflow) if text is not None else None
            if text is not None and client is not None and not is_test(workflow.place.path):
                by_id.setdefault(text, []).append((workflow, client))
        served = {place for serve in project.serves for place in serve.functions}
        for text, made in by_id.items():
            for position, (workflow, client) in enumerate(made):
                earlier = next((w for w, c in made[:position] if _clash(w, c, workflow, client, served)), None)
                if earlier is None:
                    continue
                yield self.finding(
                    workflow.made_at,
                    f"the id “{text}” is that of `{earlier.name}` as well: only one of the two is ever run",
                    help="Give one of them an id of its own.",
                    confidence=Confidence.HIGH if served else Confidence.MEDIUM,
                    workflow=workflow,
                    related=(Related(earlier.made_at, f"`{earlier.name}` has this id"),),
                )


def _clash(first: Workflow, client: Client, second: Workflow, other: Client, served: Collection[Place]) -> bool:
    """Whether two functions of one id are of one application. Clients of one app id made in two places may be those of
    copies that run apart: both have to be served then.
    """
    places = {workflow.definition.defined_at for workflow in (first, second)}
    names = [None if w.function is None else (w.place.path, w.function.name) for w in (first, second)]
    if len(places) == 1 or (names[0] is not None and names[0] == names[1]):
        return False
    if served and not places <= set(served):
        return False
    return client == other or (bool(served) and client.app_id is not None and client.app_id == other.app_id)
