"""Asks every rule its question. A rule that fails costs its own answer and nothing else."""

from __future__ import annotations

import functools
import os
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec

from steplint.diagnostics import Finding, Place, Problem, ProblemKind, Related, SteplintError
from steplint.rule.base import Hook, Rule
from steplint.rule.subjects import BrokenFile, CommentedFile

if TYPE_CHECKING:
    from steplint.project import Project

_Question = tuple[Callable[[], Iterator[Finding]], str, str]
"""The call of a hook, and the path and the words for what it looks at."""


def run_rules(project: Project, rules: Sequence[Rule]) -> tuple[list[Finding], list[Problem]]:
    """The findings of the rules, in order of place and each once, and a problem for each rule that failed."""
    findings: list[Finding] = []
    problems: list[Problem] = []
    for rule in rules:
        for question in _questions(rule, project):
            _ask(rule, question, findings, problems)
    workflows = {workflow.qualified_name: workflow.place for workflow in project.workflows}
    return in_order(merge_workflows(findings, workflows)), problems


def check_syntax(files: Sequence[BrokenFile], rules: Sequence[Rule]) -> tuple[list[Finding], list[Problem]]:
    """What the rules say about files that cannot be parsed."""
    return _ask_all(
        (rule, (functools.partial(rule.check_syntax, file), file.place.path, f"the file {file.place.path}"))
        for rule in rules
        if rule.hook is Hook.SYNTAX
        for file in files
    )


def check_suppressions(files: Sequence[CommentedFile], rules: Sequence[Rule]) -> tuple[list[Finding], list[Problem]]:
    """What the rules say about suppression comments."""
    return _ask_all(
        (rule, (functools.partial(rule.check_suppressions, file), file.path, f"the comments of {file.path}"))
        for rule in rules
        if rule.hook is Hook.SUPPRESSIONS
        for file in files
    )


def merge_workflows(findings: Sequence[Finding], workflows: Mapping[str, Place]) -> list[Finding]:
    """One finding for a fault that several workflows reach: the surest, with the other workflows as related places.

    `workflows` gives the place of each workflow by its qualified name.
    """
    groups: dict[tuple[str, Place, str], list[Finding]] = {}
    for finding in findings:
        groups.setdefault((finding.code, finding.place, finding.message), []).append(finding)
    merged: list[Finding] = []
    for group in groups.values():
        best = min(group, key=lambda finding: (finding.confidence.rank, finding.severity.rank, len(finding.related)))
        others = sorted({finding.workflow for finding in group if finding.workflow} - {best.workflow})
        also = [
            Related(workflows[name], f"the workflow `{name}` reaches it, too") for name in others if name in workflows
        ]
        merged.append(msgspec.structs.replace(best, related=(*best.related, *also)))
    return merged


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """The findings by place and code, each once: one fault may be met on several ways that look the same."""
    return list(dict.fromkeys(sorted(findings, key=lambda finding: finding.sort_key)))


def _questions(rule: Rule, project: Project) -> Iterable[_Question]:
    match rule.hook:
        case Hook.WORKFLOW:
            for workflow in project.workflows:
                name, path = workflow.qualified_name, workflow.place.path
                yield functools.partial(rule.check_workflow, workflow), path, f"the workflow {name}"
        case Hook.MODULE:
            for module in project.modules:
                yield functools.partial(rule.check_module, module), module.path, f"the module {module.path}"
        case Hook.PROJECT:
            yield functools.partial(rule.check_project, project), "", "the project"
        case Hook.SYNTAX | Hook.SUPPRESSIONS:
            return  # the project knows nothing of what they look at


def _ask_all(questions: Iterable[tuple[Rule, _Question]]) -> tuple[list[Finding], list[Problem]]:
    findings: list[Finding] = []
    problems: list[Problem] = []
    for rule, question in questions:
        _ask(rule, question, findings, problems)
    return findings, problems


def _ask(rule: Rule, question: _Question, findings: list[Finding], problems: list[Problem]) -> None:
    ask, path, subject = question
    try:
        for finding in ask():
            findings.append(finding)
    except SteplintError:
        raise  # a setting that is wrong, and not the rule
    except Exception as error:  # noqa: BLE001 - a fault in one rule must not hide what the others find
        problems.append(_rule_failed(rule, error, path, subject))


def _rule_failed(rule: Rule, error: Exception, path: str, subject: str) -> Problem:
    """A problem that names the rule, what it looked at, and where in its code it failed."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    reason = "".join(traceback.format_exception_only(error)).strip()
    message = (
        f"the rule {rule.code} {rule.name} failed on {subject} and its findings there are missing: "
        f"{reason} ({os.path.basename(frame.filename)}:{frame.lineno}); this is a fault in the rule, please report it"
    )
    return Problem(ProblemKind.RULE_FAILED, path, message)
