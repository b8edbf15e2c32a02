"""What must hold whatever is analysed: nothing fails, every place is inside its file, the same comes out again."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping

import msgspec

from steplint.diagnostics import Confidence, Finding, Place, ProblemKind, RunResult, Severity
from steplint.pipeline import check_sources
from steplint.report.base import Presentation
from steplint.report.formats import FORMATS
from steplint.rule import installed_rules, select_rules
from steplint.settings import default_settings

SETTINGS = msgspec.structs.replace(
    default_settings(), min_confidence=Confidence.LOW, min_severity=Severity.ADVISORY, select=("ALL",)
)
REFUSED = frozenset({ProblemKind.TOO_DEEP, ProblemKind.UNPARSEABLE})
"""Problems that a file may have without a fault of ours."""

_NEWLINE = re.compile(r"\r\n|\r|\n")


def analyse(sources: Mapping[str, str]) -> RunResult:
    """The result of all rules over a project, with what they are least sure of."""
    return check_sources(sources, settings=SETTINGS, rules=select_rules(installed_rules(), SETTINGS))


def check(sources: Mapping[str, str], *, reports: bool = True) -> RunResult:
    """Analyse a project and raise AssertionError when something does not hold."""
    result = analyse(sources)
    failed = [problem for problem in result.problems if problem.kind not in REFUSED]
    assert not failed, "\n".join(f"{problem.path}: {problem.kind}: {problem.message}" for problem in failed)
    lines = {path: _NEWLINE.split(text) for path, text in sources.items()}
    for finding in result.findings:
        for place in _places(finding):
            _check_place(place, lines[place.path])
        assert finding.message
        assert "\n" not in finding.message
        assert finding.fingerprint
    order = [finding.sort_key for finding in result.findings]
    assert order == sorted(order)
    assert len({finding.fingerprint for finding in result.findings}) == len(result.findings)
    again = analyse(dict(sorted(sources.items(), reverse=True)))
    assert again == result, "another result the second time"
    if reports:
        for name, report_format in FORMATS.items():
            assert isinstance(report_format.load()(result, Presentation(statistics=True)), str), name
    return result


def as_workflows(text: str) -> str:
    """A module whose own functions are all handed to the platform, so that the analyses look at all of them."""
    names = [node.name for node in ast.parse(text).body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    lines = ["", "import inngest as _inngest", "_client = _inngest.Inngest(app_id='app')"]
    for name in dict.fromkeys(names):
        trigger = "_inngest.TriggerEvent(event='trip/created')"
        lines.append(f"_client.create_function(fn_id='{name}', trigger={trigger})({name})")
    return text + "\n".join(lines) + "\n"


def _places(finding: Finding) -> Iterator[Place]:
    yield finding.place
    yield from (related.place for related in finding.related)
    if finding.fix is not None:
        yield from (edit.place for edit in finding.fix.edits)


def _check_place(place: Place, lines: list[str]) -> None:
    span = place.span
    assert (1, 1) <= (span.line, span.column) <= (span.end_line, span.end_column), place
    assert span.end_line <= len(lines), place
    assert span.column <= len(lines[span.line - 1]) + 1, place
    assert span.end_column <= len(lines[span.end_line - 1]) + 1, place
