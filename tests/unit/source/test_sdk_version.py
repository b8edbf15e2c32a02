"""Which versions of the SDK a project asks for."""

from __future__ import annotations

from pathlib import Path

import pytest

from steplint.source.sdk_version import LINES, SdkPins


@pytest.mark.parametrize(
    ("files", "lines", "origin"),
    [
        pytest.param({}, LINES, None, id="nothing says"),
        pytest.param({"requirements.txt": "inngest\n"}, LINES, "requirements.txt", id="no version"),
        pytest.param({"requirements.txt": "inngest==0.4.18 # old\n"}, ("0.4",), "requirements.txt", id="a pin"),
        pytest.param(
            {"requirements-web.txt": "inngest[connect]>=0.5.0\n"}, ("0.5",), "requirements-web.txt", id="extra"
        ),
        pytest.param({"requirements.txt": "inngest-tools==0.3.1\n"}, LINES, None, id="another package"),
        pytest.param(
            {"uv.lock": '[[package]]\nname = "inngest"\nversion = "0.4.22"\n', "pyproject.toml": "[project]"},
            ("0.4",),
            "uv.lock",
            id="a lock",
        ),
        pytest.param(
            {
                "uv.lock": '[[package]]\nname = "inngest"\nversion = "0.4.22"\n'
                '[[package]]\nname = "inngest"\nversion = "0.5.16"\n'
            },
            ("0.4", "0.5"),
            "uv.lock",
            id="a lock with a fork for each Python",
        ),
        pytest.param(
            {"Pipfile.lock": '{"default": {"inngest": {"version": "==0.3.17"}}}'}, ("0.3",), "Pipfile.lock", id="pipenv"
        ),
        pytest.param(
            {"pyproject.toml": '[project]\ndependencies = ["inngest>=0.4.22"]'},
            ("0.4", "0.5"),
            "pyproject.toml",
            id="range",
        ),
        pytest.param(
            {"pyproject.toml": '[tool.poetry.dependencies]\ninngest = "^0.4.2"'}, ("0.4",), "pyproject.toml", id="caret"
        ),
        pytest.param(
            {"pyproject.toml": '[tool.poetry.dependencies]\ninngest = {version = "~0.5", extras = []}'},
            ("0.5",),
            "pyproject.toml",
            id="tilde in a table",
        ),
        pytest.param({"pyproject.toml": "not toml ="}, LINES, None, id="a broken file"),
    ],
)
def test_versions(
    files: dict[str, str],
    lines: tuple[str, ...],
    origin: str | None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    found = SdkPins().of("app/flows.py")
    assert (found.lines, found.origin) == (lines, origin)


def test_the_nearest_folder_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "backend").mkdir()
    (tmp_path / "requirements.txt").write_text("inngest==0.3.1")
    (tmp_path / "backend" / "requirements.txt").write_text("inngest==0.5.19")
    assert SdkPins().of("backend/flows.py").lines == ("0.5",)
    assert SdkPins().of("worker/flows.py").lines == ("0.3",)
