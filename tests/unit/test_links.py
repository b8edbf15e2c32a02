"""Addresses come from what the package says of itself."""

from __future__ import annotations

import importlib.metadata
import tomllib
from collections.abc import Callable, Iterator
from email.message import Message
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from steplint.links import home_url, project_url, rule_url

Installed = Callable[..., None]
ROOT = Path(__file__).parents[2]


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> Iterator[Installed]:
    """Pretend that the package was installed with these entries under `project.urls`."""

    def pretend(*urls: str) -> None:
        metadata = Message()
        for url in urls:
            metadata["Project-URL"] = url
        monkeypatch.setattr(importlib.metadata, "metadata", lambda name: metadata)
        project_url.cache_clear()

    yield pretend
    project_url.cache_clear()


def test_the_page_of_a_rule(installed: Installed) -> None:
    installed("Homepage, https://example.com", "Documentation, https://docs.example.com/")
    assert rule_url("email-without-delay") == "https://docs.example.com/rules/email-without-delay"
    assert home_url() == "https://docs.example.com/"


def test_no_documentation(installed: Installed) -> None:
    installed("homepage,https://example.com", "Documentation, javascript:alert(1)")
    assert rule_url("x") is None
    assert home_url() == "https://example.com"
    installed()
    assert home_url() is None


def test_not_installed(installed: Installed, monkeypatch: pytest.MonkeyPatch) -> None:
    installed()

    def missing(name: str) -> Message:
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(importlib.metadata, "metadata", missing)
    assert home_url() is None


def test_the_address_stands_in_one_place(installed: Installed) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    installed(*(f"{label}, {url}" for label, url in project["urls"].items()))
    host = urlsplit(home_url()).netloc
    assert host
    patterns = ("*.md", "*.toml", "docs/**/*.md", "linter/**/*.py", "linter/**/*.json", "rules/**/*.py")
    files = [path for pattern in patterns for path in sorted(ROOT.glob(pattern)) if path.name != "pyproject.toml"]
    assert [path for path in files if str(host) in path.read_text(encoding="utf-8")] == []
