"""The hooks as people get them: pre-commit and prek install them from a git repository and run them on commits.

Nothing is fetched: what the installation takes is packed from what is installed here.
"""

from __future__ import annotations

import re
import sys

import pytest

from hooks import HOOK_TAG, ROOT, Repository

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
