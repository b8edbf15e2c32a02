"""SARIF: valid by its schema, complete by GitHub's rules, exact in its places."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest

from steplint.diagnostics import Applicability, Edit, Fix, Place, RunResult, Severity, Span
from steplint.report.json import json as json_format
from steplint.report.sarif import sarif, sarif_github, sarif_log
from steplint.report.sarif.line_hash import line_hashes
from steplint.report.sarif.log import MAX_RELATED, MAX_RESULTS
from steplint.rule import RuleClass
from support import finding, related
from unit.report.results import COMMANDS, FAILED, HOSTILE, RESULT

Check = Callable[[str], Any]
MANY = RunResult(
    findings=tuple(
        finding(span=(n, 1, n, 2), severity=Severity.ADVISORY if n % 2 else Severity.CRITICAL)
        for n in range(1, MAX_RESULTS + 1001)
    ),
    suppressed=(finding(),),
)


@pytest.fixture(scope="session")
def run(request: pytest.FixtureRequest) -> Check:
    """The run of a log, once the log has passed the schema."""
    path = Path(__file__).parents[2] / "fixtures" / "schemas" / "sarif-2.1.0.json"
    validator = jsonschema.Draft4Validator(json.loads(path.read_text(encoding="utf-8")))

    def check(log: str) -> Any:
        document = json.loads(log)
        assert [error.message for error in validator.iter_errors(document)] == []
        return document["runs"][0]

    return check


@pytest.mark.parametrize("result", [RunResult(), RESULT, FAILED, HOSTILE, COMMANDS, MANY])
def test_the_schema(result: RunResult, rules: Sequence[RuleClass], run: Check) -> None:
    run(sarif_log(result, rules))


def test_what_github_gets_has_nothing_hidden(run: Check) -> None:
    result = dataclasses.replace(RESULT, baselined=(finding(),))
    log = run(sarif_github(result))
    assert len(log["results"]) == len(result.findings) < len(run(sarif(result))["results"])
    assert all(each["suppressions"] == [] for each in log["results"])
    assert log["results"] == [each for each in run(sarif(RESULT))["results"] if not each["suppressions"]]


def test_what_github_asks_of_rules_and_results(rules: Sequence[RuleClass], run: Check) -> None:
    log = run(sarif_log(RESULT, rules))
    described = log["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in described] == ["SL002", "SL105"]
    for rule in described:
        assert 0 < len(rule["shortDescription"]["text"]) <= 1024
        assert 0 < len(rule["fullDescription"]["text"]) <= 1024
        assert rule["help"]["text"] and "## Why is this bad" in rule["help"]["markdown"]
        assert rule["name"] != rule["id"] and len(rule["name"]) <= 255
        assert rule["helpUri"].startswith("https://example.com/docs/rules/")
        assert rule["properties"]["precision"] in {"very-high", "high", "medium", "low"}
        assert rule["properties"]["problem.severity"] in {"error", "warning", "recommendation"}
        assert rule["defaultConfiguration"]["level"] in {"note", "warning", "error"}
        assert "security-severity" not in rule["properties"]
    assert log["columnKind"] == "unicodeCodePoints"
    assert log["automationDetails"]["id"].endswith("/")
    for result in log["results"]:
        assert described[result["ruleIndex"]]["id"] == result["ruleId"]
        physical = result["locations"][0]["physicalLocation"]
        assert set(physical["region"]) >= {"startLine", "startColumn", "endLine", "endColumn"}
        assert physical["region"]["startLine"] == physical["region"]["endLine"]
        assert physical["region"]["startColumn"] < physical["region"]["endColumn"]
        assert physical["artifactLocation"]["uriBaseId"] == "%SRCROOT%"
        known = {str(place["id"]) for place in result.get("relatedLocations", ())}
        assert set(re.findall(r"(?<!\\)\[[^\]]*\]\((\d+)\)", result["message"]["text"])) == known


def test_findings_of_no_rule_have_a_rule_all_the_same(run: Check) -> None:
    broken = finding(code="SL900", name="syntax-error", message="this file cannot be parsed", workflow=None)
    log = run(sarif_log(RunResult(findings=(broken,), rules=("SL777",)), ()))
    (rule,) = log["tool"]["driver"]["rules"]
    assert (rule["id"], rule["name"], rule["shortDescription"]["text"]) == ("SL900", "SyntaxError", "Syntax error.")
    assert rule["help"]["text"] and rule["fullDescription"]["text"]


def test_the_installed_rules_that_ran_are_described(run: Check) -> None:
    log = run(sarif(RunResult(rules=("SL002",))))
    assert [rule["name"] for rule in log["tool"]["driver"]["rules"]] == ["EmailWithoutDelay"]


def test_the_call_path_is_a_code_flow_and_other_places_are_not_on_it(run: Check) -> None:
    with_path, *others = run(sarif_log(RESULT, ()))["results"]
    (flow,) = with_path["codeFlows"]
    steps = [step["location"]["message"]["text"] for step in flow["threadFlows"][0]["locations"]]
    assert steps == ["calls `deliver`", "sends an e-mail", "two e-mails leave `welcome` with no wait between"]
    assert next(place["message"]["text"] for place in with_path["relatedLocations"]) == "the first e-mail leaves here"
    assert all("codeFlows" not in other for other in others)


def test_what_hides_a_finding_is_told(run: Check) -> None:
    results = run(sarif_log(RESULT, ()))["results"]
    assert [result["suppressions"] for result in results] == [
        *([[]] * 4),
        [{"kind": "external", "status": "accepted"}],
        [{"kind": "inSource", "status": "accepted", "justification": "known [since](1) May"}],
    ]


def test_fingerprints_are_those_of_the_json_report(run: Check) -> None:
    report = msgspec.json.decode(json_format(RESULT))
    results = run(sarif_log(RESULT, ()))["results"]
    ours = [result["partialFingerprints"]["steplintFingerprint/v1"] for result in results]
    assert ours[:4] == [each["fingerprint"] for each in report["findings"]]
    assert len(set(ours)) == len(ours)
    hashes = line_hashes(RESULT.sources["app/flows.py"], {4})
    assert results[0]["partialFingerprints"]["primaryLocationLineHash"] == hashes[4]
    assert "primaryLocationLineHash" not in results[3]["partialFingerprints"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ["c129715d7a2bc9a3:1"]),
        (
            " a\nb\n  \t\tc\n d",
            ["271789c17abda88f:1", "54703d4cd895b18:1", "180aee12dab6264:1", "a23a3dc5e078b07b:1"],
        ),
        (
            "Lorem ipsum dolor sit amet.\n" * 10,
            [
                *(f"a7f2ff13bc495cf2:{number}" for number in range(1, 7)),
                "a7f2ff1481e87703:1",
                "a9cf91f7bbf1862b:1",
                "55ec222b86bcae53:1",
                "cc97dc7b1d7d8f7b:1",
                "c129715d7a2bc9a3:1",
            ],
        ),
    ],
)
def test_line_hashes_are_those_that_github_computes(text: str, expected: list[str]) -> None:
    numbers = range(1, len(expected) + 1)
    assert list(line_hashes(text, numbers).values()) == expected
    assert line_hashes(text, {len(expected)}) == {len(expected): expected[-1]}
    for newline in ("\r\n", "\r"):
        assert list(line_hashes(text.replace("\n", newline), numbers).values()) == expected


def test_mixed_newlines_and_astral_characters_in_line_hashes() -> None:
    mixed = " hello; \t\nworld!!!\r\n\n\r  \t\tGreetings\r End\r\n"
    assert line_hashes(mixed, {1, 6, 7, 8}) == {
        1: "e9496ae3ebfced30:1",
        6: "c8e28b0b4002a3a0:1",
        7: "c129715d7a2bc9a3:1",
    }
    one, two = ord("𝒳".encode("utf-16-be")[:2].decode("utf-16-be", "surrogatepass")), 0xDCB3
    value = 0
    for unit in (one, two, 0xFFFF, *([0] * 97)):
        value = (value * 37 + unit) % 2**64
    assert line_hashes("𝒳", {1}) == {1: f"{value:x}:1"}


def test_columns_are_code_points_and_snippets_show_them(run: Check) -> None:
    region = run(sarif_log(RESULT, ()))["results"][0]["locations"][0]["physicalLocation"]["region"]
    assert (region["startColumn"], region["endColumn"], region["snippet"]["text"]) == (13, 23, "deliver(x)")


def test_a_place_of_several_lines_is_its_first_with_the_rest_as_context(run: Check) -> None:
    physical = run(sarif_log(RESULT, ()))["results"][1]["locations"][0]["physicalLocation"]
    assert physical["region"] == {
        "startLine": 5,
        "startColumn": 5,
        "endLine": 5,
        "endColumn": 13,
        "snippet": {"text": "deliver("},
    }
    assert physical["contextRegion"]["endLine"] == 7
    assert physical["contextRegion"]["snippet"]["text"].endswith('[bold]b[/bold]"],\n    )')


def test_a_place_without_width_is_its_line(run: Check) -> None:
    result = RunResult(
        findings=(finding("a.py", (2, 1, 2, 1)), finding("b.py", (1, 1, 1, 1))), sources={"a.py": "x\nab"}
    )
    regions = [each["locations"][0]["physicalLocation"]["region"] for each in run(sarif_log(result, ()))["results"]]
    assert [(region["startColumn"], region["endColumn"]) for region in regions] == [(1, 3), (1, 2)]


def test_fixes_are_replacements_by_file(run: Check) -> None:
    edits = (
        Edit(Place("b.py", Span(1, 1, 1, 2)), "y"),
        Edit(Place("a.py", Span(3, 1, 3, 1)), "é\n"),
        Edit(Place("a.py", Span(1, 2, 1, 4)), ""),
    )
    fixed = msgspec.structs.replace(finding(), fix=Fix("Mend", edits, Applicability.SAFE))
    (fix,) = run(sarif_log(RunResult(findings=(fixed,)), ()))["results"][0]["fixes"]
    assert fix["description"]["text"] == "Mend"
    assert fix["properties"] == {"applicability": "safe"}
    changes = {change["artifactLocation"]["uri"]: change["replacements"] for change in fix["artifactChanges"]}
    assert [each["deletedRegion"]["startLine"] for each in changes["a.py"]] == [1, 3]
    assert changes["a.py"][1]["insertedContent"]["text"] == "é\n"
    assert list(changes) == ["a.py", "b.py"]
    shown = msgspec.structs.replace(finding(), fix=Fix("Think", edits, Applicability.DISPLAY))
    assert "fixes" not in run(sarif_log(RunResult(findings=(shown,)), ()))["results"][0]


def test_addresses_and_messages_cannot_be_misread(run: Check) -> None:
    name = "a b/%41#?[x]:\n\udce9.py"
    linking = finding(name, message="see [this](1) and [that]", related=(related(name, (1, 1, 1, 2), r"a [b](2) \ c"),))
    (result,) = run(sarif_log(RunResult(findings=(linking,)), ()))["results"]
    address = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert address == "a%20b/%2541%23%3F%5Bx%5D%3A%0A%5Cudce9.py"
    assert result["message"]["text"] == "see \\[this](1) and [that].\n1. [a \\[b\\](2) \\\\ c](1)"
    outside = run(sarif_log(RunResult(findings=(finding("/srv/a.py"),)), ()))["results"][0]
    assert outside["locations"][0]["physicalLocation"]["artifactLocation"] == {"uri": "file:///srv/a.py"}


def test_problems_are_notifications(run: Check) -> None:
    invocation = run(sarif_log(RESULT, ()))["invocations"][0]
    assert invocation["executionSuccessful"] is False
    told = [(each["descriptor"]["id"], each["level"]) for each in invocation["toolExecutionNotifications"]]
    assert told == [("undecodable", "error"), ("too-large", "warning"), ("rule-failed", "error")]
    first = invocation["toolExecutionNotifications"][0]["locations"][0]["physicalLocation"]
    assert (first["artifactLocation"]["uri"], first["region"]["startLine"]) == ("app/old.py", 3)
    failed = run(sarif_log(FAILED, ()))["invocations"][0]
    assert failed["toolConfigurationNotifications"][0]["message"]["text"] == "unknown rule `SL999`"
    assert run(sarif_log(RunResult(), ()))["invocations"][0]["executionSuccessful"] is True
    notices = dataclasses.replace(RESULT, problems=RESULT.problems[1:2])
    assert run(sarif_log(notices, ()))["invocations"][0]["executionSuccessful"] is True


def test_github_gets_no_more_than_it_takes_and_the_worst_first(run: Check) -> None:
    log = run(sarif_log(MANY, ()))
    levels = [result["level"] for result in log["results"]]
    assert (len(levels), levels.count("error")) == (MAX_RESULTS, (MAX_RESULTS + 1000) // 2)
    assert all(result["suppressions"] == [] for result in log["results"])
    (notification,) = log["invocations"][0]["toolExecutionNotifications"]
    assert notification["message"]["text"].startswith("1001 results are left out")
    wide = finding(related=tuple(related("a.py", (n, 1, n, 2), "x") for n in range(1, MAX_RELATED + 31)))
    (result,) = run(sarif_log(RunResult(findings=(wide,)), ()))["results"]
    assert len(result["relatedLocations"]) == MAX_RELATED
    assert "and 30 more places" in result["message"]["text"]
