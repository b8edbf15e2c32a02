"""The README shows what a newcomer really sees."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from steplint.rule import installed_rules

ROOT = Path(__file__).parents[2]


def test_the_first_run_prints_what_the_readme_shows() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = re.search(r"\$ steplint check examples/bookings\n…\n(.*?)\n…\n```", readme, re.DOTALL)
    assert shown is not None
    run = subprocess.run(
        [sys.executable, "-m", "steplint", "check", "--isolated", "examples/bookings"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert run.returncode == 1
    assert shown[1] in run.stdout
    codes = set(re.findall(r"\b(SL\d{3}) [a-z-]+ \(", run.stdout))
    assert codes == {rule.code for rule in installed_rules() if rule.category in {"critical", "mandatory", "advisory"}}


def test_the_clean_twin_is_silent() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "steplint", "check", "--isolated", "--min-confidence", "low", "examples/bookings_clean"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert run.returncode == 0, run.stdout
    assert run.stdout.startswith("Found nothing in 5 workflows")
