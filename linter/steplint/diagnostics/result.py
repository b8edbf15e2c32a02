"""What a run comes to; reporters and the exit status read nothing else."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from steplint.diagnostics.coverage import Coverage, merge_coverage
from steplint.diagnostics.finding import Finding, Severity
from steplint.diagnostics.problem import Problem

_NEWLINE = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class RunResult:
    """The findings to show and those dropped by reason, the problems, and what was looked at.

    `suppressed` are hidden by comments, `baselined` by the baseline, `ignored_in_file` by the setting
    `per-file-ignores`, `below_severity` by `min-severity`, `below_confidence` by `min-confidence`. `files` and
    `workflows` count what the user asked to check. `rules` are the codes of the rules that ran. `sources` has the text
    of each file that a finding shown, suppressed or baselined has a place in. `fail_on` has for the file of a finding
    the mildest severity that fails the run; mandatory, where it has none. `judged` has for each file of which every
    finding is known the codes of the rules that ran: what is not found there is not there. `coverage` is set when it
    was asked for.
    """

    findings: tuple[Finding, ...] = ()
    suppressed: tuple[Finding, ...] = ()
    baselined: tuple[Finding, ...] = ()
    ignored_in_file: tuple[Finding, ...] = ()
    below_severity: tuple[Finding, ...] = ()
    below_confidence: tuple[Finding, ...] = ()
    problems: tuple[Problem, ...] = ()
    files: int = 0
    workflows: int = 0
    rules: tuple[str, ...] = ()
    sources: Mapping[str, str] = field(default_factory=dict)
    fail_on: Mapping[str, Severity] = field(default_factory=dict)
    coverage: Coverage | None = None
    judged: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @property
    def exit_status(self) -> int:
        """0 when nothing fails the run, 1 for findings severe enough, 2 when something could not be processed."""
        if any(not problem.notice for problem in self.problems):
            return 2
        return int(any(self._fails(finding) for finding in self.findings))

    def _fails(self, finding: Finding) -> bool:
        return finding.severity.rank <= self.fail_on.get(finding.place.path, Severity.MANDATORY).rank

    def lines(self, path: str) -> Sequence[str]:
        """The lines of a file without their ends; none for a file that is not here."""
        text = self.sources.get(path)
        return () if text is None else _lines_of(text)


@functools.lru_cache(maxsize=64)
def _lines_of(text: str) -> tuple[str, ...]:
    """The lines of a text; reports ask for those of one file again and again."""
    return tuple(_NEWLINE.split(text))


def merge_results(results: Sequence[RunResult]) -> RunResult:
    """The results of several projects as one."""

    def in_order(attribute: str) -> tuple[Finding, ...]:
        findings = (finding for result in results for finding in getattr(result, attribute))
        return tuple(sorted(findings, key=lambda finding: finding.sort_key))

    measured = [result.coverage for result in results if result.coverage is not None]
    return RunResult(
        findings=in_order("findings"),
        suppressed=in_order("suppressed"),
        baselined=in_order("baselined"),
        ignored_in_file=in_order("ignored_in_file"),
        below_severity=in_order("below_severity"),
        below_confidence=in_order("below_confidence"),
        problems=tuple(sorted({p for result in results for p in result.problems}, key=_problem_order)),
        files=sum(result.files for result in results),
        workflows=sum(result.workflows for result in results),
        rules=tuple(sorted({code for result in results for code in result.rules})),
        sources={path: text for result in results for path, text in result.sources.items()},
        fail_on={path: severity for result in results for path, severity in result.fail_on.items()},
        coverage=merge_coverage(measured) if measured else None,
        judged={path: codes for result in results for path, codes in result.judged.items()},
    )


def _problem_order(problem: Problem) -> tuple[str, int, str, str]:
    return (problem.path, problem.line or 0, problem.kind, problem.message)
