"""From all findings to those shown; each one dropped is dropped for a reason that can be named."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from steplint.diagnostics import Finding, Problem, RunResult
from steplint.settings import Settings
from steplint.source.discovery import ProjectFiles
from steplint.source.suppressions import Suppression, find_suppressions


def filter_findings(
    findings: Sequence[Finding],
    problems: Sequence[Problem],
    *,
    settings: Settings,
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
    below_confidence: list[Finding] = []
    for finding in sorted(findings, key=lambda finding: finding.sort_key):
        path = finding.place.path
        if path not in selected and all(related.place.path not in selected for related in finding.related):
            continue
        if path not in suppressions:
            suppressions[path] = find_suppressions(text_of(path))
        if any(s.covers(finding.place.span.line, code=finding.code, name=finding.name) for s in suppressions[path]):
            suppressed.append(finding)
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
        below_confidence=tuple(below_confidence),
        problems=tuple(problem if _concerns(problem, selected) else _as_notice(problem) for problem in problems),
        files=len(files.selected),
        workflows=sum(path in selected for path in workflows),
        sources={path: text_of(path) for path in places},
    )


def _concerns(problem: Problem, selected: frozenset[str]) -> bool:
    """Whether a problem takes something from the result that was asked for; one of no file always does."""
    return problem.path in selected or not problem.path.endswith(".py")


def _as_notice(problem: Problem) -> Problem:
    return msgspec.structs.replace(problem, notice=True)
