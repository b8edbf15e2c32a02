"""SL407 forbidden-combination."""

from __future__ import annotations

from collections.abc import Iterator

from steplint.diagnostics import Finding, Severity
from steplint.project import Literal, Workflow, option_place
from steplint.rule.base import Rule
from steplint.sdk.limits import COMBINATIONS


class ForbiddenCombination(Rule):
    """A function has two options that the platform refuses together.

    ## Why is this bad

    The SDK takes them. The platform refuses the function when the application is synchronised, and none of the
    application's functions is updated: a batch goes with neither `cancel`, `debounce`, `singleton` nor `priority`.

    ## Bad

    ```python
    import inngest

    client = inngest.Inngest(app_id="rides")


    @client.create_function(
        fn_id="sum-up-trips",
        trigger=inngest.TriggerEvent(event="trip/ended"),
        batch_events=inngest.Batch(max_size=50, timeout=5_000),
        singleton=inngest.Singleton(mode="skip"),  # expect: SL407
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

    An option that may be None is taken as not given. The finding stands on the value of the other option, or on the
    function's name where the options come out of a mapping.
    """

    code = "SL407"
    severity = Severity.CRITICAL
    since = "0.1"

    def check_workflow(self, workflow: Workflow) -> Iterator[Finding]:
        for each in COMBINATIONS:
            if each.refused is True and all(_is_given(workflow, name) for name in (each.first, each.second)):
                yield self.finding(
                    option_place(workflow, each.second),
                    f"`{each.first}` and `{each.second}` do not go together: {each.effect}",
                    help="Leave one of them out.",
                    workflow=workflow,
                )


def _is_given(workflow: Workflow, name: str) -> bool:
    found = workflow.definition.option(name)
    return bool(found) and Literal(None) not in (found or ())
