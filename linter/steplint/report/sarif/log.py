"""The SARIF log of a run."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from steplint import __version__
from steplint.diagnostics import (
    Applicability,
    Edit,
    Finding,
    Fix,
    Problem,
    ProblemKind,
    Related,
    RelatedRole,
    RunResult,
)
from steplint.links import home_url
from steplint.report.base import PLAIN, Presentation, fingerprints
from steplint.report.document import json_document
from steplint.report.escape import visible
from steplint.report.levels import LEVELS, problem_level
from steplint.report.sarif.descriptors import rule_descriptors
from steplint.report.sarif.line_hash import line_hashes
from steplint.report.sarif.places import SOURCE_ROOT, Json, artifact, exact_location, primary_location, region
from steplint.rule import RuleClass, installed_rules

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
MAX_RESULTS = 5_000
"""GitHub shows no more of a run, and refuses a file with five times as many."""
MAX_RELATED = 100
"""GitHub shows no more places of a result."""
_LEFT_OUT = "results-left-out"
_LOOKS_LIKE_LINK = re.compile(r"\[(?=[^\]]*\]\()")


def sarif(result: RunResult, presentation: Presentation = PLAIN) -> str:
    """The log as a document, with the metadata of the installed rules that ran."""
    return sarif_log(result, installed_rules())


def sarif_github(result: RunResult, presentation: Presentation = PLAIN) -> str:
    """The log for GitHub's code scanning: without what is hidden, which GitHub would show as open alerts."""
    return sarif(without_hidden(result), presentation)


def without_hidden(result: RunResult) -> RunResult:
    """The result as if nothing had been hidden by a comment or the baseline."""
    return replace(result, suppressed=(), baselined=())


def sarif_log(result: RunResult, rules: Sequence[RuleClass]) -> str:
    """The log as a document; `rules` are those whose metadata can be told."""
    kept, left_out = _kept(result)
    findings = [finding for finding, _ in kept]
    descriptors = rule_descriptors(result.rules, rules, findings)
    index = {str(descriptor["id"]): number for number, descriptor in enumerate(descriptors)}
    prints = _fingerprints(result)
    hashes = _hashes(result, findings)
    run: Json = {
        "tool": {"driver": _driver(descriptors)},
        "automationDetails": {"id": "steplint/"},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {SOURCE_ROOT: {"description": {"text": "The folder that steplint was started in."}}},
        "invocations": [_invocation(result, left_out)],
        "results": [
            _result(
                finding, result, rule_index=index[finding.code], hidden=hidden, hashes=hashes, print_=prints[finding]
            )
            for finding, hidden in kept
        ],
    }
    return json_document({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})


def _kept(result: RunResult) -> tuple[list[tuple[Finding, str | None]], int]:
    """The findings to tell, each with what hides it if something does, and how many there is no room for.

    When there is no room for all, the hidden ones and then the mildest go first.
    """
    every: list[tuple[Finding, str | None]] = [
        *((finding, None) for finding in result.findings),
        *((finding, "external") for finding in result.baselined),
        *((finding, "inSource") for finding in result.suppressed),
    ]
    if len(every) <= MAX_RESULTS:
        return every, 0
    by_weight = sorted(every, key=lambda pair: (pair[1] is not None, pair[0].severity.rank, pair[0].sort_key))
    return by_weight[:MAX_RESULTS], len(every) - MAX_RESULTS


def _fingerprints(result: RunResult) -> dict[Finding, str]:
    """The fingerprint of each finding, those shown first, so that theirs are the same in all formats."""
    every = (*result.findings, *result.baselined, *result.suppressed)
    return dict(zip(every, fingerprints(replace(result, findings=every)), strict=True))


def _hashes(result: RunResult, findings: Sequence[Finding]) -> dict[tuple[str, int], str]:
    """The hash of each line that a finding starts on."""
    lines: dict[str, set[int]] = {}
    for finding in findings:
        lines.setdefault(finding.place.path, set()).add(finding.place.span.line)
    return {
        (path, number): value
        for path, numbers in lines.items()
        if path in result.sources
        for number, value in line_hashes(result.sources[path], numbers).items()
    }


def _driver(descriptors: Sequence[Json]) -> Json:
    driver: Json = {
        "name": "steplint",
        "version": __version__,
        "semanticVersion": __version__,
        "rules": list(descriptors),
    }
    home = home_url()
    return driver if home is None else {**driver, "informationUri": home}


def _result(
    finding: Finding,
    result: RunResult,
    *,
    rule_index: int,
    hidden: str | None,
    hashes: Mapping[tuple[str, int], str],
    print_: str,
) -> Json:
    properties: Json = {"severity": finding.severity.value, "confidence": finding.confidence.value}
    if finding.workflow is not None:
        properties["workflow"] = finding.workflow
    prints = {"steplintFingerprint/v1": print_}
    if line_hash := hashes.get((finding.place.path, finding.place.span.line)):
        prints["primaryLocationLineHash"] = line_hash
    found: Json = {
        "ruleId": finding.code,
        "ruleIndex": rule_index,
        "level": LEVELS[finding.severity].sarif,
        "message": {"text": _message(finding)},
        "locations": [primary_location(finding.place, result)],
        "partialFingerprints": prints,
        "suppressions": [] if hidden is None else [_suppression(hidden, finding)],
        "properties": properties,
    }
    if finding.related:
        found["relatedLocations"] = [
            {"id": number, **exact_location(related.place), "message": {"text": _plain(related.message)}}
            for number, related in enumerate(finding.related[:MAX_RELATED], start=1)
        ]
    if path := [related for related in finding.related if related.role is RelatedRole.HOP]:
        found["codeFlows"] = [_code_flow(path[:MAX_RELATED], finding)]
    if finding.fix is not None and finding.fix.applicability is not Applicability.DISPLAY:  # viewers offer to apply it
        found["fixes"] = [_fix(finding.fix)]
    return found


def _suppression(kind: str, finding: Finding) -> Json:
    suppression: Json = {"kind": kind, "status": "accepted"}
    if finding.justification:
        suppression["justification"] = finding.justification
    return suppression


def _code_flow(path: Sequence[Related], finding: Finding) -> Json:
    """The call path to the finding, a thread of locations that ends in its own place."""
    steps = [*((related.place, related.message) for related in path), (finding.place, finding.message)]
    locations: list[Json] = [
        {"location": {**exact_location(place), "message": {"text": _plain(message)}}, "executionOrder": number}
        for number, (place, message) in enumerate(steps, start=1)
    ]
    locations[-1]["importance"] = "essential"
    return {"threadFlows": [{"locations": locations}]}


def _fix(fix: Fix) -> Json:
    def changes() -> Iterator[Json]:
        for path, edits in itertools.groupby(sorted(fix.edits, key=lambda edit: edit.place), lambda e: e.place.path):
            yield {"artifactLocation": artifact(path), "replacements": [_replacement(edit) for edit in edits]}

    return {
        "description": {"text": _plain(fix.title)},
        "artifactChanges": list(changes()),
        "properties": {"applicability": fix.applicability.value},
    }


def _replacement(edit: Edit) -> Json:
    return {"deletedRegion": region(edit.place.span), "insertedContent": {"text": edit.text}}


def _message(finding: Finding) -> str:
    """The message as sentences, then a link to each related place by its number: GitHub shows only those linked to."""
    text = f"{_plain(finding.message)}."
    if finding.related:
        links = [
            f"{number}. [{_in_link(related.message)}]({number})"
            for number, related in enumerate(finding.related[:MAX_RELATED], start=1)
        ]
        text += "\n" + "\n".join(links)
        if len(finding.related) > MAX_RELATED:
            text += f"\nand {len(finding.related) - MAX_RELATED} more places"
    if finding.help is not None:
        text += "\n" + "\n".join(_plain(line) for line in finding.help.split("\n"))
    return text


def _plain(text: str) -> str:
    """Text of a message in which nothing is taken for a link."""
    return _LOOKS_LIKE_LINK.sub(r"\\[", visible(text))


def _in_link(text: str) -> str:
    return re.sub(r"[\\\[\]]", lambda match: f"\\{match[0]}", visible(text))


def _invocation(result: RunResult, left_out: int) -> Json:
    about_settings = [problem for problem in result.problems if problem.kind is ProblemKind.USAGE]
    others = [problem for problem in result.problems if problem.kind is not ProblemKind.USAGE]
    notifications = [_notification(problem) for problem in others]
    if left_out:
        text = f"{left_out} results are left out: GitHub shows no more than {MAX_RESULTS} of a run."
        notifications.append({"descriptor": {"id": _LEFT_OUT}, "level": "warning", "message": {"text": text}})
    return {
        "executionSuccessful": all(problem.notice for problem in result.problems),
        "toolExecutionNotifications": notifications,
        "toolConfigurationNotifications": [_notification(problem) for problem in about_settings],
    }


def _notification(problem: Problem) -> Json:
    told: Json = {
        "descriptor": {"id": problem.kind.value},
        "level": problem_level(problem).sarif,
        "message": {"text": _plain(problem.message)},
    }
    if problem.path:
        physical: Json = {"artifactLocation": artifact(problem.path)}
        if problem.line is not None:
            physical["region"] = {"startLine": problem.line}
        told["locations"] = [{"physicalLocation": physical}]
    return told
