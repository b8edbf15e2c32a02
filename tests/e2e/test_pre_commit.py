"""The hooks as people get them: pre-commit and prek install them from a git repository and run them on commits.

Nothing is fetched: what the installation takes is packed from what is installed here.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from wheelhouse import collect_wheels

ROOT = Path(__file__).parents[2]
SHIPPED = (".pre-commit-hooks.yaml", "LICENSE", "README.md", "linter", "pyproject.toml", "rules")
HOOK_TAG = "v0.1.0"

pytestmark = [
    pytest.mark.xdist_group("pre-commit"),  # installing takes seconds, which one worker pays
    pytest.mark.skipif(sys.platform == "win32", reason="the programs are found as on POSIX"),
]

FLOWS = """\
import inngest

from app import notify

client = inngest.Inngest(app_id="app")


@client.create_function(fn_id="welcome", trigger=inngest.TriggerEvent(event="user/created"), on_failure=None)
async def welcome(ctx: inngest.Context) -> None:
    try:
        await ctx.step.run("welcome-user", notify.greet, ctx.event.data["user"])
        await ctx.step.run("tell-sales", notify.greet, "sales@example.org")
    except inngest.StepError:
        ctx.logger.exception("no mail")
        raise
"""
NOTIFY = """\
from app.mail import deliver


def greet(to: str) -> None:
    deliver(to)
"""
MAIL = """\
import smtplib


def deliver(to: str) -> None:
    smtplib.SMTP("localhost").sendmail("a@example.org", to, "hello")
"""
VAGUE = """\
import inngest

client = inngest.Inngest(app_id="other")


@client.create_function(fn_id="load", trigger=inngest.TriggerEvent(event="user/loaded"), on_failure=None)
async def load(ctx: inngest.Context) -> None:
    try:
        await ctx.step.run("step1", print)
    except inngest.StepError:
        ctx.logger.exception("not loaded")
        raise
"""
CLEAR = VAGUE.replace("step1", "load-user")
PROJECT = {
    "pyproject.toml": '[tool.steplint]\nextend-exclude = ["generated/"]\n',
    "README.md": "app\n",
    "app/__init__.py": "",
    "app/flows.py": FLOWS,
    "app/notify.py": NOTIFY,
    "app/mail.py": MAIL,
    "app/other.py": VAGUE,
    "app/util.py": "",
    "generated/flows.py": VAGUE,
}


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
        _write(self.folder, files)

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


def _write(folder: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def _environment(base: Path) -> dict[str, str]:
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


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """A folder with the repository of the hooks and the wheels, made once."""
    base = tmp_path_factory.mktemp("hooks")
    hooks = Repository(base / "steplint", "", _environment(base))
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


@pytest.fixture(params=["pre-commit", "prek"], scope="module")
def installed(request: pytest.FixtureRequest, workshop: Repository) -> Repository:
    """A user's repository whose first commit came before its hooks."""
    folder = workshop.folder.parent / f"user-{request.param}"
    user = Repository(folder, request.param, workshop.environment)
    configuration = (
        f"repos:\n- repo: {workshop.folder}\n  rev: {HOOK_TAG}\n  hooks:\n"
        "  - id: steplint\n    args: [--output-format, concise]\n"
        "  - id: steplint-project\n    args: [--output-format, concise]\n"
    )
    user.write({**PROJECT, ".pre-commit-config.yaml": configuration})
    for arguments in (("init",), ("add", "--all"), ("commit", "--message", "start"), ("tag", "start")):
        user.must("git", "-c", "init.defaultBranch=main", *arguments)
    user.must(user.program, "install", "--install-hooks")
    return user


@pytest.fixture
def repository(installed: Repository) -> Repository:
    """The user's repository as it was at the start."""
    installed.must("git", "reset", "--quiet", "--hard", "start")
    installed.must("git", "clean", "--quiet", "--force", "-d")
    return installed


def test_the_manifest_is_valid(repository: Repository) -> None:
    repository.must(repository.program, "validate-manifest", str(ROOT / ".pre-commit-hooks.yaml"))


def test_a_change_that_no_finding_has_to_do_with(repository: Repository) -> None:
    repository.write({"app/util.py": "x = 1\n"})
    repository.git("add", "--all")
    run = repository.hook("steplint")
    assert run.status == 0, run.out
    assert "Passed" in run.out


@pytest.mark.parametrize("changed", ["app/flows.py", "app/notify.py", "app/mail.py"])
def test_a_change_along_a_call_path_shows_its_finding_and_no_other(repository: Repository, changed: str) -> None:
    repository.write({changed: f"{PROJECT[changed]}# changed\n"})
    repository.git("add", "--all")
    run = repository.hook("steplint")
    assert run.status == 1
    assert run.findings() == ["app/mail.py:5 SL002"]
    assert "exit code: 1" in run.out


def test_a_commit_with_findings_is_refused(repository: Repository) -> None:
    repository.write({"app/notify.py": f"{NOTIFY}# changed\n"})
    repository.git("add", "--all")
    assert repository.commit().status != 0
    assert repository.git("diff", "--quiet", "start", "HEAD").status == 0
    repository.write({"app/flows.py": FLOWS.replace('"tell-sales", notify.greet', '"tell-sales", print')})
    repository.write({"app/other.py": CLEAR})
    repository.git("add", "--all")
    assert repository.commit().status == 0
    assert repository.git("diff", "--quiet", "start", "HEAD").status == 1


def test_the_project_hook_shows_all_findings_whatever_changed(repository: Repository) -> None:
    repository.write({"README.md": "changed\n"})
    repository.git("add", "--all")
    assert "Skipped" in repository.hook("steplint").out
    run = repository.hook("steplint-project")
    assert run.status == 1
    assert run.findings() == ["app/mail.py:5 SL002", "app/other.py:9 SL105"]


def test_a_commit_that_only_deletes(repository: Repository) -> None:
    repository.git("rm", "--quiet", "app/util.py")
    run = repository.commit()
    assert run.status != 0
    assert re.search(r"^steplint\.+\(no files to check\) ?Skipped$", run.out, re.MULTILINE), run.out
    assert run.findings() == ["app/mail.py:5 SL002", "app/other.py:9 SL105"]
    repository.git("rm", "--quiet", "app/other.py", "app/notify.py")
    assert repository.commit().status == 0


def test_what_is_staged_counts(repository: Repository) -> None:
    repository.write({"app/other.py": CLEAR})
    repository.git("add", "--all")
    repository.write({"app/other.py": VAGUE + "# not staged\n"})
    assert repository.hook("steplint").status == 0
    assert (repository.folder / "app/other.py").read_text(encoding="utf-8").endswith("# not staged\n")
    repository.git("add", "--all")
    assert repository.hook("steplint").findings() == ["app/other.py:9 SL105"]


def test_what_the_settings_exclude_is_left_out_although_changed(repository: Repository) -> None:
    repository.write({"generated/flows.py": f"{VAGUE}# changed\n"})
    repository.git("add", "--all")
    run = repository.hook("steplint")
    assert (run.status, run.findings()) == (0, [])
    assert "Passed" in run.out


@pytest.mark.parametrize("hook", ["steplint", "steplint-project"])
def test_a_run_that_could_not_begin(repository: Repository, hook: str) -> None:
    repository.write({"pyproject.toml": "[tool.steplint]\nselct = []\n", "app/util.py": "x = 1\n"})
    repository.git("add", "--all")
    run = repository.hook(hook)
    assert run.status == 1
    assert "exit code: 2" in run.out
    assert "error: pyproject.toml:2: unknown key `selct`; did you mean `select`?" in run.out


def test_a_file_that_cannot_be_read_stops_only_who_changed_it(repository: Repository) -> None:
    (repository.folder / "app/old.py").write_bytes(b"import inngest\nx = '\xe9'\n")
    repository.git("add", "--all")
    run = repository.hook("steplint")
    assert run.status == 1
    assert "exit code: 2" in run.out and "app/old.py:2: not UTF-8" in run.out
    repository.must("git", "commit", "--quiet", "--no-verify", "--message", "old")
    repository.write({"app/util.py": "x = 1\n"})
    repository.git("add", "--all")
    assert repository.hook("steplint").status == 0


def test_six_hundred_files(repository: Repository) -> None:
    """All in one run, so that there is one report, in order."""
    many = {f"app/flows_{number:03}.py": VAGUE.replace('"load"', f'"load-{number}"') for number in range(600)}
    repository.write(many)
    repository.git("add", "--all")
    run = repository.hook("steplint")
    assert run.findings() == [f"{path}:9 SL105" for path in sorted(many)]
    assert re.findall(r"Found \d+ findings? .*", run.out) == [
        "Found 600 findings (600 mandatory) in 600 workflows of 600 files."
    ]


def test_by_hand_over_everything(repository: Repository) -> None:
    run = repository.hook("--all-files")
    assert run.findings() == ["app/mail.py:5 SL002", "app/other.py:9 SL105"] * 2
