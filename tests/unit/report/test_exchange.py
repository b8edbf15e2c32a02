"""The formats of other programs: each document by its schema, each command as its server would read it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema
import msgspec
import pytest
import xmlschema
from markdown_it import MarkdownIt

from steplint.diagnostics import Applicability, Edit, Fix, Place, RunResult, Severity, Span
from steplint.report.azure import azure
from steplint.report.base import Presentation
from steplint.report.github import github
from steplint.report.gitlab import gitlab
from steplint.report.junit import junit
from steplint.report.markdown import MAX_BYTES, markdown
from steplint.report.rdjson import rdjson
from support import finding, related
from unit.report.results import COMMANDS, FAILED, HOSTILE, RESULT

SCHEMAS = Path(__file__).parents[2] / "fixtures" / "schemas"
ALL = pytest.mark.parametrize("result", [RunResult(), RESULT, FAILED, HOSTILE, COMMANDS])


def valid(report: str, schema: str) -> Any:
    """The document, once it has passed its schema."""
    document = json.loads(report)
    validator = jsonschema.Draft7Validator(json.loads((SCHEMAS / schema).read_text(encoding="utf-8")))
    assert [error.message for error in validator.iter_errors(document)] == []
    return document


def unescaped(text: str, *codes: tuple[str, str]) -> str:
    """Text as a server reads it, by its table of codes, the one for the percent sign last."""
    for code, character in codes:
        text = text.replace(code, character)
    return text


_GITHUB_DATA = (("%0D", "\r"), ("%0A", "\n"), ("%25", "%"))
_GITHUB_PROPERTY = (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%"))
_AZURE_DATA = (("%0D", "\r"), ("%0A", "\n"), ("%AZP25", "%"))
_AZURE_PROPERTY = (("%3B", ";"), ("%0D", "\r"), ("%0A", "\n"), ("%5D", "]"), ("%AZP25", "%"))


def github_commands(report: str) -> list[tuple[str, dict[str, str], str]]:
    """The commands of a log as the runner reads them: from `::` to the next `::`, then the message."""
    commands = []
    for line in report.splitlines():
        assert line.startswith("::")
        info, _, data = line[2:].partition("::")
        name, _, settings = info.partition(" ")
        properties = dict(setting.split("=", 1) for setting in settings.split(","))
        read = {key: unescaped(value, *_GITHUB_PROPERTY) for key, value in properties.items()}
        commands.append((name, read, unescaped(data, *_GITHUB_DATA)))
    return commands


def azure_commands(report: str) -> list[tuple[dict[str, str], str]]:
    """The commands of a log as the agent reads them: from `##vso[` to the next bracket, then the message."""
    commands = []
    for line in report.splitlines():
        prefix = "##vso[task.logissue "
        assert line.startswith(prefix)
        settings, _, data = line[len(prefix) :].partition("]")
        properties = dict(setting.split("=", 1) for setting in settings.split(";") if setting)
        read = {key: unescaped(value, *_AZURE_PROPERTY) for key, value in properties.items()}
        commands.append((read, unescaped(data, *_AZURE_DATA)))
    return commands


AWKWARD = "a,b::c;d]e%25f=g.py"


def test_github_commands_the_worst_first() -> None:
    commands = github_commands(github(RESULT))
    assert [name for name, _, _ in commands] == ["error", "error", "warning", "error", "error", "error", "notice"]
    _name, properties, message = commands[3]
    assert properties == {
        "file": "app/flows.py",
        "line": "4",
        "endLine": "4",
        "col": "13",
        "endColumn": "23",
        "title": "SL002 email-without-delay",
    }
    assert message.split("\n")[2] == "2. app/flows.py:4:13: calls `deliver`"
    spanning = next(properties for name, properties, _ in commands if properties.get("endLine") == "7")
    assert "col" not in spanning and "endColumn" not in spanning
    assert github(RunResult()) == ""


def test_github_reads_what_was_meant() -> None:
    awkward = finding(AWKWARD, message="100% ::error:: [x]")
    ((_, properties, message),) = github_commands(github(RunResult(findings=(awkward,))))
    assert properties["file"] == AWKWARD
    assert message.endswith("100% ::error:: [x]")
    assert len(github_commands(github(HOSTILE))) == 2
    assert len(github_commands(github(COMMANDS))) == 3


def test_azure_reads_what_was_meant() -> None:
    awkward = finding(AWKWARD, message="100%; [x] %0A")
    ((properties, message),) = azure_commands(azure(RunResult(findings=(awkward,))))
    assert properties == {
        "type": "error",
        "sourcepath": AWKWARD,
        "linenumber": "3",
        "columnnumber": "5",
        "code": "SL002",
    }
    assert message == "email-without-delay: 100%; [x] %0A"
    assert [properties["type"] for properties, _ in azure_commands(azure(RESULT))] == (
        ["error", "warning", "error", "error", "warning", "error", "error"]
    )
    assert len(azure_commands(azure(COMMANDS))) == 3
    assert azure(RunResult()) == ""


@ALL
def test_gitlab_documents(result: RunResult) -> None:
    issues = valid(gitlab(result), "gitlab-code-quality.json")
    assert len(issues) == len(result.findings) + len(result.problems)
    assert len({issue["fingerprint"] for issue in issues}) == len(issues)


def test_gitlab_issues() -> None:
    issues = valid(gitlab(RESULT), "gitlab-code-quality.json")
    assert [issue["severity"] for issue in issues] == (
        ["critical", "info", "critical", "critical", "minor", "major", "critical"]
    )
    assert issues[3]["location"]["positions"]["begin"] == {"line": 4, "column": 13}
    twins = RunResult(
        findings=tuple(finding(span=(n, 1, n, 2)) for n in (1, 2)), sources={"app/flows.py": "x()\nx()\n"}
    )
    first, second = valid(gitlab(twins), "gitlab-code-quality.json")
    assert first["fingerprint"] != second["fingerprint"]


@ALL
def test_junit_documents(result: RunResult) -> None:
    report = junit(result)
    xmlschema.XMLSchema(SCHEMAS / "junit-10.xsd").validate(report)
    root = ElementTree.fromstring(report)
    cases = root.findall("testsuite/testcase")
    assert len(cases) == max(len(result.findings) + len(result.problems), 1) == int(root.get("tests", "0"))
    names = [(case.get("classname"), case.get("name")) for case in cases]
    assert len(set(names)) == len(names)


def test_junit_fails_what_fails_the_run() -> None:
    root = ElementTree.fromstring(junit(RESULT))
    assert (root.get("failures"), root.get("errors")) == ("3", "2")
    advisory = next(case for case in root.iter("testcase") if "(5:5)" in (case.get("name") or ""))
    assert advisory.find("failure") is None
    assert "a [red]list[/red]" in (advisory.findtext("system-out") or "")
    skipped = next(case for case in root.iter("testcase") if case.find("skipped") is not None)
    assert skipped.get("name") == "too-large app/data.py"
    (passed,) = ElementTree.fromstring(junit(RunResult(files=1))).iter("testcase")
    assert list(passed) == []
    twice = ElementTree.fromstring(junit(RunResult(findings=(finding(), finding(message="another")))))
    assert [case.get("name", "")[-2:] for case in twice.iter("testcase")] == ["5)", "#2"]


@ALL
def test_rdjson_documents(result: RunResult) -> None:
    document = valid(rdjson(result), "rdjson.json")
    assert len(document["diagnostics"]) == len(result.findings) + len(result.problems)


def test_rdjson_columns_are_bytes() -> None:
    place = valid(rdjson(RESULT), "rdjson.json")["diagnostics"][3]["location"]
    line = RESULT.sources["app/flows.py"].split("\n")[3].encode()
    start, end = (place["range"][key]["column"] - 1 for key in ("start", "end"))
    assert line[start:end] == b"deliver(x)"
    unknown = valid(rdjson(RESULT), "rdjson.json")["diagnostics"][6]["location"]["range"]
    assert unknown == {"start": {"line": 9}, "end": {"line": 9}}


def suggestion(source: str, *edits: Edit, applicability: Applicability = Applicability.SAFE) -> Any:
    mended = msgspec.structs.replace(finding("a.py", (1, 1, 1, 2)), fix=Fix("Mend", edits, applicability))
    report = valid(rdjson(RunResult(findings=(mended,), sources={"a.py": source})), "rdjson.json")
    return report["diagnostics"][0].get("suggestions")


def test_rdjson_suggests_a_fix_as_one_replacement() -> None:
    edits = (Edit(Place("a.py", Span(3, 2, 3, 3)), "Z"), Edit(Place("a.py", Span(1, 3, 1, 4)), "Y"))
    assert suggestion("é𝒳a\nbb\nccc\n", *edits) == [
        {
            "range": {"start": {"line": 1, "column": 7}, "end": {"line": 3, "column": 3}},
            "text": "Y\nbb\ncZ",
        }
    ]
    assert suggestion(
        "ab\n", Edit(Place("a.py", Span(1, 2, 1, 2)), "x"), Edit(Place("a.py", Span(1, 3, 1, 3)), "y")
    ) == [{"range": {"start": {"line": 1, "column": 2}, "end": {"line": 1, "column": 3}}, "text": "xby"}]


def test_rdjson_suggests_nothing_that_it_cannot_say() -> None:
    assert (
        suggestion("a\n", Edit(Place("a.py", Span(1, 1, 1, 2)), "x"), Edit(Place("b.py", Span(1, 1, 1, 2)), "y"))
        is None
    )
    assert suggestion("a\n", Edit(Place("a.py", Span(5, 1, 5, 2)), "x")) is None
    assert suggestion("a\n") is None
    edit = Edit(Place("a.py", Span(1, 1, 1, 2)), "x")
    assert suggestion("a\n", edit, applicability=Applicability.UNSAFE) is not None
    assert suggestion("a\n", edit, applicability=Applicability.DISPLAY) is None


def tokens(report: str) -> list[Any]:
    """The pieces of a document as a Markdown parser reads it, inline ones included."""
    parsed = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).parse(report)
    return [piece for token in parsed for piece in (token, *(token.children or ()))]


HOSTILE_MARKDOWN = RunResult(
    findings=(
        finding(
            "a`b``c\n# d|e.py",
            (1, 1, 1, 9),
            message="<img src=x> ![i](u) [l](u) **b** ~~s~~ `c`d` $m$ | <!-- @all #1 &lt; \\*",
            help="<script>\n> [l](u)",
            workflow="w`<b>",
            related=(related("``` <b>.py", (1, 1, 1, 2), "<b> [l](u)\n\n# h"),),
        ),
    ),
    files=1,
    sources={"a`b``c\n# d|e.py": "x = '''```\n"},
)


def test_nothing_breaks_out_of_markdown() -> None:
    found = tokens(markdown(HOSTILE_MARKDOWN))
    kinds = {piece.type for piece in found}
    assert not kinds & {"html_block", "html_inline", "image", "em_open", "s_open", "table_open"}
    links = [piece.attrs["href"] for piece in found if piece.type == "link_open"]
    assert links == ["https://example.com/docs/rules/email-without-delay"]
    headings = [found[n + 1].content for n, piece in enumerate(found) if piece.type == "heading_open"]
    assert headings == ["steplint", "``` a`b``c\\x0a# d|e.py ```"]
    (fence,) = (piece for piece in found if piece.type == "fence")
    assert fence.content == "x = '''```\n"
    shown = "".join(piece.content for piece in found if piece.type in {"text", "text_special", "code_inline"})
    assert "<img src=x> ![i](u) [l](u) **b** ~~s~~ cd` $m$ | <!-- @all #1 &lt; \\*" in shown


def test_markdown_counts_and_fits() -> None:
    report = markdown(RESULT, Presentation(statistics=True))
    assert "| SL002 | email-without-delay | 3 | 1 | 1 | 1 |" in report
    assert "### Problems" in report and "- error: app/old.py:3: not UTF-8" in report
    message = "x" * 10_000
    large = RunResult(findings=tuple(finding(span=(n, 1, n, 2), message=message) for n in range(1, 201)), files=1)
    report = markdown(large)
    assert len(report.encode()) < MAX_BYTES + 1000
    left = re.search(r"^(\d+) more findings have no room here\.$", report, re.MULTILINE)
    assert left is not None and int(left[1]) + report.count(message) == 200


@pytest.mark.parametrize("severity", Severity)
def test_what_fails_the_run_is_an_error_everywhere(severity: Severity) -> None:
    result = RunResult(findings=(finding(severity=severity),))
    fails = result.exit_status == 1
    assert (github_commands(github(result))[0][0] == "error") == fails
    assert (azure_commands(azure(result))[0][0]["type"] == "error") == fails
    assert (valid(rdjson(result), "rdjson.json")["diagnostics"][0]["severity"] == "ERROR") == fails
    assert (ElementTree.fromstring(junit(result)).get("failures") == "1") == fails
