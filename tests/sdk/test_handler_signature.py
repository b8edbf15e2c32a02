"""SL403: a handler of the older style fails before its first line."""

from __future__ import annotations

import inngest
from inngest.experimental import mocked

from sdk.pages import bad_example


def test_the_handler_is_called_with_the_context_alone() -> None:
    function = bad_example("SL403")["confirm_trip"]
    client = mocked.Inngest(app_id="rides", is_production=False)
    result = mocked.trigger(function, inngest.Event(name="trip/created"), client)
    assert result.status is mocked.Status.FAILED
    assert isinstance(result.error, TypeError)
    assert "'step'" in str(result.error)
