"""Every format over the same hand-made results."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec
import pytest

from steplint.diagnostics import Place, Related, RelatedRole, RunResult, Span
from steplint.report.base import PLAIN, Presentation
from steplint.report.columns import width
from steplint.report.formats import FORMATS, Part
from steplint.report.json import json
from steplint.report.sarif import sarif_log
from steplint.report.sarif.log import without_hidden
from steplint.report.summary import problem_line, summary
from steplint.report.text import text
from steplint.rule import RuleClass
from support import finding
from unit.report.results import COMMANDS, FAILED, HOSTILE, RESULT

Golden = Callable[[Path, str], None]

SARIF = ("sarif", "sarif-github")
COLORED = Presentation(color=True)


def write(name: str, result: RunResult, rules: Sequence[RuleClass]) -> str:
    """The report in a format; SARIF with the metadata of these rules."""
    if name in SARIF:
        return sarif_log(result if name == "sarif" else without_hidden(result), rules)
    return FORMATS[name].load()(result, PLAIN)


def test_every_promised_format_is_there() -> None:
    assert (
        list(FORMATS)
        == "full concise json json-lines sarif sarif-github github gitlab junit rdjson azure markdown".split()
    )


@pytest.mark.parametrize("name", FORMATS)
def test_formats(name: str, rules: Sequence[RuleClass], fixtures: Path, golden: Golden) -> None:
    golden(fixtures / "reports" / f"{name}.txt", write(name, RESULT, rules))


@pytest.mark.parametrize("name", FORMATS)
def test_nothing_to_report(name: str, fixtures: Path, golden: Golden) -> None:
    golden(fixtures / "reports" / f"{name}-empty.txt", write(name, RunResult(files=3), ()))


@pytest.mark.parametrize("name", [name for name in FORMATS if Part.PROBLEMS in FORMATS[name].holds])
def test_a_run_that_could_not_begin(name: str) -> None:
    assert "unknown rule `SL999`" in write(name, FAILED, ())


def test_colours_change_nothing_but_colour(fixtures: Path, golden: Golden) -> None:
    colored = text(RESULT, COLORED)
    golden(fixtures / "reports" / "color.txt", colored)
    assert re.sub(r"\x1b\[[\d;]*m", "", colored) == text(RESULT)


def test_codes_are_links_where_links_are_understood() -> None:
    linked = text(RESULT, Presentation(color=True, links=True))
    url = "https://example.com/docs/rules/email-without-delay"
    assert f"\x1b]8;;{url}\x1b\\" in linked
    assert re.sub(r"\x1b\]8;;[^\x1b]*\x1b\\", "", linked) == text(RESULT, COLORED)
    assert linked == text(RESULT, Presentation(color=True, links=True))
    assert "example.com" not in text(RESULT, Presentation(links=True))


@pytest.mark.parametrize("name", FORMATS)
def test_no_text_speaks_to_a_terminal_or_a_build_server(name: str) -> None:
    for result in (HOSTILE, COMMANDS):
        report = write(name, result, ())
        report.encode("utf-8")
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", report)
        lines = report.split("\n")
        assert all(line.startswith("::error ") or not line.lstrip().startswith("::") for line in lines)
        assert not re.search(r"##\[|.##vso\[", report)
        assert all(line.startswith("##vso[task.logissue type=") for line in lines if "##vso[" in line)
        if name not in {"json", "json-lines", *SARIF}:
            assert "\u202e" not in report


def test_json_is_as_frozen() -> None:
    document = msgspec.json.decode(json(RESULT))
    assert list(document) == ["version", "tool", "findings", "problems", "summary"]
    assert list(document["findings"][0]) == [
        "code",
        "name",
        "severity",
        "confidence",
        "message",
        "help",
        "path",
        "line",
        "column",
        "end_line",
        "end_column",
        "workflow",
        "related",
        "fingerprint",
        "fix",
    ]
    assert list(document["findings"][0]["related"][0]) == [
        "path",
        "line",
        "column",
        "end_line",
        "end_column",
        "message",
    ]
    assert list(document["problems"][0]) == ["kind", "path", "message"]
    assert document["summary"] == {"files": 7, "workflows": 2, "findings": 4, "suppressed": 1, "baselined": 1}
    assert document["tool"]["name"] == "steplint"


def test_json_counts_by_rule_when_asked() -> None:
    document = msgspec.json.decode(json(RESULT, Presentation(statistics=True)))
    assert list(document)[-1] == "statistics"
    assert document["statistics"] == [
        {"code": "SL002", "name": "email-without-delay", "findings": 3, "fixable": 1, "suppressed": 1, "baselined": 1},
        {
            "code": "SL105",
            "name": "undescriptive-step-name",
            "findings": 1,
            "fixable": 0,
            "suppressed": 0,
            "baselined": 0,
        },
    ]
    assert msgspec.json.decode(json(RunResult(), Presentation(statistics=True)))["statistics"] == []


def test_json_lines_are_the_json_report_in_pieces() -> None:
    whole = msgspec.json.decode(json(RESULT))
    lines = [msgspec.json.decode(line) for line in FORMATS["json-lines"].load()(RESULT, PLAIN).splitlines()]
    by_type: dict[str, list[dict[str, object]]] = {}
    for line in lines:
        by_type.setdefault(str(line.pop("type")), []).append(line)
    assert by_type["finding"] == whole["findings"]
    assert by_type["problem"] == whole["problems"]
    assert by_type["summary"] == [{"version": 1, "tool": whole["tool"], **whole["summary"]}]


def test_the_table_of_counts() -> None:
    report = text(RESULT, Presentation(statistics=True))
    assert report.split("\n\n")[-2].split("\n") == [
        "code   name                     findings  fixable  suppressed  baselined",
        "SL002  email-without-delay             3        1           1          1",
        "SL105  undescriptive-step-name         1        0           0          0",
    ]
    assert text(RunResult(files=1), Presentation(statistics=True)) == text(RunResult(files=1))


@pytest.mark.parametrize("columns", [40, 100])
def test_long_lines_are_cut_around_their_place_on_a_terminal(columns: int) -> None:
    source = "x = '漢'; " * 100 + "deliver(a); " + "y = 2; " * 100
    start = source.index("deliver") + 1
    place = Place("a.py", Span(1, start, 1, start + 10))
    hop = Related(place, "here", RelatedRole.HOP)
    result = RunResult(findings=(finding("a.py", (1, start, 1, start + 10), related=(hop,)),), sources={"a.py": source})
    lines = text(result, Presentation(width=columns)).split("\n")
    number = next(number for number, each in enumerate(lines) if "deliver(a)" in each)
    line, carets = lines[number : number + 2]
    assert columns - 2 <= width(line) <= columns
    assert (width(line.partition("deliver(a)")[0]), carets.strip(" |")) == (carets.index("^"), "^" * 10)
    assert line.count("…") == 2
    (below,) = (each for each in lines[number + 2 :] if "deliver(a)" in each)
    assert columns - 2 <= width(below) <= columns
    whole = text(result).split("\n")
    assert f"   1 | {source}" in whole, "what is no terminal gets it whole"


def test_the_summary_line() -> None:
    assert summary(RunResult(files=1, workflows=1)) == "Found nothing in 1 workflow of 1 file."
    assert summary(RESULT) == (
        "Found 4 findings (2 critical, 1 mandatory, 1 advisory) in 2 workflows of 7 files. 1 suppressed by comments."
        " 1 in the baseline."
        " 2 less sure not shown (`--min-confidence low` shows all)."
        " 2 errors: findings may be missing."
    )


def test_problem_lines() -> None:
    assert [problem_line(problem) for problem in RESULT.problems] == [
        "error: app/old.py:3: not UTF-8",
        "note: app/data.py: skipped",
        "error: the rule failed",
    ]
    assert problem_line(HOSTILE.problems[0]) == "error: x\\x0ay: no\\x1b"
