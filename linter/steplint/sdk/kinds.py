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
    """A request that may change something."""
    HTTP_READ = "http-read"
    """A request that only asks: GET, HEAD, OPTIONS."""
    DATABASE_READ = "database-read"
    DATABASE_WRITE = "database-write"
    DATABASE_CHANGE = "database-change"
    """A change that a later flush or commit writes (`session.add`); nothing has happened yet."""
    LLM = "llm"
    FILE = "file"
    """A file, or something else that a file system or an object store keeps, is written, moved or removed."""
    FILE_READ = "file-read"
    PROCESS = "process"
    QUEUE = "queue"
    PAYMENT = "payment"
    SLEEP = "sleep"
    """A wait that is not durable."""
    LOG = "log"
    METRIC = "metric"
    """A measurement: what is counted twice is wrong, and does no other harm."""

    @property
    def is_fallible(self) -> bool:
        """Whether the call can fail for reasons outside the program."""
        return self not in _INTERNAL

    @property
    def is_side_effect(self) -> bool:
        """Whether the call reaches out of the program: it does something there, or reads what may have changed."""
        return self not in _INTERNAL

    @property
    def is_read(self) -> bool:
        """Whether the call only asks, so that doing it twice changes nothing."""
        return self in _READS


_INTERNAL = frozenset(
    {EffectKind.SLEEP, EffectKind.LOG, EffectKind.METRIC, EffectKind.SESSION, EffectKind.DATABASE_CHANGE}
)
_READS = frozenset({EffectKind.HTTP_READ, EffectKind.DATABASE_READ, EffectKind.FILE_READ})


class Told(enum.StrEnum):
    """Which of a call's arguments tells a read from a write."""

    BY_METHOD = "by-method"
    """The first, or `method`: an HTTP verb."""
    BY_MODE = "by-mode"
    """The second, or `mode`: how a file is opened."""
    BY_OWN_MODE = "by-own-mode"
    """The first, or `mode`: how a path opens itself."""
    BY_STATEMENT = "by-statement"
    """The first: SQL as text, or a statement that a library built."""


class Transaction(enum.StrEnum):
    """What a call on a database means to the transaction around it."""

    PART = "part"
    """It belongs to a transaction that somebody has to commit."""
    OWN = "own"
    """It takes effect by itself, unless a transaction was opened around it."""
    COMMIT = "commit"
    ROLLBACK = "rollback"


class Effect(msgspec.Struct, frozen=True):
    """One effect of a call; `name` is what people call it (for libraries its path), `reason` why it is in the
    catalogue.

    `told` says what decides between reading and writing, `kind` being what it is when that cannot be told;
    `transaction` is set for calls that change a database.
    """

    kind: EffectKind
    name: str
    reason: str
    confidence: Confidence = Confidence.HIGH
    told: Told | None = None
    transaction: Transaction | None = None
