"""What the pages about errors and interrupts claim of the run time, proved with the real SDK."""

from __future__ import annotations

from typing import Any

import inngest
import pytest
from inngest._internal import errors, server_lib
from inngest.experimental import mocked
from inngest.experimental.mocked import Status

from sdk.pages import bad_example, good_example

EXHAUSTED = {"error": {"name": "ConnectionError", "message": "vendor down"}}
"""A step as the platform hands it back when its retries are used up."""


@pytest.fixture
def immediate(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let new steps run in the pass that meets them, as the platform does; `mocked` has each of them planned first."""
    context = server_lib.ServerRequestCtx

    def asked(**fields: Any) -> server_lib.ServerRequestCtx:
        return context(**{**fields, "disable_immediate_execution": False})

    monkeypatch.setattr(server_lib, "ServerRequestCtx", asked)


def test_a_swallowed_interrupt_ends_the_run_without_the_step() -> None:
    """SL201: the Bad example counts as done before its step has run; the Good one charges once."""
    bad, good = bad_example("SL201"), good_example("SL201")
    result = bad.run("charge_order")
    assert (result.status, result.output, bad.happened) == (Status.COMPLETED, "done", [])
    result = good.run("charge_order")
    assert (result.status, result.output, good.happened) == (Status.COMPLETED, "done", ["app.payments.charge"])


@pytest.mark.usefixtures("immediate")
def test_the_effect_of_a_swallowed_step_has_happened() -> None:
    """SL201: where steps run at once, the card is charged, and what the step gave is never told to the platform."""
    bad = bad_example("SL201")
    bad.made_up("app.payments.charge").return_value = {"charge": 1}
    result = bad.run("charge_order")
    assert (result.status, bad.happened) == (Status.COMPLETED, ["app.payments.charge"])


def test_a_workflow_that_takes_the_error_counts_as_completed() -> None:
    """SL205: the run of the Bad example is completed, that of the Good one has failed."""
    for example, status in ((bad_example("SL205"), Status.COMPLETED), (good_example("SL205"), Status.FAILED)):
        assert example.run("charge_order", steps={"charge-card": EXHAUSTED}).status is status


def test_what_a_handler_returns_is_never_tried_again() -> None:
    """SL206: the handler of the Bad example runs once, and its step is done; the Good one is tried again."""
    bad, good = bad_example("SL206"), good_example("SL206")
    for example in (bad, good):
        example.made_up("httpx.AsyncClient").side_effect = ConnectionError("vendor down")
    result = bad.run("ship_order")
    assert (result.status, result.output) == (Status.COMPLETED, {"error": "vendor down"})
    assert bad.happened == ["httpx.AsyncClient"]
    assert good.run("ship_order").status is Status.FAILED
    assert good.happened == ["httpx.AsyncClient"] * 5


def test_a_clause_for_what_the_handler_raised_never_runs() -> None:
    """SL207: the Bad example does not cancel the order of a step that has given up; the Good one does."""
    bad, good = bad_example("SL207"), good_example("SL207")
    for example in (bad, good):
        assert example.run("charge_order", steps={"charge-card": EXHAUSTED}).status is Status.FAILED
    assert (bad.happened, good.happened) == ([], ["app.orders.cancel"])


def test_a_non_retriable_error_ends_the_retries() -> None:
    """SL208: what the Bad example raises tells the platform not to try again; what the Good one lets on does not."""
    found = {}
    for name, example in (("bad", bad_example("SL208")), ("good", good_example("SL208"))):
        example.made_up("httpx.AsyncClient").side_effect = ConnectionError("vendor down")
        result = example.run("ship_order")
        assert result.status is Status.FAILED
        found[name] = errors.is_retriable(result.error)
    assert found == {"bad": False, "good": True}


@pytest.mark.usefixtures("immediate")
def test_a_clause_of_the_body_takes_a_retry_after_error_at_once() -> None:
    """SL208: it comes to the body as it is, on the first attempt: the clause takes the retry that was asked for."""
    attempts: list[int] = []

    def limited() -> None:
        attempts.append(len(attempts))
        raise inngest.RetryAfterError("too many requests", 60_000)

    async def body(ctx: inngest.Context) -> str:
        try:
            await ctx.step.run("post-order", limited)
        except Exception as error:  # noqa: BLE001 - what the page is about
            return type(error).__name__
        return "posted"

    client = inngest.Inngest(app_id="shop", is_production=False)
    trigger = inngest.TriggerEvent(event="order/placed")
    function = client.create_function(fn_id="under-test", trigger=trigger, retries=3)(body)
    result = mocked.trigger(function, inngest.Event(name="order/placed"), mocked.Inngest(app_id="shop"))
    assert (result.status, result.output, attempts) == (Status.COMPLETED, "RetryAfterError", [0])


def test_a_step_in_a_finally_comes_first() -> None:
    """SL212: the stock is released before the card is charged in the Bad example, and after it in the Good one."""
    bad, good = bad_example("SL212"), good_example("SL212")
    for example in (bad, good):
        assert example.run("charge_order").status is Status.COMPLETED
    assert bad.happened == ["app.orders.reserve", "app.orders.release", "app.orders.charge"]
    assert good.happened == ["app.orders.reserve", "app.orders.charge", "app.orders.release"]


@pytest.mark.usefixtures("immediate")
def test_a_step_in_a_finally_makes_the_other_happen_twice() -> None:
    """SL212: where steps run at once, the interrupt of the release takes the place of that of the charge."""
    bad = bad_example("SL212")
    assert bad.run("charge_order").status is Status.COMPLETED
    assert bad.happened.count("app.orders.charge") > 1
