"""What `--verbose` tells on standard error: settings files, rules, every file that is read, and the time it took."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from steplint.cli.output import say
from steplint.report.escape import visible

if TYPE_CHECKING:
    from steplint.pipeline import Configuration


class VerboseLog:
    """Tells a run's course. It stands where the progress bar would."""

    def __init__(self) -> None:
        self._started = time.perf_counter()
        self._read = 0

    def telling(self, configure: Callable[[Path], Configuration]) -> Callable[[Path], Configuration]:
        """The same function; what it gives is told."""

        def told(root: Path) -> Configuration:
            configuration = configure(root)
            files = ", ".join(configuration.settings.files) or "none found, defaults"
            say(visible(f"settings of {root}: {files}"))
            say(f"rules: {', '.join(rule.code for rule in configuration.rules) or 'none'}")
            return configuration

        return told

    def advance(self, path: str, total: int) -> None:
        """A file is about to be read."""
        self._read += 1
        say(visible(f"{self._elapsed()} reading {path}"))

    def note(self, text: str) -> None:
        """Tell what changes nothing."""
        say(visible(f"{self._elapsed()} {text}"))

    def end(self) -> None:
        """The run is over."""
        say(f"{self._elapsed()} done, {self._read} read in full")

    def _elapsed(self) -> str:
        return f"[{time.perf_counter() - self._started:7.3f} s]"
