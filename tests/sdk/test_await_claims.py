"""What the pages about awaiting and nesting steps claim of the run time, proved with the real SDK."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Awaitable, Callable
from typing import Any

import anyio
import inngest
import pytest
from inngest._internal import server_lib
from inngest.experimental import mocked
from inngest.experimental.mocked import Status

from sdk.pages import bad_example, good_example

Body = Callable[[Any], Awaitable[object]]
TRIGGER = inngest.TriggerEvent(event="shop/order.placed")


def trigger(function: Any, data: dict[str, Any] | None = None) -> Any:
    """Run a function of an example to its end."""
    event = inngest.Event(name="shop/order.placed", data=data or {})
    return mocked.trigger(function, event, mocked.Inngest(app_id="shop", is_production=False))


def run(body: Body, **options: Any) -> Any:
    """Run a body to its end."""
    client = inngest.Inngest(app_id="shop", is_production=False)
    return trigger(client.create_function(fn_id="under-test", trigger=TRIGGER, **options)(body))


@pytest.fixture
def immediate(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let new steps run in the pass that meets them, as the platform does until it has met a group. `mocked` has each
    of them planned first.
    """
    context = server_lib.ServerRequestCtx

    def asked(**fields: Any) -> server_lib.ServerRequestCtx:
        return context(**{**fields, "disable_immediate_execution": False})

    monkeypatch.setattr(server_lib, "ServerRequestCtx", asked)


# Concurrent steps


def passes_of(body: Body) -> tuple[Any, int]:
    """How a run ends, and after how many passes."""
    passes: list[int] = []

    async def counted(ctx: Any) -> object:
        passes.append(len(passes))
        return await body(ctx)

    return run(counted), len(passes)


def handler_of(function: Any) -> Body:
    """The handler of a function that an example made."""
    body: Body = function._handler
    return body


@pytest.mark.usefixtures("immediate")
def test_gathered_steps_run_several_times() -> None:
    """SL215: a pass keeps the result of one step. The handlers of the others have run in it as well, and run again."""
    ran: list[str] = []

    async def gathered(ctx: Any) -> None:
        await asyncio.gather(*(ctx.step.run(f"charge-{name}", ran.append, name) for name in "abc"))

    async def grouped(ctx: Any) -> None:
        await ctx.group.parallel(
            tuple(lambda name=name: ctx.step.run(f"charge-{name}", ran.append, name) for name in "abc")
        )

    assert run(gathered).status is Status.COMPLETED
    assert sorted(ran) == ["a", "b", "b", "c", "c", "c"]
    ran.clear()
    assert run(grouped).status is Status.COMPLETED
    assert sorted(ran) == ["a", "b", "c"]


def test_gathered_steps_run_one_after_the_other() -> None:
    """SL215: three gathered steps need a pass more for each; a group plans all of them in its first."""
    bad, passes = passes_of(handler_of(bad_example("SL215")["compare_prices"]))
    good, fewer = passes_of(handler_of(good_example("SL215")["compare_prices"]))
    assert (bad.status, bad.output) == (Status.COMPLETED, [5, 6, 5])
    assert (good.status, good.output) == (Status.COMPLETED, (5, 6, 5))
    assert passes > fewer


def test_what_is_gathered_beside_steps_runs_on_every_pass() -> None:
    """SL215."""
    beside: list[str] = []

    async def other() -> None:
        beside.append("ran")

    async def body(ctx: Any) -> None:
        await asyncio.gather(ctx.step.run("a", lambda: None), ctx.step.run("b", lambda: None), other())

    assert run(body).status is Status.COMPLETED
    assert len(beside) > 2


async def _in_a_task_group(ctx: Any) -> None:
    async with asyncio.TaskGroup() as group:
        group.create_task(ctx.step.run("a", lambda: None))
        group.create_task(ctx.step.run("b", lambda: None))


async def _in_a_task_group_of_anyio(ctx: Any) -> None:
    async with anyio.create_task_group() as group:
        group.start_soon(ctx.step.run, "a", lambda: None)


@pytest.mark.parametrize("body", [_in_a_task_group, _in_a_task_group_of_anyio])
def test_task_groups_crash(body: Body) -> None:
    """SL215: what leaves the group is no interrupt that the SDK knows."""
    with pytest.raises(BaseExceptionGroup):
        run(body)


def test_tasks_that_nothing_awaits_take_no_steps() -> None:
    """SL215: the run is completed without the step."""
    charged: list[str] = []

    async def body(ctx: Any) -> str:
        task = asyncio.create_task(ctx.step.run("charge-card", charged.append, "once"))
        return "done" if task is not None else "never"

    result = run(body)
    assert (result.status, result.output, charged) == (Status.COMPLETED, "done", [])


def test_waiting_for_tasks_loses_their_interrupts() -> None:
    """SL215: reading the results fails the run, and not reading them ends it without the steps."""
    charged: list[str] = []

    async def tasks(ctx: Any) -> set[Any]:
        done, _ = await asyncio.wait(
            [asyncio.create_task(ctx.step.run(name, charged.append, name)) for name in ("charge-a", "charge-b")]
        )
        return done

    async def unread(ctx: Any) -> str:
        await tasks(ctx)
        return "done"

    result = run(unread)
    assert (result.status, result.output, charged) == (Status.COMPLETED, "done", [])


def test_a_timeout_cuts_a_handler_off() -> None:
    """SL215: `wait_for` ends a handler in the middle, and never ends a wait of the platform's."""
    done: list[str] = []

    async def slow() -> None:
        done.append("begun")
        await asyncio.sleep(0.2)
        done.append("ended")

    async def cut(ctx: Any) -> None:
        await asyncio.wait_for(ctx.step.run("work-slowly", slow), 0.02)

    async def waited(ctx: Any) -> str:
        await asyncio.wait_for(ctx.step.sleep("wait-a-day", 86_400_000), 0.02)
        return "waited"

    assert run(cut, retries=0).status is Status.FAILED
    assert done == ["begun"]
    assert run(waited).output == "waited"


# Nested steps


def test_nested_steps_are_refused() -> None:
    """SL202: the Bad example fails and charges nothing; the Good one is completed."""
    bad = trigger(bad_example("SL202")["bill"])
    assert bad.status is Status.FAILED
    assert trigger(good_example("SL202")["bill"]).status is Status.COMPLETED


@pytest.mark.usefixtures("immediate")
def test_nested_steps_are_refused_without_a_retry() -> None:
    """SL202."""
    result = run(handler_of(bad_example("SL202")["bill"]), retries=3)
    assert (result.status, str(result.error)) == (Status.FAILED, "Nested steps are not supported.")
    assert not result.error.is_retriable
    assert trigger(good_example("SL202")["bill"]).status is Status.COMPLETED


@pytest.mark.usefixtures("immediate")
def test_a_nested_wait_runs_the_handler_again() -> None:
    """SL202: what the handler has done before a nested sleep is done again after it, and then the run fails."""
    charged: list[str] = []

    async def body(ctx: Any) -> None:
        async def handler() -> None:
            charged.append("once")
            await ctx.step.sleep("wait-a-minute", 60_000)
            await ctx.step.run("report-charge", lambda: None)

        await ctx.step.run("charge-card", handler)

    assert run(body, retries=0).status is Status.FAILED
    assert charged == ["once", "once"]


def test_nested_steps_are_refused_in_sync_workflows() -> None:
    """SL202."""
    charged: list[str] = []

    def body(ctx: Any) -> None:
        ctx.step.run("outer", lambda: ctx.step.run("inner", charged.append, "once"))

    client = inngest.Inngest(app_id="shop", is_production=False)
    result = trigger(client.create_function(fn_id="under-test", trigger=TRIGGER)(body))
    assert (result.status, charged) == (Status.FAILED, [])


def _nested_group(charged: list[str]) -> Body:
    async def body(ctx: Any) -> object:
        return await ctx.step.run(
            "outer", lambda: ctx.group.parallel((lambda: ctx.step.run("inner", charged.append, "once"),))
        )

    return body


def test_a_nested_group_takes_no_steps() -> None:
    """SL202: where steps are planned first, it says nothing."""
    charged: list[str] = []
    result = run(_nested_group(charged))
    assert (result.status, list(result.output), charged) == (Status.COMPLETED, [], [])


@pytest.mark.usefixtures("immediate")
def test_a_nested_group_fails_the_run() -> None:
    """SL202: where they are not."""
    charged: list[str] = []
    assert run(_nested_group(charged), retries=0).status is Status.FAILED
    assert charged == []


# Awaiting


@pytest.mark.filterwarnings("ignore:coroutine .* was never awaited:RuntimeWarning")
def test_steps_that_are_not_awaited_are_never_taken() -> None:
    """SL203: the Bad example is completed and has charged nothing."""
    bad, good = bad_example("SL203"), good_example("SL203")
    result = trigger(bad["bill"])
    assert (result.status, result.output, bad["charged"]) == (Status.COMPLETED, "billed", [])
    result = trigger(good["bill"])
    assert (result.status, result.output, good["charged"]) == (Status.COMPLETED, "billed", ["7", "7"])


@pytest.mark.filterwarnings("ignore:coroutine .* was never awaited:RuntimeWarning")
def test_nobody_awaits_what_a_handler_returns() -> None:
    """SL203: neither a workflow's nor a group's."""
    charged: list[str] = []

    async def returned(ctx: Any) -> object:
        return ctx.step.run("charge-card", charged.append, "once")

    async def grouped(ctx: Any) -> None:
        await ctx.group.parallel((lambda: returned(ctx), lambda: ctx.step.run("charge-tip", charged.append, "tip")))

    assert asyncio.iscoroutine(run(returned).output)
    assert run(grouped).status is Status.COMPLETED
    assert charged == ["tip"]


@pytest.mark.filterwarnings("ignore:coroutine .* was never awaited:RuntimeWarning")
def test_a_group_that_is_not_awaited_takes_no_steps() -> None:
    """SL203."""
    charged: list[str] = []

    async def body(ctx: Any) -> str:
        ctx.group.parallel((lambda: ctx.step.run("charge-card", charged.append, "once"),))
        return "done"

    assert (run(body).output, charged) == ("done", [])


# Handlers


@pytest.mark.filterwarnings("ignore:coroutine .* was never awaited:RuntimeWarning")
@pytest.mark.parametrize("retries", [0, 3])
def test_what_is_called_in_place_is_no_handler(retries: int) -> None:
    """SL204: a TypeError on each try; the function itself, a lambda that calls it, and what a factory makes work."""
    result = run(handler_of(bad_example("SL204")["bill"]), retries=retries)
    assert result.status is Status.FAILED
    assert isinstance(result.error, TypeError)
    assert trigger(good_example("SL204")["bill"]).status is Status.COMPLETED

    async def factory(ctx: Any) -> object:
        return await ctx.step.run("charge-card", functools.partial(str, "charged"))

    assert run(factory).output == "charged"


def test_the_work_of_a_sync_function_is_done_on_every_try() -> None:
    """SL204: in the body, before the step fails."""
    charged: list[str] = []

    async def body(ctx: Any) -> None:
        await ctx.step.run("charge-card", charged.append("again"))

    assert run(body, retries=2).status is Status.FAILED
    assert len(charged) > 2


@pytest.mark.filterwarnings("ignore:coroutine .* was never awaited:RuntimeWarning")
def test_a_group_takes_no_coroutines() -> None:
    """SL204."""

    async def body(ctx: Any) -> None:
        await ctx.group.parallel((ctx.step.run("charge-card", lambda: None),))

    result = run(body, retries=0)
    assert result.status is Status.FAILED
    assert isinstance(result.error, TypeError)


# Late binding


def test_callables_of_a_group_read_late() -> None:
    """SL216: three times the last order, with nothing failing."""
    bad, good = bad_example("SL216"), good_example("SL216")
    result = trigger(bad["bill_all"])
    assert (result.status, result.output) == (Status.COMPLETED, ("third", "third", "third"))
    assert set(bad["charged"]) == {"third"}
    assert trigger(good["bill_all"]).output == ("first", "second", "third")
    assert sorted(good["charged"]) == ["first", "second", "third"]


def test_a_lambda_of_a_step_is_called_in_time() -> None:
    """SL216: so is one of a group inside of the loop, and one that the group takes from a generator itself."""

    async def direct(ctx: Any) -> list[object]:
        return [await ctx.step.run(f"charge-{order}", lambda: order) for order in "abc"]  # noqa: B023 - under test

    async def inside(ctx: Any) -> list[object]:
        charge = ctx.step.run
        return [await ctx.group.parallel((lambda: charge(order, str, order),)) for order in "abc"]  # noqa: B023

    async def lazy(ctx: Any) -> object:
        charge = ctx.step.run
        return await ctx.group.parallel(lambda: charge(order, str, order) for order in "abc")  # noqa: B023

    assert run(direct).output == ["a", "b", "c"]
    assert run(inside).output == [("a",), ("b",), ("c",)]
    assert run(lazy).output == ("a", "b", "c")
