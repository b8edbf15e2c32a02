"""SL404: a dict is no event, a function of a function cannot run, and a function cannot be called."""

from __future__ import annotations

import asyncio

import inngest
import pytest
from inngest.experimental import mocked

from sdk.pages import bad_example


def test_a_dict_is_no_event(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INNGEST_DEV", "1")  # no keys are needed
    with pytest.raises(AttributeError):
        asyncio.run(bad_example("SL404")["create_trip"]("t1"))


def test_a_function_cannot_be_called() -> None:
    with pytest.raises(TypeError, match="not callable"):
        bad_example("SL404")["confirm_trip"]("t1")


def test_a_function_of_a_function_fails() -> None:
    function = bad_example("SL404")["remind"]
    client = mocked.Inngest(app_id="rides", is_production=False)
    result = mocked.trigger(function, inngest.Event(name="inngest/scheduled.timer"), client)
    assert result.status is mocked.Status.FAILED
    assert "not callable" in str(result.error)
