"""The program as a process of its own, for tests from the outside."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent


@dataclass(frozen=True)
class Run:
    status: int
    out: str
    err: str


def variables() -> dict[str, str]:
    """This process's variables, with which the program is found where this one finds it."""
    return {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT / "linter"), str(ROOT / "rules")])}


def limited(command: Sequence[str], blocks: int) -> tuple[str, ...]:
    """A command whose files can only grow to so many blocks, as if the disk were full.

    The limit would hit the files of coverage too, which are not the program's: it does not measure here.
    """
    script = f'ulimit -f {blocks}; unset COVERAGE_PROCESS_CONFIG COVERAGE_PROCESS_START; exec "$0" "$@"'
    return ("sh", "-c", script, *command)


def steplint(*arguments: str) -> Run:
    """Run the program in the working directory, with the package that this process has."""
    command = (sys.executable, "-m", "steplint", *arguments)
    done = subprocess.run(command, capture_output=True, env=variables(), timeout=60)
    run = Run(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))
    assert "Traceback" not in run.err
    return run


def format_with(formatter: str, *paths: str) -> None:
    """Lay files out anew with `black` or `ruff`, as it is without settings."""
    arguments = {"black": ("black", "-q"), "ruff": ("ruff", "format", "-q", "--isolated", "--no-cache")}[formatter]
    subprocess.run((sys.executable, "-m", *arguments, *paths), check=True, capture_output=True, timeout=60)
