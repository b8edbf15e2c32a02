"""The tables of a run: medians and ratios, and how they stand to what is asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from benchmarks.measure import Series
from benchmarks.scenarios import GROWTH, Scenario
from benchmarks.tools import OURS


@dataclass(frozen=True, slots=True)
class Bar:
    """At most `factor` times what another command took, `(scenario, command)` each."""

    what: tuple[str, str]
    factor: float
    other: tuple[str, str]
    asked: str


BARS = (
    Bar(("big-cold", OURS), 3.5, ("big-cold", "ruff"), "≤ 3.5 × ruff"),
    Bar(("big-cold", OURS), 1 / 6, ("big-cold", "semgrep"), "≤ 1/6 of semgrep"),
    Bar(("big-warm", OURS), 1.0, ("big-warm", "ruff"), "≤ 1.0 × ruff warm"),
    Bar(("wf-cold", OURS), 1 / 4, ("wf-cold", "fixit"), "≤ 1/4 of Fixit"),
    Bar(("wf-cold", OURS), 1.0, ("wf-cold", "semgrep"), "≤ semgrep"),
    Bar(("wf-warm", OURS), 1 / 20, ("wf-cold", OURS), "≤ 1/20 of the cold run"),
    Bar(("three", OURS), 1 / 3, ("three", "fixit"), "≤ 1/3 of Fixit"),
    Bar(("three", OURS), 1 / 5, ("three", "semgrep"), "≤ 1/5 of semgrep"),
    Bar(("three", OURS), 1.6, ("three", "import libcst, click"), "≤ 1.6 × `import libcst, click`"),
    Bar(("same", OURS), 4.0, ("same", "import click"), "≤ 4 × `import click`"),
    *(
        Bar(("growth", str(2 * n)), 2.3, ("growth", str(n)), f"{2 * n} modules ≤ 2.3 × {n} modules")
        for n in GROWTH[:-1]
    ),
)
MOST_MEMORY = 250.0
"""MiB at the peak on *big*."""


def tables(scenarios: Sequence[Scenario]) -> str:
    """All of it as Markdown."""
    parts = [_table(scenario) for scenario in scenarios]
    bars = _bars({scenario.name: scenario.series for scenario in scenarios})
    return "\n\n".join([*parts, bars] if bars else parts) + "\n"


def _table(scenario: Scenario) -> str:
    base = scenario.series.get(OURS)
    rows = [("", "median s", "spread s", "× steplint" if base else "× the one before", "peak MiB", "runs")]
    previous: Series | None = None
    for name, series in scenario.series.items():
        rows.append((name, *_cells(series, base or previous)))
        previous = series
    rows += [(name, "–", "", "", "", reason) for name, reason in sorted(scenario.absent.items())]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = [" | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows]
    lines.insert(1, " | ".join("-" * width for width in widths))
    return f"### {scenario.title}\n\n" + "\n".join(f"| {line} |" for line in lines)


def _cells(series: Series, base: Series | None) -> tuple[str, str, str, str, str]:
    middle = series.median
    if series.failure is not None or middle is None:
        return "–", "", "", "", series.failure or "not run"
    against = base.median if base is not None else None
    spread = f"{min(series.seconds):.2f}–{max(series.seconds):.2f}"
    ratio = f"{middle / against:.2f}" if against else ""
    peak = f"{series.peak:.0f}" if series.peak else ""
    return f"{middle:.3f}", spread, ratio, peak, str(len(series.seconds))


def _bars(found: Mapping[str, Mapping[str, Series]]) -> str:
    lines = []
    for bar in BARS:
        ours, other = (_median(found, where) for where in (bar.what, bar.other))
        if ours is None or other is None:
            continue
        verdict = "yes" if ours <= bar.factor * other else "**no**"
        lines.append(f"| {bar.what[0]} | {bar.asked} | {ours / other:.3f} × | {verdict} |")
    for name in ("big-cold", "big-warm"):
        peak = found.get(name, {}).get(OURS, Series()).peak
        if peak is not None:
            verdict = "yes" if peak <= MOST_MEMORY else "**no**"
            lines.append(f"| {name} | ≤ {MOST_MEMORY:.0f} MiB | {peak:.0f} MiB | {verdict} |")
    if not lines:
        return ""
    return "### Asked for\n\n| run | bar | is | holds |\n| --- | --- | --- | --- |\n" + "\n".join(lines)


def _median(found: Mapping[str, Mapping[str, Series]], where: tuple[str, str]) -> float | None:
    scenario, name = where
    series = found.get(scenario, {}).get(name)
    return None if series is None or series.failure is not None else series.median
