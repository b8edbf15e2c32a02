"""Results by hand, with something of everything, for the tests of the formats."""

from __future__ import annotations

import msgspec

from steplint.diagnostics import (
    Applicability,
    Confidence,
    Edit,
    Fix,
    Place,
    Problem,
    ProblemKind,
    RelatedRole,
    RunResult,
    Severity,
    Span,
)
from support import finding, related

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
    related("app/flows.py", (4, 13, 4, 23), "calls `deliver`", role=RelatedRole.HOP),
    related("app/mail.py", (2, 5, 2, 19), "sends an e-mail", role=RelatedRole.HOP),
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
    suppressed=(msgspec.structs.replace(finding(), justification="known [since](1) May"),),
    baselined=(finding(span=(3, 5, 3, 33), severity=Severity.MANDATORY),),
    below_confidence=(finding(confidence=Confidence.LOW), finding(confidence=Confidence.LOW, span=(1, 1, 1, 2))),
    problems=(
        Problem(ProblemKind.UNDECODABLE, "app/old.py", "not UTF-8", 3),
        Problem(ProblemKind.TOO_LARGE, "app/data.py", "skipped", notice=True),
        Problem(ProblemKind.RULE_FAILED, "", "the rule failed"),
    ),
    files=7,
    workflows=2,
    rules=("SL002", "SL105"),
    sources={"app/flows.py": FLOWS, "app/mail.py": MAIL, "app/[id].py": "x\r\ny\r\n"},
)

_COMMAND = "##vso[task.setvariable variable=a]b ##[set-env name=a]b"
COMMANDS = RunResult(
    findings=(
        finding(
            "::error::a.py",
            (2, 6, 2, 9),
            message=f"::set-output name=a::b {_COMMAND}",
            help=f"{_COMMAND}\n::stop-commands::x",
            workflow=f"::warning::w {_COMMAND}",
            related=(
                related("::error::a.py", (2, 6, 2, 9), f"::error::{_COMMAND}"),
                related(f"{_COMMAND}.py", (1, 1, 1, 2), "x"),
            ),
        ),
    ),
    problems=(Problem(ProblemKind.UNREADABLE, "::error::b.py", _COMMAND), Problem(ProblemKind.USAGE, "", "::error::c")),
    sources={"::error::a.py": f'"""\n::error::x""", {_COMMAND}\n', f"{_COMMAND}.py": _COMMAND},
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

FAILED = RunResult(problems=(Problem(ProblemKind.USAGE, "", "unknown rule `SL999`"),))
