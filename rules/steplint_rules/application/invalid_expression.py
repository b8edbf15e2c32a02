"""SL410 invalid-expression."""

from __future__ import annotations

from collections.abc import Iterator

from steplint.diagnostics import Finding, Severity
from steplint.project import Project, is_test, wrong_expressions
from steplint.rule.base import Rule


class InvalidExpression(Rule):
    """An expression for the platform is none, or does not do what it is there for.

    ## Why is this bad

    `if_exp`, `expression`, `key`, `idempotency` and `Priority(run=…)` are expressions of the Common Expression
    Language. The SDK hands them on unread. The platform refuses the function, and with it the whole application, or
    fails the run that gets to `wait_for_event`; or it evaluates them to null, so that nothing ever matches.

    - text that is no expression: a quote that is never closed, `=` for `==`, `and` for `&&`;
    - a name that there is not: text without quotes (`async.data.status == paid`, or in an f-string
      `f"async.data.id == {order_id}"`), `True`, a function that the platform does not have;
    - a function, a macro such as `has(…)`, or `+` in the `if_exp` of a `Cancel`, where only comparisons are accepted;
    - `event` and `async` mixed up: `event` is the event that started the run, `async` the one that is waited for or
      that cancels. A trigger's expression and a `key` know `event` only;
    - `event.trip_id` for `event.data.trip_id`, and a comparison of something with itself.

    ## Bad

    ```python
    import datetime

    import inngest

    client = inngest.Inngest(app_id="rides")


    @client.create_function(
        fn_id="confirm-trip",
        trigger=inngest.TriggerEvent(
            event="trip/created",
            expression="async.data.seats > 4",  # expect: SL410
        ),
        cancel=[
            inngest.Cancel(
                event="trip/cancelled",
                if_exp="lowercase(async.data.trip_id) == event.data.trip_id",  # expect: SL410
            ),
        ],
        debounce=inngest.Debounce(
            period=datetime.timedelta(minutes=1),
            key="trip_id",  # expect: SL410
        ),
    )
    async def confirm_trip(ctx: inngest.Context) -> None:
        await ctx.step.wait_for_event(
            "wait-for-payment",
            event="trip/paid",
            if_exp=f"async.data.trip_id == {ctx.event.data['trip_id']}",  # expect: SL410
            timeout=datetime.timedelta(hours=1),
        )
    ```

    ## Good

    ```python
    import datetime

    import inngest

    client = inngest.Inngest(app_id="rides")


    @client.create_function(
        fn_id="confirm-trip",
        trigger=inngest.TriggerEvent(
            event="trip/created",
            expression="event.data.seats > 4",
        ),
        cancel=[
            inngest.Cancel(
                event="trip/cancelled",
                if_exp="async.data.trip_id == event.data.trip_id",
            ),
        ],
        debounce=inngest.Debounce(
            period=datetime.timedelta(minutes=1),
            key="event.data.trip_id",
        ),
    )
    async def confirm_trip(ctx: inngest.Context) -> None:
        await ctx.step.wait_for_event(
            "wait-for-payment",
            event="trip/paid",
            if_exp=f"async.data.trip_id == '{ctx.event.data['trip_id']}'",
            timeout=datetime.timedelta(hours=1),
        )
    ```

    ## Known gaps

    The finding stands on the expression, one for each. Types are not checked. In an f-string a value without quotes is
    reported at medium confidence where it may be a number, and not at all where it is one; what else is wrong with text
    that is put together is only told where no part of it can mend it. Severity is mandatory where the platform accepts
    the expression and it does nothing.

    ## References

    Read in the source of the platform's server (August 2026). https://www.inngest.com/docs/guides/writing-expressions
    """

    code = "SL410"
    severity = Severity.CRITICAL
    since = "0.1"

    def check_project(self, project: Project) -> Iterator[Finding]:
        for wrong in wrong_expressions(project):
            if not is_test(wrong.place.path):
                yield self.finding(
                    wrong.place,
                    f"{wrong.what}; {wrong.outcome}",
                    help=wrong.help,
                    severity=Severity.MANDATORY if wrong.is_silent else Severity.CRITICAL,
                    confidence=wrong.confidence,
                    workflow=wrong.workflow,
                )
