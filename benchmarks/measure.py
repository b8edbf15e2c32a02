"""Runs a command and takes its time and memory."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

SLOW = 20.0
"""Seconds from which one run of a command is enough."""

_INTERVAL = 0.02
_MIB = 1024


@dataclass(frozen=True, slots=True)
class Command:
    """A command line, where it runs, and the statuses that mean that it has done its work."""

    arguments: tuple[str, ...]
    folder: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    statuses: frozenset[int] = frozenset({0, 1})


@dataclass(slots=True)
class Series:
    """What the runs of one command have shown: seconds of each timed run, MiB at the peak, and what went wrong."""

    seconds: list[float] = field(default_factory=list)
    peak: float | None = None
    failure: str | None = None

    @property
    def median(self) -> float | None:
        """The median of the timed runs; None without any."""
        return median(self.seconds) if self.seconds else None


@dataclass(frozen=True, slots=True)
class Once:
    """One run: seconds, MiB at the peak where it was looked at, and its status with the end of what it complained."""

    seconds: float
    peak: float | None
    status: int
    complaint: str


def run_once(command: Command, *, watch_memory: bool = False) -> Once:
    """Run a command. What it writes to standard output is dropped."""
    started = time.perf_counter()
    process = subprocess.Popen(
        command.arguments,
        cwd=command.folder,
        env={**os.environ, **command.environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    watch = _Watch(process.pid) if watch_memory else None
    _, complaint = process.communicate()
    seconds = time.perf_counter() - started
    peak = None if watch is None else watch.end()
    lines = complaint.decode(errors="replace").strip().splitlines()
    return Once(seconds, peak, process.returncode, lines[-1] if lines else "")


def measure(
    commands: Mapping[str, Command], *, runs: int, before: Mapping[str, Sequence[Callable[[int], None]]]
) -> dict[str, Series]:
    """Run commands side by side, in rounds, so that a slow minute of the machine is everybody's.

    The first round looks at memory, warms up what can be warm, and is not timed, except for a command that takes
    longer than `SLOW`: that is its only run.
    """
    series = {name: Series() for name in commands}
    for number in range(runs + 1):
        for name, command in commands.items():
            one = series[name]
            if one.failure is not None or (one.seconds and one.seconds[0] > SLOW):
                continue
            for prepare in before.get(name, ()):
                prepare(number)
            once = run_once(command, watch_memory=number == 0)
            if once.status not in command.statuses:
                one.failure = f"status {once.status}: {once.complaint}"
                continue
            if number == 0:
                one.peak = once.peak
            if number or once.seconds > SLOW:
                one.seconds.append(once.seconds)
    return series


class _Watch:
    """Looks at the memory of a process and all below it while they run; shared pages are counted once."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._peak = 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def end(self) -> float | None:
        """The peak in MiB; None where the system does not tell."""
        self._over.set()
        self._thread.join()
        return self._peak / _MIB or None

    def _look(self) -> None:
        while not self._over.wait(_INTERVAL):
            self._peak = max(self._peak, sum(_kib(pid) for pid in _family(self._pid)))


def _family(pid: int) -> list[int]:
    """A process and all that descend from it."""
    found = [pid]
    for one in found:
        try:
            for thread in os.listdir(f"/proc/{one}/task"):
                found += map(int, Path(f"/proc/{one}/task/{thread}/children").read_text().split())
        except OSError:
            continue
    return found


def _kib(pid: int) -> int:
    """The proportional set size of a process; 0 for one that is gone."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:")), 0)
