"""A progress bar for runs that take their time; only on a terminal, only on standard error, gone when the run ends."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING, Self

from steplint.report.escape import visible

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

PATIENCE = 1.0
"""Seconds that a run may take before the bar appears."""


class ProgressBar:
    """Shows which file is being read, once a run takes longer than a second."""

    def __init__(self, *, enabled: bool) -> None:
        self._enabled = enabled and sys.stderr is not None and sys.stderr.isatty()
        self._started = time.monotonic()
        self._done = 0
        self._shown: tuple[Progress, TaskID] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._shown is not None:
            self._shown[0].stop()

    def advance(self, path: str, total: int) -> None:
        """Note that a file is about to be read."""
        self._done += 1
        if not self._enabled:
            return
        if self._shown is None and time.monotonic() - self._started > PATIENCE:
            self._shown = _start()
        if self._shown is not None:
            bar, task = self._shown
            bar.update(task, completed=self._done, total=max(total, self._done), path=visible(path))


def _start() -> tuple[Progress, TaskID]:
    from rich.console import Console  # a tenth of a second that short runs do not pay
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
    from rich.table import Column

    path = TextColumn("{task.fields[path]}", markup=False, table_column=Column(no_wrap=True, overflow="ellipsis"))
    bar = Progress(BarColumn(), MofNCompleteColumn(), path, console=Console(stderr=True), transient=True)
    task = bar.add_task("reading", path="", total=None)
    bar.start()
    return bar, task
