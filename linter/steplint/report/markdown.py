"""Markdown as GitHub renders it: for the summary of a job, or a comment on a pull request."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from steplint.diagnostics import Finding, Place, RunResult
from steplint.links import rule_url
from steplint.report.base import PLAIN, Presentation, line_at
from steplint.report.escape import visible
from steplint.report.statistics import statistics
from steplint.report.summary import problem_line, summary

MAX_BYTES = 900_000
"""GitHub drops a job's summary that is larger than a mebibyte, all of it."""
_CODE = re.compile(r"`([^`]+)`")
_MARK = re.compile(r"[\\`*_\[\]<>&|~$#!@]")


def markdown(result: RunResult, presentation: Presentation = PLAIN) -> str:
    """The summary, the problems, the counts by rule when they were asked for, and the findings by file."""
    head = ["## steplint", ""]
    if result.files or not result.problems:  # of a run that could not begin there is nothing to sum up
        head += [_text(summary(result)), ""]
    if result.problems:
        head += ["### Problems", "", *(f"- {_text(problem_line(problem))}" for problem in result.problems), ""]
    if presentation.statistics and result.findings:
        head += [*_statistics(result), ""]
    return "\n".join([*head, *_findings(result, MAX_BYTES)]).rstrip("\n") + "\n"


def _findings(result: RunResult, room: int) -> Iterator[str]:
    path = None
    for done, finding in enumerate(result.findings):
        lines = [] if finding.place.path == path else [f"### {_code(finding.place.path)}", ""]
        lines += [*_finding(finding, result), ""]
        room -= len("\n".join(lines).encode("utf-8", "backslashreplace"))
        if room < 0:
            yield f"{len(result.findings) - done} more findings have no room here."
            return
        path = finding.place.path
        yield from lines


def _finding(finding: Finding, result: RunResult) -> Iterator[str]:
    span = finding.place.span
    rule = f"{finding.code} {finding.name}"
    url = rule_url(finding.name)
    label = rule if url is None else f"[{rule}]({url})"
    place = f"line {span.line}, column {span.column}"
    yield f"- **{label}** ({finding.severity}, {finding.confidence} confidence), {place}: {_text(finding.message)}"
    source = visible(line_at(result.lines(finding.place.path), span.line).strip())
    if source:
        fence = "`" * max(3, _longest_run(source) + 1)
        yield from ("", f"  {fence}python", f"  {source}", f"  {fence}")
    if finding.workflow is not None:
        yield from ("", f"  Workflow: {_code(finding.workflow)}")
    if finding.related:
        yield ""
        for number, related in enumerate(finding.related, start=1):
            yield f"  {number}. {_place(related.place)}: {_text(related.message)}"
    if finding.help is not None:
        yield ""
        for line in finding.help.split("\n"):
            yield f"  > {_text(line)}"


def _statistics(result: RunResult) -> Sequence[str]:
    rows = [
        f"| {each.code} | {each.name} | {each.findings} | {each.fixable} | {each.suppressed} | {each.baselined} |"
        for each in statistics(result)
    ]
    heads = "| code | name | findings | fixable | suppressed | baselined |"
    return [heads, "|---|---|--:|--:|--:|--:|", *rows]


def _place(place: Place) -> str:
    return _code(f"{place.path}:{place.span.line}:{place.span.column}")


def _text(text: str) -> str:
    """Text in which only pairs of backticks mean something; what they enclose is code, the rest stands for itself."""
    pieces: list[str] = []
    end = 0
    shown = visible(text)
    for match in _CODE.finditer(shown):
        pieces += [_plain(shown[end : match.start()]), match[0]]
        end = match.end()
    return "".join([*pieces, _plain(shown[end:])])


def _plain(text: str) -> str:
    return _MARK.sub(lambda match: f"&#{ord(match[0])};", text)


def _code(text: str) -> str:
    """Text as code, in more backticks than it has itself."""
    shown = visible(text)
    fence = "`" * (_longest_run(shown) + 1)
    return f"{fence} {shown} {fence}" if "`" in shown else f"{fence}{shown}{fence}"


def _longest_run(text: str) -> int:
    return max((len(run) for run in re.findall(r"`+", text)), default=0)
