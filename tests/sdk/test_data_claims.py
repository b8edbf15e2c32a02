"""What the pages about data in replayed functions claim of the run time, proved with the real SDK."""

from __future__ import annotations

import dataclasses
import datetime
import decimal
import http
import uuid
import warnings
from typing import Any

import inngest
import pydantic
import pytest
from inngest._internal import execution_lib, server_lib, step_lib

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
