"""Which versions of the SDK a project asks for: from lock files, requirement files and `pyproject.toml`."""

from __future__ import annotations

import dataclasses
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from steplint.source.file import read_bytes

LINES = ("0.3", "0.4", "0.5")
"""The lines of releases that differ; a later one is taken for the last."""
_PACKAGE = "inngest"
_LOCKS = ("uv.lock", "poetry.lock", "pdm.lock")
_PIPFILE_LOCK = "Pipfile.lock"
_PYPROJECT = "pyproject.toml"
_REQUIREMENTS = re.compile(r"requirements.*\.txt")
_NAMES = {name: rank for rank, name in enumerate((*_LOCKS, _PIPFILE_LOCK, "", _PYPROJECT)) if name}
"""The files that may say versions by how exact they are; requirement files come before `pyproject.toml`."""
_RELEASES = 60
_OPERATORS = re.compile(r"[~^]?(\d+(?:\.\d+)*)")
_LARGEST = 16 * 1024 * 1024


@dataclasses.dataclass(frozen=True, slots=True)
class SdkVersions:
    """The lines of the SDK that may be installed, oldest first; `origin` is the file or setting that says so, None
    where nothing does.
    """

    lines: tuple[str, ...] = LINES
    origin: str | None = None


def of_specifier(text: str, origin: str) -> SdkVersions | None:
    """The versions that a specifier like `>=0.4,<1` or a bare version admits; None when it cannot be read."""
    from packaging.specifiers import InvalidSpecifier, SpecifierSet  # asked for by few rules only

    bare = text.strip()
    if re.fullmatch(r"\d+(\.\d+)*", bare):
        bare = f"=={bare}" if bare.count(".") > 1 else f"=={bare}.*"
    try:
        specifiers = SpecifierSet(bare)
    except InvalidSpecifier:
        return None
    lines = [
        line
        for line in LINES
        if any(specifiers.contains(f"{line}.{release}", prereleases=True) for release in range(_RELEASES))
    ]
    if not lines and (specifiers.contains("0.6.0") or specifiers.contains("1.0.0")):
        lines = [LINES[-1]]
    return SdkVersions(tuple(lines), origin) if lines else None


class SdkPins:
    """The versions that hold for files, by the nearest folder above that says any; what was read is kept."""

    def __init__(self) -> None:
        self._here = os.getcwd()
        self._said: dict[str, SdkVersions | None] = {}
        self._above: dict[str, tuple[str, ...]] = {}
        self._versions: dict[str, SdkVersions] = {}

    def of(self, path: str) -> SdkVersions:
        """The versions that may be installed for a file; all when nothing says."""
        name = os.path.dirname(path)
        if name not in self._versions:
            self._versions[name] = self._of_folder(name)
        return self._versions[name]

    def _of_folder(self, name: str) -> SdkVersions:
        for above in self._folders(os.path.abspath(name)):
            if above not in self._said:
                self._said[above] = _of_folder(above)
            found = self._said[above]
            if found is not None:
                return found
        return SdkVersions()

    def files_for(self, paths: Iterable[str]) -> list[str]:
        """The files that may say which versions hold for some files, in order."""
        folders = {os.path.dirname(path) for path in paths}
        above = {folder for name in folders for folder in self._folders(os.path.abspath(name))}
        return [os.path.join(folder, name) for folder in sorted(above) for name in _saying(folder)]

    def _folders(self, folder: str) -> tuple[str, ...]:
        """A folder and those above it, up to the root of its repository or the working directory."""
        known = self._above.get(folder)
        if known is None:
            outer = os.path.dirname(folder)
            is_last = folder in (outer, self._here) or os.path.exists(os.path.join(folder, ".git"))
            known = self._above[folder] = (folder,) if is_last else (folder, *self._folders(outer))
        return known


def _saying(folder: str) -> list[str]:
    """The names of a folder's files that may say versions, the most exact kind first."""
    try:
        names = sorted(name for name in os.listdir(folder) if name in _NAMES or _REQUIREMENTS.fullmatch(name))
    except OSError:
        return []
    return sorted(names, key=lambda name: _NAMES.get(name, _NAMES[_PIPFILE_LOCK] + 1))


def _of_folder(folder: str) -> SdkVersions | None:
    """What a folder's files say, the most exact kind first."""
    for name in _saying(folder):
        file = Path(folder, name)
        if file.name in _LOCKS:
            found = _one(file, _in_lock(_toml(file)))
        elif file.name == _PIPFILE_LOCK:
            found = _one(file, _in_pipfile_lock(_read(file)))
        elif file.name == _PYPROJECT:
            found = _one(file, _in_pyproject(_toml(file)))
        else:
            found = _one(file, _in_requirements(_read(file)))
        if found is not None:
            return found
    return None


def _one(file: Path, specifiers: Iterator[str]) -> SdkVersions | None:
    """What the specifiers of a file admit together: several versions when it says several."""
    found = [of_specifier(text, file.name) for text in specifiers]
    lines = {line for versions in found if versions is not None for line in versions.lines}
    return SdkVersions(tuple(line for line in LINES if line in lines), file.name) if lines else None


def _read(file: Path) -> str:
    data = read_bytes(str(file), max_size=_LARGEST)
    return data.decode("utf-8", "replace") if isinstance(data, bytes) else ""


def _toml(file: Path) -> Mapping[str, object]:
    import tomllib  # an unchanged project needs it not

    try:
        return tomllib.loads(_read(file))
    except tomllib.TOMLDecodeError:
        return {}


def _in_lock(table: Mapping[str, object]) -> Iterator[str]:
    packages = table.get("package")
    for package in packages if isinstance(packages, list) else ():
        if isinstance(package, dict) and package.get("name") == _PACKAGE and isinstance(package.get("version"), str):
            yield f"=={package['version']}"


def _in_pipfile_lock(text: str) -> Iterator[str]:
    import json

    try:
        table = json.loads(text) if text else {}
    except ValueError:
        return
    for group in table.values() if isinstance(table, dict) else ():
        entry = group.get(_PACKAGE) if isinstance(group, dict) else None
        if isinstance(entry, dict) and isinstance(entry.get("version"), str):
            yield entry["version"]


def _in_requirements(text: str) -> Iterator[str]:
    for line in text.splitlines():
        yield from _in_requirement(line.partition(" #")[0].partition("--hash")[0].strip().rstrip("\\").strip())


def _in_requirement(text: str) -> Iterator[str]:
    if text.lower().startswith(_PACKAGE):
        from packaging.requirements import InvalidRequirement, Requirement

        try:
            requirement = Requirement(text)
        except InvalidRequirement:
            return
        if requirement.name.lower() == _PACKAGE and requirement.url is None:
            yield str(requirement.specifier)


def _in_pyproject(table: Mapping[str, object]) -> Iterator[str]:
    project = _table(table.get("project"))
    groups = [project.get("dependencies"), *_table(project.get("optional-dependencies")).values()]
    for group in groups:
        for text in group if isinstance(group, list) else ():
            yield from _in_requirement(text) if isinstance(text, str) else ()
    poetry = _table(_table(table.get("tool")).get("poetry"))
    tables = [poetry, *map(_table, _table(poetry.get("group")).values())]
    for dependencies in (_table(each.get("dependencies")) for each in tables):
        entry = dependencies.get(_PACKAGE)
        version = entry.get("version") if isinstance(entry, dict) else entry
        if isinstance(version, str):
            yield ",".join(_of_poetry(part.strip()) for part in version.split(","))


def _of_poetry(text: str) -> str:
    """Poetry's caret and tilde as a plain specifier."""
    if text == "*":
        return ""
    match = _OPERATORS.fullmatch(text)
    if match is None or text[0] not in "~^":
        return text
    numbers = [int(part) for part in match[1].split(".")]
    kept = 1 if text[0] == "^" and numbers[0] else min(2, len(numbers))
    if text[0] == "~" and len(numbers) == 1:
        kept = 1
    upper = [*numbers[:kept]]
    upper[-1] += 1
    return f">={match[1]},<{'.'.join(map(str, upper))}"


def _table(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}
