"""SL402: of two functions with one id an application keeps the later."""

from __future__ import annotations

import warnings

import pytest

from sdk.pages import bad_example


def test_the_later_function_takes_the_place_of_the_former(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INNGEST_DEV", "1")  # no keys are needed
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # the SDK's own, from pydantic
        from inngest._internal import comm_lib, server_lib
    names = bad_example("SL402")
    functions = [names["confirm_trip"], names["cancel_trip"]]
    handler = comm_lib.CommHandler(
        client=names["client"],
        enable_unauthed_sync=None,
        framework=server_lib.Framework.FLASK,
        functions=functions,
        streaming=None,
    )
    assert list(handler._fns.values()) == [names["cancel_trip"]]
