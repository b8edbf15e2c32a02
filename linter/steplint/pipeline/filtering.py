"""From all findings to those shown; each one dropped is dropped for a reason that can be named."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from steplint.diagnostics import Finding, Problem, RunResult
from steplint.rule import Grading
from steplint.settings import Settings
from steplint.source.discovery import ProjectFiles
from steplint.source.suppressions import Suppression, find_suppressions


def filter_findings(
    findings: Sequence[Finding],
    problems: Sequence[Problem],
    *,
    settings: Settings,
    grading: Grading,
    files: ProjectFiles,
    text_of: Callable[[str], str],
    workflows: Sequence[str],
) -> RunResult:
    """The result of a project. `text_of` gives the text of a file, `workflows` are the paths of all workflows.

    Of findings and problems, those that concern the files asked for are kept; a problem elsewhere becomes a notice.
    """
    selected = frozenset(files.selected)
    suppressions: dict[str, tuple[Suppression, ...]] = {}
    shown: list[Finding] = []
    suppressed: list[Finding] = []
    ignored_in_file: list[Finding] = []
    below_severity: list[Finding] = []
    below_confidence: list[Finding] = []
    for finding in sorted(map(grading.graded, findings), key=lambda finding: finding.sort_key):
        path = finding.place.path
        if path not in selected and all(related.place.path not in selected for related in finding.related):
            continue
        if grading.is_ignored(finding):
            ignored_in_file.append(finding)
            continue
        if path not in suppressions:
            suppressions[path] = find_suppressions(text_of(path))
        if any(s.covers(finding.place.span.line, code=finding.code, name=finding.name) for s in suppressions[path]):
            suppressed.append(finding)
        elif finding.severity.rank > settings.min_severity.rank:
            below_severity.append(finding)
        elif finding.confidence.rank > settings.min_confidence.rank:
            below_confidence.append(finding)
        else:
            shown.append(finding)
    places = sorted(
        {place.path for f in (*shown, *suppressed) for place in (f.place, *(related.place for related in f.related))}
    )
    return RunResult(
        findings=tuple(shown),
        suppressed=tuple(suppressed),
        ignored_in_file=tuple(ignored_in_file),
        below_severity=tuple(below_severity),
        below_confidence=tuple(below_confidence),
        problems=tuple(problem if _concerns(problem, selected) else _as_notice(problem) for problem in problems),
        files=len(files.selected),
        workflows=sum(path in selected for path in workflows),
        sources={path: text_of(path) for path in places},
        fail_on={finding.place.path: settings.fail_on for finding in shown},
    )


def _concerns(problem: Problem, selected: frozenset[str]) -> bool:
    """Whether a problem takes something from the result that was asked for; one of no file always does."""
    return problem.path in selected or not problem.path.endswith(".py")


def _as_notice(problem: Problem) -> Problem:
    return msgspec.structs.replace(problem, notice=True)
