"""Numbers and combinations that the platform accepts, from its documentation and its server's validation."""

from __future__ import annotations

import dataclasses


@dataclasses.dataclass(frozen=True, slots=True)
class Combination:
    """Two options of a function that do not go together: `effect` is what comes of it, `refused` when the platform
    refuses the function.
    """

    first: str
    second: str
    refused: bool
    effect: str


_REFUSED = "the platform refuses the function, and with it the whole application"

COMBINATIONS = (
    Combination("batch_events", "cancel", True, _REFUSED),
    Combination("batch_events", "debounce", True, _REFUSED),
    Combination("batch_events", "singleton", True, _REFUSED),
    Combination("batch_events", "priority", True, _REFUSED),
    Combination("batch_events", "rate_limit", False, "the rate limit does nothing"),
    Combination("batch_events", "idempotency", False, "the idempotency key does nothing"),
    Combination("idempotency", "rate_limit", False, "the idempotency key takes the place of the rate limit"),
)

MOST_RETRIES = 20
COUNTS = {"concurrency": 2, "cancel": 5, "trigger": 10}
"""The most elements of the lists that `create_function` takes."""
BATCH_SIZE = (2, 100)
"""The least and the most events of a batch."""
