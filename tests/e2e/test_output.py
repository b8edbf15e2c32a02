"""Reports as programs get them: in every format, in files, and when nothing went as it should."""

from __future__ import annotations

import json
import os
import re
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import pytest

Write = Callable[..., Path]

BAD = """\
import inngest

client = inngest.Inngest(app_id="app")


@client.create_function(fn_id="load", trigger=inngest.TriggerEvent(event="user/created"), on_failure=None)
async def load(ctx: inngest.Context) -> None:
    try:
        await ctx.step.run("step1", print, "𝒳")
    except inngest.StepError:
        ctx.logger.exception("not loaded")
        raise
"""
BAD_PROJECT: dict[str, str | bytes] = {"pyproject.toml": "", "app/__init__.py": "", "app/flows.py": BAD}
GOOD_PROJECT = {**BAD_PROJECT, "app/flows.py": BAD.replace("step1", "load-user")}
NOT_UTF8 = {**BAD_PROJECT, "app/old.py": b"import inngest\nx = '\xe9'\n"}

MULTITOOL = shutil.which("Sarif.Multitool")
DOCUMENTS = ("json", "sarif", "sarif-github", "gitlab", "rdjson")
WITH_PROBLEMS = (*DOCUMENTS, "json-lines", "junit", "markdown", "github", "azure")


@dataclass(frozen=True)
class Run:
    status: int
    out: str
    err: str


@pytest.fixture(autouse=True)
def importable(monkeypatch: pytest.MonkeyPatch) -> None:
    """The process under test finds the package where this one found it."""
    root = Path(__file__).parents[2]
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(root / "linter"), str(root / "rules")]))


def check(*arguments: str, env: Mapping[str, str] | None = None) -> Run:
    command = (sys.executable, "-m", "steplint", "check", *arguments)
    done = subprocess.run(command, capture_output=True, env={**os.environ, **(env or {})}, timeout=60)
    run = Run(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))
    assert "Traceback" not in run.err
    return run


def read(output_format: str, report: str) -> None:
    """Read a report as a program would; it fails when the report is no document."""
    match output_format:
        case "junit":
            ElementTree.fromstring(report)
        case "json-lines":
            assert [json.loads(line)["type"] for line in report.splitlines()][-1] == "summary"
        case "markdown":
            assert report.startswith("## steplint\n")
        case "github":
            assert all(re.match(r"::(error|warning|notice) [^:]*::.", line) for line in report.splitlines())
        case "azure":
            assert all(re.match(r"##vso\[task\.logissue [^\]]*\].", line) for line in report.splitlines())
        case _:
            json.loads(report)


@pytest.mark.parametrize("output_format", WITH_PROBLEMS)
def test_a_document_with_and_without_findings_and_problems(write_files: Write, output_format: str) -> None:
    write_files(GOOD_PROJECT)
    clean = check(f"--output-format={output_format}")
    assert clean.status == 0
    read(output_format, clean.out)
    write_files(NOT_UTF8)
    failed = check(f"--output-format={output_format}")
    assert failed.status == 2
    assert "SL105" in failed.out and "not UTF-8" in failed.out
    read(output_format, failed.out)


@pytest.mark.parametrize("output_format", ["sarif", "gitlab", "junit"])
@pytest.mark.parametrize(
    ("settings", "arguments", "reason"),
    [
        ("", ("--select", "SL999"), "SL999"),
        ("selct = 1", (), "selct"),
        ("", ("--selct", "SL105"), "--selct"),
        ("", ("--min-confidence", "hihg"), "hihg"),
        ("", ("--config", "x.toml", "--isolated"), "exclude each other"),
        ("", ("--select",), "--select"),
    ],
)
def test_a_document_also_of_a_run_that_could_not_begin(
    write_files: Write, output_format: str, settings: str, arguments: tuple[str, ...], reason: str
) -> None:
    write_files({**BAD_PROJECT, "pyproject.toml": f"[tool.steplint]\n{settings}\n"})
    run = check(f"--output-format={output_format}", *arguments)
    assert run.status == 2
    assert reason in run.out and reason in run.err
    read(output_format, run.out)


@pytest.mark.parametrize("fault", ["check._run", "delivery.summary"])
def test_a_document_also_of_a_run_that_a_fault_of_our_own_ended(write_files: Write, fault: str) -> None:
    write_files(BAD_PROJECT)
    program = (
        "import steplint.cli.check as check, steplint.cli.delivery as delivery\n"
        "from steplint.cli.main import main\n"
        "def broken(*args, **kwargs): raise ZeroDivisionError\n"
        f"{fault} = broken\n"
        "main()\n"
    )
    command = (sys.executable, "-c", program, "check", "--output-format", "junit", "-o", "report.xml")
    done = subprocess.run(command, capture_output=True, timeout=60)
    assert done.returncode == 2
    error = ElementTree.parse("report.xml").find("testsuite/testcase/error")
    assert error is not None and error.get("message") == "a fault in steplint ended the run"


def test_findings_in_every_format(write_files: Write) -> None:
    write_files(BAD_PROJECT)
    for output_format in WITH_PROBLEMS:
        run = check("--output-format", output_format)
        assert run.status == 1
        assert "SL105" in run.out
        read(output_format, run.out)


def test_astral_characters_move_columns_by_the_unit_of_each_format(write_files: Write) -> None:
    source = BAD.replace('ctx.step.run("step1", print, "𝒳")', 'group(ctx, "é𝒳", await ctx.step.run("step1", print))')
    write_files({**BAD_PROJECT, "app/flows.py": source})
    line = source.splitlines()[8]
    start = line.index('"step1"')
    end = start + len('"step1"')

    def report(output_format: str) -> object:
        return json.loads(check("--output-format", output_format, "--select", "SL105").out)

    match report("json"), report("sarif"), report("gitlab"), report("rdjson"):
        case (
            {"findings": [{"column": column, "end_column": end_column}]},
            {"runs": [{"results": [{"locations": [{"physicalLocation": {"region": region}}]}]}]},
            [{"location": {"positions": positions}}],
            {"diagnostics": [{"location": {"range": bytes_range}}]},
        ):
            assert (column - 1, end_column - 1) == (start, end)
            assert (region["startColumn"] - 1, region["endColumn"] - 1) == (start, end)
            assert positions["begin"]["column"] - 1 == start
            found = line.encode()[bytes_range["start"]["column"] - 1 : bytes_range["end"]["column"] - 1]
            assert found == b'"step1"'
        case other:
            pytest.fail(f"not as expected: {other}")


def test_hostile_names_in_every_format(write_files: Write) -> None:
    names = ("app/a\n::error::\x1b[31mx.py", "::error::[b]b[/b]`.py", "##vso[task.complete]x,%0A;y].py")
    write_files({**BAD_PROJECT, **dict.fromkeys(names, BAD)})
    for output_format in (*WITH_PROBLEMS, "full", "concise"):
        run = check("--output-format", output_format)
        assert run.status == 1
        assert "\x1b" not in run.out + run.err
        for line in run.out.splitlines():
            assert not line.lstrip().startswith("::") or line.startswith("::error file=")
            assert "##vso[" not in line.removeprefix("##vso[task.logissue type=error;sourcepath=")
        if output_format in WITH_PROBLEMS:
            read(output_format, run.out)


def test_the_same_bytes_every_time(write_files: Write) -> None:
    write_files(BAD_PROJECT)
    for output_format in WITH_PROBLEMS:
        runs = {check("--output-format", output_format, env={"PYTHONHASHSEED": seed}) for seed in ("1", "2")}
        assert len(runs) == 1


def test_sarif_has_the_rules_that_ran_and_what_comments_hide(write_files: Write) -> None:
    hidden = BAD.replace('"𝒳")', '"𝒳")  # steplint: ignore[SL105] runs are in flight')
    write_files({**BAD_PROJECT, "app/flows.py": hidden})
    run = check("--output-format", "sarif", "--select", "SL105,SL002")
    (log,) = json.loads(run.out)["runs"]
    assert [rule["id"] for rule in log["tool"]["driver"]["rules"]] == ["SL002", "SL105", "SL900"]
    (result,) = log["results"]
    assert run.status == 0
    assert result["suppressions"][0]["kind"] == "inSource"
    assert re.fullmatch(r"[0-9a-f]+:1", result["partialFingerprints"]["primaryLocationLineHash"])


@pytest.mark.skipif(MULTITOOL is None, reason="Microsoft's SARIF multitool is not on the path, see CONTRIBUTING.md")
def test_sarif_is_what_github_takes(write_files: Write) -> None:
    root = write_files({**BAD_PROJECT, **NOT_UTF8})

    def said() -> set[str]:
        """The rules, of SARIF and of GitHub's ingestion, that the log breaks."""
        command = (str(MULTITOOL), "validate", "a.sarif", "--rule-kind", "Sarif;Ghas", "--output", "said.sarif")
        environment = {**os.environ, "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"}
        subprocess.run(
            (*command, "--log", "ForceOverwrite"), check=True, capture_output=True, env=environment, timeout=120
        )
        runs = json.loads((root / "said.sarif").read_text(encoding="utf-8-sig"))["runs"]
        return {result["ruleId"] for run in runs for result in run.get("results", ())}

    for output_format in ("sarif", "sarif-github"):
        check("--output-format", output_format, "-o", "a.sarif")
        assert said() - {"SARIF2006"} == set(), "but for addresses that cannot be reached from here"
    log = json.loads((root / "a.sarif").read_text(encoding="utf-8"))
    for rule in log["runs"][0]["tool"]["driver"]["rules"]:
        del rule["fullDescription"]
    (root / "a.sarif").write_text(json.dumps(log), encoding="utf-8")
    assert "GH2012" in said(), "it says when something is wrong"


def test_a_format_from_the_environment_that_there_is_not(write_files: Write) -> None:
    write_files(BAD_PROJECT)
    run = check(env={"STEPLINT_OUTPUT_FORMAT": "sarf"})
    assert run.status == 2
    assert "unknown value `sarf` in the environment variable STEPLINT_OUTPUT_FORMAT; did you mean `sarif`?" in run.err
    assert "environment" not in check("--output-format", "sarf").err
    assert json.loads(check("--bogus", env={"STEPLINT_OUTPUT_FORMAT": "json"}).out)["problems"]


def test_a_report_in_a_file(write_files: Write) -> None:
    root = write_files(BAD_PROJECT)
    run = check("--output-format", "sarif", "-o", "new/folder/report.sarif")
    assert (run.status, run.out) == (1, "")
    assert run.err == "Found 1 finding (1 mandatory) in 1 workflow of 2 files.\n"
    assert json.loads((root / "new/folder/report.sarif").read_text(encoding="utf-8"))["version"] == "2.1.0"
    assert [path.name for path in (root / "new/folder").iterdir()] == ["report.sarif"]
    assert check("--output-file", "full.txt", "-q", env={"FORCE_COLOR": "1"}).err == ""
    assert (root / "full.txt").read_text(encoding="utf-8").startswith("app/flows.py:9:28 SL105")
    check("--select", "SL999", "--output-format", "json", "-o", "failed.json")
    assert json.loads((root / "failed.json").read_text(encoding="utf-8"))["problems"][0]["kind"] == "usage"
    check("--selct", "SL999", "--output-format", "json", "-o", "usage.json")
    assert json.loads((root / "usage.json").read_text(encoding="utf-8"))["problems"][0]["kind"] == "usage"


def test_a_file_that_is_there_keeps_its_mode_and_its_links(write_files: Write) -> None:
    root = write_files({**BAD_PROJECT, "report.txt": "old"})
    (root / "report.txt").chmod(0o640)
    (root / "link.txt").symlink_to("report.txt")
    assert check("-o", "link.txt").status == 1
    assert (root / "link.txt").is_symlink()
    assert (root / "report.txt").read_text(encoding="utf-8").startswith("app/flows.py")
    assert stat.S_IMODE((root / "report.txt").stat().st_mode) == 0o640
    assert check("-o", "/dev/null").status == 1
    assert stat.S_ISCHR(os.stat("/dev/null").st_mode)


@pytest.mark.parametrize("target", ["app", "app/flows.py/report.json", "/dev/full"])
def test_a_file_that_cannot_be_written(write_files: Write, target: str) -> None:
    root = write_files(BAD_PROJECT)
    run = check("-o", target, "--output-format", "json")
    assert (run.status, run.out) == (2, "")
    assert re.fullmatch(rf"error: cannot write the report: {target}: [^\n]+\n", run.err)
    assert (root / "app/flows.py").read_text(encoding="utf-8") == BAD
    again = check("-o", target, "--output-format", "json", "--selct")
    assert again.status == 2
    assert again.err.endswith(run.err)


def test_several_reports_of_one_run(write_files: Write) -> None:
    root = write_files({**BAD_PROJECT, "other.json": "old"})
    run = check("--output-format", "concise", "--report", "json:a:b/one.json", "--report=markdown:other.json")
    alone = check("--output-format", "concise")
    assert run == alone and run.status == 1
    for output_format, file in (("json", "a:b/one.json"), ("markdown", "other.json")):
        assert (root / file).read_text(encoding="utf-8") == check("--output-format", output_format).out
    assert check("-o", "main.txt", "--report", "json:one.json").err.startswith("Found 1 finding")
    assert json.loads((root / "one.json").read_text(encoding="utf-8"))["summary"]["findings"] == 1


def test_several_reports_of_a_run_that_could_not_begin(write_files: Write) -> None:
    root = write_files(BAD_PROJECT)
    for number, wrong in enumerate(("--selct", "--config=slct = 1")):
        run = check(
            wrong, "--report", f"json:{number}.json", "--report", f"junit:{number}.xml", "--report", "full:f.txt"
        )
        assert (run.status, run.out) == (2, "")
        assert json.loads((root / f"{number}.json").read_text(encoding="utf-8"))["problems"][0]["kind"] == "usage"
        read("junit", (root / f"{number}.xml").read_text(encoding="utf-8"))
    assert not (root / "f.txt").exists()


def test_a_report_that_cannot_be_written_keeps_no_other_back(write_files: Write) -> None:
    root = write_files(BAD_PROJECT)
    run = check("--output-format", "concise", "--report", "json:app", "--report", "json:one.json")
    assert run.status == 2
    assert "SL105" in run.out
    assert run.err.startswith("error: cannot write the report: app: ")
    assert json.loads((root / "one.json").read_text(encoding="utf-8"))["findings"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--report", "sarf:x"), "unknown value `sarf`; did you mean `sarif`?"),
        (("--report", "sarif"), "`sarif` must be a format, a colon and a file"),
        (("--report", "sarif:"), "`sarif:` must be a format, a colon and a file"),
        (("--report", "sarif:x", "--report", "json:./x"), "two reports for one file: x"),
        (("-o", "x", "--report", "json:x"), "two reports for one file: x"),
    ],
)
def test_reports_that_are_none(write_files: Write, arguments: tuple[str, ...], message: str) -> None:
    write_files(BAD_PROJECT)
    run = check(*arguments)
    assert (run.status, message in run.err) == (2, True), run.err


def test_counts_by_rule(write_files: Write) -> None:
    write_files(BAD_PROJECT)
    table = "code   name                     findings  fixable  suppressed  baselined\nSL105  undescriptive-step-name"
    assert table in check("--statistics").out
    assert table in check("--statistics", "--output-format", "concise").err
    assert table in check("--statistics", "--output-format", "sarif", "-q").err
    document = json.loads(check("--statistics", "--output-format", "json").out)
    assert document["statistics"][0] | {"name": ""} == {
        "code": "SL105",
        "name": "",
        "findings": 1,
        "fixable": 0,
        "suppressed": 0,
        "baselined": 0,
    }
