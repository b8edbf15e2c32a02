"""From all findings to those shown; each one dropped is dropped for a reason that can be named."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

import msgspec

from steplint.diagnostics import Finding, Problem, ProblemKind, RunResult
from steplint.pipeline.fingerprints import with_fingerprints
from steplint.pipeline.suppressing import Suppressor, needs_judgement, without_uncertain
from steplint.rule import BrokenFile, Grading, Hook, Rule, check_suppressions, check_syntax
from steplint.settings import Settings
from steplint.source.discovery import ProjectFiles


def filter_findings(
    findings: Sequence[Finding],
    problems: Sequence[Problem],
    *,
    settings: Settings,
    grading: Grading,
    rules: Sequence[Rule],
    files: ProjectFiles,
    broken: Sequence[BrokenFile],
    analysed: Collection[str],
    text_of: Callable[[str], str],
    workflows: Sequence[str],
    is_whole: Callable[[], bool],
    wants_judgement: bool,
) -> RunResult:
    """The result of a project. `text_of` gives the text of a file, `workflows` are the paths of all workflows.

    Of findings and problems, those that concern the files asked for are kept; a problem elsewhere becomes a notice.
    What the rules about broken files and about suppression comments find joins the findings here. `is_whole` is asked,
    at most once, whether no workflow lies outside of what was looked at; without need only if `wants_judgement`.
    """
    selected = frozenset(files.selected)
    about_syntax, failures = check_syntax(broken, rules)
    problems = [*problems, *failures, *_unannounced(broken, rules)]
    graded = map(grading.graded, (*findings, *about_syntax))
    kept = [finding for finding in graded if _concerns_finding(finding, selected)]
    suppressor = Suppressor(text_of, rules)
    for finding in kept:
        suppressor.hide(finding)
    commented = suppressor.commented_files(
        sorted(selected.intersection(analysed)), requires_reasons=settings.require_reason
    )
    judged: dict[str, frozenset[str]] = {}
    is_complete = all(problem.notice for problem in problems) and not broken
    if is_complete and (wants_judgement or needs_judgement(commented)) and is_whole():
        judged = dict.fromkeys(files.selected, frozenset(rule.code for rule in rules))
    about_comments, failures = check_suppressions(without_uncertain(commented, judged), rules)
    problems += failures

    shown: list[Finding] = []
    suppressed: list[Finding] = []
    ignored_in_file: list[Finding] = []
    below_severity: list[Finding] = []
    below_confidence: list[Finding] = []
    in_order = sorted((*kept, *map(grading.graded, about_comments)), key=lambda finding: finding.sort_key)
    for finding in with_fingerprints(in_order, text_of):
        hidden = suppressor.hide(finding)
        if grading.is_ignored(finding):
            ignored_in_file.append(finding)
        elif hidden is not None:
            suppressed.append(hidden)
        elif finding.severity.rank > settings.min_severity.rank:
            below_severity.append(finding)
        elif finding.confidence.rank > settings.min_confidence.rank:
            below_confidence.append(finding)
        else:
            shown.append(finding)
    with_source = [*shown, *suppressed]
    if wants_judgement:
        with_source += [*ignored_in_file, *below_severity, *below_confidence]
    places = sorted({place.path for f in with_source for place in (f.place, *(related.place for related in f.related))})
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
        judged=judged,
    )


def _unannounced(broken: Sequence[BrokenFile], rules: Sequence[Rule]) -> list[Problem]:
    """A note for each broken file that no rule speaks of: it is not passed over in silence."""
    if any(rule.hook is Hook.SYNTAX for rule in rules):
        return []
    return [
        Problem(
            ProblemKind.UNPARSEABLE,
            file.place.path,
            f"not analysed, cannot be parsed: {file.message}",
            file.place.span.line,
            notice=True,
        )
        for file in broken
    ]


def _concerns_finding(finding: Finding, selected: Collection[str]) -> bool:
    return any(place.path in selected for place in (finding.place, *(related.place for related in finding.related)))


def _concerns(problem: Problem, selected: Collection[str]) -> bool:
    """Whether a problem takes something from the result that was asked for; one of no file always does."""
    return problem.path in selected or not problem.path.endswith(".py")


def _as_notice(problem: Problem) -> Problem:
    return msgspec.structs.replace(problem, notice=True)
