"""Brings a run's report to where it belongs: the report to its file or standard output, the rest to standard error."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from steplint.cli.output import links_shown, say, wants_color, write, write_file
from steplint.diagnostics import Problem, ProblemKind, RunResult
from steplint.report.base import Presentation
from steplint.report.coverage import coverage_lines
from steplint.report.formats import FORMATS, Part
from steplint.report.statistics import statistics_table
from steplint.report.summary import problem_line, summary


@dataclass(frozen=True, slots=True)
class Output:
    """In which format a run reports, and where; `file` is None for standard output."""

    format: str
    file: Path | None = None
    color: str = "auto"
    statistics: bool = False
    quiet: bool = False

    def deliver(self, result: RunResult) -> None:
        """Write the report, then tell what it does not hold. OutputError when the report cannot be written."""
        self._write(result)
        self._tell(result)

    def deliver_failure(self, message: str) -> None:
        """Write the report of a run that could not begin, in a format that has room for the reason."""
        if Part.PROBLEMS in FORMATS[self.format].holds:
            self._write(RunResult(problems=(Problem(ProblemKind.USAGE, "", message),)))

    def _write(self, result: RunResult) -> None:
        color = self.color == "always" if self.file is not None else wants_color(self.color)
        report = FORMATS[self.format].load()(
            result,
            Presentation(
                color=color,
                links=color and self.file is None and links_shown(),
                summary=not self.quiet,
                statistics=self.statistics,
            ),
        )
        if self.file is None:
            write(report)
        else:
            write_file(self.file, report)

    def _tell(self, result: RunResult) -> None:
        """What a reader should know besides the findings, on standard error."""
        holds = FORMATS[self.format].holds
        for problem in result.problems:
            if not (self.quiet and problem.notice):
                say(problem_line(problem))
        if self.statistics and Part.STATISTICS not in holds:
            for line in statistics_table(result):
                say(line)
        if result.coverage is not None and Part.COVERAGE not in holds:
            for line in coverage_lines(result.coverage):
                say(line)
        if self.quiet:
            return
        if not result.files and not result.exit_status:
            say("warning: no Python files found under the given paths")
        if self.file is not None or Part.SUMMARY not in holds:
            say(summary(result))
