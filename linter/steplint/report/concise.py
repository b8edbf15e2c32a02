"""One finding a line: `path:line:column: CODE name message`."""

from __future__ import annotations

from steplint.diagnostics import RunResult
from steplint.report.base import PLAIN, Presentation, location
from steplint.report.escape import visible


def concise(result: RunResult, presentation: Presentation = PLAIN) -> str:
    """The findings, one a line, without excerpts and without a summary."""
    return "".join(
        visible(f"{location(finding)}: {finding.code} {finding.name} {finding.message}") + "\n"
        for finding in result.findings
    )
