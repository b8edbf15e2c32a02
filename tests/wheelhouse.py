"""Wheels made of what is installed, so that pip can install a project with no index to ask."""

from __future__ import annotations

import base64
import hashlib
import tomllib
import zipfile
from collections.abc import Iterable
from importlib.metadata import Distribution, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name


def collect_wheels(project: Path, folder: Path) -> None:
    """Put into a folder a wheel of everything that building and running a project takes.

    PackageNotFoundError when one of them is not installed.
    """
    declared = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))
    needed = [*declared["build-system"]["requires"], *declared["project"]["dependencies"]]
    folder.mkdir(parents=True, exist_ok=True)
    for installed in _closure(needed):
        _pack(installed, folder)


def _closure(requirements: Iterable[str]) -> list[Distribution]:
    """The installed distributions that meet requirements and, in turn, theirs."""
    found: dict[str, Distribution] = {}
    pending = [Requirement(text) for text in requirements]
    while pending:
        requirement = pending.pop()
        name = canonicalize_name(requirement.name)
        if name in found or (requirement.marker is not None and not requirement.marker.evaluate({"extra": ""})):
            continue
        found[name] = distribution(name)
        pending.extend(map(Requirement, found[name].requires or ()))
    return [found[name] for name in sorted(found)]


def _pack(installed: Distribution, folder: Path) -> None:
    """Make a wheel of an installed distribution: its files as they are, without what installing it made of them."""
    metadata = next(path.parent for path in installed.files or () if path.name == "WHEEL")
    record = f"{metadata.as_posix()}/RECORD"
    made = {f"{metadata.as_posix()}/{name}" for name in ("RECORD", "INSTALLER", "REQUESTED", "direct_url.json")}
    rows: list[str] = []
    stem = metadata.name.removesuffix(".dist-info")
    with zipfile.ZipFile(folder / f"{stem}-{_tags(installed)}.whl", "w") as wheel:
        for path in sorted(installed.files or ()):
            name = path.as_posix()
            if name in made or name.startswith("..") or name.endswith(".pyc"):
                continue
            content = Path(str(path.locate())).read_bytes()
            digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
            rows.append(f"{name},sha256={digest},{len(content)}\n")
            wheel.writestr(name, content)
        wheel.writestr(record, "".join([*rows, f"{record},,\n"]))


def _tags(installed: Distribution) -> str:
    """The tags of a distribution as the name of its wheel has them, each part with dots between its values."""
    lines = (installed.read_text("WHEEL") or "").splitlines()
    tags = [line.removeprefix("Tag:").strip().split("-") for line in lines if line.startswith("Tag:")]
    return "-".join(".".join(dict.fromkeys(values)) for values in zip(*tags, strict=True))
