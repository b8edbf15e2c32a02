"""SL406 limit-exceeded."""

from __future__ import annotations

from collections.abc import Iterator

from steplint.diagnostics import Finding, Severity
from steplint.project import (
    Excess,
    Project,
    Workflow,
    excesses_of_objects,
    excesses_of_options,
    excesses_of_steps,
    is_test,
)
from steplint.rule.base import Rule


class LimitExceeded(Rule):
    """A value is outside of what the SDK or the platform accepts.

    ## Why is this bad

    The SDK takes nearly everything when a function is defined. The platform reads the options when the application is
    synchronised: one value that it refuses, and none of the application's functions is updated. Other values fail the
    run that gets to them, and some are cut to the limit without a word: 30 `retries` are 20.

    Among the limits are the number of `retries`, of triggers, cancelling events and concurrency limits, the size and
    the wait of a batch, the periods of `debounce`, `rate_limit` and `throttle`, the longest sleep and wait, the jitter
    of a schedule, and that an event's `ts` counts milliseconds; the page of limits has them all. Two triggers that say
    the same, and a `Concurrency` that spans functions and has no `key`, are refused as well.

    ## Bad

    ```python
    import datetime

    import inngest

    client = inngest.Inngest(app_id="rides")


    @client.create_function(
        fn_id="sum-up-trips",
        trigger=inngest.TriggerEvent(event="trip/ended"),
        retries=30,  # expect: SL406
        batch_events=inngest.Batch(
            max_size=500,  # expect: SL406
            timeout=datetime.timedelta(seconds=10),
        ),
    )
    async def sum_up_trips(ctx: inngest.Context) -> None:
        await ctx.step.sleep("wait-for-late-trips", datetime.timedelta(days=400))  # expect: SL406
    ```

    ## Good

    ```python
    import datetime

    import inngest

    client = inngest.Inngest(app_id="rides")


    @client.create_function(
        fn_id="sum-up-trips",
        trigger=inngest.TriggerEvent(event="trip/ended"),
        retries=20,
        batch_events=inngest.Batch(
            max_size=100,
            timeout=datetime.timedelta(seconds=10),
        ),
    )
    async def sum_up_trips(ctx: inngest.Context) -> None:
        await ctx.step.sleep("wait-for-late-trips", datetime.timedelta(days=300))
    ```

    ## Known gaps

    The finding stands on the value; on the function's name when the options come out of a mapping. Values that are not
    constants are not judged, nor is what only a run shows: how large an event or a result is, and how many events a
    send has. Steps are counted in loops over `range` only. What the reference states and the platform's source does not
    check is reported at medium confidence. Where a number of milliseconds was meant as seconds SL211 speaks, not this
    rule; the length of an event's name is SL307's.

    ## References

    Seen with inngest 0.5.19. Proved by tests/sdk/test_limits.py, as far as the SDK shows it.
    """

    code = "SL406"
    severity = Severity.CRITICAL
    since = "0.1"

    def check_project(self, project: Project) -> Iterator[Finding]:
        said = {given.place for _, given in project.suspicious_durations}
        for workflow in project.workflows:
            if not is_test(workflow.place.path):
                for excess in (*excesses_of_options(workflow), *excesses_of_steps(workflow)):
                    if not (excess.is_time and excess.place in said):
                        yield self._finding(excess, workflow)
        for excess in excesses_of_objects(project):
            if not (excess.is_time and excess.place in said):
                yield self._finding(excess, None)

    def _finding(self, excess: Excess, workflow: Workflow | None) -> Finding:
        return self.finding(
            excess.place,
            f"{excess.given}; {excess.outcome}",
            help=excess.help,
            severity=Severity.MANDATORY if excess.outcome.is_silent else Severity.CRITICAL,
            confidence=excess.confidence,
            workflow=workflow,
        )
