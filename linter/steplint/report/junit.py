"""JUnit's XML: a suite for each file, a failed test for each finding, for servers that show test reports."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from steplint.diagnostics import Finding, Problem, RunResult
from steplint.report.base import PLAIN, Presentation, explained
from steplint.report.escape import visible
from steplint.report.levels import LEVELS
from steplint.report.summary import problem_line

_PASSED = "nothing to report"


def junit(result: RunResult, presentation: Presentation = PLAIN) -> str:
    """The document. A finding that does not fail the run is a test that passed with output; a run without findings
    has one test, which passed.
    """
    root = Element("testsuites", name="steplint")
    if result.problems:
        _suite(root, "steplint", [_problem_case(problem) for problem in result.problems])
    by_path: dict[str, list[Finding]] = {}
    for finding in result.findings:
        by_path.setdefault(finding.place.path, []).append(finding)
    for path, findings in by_path.items():
        _suite(root, visible(path), _finding_cases(findings))
    if not len(root):
        _suite(root, "steplint", [Element("testcase", name=_PASSED, classname="steplint")])
    for count in ("tests", "failures", "errors"):
        root.set(count, str(sum(int(suite.get(count, "0")) for suite in root)))
    indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def _suite(root: Element, name: str, cases: Iterable[Element]) -> None:
    suite = SubElement(root, "testsuite", name=name)
    suite.extend(cases)
    suite.set("tests", str(len(suite)))
    suite.set("failures", str(len(suite.findall("testcase/failure"))))
    suite.set("errors", str(len(suite.findall("testcase/error"))))
    suite.set("skipped", str(len(suite.findall("testcase/skipped"))))


def _finding_cases(findings: Sequence[Finding]) -> list[Element]:
    """Tests with names of their own: servers take two of one name for one."""
    names: Counter[str] = Counter()
    cases: list[Element] = []
    for finding in findings:
        span = finding.place.span
        name = f"{finding.code} {finding.name} ({span.line}:{span.column})"
        names[name] += 1
        if names[name] > 1:
            name += f" #{names[name]}"
        case = Element("testcase", name=name, classname=visible(finding.place.path))
        text = "\n".join(explained(finding))
        if LEVELS[finding.severity].fails:
            failure = SubElement(case, "failure", type=finding.severity.value, message=visible(finding.message))
            failure.text = text
        else:
            SubElement(case, "system-out").text = text
        cases.append(case)
    return cases


def _problem_case(problem: Problem) -> Element:
    case = Element("testcase", name=visible(f"{problem.kind} {problem.path}".rstrip()), classname="steplint")
    outcome = "skipped" if problem.notice else "error"
    told = SubElement(case, outcome, type=problem.kind.value, message=visible(problem.message))
    told.text = problem_line(problem)
    return case
