"""The program as its users start it, as a process of its own or in this one."""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from steplint.cli.main import _run as run_program

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


def steplint_here(*arguments: str, stdin: bytes = b"") -> Run:
    """Run the program in this process, which is what makes many cases affordable."""
    out, err = io.StringIO(), io.StringIO()
    before = sys.argv, sys.stdin
    sys.argv, sys.stdin = ["steplint", *arguments], io.TextIOWrapper(io.BytesIO(stdin))
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            status = run_program()
    finally:
        sys.argv, sys.stdin = before
    run = Run(status, out.getvalue(), err.getvalue())
    assert "Traceback" not in run.err
    return run


def format_with(formatter: str, *paths: str) -> None:
    """Lay files out anew with `black` or `ruff`, as it is without settings."""
    arguments = {"black": ("black", "-q"), "ruff": ("ruff", "format", "-q", "--isolated", "--no-cache")}[formatter]
    subprocess.run((sys.executable, "-m", *arguments, *paths), check=True, capture_output=True, timeout=60)
