"""The program as a process of its own, for tests from the outside."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent


@dataclass(frozen=True)
class Run:
    status: int
    out: str
    err: str


def steplint(*arguments: str) -> Run:
    """Run the program in the working directory, with the package that this process has."""
    paths = os.pathsep.join([str(ROOT / "linter"), str(ROOT / "rules")])
    command = (sys.executable, "-m", "steplint", *arguments)
    done = subprocess.run(command, capture_output=True, env={**os.environ, "PYTHONPATH": paths}, timeout=60)
    run = Run(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))
    assert "Traceback" not in run.err
    return run


def format_with(formatter: str, *paths: str) -> None:
    """Lay files out anew with `black` or `ruff`, as it is without settings."""
    arguments = {"black": ("black", "-q"), "ruff": ("ruff", "format", "-q", "--isolated", "--no-cache")}[formatter]
    subprocess.run((sys.executable, "-m", *arguments, *paths), check=True, capture_output=True, timeout=60)
