# ruff: noqa: E501 - a case's code is one text
"""What covers a fallible operation, and which operations are fallible."""

from __future__ import annotations

import textwrap

import pytest

from steplint.project import Operation
from unit.project.projects import FLOW, flow, make

BEFORE = """
import contextlib, threading, requests, httpx
from inngest import StepError
class ShopError(Exception): ...
class PaymentError(StepError): ...
ERRORS = (inngest.StepError, ShopError)
def charge(): ...
"""


def operations(body: str, before: str = "") -> list[Operation]:
    return list(flow(body, before=BEFORE + textwrap.dedent(before)).operations())


def covered(body: str, before: str = "") -> list[bool]:
    return [operation.is_covered for operation in operations(body, before)]


def tried(clause: str, operation: str, handler: str = "raise") -> bool:
    body = f"try:\n    {operation}\n{clause}:\n    {handler}"
    [found] = covered(body)
    return found


STEP = "await ctx.step.run('charge-card', charge)"
CALL = "requests.get('https://example.com')"

CLAUSES = [
    # clause, covers a step, covers a call
    ("except Exception", True, True),
    ("except (ValueError, Exception)", True, True),
    ("except Exception as error", True, True),
    ("except inngest.StepError", True, False),
    ("except StepError", True, False),
    ("except (inngest.StepError, KeyError)", True, False),
    ("except ERRORS", True, True),
    ("except PaymentError", True, True),
    ("except ShopError", False, True),
    ("except requests.RequestException", False, True),
    ("except (requests.Timeout, httpx.HTTPError)", False, True),
    ("except OSError", False, True),
    ("except", False, False),
    ("except BaseException", False, False),
    ("except (BaseException, ValueError)", False, False),
    ("except ValueError", False, False),
    ("except (KeyError, TypeError)", False, False),
    ("except unknown_errors", True, True),
    ("finally", False, False),
]


@pytest.mark.parametrize(("clause", "step", "_call"), CLAUSES, ids=[clause for clause, *_ in CLAUSES])
def test_clauses_around_a_step(clause: str, step: bool, _call: bool) -> None:
    assert tried(clause, STEP, "pass") is step


@pytest.mark.parametrize(("clause", "_step", "call"), CLAUSES, ids=[clause for clause, *_ in CLAUSES])
def test_clauses_around_a_call(clause: str, _step: bool, call: bool) -> None:
    assert tried(clause, CALL, "pass") is call


PLACES = [
    pytest.param(f"{STEP}", [False], id="nothing around"),
    pytest.param(f"try:\n    pass\nexcept Exception:\n    raise\n{STEP}", [False], id="after the try"),
    pytest.param(f"try:\n    pass\nexcept Exception:\n    pass\nelse:\n    {STEP}", [False], id="in its else"),
    pytest.param(f"try:\n    pass\nexcept Exception:\n    {STEP}", [], id="on the failure path"),
    pytest.param(f"try:\n    pass\nfinally:\n    {STEP}", [], id="in finally"),
    pytest.param(
        f"try:\n    if x:\n        for y in z:\n            {STEP}\nexcept Exception:\n    raise", [True], id="deep"
    ),
    pytest.param(
        f"try:\n    try:\n        {STEP}\n    except ValueError:\n        pass\nexcept Exception:\n    raise",
        [True],
        id="nested",
    ),
    pytest.param(f"with contextlib.suppress(Exception):\n    {STEP}", [True], id="suppress"),
    pytest.param(f"with contextlib.suppress(BaseException):\n    {STEP}", [False], id="suppress too much"),
    pytest.param(f"with contextlib.suppress(KeyError):\n    {STEP}", [False], id="suppress something else"),
    pytest.param(f"with threading.Lock():\n    {STEP}", [False], id="a plain manager"),
    pytest.param(f"with thing:\n    {STEP}", [False], id="a manager by name"),
    pytest.param(f"with unknown():\n    {STEP}", [False], id="an unknown manager"),
]


@pytest.mark.parametrize(("body", "expected"), PLACES)
def test_places(body: str, expected: list[bool]) -> None:
    assert covered(body) == expected


MANAGERS = [
    pytest.param(
        "@contextlib.contextmanager\ndef guard():\n    try:\n        yield\n    except Exception:\n        raise\n",
        True,
        id="a generator that catches",
    ),
    pytest.param(
        "@contextlib.asynccontextmanager\nasync def guard():\n    try:\n        yield\n    except StepError:\n        pass\n",
        True,
        id="an async one",
    ),
    pytest.param("@contextlib.contextmanager\ndef guard():\n    yield\n", False, id="a generator that does not"),
    pytest.param(
        "class guard:\n    def __enter__(self): ...\n    def __exit__(self, *a):\n        return True\n",
        True,
        id="a class that swallows",
    ),
    pytest.param(
        "class guard:\n    async def __aenter__(self): ...\n    async def __aexit__(self, *a):\n        return log(a)\n",
        True,
        id="a class that may",
    ),
    pytest.param(
        "class guard:\n    def __enter__(self): ...\n    def __exit__(self, *a):\n        return False\n",
        False,
        id="a class that does not",
    ),
    pytest.param(
        "class guard:\n    def __enter__(self): ...\n    def __exit__(self, *a): ...\n", False, id="or says nothing"
    ),
]


@pytest.mark.parametrize(("manager", "expected"), MANAGERS)
def test_managers_of_the_project(manager: str, expected: bool) -> None:
    assert covered(f"with guard():\n    {STEP}", manager) == [expected]


FALLIBLE = [
    ("await ctx.step.run('a', charge)", 1),
    ("await ctx.step.invoke('a', function=f)", 1),
    ("await ctx.step.send_event('a', e)", 1),
    ("await ctx.step.wait_for_event('a', event='x', timeout=1)", 1),
    ("await ctx.step.ai.infer('a', adapter=x, body={})", 1),
    ("requests.get('https://example.com')", 1),
    ("await httpx.AsyncClient().get('https://example.com')", 1),
    ("send_email('x')", 1),
    ("await httpx.unheard_of()", 1),
    ("await ctx.step.sleep('a', 5)", 0),
    ("await ctx.step.sleep_until('a', t)", 0),
    ("import time\ntime.sleep(1)", 0),
    ("ctx.logger.info('x')", 0),
    ("data = ctx.event.data['x']", 0),
    ("sum([1, 2])", 0),
    ("charge()", 0),
]


@pytest.mark.parametrize(("body", "count"), FALLIBLE, ids=[body for body, _ in FALLIBLE])
def test_what_can_fail(body: str, count: int) -> None:
    assert len(operations(body)) == count


def test_a_steps_handler_is_the_steps_affair() -> None:
    [operation] = operations("await ctx.step.run('charge-card', pay)", f"def pay(): {CALL}")
    assert "charge-card" in operation.name


def test_helpers_are_judged_with_what_stands_around_their_calls() -> None:
    helper = f"async def take(ctx):\n    {STEP}\n"
    assert covered("try:\n    await take(ctx)\nexcept Exception:\n    raise", helper) == [True]
    assert covered("await take(ctx)", helper) == [False]
    assert covered(
        "await take(ctx)", f"async def take(ctx):\n    try:\n        {STEP}\n    except Exception:\n        raise\n"
    ) == [True]


def test_covered_on_one_way_and_not_on_another() -> None:
    helper = f"async def take(ctx):\n    {STEP}\n"
    body = "try:\n    await take(ctx)\nexcept Exception:\n    raise\nawait take(ctx)"
    assert covered(body, helper) == [False]


def test_a_decorator_that_catches_covers_what_it_wraps() -> None:
    text = (
        FLOW
        + BEFORE
        + f"""
import functools
def guarded(f):
    @functools.wraps(f)
    async def wrapper(ctx):
        try:
            return await f(ctx)
        except Exception:
            ctx.logger.exception("failed")
            raise
    return wrapper

@client.create_function(fn_id="a", trigger=TRIGGER)
@guarded
async def process(ctx):
    {STEP}
"""
    )
    [workflow] = make(text).workflows
    assert [operation.is_covered for operation in workflow.operations()] == [True]


def test_recursive_helpers_end() -> None:
    helper = f"async def take(ctx, n):\n    {STEP}\n    await take(ctx, n)\n"
    assert covered("await take(ctx, 3)", helper) == [False]


def test_an_unresolved_handler_has_no_operations() -> None:
    [workflow] = make(FLOW + "flow = client.create_function(fn_id='a', trigger=TRIGGER)(load())\n").workflows
    assert list(workflow.operations()) == []
