"""Whole projects that were judged by hand before the analyser saw them."""

from __future__ import annotations

import shutil
from pathlib import Path

import msgspec
import pytest

from steplint.pipeline import Configuration, check_paths
from steplint.rule import installed_rules, select_rules
from steplint.settings import default_settings, load_settings_file

PROJECTS = Path(__file__).parents[1] / "fixtures" / "projects"
FIRST = ("SL001", "SL002", "SL003", "SL005", "SL102", "SL105")
CODES = {
    "rules": FIRST,
    "flow": FIRST,
    "resolution": FIRST,
    "effects": ("SL004", "SL101", "SL103", "SL104"),
    "card": ("SL001", "SL002", "SL003", "SL004", "SL005", "SL101", "SL102", "SL103", "SL104", "SL105"),
    "durable": ("SL2",),
    "contracts": ("SL3", "SL4"),
}
"""The rules that the authors of each group judged, by code or prefix."""


class Spot(msgspec.Struct, frozen=True):
    """A line of a case."""

    path: str
    line: int


class Expected(msgspec.Struct, frozen=True):
    """A finding that a case wants, the reason its author gave, and other lines where it may stand as well. One that the
    analyser is known to miss is a `known_gap`: whoever closes it takes the word out.
    """

    code: str
    path: str
    line: int
    why: str
    alt: tuple[Spot, ...] = ()
    known_gap: bool = False

    @property
    def keys(self) -> set[tuple[str, str, int]]:
        """The code with each place that will do."""
        return {(self.code, spot.path, spot.line) for spot in (Spot(self.path, self.line), *self.alt)}


def cases() -> list[object]:
    folders = [path.parent for path in sorted(PROJECTS.glob("*/*/expected.json"))]
    return [pytest.param(folder, id=folder.relative_to(PROJECTS).as_posix()) for folder in folders]


@pytest.mark.parametrize("folder", cases())
def test_what_a_reviewer_wants_is_reported_and_nothing_else(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = msgspec.json.decode((folder / "expected.json").read_bytes(), type=list[Expected])
    case = shutil.copytree(folder, tmp_path / "case")  # in a project of its own, with its pins and settings
    monkeypatch.chdir(case)
    settings = load_settings_file(case / "steplint.toml") if (case / "steplint.toml").exists() else default_settings()
    settings = msgspec.structs.replace(settings, select=CODES[folder.parent.name])
    rules = select_rules(installed_rules(), settings)
    result = check_paths(["."], lambda _: Configuration(settings, rules))
    assert result.problems == ()
    reported = {(f.code, f.place.path, f.place.span.line): f.message for f in result.findings}
    wanted = set[tuple[str, str, int]]().union(*(entry.keys for entry in expected))
    found = [(entry, not entry.keys.isdisjoint(reported)) for entry in expected]
    missing = [
        f"missing {entry.code} {entry.path}:{entry.line}: {entry.why}"
        for entry, is_found in found
        if not is_found and not entry.known_gap
    ]
    assert [entry for entry, is_found in found if is_found and entry.known_gap] == [], "a gap is closed"
    extra = [f"extra {key}: {reported[key]}" for key in sorted(reported.keys() - wanted)]
    assert missing + extra == []
