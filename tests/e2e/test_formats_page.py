"""The page on formats shows what each of them really prints."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from steplint.report.formats import FORMATS

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")
SHOWN = re.findall(
    r"^(`{3,4})console\n\$ steplint check ([^\n]+)\n…\n(.*?)\n(?:…\n)?\1$", PAGE, re.MULTILINE | re.DOTALL
)


@pytest.mark.parametrize(("arguments", "excerpt"), [(arguments, excerpt) for _, arguments, excerpt in SHOWN])
def test_excerpts_are_real(arguments: str, excerpt: str) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "steplint", "check", "--isolated", *arguments.split()],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert run.returncode == 1
    assert f"{excerpt}\n" in run.stdout


def test_every_format_has_its_section() -> None:
    headings = re.findall(r"^## (\S+)$", PAGE, re.MULTILINE)
    assert [heading for heading in headings if heading in FORMATS] == list(FORMATS)
    shown = {word for _, arguments, _ in SHOWN for word in arguments.split()}
    assert shown >= set(FORMATS)
