"""Builds the trees that are checked: *wf*, workflow modules alone, and *big*, some of them in a lot of other code."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from benchmarks.generate import generate, write

DISTRIBUTIONS = ("django", "sqlalchemy", "fastapi", "celery", "apache-airflow-core")
SCATTERED = 200
"""Workflow modules in *big*."""


def build_wf(folder: Path, modules: int, *, seed: int) -> list[str]:
    """A project of generated modules; the paths of its workflow modules. One that is there is taken as it is."""
    files = dict(generate(modules, seed=seed))
    if _is_other(folder, f"wf {modules} {seed}"):
        write(folder, files.items())
        _finish(folder, f"wf {modules} {seed}")
    return _workflow_modules(files)


def build_big(folder: Path, *, seed: int) -> list[str]:
    """A project of installed packages with workflow modules scattered over it; the paths of those modules.

    Raises OSError or CalledProcessError when the packages cannot be had.
    """
    if _is_other(folder, f"big {seed}"):
        options = ("--quiet", "--disable-pip-version-check", "--no-compile", "--no-warn-conflicts")
        command = (sys.executable, "-m", "pip", "install", *options, "--target", str(folder), *DISTRIBUTIONS)
        subprocess.run(command, check=True)
        shutil.rmtree(folder / "bin", ignore_errors=True)
        write(folder, _scattered(folder, seed).items())
        _finish(folder, f"big {seed}")
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("flows_[0-9][0-9][0-9][0-9].py"))


def count(folder: Path) -> tuple[int, int]:
    """How many Python files and lines a tree has."""
    texts = [path.read_bytes() for path in folder.rglob("*.py")]
    return len(texts), sum(text.count(b"\n") for text in texts)


def _scattered(folder: Path, seed: int) -> dict[str, str]:
    packages = sorted(path.parent.relative_to(folder).as_posix() for path in folder.rglob("__init__.py"))
    homes = random.Random(seed).sample(packages, SCATTERED)
    return dict(generate(SCATTERED, seed=seed, folder_of=lambda number: homes[number]))


def _workflow_modules(paths: Iterable[str]) -> list[str]:
    return sorted(path for path in paths if "/flows_" in path)


def _is_other(folder: Path, description: str) -> bool:
    """Whether the tree has still to be made; what is left of another one is taken away."""
    mark = folder / ".git" / "benchmark"
    if mark.exists() and mark.read_text() == description:
        return False
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return True


def _finish(folder: Path, description: str) -> None:
    """Make a project of a folder, as a tool finds it: a build file, and all files known to git.

    The empty `.semgrepignore` stands for its default, which leaves out tests.
    """
    (folder / "pyproject.toml").write_text('[project]\nname = "benchmark"\nversion = "1"\n')
    (folder / ".semgrepignore").write_text("")
    (folder / ".gitignore").write_text(".*_cache/\n__pycache__/\n")
    for arguments in (("init", "--quiet"), ("add", "--all")):
        subprocess.run(("git", "-C", str(folder), *arguments), check=True)
    (folder / ".git" / "benchmark").write_text(description)
