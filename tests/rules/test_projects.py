"""Whole projects that were judged by hand before the analyser saw them."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from steplint.pipeline import check_sources
from steplint.rule import installed_rules, select_rules
from steplint.settings import default_settings
from steplint.source.file import SourceFile, decode_source

PROJECTS = Path(__file__).parents[1] / "fixtures" / "projects"
CODES = ("SL001", "SL002", "SL003", "SL005", "SL102", "SL105")
GAPS = {
    "flow/24-async-generator-that-paces": "the body of a generator is not interleaved with the loop over it",
}


class Expected(msgspec.Struct, frozen=True):
    """A finding that a case wants, and the reason its author gave."""

    code: str
    path: str
    line: int
    why: str


def cases() -> list[object]:
    found = []
    for path in sorted(PROJECTS.glob("*/*/expected.json")):
        name = path.parent.relative_to(PROJECTS).as_posix()
        marks = [pytest.mark.xfail(reason=GAPS[name], strict=True)] if name in GAPS else []
        found.append(pytest.param(path.parent, id=name, marks=marks))
    return found


@pytest.mark.parametrize("folder", cases())
def test_what_a_reviewer_wants_is_reported_and_nothing_else(folder: Path) -> None:
    expected = msgspec.json.decode((folder / "expected.json").read_bytes(), type=list[Expected])
    sources = {}
    for path in sorted(folder.rglob("*.py")):
        decoded = decode_source(path.as_posix(), path.read_bytes())
        assert isinstance(decoded, SourceFile)
        sources[path.relative_to(folder).as_posix()] = decoded.text
    settings = msgspec.structs.replace(default_settings(), select=CODES)
    result = check_sources(sources, settings=settings, rules=select_rules(installed_rules(), settings))
    assert result.problems == ()
    reported = {(f.code, f.place.path, f.place.span.line): f.message for f in result.findings}
    wanted = {(e.code, e.path, e.line): e.why for e in expected}
    missing = [f"missing {key}: {wanted[key]}" for key in sorted(wanted.keys() - reported.keys())]
    extra = [f"extra {key}: {reported[key]}" for key in sorted(reported.keys() - wanted.keys())]
    assert missing + extra == []


def test_every_gap_is_a_case() -> None:
    assert all((PROJECTS / name / "expected.json").exists() for name in GAPS)
