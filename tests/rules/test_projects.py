"""Whole projects that were judged by hand before the analyser saw them."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from steplint.pipeline import check_sources
from steplint.rule import installed_rules, select_rules
from steplint.settings import default_settings, load_settings_file
from steplint.source.file import SourceFile, decode_source

PROJECTS = Path(__file__).parents[1] / "fixtures" / "projects"
FIRST = ("SL001", "SL002", "SL003", "SL005", "SL102", "SL105")
CODES = {
    "rules": FIRST,
    "flow": FIRST,
    "resolution": FIRST,
    "effects": ("SL004", "SL101", "SL103", "SL104"),
    "card": ("SL001", "SL002", "SL003", "SL004", "SL005", "SL101", "SL102", "SL103", "SL104", "SL105"),
}
"""The rules that the authors of each group judged."""


class Expected(msgspec.Struct, frozen=True):
    """A finding that a case wants, and the reason its author gave."""

    code: str
    path: str
    line: int
    why: str


def cases() -> list[object]:
    folders = [path.parent for path in sorted(PROJECTS.glob("*/*/expected.json"))]
    return [pytest.param(folder, id=folder.relative_to(PROJECTS).as_posix()) for folder in folders]


@pytest.mark.parametrize("folder", cases())
def test_what_a_reviewer_wants_is_reported_and_nothing_else(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)  # patterns in settings are relative to their file
    expected = msgspec.json.decode((folder / "expected.json").read_bytes(), type=list[Expected])
    sources = {}
    for path in sorted(folder.rglob("*.py")):
        decoded = decode_source(path.as_posix(), path.read_bytes())
        assert isinstance(decoded, SourceFile)
        sources[path.relative_to(folder).as_posix()] = decoded.text
    settings = load_settings_file(folder / "steplint.toml") if (folder / "steplint.toml").exists() else None
    settings = msgspec.structs.replace(settings or default_settings(), select=CODES[folder.parent.name])
    result = check_sources(sources, settings=settings, rules=select_rules(installed_rules(), settings))
    assert result.problems == ()
    reported = {(f.code, f.place.path, f.place.span.line): f.message for f in result.findings}
    wanted = {(e.code, e.path, e.line): e.why for e in expected}
    missing = [f"missing {key}: {wanted[key]}" for key in sorted(wanted.keys() - reported.keys())]
    extra = [f"extra {key}: {reported[key]}" for key in sorted(reported.keys() - wanted.keys())]
    assert missing + extra == []
