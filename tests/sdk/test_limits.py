"""SL406: what the SDK shows of limits by itself, when an object is made or a function's options are written out."""

from __future__ import annotations

import asyncio
import datetime
import time
from typing import Any

import inngest
import pydantic
import pytest
from inngest.experimental import mocked

from steplint.sdk.limits import LIMITS, Limit, Outcome, Unit

SECOND = datetime.timedelta(seconds=1)
NEEDED: dict[str, dict[str, Any]] = {
    "inngest.Batch": {"max_size": 2},
    "inngest.RateLimit": {"limit": 1, "period": SECOND},
    "inngest.Throttle": {"limit": 1, "period": SECOND},
    "inngest.Debounce": {"period": SECOND},
    "inngest.Timeouts": {},
    "inngest.Cancel": {"event": "trip/stopped"},
}
"""What each class cannot do without."""
TIMES = [limit for limit in LIMITS if limit.is_whole and limit.owner in NEEDED]


def made(limit: Limit, value: Any) -> Any:
    """An object of a limit's class, written out as when the application is synchronised."""
    cls = getattr(inngest, limit.owner.removeprefix("inngest."))
    return cls(**{**NEEDED[limit.owner], limit.parameter: value}).model_dump(mode="json", by_alias=True)


def synchronised(**options: Any) -> Any:
    """A function's options written out as when the application is synchronised."""
    client = inngest.Inngest(app_id="rides", is_production=False)

    @client.create_function(fn_id="a", trigger=inngest.TriggerEvent(event="trip/a"), **options)
    async def function(ctx: inngest.Context) -> None: ...

    return function.get_config("http://app").main


@pytest.mark.parametrize("limit", TIMES, ids=lambda limit: f"{limit.owner}.{limit.parameter}")
def test_the_sdk_refuses_less_than_a_second_and_fractions(limit: Limit) -> None:
    made(limit, SECOND)
    for value in (SECOND / 2, 999, 0):
        with pytest.raises(Exception, match="at least 1 second"):
            made(limit, value)
    with pytest.raises(Exception, match="whole number of seconds"):
        made(limit, 1_500)


@pytest.mark.parametrize("limit", [limit for limit in LIMITS if limit.most is not None and limit.owner in NEEDED])
def test_the_sdk_says_nothing_of_too_much(limit: Limit) -> None:
    assert limit.above is Outcome.REFUSED  # by the platform
    too_much = limit.most + 1 if limit.most is not None else 0
    made(limit, datetime.timedelta(seconds=too_much) if limit.unit is Unit.SECONDS else int(too_much))


def test_retries() -> None:
    assert synchronised(retries=30).steps["step"].retries.attempts == 30
    with pytest.raises(Exception, match="greater than or equal to 0"):
        synchronised(retries=-1)


def test_more_than_the_platform_takes_is_written_out() -> None:
    many = [inngest.Cancel(event=f"trip/stopped.{number}") for number in range(9)]
    limits = [inngest.Concurrency(limit=1, scope="env")] * 3
    config = synchronised(cancel=many, concurrency=limits)
    assert len(config.cancel) == 9
    assert len(config.concurrency) == 3


def test_words() -> None:
    with pytest.raises(Exception, match="'skip' or 'cancel'"):
        inngest.Singleton(mode="queue")  # type: ignore[arg-type]
    with pytest.raises(Exception, match="'account', 'env' or 'fn'"):
        inngest.Concurrency(limit=1, scope="global")  # type: ignore[arg-type]


def test_jitter_is_text() -> None:
    with pytest.raises(Exception, match="valid string"):
        inngest.TriggerCron(cron="0 3 * * *", jitter=30)  # type: ignore[arg-type]


def test_ts_is_a_whole_number() -> None:
    for value in (time.time() // 1 * 1000 + 0.5, datetime.datetime.now()):
        with pytest.raises(pydantic.ValidationError):
            inngest.Event(name="trip/a", ts=value)  # type: ignore[arg-type]
    assert inngest.Event(name="trip/a", ts=int(time.time())).ts < 10**10  # seconds are taken for milliseconds


@pytest.mark.parametrize("wait", ["wait_for_event", "invoke"])
def test_a_step_fails_of_too_short_a_wait(wait: str) -> None:
    client = mocked.Inngest(app_id="rides", is_production=False)

    @client.create_function(fn_id="a", trigger=inngest.TriggerEvent(event="trip/a"), retries=0)
    async def function(ctx: inngest.Context) -> None:
        if wait == "invoke":
            await ctx.step.invoke("invoke", function=function, timeout=SECOND / 2)
        else:
            await ctx.step.wait_for_event("wait", event="trip/paid", timeout=SECOND / 2)

    result = mocked.trigger(function, inngest.Event(name="trip/a"), client, step_stubs={"wait": None, "invoke": None})
    assert result.status is mocked.Status.FAILED
    assert "at least 1 second" in str(result.error)


def test_a_later_retry_is_any_time(loop: asyncio.AbstractEventLoop) -> None:
    error = inngest.RetryAfterError("busy", datetime.timedelta(days=9))
    assert error.retry_after - datetime.datetime.now() > datetime.timedelta(days=8)
