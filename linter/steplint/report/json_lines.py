"""The JSON report as a stream: one object a line, told apart by their `type`, and a summary at the end."""

from __future__ import annotations

import msgspec

from steplint.diagnostics import RunResult
from steplint.report.base import PLAIN, Presentation
from steplint.report.escape import escaped_in_json
from steplint.report.json import json_report


def json_lines(result: RunResult, presentation: Presentation = PLAIN) -> str:
    """A line for each finding and each problem, with the keys that the JSON report gives them, and one for the rest."""
    report = msgspec.to_builtins(json_report(result, presentation))
    rest = {key: value for key, value in report.items() if key not in {"findings", "problems", "summary"}}
    lines = [
        *({"type": "finding", **finding} for finding in report["findings"]),
        *({"type": "problem", **problem} for problem in report["problems"]),
        {"type": "summary", **rest, **report["summary"]},
    ]
    return "".join(escaped_in_json(msgspec.json.encode(line).decode()) + "\n" for line in lines)
