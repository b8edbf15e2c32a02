"""What a run comes to; reporters and the exit status read nothing else."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from steplint.diagnostics.finding import Finding, Severity
from steplint.diagnostics.problem import Problem

_NEWLINE = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class RunResult:
    """The findings to show and those dropped by reason, the problems, and what was looked at.

    `suppressed` are hidden by comments, `baselined` by the baseline, `below_confidence` by the setting
    `min-confidence`. `files` and `workflows` count what the user asked to check. `sources` has the text of each file
    that a finding shown has a place in. `judged` has for each file of which every finding is known the codes of the
    rules that ran: what is not found there is not there.
    """

    findings: tuple[Finding, ...] = ()
    suppressed: tuple[Finding, ...] = ()
    baselined: tuple[Finding, ...] = ()
    below_confidence: tuple[Finding, ...] = ()
    problems: tuple[Problem, ...] = ()
    files: int = 0
    workflows: int = 0
    sources: Mapping[str, str] = field(default_factory=dict)
    judged: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @property
    def exit_status(self) -> int:
        """0 when nothing fails the run, 1 for findings worse than advisory, 2 when something could not be processed."""
        if any(not problem.notice for problem in self.problems):
            return 2
        return int(any(finding.severity is not Severity.ADVISORY for finding in self.findings))

    def lines(self, path: str) -> Sequence[str]:
        """The lines of a file without their ends; none for a file that is not here."""
        text = self.sources.get(path)
        return () if text is None else _NEWLINE.split(text)


def merge_results(results: Sequence[RunResult]) -> RunResult:
    """The results of several projects as one."""
    return RunResult(
        findings=tuple(sorted((f for result in results for f in result.findings), key=lambda f: f.sort_key)),
        suppressed=tuple(sorted((f for result in results for f in result.suppressed), key=lambda f: f.sort_key)),
        baselined=tuple(sorted((f for result in results for f in result.baselined), key=lambda f: f.sort_key)),
        below_confidence=tuple(
            sorted((f for result in results for f in result.below_confidence), key=lambda f: f.sort_key)
        ),
        problems=tuple(sorted({p for result in results for p in result.problems}, key=_problem_order)),
        files=sum(result.files for result in results),
        workflows=sum(result.workflows for result in results),
        sources={path: text for result in results for path, text in result.sources.items()},
        judged={path: codes for result in results for path, codes in result.judged.items()},
    )


def _problem_order(problem: Problem) -> tuple[str, int, str, str]:
    return (problem.path, problem.line or 0, problem.kind, problem.message)
