"""Which e-mails follow each other too soon: `line>line` for each pair, with the waits between in brackets."""

from __future__ import annotations

import textwrap

import msgspec
import pytest

from steplint.project import Conflict, Workflow
from steplint.settings import default_settings
from unit.project.projects import FLOW, flow, make

BEFORE = """
import asyncio, time
from datetime import datetime
from functools import partial
def send_email(to=None): ...
def deliver(to=None): send_email(to)
async def wait(ctx, seconds=45): await ctx.step.sleep("email-delay", timedelta(seconds=seconds))
async def both(ctx):
    send_email()
    await wait(ctx)
async def late(ctx):
    await wait(ctx)
    send_email()
"""
SLEEP = "await ctx.step.sleep('email-delay', timedelta(seconds={}))"


def conflicts(workflow: Workflow) -> list[Conflict]:
    return [conflict for _, conflict in workflow.mail_conflicts()]


def too_soon(body: str, before: str = "") -> list[Conflict]:
    return conflicts(flow(body.replace("WAIT", SLEEP.format(45)), before=BEFORE + textwrap.dedent(before)))


FINE = [
    pytest.param("send_email()", id="one"),
    pytest.param("send_email()\nWAIT\nsend_email()", id="a wait between"),
    pytest.param("send_email()\n" + SLEEP.format(30) + "\n" + SLEEP.format(15) + "\nsend_email()", id="waits add up"),
    pytest.param("send_email()\nawait ctx.step.sleep('d', 45_000)\nsend_email()", id="milliseconds"),
    pytest.param("send_email()\nawait ctx.step.sleep('d', ctx.x)\nsend_email()", id="an unknown wait"),
    pytest.param(
        "send_email()\nawait ctx.step.sleep_until('d', datetime.now() + timedelta(hours=1))\nsend_email()",
        id="until later",
    ),
    pytest.param("send_email()\nawait ctx.step.sleep_until('d', ctx.x)\nsend_email()", id="until some time"),
    pytest.param("if x:\n    send_email()\nelse:\n    send_email()", id="exclusive branches"),
    pytest.param("if x:\n    send_email()\nif not x:\n    send_email()", id="exclusive conditions"),
    pytest.param("if x:\n    send_email()\n    return\nsend_email()", id="a return between"),
    pytest.param("for u in us:\n    send_email()\n    break", id="a loop that leaves"),
    pytest.param("for u in us:\n    send_email()\n    WAIT", id="a wait at the end of a turn"),
    pytest.param("for u in us:\n    WAIT\n    send_email()", id="a wait at its start"),
    pytest.param(
        "for i, u in enumerate(us):\n    send_email()\n    if i < len(us) - 1:\n        WAIT", id="not the last"
    ),
    pytest.param("for i, u in enumerate(us):\n    if i > 0:\n        WAIT\n    send_email()", id="not the first"),
    pytest.param("for i, u in enumerate(us):\n    if i:\n        WAIT\n    send_email()", id="if i"),
    pytest.param(
        "sent = False\nfor u in us:\n    if sent:\n        WAIT\n    send_email()\n    sent = True", id="a flag"
    ),
    pytest.param("both(ctx)\nboth(ctx)", id="helpers that wait after"),
    pytest.param("late(ctx)\nlate(ctx)", id="helpers that wait before"),
    pytest.param("both(ctx)\nsend_email()", id="the wait in the first"),
    pytest.param("send_email()\nlate(ctx)", id="the wait in the second"),
    pytest.param("send_email()\nwait(ctx)\nsend_email()", id="the wait in a helper"),
    pytest.param("for u in us:\n    both(ctx)", id="a helper in a loop"),
    pytest.param("try:\n    send_email()\nexcept Exception:\n    pass", id="one in a try"),
    pytest.param("send_email()\nraise ValueError", id="ends in an error"),
    pytest.param("await ctx.group.parallel((lambda: send_email(),))", id="a group of one"),
    pytest.param("while True:\n    send_email()\n    WAIT", id="for ever"),
    pytest.param("for u in us:\n    if u:\n        send_email()\n        WAIT", id="a wait with each send"),
]


@pytest.mark.parametrize("body", FINE)
def test_fine(body: str) -> None:
    assert too_soon(body) == []


# How many pairs there are, the waits on the worst of them, how sure we are.
PAIRS = [
    pytest.param("send_email()\nsend_email()", 0, "high", id="in a row"),
    pytest.param("for u in us:\n    send_email()", 0, "high", id="a loop"),
    pytest.param("while x():\n    send_email()", 0, "high", id="a while loop"),
    pytest.param("[send_email(u) for u in us]", 0, "high", id="a comprehension"),
    pytest.param("deliver()\ndeliver()", 0, "high", id="in two helpers"),
    pytest.param("for u in us:\n    await ctx.step.run('mail-user', deliver)", 0, "high", id="steps in a loop"),
    pytest.param("await ctx.step.run('a', deliver)\nawait ctx.step.run('b', deliver)", 0, "high", id="two steps"),
    pytest.param("if x:\n    send_email()\nsend_email()", 0, "high", id="after a branch"),
    pytest.param("send_email()\n" + SLEEP.format(30) + "\nsend_email()", 1, "high", id="too short"),
    pytest.param("send_email()\nawait ctx.step.sleep('d', 45)\nsend_email()", 1, "high", id="milliseconds"),
    pytest.param("send_email()\ntime.sleep(45)\nsend_email()", 1, "high", id="not durable"),
    pytest.param("send_email()\nawait asyncio.sleep(45)\nsend_email()", 1, "high", id="asyncio"),
    pytest.param("send_email()\n" + SLEEP.format(-50) + "\nsend_email()", 1, "high", id="negative"),
    pytest.param("send_email()\n" + SLEEP.format(10) + "\n" + SLEEP.format(10) + "\nsend_email()", 2, "high", id="two"),
    pytest.param("send_email()\nwait(ctx, 10)\nsend_email()", 1, "high", id="too short in a helper"),
    pytest.param(
        "send_email()\nawait ctx.step.wait_for_event('w', event='a', timeout=1)\nsend_email()", 0, "high", id="an event"
    ),
    pytest.param(
        "send_email()\nawait ctx.step.sleep_until('d', datetime.now() + timedelta(seconds=5))\nsend_email()",
        1,
        "high",
        id="until soon",
    ),
    pytest.param(
        "for i, u in enumerate(us):\n    if i < len(us) - 2:\n        WAIT\n    send_email()",
        0,
        "high",
        id="off by one",
    ),
    pytest.param("for u in us:\n    send_email()\n    if u:\n        WAIT", 0, "high", id="some turns only"),
    pytest.param("await ctx.group.parallel((lambda: send_email(), lambda: deliver()))", 0, "high", id="side by side"),
    pytest.param("await asyncio.gather(*[send_email(u) for u in us])", 0, "high", id="gather"),
    pytest.param("list(map(send_email, us))", 0, "high", id="map"),
    pytest.param("late(ctx)\nboth(ctx)", 0, "high", id="helpers in the wrong order"),
    pytest.param(
        "try:\n    send_email()\n    x()\nexcept Exception:\n    send_email()", 0, "low", id="only through an error"
    ),
    pytest.param("ctx.x.send_email()\nsend_email()", 0, "low", id="a method that may mail"),
    pytest.param("send_email()\nctx.x.send_email()", 0, "low", id="and after"),
    pytest.param("send_email()\nsend_welcome_email()", 0, "medium", id="by appearance"),
]


@pytest.mark.parametrize(("body", "waits", "confidence"), PAIRS)
def test_too_soon(body: str, waits: int, confidence: str) -> None:
    found = too_soon(body)
    assert found
    worst = min(found, key=lambda conflict: (conflict.confidence.rank, len(conflict.previous.waited.waits)))
    assert (len(worst.previous.waited.waits), worst.confidence.value) == (waits, confidence)


HELPERS = [
    pytest.param("def f():\n    send_email()\n    send_email()\n", "f()", 1, id="both in a helper"),
    pytest.param("def f(us):\n    for u in us: send_email()\n", "f(1)", 1, id="a loop in a helper"),
    pytest.param("def f(n):\n    send_email()\n    if n: f(n - 1)\n", "f(ctx.x)", 1, id="recursion"),
    pytest.param(
        "def f(n):\n    send_email()\n    g(n)\ndef g(n):\n    if n: f(n)\n", "f(ctx.x)", 1, id="mutual recursion"
    ),
    pytest.param(
        "async def f(ctx, n):\n    send_email()\n    await wait(ctx)\n    await f(ctx, n)\n",
        "await f(ctx, 1)",
        0,
        id="recursion that waits",
    ),
    pytest.param(
        "def f():\n    raise ValueError\n",
        "send_email()\nf()\nsend_email()",
        0,
        id="a helper that never returns",
    ),
    pytest.param("def f():\n    send_email()\n    raise ValueError\n", "send_email()\nf()", 1, id="it sends before"),
    pytest.param("def f(x):\n    if x: return\n    send_email()\n", "f(ctx.a)\nf(ctx.b)", 1, id="maybe and maybe"),
    pytest.param(
        "def f(u):\n    if not u: return False\n    send_email(u)\n    return True\n",
        "if f(ctx.x):\n    WAIT\nsend_email()",
        0,
        id="its result tells whether it sent",
    ),
    pytest.param(
        "def f(u):\n    if not u: return False\n    send_email(u)\n    return True\n",
        "sent = f(ctx.x)\nif sent:\n    WAIT\nsend_email()",
        0,
        id="its result by name",
    ),
    pytest.param(
        "def f(u):\n    if not u: return False\n    send_email(u)\n    return True\n",
        "if not f(ctx.x):\n    WAIT\nsend_email()",
        1,
        id="its result the wrong way round",
    ),
    pytest.param("def f(x): ...\n", "send_email()\nf(1)\nsend_email()", 1, id="a helper that does nothing"),
    pytest.param("class M:\n    def send(self): send_email()\n", "m = M()\nm.send()\nm.send()", 1, id="methods"),
    pytest.param(
        "class M:\n    def __enter__(self): send_email()\n    def __exit__(self, *a): send_email()\n",
        "with M():\n    WAIT",
        0,
        id="a manager that waits between",
    ),
    pytest.param(
        "class M:\n    def __enter__(self): send_email()\n    def __exit__(self, *a): send_email()\n",
        "with M():\n    pass",
        1,
        id="a manager that does not",
    ),
    pytest.param(
        "import contextlib\n@contextlib.contextmanager\ndef m():\n    send_email()\n    yield\n    send_email()\n",
        "with m():\n    pass",
        1,
        id="a generator around nothing",
    ),
    pytest.param(
        "import contextlib\n@contextlib.contextmanager\ndef m():\n    send_email()\n    yield\n    send_email()\n",
        "with m():\n    WAIT",
        0,
        id="a generator around a wait",
    ),
    pytest.param(
        "import contextlib\n@contextlib.contextmanager\ndef m():\n    yield\n    send_email()\n",
        "with m():\n    send_email()",
        1,
        id="a generator that sends at its end",
    ),
]


@pytest.mark.parametrize(("before", "body", "expected"), HELPERS)
def test_helpers(before: str, body: str, expected: int) -> None:
    # An error in a `with` leads to its exit as well: such pairs are reported at low confidence.
    found = [conflict for conflict in too_soon(body, before) if not conflict.exceptional]
    assert bool(found) == bool(expected)


def test_the_least_wait_is_a_setting() -> None:
    body = f"send_email()\n{SLEEP.format(20)}\nsend_email()"
    strict, lax = (
        flow(body, msgspec.structs.replace(default_settings(), min_email_delay=delay), before=BEFORE)
        for delay in (45.0, 20.0)
    )
    assert conflicts(strict)
    assert not conflicts(lax)


def test_the_shortest_way_is_told() -> None:
    """One branch waits too little, the other not at all: the second is the worse."""
    found = too_soon(f"send_email()\nif x:\n    {SLEEP.format(10)}\nsend_email()")
    assert 0 in {len(conflict.previous.waited.waits) for conflict in found}


def test_a_pair_tells_both_ends_and_the_way() -> None:
    [conflict] = too_soon("deliver('a')\ndeliver('a')")
    assert conflict.previous.mail.place == conflict.mail.place
    assert [len(conflict.previous.mail.path), len(conflict.mail.path)] == [1, 1]
    lines = [conflict.previous.mail.path[0].place.span.line, conflict.mail.path[0].place.span.line]
    assert lines[1] == lines[0] + 1


def test_failure_handlers_are_looked_at_on_their_own() -> None:
    text = (
        FLOW
        + BEFORE
        + """
async def failed(ctx):
    send_email()
    send_email()
@client.create_function(fn_id="a", trigger=TRIGGER, on_failure=failed)
async def process(ctx): send_email()
"""
    )
    [workflow] = make(text).workflows
    assert len(conflicts(workflow)) == 1


def test_many_conditions_do_not_take_for_ever() -> None:
    body = "\n".join(f"if a{n}: send_email()\nif a{n}: x()" for n in range(40))
    assert too_soon(body)


def test_the_order_of_findings_is_stable() -> None:
    body = "for u in us:\n    send_email(1)\n    send_email(2)\nsend_email(3)"
    found = too_soon(body)
    assert [c.mail.place for c in found] == sorted(c.mail.place for c in found)
    assert found == too_soon(body)
