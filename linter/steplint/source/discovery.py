"""Which Python files there are: sorted, without what git ignores and what is excluded, regular files only."""

from __future__ import annotations

import errno
import glob
import os
import stat
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from steplint.diagnostics import Problem, ProblemKind
from steplint.settings import Settings
from steplint.source.ignored import Exclusions, list_by_git, walk

_PROJECT_MARKS = (".steplint.toml", "steplint.toml", "pyproject.toml", "setup.py", "setup.cfg", ".git")
_SUFFIX = ".py"


@dataclass(frozen=True, slots=True)
class Target:
    """What the user asked to check: a folder or a single file, by its absolute path."""

    path: Path
    is_folder: bool


@dataclass(frozen=True, slots=True)
class ProjectFiles:
    """The files of one project, as paths relative to the working directory, sorted.

    `known` are all of them, which imports may lead to. `selected` are those the user asked for, `named` those of them
    that were given as files.
    """

    known: tuple[str, ...]
    selected: tuple[str, ...]
    named: tuple[str, ...]
    problems: tuple[Problem, ...] = field(default=())


def resolve_targets(arguments: Sequence[str], unsaved: Collection[str] = ()) -> tuple[list[Target], list[Problem]]:
    """The arguments of the command line as targets, each once, and a problem for each that names nothing.

    The paths of `unsaved` are files, whether or not there is one on disk.
    """
    targets: dict[Path, Target] = {}
    problems: list[Problem] = []
    for argument in arguments:
        path = Path(os.path.abspath(argument))
        if display_path(path) in unsaved:
            targets[path] = Target(path, is_folder=False)
            continue
        try:
            mode = os.stat(path).st_mode
        except (OSError, ValueError) as error:
            problems.append(_not_there(argument, error))
            continue
        if stat.S_ISDIR(mode):
            targets[path] = Target(path, is_folder=True)
        elif stat.S_ISREG(mode):
            targets[path] = Target(path, is_folder=False)
        else:
            problems.append(Problem(ProblemKind.UNREADABLE, display_path(path), "not a regular file"))
    return list(targets.values()), problems


def projects_of(
    arguments: Sequence[str], unsaved: Collection[str] = ()
) -> tuple[dict[Path, list[Target]], list[Problem]]:
    """The targets of the command line by the folder of their project, in order, and a problem for each that is not
    there.
    """
    targets, missing = resolve_targets(arguments, unsaved)
    projects: dict[Path, list[Target]] = {}
    for target in targets:
        projects.setdefault(project_root(target), []).append(target)
    return {root: projects[root] for root in sorted(projects)}, missing


def project_root(target: Target) -> Path:
    """The folder of the project that a target belongs to: the nearest with a settings file, a build file or a git
    repository.

    Without any, a target folder is its own project, and a file's project is the folder that its outermost package
    lies in.
    """
    start = target.path if target.is_folder else target.path.parent
    for folder in (start, *start.parents):
        if any((folder / mark).exists() for mark in _PROJECT_MARKS):
            return folder
    if target.is_folder:
        return start
    while (start / "__init__.py").exists() and start != start.parent:
        start = start.parent
    return start


def find_files(root: Path, targets: Iterable[Target], settings: Settings) -> ProjectFiles:
    """The files of a project, and those among them that the targets select."""
    exclusions = Exclusions(settings, root)
    problems: dict[tuple[str, str], Problem] = {}
    known = _python_files(root, exclusions, settings, problems)
    is_excluded = exclusions.below(root)
    selected: dict[str, None] = {}
    named: dict[str, None] = {}
    for target in targets:
        if settings.command_line.force_exclude and target.path != root and is_excluded(_below(root, target)):
            continue
        if not target.is_folder:
            named[display_path(target.path)] = None
        elif target.path == root:
            selected |= dict.fromkeys(known)
        else:
            selected |= dict.fromkeys(_python_files(target.path, exclusions, settings, problems))
    once = _each_file_once(sorted({*selected, *named}))
    return ProjectFiles(
        known=tuple(sorted({*known, *selected, *named})),
        selected=once,
        named=tuple(path for path in once if path in named),
        problems=tuple(problems[key] for key in sorted(problems)),
    )


def display_path(path: Path | str) -> str:
    """A path relative to the working directory, with `/` between its parts."""
    try:
        relative = os.path.relpath(path)
    except ValueError:  # another drive
        relative = str(path)
    return relative.replace(os.sep, "/")


def _python_files(
    folder: Path, exclusions: Exclusions, settings: Settings, problems: dict[tuple[str, str], Problem]
) -> list[str]:
    """The Python files below a folder, unsorted, as paths relative to the working directory."""
    base = display_path(folder)
    prefix = "" if base == "." else base.rstrip("/") + "/"
    is_above = set(prefix.split("/")) == {"..", ""}
    here = os.path.relpath(os.getcwd(), folder).replace(os.sep, "/") + "/" if is_above else None
    found = list_by_git(folder, exclusions) if settings.respect_gitignore else None
    if found is None:
        found, failed = walk(folder, exclusions, respect_gitignore=settings.respect_gitignore)
        for relative, reason in failed:
            shown = (prefix + relative) or "."
            problems[shown, reason] = Problem(ProblemKind.UNREADABLE, shown, f"cannot be read: {reason}")
    paths = [
        relative.removeprefix(here) if here is not None and relative.startswith(here) else prefix + relative
        for relative in found
        if relative.endswith(_SUFFIX)
    ]
    return [path for path in paths if _is_regular(path)]


def _below(root: Path, target: Target) -> str:
    """A target as exclusions know it: relative to the folder of its project, with `/` at the end of a folder."""
    return target.path.relative_to(root).as_posix() + ("/" if target.is_folder else "")


def _is_regular(path: str) -> bool:
    try:
        return stat.S_ISREG(os.stat(path).st_mode)
    except OSError:  # gone, or a link to nowhere
        return False


def _each_file_once(paths: Iterable[str]) -> tuple[str, ...]:
    """One path of each file that has several, by links: the real one before a link, then the first in order."""
    by_identity: dict[tuple[int, int] | str, str] = {}
    for path in paths:
        try:
            status = os.stat(path)
        except OSError:  # only in an editor so far, or gone since it was listed
            by_identity[path] = path
            continue
        first = by_identity.setdefault((status.st_dev, status.st_ino), path)
        if first != path and os.path.islink(first) and not os.path.islink(path):
            by_identity[status.st_dev, status.st_ino] = path
    return tuple(sorted(by_identity.values()))


def _not_there(argument: str, error: OSError | ValueError) -> Problem:
    shown = display_path(argument) if "\0" not in argument else argument
    if isinstance(error, OSError) and error.errno not in {errno.ENOENT, errno.ENOTDIR}:
        return Problem(ProblemKind.UNREADABLE, shown, f"cannot be read: {error.strerror}")
    if glob.has_magic(argument):
        return Problem(
            ProblemKind.MISSING, argument, "no such file or directory; the shell found nothing for this pattern"
        )
    return Problem(ProblemKind.MISSING, shown, "no such file or directory")
