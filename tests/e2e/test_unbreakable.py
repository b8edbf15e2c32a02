"""Nothing that a file, a folder or a user does ends a run: a problem says which file and what to do, the rest is shown.

Rows about streams, signals, modes and links are in `test_terminal`; formats and their escapes in `test_output`.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from e2e.test_terminal import FOUND, PROJECT
from process import Run, limited, steplint, variables
from samples import BAD

Write = Callable[..., Path]
WITH_BAD = {**PROJECT, "app/flows.py": BAD}
DEEP = {
    "parentheses": "(" * 2000 + "1" + ")" * 2000,
    "calls": "f(" * 3000 + "1" + ")" * 3000,
    "attributes": "a" + ".b" * 6000,
    "sum": " + ".join(["a"] * 10_000),
}
"""What ends the interpreter when libcst gets it."""
NEWEST = f"""{BAD}
type Rows[T = int] = list[T]
row = t"{{client}}"
try:
    pass
except KeyError, ValueError:
    pass
"""


def start(*arguments: str) -> subprocess.Popen[bytes]:
    """The program, left to itself, at the head of a group of processes."""
    command = (sys.executable, "-m", "steplint", *arguments)
    return subprocess.Popen(
        command, env=variables(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    )


def test_code_that_ends_the_parser_costs_its_own_file_only(write_files: Write) -> None:
    write_files({**WITH_BAD, **{f"app/{name}.py": f"import inngest\nx = {text}\n" for name, text in DEEP.items()}})
    run = steplint("check", "--output-format", "concise")
    assert run.status == 2
    assert FOUND.replace(" ", ": ", 1) in run.out
    for name in DEEP:
        assert f"error: app/{name}.py: the code is nested too deep on line 2; split it up, or leave the file" in run.err
    assert run.err.count("\n") == len(DEEP) + 1  # and how many findings


def test_valid_code_that_the_parser_refuses(write_files: Write) -> None:
    write_files({**WITH_BAD, "app/odd.py": "import inngest\n(x): int = 1\n"})
    run = steplint("check")
    assert (run.status, FOUND in run.out) == (2, True)
    assert "error: app/odd.py: libcst cannot read this file" in run.err
    assert "write it in another way" in run.err


def test_the_newest_grammar_under_any_python(write_files: Write) -> None:
    write_files({**PROJECT, "app/flows.py": NEWEST})
    run = steplint("check")
    assert (run.status, FOUND in run.out, run.err) == (1, True, "")


def test_400_000_lines(write_files: Write) -> None:
    write_files(
        {**PROJECT, "app/flows.py": BAD + "\n" * 400_000, "app/rows.py": "import inngest\n" + "x = 1\n" * 400_000}
    )
    run = steplint("check")
    assert (run.status, FOUND in run.out) == (1, True)
    assert run.err.startswith("note: app/rows.py: skipped: 2400015 bytes are more than `max-file-size`")


def test_a_disk_that_takes_no_file_costs_the_report_only(write_files: Write) -> None:
    """A limit of the process on what it writes stands for a full disk: nothing half-written stays."""
    root = write_files(WITH_BAD)
    command = limited((sys.executable, "-m", "steplint", "check"), 0)
    done = subprocess.run(command, env=variables(), capture_output=True, text=True, timeout=60)
    assert (done.returncode, FOUND in done.stdout) == (1, True)
    done = subprocess.run((*command, "-o", "report.txt"), env=variables(), capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout) == (2, "")
    assert "error: cannot write the report: report.txt: File too large" in done.stderr
    assert not (root / "report.txt").exists()
    assert not list(root.glob(".steplint-*"))


@pytest.mark.skipif(not Path("/proc").exists(), reason="no /proc")
@pytest.mark.parametrize("after", [0.15, 0.7, 1.5])
def test_an_interrupt_leaves_no_process_behind(write_files: Write, after: float) -> None:
    root = write_files({**PROJECT, **{f"app/flows{number}.py": BAD * 20 for number in range(60)}})
    process = start("check")
    time.sleep(after)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does it
    out, err = process.communicate(timeout=60)
    assert process.returncode in {130, -signal.SIGINT}  # the latter before the program has begun
    if process.returncode == 130:
        assert (out, b"Traceback" in err) == (b"", False)
    deadline = time.monotonic() + 5
    while _group(process.pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert _group(process.pid) == []
    assert not list(root.glob(".steplint-*"))


def test_two_runs_at_once_find_the_same(write_files: Write) -> None:
    write_files({**PROJECT, **{f"app/flows{number}.py": BAD for number in range(12)}})
    runs = [start("check") for _ in range(2)]
    found = []
    for process in runs:
        out, err = process.communicate(timeout=60)
        found.append(Run(process.returncode, out.decode(), err.decode()))
    assert found[0] == found[1]
    assert (found[0].status, found[0].err) == (1, "")
    assert found[0].out.count("SL105") == 12


def test_a_pattern_that_never_comes_to_an_end(write_files: Write) -> None:
    settings = "[tool.steplint.rules.undescriptive-step-name]\npattern = '(a|aa)+b'\n"
    write_files({**PROJECT, "pyproject.toml": settings, "app/flows.py": BAD.replace("step1", "a" * 60)})
    run = steplint("check")
    assert run.status == 2
    assert "the `pattern` of undescriptive-step-name takes more than 1 s for one step id: `(a|aa)+b`" in run.err


def test_white_space_without_end_in_a_statement(write_files: Write) -> None:
    statement = "CREATE " + " " * 100_000 + "x" + " a" * 50_000
    text = BAD + f"\n\nasync def late(session):\n    await session.execute(text({statement!r}))\n"
    write_files({**PROJECT, "app/flows.py": "from sqlalchemy import text\n" + text})
    assert steplint("check").status == 1


def test_settings_write_nothing_anywhere(write_files: Write, tmp_path_factory: pytest.TempPathFactory) -> None:
    """No setting names a file that a run writes: what is written is asked for on the command line."""
    outside = tmp_path_factory.mktemp("outside")
    write_files({**WITH_BAD, "pyproject.toml": f"[tool.steplint]\noutput-file = '{outside}/report'\n"})
    run = steplint("check")
    assert run.status == 2
    assert "unknown key `output-file`" in run.err
    assert not list(outside.iterdir())


def _group(leader: int) -> list[int]:
    """The living processes of a group."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                state, _, group = (entry / "stat").read_text().rpartition(")")[2].split()[:3]
            except OSError:
                continue
            if int(group) == leader and state != "Z":
                found.append(int(entry.name))
    return found
