"""The generated project that benchmarks measure: always the same, valid, and with something to find in it."""

from __future__ import annotations

import ast
from collections import Counter

from benchmarks.generate import AREA_SIZE, generate
from steplint.diagnostics import Confidence
from steplint.pipeline import check_sources
from steplint.rule import installed_rules, select_rules
from steplint.settings import default_settings

MODULES = 6


def test_the_same_seed_gives_the_same_files() -> None:
    assert dict(generate(MODULES, seed=3)) == dict(generate(MODULES, seed=3))
    assert dict(generate(MODULES, seed=3)) != dict(generate(MODULES, seed=4))


def test_a_larger_tree_starts_with_the_smaller_one() -> None:
    small, large = dict(generate(MODULES, seed=1)), dict(generate(AREA_SIZE + 1, seed=1))
    assert large == {**large, **small}
    assert sum("/flows_" in path for path in large) == AREA_SIZE + 1


def test_modules_lie_where_they_are_wanted() -> None:
    assert {f"d/{n}/flows_000{n}.py" for n in range(3)} < set(dict(generate(3, seed=1, folder_of=lambda n: f"d/{n}")))


def test_the_modules_are_valid_and_of_a_realistic_size() -> None:
    for path, text in generate(MODULES, seed=1):
        ast.parse(text)
        if "/flows_" in path:
            assert 150 < text.count("\n") < 250


def test_steplint_finds_workflows_and_faults_two_modules_away() -> None:
    settings = default_settings()
    result = check_sources(
        dict(generate(MODULES, seed=1)), settings=settings, rules=select_rules(installed_rules(), settings)
    )
    assert result.workflows == 3 * MODULES
    assert not result.problems
    assert Counter(f.code for f in result.findings)["SL003"] > 1
    deep = [f for f in result.findings if len({r.place.path for r in f.related} | {f.place.path}) > 2]
    assert {f.confidence for f in deep} == {Confidence.HIGH}
