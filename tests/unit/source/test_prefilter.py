"""The byte tests that pick files."""

from __future__ import annotations

from pathlib import Path

import pytest

from steplint.source.file import Reader
from steplint.source.prefilter import Mentions, prefilter


def test_roots_name_the_sdk_or_the_method(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name, text in {"a.py": "import inngest", "b.py": "@client.create_function()", "c.py": "import os"}.items():
        Path(name).write_text(text, encoding="utf-8")
    roots, problems = prefilter(["a.py", "b.py", "c.py"], Reader(1000))
    assert (roots, problems) == (["a.py", "b.py"], [])


def test_files_that_mention_a_word_are_found_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name, text in {"b.py": "@workflow('x')", "a.py": "workflow = 1", "c.py": "other = 1"}.items():
        Path(name).write_text(text, encoding="utf-8")
    mentions = Mentions(["a.py", "b.py", "c.py", "gone.py"], Reader(1000))
    assert mentions(frozenset({"workflow"})) == ["a.py", "b.py"]
