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
_ECHO = 3
"""Columns left free for the `^C` that a terminal shows of an interrupt; on the next line it would keep the bar."""


class ProgressBar:
    """Shows which file is being read, once a run takes longer than a second; `color` is what the user chose."""

    def __init__(self, *, enabled: bool, color: str = "auto") -> None:
        self._enabled = enabled and sys.stderr is not None and sys.stderr.isatty()
        self._color = color
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
            self._shown = _start(self._color)
        if self._shown is not None:
            bar, task = self._shown
            bar.update(task, completed=self._done, total=max(total, self._done), path=visible(path))

    def note(self, text: str) -> None:
        """What changes nothing is not worth a line here."""


def _start(color: str) -> tuple[Progress, TaskID]:
    from rich.console import Console  # a tenth of a second that short runs do not pay
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
    from rich.table import Column

    console = Console(stderr=True, no_color=True if color == "never" else None)
    console.width = max(console.width - _ECHO, 1)
    count = MofNCompleteColumn(table_column=Column(no_wrap=True))
    path = TextColumn(
        "{task.fields[path]}", markup=False, table_column=Column(no_wrap=True, overflow="ellipsis", ratio=1)
    )
    bar = Progress(BarColumn(bar_width=20), count, path, console=console, transient=True, expand=True)
    task = bar.add_task("reading", path="", total=None)
    bar.start()
    return bar, task
