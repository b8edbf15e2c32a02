"""Numbers and combinations that the SDK and the platform accept.

Facts: the Python SDK 0.5.19, the source of the platform's server (August 2026), and where `is_stated` the reference
only. `docs/limits.md` is printed from this table.
"""

from __future__ import annotations

import dataclasses
import enum
from collections.abc import Mapping, Sequence


class Unit(enum.StrEnum):
    """What a limit counts."""

    NUMBER = "number"
    SECONDS = "seconds"
    """A length of time: a `timedelta`, or a number of milliseconds."""
    ITEMS = "items"
    """The elements of a list; one thing that is no list counts as one."""


class Outcome(enum.StrEnum):
    """What comes of a value outside of a limit, in words."""

    RAISES = "the SDK raises an error"
    REFUSED = "the platform refuses the function, and with it the whole application"
    FAILS = "the run fails"
    REJECTED = "the platform does not take the event"
    CLAMPED = "the platform takes the limit instead, and says nothing"

    @property
    def is_silent(self) -> bool:
        """Whether nobody is told."""
        return self is Outcome.CLAMPED


@dataclasses.dataclass(frozen=True, slots=True)
class Limit:
    """The least and the most that a parameter may be, in the unit; None where there is no such end.

    `owner` is `create_function`, `step.<method>` or the path of a class. `is_stated` when only the reference has the
    most; `is_whole` when a length of time has to be a whole number of seconds. `position` is the place among the
    positional arguments.
    """

    owner: str
    parameter: str
    unit: Unit
    least: float | None = None
    most: float | None = None
    below: Outcome = Outcome.REFUSED
    above: Outcome = Outcome.REFUSED
    is_stated: bool = False
    is_whole: bool = False
    position: int | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Choice:
    """The words that a parameter of a class may be."""

    owner: str
    parameter: str
    words: tuple[str, ...]
    outcome: Outcome = Outcome.RAISES


@dataclasses.dataclass(frozen=True, slots=True)
class Combination:
    """Two options of a function that do not go together: `effect` is what comes of it, `refused` when the platform
    refuses the function.
    """

    first: str
    second: str
    refused: bool
    effect: str


_MINUTE = 60.0
_HOUR = 60 * _MINUTE
_DAY = 24 * _HOUR
_YEAR = 366 * _DAY
"""A year with a leap day in it still counts as one."""


def _time(
    owner: str, parameter: str, most: float | None = None, *, above: Outcome = Outcome.REFUSED, is_stated: bool = False
) -> Limit:
    """A length of time that the SDK turns into text: a whole number of seconds, and at least one."""
    return Limit(
        owner,
        parameter,
        Unit.SECONDS,
        1,
        most,
        below=Outcome.RAISES,
        above=above,
        is_stated=is_stated,
        is_whole=True,
    )


LIMITS: Sequence[Limit] = (
    Limit("create_function", "retries", Unit.NUMBER, 0, 20, below=Outcome.RAISES, above=Outcome.CLAMPED),
    Limit("create_function", "trigger", Unit.ITEMS, None, 10),
    Limit("create_function", "cancel", Unit.ITEMS, None, 5),
    Limit("create_function", "concurrency", Unit.ITEMS, None, 2),
    Limit("inngest.Batch", "max_size", Unit.NUMBER, 2, 100, is_stated=True),
    _time("inngest.Batch", "timeout", _MINUTE, is_stated=True),
    _time("inngest.Debounce", "period", 7 * _DAY),
    _time("inngest.Debounce", "timeout"),
    Limit("inngest.RateLimit", "limit", Unit.NUMBER, 1),
    _time("inngest.RateLimit", "period", _DAY),
    _time("inngest.Throttle", "period", 7 * _DAY, is_stated=True),
    _time("inngest.Timeouts", "start"),
    _time("inngest.Timeouts", "finish"),
    _time("inngest.Cancel", "timeout"),
    Limit(
        "inngest.RetryAfterError",
        "retry_after",
        Unit.SECONDS,
        1,
        _DAY,
        below=Outcome.CLAMPED,
        above=Outcome.CLAMPED,
        position=1,
    ),
    Limit("step.sleep", "duration", Unit.SECONDS, None, _YEAR, above=Outcome.FAILS, position=1),
    Limit("step.sleep_until", "until", Unit.SECONDS, None, _YEAR, above=Outcome.FAILS, position=1),
    _time("step.wait_for_event", "timeout", _YEAR, above=Outcome.FAILS),
    _time("step.invoke", "timeout"),
    _time("step.invoke_by_id", "timeout"),
)
"""Every limit that can be told from the code."""

CHOICES: Sequence[Choice] = (
    Choice("inngest.Concurrency", "scope", ("fn", "env", "account")),
    Choice("inngest.Singleton", "mode", ("skip", "cancel")),
)

SCOPES_WITH_KEY = frozenset({"env", "account"})
"""The scopes of `inngest.Concurrency` that need a `key`: the platform refuses the function without one."""

JITTER = (1.0, 5 * _MINUTE)
"""The least and the most seconds of a cron trigger's `jitter`, which is text like `30s`."""

PRIORITY = (-600, 600)
"""The least and the most seconds that `Priority(run=…)` may give; beyond them the platform takes the limit."""

LONGEST_EVENT_NAME = 255
MOST_STEPS = 1000
"""The most steps of one run."""
MOST_EVENTS = 5000
"""The most events of one send."""

EARLIEST_MILLISECONDS = 100_000_000_000
"""Below this an event's `ts` counts seconds: as milliseconds it would be in 1973 or before."""

STATED: Sequence[tuple[str, str]] = (
    ("events in one send", f"{MOST_EVENTS:,}"),
    ("size of an event", "256 KiB on the free plan, up to 3 MiB"),
    ("what a step returns", "4 MiB"),
    ("the state of a run", "32 MiB"),
    ("how long an `idempotency` key counts", "24 hours"),
)
"""Limits that cannot be told from the code, for the page."""

_REFUSED = "the platform refuses the function, and with it the whole application"

COMBINATIONS: Sequence[Combination] = (
    Combination("batch_events", "cancel", True, _REFUSED),
    Combination("batch_events", "debounce", True, _REFUSED),
    Combination("batch_events", "singleton", True, _REFUSED),
    Combination("batch_events", "priority", True, _REFUSED),
    Combination("batch_events", "rate_limit", False, "the rate limit does nothing"),
    Combination("batch_events", "idempotency", False, "the idempotency key does nothing"),
    Combination("idempotency", "rate_limit", False, "the idempotency key takes the place of the rate limit"),
)

_UNITS: Mapping[str, float] = {"days": _DAY, "hours": _HOUR, "minutes": _MINUTE, "seconds": 1.0}


def in_words(value: float, unit: Unit) -> str:
    """A number as people say it: `20`, `7 days`, `1.5 seconds`."""
    if unit is not Unit.SECONDS:
        return f"{value:,g}" if abs(value) < 1e6 else f"{value:,.0f}"
    if value == _YEAR:
        return "a year"
    for name, length in _UNITS.items():
        if value >= length and value % length == 0:
            count = f"{value / length:g}"
            return f"{count} {name.removesuffix('s') if count == '1' else name}"
    return f"{value:g} seconds"
