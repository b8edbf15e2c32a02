"""SL408 silent-combination."""

from __future__ import annotations

from collections.abc import Iterator

from steplint.diagnostics import Finding, Severity
from steplint.project import Literal, Workflow, option_place
from steplint.rule.base import Rule
from steplint.sdk.limits import COMBINATIONS


class SilentCombination(Rule):
    """A function has two options of which one does nothing.

    ## Why is this bad

    Nobody says that it does nothing. A batch switches off `rate_limit` and `idempotency`; `idempotency` takes the
    place of `rate_limit`, since it is a rate limit of one run a day.

    ## Bad

    ```python
    import inngest

    client = inngest.Inngest(app_id="rides")


    @client.create_function(
        fn_id="sum-up-trips",
        trigger=inngest.TriggerEvent(event="trip/ended"),
        batch_events=inngest.Batch(max_size=50, timeout=5_000),
        idempotency="event.data.trip_id",  # expect: SL408
    )
    async def sum_up_trips(ctx: inngest.Context) -> None: ...
    ```

    ## Good

    ```python
    import inngest

    client = inngest.Inngest(app_id="rides")


    @client.create_function(
        fn_id="sum-up-trips",
        trigger=inngest.TriggerEvent(event="trip/ended"),
        batch_events=inngest.Batch(max_size=50, timeout=5_000),
    )
    async def sum_up_trips(ctx: inngest.Context) -> None: ...
    ```

    ## Known gaps

    An option that may be None is taken as not given. The finding stands on the value of the option that does nothing,
    or on the function's name where the options come out of a mapping.
    """

    code = "SL408"
    severity = Severity.MANDATORY
    since = "0.1"

    def check_workflow(self, workflow: Workflow) -> Iterator[Finding]:
        for each in COMBINATIONS:
            if each.refused is False and all(_is_given(workflow, name) for name in (each.first, each.second)):
                yield self.finding(
                    option_place(workflow, each.second),
                    f"`{each.first}` and `{each.second}` do not go together: {each.effect}",
                    help="Leave one of them out.",
                    workflow=workflow,
                )


def _is_given(workflow: Workflow, name: str) -> bool:
    found = workflow.definition.option(name)
    return bool(found) and Literal(None) not in (found or ())
