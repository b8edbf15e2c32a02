"""Processes that read files: what dies costs one file, and none is left."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from steplint.diagnostics import ProblemKind, Span
from steplint.model.module import SCHEMA_VERSION, ImportBinding, ModuleModel
from steplint.pipeline import Configuration, check_paths, workers
from steplint.pipeline.outcomes import Facts, Failure, Outcome, Unencodable, read_text
from steplint.pipeline.workers import FEWEST, read_in_processes
from steplint.rule import installed_rules, select_rules
from steplint.settings import Settings

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes cannot be copied here")

Write = Callable[..., Path]
TEXTS = {f"{number}.py": f"x = {number}\n" for number in range(12)}


def length(text: str) -> Outcome:
    return Facts(text.encode())


def dying(text: str) -> Outcome:
    if text == "x = 3\n":
        os.kill(os.getpid(), signal.SIGSEGV)
    if text == "x = 7\n":
        os._exit(3)
    return length(text)


def no_children() -> bool:
    try:
        os.waitpid(-1, os.WNOHANG)
    except ChildProcessError:
        return True
    return False


def test_every_text_is_answered_once() -> None:
    answers = list(read_in_processes(TEXTS, 3, length))
    assert sorted(path for path, _ in answers) == sorted(TEXTS)
    assert all(outcome == Facts(TEXTS[path].encode()) for path, outcome in answers)
    assert no_children()


def test_a_process_that_dies_costs_one_text() -> None:
    answers = dict(read_in_processes(TEXTS, 2, dying))
    assert len(answers) == len(TEXTS)
    lost = {path: outcome for path, outcome in answers.items() if not isinstance(outcome, Facts)}
    assert lost == {
        "3.py": Failure(
            ProblemKind.UNPARSEABLE, "the process that read this file ended: Segmentation fault (signal 11)"
        ),
        "7.py": Failure(ProblemKind.UNPARSEABLE, "the process that read this file ended: status 3"),
    }
    assert no_children()


def test_nothing_is_left_of_a_round_that_is_given_up() -> None:
    answers = read_in_processes(TEXTS, 3, length)
    next(answers)
    answers.close()  # type: ignore[attr-defined]
    assert no_children()


def test_nothing_is_left_when_the_run_is_interrupted(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_: int) -> bytes:
        raise KeyboardInterrupt

    monkeypatch.setattr(workers, "_receive", interrupted)
    with pytest.raises(KeyboardInterrupt):
        list(read_in_processes(TEXTS, 3, length))
    assert no_children()


@pytest.mark.parametrize(("count", "jobs"), [(FEWEST - 1, 2), (FEWEST, 1), (0, 4)])
def test_few_texts_are_not_worth_it(count: int, jobs: int) -> None:
    texts = dict(list(TEXTS.items())[:count])
    assert list(read_in_processes(texts, jobs, length)) == []


def test_without_a_way_to_copy_processes_nothing_is_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "fork")
    assert list(read_in_processes(TEXTS, 2, length)) == []


def test_what_has_no_bytes_is_worked_out_here(monkeypatch: pytest.MonkeyPatch) -> None:
    binding = ImportBinding("\ud800", "os", 0, None, Span(1, 1, 1, 2))
    odd = ModuleModel(SCHEMA_VERSION, (), (), (binding,))
    monkeypatch.setattr("steplint.frontend.python.extract", lambda _: odd)
    assert read_text("import os\n") == (Unencodable(), odd)


def test_a_run_goes_on_without_the_file_that_killed_a_process(
    write_files: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    flow = (
        'import inngest\nclient = inngest.Inngest(app_id="a")\n\n\n'
        '@client.create_function(fn_id="f{n}", trigger=inngest.TriggerEvent(event="e"))\n'
        'async def f{n}(ctx: inngest.Context) -> None:\n    await ctx.step.run("step1", print)\n'
    )
    names = [f"flow_{number}.py" for number in range(10)]
    write_files({"pyproject.toml": "", **{name: flow.format(n=n) for n, name in enumerate(names)}})
    rules = select_rules(installed_rules(), Settings(select=("SL105",)))

    def run(jobs: int) -> tuple[list[str], list[str]]:
        result = check_paths(["."], lambda _: Configuration(Settings(), rules, jobs=jobs))
        return [finding.place.path for finding in result.findings], [problem.path for problem in result.problems]

    assert run(1) == run(2) == (names, [])

    def killed(text: str) -> tuple[Outcome, None]:
        if 'fn_id="f4"' in text:
            os.kill(os.getpid(), signal.SIGKILL)
        outcome, model = read_text(text)
        assert model is None
        return outcome, None

    monkeypatch.setattr(workers, "read_text", killed)
    assert run(2) == ([name for name in names if name != "flow_4.py"], ["flow_4.py"])
