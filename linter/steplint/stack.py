"""Room for deep recursion: trees nest deep, names and helpers lead far, and both are followed by recursion."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

_STACK_BYTES = 512 * 1024 * 1024
"""Reserved, not used: memory is taken page by page as the recursion goes down."""
_RECURSION_LIMIT = 60_000


def with_deep_stack(work: Callable[[], T]) -> T:
    """Run `work` on a thread of its own with a deep stack, and hand on what it returns or raises.

    Ctrl-C interrupts the waiting; the thread does not outlive the process.
    """
    results: list[T] = []
    errors: list[BaseException] = []

    def run() -> None:
        try:
            results.append(work())
        except BaseException as error:  # noqa: BLE001 - carried over to the caller's thread and raised there
            errors.append(error)

    limit, size = sys.getrecursionlimit(), threading.stack_size(_STACK_BYTES)
    try:
        thread = threading.Thread(target=run, name="steplint-deep", daemon=True)
        sys.setrecursionlimit(max(limit, _RECURSION_LIMIT))
        thread.start()
        thread.join()
    finally:
        sys.setrecursionlimit(limit)
        threading.stack_size(size)
    if errors:
        raise errors[0]
    return results[0]
