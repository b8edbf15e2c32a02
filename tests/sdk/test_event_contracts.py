"""What the pages of the rules about events claim of the run time, proved with the real SDK."""

from __future__ import annotations

import asyncio
import collections
import dataclasses
import datetime
import decimal
import enum
import json
import pathlib
import uuid
from typing import Any

import inngest
import pytest
from inngest.experimental import mocked

from sdk.pages import bad_example

CLIENT = mocked.Inngest(app_id="rides", is_production=False)
FAILED = inngest.Event(
    name="inngest/function.failed",
    data={
        "error": {"name": "StepError", "message": "down"},
        "event": {"name": "trip/created", "data": {"trip_id": "t1"}},
        "function_id": "rides-confirm-trip",
        "run_id": "r1",
    },
)


def test_a_loop_sends_its_own_trigger_in_every_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """SL304."""
    sent: list[inngest.Event] = []
    original = mocked.Inngest.send

    async def noted(self: mocked.Inngest, events: inngest.Event | list[inngest.Event], **options: object) -> list[str]:
        sent.extend(events if isinstance(events, list) else [events])
        return await original(self, events)

    monkeypatch.setattr(mocked.Inngest, "send", noted)
    result = mocked.trigger(bad_example("SL304")["price_trip"], inngest.Event(name="trip/updated"), CLIENT)
    assert [event.name for event in sent] == ["trip/updated"]
    assert result.status is mocked.Status.COMPLETED


def test_the_event_of_a_failure_has_the_original_one_inside() -> None:
    """SL305."""
    names = bad_example("SL305")
    client = inngest.Inngest(app_id="rides", is_production=False)
    trigger = inngest.TriggerEvent(event="inngest/function.failed")
    function = client.create_function(fn_id="failed", trigger=trigger)(names["confirmation_failed"])
    result = mocked.trigger(function, FAILED, CLIENT)
    assert result.status is mocked.Status.FAILED
    assert "trip_id" in str(result.error)


def test_data_that_is_no_json_is_refused() -> None:
    """SL306."""
    with pytest.raises(ValueError, match="validation error"):
        asyncio.run(bad_example("SL306")["end_trip"]("t1"))


class Colour(enum.Enum):
    RED = "red"


@dataclasses.dataclass
class Trip:
    trip_id: str = "t1"


@pytest.mark.parametrize(
    "value",
    [
        datetime.datetime.now(),
        datetime.date.today(),
        datetime.timedelta(1),
        uuid.uuid4(),
        {1},
        frozenset({1}),
        b"png",
        pathlib.Path("a"),
        ValueError("late"),
        collections.deque([1]),
        Colour.RED,
        Trip(),
        print,
        Trip,
        (number for number in (1, 2)),
        {"a": 1}.keys(),
    ],
    ids=lambda value: type(value).__name__,
)
def test_values_that_are_no_json_are_refused(value: Any) -> None:
    """SL306."""
    with pytest.raises(ValueError, match="validation error"):
        inngest.Event(name="trip/ended", data={"value": value})


@pytest.mark.parametrize(
    "value",
    [decimal.Decimal("1.5"), (1, 2), [datetime.datetime.now(), {1}], {"inside": uuid.uuid4()}],
    ids=lambda value: type(value).__name__,
)
def test_values_that_the_sdk_makes_json_of(value: Any) -> None:
    """SL306: of these it says nothing."""
    event = inngest.Event(name="trip/ended", data={"value": value})
    assert json.loads(json.dumps(event.model_dump(mode="json")))["data"]["value"]


def test_a_schedule_brings_no_data() -> None:
    """SL308."""
    timer = inngest.Event(name="inngest/scheduled.timer", data={"cron": "0 3 * * *"})
    result = mocked.trigger(bad_example("SL308")["purge_trips"], timer, CLIENT)
    assert "days" in str(result.error)


def test_only_the_first_event_of_a_batch_is_the_event() -> None:
    """SL309."""
    seen: list[object] = []
    client = inngest.Inngest(app_id="rides", is_production=False)
    trigger = inngest.TriggerEvent(event="trip/ended")

    @client.create_function(fn_id="sum-up", trigger=trigger, batch_events=inngest.Batch(max_size=50))
    async def sum_up(ctx: inngest.Context) -> None:
        seen.append((ctx.event.data["trip_id"], [event.data["trip_id"] for event in ctx.events]))

    mocked.trigger(sum_up, [inngest.Event(name="trip/ended", data={"trip_id": name}) for name in "abc"], CLIENT)
    assert seen == [("a", ["a", "b", "c"])]


def test_an_event_that_did_not_come_is_none() -> None:
    """SL310."""
    result = mocked.trigger(
        bad_example("SL310")["confirm_trip"],
        inngest.Event(name="trip/created"),
        CLIENT,
        step_stubs={"wait-for-payment": mocked.Timeout},
    )
    assert result.status is mocked.Status.FAILED
    assert "NoneType" in str(result.error)
