"""The kinds of effects that calls have."""

from __future__ import annotations

import enum

import msgspec

from steplint.diagnostics import Confidence


class EffectKind(enum.StrEnum):
    """What a call does to the world, or asks of it."""

    EMAIL = "email"
    NOTIFICATION = "notification"
    """A notification that needs the session of a signed-in user."""
    SYSTEM_NOTIFICATION = "system-notification"
    """A notification that needs no session; the card's cure."""
    DIRECT_NOTIFICATION = "direct-notification"
    """A push, SMS or chat message through a vendor."""
    SESSION = "session"
    """The state of a request or of a signed-in user."""
    HTTP = "http"
    DATABASE_READ = "database-read"
    DATABASE_WRITE = "database-write"
    LLM = "llm"
    FILE = "file"
    PROCESS = "process"
    QUEUE = "queue"
    PAYMENT = "payment"
    SLEEP = "sleep"
    """A wait that is not durable."""
    LOG = "log"

    @property
    def is_fallible(self) -> bool:
        """Whether the call can fail for reasons outside the program."""
        return self not in _INFALLIBLE


_INFALLIBLE = frozenset({EffectKind.SLEEP, EffectKind.LOG, EffectKind.SESSION})


class Effect(msgspec.Struct, frozen=True):
    """One effect of a call; `name` is what people call it, `reason` why it is in the catalogue."""

    kind: EffectKind
    name: str
    reason: str
    confidence: Confidence = Confidence.HIGH
