"""The cache: what is right is used, what is not is not there."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from steplint.diagnostics import RunResult
from steplint.pipeline import Configuration, check_paths, checking
from steplint.pipeline.cache import CacheFolder, FactsCache, NotACacheError, made_with, remove_cache
from steplint.pipeline.cache import facts as facts_module
from steplint.pipeline.cache import folder as folder_module
from steplint.rule import Rule, installed_rules, select_rules
from steplint.settings import Settings

Write = Callable[..., Path]
Check = Callable[..., RunResult]

FLOW = """\
import inngest

client = inngest.Inngest(app_id="app")


@client.create_function(fn_id="{id}", trigger=inngest.TriggerEvent(event="user/created"))
async def {id}(ctx: inngest.Context) -> None:
    await ctx.step.run("step1", print)
"""
WITH = b"made with"


@pytest.fixture
def folder(tmp_path: Path) -> CacheFolder:
    return CacheFolder(tmp_path / "cache")


def entry(folder: CacheFolder, name: str) -> Path:
    return folder.path / f"{name}.entry"


def test_an_entry_comes_back_as_it_was_put_in(folder: CacheFolder) -> None:
    for contents in (b"", b"x" * 100_000):
        folder.write("a/b", WITH, contents)
        assert folder.read("a/b", WITH) == contents
        assert CacheFolder(folder.path).read("a/b", WITH) == contents
    assert folder.read("a/c", WITH) is None
    assert folder.read("a/b", b"other") is None
    assert folder.note is None


def test_the_folder_says_what_it_is(folder: CacheFolder) -> None:
    assert (folder.path / "CACHEDIR.TAG").read_bytes().startswith(b"Signature: 8a477f597d28d172789f06886806bc55")
    assert (folder.path / ".gitignore").read_text().splitlines()[-1] == "*"


def spoil_nothing(path: Path) -> None:
    path.unlink()


def spoil_truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def spoil_empty(path: Path) -> None:
    path.write_bytes(b"")


def spoil_flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(bytes(data))


def spoil_append(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"x")


def spoil_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def spoil_pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def spoil_link(path: Path) -> None:
    other = path.with_name("other")
    path.rename(other)
    path.symlink_to(other)


@pytest.mark.parametrize("name", [name for name in globals() if name.startswith("spoil_")])
def test_what_is_damaged_is_not_there(folder: CacheFolder, name: str) -> None:
    folder.write("a/b", WITH, b"contents")
    globals()[name](entry(folder, "a/b"))
    assert folder.read("a/b", WITH) is None
    if name not in {"spoil_folder"}:
        folder.write("a/b", WITH, b"again")
        assert folder.read("a/b", WITH) == b"again"


def test_an_entry_under_another_name_is_not_there(folder: CacheFolder) -> None:
    folder.write("a/b", WITH, b"contents")
    shutil.copy(entry(folder, "a/b"), entry(folder, "a/c"))
    assert folder.read("a/c", WITH) is None


def test_a_cache_that_came_from_elsewhere_is_empty(folder: CacheFolder) -> None:
    folder.write("a/b", WITH, b"contents")
    brought = folder.path.with_name("brought")
    shutil.copytree(folder.path, brought)
    assert CacheFolder(brought).read("a/b", WITH) is None


@pytest.mark.parametrize("make", ["file", "folder of something", "link"])
def test_what_is_no_cache_is_left_alone(tmp_path: Path, make: str) -> None:
    path = tmp_path / "there"
    if make == "file":
        path.write_text("mine")
    elif make == "link":
        CacheFolder(tmp_path / "real").write("a", WITH, b"x")
        path.symlink_to(tmp_path / "real")
    else:
        path.mkdir()
        (path / "mine").write_text("mine")
    folder = CacheFolder(path)
    folder.write("a/b", WITH, b"contents")
    assert folder.read("a/b", WITH) is None
    assert folder.note is not None and str(path) in folder.note
    with pytest.raises(NotACacheError):
        remove_cache(path)
    assert path.exists()


def test_where_nothing_can_be_written_there_is_a_note(folder: CacheFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(folder_module.os, "replace", refuse)
    folder.write("a/b", WITH, b"contents")
    assert folder.note == f"{folder.path}: nothing can be kept: Permission denied"
    assert not list(folder.path.rglob("*.tmp"))
    assert CacheFolder(folder.path / "not" / "made").note is not None


def test_a_cache_is_removed(folder: CacheFolder) -> None:
    folder.write("a/b", WITH, b"contents")
    assert remove_cache(folder.path)
    assert not folder.path.exists()
    assert not remove_cache(folder.path)


def test_facts_are_known_by_their_text(folder: CacheFolder) -> None:
    FactsCache(folder).write("x = 1\n", b"facts")
    cache = FactsCache(folder)
    assert cache.has("x = 1\n")
    assert cache.read("x = 1\n") == b"facts"
    assert cache.read("x = 2\n") is None


def test_facts_long_unused_are_let_go_of(folder: CacheFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(facts_module, "_FEW", 3)
    old = FactsCache(folder)
    for number in range(10):
        old.write(f"x = {number}\n", b"facts")
    new = FactsCache(folder)
    new.write("x = 1\n", b"facts")
    new.tidy()
    assert [text for text in ("x = 1\n", "x = 2\n") if new.has(text)] == ["x = 1\n"]


# Results of whole runs


@pytest.fixture
def check(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Check:
    """Check the working directory with a cache; the number of projects that were really looked at is in `looked`."""
    looked: list[object] = []
    original = checking.check_files

    def counted(*arguments: Any, **options: Any) -> RunResult:
        looked.append(arguments)
        return original(*arguments, **options)

    monkeypatch.setattr(checking, "check_files", counted)

    def run(settings: Settings | None = None, **options: bool) -> tuple[RunResult, int]:
        settings = settings or Settings()
        rules: list[Rule] = list(select_rules(installed_rules(), settings))
        before = len(looked)
        configuration = Configuration(settings, rules, cache=tmp_path / ".steplint_cache", **options)
        return check_paths(["."], lambda _: configuration), len(looked) - before

    return run  # type: ignore[return-value]


def project(write_files: Write) -> Path:
    return write_files({"pyproject.toml": "", "a.py": FLOW.format(id="one"), "b.py": FLOW.format(id="two")})


def test_an_unchanged_project_is_not_looked_at_again(write_files: Write, check: Check) -> None:
    project(write_files)
    first, looked = check()
    assert looked == 1
    again, looked = check()
    assert looked == 0
    assert again == first
    assert [finding.code for finding in again.findings].count("SL105") == 2


def edit(root: Path) -> None:
    (root / "a.py").write_text(FLOW.format(id="one").replace("step1", "mail-the-user"))


def edit_same_size_and_time(root: Path) -> None:
    path = root / "a.py"
    status = path.stat()
    path.write_text(path.read_text().replace("step1", "tell1"))
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


def replace_by_rename(root: Path) -> None:
    new = root / "new"
    new.write_text(FLOW.format(id="six"))
    new.rename(root / "a.py")


def add(root: Path) -> None:
    (root / "c.py").write_text("x = 1\n")


def remove(root: Path) -> None:
    (root / "b.py").unlink()


def ignore(root: Path) -> None:
    (root / ".gitignore").write_text("b.py\n")


@pytest.mark.parametrize("change", [edit, edit_same_size_and_time, replace_by_rename, add, remove, ignore])
def test_whatever_changes_is_seen(write_files: Write, check: Check, change: Callable[[Path], None]) -> None:
    root = project(write_files)
    check()
    change(root)
    found, looked = check()
    assert looked == 1
    shutil.rmtree(root / ".steplint_cache")
    assert check() == (found, 1)


def test_an_edit_within_one_tick_of_the_clock_is_seen(
    write_files: Write, check: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file's times do not tell: on a coarse clock they may be the same before and after."""
    root = project(write_files)
    original = os.stat
    frozen = original(root / "a.py")

    def coarse(path: object, **options: object) -> os.stat_result:
        return frozen if str(path) == "a.py" else original(path, **options)  # type: ignore[arg-type, call-overload]

    monkeypatch.setattr(os, "stat", coarse)
    first, _ = check()
    (root / "a.py").write_text(FLOW.format(id="one").replace("step1", "tell1"))
    second, looked = check()
    assert looked == 1
    assert [f.message for f in first.findings] != [f.message for f in second.findings]


def test_another_question_has_another_answer(write_files: Write, check: Check) -> None:
    project(write_files)
    check()
    assert check(Settings(ignore=("SL105",)))[1] == 1
    assert check(wants_coverage=True)[0].coverage is not None  # type: ignore[call-arg]
    assert check()[1] == 0


def test_another_version_has_another_answer(write_files: Write, check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    project(write_files)
    check()
    monkeypatch.setattr(made_with, "__version__", "0.0.1")
    assert check()[1] == 1


def test_a_run_with_problems_is_not_kept(write_files: Write, check: Check) -> None:
    root = project(write_files)
    (root / "c.py").write_bytes(b"import inngest\n\xff\n")
    assert check()[0].exit_status == 2
    assert check()[1] == 1


def test_a_hostile_cache_is_an_empty_one(write_files: Write, check: Check) -> None:
    """Entries with the right checksum and the wrong contents: nothing is run, nothing breaks, all is found anew."""
    root = project(write_files)
    expected, _ = check()
    folder = CacheFolder(root / ".steplint_cache")
    bomb = b"\x91" * 200_000 + b"\xc0"
    for contents in (b"", b"\xc1", bomb, msgspec.msgpack.encode({"state": 1}), hashlib.sha256(b"x").digest()):
        for name in [*folder.names("facts"), *folder.names("results")]:
            key = made_with.for_facts() if name.startswith("facts") else made_with.for_results(folder)
            folder.write(name, key, contents)
        assert check() == (expected, 1)
