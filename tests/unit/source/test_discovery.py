from __future__ import annotations

import errno
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from steplint.diagnostics import Problem, ProblemKind
from steplint.settings import CommandLine, Settings, load_settings
from steplint.source.discovery import find_files, project_root, resolve_targets

Write = Callable[..., Path]


def git(folder: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "protocol.file.allow=always")
    subprocess.run(("git", *identity, "-C", str(folder), *arguments), check=True, capture_output=True)


def selected(*arguments: str, settings: Settings | None = None) -> list[str]:
    """The files that the arguments select, in one project."""
    targets, problems = resolve_targets(arguments)
    assert not problems
    root = project_root(targets[0])
    files = find_files(root, targets, settings or load_settings(root))
    assert not files.problems
    return list(files.selected)


@pytest.fixture(params=["git", "plain"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def make(write_files: Write, kind: str, files: dict[str, str | bytes]) -> Path:
    root = write_files({"pyproject.toml": "", **files})
    if kind == "git":
        git(root, "init", "--quiet")
    return root


def test_python_files_sorted(write_files: Write, kind: str) -> None:
    make(write_files, kind, {"b.py": "", "a/z.py": "", "a/b.py": "", "a.txt": "", "a-b.py": "", "c.pyi": "", "x": ""})
    assert selected(".") == ["a-b.py", "a/b.py", "a/z.py", "b.py"]
    assert selected("a") == ["a/b.py", "a/z.py"]
    assert selected("a", "b.py") == ["a/b.py", "a/z.py", "b.py"]


def test_what_git_ignores_is_left_out(write_files: Write, kind: str) -> None:
    make(
        write_files,
        kind,
        {
            ".gitignore": "gen/\n*_pb2.py\n/top.py\n",
            "gen/a.py": "",
            "x_pb2.py": "",
            "top.py": "",
            "sub/top.py": "",
            "sub/.gitignore": "skip.py\n!keep_pb2.py\n",
            "sub/skip.py": "",
            "sub/keep_pb2.py": "",
            "sub/deep/skip.py": "",
            "skip.py": "",
        },
    )
    assert selected(".") == ["skip.py", "sub/keep_pb2.py", "sub/top.py"]
    assert selected("sub") == ["sub/keep_pb2.py", "sub/top.py"]
    everything = Settings(respect_gitignore=False)
    assert "gen/a.py" in selected(".", settings=everything)
    assert "x_pb2.py" in selected(".", settings=everything)


def test_who_names_an_ignored_path_wants_it(write_files: Write, kind: str) -> None:
    make(write_files, kind, {".gitignore": "gen/\n", "gen/a.py": "", "gen/venv/b.py": "", "x.py": ""})
    assert selected("gen") == ["gen/a.py"]
    assert selected("gen/a.py") == ["gen/a.py"]
    assert selected("gen/venv") == ["gen/venv/b.py"]


def test_tracked_files_count_although_ignored(write_files: Write) -> None:
    root = make(write_files, "git", {".gitignore": "*.py\n", "a.py": "", "b.py": ""})
    git(root, "add", "-f", "a.py")
    assert selected(".") == ["a.py"]


def test_deleted_files_are_not_there(write_files: Write) -> None:
    root = make(write_files, "git", {"a.py": "", "b.py": ""})
    git(root, "add", ".")
    (root / "a.py").unlink()
    assert selected(".") == ["b.py"]


def test_repositories_inside(write_files: Write) -> None:
    root = make(write_files, "git", {"a.py": "", "inner/.gitignore": "c.py\n", "inner/b.py": "", "inner/c.py": ""})
    git(root / "inner", "init", "--quiet")
    assert selected(".") == ["a.py", "inner/b.py"]


def test_submodules(write_files: Write, tmp_path_factory: pytest.TempPathFactory) -> None:
    other = tmp_path_factory.mktemp("other")
    (other / "m.py").write_text("")
    git(other, "init", "--quiet")
    git(other, "add", ".")
    git(other, "commit", "--quiet", "-m", "x")
    root = make(write_files, "git", {"a.py": ""})
    git(root, "submodule", "--quiet", "add", str(other), "sub.d")
    assert selected(".") == ["a.py", "sub.d/m.py"]


def test_git_runs_no_program_of_the_repository(write_files: Write) -> None:
    root = make(write_files, "git", {"a.py": "", "hook.sh": "#!/bin/sh\ntouch ran\n"})
    (root / "hook.sh").chmod(0o755)
    git(root, "config", "core.fsmonitor", str(root / "hook.sh"))
    assert selected(".") == ["a.py"]
    assert not (root / "ran").exists()


def test_variables_of_a_hook_do_not_mislead(write_files: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    make(write_files, "git", {"a.py": ""})
    monkeypatch.setenv("GIT_DIR", "/nonexistent")
    monkeypatch.setenv("GIT_INDEX_FILE", "/nonexistent/index")
    assert selected(".") == ["a.py"]


def test_without_git(write_files: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    make(write_files, "git", {".gitignore": "b.py\n", "a.py": "", "b.py": ""})
    monkeypatch.setenv("PATH", "")
    assert selected(".") == ["a.py"]


def test_folders_excluded_by_default(write_files: Write, kind: str) -> None:
    make(write_files, kind, {"venv/a.py": "", "x/node_modules/b.py": "", "build/c.py": "", "dist/d.py": ""})
    assert selected(".") == ["build/c.py"]


def test_below_an_excluded_folder_what_is_asked_for_counts(write_files: Write, kind: str) -> None:
    make(write_files, kind, {".venv/lib/site-packages/django/a.py": "", ".venv/lib/site-packages/django/dist/b.py": ""})
    assert selected(".venv/lib/site-packages/django") == [".venv/lib/site-packages/django/a.py"]


@pytest.mark.parametrize(
    ("option", "patterns", "left"),
    [
        ("extend-exclude", '["sub/gen"]', ["a.py", "gen/a.py", "sub/x_gen.py"]),
        ("extend-exclude", '["gen"]', ["a.py", "sub/x_gen.py"]),
        ("extend-exclude", '["*_gen.py", "/gen/"]', ["a.py", "sub/gen/a.py"]),
        ("extend-exclude", '["sub/**"]', ["a.py", "gen/a.py"]),
        ("exclude", '["gen"]', ["a.py", "sub/x_gen.py", "venv/a.py"]),
        ("exclude", "[]", ["a.py", "gen/a.py", "sub/gen/a.py", "sub/x_gen.py", "venv/a.py"]),
    ],
)
def test_exclusions(write_files: Write, kind: str, option: str, patterns: str, left: list[str]) -> None:
    files = {"a.py": "", "gen/a.py": "", "sub/gen/a.py": "", "sub/x_gen.py": "", "venv/a.py": ""}
    make(write_files, kind, {**files, "steplint.toml": f"{option} = {patterns}\n"})
    assert selected(".") == left


def test_patterns_are_relative_to_the_settings_file(write_files: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    root = make(
        write_files, "plain", {"steplint.toml": 'extend-exclude = ["sub/a.py"]\n', "sub/a.py": "", "sub/b.py": ""}
    )
    assert selected("sub") == ["sub/b.py"]
    monkeypatch.chdir(root / "sub")
    assert selected(".") == ["b.py"]
    assert selected("..") == ["b.py"]
    assert selected("a.py") == ["a.py"]


def test_paths_outside_the_working_directory(write_files: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    root = make(write_files, "plain", {"one/a.py": "", "two/b.py": ""})
    monkeypatch.chdir(root / "two")
    assert selected("../one") == ["../one/a.py"]
    assert selected(str(root)) == ["../one/a.py", "b.py"]


def test_only_regular_files(write_files: Write, kind: str) -> None:
    root = make(write_files, kind, {"a.py": ""})
    os.mkfifo(root / "pipe.py")
    (root / "gone.py").symlink_to("nowhere.py")
    (root / "folder.py").mkdir()
    assert selected(".") == ["a.py"]


def test_links_to_folders_are_not_followed(write_files: Write, kind: str) -> None:
    root = make(write_files, kind, {"a/b.py": ""})
    (root / "a" / "loop").symlink_to("..")
    (root / "other").symlink_to("a")
    assert selected(".") == ["a/b.py"]
    assert selected("other") == ["other/b.py"]


def test_a_file_with_two_names_counts_once(write_files: Write, kind: str) -> None:
    root = make(write_files, kind, {"real.py": ""})
    (root / "alias.py").symlink_to("real.py")
    os.link(root / "real.py", root / "twin.py")
    assert selected(".") == ["real.py"]
    assert selected("real.py", "./real.py", str(root / "real.py")) == ["real.py"]


def test_a_file_named_needs_no_suffix(write_files: Write) -> None:
    make(write_files, "plain", {"script": "", "a.py": ""})
    assert selected("script") == ["script"]


def test_what_is_not_there(write_files: Write) -> None:
    root = write_files({"a.py": ""})
    os.mkfifo(root / "pipe.py")
    targets, problems = resolve_targets(["none.py", "src", "*.pyx", "a.py", "pipe.py", "a.py/x"])
    assert [target.path.name for target in targets] == ["a.py"]
    assert [(problem.kind, problem.path) for problem in problems] == [
        (ProblemKind.MISSING, "none.py"),
        (ProblemKind.MISSING, "src"),
        (ProblemKind.MISSING, "*.pyx"),
        (ProblemKind.UNREADABLE, "pipe.py"),
        (ProblemKind.MISSING, "a.py/x"),
    ]
    assert "shell" in problems[2].message


def test_a_folder_that_cannot_be_read(write_files: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    """The system's refusal is played, since root, who may run the tests, reads everything."""
    scan = os.scandir

    def scandir(path: Path) -> object:
        if Path(path).name == "locked":
            raise PermissionError(errno.EACCES, "Permission denied")
        return scan(path)

    root = make(write_files, "plain", {"a.py": "", "locked/b.py": ""})
    monkeypatch.setattr("steplint.source.ignored.os.scandir", scandir)
    targets, _ = resolve_targets(["."])
    files = find_files(root, targets, Settings())
    assert files.selected == ("a.py",)
    assert files.problems == (Problem(ProblemKind.UNREADABLE, "locked", "cannot be read: Permission denied"),)


def test_the_project_around_a_target(write_files: Write) -> None:
    root = write_files(
        {
            "one/pyproject.toml": "",
            "one/src/a.py": "",
            "two/pkg/__init__.py": "",
            "two/pkg/sub/__init__.py": "",
            "two/pkg/sub/a.py": "",
            "three/a.py": "",
            "three/steplint.toml": "",
        }
    )

    def project(argument: str) -> str:
        return project_root(resolve_targets([argument])[0][0]).relative_to(root).as_posix()

    assert project("one/src") == "one"
    assert project("one/src/a.py") == "one"
    assert project("two/pkg/sub/a.py") == "two"
    assert project("two/pkg") == "two/pkg"
    assert project("three/a.py") == "three"


def test_all_of_a_project_is_known_to_one_of_its_files(write_files: Write) -> None:
    root = make(write_files, "plain", {"a.py": "", "sub/b.py": "", "venv/c.py": ""})
    targets, _ = resolve_targets(["sub/b.py"])
    files = find_files(root, targets, Settings())
    assert (files.known, files.selected, files.named) == (("a.py", "sub/b.py"), ("sub/b.py",), ("sub/b.py",))


@pytest.mark.parametrize("pattern", ["generated/", "app/*_pb2.py"])
def test_what_is_excluded_is_left_out_by_force_although_named(write_files: Write, kind: str, pattern: str) -> None:
    make(write_files, kind, {"app/a.py": "", "app/generated/b.py": "", "app/c_pb2.py": "", ".venv/d.py": ""})
    settings = Settings(extend_exclude=(pattern,))
    names = ("app/a.py", "app/generated/b.py", "app/c_pb2.py", ".venv/d.py")
    assert selected(*names, settings=settings) == sorted(names)
    by_force = msgspec.structs.replace(settings, command_line=CommandLine(force_exclude=True))
    left_out = {".venv/d.py", "app/generated/b.py" if pattern == "generated/" else "app/c_pb2.py"}
    assert selected(*names, settings=by_force) == sorted({*names} - left_out)
    assert selected("app", ".venv", settings=by_force) == sorted({*names} - left_out)
    assert selected(".", settings=by_force) == sorted({*names} - left_out)
