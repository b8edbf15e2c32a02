"""Every format over the same hand-made results."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from steplint.diagnostics import (
    Applicability,
    Confidence,
    Edit,
    Fix,
    Place,
    Problem,
    ProblemKind,
    RunResult,
    Severity,
    Span,
)
from steplint.report.concise import concise
from steplint.report.json import json
from steplint.report.summary import problem_line, summary
from steplint.report.text import text
from support import finding, related

Golden = Callable[[Path, str], None]

FLOWS = """\
from app.mail import deliver
async def welcome(ctx):
    deliver(ctx.event.data["a"])
\tx = "é𝒳漢"; deliver(x)
    deliver(
        ctx.event.data["[bold]b[/bold]"],
    )
"""
MAIL = "def deliver(to):\n    send_email(to)\n"

PATH = (
    related("app/flows.py", (3, 5, 3, 33), "the first e-mail leaves here"),
    related("app/flows.py", (4, 13, 4, 23), "calls `deliver`"),
    related("app/mail.py", (2, 5, 2, 19), "sends an e-mail"),
)
FIX = Fix("Wait", (Edit(Place("app/flows.py", Span(4, 1, 4, 1)), "    await wait()\n"),), Applicability.UNSAFE)

RESULT = RunResult(
    findings=(
        msgspec.structs.replace(
            finding(span=(4, 13, 4, 23), related=PATH, help="Wait in between.\nAt least 45 s."), fix=FIX
        ),
        finding(
            span=(5, 5, 7, 6), severity=Severity.ADVISORY, confidence=Confidence.MEDIUM, message="a [red]list[/red]"
        ),
        finding("app/[id].py", (1, 1, 1, 2), severity=Severity.MANDATORY, code="SL105", name="undescriptive-step-name"),
        finding("app/gone.py", (9, 1, 9, 2), workflow=None),
    ),
    suppressed=(finding(),),
    below_confidence=(finding(confidence=Confidence.LOW), finding(confidence=Confidence.LOW, span=(1, 1, 1, 2))),
    problems=(
        Problem(ProblemKind.UNDECODABLE, "app/old.py", "not UTF-8", 3),
        Problem(ProblemKind.TOO_LARGE, "app/data.py", "skipped", notice=True),
        Problem(ProblemKind.RULE_FAILED, "", "the rule failed"),
    ),
    files=7,
    workflows=2,
    sources={"app/flows.py": FLOWS, "app/mail.py": MAIL, "app/[id].py": "x\r\ny\r\n"},
)

HOSTILE = RunResult(
    findings=(
        finding(
            "a\n::error::x\x1b[31m\udce9.py",
            (1, 1, 1, 3),
            message="say \x1b]0;title\x07 and\r\n\u202eright to left",
            help="\x1b[2J",
            workflow="w\x9b",
            related=(related("b\tc.py", (1, 1, 1, 2), "\x00"),),
        ),
    ),
    problems=(Problem(ProblemKind.UNREADABLE, "x\ny", "no\x1b"),),
    sources={"a\n::error::x\x1b[31m\udce9.py": "\x1b[31mred\u202e\n", "b\tc.py": "\x07\n"},
)

FORMATS: dict[str, Callable[[RunResult], str]] = {
    "full": text,
    "concise": concise,
    "json": json,
    "color": lambda result: text(result, color=True),
}


@pytest.mark.parametrize("name", FORMATS)
def test_formats(name: str, fixtures: Path, golden: Golden) -> None:
    golden(fixtures / "reports" / f"{name}.txt", FORMATS[name](RESULT))


@pytest.mark.parametrize("name", FORMATS)
def test_nothing_to_report(name: str, fixtures: Path, golden: Golden) -> None:
    golden(fixtures / "reports" / f"{name}-empty.txt", FORMATS[name](RunResult(files=3)))


def test_colours_change_nothing_but_colour() -> None:
    assert re.sub(r"\x1b\[[\d;]*m", "", text(RESULT, color=True)) == text(RESULT)


@pytest.mark.parametrize("name", ["full", "concise", "json"])
def test_no_text_speaks_to_the_terminal(name: str) -> None:
    report = FORMATS[name](HOSTILE)
    report.encode("utf-8")
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", report)
    assert not report.startswith("::") and "\n::" not in report
    if name != "json":
        assert "\u202e" not in report


def test_json_is_as_frozen() -> None:
    document = msgspec.json.decode(json(RESULT))
    assert list(document) == ["version", "tool", "findings", "problems", "summary"]
    assert list(document["findings"][0]) == [
        "code",
        "name",
        "severity",
        "confidence",
        "message",
        "help",
        "path",
        "line",
        "column",
        "end_line",
        "end_column",
        "workflow",
        "related",
        "fingerprint",
        "fix",
    ]
    assert list(document["findings"][0]["related"][0]) == [
        "path",
        "line",
        "column",
        "end_line",
        "end_column",
        "message",
    ]
    assert list(document["problems"][0]) == ["kind", "path", "message"]
    assert document["summary"] == {"files": 7, "workflows": 2, "findings": 4, "suppressed": 1, "baselined": 0}
    assert document["tool"]["name"] == "steplint"


def test_long_lines_are_cut_around_their_place() -> None:
    source = "x = 1; " * 100 + "deliver(a); " + "y = 2; " * 100
    start = source.index("deliver") + 1
    result = RunResult(findings=(finding("a.py", (1, start, 1, start + 10)),), sources={"a.py": source})
    lines = text(result).split("\n")
    number = next(number for number, each in enumerate(lines) if "deliver(a)" in each and "|" in each)
    line, carets = lines[number : number + 2]
    assert len(line) < 170
    assert line[carets.index("^") : carets.rindex("^") + 1] == "deliver(a)"
    assert line.count("…") == 2


def test_the_summary_line() -> None:
    assert summary(RunResult(files=1, workflows=1)) == "Found nothing in 1 workflow of 1 file."
    assert summary(RESULT) == (
        "Found 4 findings (2 critical, 1 mandatory, 1 advisory) in 2 workflows of 7 files. 1 suppressed by comments."
        " 2 less sure not shown (`--min-confidence low` shows all)."
    )


def test_problem_lines() -> None:
    assert [problem_line(problem) for problem in RESULT.problems] == [
        "error: app/old.py:3: not UTF-8",
        "note: app/data.py: skipped",
        "error: the rule failed",
    ]
    assert problem_line(HOSTILE.problems[0]) == "error: x\\x0ay: no\\x1b"
