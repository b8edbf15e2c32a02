"""The page that shows one application with a broken wire of each kind, and what steplint says of it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from steplint.rule import installed_rules

Golden = Callable[[Path, str], None]

ROOT = Path(__file__).parents[2]
APPLICATION = ROOT / "examples" / "wires"
PAGE = ROOT / "docs" / "wires.md"
HEAD = """\
# One application, every broken wire

An application holds together by wires that no single file shows: names and keys of events, functions and the lists that
serve them, handlers and what the SDK calls them with, options and what the platform accepts. Here each is broken once.
The files lie in `examples/wires`, with a `pyproject.toml` that asks for inngest 0.5.19; what steplint says is what it
really prints.
"""


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "steplint", "check", "--no-cache", *arguments],
        cwd=APPLICATION,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_the_page_is_current(golden: Golden) -> None:
    golden(PAGE, page())


def test_every_rule_of_events_and_of_the_application_speaks_once() -> None:
    codes = sorted(finding["code"] for finding in json.loads(run("--output-format", "json").stdout)["findings"])
    assert codes == [rule.code for rule in installed_rules() if rule.category in {"events", "application"}]


def page() -> str:
    """The files, the findings in each, and how to see them."""
    names = {rule.code: rule.name for rule in installed_rules()}
    findings = json.loads(run("--output-format", "json").stdout)["findings"]
    text = HEAD
    for path in sorted(APPLICATION.glob("app/*.py")):
        name = path.relative_to(APPLICATION).as_posix()
        source = path.read_text(encoding="utf-8").rstrip()
        if not source:
            continue
        text += f"\n## {name}\n\n```python\n{source}\n```\n"
        here = [finding for finding in findings if finding["path"] == name]
        if here:
            text += "\n| line | rule | what it says |\n|---|---|---|\n"
        for finding in here:
            rule = f"[{finding['code']}](rules/{names[finding['code']]}.md)"
            said = re.sub(r"\|", r"\\|", f"{finding['message']}. {finding['help'] or ''}".strip())
            text += f"| {finding['line']} | {rule} | {said[0].upper()}{said[1:]} |\n"
    printed = run("--output-format", "concise").stdout.rstrip()
    return f"{text}\n## The run\n\n```console\n$ steplint check --output-format concise\n{printed}\n```\n"
