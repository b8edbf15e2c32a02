"""What the pages about data in replayed functions claim of the run time, proved with the real SDK: their own examples,
and the shapes that the pages name besides.
"""

from __future__ import annotations

import asyncio
import dataclasses
import datetime
import decimal
import http
import itertools
import json
import time
import uuid
import warnings
from collections.abc import Callable, Iterable
from typing import Any
from unittest.mock import AsyncMock, call

import inngest
import pydantic
import pytest
from inngest._internal import execution_lib, server_lib, step_lib
from inngest.experimental import mocked
from inngest.experimental.mocked import Status

from sdk.pages import Example, bad_example, good_example

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # the SDK still declares a model in pydantic's old way
    from inngest._internal import comm_lib


def run(body: Any) -> Any:
    """Run a body to its end, as the platform does."""
    client = inngest.Inngest(app_id="shop", is_production=False)
    trigger = inngest.TriggerEvent(event="order/placed")
    function = client.create_function(fn_id="under-test", trigger=trigger, retries=0)(body)
    event = inngest.Event(name="order/placed")
    return mocked.trigger(function, event, mocked.Inngest(app_id="shop", is_production=False))


# Values that differ from pass to pass


def test_two_steps_see_different_values() -> None:
    """SL209: what the body draws by itself is drawn again before the second step; what a step drew is the same."""
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


def test_a_planned_step_with_a_new_id_is_never_taken() -> None:
    """SL220: the platform asks for the id that one pass planned, and no other pass has it."""
    bad, good = bad_example("SL220"), good_example("SL220")
    data = {"order_id": "1", "addresses": []}
    bad.run("bill", data)
    assert bad.calls("app.billing.charge") == []
    assert good.run("bill", data).status is Status.COMPLETED
    assert len(good.calls("app.billing.charge")) == 1


def test_a_step_with_a_new_id_is_taken_again_and_again() -> None:
    """SL220: no pass finds the id that the one before has finished."""
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


def test_steps_of_one_id_are_told_apart_by_their_order() -> None:
    """SL220: when the order of the set changes, one customer is reminded twice and another never."""

    def reminded(make: Callable[..., Example]) -> list[Any]:
        orders = itertools.chain([["a", "b"]] * 2, itertools.repeat(["b", "a"]))
        replaced: dict[str, object] = {"uuid.uuid4": lambda: "1", "builtins.set": lambda _: next(orders)}
        example = make("SL220", replaced)
        assert example.run("bill", {"order_id": "1", "addresses": ["a", "b"]}).status is Status.COMPLETED
        return example.calls("app.billing.remind")

    assert reminded(bad_example) == [call("a"), call("a")]
    assert reminded(good_example) == [call("a"), call("b")]


# Durations


def test_a_sleep_in_the_body_is_waited_on_every_pass() -> None:
    """SL210: with one step after it, it is waited before the step and after it; a `step.sleep` holds nothing open."""
    nap = AsyncMock()
    example = bad_example("SL210", {"asyncio.sleep": nap})
    assert example.run("close_account").status is Status.COMPLETED
    assert nap.call_args_list.count(call(60)) >= 2
    assert len(example.calls("app.accounts.close")) == 1

    example = good_example("SL210")
    before = time.monotonic()
    assert example.run("close_account").status is Status.COMPLETED
    assert time.monotonic() - before < 30
    assert len(example.calls("app.accounts.close")) == 1


def test_numbers_meant_as_seconds_wait_for_milliseconds(monkeypatch: pytest.MonkeyPatch) -> None:
    """SL211: 45 is asked for as 45 milliseconds, and an hour as 3.6 seconds."""
    asked: list[float] = []
    original = step_lib.Step.sleep

    async def noted(self: step_lib.Step, step_id: str, duration: Any) -> None:
        before = time.time()
        try:
            await original(self, step_id, duration)
        except BaseException as interrupt:
            response: Any = interrupt
            until = datetime.datetime.fromisoformat(response.responses[0].step.name)
            asked.append(until.timestamp() - before)
            raise

    monkeypatch.setattr(step_lib.Step, "sleep", noted)
    assert bad_example("SL211").run("remind").status is Status.COMPLETED
    assert len(asked) == 3
    assert max(asked) < 30
    asked.clear()
    assert good_example("SL211").run("remind").status is Status.COMPLETED
    assert asked == pytest.approx([45, 3_600, 3_600], abs=20)


def test_an_option_meant_as_seconds_fails_the_registration() -> None:
    """SL211: the SDK looks at options when the app registers its functions."""
    assert "at least 1 second" in str(bad_example("SL211")["remind"]._opts.debounce.to_dict())
    assert isinstance(good_example("SL211")["remind"]._opts.debounce.to_dict(), dict)


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
    """SL211: 30 are milliseconds and less than a second, 1,500 no whole number of them; 30,000 are taken."""
    assert "at least 1 second" in str(make(30).to_dict())
    assert "whole number of seconds" in str(make(1_500).to_dict())
    assert isinstance(make(30_000).to_dict(), dict)


def test_retry_after_counts_milliseconds() -> None:
    """SL211."""
    before = datetime.datetime.now()
    error = inngest.RetryAfterError("busy", 30)
    assert error.retry_after - before < datetime.timedelta(seconds=10)


# What handlers leave behind


def test_what_a_handler_writes_is_gone_on_the_next_pass() -> None:
    """SL213: the list is empty when the next step reads it; what the step returned is there."""
    for example, shipped in ((bad_example("SL213"), []), (good_example("SL213"), ["an order"])):
        example.made_up("app.orders.load").return_value = ["an order"]
        assert example.run("ship_orders").status is Status.COMPLETED
        assert example.calls("app.orders.ship") == [call(shipped)]


def test_an_attribute_that_a_handler_sets_is_gone_on_the_next_pass() -> None:
    """SL213: the body makes the object anew on each pass; a module's is still there, for the process is the same."""
    seen: list[object] = []

    class Flow:
        order: object = None

        def load(self) -> None:
            self.order = "an order"

        def ship(self) -> None:
            seen.append(self.order)

    async def made_in_the_body(ctx: Any) -> None:
        flow = Flow()
        await ctx.step.run("load-order", flow.load)
        await ctx.step.run("ship-order", flow.ship)

    shared = Flow()

    async def made_once(ctx: Any) -> None:
        await ctx.step.run("load-order", shared.load)
        await ctx.step.run("ship-order", shared.ship)

    assert run(made_in_the_body).status is Status.COMPLETED
    assert run(made_once).status is Status.COMPLETED
    assert seen == [None, "an order"]


def first_answer(example: Example, function: str, data: dict[str, Any]) -> Any:
    """What the SDK answers when the platform calls a function for the first time: the result of its first step."""
    fn = example[function]
    handler = comm_lib.CommHandler(
        client=example["client"],
        enable_unauthed_sync=None,
        framework=server_lib.Framework.FLASK,
        functions=[fn],
        streaming=None,
    )
    event = {"name": "report/requested", "data": data}
    ctx = {"attempt": 0, "disable_immediate_execution": False, "run_id": "r", "stack": {"stack": []}}
    request = comm_lib.CommRequest(
        body=json.dumps({"ctx": ctx, "event": event, "events": [event], "steps": {}, "use_api": False}).encode(),
        headers={},
        public_path=None,
        query_params={"fnId": fn.id, "stepId": "step"},
        raw_request=None,
        request_url="http://localhost/api/inngest",
        serve_origin=None,
        serve_path=None,
    )
    post: Any = handler.post(request)
    return asyncio.run(post)


def test_a_result_that_is_no_json_fails_the_step_after_its_work() -> None:
    """SL214: the report has been downloaded by then, and nothing says that it must not be asked for again."""
    bad, good = bad_example("SL214"), good_example("SL214")
    bad.made_up("httpx.AsyncClient").return_value.__aenter__.return_value.get.return_value.content = b"report"
    response = first_answer(bad, "send_report", {"url": "https://reports.example.com/1"})
    assert response.status_code == http.HTTPStatus.INTERNAL_SERVER_ERROR
    assert response.body["code"] == "output_unserializable"
    assert response.headers.get(server_lib.HeaderKey.NO_RETRY.value) is None
    assert "httpx.AsyncClient().__aenter__().get" in bad.happened

    response = first_answer(good, "send_report", {"url": "https://reports.example.com/1"})
    assert response.status_code == http.HTTPStatus.PARTIAL_CONTENT
    assert response.body[0]["data"] == "https://reports.example.com/1"


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


# What happens twice


def test_a_send_in_the_body_happens_on_every_pass() -> None:
    """SL217: the example's event goes out again on each pass; `step.send_event` sends it once."""
    for example, is_once in ((bad_example("SL217"), False), (good_example("SL217"), True)):
        assert example.run("bill").status is Status.COMPLETED
        assert {event["name"] for event in example.sent} == {"order/billing.started"}
        assert (len(example.sent) == 1) is is_once
        assert len(example.calls("app.billing.charge")) == 1


def test_a_send_after_the_last_step_or_in_a_handler_happens_once() -> None:
    """SL217."""
    client = mocked.Inngest(app_id="shop", is_production=False)
    sent: list[str] = []

    async def send(events: Any, **_: Any) -> list[str]:
        sent.extend(event.name for event in (events if isinstance(events, Iterable) else [events]))
        return ["id"]

    client.send = send  # type: ignore[method-assign]

    async def body(ctx: Any) -> None:
        await ctx.step.run("tell-in-handler", lambda: client.send([inngest.Event(name="order/from.handler")]))
        await client.send([inngest.Event(name="order/at.the.end")])

    function = client.create_function(fn_id="u", trigger=inngest.TriggerEvent(event="order/placed"))(body)
    assert mocked.trigger(function, inngest.Event(name="order/placed"), client).status is Status.COMPLETED
    assert sent == ["order/from.handler", "order/at.the.end"]


def test_the_retry_of_one_effect_does_the_other_again() -> None:
    """SL219: when the mail fails once, the order is closed twice; in steps of their own, once."""
    for example, closed in ((bad_example("SL219"), 2), (good_example("SL219"), 1)):
        example.made_up("app.mailer.send_email").side_effect = [ConnectionError("the vendor is down"), None]
        assert example.run("close", {"id": "1", "customer": "ada@example.com"}).status is Status.COMPLETED
        assert example.happened.count("asyncpg.connect().execute") == closed
        assert len(example.calls("app.mailer.send_email")) == 2


# Arguments


@pytest.mark.parametrize("function", ["bill", "bill_again"])
def test_arguments_that_do_not_fit_never_work(function: str) -> None:
    """SL221: a keyword argument fails the body, a wrong number of positional ones the step, retries included."""
    result = bad_example("SL221").run(function, {"id": "1"})
    assert result.status is Status.FAILED
    assert isinstance(result.error, TypeError)
    assert good_example("SL221").run(function, {"id": "1"}).status is Status.COMPLETED
