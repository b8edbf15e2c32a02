"""What rule pages claim of the run time, proved with the real SDK: no server, no network.

`mocked.trigger` plays the platform: it calls the function again after every step and hands finished steps back.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime
import time
from collections.abc import Awaitable, Callable
from typing import Any

import inngest
import pytest
from inngest.experimental import mocked
from inngest.experimental.mocked import Status

Body = Callable[[inngest.Context], Awaitable[object]]
SyncBody = Callable[[inngest.ContextSync], object]
TRIGGER = inngest.TriggerEvent(event="shop/order.placed")
EXHAUSTED = {"error": {"name": "ConnectionError", "message": "vendor down"}}
"""A step as the platform hands it back when its retries are used up."""


def run(body: Body, steps: dict[str, object] | None = None, **options: Any) -> Any:
    """Run a body to its end; `steps` are answered with these results instead of being run."""
    client = inngest.Inngest(app_id="shop", is_production=False)
    function = client.create_function(fn_id="under-test", trigger=TRIGGER, **options)(body)
    event = inngest.Event(name="shop/order.placed")
    return mocked.trigger(function, event, mocked.Inngest(app_id="shop", is_production=False), step_stubs=steps)


def run_sync(body: SyncBody, **options: Any) -> Any:
    client = inngest.Inngest(app_id="shop", is_production=False)
    function = client.create_function(fn_id="under-test", trigger=TRIGGER, **options)(body)
    event = inngest.Event(name="shop/order.placed")
    return mocked.trigger(function, event, mocked.Inngest(app_id="shop", is_production=False))


# Durations


@pytest.mark.parametrize(
    ("duration", "seconds"),
    [
        pytest.param(45, 0.045, id="an int is milliseconds"),
        pytest.param(45_000, 45.0, id="forty-five thousand milliseconds"),
        pytest.param(datetime.timedelta(seconds=45), 45.0, id="a timedelta says its unit"),
    ],
)
def test_sleep_durations(duration: int | datetime.timedelta, seconds: float) -> None:
    """SL102, SL211: `step.sleep("s", 45)` asks the platform for 45 milliseconds, `timedelta(seconds=45)` for 45
    seconds.
    """
    asked: list[tuple[float, float]] = []

    async def body(ctx: inngest.Context) -> None:
        before = time.time()
        interrupt: Any = None
        try:
            await ctx.step.sleep("email-delay", duration)
        except BaseException as raised:
            interrupt = raised
            raise
        finally:
            if interrupt is not None:
                until = datetime.datetime.fromisoformat(interrupt.responses[0].step.name).timestamp()
                asked.append((until - before, until - time.time()))

    assert run(body).status is Status.COMPLETED
    [(most, least)] = asked
    # The SDK sends the time until which to sleep, cut to milliseconds.
    assert least - 0.002 <= seconds <= most + 0.002


def test_a_sync_sleep_counts_milliseconds_too() -> None:
    """SL102: `ContextSync` reads numbers alike."""
    asked: list[float] = []

    def body(ctx: inngest.ContextSync) -> None:
        before = time.time()
        try:
            ctx.step.sleep("email-delay", 45)
        except BaseException as interrupt:
            step: Any = interrupt
            asked.append(datetime.datetime.fromisoformat(step.responses[0].step.name).timestamp() - before)
            raise

    assert run_sync(body).status is Status.COMPLETED
    assert len(asked) == 1
    assert asked[0] < 30


@pytest.mark.parametrize(("timeout", "problem"), [(30, "at least 1 second"), (1500, "whole number of seconds")])
def test_short_timeouts_are_refused(timeout: int, problem: str) -> None:
    """SL211: unlike a sleep, a wait refuses the numbers that were meant as seconds."""

    async def body(ctx: inngest.Context) -> None:
        await ctx.step.wait_for_event("await-payment", event="shop/order.paid", timeout=timeout)

    result = run(body, retries=0)
    assert result.status is Status.FAILED
    assert problem in str(result.error)


# Errors


def test_an_uncaught_step_error_ends_the_run() -> None:
    """SL003: with nothing to catch it, the error of an exhausted step ends the run as failed; nothing after it runs."""
    after: list[str] = []

    async def body(ctx: inngest.Context) -> None:
        await ctx.step.run("charge-card", lambda: None)
        after.append("receipt")

    result = run(body, {"charge-card": EXHAUSTED}, retries=0)
    assert result.status is Status.FAILED
    assert isinstance(result.error, inngest.StepError)
    assert after == []


def test_a_failing_handler_fails_the_run() -> None:
    """SL003: the same from the handler's own exception, with the retries used up."""
    attempts: list[int] = []
    after: list[str] = []

    async def charge() -> None:
        attempts.append(len(attempts))
        raise ConnectionError("vendor down")

    async def body(ctx: inngest.Context) -> None:
        await ctx.step.run("charge-card", charge)
        after.append("receipt")

    result = run(body, retries=2)
    assert result.status is Status.FAILED
    assert (len(attempts), after) == (3, [])


@pytest.mark.parametrize("caught", [inngest.StepError, Exception])
def test_a_try_around_the_step_sees_its_error(caught: type[Exception]) -> None:
    """SL003: a clause for `inngest.StepError` or `Exception` sees the error of an exhausted step and may raise it
    again, so that the run still counts as failed.
    """
    seen: list[BaseException] = []

    async def body(ctx: inngest.Context) -> None:
        try:
            await ctx.step.run("charge-card", lambda: None)
        except caught as error:
            seen.append(error)
            raise

    result = run(body, {"charge-card": EXHAUSTED}, retries=0)
    assert result.status is Status.FAILED
    assert [str(error) for error in seen] == ["vendor down"]
    assert all(isinstance(error, inngest.StepError) for error in seen)


def test_a_clause_for_the_handlers_own_error_is_dead() -> None:
    """SL003: `except ConnectionError` covers no step: what arrives in the body is a `StepError`."""
    seen: list[BaseException] = []

    async def body(ctx: inngest.Context) -> None:
        try:
            await ctx.step.run("charge-card", lambda: None)
        except (ConnectionError, ValueError) as error:
            seen.append(error)

    result = run(body, {"charge-card": EXHAUSTED}, retries=0)
    assert result.status is Status.FAILED
    assert seen == []


def test_the_failure_path_may_take_steps() -> None:
    """SL003: a "mark failed" step in the clause runs and needs no cover of its own to do so."""
    marked: list[str] = []

    async def body(ctx: inngest.Context) -> None:
        try:
            await ctx.step.run("charge-card", lambda: None)
        except inngest.StepError:
            await ctx.step.run("mark-order-failed", lambda: marked.append("failed"))
            raise

    result = run(body, {"charge-card": EXHAUSTED}, retries=0)
    assert result.status is Status.FAILED
    assert marked == ["failed"]


def test_a_failure_handler_is_accepted() -> None:
    """SL003: `on_failure=` registers a function of its own beside the workflow."""

    async def order_failed(ctx: inngest.Context) -> None: ...

    async def body(ctx: inngest.Context) -> None: ...

    client = inngest.Inngest(app_id="shop", is_production=False)
    function = client.create_function(fn_id="charge", trigger=TRIGGER, on_failure=order_failed)(body)
    assert function.on_failure_fn_id == "shop-charge-failure"
    assert function.is_on_failure_handler_async


def test_a_failure_handler_of_the_other_kind_is_refused() -> None:
    """SL409: an async function with a sync failure handler does not get past its decorator."""

    def order_failed(ctx: inngest.ContextSync) -> None: ...

    async def body(ctx: inngest.Context) -> None: ...

    client = inngest.Inngest(app_id="shop", is_production=False)
    with pytest.raises(Exception, match="cannot have a non-async on_failure handler"):
        client.create_function(fn_id="charge", trigger=TRIGGER, on_failure=order_failed)(body)


# The interrupt


def test_the_interrupt_is_no_exception() -> None:
    """SL003, SL201: a new step ends the pass with something that `except Exception` does not catch."""
    met: list[BaseException] = []

    async def body(ctx: inngest.Context) -> None:
        try:
            await ctx.step.sleep("email-delay", datetime.timedelta(seconds=45))
        except Exception as error:  # noqa: BLE001 - it must not see the interrupt
            met.append(error)
        except BaseException as interrupt:
            met.append(interrupt)
            raise

    assert run(body).status is Status.COMPLETED
    [interrupt] = met
    assert isinstance(interrupt, BaseException)
    assert not isinstance(interrupt, Exception)


async def _bare(step: Awaitable[object]) -> None:
    try:  # noqa: SIM105 - that is what is under test
        await step
    except:  # noqa: E722
        pass


async def _base_exception(step: Awaitable[object]) -> None:
    try:  # noqa: SIM105 - that is what is under test
        await step
    except BaseException:  # noqa: BLE001
        pass


async def _suppress(step: Awaitable[object]) -> None:
    with contextlib.suppress(BaseException):
        await step


SWALLOWERS = [_bare, _base_exception, _suppress]


@pytest.mark.parametrize("swallow", SWALLOWERS, ids=lambda f: f.__name__.strip("_"))
def test_a_swallowed_interrupt_loses_the_step(swallow: Callable[[Awaitable[object]], Awaitable[None]]) -> None:
    """SL003, SL201: why a bare clause is no error handling. The first pass goes on to its end as if the step were
    done: the run is completed, and the platform was never told of a step.
    """
    passes: list[str] = []

    async def body(ctx: inngest.Context) -> str:
        await swallow(ctx.step.run("charge-card", lambda: None))
        passes.append("ended")
        return "done"

    result = run(body)
    assert (result.status, result.output) == (Status.COMPLETED, "done")
    assert passes == ["ended"]


def test_except_exception_lets_the_interrupt_pass() -> None:
    """SL003: `except Exception` around a step is right."""
    ran: list[str] = []

    async def body(ctx: inngest.Context) -> str:
        try:
            await ctx.step.run("charge-card", lambda: ran.append("charged"))
        except Exception:  # noqa: BLE001 - it must not see the interrupt
            return "failed"
        return "done"

    result = run(body)
    assert (result.status, result.output, ran) == (Status.COMPLETED, "done", ["charged"])


# Passes


def test_what_stands_in_the_body_runs_on_every_pass() -> None:
    """SL102, SL101: a wait in the body is waited again on every pass; a step's handler runs once."""
    waits: list[str] = []
    handled: list[str] = []

    async def send(name: str) -> str:
        handled.append(name)
        return name

    async def body(ctx: inngest.Context) -> list[str]:
        first = await ctx.step.run("mail-user", send, "user")
        waits.append("asyncio")
        await asyncio.sleep(0)
        waits.append("time")
        time.sleep(0)
        second = await ctx.step.run("mail-team", send, "team")
        return [first, second]

    result = run(body)
    assert result.output == ["user", "team"]
    assert handled == ["user", "team"]
    # Both waits once on the pass that finds the second step, on the one that runs it, and on the last.
    assert waits.count("asyncio") == waits.count("time") > 1


def test_a_durable_sleep_is_asked_for_once() -> None:
    """SL102: the platform remembers a `step.sleep`; the next pass goes straight past it."""
    asked: list[BaseException] = []
    passed: list[str] = []

    async def body(ctx: inngest.Context) -> None:
        await ctx.step.run("mail-user", lambda: None)
        try:
            await ctx.step.sleep("email-delay", datetime.timedelta(seconds=45))
        except BaseException as interrupt:
            asked.append(interrupt)
            raise
        passed.append("past")
        await ctx.step.run("mail-team", lambda: None)

    assert run(body).status is Status.COMPLETED
    assert len(asked) == 1
    assert len(passed) > 1


def test_no_durable_wait_inside_a_step() -> None:
    """SL002: a step inside a step's handler is refused, so a loop of mails in one handler cannot wait durably."""
    sent: list[str] = []

    async def body(ctx: inngest.Context) -> None:
        async def mail_all() -> None:
            sent.append("user")
            await ctx.step.sleep("email-delay", datetime.timedelta(seconds=45))
            sent.append("team")

        await ctx.step.run("mail-all", mail_all)

    result = run(body, retries=0)
    assert result.status is Status.FAILED
    assert sent == ["user"]


def test_a_group_is_planned_in_one_pass() -> None:
    """SL002: the callables of a group are planned in one pass, so nothing lies between their e-mails."""
    planned: list[list[str]] = []

    async def body(ctx: inngest.Context) -> tuple[object, ...]:
        try:
            return await ctx.group.parallel(
                (lambda: ctx.step.run("mail-user", lambda: "user"), lambda: ctx.step.run("mail-team", lambda: "team"))
            )
        except BaseException as interrupt:
            responses: Any = interrupt
            planned.append([response.step.display_name for response in responses.responses])
            raise

    assert run(body).output == ("user", "team")
    assert planned[0] == ["mail-user", "mail-team"]
