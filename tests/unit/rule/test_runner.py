from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from steplint.diagnostics import Place, ProblemKind, Span
from steplint.project import Project
from steplint.rule import run_rules
from support import make_pack, rule_source


@dataclass
class FakeWorkflow:
    qualified_name: str
    place: Place


@dataclass
class FakeModule:
    path: str
    name: str


@dataclass
class FakeProject:
    workflows: Sequence[FakeWorkflow] = field(default_factory=list)
    modules: Sequence[FakeModule] = field(default_factory=list)


PROJECT = cast(
    Project,
    FakeProject(
        [
            FakeWorkflow("b.two", Place("b.py", Span(9, 1, 9, 2))),
            FakeWorkflow("a.one", Place("a.py", Span(1, 1, 1, 2))),
        ],
        [FakeModule("a.py", "a"), FakeModule("b.py", "b")],
    ),
)


def test_each_rule_gets_what_it_asks_for_and_findings_are_in_order(tmp_path: Path) -> None:
    rules = make_pack(
        tmp_path,
        {
            "critical/one.py": rule_source(
                "SL001", "One", body="yield self.finding(subject.place, 'w', workflow=subject)"
            ),
            "critical/two.py": rule_source(
                "SL002",
                "Two",
                hook="check_module",
                body="yield self.finding(Place(subject.path, Span(5, 1, 5, 1)), subject.name)",
            ),
            "critical/three.py": rule_source(
                "SL003",
                "Three",
                hook="check_project",
                body="yield from [self.finding(Place('a.py', Span(1, 1, 1, 1)), str(len(subject.modules)))] * 2",
            ),
        },
    )
    findings, problems = run_rules(PROJECT, [rule() for rule in rules])
    assert not problems
    assert [(f.place.path, f.place.span.line, f.code, f.message, f.workflow) for f in findings] == [
        ("a.py", 1, "SL003", "2", None),
        ("a.py", 1, "SL001", "w", "a.one"),
        ("a.py", 5, "SL002", "a", None),
        ("b.py", 5, "SL002", "b", None),
        ("b.py", 9, "SL001", "w", "b.two"),
    ]


def test_a_rule_that_fails_costs_only_its_own_answer(tmp_path: Path) -> None:
    body = """
        yield self.finding(subject.place, 'before')
        if subject.qualified_name == "b.two":
            raise ZeroDivisionError("no")
    """
    rules = make_pack(
        tmp_path,
        {
            "critical/broken.py": rule_source("SL001", "Broken", body=body),
            "critical/fine.py": rule_source("SL002", "Fine", body="yield self.finding(subject.place, 'fine')"),
        },
    )
    findings, problems = run_rules(PROJECT, [rule() for rule in rules])
    assert [(f.place.path, f.message) for f in findings] == [
        ("a.py", "before"),
        ("a.py", "fine"),
        ("b.py", "before"),
        ("b.py", "fine"),
    ]
    (problem,) = problems
    assert (problem.kind, problem.path, problem.notice) == (ProblemKind.RULE_FAILED, "b.py", False)
    assert "the rule SL001 broken failed on the workflow b.two" in problem.message
    assert "ZeroDivisionError: no (broken.py:" in problem.message
    assert "report" in problem.message
