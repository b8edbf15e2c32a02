"""How sure SL104 is."""

from __future__ import annotations

import pytest

from steplint.diagnostics import Confidence, Severity
from support import grades

HEAD = """
import inngest
from fastapi import Depends
from sqlalchemy.orm import Session
from app.models import Trip

client = inngest.Inngest(app_id="grades")
EVENT = inngest.Event(name="trip/created", data={})


def get_session():
    with Session() as session:
        yield session
        session.commit()


"""
CASES = {
    "before the commit": (
        "def f(s: Session, t: Trip):\n    s.add(t)\n    client.send_sync(EVENT)\n    s.commit()\n",
        [Confidence.HIGH],
    ),
    "in an open transaction": (
        "def f(s: Session, t: Trip):\n    with s.begin():\n        s.add(t)\n        client.send_sync(EVENT)\n",
        [Confidence.HIGH],
    ),
    "before the commit on one path": (
        "def f(s: Session, t: Trip):\n    s.add(t)\n    if t.a:\n        client.send_sync(EVENT)\n    s.commit()\n",
        [Confidence.HIGH],
    ),
    "not awaited": (
        "async def f(s: Session, t: Trip):\n    s.add(t)\n    s.commit()\n    client.send(EVENT)\n",
        [Confidence.HIGH],
    ),
    "a commit left to a dependency": (
        "def f(t: Trip, s: Session = Depends(get_session)):\n    s.add(t)\n    client.send_sync(EVENT)\n",
        [Confidence.LOW],
    ),
    "a commit left to the caller, who is not known": (
        "def f(s: Session, t: Trip):\n    s.add(t)\n    s.flush()\n    client.send_sync(EVENT)\n",
        [Confidence.LOW],
    ),
    "no write in the action": ("def f():\n    client.send_sync(EVENT)\n", [Confidence.LOW]),
    "after the commit": (
        "def f(s: Session, t: Trip):\n    s.add(t)\n    s.commit()\n    client.send_sync(EVENT)\n",
        [],
    ),
    "bookkeeping after it": (
        "def f(s: Session, t: Trip):\n    s.add(t)\n    s.commit()\n    client.send_sync(EVENT)\n"
        "    t.sent = True\n    s.commit()\n",
        [],
    ),
}


@pytest.mark.parametrize(("action", "expected"), CASES.values(), ids=CASES)
def test_grades(action: str, expected: list[Confidence]) -> None:
    assert grades(HEAD + action, "SL104") == [(Severity.MANDATORY, confidence) for confidence in expected]
