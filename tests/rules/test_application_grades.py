"""How severe and how sure findings about the application are, and which of two rules tells of one fault."""

from __future__ import annotations

import textwrap

import msgspec
import pytest

from steplint.diagnostics import Confidence, Severity
from steplint.rule import installed_rules, select_rules
from steplint.settings import default_settings
from steplint.testing.harness import check_sources
from support import grades

CRITICAL, MANDATORY, ADVISORY = Severity.CRITICAL, Severity.MANDATORY, Severity.ADVISORY
HIGH, MEDIUM, LOW = Confidence.HIGH, Confidence.MEDIUM, Confidence.LOW

HEAD = """
import os
import uuid
from datetime import timedelta

import inngest

client = inngest.Inngest(app_id="rides")
DEBUG = os.environ.get("DEBUG")
TRIGGER = inngest.TriggerEvent(event="trip/created")
"""


def function(options: str, body: str = "...") -> str:
    """A module with one function."""
    return f"""{HEAD}
@client.create_function(fn_id="confirm-trip", trigger=TRIGGER, {options})
async def confirm_trip(ctx: inngest.Context) -> None:
    {body}
"""


@pytest.mark.parametrize(
    ("options", "grade"),
    [
        ("retries=21", (MANDATORY, HIGH)),
        ("retries=-1", (CRITICAL, HIGH)),
        ("retries=40 if DEBUG else 3", (MANDATORY, MEDIUM)),
        ("batch_events=inngest.Batch(max_size=1, timeout=5_000)", (CRITICAL, HIGH)),
        ("batch_events=inngest.Batch(max_size=101, timeout=5_000)", (CRITICAL, MEDIUM)),
        ("batch_events=inngest.Batch(max_size=50, timeout=timedelta(minutes=2))", (CRITICAL, MEDIUM)),
        ("batch_events=inngest.Batch(max_size=50)", (CRITICAL, LOW)),
        ("throttle=inngest.Throttle(limit=1, period=timedelta(days=8))", (CRITICAL, MEDIUM)),
        ("debounce=inngest.Debounce(period=timedelta(days=8))", (CRITICAL, HIGH)),
        ("priority=inngest.Priority(run='event.data.is_vip ? 900 : 0')", (MANDATORY, MEDIUM)),
    ],
)
def test_limits(options: str, grade: tuple[Severity, Confidence]) -> None:
    assert grades(function(options), "SL406") == [grade]


@pytest.mark.parametrize(
    ("options", "grade"),
    [
        ("idempotency='trip_id'", (CRITICAL, HIGH)),
        ("concurrency=[inngest.Concurrency(limit=1, key='trip_id')]", (MANDATORY, HIGH)),
        ("concurrency=[inngest.Concurrency(limit=1, key='event.data[')]", (CRITICAL, HIGH)),
        ("throttle=inngest.Throttle(limit=1, period=60_000, key='event.data[')", (MANDATORY, HIGH)),
        ("cancel=[inngest.Cancel(event='a/b', if_exp='size(async.data.x) > 0')]", (CRITICAL, HIGH)),
        ("cancel=[inngest.Cancel(event='a/b', if_exp='event.data.x == 1')]", (MANDATORY, MEDIUM)),
    ],
)
def test_expressions_of_options(options: str, grade: tuple[Severity, Confidence]) -> None:
    assert grades(function(options), "SL410") == [grade]


@pytest.mark.parametrize(
    ("expression", "grade"),
    [
        ("'async.data.x = 1'", (CRITICAL, HIGH)),
        ("f'async.data.x == {ctx.run_id}'", (CRITICAL, HIGH)),
        ("f'async.data.x == {str(uuid.uuid4())}'", (CRITICAL, HIGH)),
        ("f'async.data.x == {ctx.event.data[\"x\"]}'", (CRITICAL, MEDIUM)),
        ('f"async.data.x == \'{ctx.run_id}"', (CRITICAL, MEDIUM)),
        ("'async.trip_id == event.data.trip_id'", (MANDATORY, HIGH)),
    ],
)
def test_expressions_of_waits(expression: str, grade: tuple[Severity, Confidence]) -> None:
    body = f"await ctx.step.wait_for_event('wait', event='trip/paid', timeout=60_000, if_exp={expression})"
    assert grades(function("retries=3", body), "SL410") == [grade]


@pytest.mark.parametrize("sends", [1, 2])
@pytest.mark.parametrize("codes", [("SL004",), ("SL303",), ("SL004", "SL303")])
def test_a_key_that_nobody_provides_is_told_of_once(sends: int, codes: tuple[str, ...]) -> None:
    source = function("retries=3", 'print(ctx.event.data["tripId"])')
    for number in range(sends):
        source += textwrap.dedent(
            f"""
            async def send_{number}() -> None:
                await client.send(inngest.Event(name="trip/created", data={{"trip_id": "t1"}}))
            """
        )
    settings = msgspec.structs.replace(default_settings(), select=codes)
    rules = select_rules(installed_rules(), settings)
    found = [f.code for f in check_sources({"flows.py": source}, settings=settings, rules=rules).findings]
    told_by = codes[0] if len(codes) == 1 else "SL004" if sends == 1 else "SL303"
    assert found == [told_by] * (sends if told_by == "SL004" else 1)
