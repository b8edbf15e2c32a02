"""Calls whose results differ from pass to pass of a replayed body. The paths are those of `steplint.sdk.effects`."""

from __future__ import annotations

import enum
import re


class DriftKind(enum.StrEnum):
    """Why a value differs."""

    CLOCK = "clock"
    RANDOM = "random"
    ENVIRONMENT = "environment"
    READ = "read"
    """It is read from outside of the program, where it may have changed."""


_CLOCK = re.compile(
    r"(?:datetime\.datetime\.(?:now|utcnow|today)|datetime\.date\.today"
    r"|time\.(?:time|time_ns|monotonic|monotonic_ns|perf_counter|perf_counter_ns|process_time|localtime|gmtime|ctime)"
    r"|django\.utils\.timezone\.(?:now|localtime|localdate)|pendulum\.(?:now|today|tomorrow|yesterday)"
    r"|arrow\.(?:now|utcnow)|pandas\.Timestamp\.(?:now|utcnow|today)|freezegun\.api\.real_time"
    r"|asyncio\.get_(?:event|running)_loop\(\)\.time)"
)
_RANDOM = re.compile(
    r"(?:random\.(?:random|randint|randrange|choice|choices|sample|uniform|gauss|triangular|betavariate|expovariate"
    r"|normalvariate|getrandbits|randbytes|shuffle)|random\.SystemRandom\(\)\.\w+"
    r"|numpy\.random\.(?:rand|randn|randint|random|choice|permutation|shuffle|uniform|normal)"
    r"|secrets\.(?:token_\w+|choice|randbelow|randbits)|os\.urandom|uuid\.uuid[1467]"
    r"|shortuuid\.(?:uuid|random|ShortUUID\(\)\.(?:uuid|random))|nanoid\.generate|ulid\.(?:ULID|new)|cuid\.cuid|ksuid\.ksuid"
    r"|bson\.(?:objectid\.)?ObjectId"
    r"|builtins\.(?:hash|id))"  # of text, and of objects, they are others in each process
)
_ENVIRONMENT = re.compile(
    r"(?:os\.(?:getenv|getpid|cpu_count|uname)|os\.environ\.get|socket\.gethostname|platform\.node|getpass\.getuser)"
)


def drift_of(path: str) -> DriftKind | None:
    """Why what a library function of this path gives differs from call to call; None when it does not."""
    for kind, pattern in (
        (DriftKind.CLOCK, _CLOCK),
        (DriftKind.RANDOM, _RANDOM),
        (DriftKind.ENVIRONMENT, _ENVIRONMENT),
    ):
        if pattern.fullmatch(path):
            return kind
    return None


SHUFFLES = frozenset({"random.shuffle", "numpy.random.shuffle", "random.SystemRandom().shuffle"})
"""Functions that put what they are given into another order each time."""

SEEDS = frozenset({"random.seed", "numpy.random.seed"})
"""Functions that make what is drawn afterwards the same in every pass."""
