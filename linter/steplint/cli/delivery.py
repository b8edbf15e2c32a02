"""Brings a run's report to where it belongs: the report to its file or standard output, the rest to standard error."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from steplint.cli.destination import Destination
from steplint.cli.output import OutputError, links_shown, say, terminal_width, wants_color, write, write_file
from steplint.diagnostics import Problem, ProblemKind, RunResult
from steplint.report.base import Presentation
from steplint.report.coverage import coverage_lines
from steplint.report.formats import FORMATS, Part
from steplint.report.statistics import statistics_table
from steplint.report.summary import problem_line, summary


@dataclass(frozen=True, slots=True)
class Output:
    """How a run reports: `main` is the report that most runs have alone, `more` are written besides."""

    main: Destination
    more: tuple[Destination, ...] = ()
    color: str = "auto"
    statistics: bool = False
    quiet: bool = False

    def deliver(self, result: RunResult) -> None:
        """Write the reports, then tell what the main one does not hold. OutputError when one cannot be written."""
        self._write_all(result, (self.main, *self.more))
        self._tell(result)

    def deliver_failure(self, message: str) -> None:
        """Write the reports of a run that could not begin, in formats that have room for the reason."""
        result = RunResult(problems=(Problem(ProblemKind.USAGE, "", message),))
        able = [each for each in (self.main, *self.more) if Part.PROBLEMS in FORMATS[each.format].holds]
        self._write_all(result, able)

    def _write_all(self, result: RunResult, destinations: Sequence[Destination]) -> None:
        """Write each report; one that cannot be written does not keep the others back."""
        failures: list[str] = []
        for destination in destinations:
            try:
                self._write(result, destination)
            except OutputError as error:
                failures.append(str(error))
        if failures:
            raise OutputError("; ".join(failures))

    def _write(self, result: RunResult, destination: Destination) -> None:
        is_file = destination.file is not None
        color = self.color == "always" if is_file else wants_color(self.color)
        report = FORMATS[destination.format].load()(
            result,
            Presentation(
                color=color,
                links=color and not is_file and links_shown(),
                width=None if is_file else terminal_width(),
                summary=not self.quiet,
                statistics=self.statistics,
            ),
        )
        if destination.file is None:
            write(report)
        else:
            write_file(destination.file, report)

    def _tell(self, result: RunResult) -> None:
        """What a reader should know besides the findings, on standard error."""
        holds = FORMATS[self.main.format].holds
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
        if self.main.file is not None or Part.SUMMARY not in holds:
            say(summary(result))
