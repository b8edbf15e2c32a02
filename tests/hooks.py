"""A git repository with hooks of pre-commit or prek, in which nothing is fetched and nobody's configuration counts."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from wheelhouse import collect_wheels

ROOT = Path(__file__).parents[1]
SHIPPED = (".pre-commit-hooks.yaml", "LICENSE", "README.md", "linter", "pyproject.toml", "rules")
HOOK_TAG = "v0.1.0"


@dataclass(frozen=True)
class Run:
    status: int
    out: str

    def findings(self) -> list[str]:
        """Where there are findings, and which, in the order they are printed."""
        return [f"{place} {code}" for place, code in re.findall(r"^ *(\S+:\d+):\d+: (SL\d+) ", self.out, re.MULTILINE)]


@dataclass(frozen=True)
class Repository:
    """A user's repository with the hooks installed, in which every commit runs them."""

    folder: Path
    program: str
    environment: Mapping[str, str]

    def write(self, files: Mapping[str, str]) -> None:
        for name, text in files.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")

    def git(self, *arguments: str) -> Run:
        return self.run("git", *arguments)

    def commit(self) -> Run:
        """Commit what is staged, and so run the hooks."""
        return self.git("commit", "--message", "a change")

    def hook(self, *arguments: str) -> Run:
        return self.run(self.program, "run", *arguments)

    def run(self, *command: str) -> Run:
        done = subprocess.run(
            command, cwd=self.folder, env=self.environment, capture_output=True, text=True, timeout=120
        )
        return Run(done.returncode, done.stdout + done.stderr)

    def must(self, *command: str) -> None:
        run = self.run(*command)
        assert run.status == 0, run.out


def environment_in(base: Path) -> dict[str, str]:
    """An environment in which programs find each other, and neither a network nor anybody's configuration."""
    nowhere = os.devnull
    return {
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
        "HOME": str(base),
        "LANG": "C.UTF-8",
        "GIT_CONFIG_GLOBAL": nowhere,
        "GIT_CONFIG_NOSYSTEM": "1",
        **{f"GIT_{who}_{what}": "a@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
        "PRE_COMMIT_HOME": str(base / "pre-commit"),
        "PREK_HOME": str(base / "prek"),
        "VIRTUALENV_OVERRIDE_APP_DATA": str(base / "virtualenv"),
        "VIRTUALENV_NO_PERIODIC_UPDATE": "1",
        "PIP_CONFIG_FILE": nowhere,
        "PIP_NO_INDEX": "1",
        "PIP_NO_CACHE_DIR": "1",
        "PIP_FIND_LINKS": str(base / "wheels"),
        "UV_NO_CONFIG": "1",
        "UV_OFFLINE": "1",
        "UV_NO_INDEX": "1",
        "UV_CACHE_DIR": str(base / "uv"),
        "UV_PYTHON_DOWNLOADS": "never",
        "UV_FIND_LINKS": str(base / "wheels"),
    }


def repository_of_the_hooks(base: Path) -> Repository:
    """The repository that configurations name, made of this checkout; beside it, the wheels that installing takes."""
    hooks = Repository(base / "steplint", "", environment_in(base))
    hooks.folder.mkdir()
    for name in SHIPPED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, hooks.folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, hooks.folder / name)
    for arguments in (("init",), ("add", "--all"), ("commit", "--message", "hooks"), ("tag", HOOK_TAG)):
        hooks.must("git", "-c", "init.defaultBranch=main", *arguments)
    collect_wheels(ROOT, base / "wheels")
    return hooks
