"""Runs over real folders with a rule of our own that reports every workflow."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from steplint.diagnostics import Confidence, ProblemKind, RunResult
from steplint.pipeline import Configuration, check_paths, check_sources
from steplint.rule import Rule
from steplint.rule.meta.syntax_error import SyntaxError
from steplint.settings import Settings, load_settings
from support import make_pack, rule_source

Write = Callable[..., Path]

FLOW = """\
import inngest

client = inngest.Inngest(app_id="a")


@client.create_function(fn_id="{name}", trigger=inngest.TriggerEvent(event="a/b"))
async def {name}(ctx: inngest.Context) -> None:
    {body}
"""


def flow(name: str, body: str = "pass") -> str:
    return FLOW.format(name=name, body=body)


@pytest.fixture
def rules(tmp_path_factory: pytest.TempPathFactory) -> list[Rule]:
    body = """
        assert len(list(subject.calls())) >= 0
        low = Confidence.LOW if subject.qualified_name.endswith("unsure") else None
        yield self.finding(subject.place, f"met {subject.qualified_name}", workflow=subject, confidence=low)
    """
    packs = make_pack(tmp_path_factory.mktemp("pack"), {"critical/met.py": rule_source("SL001", "Met", body=body)})
    return [rule() for rule in (*packs, SyntaxError)]


@pytest.fixture
def check(rules: list[Rule]) -> Callable[..., RunResult]:
    def run(*paths: str, **changes: object) -> RunResult:
        def configure(root: Path) -> Configuration:
            return Configuration(msgspec.structs.replace(load_settings(root), **changes), rules)

        return check_paths(paths, configure)

    return run


def met(result: RunResult) -> list[str]:
    return [f"{finding.place.path} {finding.workflow or finding.code}" for finding in result.findings]


Check = Callable[..., RunResult]


def test_a_folder(write_files: Write, check: Check) -> None:
    write_files({"pyproject.toml": "", "b.py": flow("two"), "a.py": flow("one"), "c.py": "x = 1\n"})
    result = check(".")
    assert met(result) == ["a.py a.one", "b.py b.two"]
    assert (result.files, result.workflows, result.exit_status) == (3, 2, 1)
    assert result.lines("a.py")[0] == "import inngest"
    assert not result.problems


def test_nothing_to_report(write_files: Write, check: Check) -> None:
    write_files({"pyproject.toml": "", "c.py": "x = 1\n"})
    result = check(".")
    assert (result.files, result.workflows, result.exit_status) == (1, 0, 0)


def test_a_folder_inside_a_project(write_files: Write, check: Check) -> None:
    write_files({"pyproject.toml": "", "one/a.py": flow("one"), "two/b.py": flow("two")})
    result = check("one")
    assert met(result) == ["one/a.py one.a.one"]
    assert (result.files, result.workflows) == (1, 1)


def test_a_single_file_is_checked_alone_but_with_the_project_known(write_files: Write, check: Check) -> None:
    write_files({"pyproject.toml": "", "a.py": flow("one"), "b.py": flow("two"), "c.py": "x = (\n"})
    result = check("b.py")
    assert met(result) == ["b.py b.two"]
    assert (result.files, result.workflows) == (1, 1)


def test_several_projects_have_their_own_settings(write_files: Write, check: Check) -> None:
    write_files(
        {
            "one/pyproject.toml": "",
            "one/a.py": flow("unsure"),
            "two/pyproject.toml": '[tool.steplint]\nmin-confidence = "low"\n',
            "two/a.py": flow("unsure"),
        }
    )
    result = check("one", "two")
    assert [finding.place.path for finding in result.findings] == ["two/a.py"]
    assert len(result.below_confidence) == 1


def test_min_confidence(write_files: Write, check: Check) -> None:
    write_files({"pyproject.toml": "", "a.py": flow("sure"), "b.py": flow("unsure")})
    assert met(check(".")) == ["a.py a.sure"]
    assert met(check(".", min_confidence=Confidence.LOW)) == ["a.py a.sure", "b.py b.unsure"]
    assert [finding.workflow for finding in check(".").below_confidence] == ["b.unsure"]


def test_suppressions(write_files: Write, check: Check) -> None:
    text = flow("one").replace('event="a/b"))', 'event="a/b"))  # steplint: ignore[{}] known')
    write_files(
        {
            "pyproject.toml": "",
            "a.py": text.format("SL001"),
            "b.py": text.format("met"),
            "c.py": text.format("SL002"),
        }
    )
    result = check(".")
    assert met(result) == ["c.py c.one"]
    assert [finding.workflow for finding in result.suppressed] == ["a.one", "b.one"]
    assert list(result.sources) == ["a.py", "b.py", "c.py"]


def test_a_syntax_error_is_a_finding_and_others_go_on(write_files: Write, check: Check) -> None:
    write_files({"pyproject.toml": "", "a.py": "import inngest\n\ndef f(:\n", "b.py": flow("two"), "c.py": "x = (\n"})
    result = check(".")
    assert met(result) == ["a.py SL900", "b.py b.two"]
    (error, _) = result.findings
    assert (error.name, error.severity, error.confidence, error.place.span.line) == (
        "syntax-error",
        "critical",
        "high",
        3,
    )
    assert result.exit_status == 1


def test_a_file_named_is_verified_whatever_is_in_it(write_files: Write, check: Check) -> None:
    write_files({"pyproject.toml": "", "a.py": "x = (\n", "b.py": "x = '\xff'\n".encode("latin-1"), "c.py": "x = 1\n"})
    assert met(check("a.py")) == ["a.py SL900"]
    assert [problem.kind for problem in check("b.py").problems] == [ProblemKind.UNDECODABLE]
    assert check("c.py").exit_status == 0


def test_new_grammar_is_no_syntax_error(write_files: Write, check: Check) -> None:
    write_files({"pyproject.toml": "", "a.py": "def f[T](x: T) -> T:\n    return x\n\ntype A = int\n"})
    assert check("a.py").exit_status == 0


def test_helpers_that_a_root_reads_are_verified(write_files: Write, check: Check) -> None:
    source = flow("one", "await ctx.step.run('send-mail', deliver)").replace(
        "import inngest\n", "import inngest\nfrom mail import deliver\n"
    )
    write_files({"pyproject.toml": "", "a.py": source, "mail.py": "def deliver(:\n"})
    assert met(check(".")) == ["a.py a.one", "mail.py SL900"]


def test_what_cannot_be_analysed_is_a_problem_and_others_go_on(write_files: Write, check: Check) -> None:
    write_files({"pyproject.toml": "", "a.py": b"import inngest\n'\xff'\n", "b.py": flow("two")})
    result = check(".", "none")
    assert met(result) == ["b.py b.two"]
    assert [(problem.kind, problem.path) for problem in result.problems] == [
        (ProblemKind.UNDECODABLE, "a.py"),
        (ProblemKind.MISSING, "none"),
    ]
    assert result.exit_status == 2


def test_a_problem_elsewhere_is_a_note(write_files: Write, check: Check) -> None:
    source = flow("one", "await ctx.step.run('send-mail', deliver)").replace(
        "import inngest\n", "import inngest\nfrom lib.mail import deliver\n"
    )
    write_files({"pyproject.toml": "", "app/a.py": source, "lib/mail.py": b"def deliver(): '\xff'\n"})
    result = check("app")
    assert [(problem.path, problem.notice) for problem in result.problems] == [("lib/mail.py", True)]
    assert result.exit_status == 1


def test_large_files_are_noted(write_files: Write, check: Check) -> None:
    write_files({"pyproject.toml": "", "a.py": flow("one"), "b.py": flow("two") + "#" * 1000})
    result = check(".", max_file_size=500)
    assert met(result) == ["a.py a.one"]
    assert [(problem.kind, problem.notice) for problem in result.problems] == [(ProblemKind.TOO_LARGE, True)]
    assert result.exit_status == 1


def test_a_file_that_vanishes_is_a_problem(
    write_files: Write, rules: list[Rule], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = write_files({"pyproject.toml": "", "a.py": flow("one"), "b.py": flow("two")})

    class Vanish:
        def advance(self, path: str, total: int) -> None:
            if path == "a.py" and (root / "b.py").exists():
                os.unlink(root / "b.py")

    result = check_paths(["."], lambda _: Configuration(Settings(), rules), progress=Vanish())
    assert met(result) == ["a.py a.one"]
    assert [(problem.kind, problem.path) for problem in result.problems] == [(ProblemKind.MISSING, "b.py")]


def test_progress_is_told(write_files: Write, rules: list[Rule]) -> None:
    write_files({"pyproject.toml": "", "a.py": flow("one"), "b.py": flow("two"), "c.py": "x = 1\n"})
    told: list[tuple[str, int]] = []

    class Listener:
        def advance(self, path: str, total: int) -> None:
            told.append((path, total))

    check_paths(["."], lambda _: Configuration(Settings(), rules), progress=Listener())
    assert sorted(told) == [("a.py", 2), ("b.py", 2)]


def test_texts_in_memory(rules: list[Rule]) -> None:
    sources = {"b.py": flow("two"), "a.py": "import inngest\nx = (\n", "c.py": "x = (\n"}
    result = check_sources(sources, settings=Settings(), rules=rules)
    assert met(result) == ["a.py SL900", "b.py b.two"]
    assert (result.files, result.workflows) == (3, 1)
