"""The README shows what a newcomer really sees."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

from steplint.rule import installed_rules

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_first_run_prints_what_the_readme_shows() -> None:
    shown = re.search(r"\$ steplint check examples/bookings\n…\n(.*?)\n…\n```", README, re.DOTALL)
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


def test_five_minutes_of_adoption(tmp_path: Path) -> None:
    """Each command of the section, in its order, does to a project what the section says."""
    section = README.partition("## Adopt it in five minutes\n")[2].partition("\n## ")[0]
    look, write_down, hook, ci = re.findall(r"^ +(?:\$|entry:|- run:) steplint (.+)$", section, re.MULTILINE)
    shutil.copytree(ROOT / "examples" / "bookings", tmp_path, dirs_exist_ok=True)

    def status(arguments: str) -> int:
        command = [sys.executable, "-m", "steplint", *shlex.split(arguments)]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode

    assert [status(arguments) for arguments in (look, write_down, hook, ci)] == [1, 0, 0, 0]
    flows = tmp_path / "app" / "flows"
    (flows / "more.py").write_text((flows / "cancellations.py").read_text(encoding="utf-8"), encoding="utf-8")
    assert [status(hook), status(ci)] == [1, 1], "new findings fail"
    (flows / "more.py").unlink()
    (flows / "cancellations.py").unlink()
    assert [status(hook), status(ci)] == [0, 1], "entries that are left over fail in CI only"
