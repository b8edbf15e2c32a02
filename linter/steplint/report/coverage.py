"""What was not analysed, in lines for people."""

from __future__ import annotations

from steplint.diagnostics import GAP_WORDS, Coverage, GapKind
from steplint.report.base import position
from steplint.report.escape import visible

_SHOWN = 5


def coverage_lines(coverage: Coverage) -> list[str]:
    """How much was analysed, and what was not: a count for each reason with the first places."""
    lines = [
        f"coverage: {coverage.read} of {coverage.files} files read (workflows and events lead to no other), "
        f"{coverage.understood} of {coverage.calls} calls in workflows understood, {coverage.events} events sent"
    ]
    for kind in GapKind:
        gaps = coverage.of(kind)
        if not gaps:
            continue
        lines.append(f"  {len(gaps)} {GAP_WORDS[kind]}:")
        lines += [visible(f"    {position(gap.place)}: {gap.name}") for gap in gaps[:_SHOWN]]
        if len(gaps) > _SHOWN:
            lines.append(f"    … and {len(gaps) - _SHOWN} more")
    return lines
