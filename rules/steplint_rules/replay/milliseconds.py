"""SL211 milliseconds."""

from __future__ import annotations

from collections.abc import Iterator

from steplint.diagnostics import Confidence, Finding, Place, Severity
from steplint.project import GivenDuration, Project, Sign, Workflow
from steplint.rule.base import Rule

_HALF_A_SECOND = 300
"""From here on a short sleep may be meant."""


class Milliseconds(Rule):
    """A number that was meant as seconds is taken for milliseconds.

    ## Why is this bad

    The Python SDK counts every duration that is a number in milliseconds. `step.sleep("wait", 45)` waits for 45
    thousandths of a second, and says nothing. `wait_for_event(timeout=30)`, `Debounce(period=5)`,
    `RateLimit(period=60)`, `Throttle`, `Batch(timeout=60)` are refused ("at least 1 second"): when the app registers
    its functions, so that none of them is served, or when the workflow gets there. `60 * 60` is 3.6 seconds.

    Suspicious are 1 to 999, products by which minutes and hours become seconds, and names that say another unit.

    ## Bad

    ```python
    import inngest

    client = inngest.Inngest(app_id="shop")
    REMINDER_DELAY_SECONDS = 3600


    @client.create_function(
        fn_id="remind",
        trigger=inngest.TriggerEvent(event="cart/abandoned"),
        debounce=inngest.Debounce(period=30),  # expect: SL211
    )
    async def remind(ctx: inngest.Context) -> None:
        await ctx.step.sleep("settle-down", 45)  # expect: SL211
        await ctx.step.sleep("wait-an-hour", 60 * 60)  # expect: SL211
        await ctx.step.sleep("wait-for-reminder", REMINDER_DELAY_SECONDS)  # expect: SL211
    ```

    ## Good

    ```python
    import datetime

    import inngest

    client = inngest.Inngest(app_id="shop")
    REMINDER_DELAY_SECONDS = 3600


    @client.create_function(
        fn_id="remind",
        trigger=inngest.TriggerEvent(event="cart/abandoned"),
        debounce=inngest.Debounce(period=datetime.timedelta(seconds=30)),
    )
    async def remind(ctx: inngest.Context) -> None:
        await ctx.step.sleep("settle-down", datetime.timedelta(seconds=45))
        await ctx.step.sleep("wait-an-hour", 60 * 60 * 1000)
        await ctx.step.sleep("wait-for-reminder", REMINDER_DELAY_SECONDS * 1000)
    ```

    ## Known gaps

    A sleep of 300 to 999 may be meant and is reported at medium confidence, 0 not at all; a name that says
    milliseconds (`POLL_MS = 500`) is believed. Between two e-mails SL102 speaks of a wait that is too short. Numbers
    with a fraction are no durations for the SDK.

    ## References

    Seen with inngest 0.5.19. https://www.inngest.com/docs/reference/python/steps/sleep
    """

    code = "SL211"
    severity = Severity.CRITICAL
    since = "0.1"

    def check_project(self, project: Project) -> Iterator[Finding]:
        said: set[Place] = set()
        waits: dict[str, set[Place]] = {}
        for workflow, given in project.suspicious_durations:
            if given.place in said:
                continue
            if workflow is not None:
                if workflow.qualified_name not in waits:
                    waits[workflow.qualified_name] = _mail_waits(workflow)
                if given.place in waits[workflow.qualified_name]:
                    continue
            said.add(given.place)
            yield self.finding(
                given.place,
                _message(given),
                help=_advice(given),
                confidence=_confidence(given),
                workflow=workflow,
            )


def _mail_waits(workflow: Workflow) -> set[Place]:
    """The durations of waits that are too short for the e-mails around them."""
    return {
        wait.argument
        for _, conflict in workflow.mail_conflicts()
        for wait in conflict.previous.waited.waits
        if wait.argument is not None
    }


def _message(given: GivenDuration) -> str:
    outcome = "and refuses less than a second" if given.is_whole_seconds and _is_short(given) else "and says nothing"
    match given.sign:
        case Sign.NAME:
            return f"`{given.said}` says another unit, but {given.name} counts milliseconds"
        case Sign.PRODUCT:
            return f"{given.value:g} are {(given.value or 0) / 1000:g} seconds: {given.name} counts milliseconds"
        case Sign.SMALL:
            return f"{given.name} takes {given.value:g} for milliseconds, {outcome}"


def _is_short(given: GivenDuration) -> bool:
    return given.value is not None and given.value < 1000


def _advice(given: GivenDuration) -> str:
    if given.sign is Sign.NAME or given.value is None:
        return "Say the unit, `datetime.timedelta(seconds=…)`, or multiply by 1000."
    return f"If seconds are meant: `datetime.timedelta(seconds={given.value:g})`, or `{round(given.value * 1000):_}`."


def _confidence(given: GivenDuration) -> Confidence:
    if given.sign is Sign.SMALL and not given.is_whole_seconds and (given.value or 0) >= _HALF_A_SECOND:
        return Confidence.MEDIUM
    return Confidence.HIGH
