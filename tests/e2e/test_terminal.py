"""How the program behaves, row by row: its status, its streams, hostile input, terminals, interrupts, exact documents.

Each row is a run of the program as a process. Rows about hooks are in `test_pre_commit`, about the action in `test_ci`,
about formatters in `test_suppressions` and `test_baseline`, about the JSON schema of settings in `test_reference`.
"""

from __future__ import annotations

import fcntl
import functools
import json
import os
import pty
import re
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import termios
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import jsonschema
import pytest
import xmlschema

from process import ROOT, Run, limited, variables
from samples import BAD, GOOD

Write = Callable[..., Path]
Start = Callable[[Sequence[str], Mapping[str, str]], Run]
"""Runs a command with an environment, its streams connected in one way or another."""

SCHEMAS = ROOT / "tests" / "fixtures" / "schemas"


def steps(number: int) -> str:
    """A workflow with so many findings in equal lines."""
    line = '        await ctx.step.run("step1", print)\n'
    return BAD.replace(line, line * number)


FOUND = "app/flows.py:9:28 SL105 undescriptive-step-name"
PROJECT: dict[str, str | bytes] = {"pyproject.toml": "", "app/__init__.py": ""}
CLEAN = {**PROJECT, "app/flows.py": GOOD}
FAULTY = {**PROJECT, "app/flows.py": BAD}
MANY = {**PROJECT, **{f"app/flows_{number}.py": steps(20) for number in range(20)}}
LONG = "app/a_module_with_a_name_that_is_longer_than_the_terminal_is_wide.py"
HOSTILE = "app/a\n::error file=x::%25,b:c.py"
ASTRAL = BAD.replace('ctx.step.run("step1", print)', 'group(ctx, "é𝒳", await ctx.step.run("step1", print))')


# Ways to connect the streams


def piped(command: Sequence[str], environment: Mapping[str, str]) -> Run:
    done = subprocess.run(command, env=environment, capture_output=True, timeout=120)
    return Run(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))


def without_privilege(command: Sequence[str], environment: Mapping[str, str]) -> Run:
    """Run as somebody whom the modes of files concern, which root is not."""
    if os.geteuid():
        return piped(command, environment)
    if shutil.which("setpriv") is None:
        pytest.skip("root reads everything, and there is no setpriv")
    return piped(("setpriv", "--bounding-set=-dac_override,-dac_read_search", *command), environment)


def into_head(command: Sequence[str], environment: Mapping[str, str]) -> Run:
    """A reader that takes one byte and goes away."""
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None and process.stderr is not None
        first = os.read(process.stdout.fileno(), 1)
        process.stdout.close()
        said = process.stderr.read()
    return Run(process.returncode, first.decode("utf-8"), said.decode("utf-8"))


def into_a_full_disk(command: Sequence[str], environment: Mapping[str, str]) -> Run:
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full")
    with open("/dev/full", "wb") as full:
        done = subprocess.run(command, env=environment, stdout=full, stderr=subprocess.PIPE, timeout=120)
    return Run(done.returncode, "", done.stderr.decode("utf-8"))


def into_a_disk_that_fills(command: Sequence[str], environment: Mapping[str, str]) -> Run:
    """A file that takes the first part of a report, by a limit of the process."""
    with tempfile.TemporaryFile() as file:
        done = subprocess.run(limited(command, 64), env=environment, stdout=file, stderr=subprocess.PIPE, timeout=120)
        return Run(done.returncode, "", done.stderr.decode("utf-8"))


def interrupted(command: Sequence[str], environment: Mapping[str, str]) -> Run:
    """An interrupt while files are being read, of which `--verbose` tells."""
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stderr is not None
        while b"reading" not in process.stderr.readline():
            assert process.poll() is None
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=120)
    return Run(process.returncode, out.decode("utf-8"), err.decode("utf-8"))


def on_terminal(command: Sequence[str], environment: Mapping[str, str], *, columns: int, term: str = "xterm") -> Run:
    """All three streams on a terminal so many columns wide; what it gets is `out`."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    with subprocess.Popen(
        command, env={**environment, "TERM": term}, stdin=theirs, stdout=theirs, stderr=theirs
    ) as process:
        os.close(theirs)
        chunks = []
        while chunk := _read(ours):
            chunks.append(chunk)
    os.close(ours)
    return Run(process.returncode, b"".join(chunks).decode("utf-8").replace("\r\n", "\n"), "")


def with_a_bar(command: Sequence[str], environment: Mapping[str, str], *, columns: int) -> Run:
    """On a terminal, where every run counts as a slow one."""
    program = (
        "import steplint.cli.progress as progress\n"
        "from steplint.cli.main import main\n"
        "progress.PATIENCE = -1.0\n"
        "main()\n"
    )
    interpreter, _, _, *arguments = command
    return on_terminal((interpreter, "-c", program, *arguments), environment, columns=columns)


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 65536)
    except OSError:  # how Linux says that the other end is closed
        return b""


# What else a folder can hold


def fifo(root: Path) -> None:
    os.mkfifo(root / "app" / "pipe.py")


def loop(root: Path) -> None:
    (root / "app" / "loop").symlink_to("..")


def dangling_link(root: Path) -> None:
    (root / "app" / "gone.py").symlink_to("nowhere.py")


def locked_file(root: Path) -> None:
    (root / "app" / "locked.py").write_text(BAD, encoding="utf-8")
    (root / "app" / "locked.py").chmod(0)


# What a report must be besides holding some words


def no_escapes(run: Run) -> None:
    assert "\x1b" not in run.out + run.err


def colours(run: Run) -> None:
    assert re.search(r"\x1b\[[\d;]*m", run.out)


def no_colours(run: Run) -> None:
    assert not re.search(r"\x1b\[[\d;]*m", run.out)


def one_line_said(run: Run) -> None:
    assert run.err.count("\n") == 1


def silent(run: Run) -> None:
    assert run.err == ""


def nothing_said(run: Run) -> None:
    assert (run.out.count("\n"), run.err) == (1, "")


def one_command(run: Run) -> None:
    """The runner splits a command at `::`, its properties at commas, and then undoes the escapes."""
    (line,) = run.out.splitlines()
    info, data = re.fullmatch(r"::error (.*?)::(.*)", line).groups()  # type: ignore[union-attr]
    properties = dict(part.split("=", 1) for part in info.split(","))
    name = properties["file"]
    for code, character in (("%2C", ","), ("%3A", ":"), ("%0A", "\n"), ("%25", "%")):
        name = name.replace(code, character)
    assert name in {HOSTILE, HOSTILE.replace("\n", "\\x0a")}
    assert "SL105" in data


def marked_by(*path: str | int) -> Callable[[Run], None]:
    """The columns at this place of the document mark the step's id, counted in characters."""

    def check(run: Run) -> None:
        place = json.loads(run.out)
        for key in path:
            place = place[key]
        start = place.get("startColumn", place.get("column"))
        end = place.get("endColumn", place.get("end_column"))
        assert ASTRAL.splitlines()[8][start - 1 : end - 1] == '"step1"'

    return check


def marked_in_bytes(run: Run) -> None:
    (diagnostic,) = json.loads(run.out)["diagnostics"]
    place = diagnostic["location"]["range"]
    line = ASTRAL.splitlines()[8].encode("utf-8")
    assert line[place["start"]["column"] - 1 : place["end"]["column"] - 1] == b'"step1"'


def valid_json(schema: str) -> Callable[[Run], None]:
    def check(run: Run) -> None:
        described = json.loads((SCHEMAS / schema).read_text(encoding="utf-8"))
        jsonschema.validate(json.loads(run.out), described)

    return check


def valid_xml(run: Run) -> None:
    xmlschema.XMLSchema(SCHEMAS / "junit-10.xsd").validate(run.out)


def five_thousand_results(run: Run) -> None:
    (log,) = json.loads(run.out)["runs"]
    assert len(log["results"]) == 5000
    (notification,) = log["invocations"][0]["toolExecutionNotifications"]
    assert notification["message"]["text"].startswith("1000 results are left out")


def unique_fingerprints(run: Run) -> None:
    issues = json.loads(run.out)
    assert len({issue["fingerprint"] for issue in issues}) == len(issues) == 3


# The rows


@dataclass(frozen=True)
class Row:
    """A run: the files it finds, how it is started, its status, and what it says, on which stream, and what it is."""

    name: str
    status: int
    files: Mapping[str, str | bytes]
    arguments: tuple[str, ...] = ()
    out: tuple[str, ...] = ()
    err: tuple[str, ...] = ()
    check: Callable[[Run], None] | None = None
    prepare: Callable[[Path], None] | None = None
    start: Start = piped
    environment: Mapping[str, str] = field(default_factory=dict)


def report(output_format: str) -> tuple[str, ...]:
    return ("--output-format", output_format, "--select", "SL105")


SIX_THOUSAND = {f"app/flows_{number}.py": steps(100) for number in range(60)}
DEEP = "import inngest\nx = " + "(" * 2000 + "1" + ")" * 2000 + "\n"
BRACKETS = BAD.replace('"step1"', '"step1"  # [red]x[/red] [x]\n       ')
ESCAPES = BAD.replace("print)", "print)  # \x1b[31m\u202e ")

STATUS = [
    Row("clean tree 0", 0, CLEAN, check=nothing_said, out=("Found nothing in 1 workflow of 2 files.",)),
    Row("findings 1", 1, FAULTY, out=(FOUND, "Found 1 finding (1 mandatory) in 1 workflow of 2 files.")),
    Row("--exit-zero 0", 0, FAULTY, ("--exit-zero",), out=(FOUND,)),
    Row("missing path 2: file", 2, FAULTY, ("none.py", "app"), (FOUND,), ("error: none.py: no such file",)),
    Row("missing path 2: dir", 2, FAULTY, ("srcc", "app"), (FOUND,), ("error: srcc: no such file or directory",)),
    Row("missing path 2: glob", 2, FAULTY, ("*.pyx", "app"), (FOUND,), ("the shell found nothing for this pattern",)),
    Row("empty dir 0 + warning", 0, {"docs/a.md": ""}, ("docs",), err=("warning: no Python files found",)),
    Row("typo'd key 2 + suggestion + line", 2, {**FAULTY, "pyproject.toml": "[tool.steplint]\n\nselct = []\n"},
        err=("error: pyproject.toml:3: unknown key `selct`; did you mean `select`?",)),
    Row("unknown rule 2 + suggestion", 2, FAULTY, ("--select", "sesion-access"),
        err=("unknown rule `sesion-access`; did you mean `session-access`?",)),
    Row("unknown code in comment reported", 1,
        {**PROJECT, "app/flows.py": BAD.replace("print)", "print)  # steplint: ignore[SL150] old")},
        out=("SL902 unknown-suppression", "SL150", FOUND)),
]  # fmt: skip
INPUT = [
    Row("syntax error 1 and other file's findings shown", 1, {**FAULTY, "app/broken.py": "import inngest\nf(:\n"},
        out=("app/broken.py:2:3 SL900 syntax-error", FOUND)),
    Row("latin-1 declared ok", 0, {**CLEAN, "app/old.py": b"# coding: latin-1\nimport inngest\nx = '\xe9'\n"},
        check=nothing_said),
    Row("undeclared non-UTF-8 2", 2, {**FAULTY, "app/old.py": b"import inngest\nx = '\xe9'\n"},
        out=(FOUND,), err=("error: app/old.py:2: not UTF-8: byte 0xe9",), check=one_line_said),
    Row("NUL", 1, {**FAULTY, "app/nul.py": 'import inngest\nx = "\0"\n'},
        out=("app/nul.py:2:6 SL900 syntax-error", "null character", FOUND)),
    Row("EACCES as non-root 2", 2, FAULTY, prepare=locked_file, start=without_privilege, out=(FOUND,),
        err=("error: app/locked.py: cannot be read: Permission denied",), check=one_line_said),
    Row("EACCES as non-root 2: a file that is named", 2, FAULTY, ("app/locked.py", "app/flows.py"),
        prepare=locked_file, start=without_privilege, out=(FOUND,), err=("error: app/locked.py: cannot be read",)),
    Row("FIFO skipped", 0, CLEAN, prepare=fifo, check=nothing_said),
    Row("FIFO that is named 2", 2, FAULTY, ("app/pipe.py", "app"), prepare=fifo, out=(FOUND,),
        err=("error: app/pipe.py: not a regular file",)),
    Row("symlink loop", 0, CLEAN, prepare=loop, out=("1 workflow of 2 files",), check=nothing_said),
    Row("dangling link", 0, CLEAN, prepare=dangling_link, out=("1 workflow of 2 files",), check=nothing_said),
    Row("2 000 nested parens does not kill the run", 2, {**FAULTY, "app/deep.py": DEEP},
        out=(FOUND,), err=("error: app/deep.py: the code is nested too deep",), check=one_line_said),
    Row("2 MiB file skipped with note", 0, {**CLEAN, "app/data.py": "import inngest\n" + "x = 1\n" * 350_000},
        err=("note: app/data.py: skipped: 2100015 bytes are more than `max-file-size` (524288)",), check=one_line_said),
]  # fmt: skip
STREAMS = [
    Row("| head no traceback", 1, MANY, start=into_head, check=silent, environment={"PYTHONUNBUFFERED": ""}),
    Row("| head no traceback, unbuffered", 1, MANY, start=into_head, check=silent,
        environment={"PYTHONUNBUFFERED": "1"}),
    Row("/dev/full 2", 2, FAULTY, start=into_a_full_disk, check=one_line_said,
        err=("error: cannot write the report: No space left on device",)),
    Row("disk that fills 2", 2, MANY, start=into_a_disk_that_fills, check=one_line_said,
        err=("error: cannot write the report: File too large",), environment={"PYTHONUNBUFFERED": "1"}),
    Row("SIGINT 130", 130, {**MANY, "app/last.py": BAD * 60}, ("--verbose",), start=interrupted),
    Row("non-TTY no escapes", 1, FAULTY, out=(FOUND,), check=no_escapes, environment={"TERM": "xterm-256color"}),
    Row("FORCE_COLOR", 1, FAULTY, environment={"FORCE_COLOR": "1"}, check=colours),
    Row("CLICOLOR_FORCE", 1, FAULTY, environment={"CLICOLOR_FORCE": "1"}, check=colours),
    Row("NO_COLOR", 1, FAULTY, out=(FOUND,), environment={"NO_COLOR": "1"}, check=no_colours,
        start=functools.partial(on_terminal, columns=80)),
    Row("NO_COLOR and FORCE_COLOR", 1, FAULTY, environment={"NO_COLOR": "1", "FORCE_COLOR": "1"}, check=no_escapes),
    Row("NO_COLOR and --color always", 1, FAULTY, ("--color", "always"), environment={"NO_COLOR": "1"}, check=colours),
    Row("machine formats are never coloured", 1, FAULTY, ("--color", "always", "--output-format", "concise"),
        check=no_escapes),
    Row("GITHUB_ACTIONS changes nothing", 1, FAULTY, out=(FOUND,), environment={"GITHUB_ACTIONS": "true", "CI": "true"},
        check=no_escapes),
    Row("terminal gets colours", 1, FAULTY, check=colours, start=functools.partial(on_terminal, columns=80)),
    Row("dumb terminal no escapes", 1, FAULTY, out=(FOUND,), check=no_escapes,
        start=functools.partial(on_terminal, columns=80, term="dumb")),
    Row("narrow terminal no broken paths", 1, {**PROJECT, LONG: BAD}, out=(f"{LONG}:9:28",),
        start=functools.partial(on_terminal, columns=20)),
    Row("narrow terminal shows how far a run is", 0, {**PROJECT, LONG: GOOD}, out=("1/1", "…"),
        start=functools.partial(with_a_bar, columns=40)),
    Row("--color never is for the bar, too", 0, CLEAN, ("--color", "never"), out=("1/1", "app/flows.py"),
        check=no_colours, start=functools.partial(with_a_bar, columns=80)),
    Row("narrow pipe no broken paths", 1, {**PROJECT, LONG: BAD}, out=(f"{LONG}:9:28 SL105",),
        environment={"COLUMNS": "20"}),
]  # fmt: skip
REPORTS = [
    Row("message with [x] intact", 1, {**PROJECT, "app/[bold].py": BRACKETS}, ("--color", "always"),
        out=("app/[bold].py:9:28", "# [red]x[/red] [x]")),
    Row("ESC in source neutralised", 1, {**PROJECT, "app/flows.py": ESCAPES}, out=(FOUND, "\\x1b[31m\\u202e"),
        check=no_escapes),
    Row("newline in filename cannot start a :: line", 1, {**PROJECT, HOSTILE: BAD}, ("--output-format", "concise"),
        out=("app/a\\x0a::error file=x::%25,b:c.py:9:28: SL105",)),
    Row("% , : escaped in github format", 1, {**PROJECT, HOSTILE: BAD}, report("github"), check=one_command),
    Row("astral char columns in json", 1, {**PROJECT, "app/flows.py": ASTRAL}, report("json"),
        check=marked_by("findings", 0)),
    Row("astral char columns in rdjson (bytes)", 1, {**PROJECT, "app/flows.py": ASTRAL}, report("rdjson"),
        check=marked_in_bytes),
    Row("astral char columns in sarif (code points)", 1, {**PROJECT, "app/flows.py": ASTRAL}, report("sarif"),
        check=marked_by("runs", 0, "results", 0, "locations", 0, "physicalLocation", "region")),
    Row("SARIF passes errata01", 2, {**FAULTY, "app/old.py": b"import inngest\nx = '\xe9'\n"}, report("sarif"),
        check=valid_json("sarif-2.1.0.json")),
    Row("6 000 findings SARIF truncated with notification", 1, {**PROJECT, **SIX_THOUSAND},
        report("sarif"), check=five_thousand_results),
    Row("gitlab unique fingerprints", 1, {**PROJECT, "app/flows.py": steps(3)}, report("gitlab"),
        check=unique_fingerprints),
    Row("gitlab schema", 1, FAULTY, report("gitlab"), check=valid_json("gitlab-code-quality.json")),
    Row("junit-10.xsd", 1, FAULTY, report("junit"), check=valid_xml),
    Row("rdformat strict", 1, FAULTY, report("rdjson"), check=valid_json("rdjson.json")),
]  # fmt: skip


@pytest.mark.parametrize("row", [*STATUS, *INPUT, *STREAMS, *REPORTS], ids=lambda row: row.name)
def test_row(row: Row, write_files: Write) -> None:
    root = write_files(dict(row.files))
    if row.prepare is not None:
        row.prepare(root)
    command = (sys.executable, "-m", "steplint", "check", *row.arguments)
    run = row.start(command, {**variables(), **row.environment})
    assert "Traceback" not in run.out + run.err
    assert run.status == row.status, run.out + run.err
    for words in row.out:
        assert words in run.out
    for words in row.err:
        assert words in run.err
    if row.check is not None:
        row.check(run)
