"""Lists the files of a folder without those that git ignores or that are excluded."""

from __future__ import annotations

import functools
import os
import subprocess
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from steplint.settings import Settings

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

_MAGIC = frozenset("*?[!\\/")
_GIT = ("git", "--no-optional-locks", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null")
"""A repository's own configuration can name programs for git to run; none of them runs because of us."""

Match = Callable[[str], bool]
Verdict = Callable[[str], bool | None]
"""Whether a path is ignored; None when nothing is said about it."""


class Exclusions:
    """What the settings exclude.

    Patterns are relative to the file that holds them; a plain name is excluded anywhere.
    """

    def __init__(self, settings: Settings, root: Path) -> None:
        self.root = root
        names: set[str] = set()
        special: dict[Path, list[str]] = {}
        for key, patterns in (("exclude", settings.exclude), ("extend-exclude", settings.extend_exclude)):
            for index, pattern in enumerate(patterns):
                if _MAGIC & set(pattern.rstrip("/")):
                    special.setdefault(settings.folder(key, index) or Path(os.path.abspath(root)), []).append(pattern)
                else:
                    names.add(pattern.rstrip("/"))
        self._names = frozenset(names)
        self._by_folder = tuple((folder, _gitignore(special[folder]).match_file) for folder in special)

    def below(self, folder: Path) -> Match:
        """A test for paths relative to a folder, which is itself taken to be wanted; folders end in `/`."""
        folder = Path(os.path.abspath(folder))
        tests: list[Match] = []
        for home, matches in self._by_folder:
            if folder.is_relative_to(home):
                prefix = "" if folder == home else folder.relative_to(home).as_posix() + "/"
                if not (prefix and matches(prefix)):
                    tests.append(functools.partial(_matches_below, matches, add=prefix))
            elif home.is_relative_to(folder):
                tests.append(functools.partial(_matches_below, matches, cut=home.relative_to(folder).as_posix() + "/"))

        def is_excluded(relative: str) -> bool:
            if not self._names.isdisjoint(relative.rstrip("/").split("/")):
                return True
            return any(matches(relative) for matches in tests)

        return is_excluded


def _matches_below(matches: Match, relative: str, *, add: str = "", cut: str = "") -> bool:
    """Whether patterns mean a path, once `add` is put before it, or `cut`, the folder they are for, taken from it."""
    return relative.startswith(cut) and matches(add + relative.removeprefix(cut))


def list_by_git(folder: Path, exclusions: Exclusions) -> list[str] | None:
    """The files below a folder that git tracks or would track, relative to it and unsorted; None when git cannot say.

    A folder that is itself ignored is listed by `walk` instead: who names it wants it.
    """
    listing = _git(folder, "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    if listing is None or (not listing and _git(folder, "check-ignore", "--quiet", ".") is not None):
        return None
    is_excluded = exclusions.below(folder)
    found: list[str] = []
    for relative in dict.fromkeys(os.fsdecode(listing).split("\0")):
        if not relative or is_excluded(relative):
            continue
        name = f"{folder}/{relative}"
        if relative.endswith(".py") or not os.path.isdir(name) or os.path.islink(name.rstrip("/")):
            found.append(relative)
            continue
        path = folder / relative
        inner = list_by_git(path, exclusions)  # a repository inside this one
        if inner is None:
            inner, _ = walk(path, exclusions, respect_gitignore=True)
        found.extend(f"{relative.rstrip('/')}/{name}" for name in inner)
    return found


def walk(folder: Path, exclusions: Exclusions, *, respect_gitignore: bool) -> tuple[list[str], list[tuple[str, str]]]:
    """The files below a folder, relative to it and unsorted, and the folders that could not be read, with the reason.

    `.gitignore` files count for their own folders, also those above up to the project's. Links to folders are not
    followed, so the walk ends.
    """
    is_excluded = exclusions.below(folder)
    outer = _gitignores_above(folder, exclusions.root) if respect_gitignore else ()
    found: list[str] = []
    failed: list[tuple[str, str]] = []
    pending: list[tuple[str, tuple[Verdict, ...]]] = [("", outer)]
    while pending:
        prefix, ignores = pending.pop()
        try:
            with os.scandir(folder / prefix) as scan:
                entries = list(scan)
        except OSError as error:
            failed.append((prefix.rstrip("/"), error.strerror or str(error)))
            continue
        if respect_gitignore and any(entry.name == ".gitignore" for entry in entries):
            ignores = (_gitignore_verdict(folder / prefix, cut=prefix), *ignores)
        for entry in entries:
            is_folder = entry.is_dir(follow_symlinks=False)
            if not is_folder and not entry.name.endswith(".py"):
                continue
            relative = prefix + entry.name + ("/" if is_folder else "")
            if is_excluded(relative) or _is_ignored(relative, ignores):
                continue
            if is_folder:
                pending.append((relative, ignores))
            else:
                found.append(relative)
    return found, failed


def _git(folder: Path, *arguments: str) -> bytes | None:
    """What git prints; None when it is not there, fails or complains."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    try:
        done = subprocess.run(
            (*_GIT, "-C", str(folder), *arguments),
            capture_output=True,
            env=environment,
            stdin=subprocess.DEVNULL,
            check=False,
        )
    except OSError:
        return None
    return done.stdout if done.returncode == 0 and not done.stderr else None


def _is_ignored(relative: str, ignores: Sequence[Verdict]) -> bool:
    """Whether the nearest `.gitignore` with something to say about a path ignores it."""
    return next((verdict for ignore in ignores if (verdict := ignore(relative)) is not None), False)


def _gitignores_above(folder: Path, root: Path) -> tuple[Verdict, ...]:
    """The verdicts of the `.gitignore` files above a folder, nearest first; none when they ignore the folder itself."""
    if folder == root or not folder.is_relative_to(root):
        return ()
    verdicts: list[Verdict] = []
    for parent in folder.parents:
        if (parent / ".gitignore").is_file():
            verdicts.append(_gitignore_verdict(parent, add=folder.relative_to(parent).as_posix() + "/"))
        if parent == root:
            break
    return () if _is_ignored("", verdicts) else tuple(verdicts)


def _gitignore_verdict(folder: Path, *, cut: str = "", add: str = "") -> Verdict:
    """What the `.gitignore` of a folder says of a path, once `cut` is taken from its start and `add` put there."""
    try:
        text = (folder / ".gitignore").read_bytes().decode("utf-8", "surrogateescape")
    except OSError:
        text = ""
    spec = _gitignore(text.splitlines())
    return lambda relative: spec.check_file(add + relative.removeprefix(cut)).include


def _gitignore(patterns: Iterable[str]) -> GitIgnoreSpec:
    from pathspec import GitIgnoreSpec  # only for folders outside git and for special patterns

    return GitIgnoreSpec.from_lines(patterns)
