"""What the pages about data in replayed functions claim of the run time, proved with the real SDK."""

from __future__ import annotations

import asyncio
import dataclasses
import datetime
import decimal
import functools
import http
import itertools
import uuid
import warnings
from typing import Any

import inngest
import pydantic
import pytest
from inngest._internal import execution_lib, server_lib, step_lib
from inngest.experimental import mocked
from inngest.experimental.mocked import Status

from sdk.pages import bad_example, good_example

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # the SDK still declares a model in pydantic's old way
    from inngest._internal import comm_lib

STEP = step_lib.StepInfo(
    display_name="load-order", id="1", name="load-order", op=server_lib.Opcode.STEP_RUN, userland=None
)


@dataclasses.dataclass
class Receipt:
    number: str


class Order(pydantic.BaseModel):
    placed: datetime.datetime


def answer(output: object, output_type: Any = None, serializer: inngest.Serializer | None = None) -> Any:
    """What the SDK tells the platform of a step that returned `output`."""
    client = inngest.Inngest(app_id="shop", is_production=False, serializer=serializer)
    if output_type is not None:
        output = client._serialize(output, output_type)
    result = execution_lib.CallResult(step=STEP, output=output)
    return comm_lib.CommResponse.from_call_result(client.logger, result, None, server_lib.Framework.FLASK, None)


ORDER = Order(placed=datetime.datetime(2026, 1, 2, tzinfo=datetime.UTC))
NOT_JSON = [
    b"bytes",
    {"a set"},
    datetime.datetime(2026, 1, 2, tzinfo=datetime.UTC),
    decimal.Decimal("1.5"),
    uuid.UUID(int=1),
    Receipt("1"),
    ORDER,
    ORDER.model_dump(),
    {"nested": [{"price": decimal.Decimal(1)}]},
    {"a": 1}.keys(),
]


@pytest.mark.parametrize("output", NOT_JSON, ids=repr)
def test_what_is_no_json_fails_the_step(output: object) -> None:
    """SL214: `output_unserializable`, with nothing that says the step must not be tried again."""
    response = answer(output)
    assert response.status_code == http.HTTPStatus.INTERNAL_SERVER_ERROR
    assert response.body["code"] == "output_unserializable"
    assert response.headers.get(server_lib.HeaderKey.NO_RETRY.value) is None


@pytest.mark.parametrize(
    "output", ["text", 1, None, {"a": [1]}, (1, 2), {1: 2}, ORDER.model_dump(mode="json")], ids=repr
)
def test_what_is_json_gets_through(output: object) -> None:
    """SL214: tuples and numbers as keys, too."""
    assert answer(output).status_code < http.HTTPStatus.BAD_REQUEST


def test_a_serializer_works_with_an_output_type_only() -> None:
    """SL214."""
    serializer = inngest.PydanticSerializer()
    assert answer(ORDER, Order, serializer).status_code < http.HTTPStatus.BAD_REQUEST
    assert answer(ORDER, None, serializer).body["code"] == "output_unserializable"
    assert answer(ORDER, Order, None).body["code"] == "output_unserializable"


# Values that differ from pass to pass


def run(body: Any) -> Any:
    """Run a body to its end, as the platform does."""
    client = inngest.Inngest(app_id="shop", is_production=False)
    trigger = inngest.TriggerEvent(event="order/placed")
    function = client.create_function(fn_id="under-test", trigger=trigger, retries=0)(body)
    event = inngest.Event(name="order/placed")
    return mocked.trigger(function, event, mocked.Inngest(app_id="shop", is_production=False))


@pytest.mark.proves("SL209")
def test_two_steps_see_different_values() -> None:
    """What the body draws by itself is drawn again before the second step; what a step drew is the same."""
    for example, is_same in ((bad_example("SL209"), False), (good_example("SL209"), True)):
        assert example.run("bill").status is Status.COMPLETED
        [charged] = example.calls("app.billing.charge")
        [invoiced] = example.calls("app.billing.send_invoice")
        assert (charged == invoiced) is is_same


def test_a_branch_goes_another_way_on_the_next_pass() -> None:
    """SL209: a run takes steps of both branches."""
    coin = itertools.cycle([True, True, False, False])
    taken: list[str] = []

    async def bad(ctx: Any) -> None:
        if next(coin):
            await ctx.step.run("by-day", taken.append, "day")
        else:
            await ctx.step.run("by-night", taken.append, "night")

    assert run(bad).status is Status.COMPLETED
    assert taken == ["day", "night"]


def test_a_step_with_a_new_id_is_never_found_again() -> None:
    """SL220: no pass finds the id that the one before has finished, so the step is taken again, without end. One that
    the platform has planned and asks for by its id is not taken at all.
    """
    asked: set[str] = set()

    class Enough(BaseException):
        """The test has seen enough passes."""

    async def bad(ctx: Any) -> None:
        if len(asked) >= 5:
            raise Enough
        identifier = f"charge-order-{uuid.uuid4()}"
        asked.add(identifier)
        await ctx.step.sleep(identifier, 1_000)

    with pytest.raises(Enough):
        run(bad)

    charged: list[str] = []

    async def planned(ctx: Any) -> None:
        await ctx.step.run(f"charge-order-{uuid.uuid4()}", charged.append, "never")

    run(planned)
    assert charged == []

    async def good(ctx: Any) -> None:
        await ctx.step.run(f"charge-order-{ctx.event.name}", charged.append, "once")

    assert run(good).status is Status.COMPLETED
    assert charged == ["once"]


def test_steps_of_one_id_are_told_apart_by_their_order() -> None:
    """SL220: when the order changes, the result of one item is taken for another's."""
    orders = itertools.chain([["a", "b"]] * 3, itertools.repeat(["b", "a"]))

    async def bad(ctx: Any) -> dict[str, str]:
        return {item: await ctx.step.run("remind-customer", str.upper, item) for item in next(orders)}

    assert run(bad).output["b"] == "A"


# Durations


@pytest.mark.parametrize(
    "make",
    [
        lambda number: inngest.Debounce(period=number),
        lambda number: inngest.Throttle(limit=1, period=number),
        lambda number: inngest.RateLimit(limit=1, period=number),
        lambda number: inngest.Batch(max_size=10, timeout=number),
        lambda number: inngest.Timeouts(start=number),
        lambda number: inngest.Cancel(event="order/cancelled", timeout=number),
    ],
    ids=["debounce", "throttle", "rate-limit", "batch", "timeouts", "cancel"],
)
def test_options_refuse_numbers_that_were_meant_as_seconds(make: Any) -> None:
    """SL211: 30 are milliseconds and less than a second; 30,000 are taken. The SDK looks when it registers the app."""
    assert "at least 1 second" in str(make(30).to_dict())
    assert isinstance(make(30_000).to_dict(), dict)


def test_retry_after_counts_milliseconds() -> None:
    """SL211."""
    before = datetime.datetime.now()
    error = inngest.RetryAfterError("busy", 30)
    assert error.retry_after - before < datetime.timedelta(seconds=10)


# Events


def test_a_send_in_the_body_happens_on_every_pass() -> None:
    """SL217: before a step it is sent again on each pass; `step.send_event` and a send in a handler happen once."""
    client = mocked.Inngest(app_id="shop", is_production=False)
    sent: list[str] = []

    async def send(events: Any, **_: Any) -> list[str]:
        for event in events if isinstance(events, list) else [events]:
            sent.append(event.name)
        return ["id"]

    client.send = send  # type: ignore[method-assign]

    async def body(ctx: Any) -> None:
        await client.send(inngest.Event(name="order/from.body"))
        await ctx.step.send_event("tell-by-step", inngest.Event(name="order/from.step"))
        await ctx.step.run("tell-in-handler", lambda: client.send(inngest.Event(name="order/from.handler")))
        await client.send(inngest.Event(name="order/at.the.end"))

    function = client.create_function(fn_id="u", trigger=inngest.TriggerEvent(event="order/placed"))(body)
    assert mocked.trigger(function, inngest.Event(name="order/placed"), client).status is Status.COMPLETED
    assert sent.count("order/from.body") > 2
    assert [sent.count(name) for name in ("order/from.step", "order/from.handler", "order/at.the.end")] == [1, 1, 1]


def test_a_sleep_in_the_body_is_waited_on_every_pass() -> None:
    """SL210: with two steps after it, it is waited more than twice; a `step.sleep` is asked for once and then past."""
    naps: list[float] = []
    interrupts: list[BaseException] = []

    async def bad(ctx: Any) -> None:
        naps.append(0.0)
        await asyncio.sleep(0)
        await ctx.step.run("check-account", lambda: None)
        await ctx.step.run("close-account", lambda: None)

    async def good(ctx: Any) -> None:
        try:
            await ctx.step.sleep("wait-for-objection", datetime.timedelta(seconds=60))
        except BaseException as interrupt:
            interrupts.append(interrupt)
            raise
        await ctx.step.run("close-account", lambda: None)

    assert run(bad).status is Status.COMPLETED
    assert len(naps) > 2
    assert run(good).status is Status.COMPLETED
    assert len(interrupts) == 1


# Arguments


def test_arguments_that_do_not_fit_never_work() -> None:
    """SL221: a keyword argument fails the body, a wrong number of positional ones the step; a partial passes."""
    charged: list[tuple[str, str]] = []

    def charge(order: str, currency: str) -> None:
        charged.append((order, currency))

    async def by_keyword(ctx: Any) -> None:
        await ctx.step.run("charge-order", charge, "1", currency="EUR")

    async def too_few(ctx: Any) -> None:
        await ctx.step.run("charge-order", charge, "1")

    async def good(ctx: Any) -> None:
        await ctx.step.run("charge-order", functools.partial(charge, "1", currency="EUR"))

    for body in (by_keyword, too_few):
        result = run(body)
        assert result.status is Status.FAILED
        assert isinstance(result.error, TypeError)
    assert run(good).status is Status.COMPLETED
    assert charged == [("1", "EUR")]


def test_what_a_handler_writes_is_gone_on_the_next_pass() -> None:
    """SL213: the list is empty when the next step reads it; what the step returned is there."""
    shipped: list[list[int]] = []

    async def bad(ctx: Any) -> None:
        orders: list[int] = []
        await ctx.step.run("load-orders", lambda: orders.extend([1, 2]))
        await ctx.step.run("ship-orders", shipped.append, orders)

    async def good(ctx: Any) -> None:
        orders = await ctx.step.run("load-orders", lambda: [1, 2])
        await ctx.step.run("ship-orders", shipped.append, orders)

    assert run(bad).status is Status.COMPLETED
    assert run(good).status is Status.COMPLETED
    assert shipped == [[], [1, 2]]
