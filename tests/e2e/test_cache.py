"""The cache and the processes as a user meets them: faster, and otherwise not there."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from process import ROOT, Run, steplint, variables

Write = Callable[..., Path]

FLOW = """\
import inngest

client = inngest.Inngest(app_id="app")


@client.create_function(fn_id="one", trigger=inngest.TriggerEvent(event="user/created"))
async def one(ctx: inngest.Context) -> None:
    await ctx.step.run("step1", print)
"""
TREES = ("examples/bookings", "examples/bookings_clean", "tests/fixtures/projects/effects")


def imported(*arguments: str) -> tuple[set[str], str]:
    """The modules that a run imports, and what it prints."""
    done = subprocess.run(
        (sys.executable, "-X", "importtime", "-m", "steplint", *arguments),
        capture_output=True,
        text=True,
        env=variables(),
        timeout=60,
    )
    return set(re.findall(r"^import time:.*\| +([\w.]+)$", done.stderr, re.MULTILINE)), done.stdout


def tops(modules: set[str]) -> set[str]:
    return {module.partition(".")[0] for module in modules}


def test_help_imports_neither_parser_nor_terminal_nor_rules() -> None:
    modules, out = imported("check", "--help")
    assert "Usage: steplint check" in out
    assert "steplint.cli.main" in modules
    assert not tops(modules) & {"libcst", "rich", "steplint_rules", "pathspec", "asyncio"}
    assert not any(module.startswith(("steplint.project", "steplint.frontend")) for module in modules)


def test_a_run_that_finds_nothing_changed_imports_little(write_files: Write) -> None:
    write_files({"pyproject.toml": "", "a.py": FLOW})
    cold, out = imported("check")
    assert {"libcst", "steplint_rules"} <= tops(cold)
    warm, again = imported("check")
    assert again == out
    assert "SL105" in out
    assert not tops(warm) & {"libcst", "rich", "steplint_rules", "pathspec", "asyncio"}
    assert not any(module.startswith(("steplint.project", "steplint.frontend", "steplint.rule")) for module in warm)


def test_a_run_sees_that_the_version_of_the_sdk_has_changed(write_files: Write) -> None:
    old_style = FLOW.replace("(ctx: inngest.Context)", "(ctx: inngest.Context, step: inngest.Step)")
    root = write_files({"pyproject.toml": "", "requirements.txt": "inngest==0.4.22\n", "a.py": old_style})
    arguments = ("check", "--select", "SL403")
    assert steplint(*arguments).status == 0
    (root / "requirements.txt").write_text("inngest==0.5.19\n")
    cold, warm = steplint(*arguments), steplint(*arguments)
    assert "SL403" in cold.out
    assert warm.out == cold.out
    (root / "uv.lock").write_text('[[package]]\nname = "inngest"\nversion = "0.4.22"\n')
    assert steplint(*arguments).status == 0
    (root / "pyproject.toml").write_text('[tool.steplint]\ntarget-sdk = "0.5"\n')
    assert "SL403" in steplint(*arguments).out


def test_a_run_that_finds_one_file_changed_reads_one(write_files: Write) -> None:
    root = write_files({"pyproject.toml": "", "a.py": FLOW, "b.py": FLOW.replace("one", "two")})
    steplint("check")
    facts = sorted((root / ".steplint_cache" / "facts").rglob("*.entry"))
    (root / "a.py").write_text(FLOW.replace("step1", "step2"))
    steplint("check")
    assert len(set((root / ".steplint_cache" / "facts").rglob("*.entry")) - set(facts)) == 1
    (root / "a.py").write_text("x = 1\n")  # known facts of the others need no parser
    modules, _ = imported("check")
    assert "libcst" not in tops(modules)


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Enough workflow modules for processes to pay."""
    for name in TREES:
        shutil.copytree(ROOT / name, tmp_path / "tree" / name)
    (tmp_path / "tree" / "pyproject.toml").write_text("")
    monkeypatch.chdir(tmp_path / "tree")
    return tmp_path / "tree"


def run(*arguments: str, seed: str = "0") -> Run:
    os.environ["PYTHONHASHSEED"] = seed
    try:
        return steplint(
            "check", ".", "--isolated", "--output-format", "json", "--min-confidence", "low", "--coverage", *arguments
        )
    finally:
        del os.environ["PYTHONHASHSEED"]


def test_every_way_to_the_result_has_the_same_bytes(tree: Path) -> None:
    expected = run("--no-cache", "--jobs", "1")
    assert expected.status == 1
    assert not (tree / ".steplint_cache").exists()
    ways: Sequence[Run] = (
        run("--no-cache", "-j", "3"),
        run("--no-cache", "-j", "2", seed="1"),
        run("-j", "1"),
        run("-j", "2", seed="1"),
    )
    shutil.rmtree(tree / ".steplint_cache" / "results")
    ways = (*ways, run("-j", "1"))
    shutil.rmtree(tree / ".steplint_cache" / "results")
    ways = (*ways, run("-j", "2", seed="1"))
    shutil.rmtree(tree / ".steplint_cache")
    ways = (*ways, run("-j", "2", seed="1"), run("-j", "1"))
    assert all(way == expected for way in ways)


def test_two_runs_at_once_do_not_mind_each_other(tree: Path) -> None:
    command = (sys.executable, "-m", "steplint", "check", ".", "--isolated", "--output-format", "json")
    runs = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=variables()) for _ in range(2)
    ]
    results = [(process.communicate(timeout=60), process.returncode) for process in runs]
    assert results[0] == results[1]
    assert steplint(*command[3:]).out.encode() == results[0][0][0]
    assert not list((tree / ".steplint_cache").rglob("*.tmp"))


def test_no_cache_keeps_nothing(write_files: Write) -> None:
    root = write_files({"pyproject.toml": "", "a.py": FLOW})
    run = steplint("check", "--no-cache")
    assert run.status == 1
    assert sorted(path.name for path in root.iterdir()) == ["a.py", "pyproject.toml"]
    assert steplint("check") == run
    assert steplint("check", "--no-cache") == run


def test_where_the_cache_lies(write_files: Write) -> None:
    root = write_files({"pyproject.toml": "[tool.steplint]\ncache-dir = 'build/kept'\n", "app/a.py": FLOW})
    (root / "build").mkdir()
    steplint("check", "app")
    assert (root / "build" / "kept" / "CACHEDIR.TAG").exists()
    steplint("check", "app", "--cache-dir", "other")
    assert (root / "other" / "CACHEDIR.TAG").exists()
    assert steplint("check", "--show-files").out == "app/a.py\n"
    assert not (root / ".steplint_cache").exists()


def test_a_folder_that_holds_something_else_is_refused(write_files: Write) -> None:
    write_files({"pyproject.toml": "", "app/a.py": FLOW})
    for arguments in (("check", "--cache-dir", "app"), ("clean", "--cache-dir", "app")):
        run = steplint(*arguments)
        assert run.status == 2
        assert run.err == "error: --cache-dir: app is there and is no cache of steplint\n"
    run = steplint("check", "--cache-dir", "x", "--no-cache")
    assert (run.status, "--no-cache and --cache-dir exclude each other" in run.err) == (2, True)


def test_clean_removes_the_cache_and_nothing_else(write_files: Write) -> None:
    root = write_files({"pyproject.toml": "", "a.py": FLOW})
    steplint("check")
    assert (root / ".steplint_cache").is_dir()
    assert steplint("clean") == Run(0, "", "removed .steplint_cache\n")
    assert sorted(path.name for path in root.iterdir()) == ["a.py", "pyproject.toml"]
    assert steplint("clean") == Run(0, "", "")
    (root / ".steplint_cache").mkdir()
    (root / ".steplint_cache" / "mine").write_text("mine")
    run = steplint("clean")
    assert run.status == 2
    assert run.err.endswith("is not a cache of steplint\n")
    assert (root / ".steplint_cache" / "mine").exists()
    assert steplint("clean", "nowhere").status == 2


def test_where_nothing_can_be_kept_only_verbose_says_so(write_files: Write) -> None:
    root = write_files({"pyproject.toml": "", "a.py": FLOW})
    (root / ".steplint_cache").write_text("in the way")
    plain = steplint("check")
    assert plain.status == 1
    assert "SL105" in plain.out
    assert "kept" not in plain.err
    assert "nothing can be kept: it is not a folder" in steplint("check", "--verbose").err


def test_a_cache_is_no_part_of_the_project(write_files: Write) -> None:
    root = write_files({"pyproject.toml": "", "a.py": FLOW})
    subprocess.run(("git", "init", "-q"), check=True)
    steplint("check")
    (root / ".steplint_cache" / "planted.py").write_text("import inngest\nx = (\n")
    assert steplint("check", "--show-files").out == "a.py\n"
    status = subprocess.run(("git", "status", "--porcelain"), capture_output=True, text=True, check=True)
    assert "steplint_cache" not in status.stdout


def test_a_project_places_its_cache_inside_itself(write_files: Write, tmp_path_factory: pytest.TempPathFactory) -> None:
    outside = tmp_path_factory.mktemp("outside")
    root = write_files({"pyproject.toml": f"[tool.steplint]\ncache-dir = '{outside}'\n", "app/a.py": FLOW})
    run = steplint("check", "app")
    assert (run.status, "pyproject.toml:2: " in run.err, "is outside of the project" in run.err) == (2, True, True)
    (root / "pyproject.toml").write_text("")
    (root / ".steplint_cache").symlink_to(outside)
    run = steplint("check", "app")
    assert (run.status, ".steplint_cache is outside of the project" in run.err) == (2, True)
    assert list(outside.iterdir()) == []
    assert (
        steplint("check", "app", "--cache-dir", str(outside / "cache")).status
        == steplint("check", "app", "--no-cache").status
    )
