"""steplint and its peers: how each is installed and called."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.measure import Command

OURS = "steplint"
_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Tool:
    """A program to measure.

    `cold` are the options that keep it from using its cache; None when it has no cache, so that it has no warm runs.
    """

    name: str
    arguments: tuple[str, ...]
    cold: tuple[str, ...] | None = None
    environment: Mapping[str, str] = field(default_factory=dict)
    caches: tuple[str, ...] = ()

    def command(self, folder: Path, paths: Sequence[str], *, cold: bool) -> Command:
        """The call that checks some paths of a project."""
        options = (self.cold or ()) if cold else ()
        return Command((*self.arguments, *options, *paths), folder, self.environment)

    def drop_cache(self, folder: Path) -> None:
        """Take away what earlier runs have left in a project."""
        for cache in self.caches:
            shutil.rmtree(folder / cache, ignore_errors=True)


def ours(command: Sequence[str]) -> Tool:
    """The program of ours by the command that calls it, which may be an older one that knows no cache."""
    usage = subprocess.run((*command, "check", "--help"), capture_output=True, text=True, check=True)
    cold = ("--no-cache",) if "--no-cache" in usage.stdout else ()
    return Tool(OURS, (*command, "check", "--isolated"), cold, caches=(".steplint_cache",))


def install(name: str, environments: Path) -> Tool | str:
    """A peer in an environment of its own, installed unless it is there; the reason when it cannot be."""
    home = environments / name
    program = home / "bin" / name
    if not program.exists():
        options = ("--quiet", "--disable-pip-version-check")
        for command in (
            (sys.executable, "-m", "venv", str(home)),
            (str(home / "bin" / "python"), "-m", "pip", "install", *options, name),
        ):
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode:
                return "cannot be installed"
    return PEERS[name](program)


def _ruff(program: Path) -> Tool:
    return Tool(
        "ruff",
        (str(program), "check", "--isolated", "--output-format=concise"),
        ("--no-cache",),
        caches=(".ruff_cache",),
    )


def _fixit(program: Path) -> Tool:
    rule = "fixit.rules:UseAsyncSleepInAsyncDef"
    return Tool("fixit", (str(program), "--rules", rule, "lint"))


def _semgrep(program: Path) -> Tool:
    options = ("--metrics=off", "--disable-version-check", f"--config={_HERE / 'semgrep.yml'}")
    path = os.pathsep.join((str(program.parent), os.environ.get("PATH", "")))
    return Tool("semgrep", (str(program), "scan", *options), environment={"PATH": path})


def _flake8(program: Path) -> Tool:
    return Tool("flake8", (str(program), "--isolated"))


def _temporalint(program: Path) -> Tool:
    return Tool("temporalint", (str(program),))


PEERS: Mapping[str, Callable[[Path], Tool]] = {
    "ruff": _ruff,
    "fixit": _fixit,
    "semgrep": _semgrep,
    "flake8": _flake8,
    "temporalint": _temporalint,
}
"""The peers by the name of their distribution, which is that of their program, too."""


def floors(folder: Path, paths: Sequence[str]) -> dict[str, Command]:
    """What no tool of our kind can do without: start, import, and parse the files with libcst."""
    parse = (
        "import sys, libcst, click\n"
        "for path in open(sys.argv[1]).read().split('\\n'):\n"
        "    libcst.parse_module(open(path, 'rb').read())"
    )
    names = folder / ".git" / f"benchmark-{len(paths)}-files"
    names.write_text("\n".join(paths))
    return {
        "import click": Command((sys.executable, "-c", "import click"), folder),
        "import libcst, click": Command((sys.executable, "-c", "import libcst, click"), folder),
        "the same and parse": Command((sys.executable, "-c", parse, str(names)), folder),
    }
