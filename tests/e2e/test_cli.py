"""The program as people run it: a process with arguments, files, streams and a status."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from process import Run, steplint_here

Write = Callable[..., Path]

BAD = """\
import inngest

from app.mail import deliver

client = inngest.Inngest(app_id="app")


@client.create_function(fn_id="welcome", trigger=inngest.TriggerEvent(event="user/created"), on_failure=None)
async def welcome(ctx: inngest.Context) -> None:
    try:
        await ctx.step.run("step1", deliver, ctx.event.data["user"])
    except inngest.StepError:
        ctx.logger.exception("no mail")
        raise
"""
GOOD = BAD.replace('"step1"', '"mail-user"')
MAIL = "import smtplib\n\n\ndef deliver(to: str) -> None:\n    smtplib.SMTP('localhost').sendmail('a@b.c', to, 'x')\n"
PROJECT: dict[str, str | bytes] = {"pyproject.toml": "", "app/__init__.py": "", "app/mail.py": MAIL}
BAD_PROJECT = {**PROJECT, "app/flows.py": BAD}
GOOD_PROJECT = {**PROJECT, "app/flows.py": GOOD}


def steplint(*arguments: str, env: Mapping[str, str] | None = None, **options: object) -> Run:
    """Run the program in this process; in one of its own where the process matters."""
    if env is None and not options:
        return steplint_here(*arguments)
    command = (sys.executable, "-m", "steplint", *arguments)
    done = subprocess.run(command, capture_output=True, env={**os.environ, **(env or {})}, timeout=60, **options)  # type: ignore[call-overload]
    run = Run(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))
    assert "Traceback" not in run.err
    return run


@pytest.fixture(autouse=True)
def importable(monkeypatch: pytest.MonkeyPatch) -> None:
    """The process under test finds the package where this one found it."""
    root = Path(__file__).parent.parent.parent
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(root / "linter"), str(root / "rules")]))


def test_clean(write_files: Write) -> None:
    write_files(GOOD_PROJECT)
    assert steplint("check") == Run(0, "Found nothing in 1 workflow of 3 files.\n", "")


def test_findings(write_files: Write) -> None:
    write_files(BAD_PROJECT)
    run = steplint("check", ".")
    assert (run.status, run.err) == (1, "")
    assert "app/flows.py:11:28 SL105 undescriptive-step-name" in run.out
    assert '11 |         await ctx.step.run("step1", deliver, ctx.event.data["user"])' in run.out
    assert "Found 1 finding (1 mandatory) in 1 workflow of 3 files." in run.out


def test_exit_zero(write_files: Write) -> None:
    write_files(BAD_PROJECT)
    assert steplint("check", "--exit-zero").status == 0
    assert steplint("check", "--exit-zero", ".", "none").status == 2


def test_concise(write_files: Write) -> None:
    write_files(BAD_PROJECT)
    run = steplint("check", "--output-format", "concise")
    assert run.out.startswith("app/flows.py:11:28: SL105 undescriptive-step-name ")
    assert run.out.count("\n") == 1
    assert run.err.startswith("Found 1 finding")
    assert steplint("check", "--output-format", "concise", "-q").err == ""


def test_the_format_from_the_environment(write_files: Write) -> None:
    write_files(GOOD_PROJECT)
    run = steplint("check", env={"STEPLINT_OUTPUT_FORMAT": "json"})
    assert json.loads(run.out)["summary"]["files"] == 3


@pytest.mark.parametrize("path", ["none.py", "none", "*.pyx"])
def test_a_path_that_is_not_there(write_files: Write, path: str) -> None:
    write_files(BAD_PROJECT)
    run = steplint("check", path, "app")
    assert run.status == 2
    assert f"error: {path}: no such file or directory" in run.err
    assert ("shell" in run.err) == ("*" in path)
    assert "SL105" in run.out


def test_no_python_files(write_files: Write) -> None:
    write_files({"docs/a.md": ""})
    run = steplint("check", "docs")
    assert run.status == 0
    assert "warning: no Python files" in run.err


def test_a_syntax_error(write_files: Write) -> None:
    write_files({**BAD_PROJECT, "app/broken.py": "import inngest\n\ndef f(:\n    pass\n"})
    run = steplint("check", "--output-format", "concise")
    assert run.status == 1
    first, second = run.out.splitlines()
    assert first.startswith("app/broken.py:3:7: SL900 syntax-error ")
    assert second.startswith("app/flows.py:11:28: SL105 ")


def test_not_utf8(write_files: Write) -> None:
    write_files({**BAD_PROJECT, "app/old.py": b"import inngest\nx = '\xe9'\n"})
    run = steplint("check")
    assert run.status == 2
    assert "error: app/old.py:2: not UTF-8: byte 0xe9 on line 2; save it as UTF-8, or declare" in run.err
    assert "SL105" in run.out


def test_declared_encodings(write_files: Write) -> None:
    write_files({**GOOD_PROJECT, "app/old.py": b"# coding: latin-1\nimport inngest\nx = '\xe9'\n"})
    assert steplint("check").status == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--select", "SL106"), "error: --select: unknown rule `SL106`; did you mean `SL105`?"),
        (
            ("--ignore", "SL0,sesion-access"),
            "error: --ignore: unknown rule `sesion-access`; did you mean `session-access`?",
        ),
    ],
)
def test_an_unknown_rule(write_files: Write, arguments: tuple[str, ...], message: str) -> None:
    write_files(BAD_PROJECT)
    run = steplint("check", *arguments)
    assert (run.status, run.out) == (2, "")
    assert run.err.splitlines()[0] == message
    assert "steplint rule --all" in run.err


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[tool.steplint]\n\nselct = []\n", "error: pyproject.toml:3: unknown key `selct`; did you mean `select`?"),
        (
            '[tool.steplint]\nignore = ["SL1O5"]\n',
            "error: pyproject.toml:2: unknown rule `SL1O5`; did you mean `SL105`?",
        ),
        (
            "[tool.steplint.rules.undescriptive-step-name]\ngeneric-word = []\n",
            "error: pyproject.toml:2: unknown key `generic-word`; did you mean `generic-words`?",
        ),
        ("[tool.steplint\n", "error: pyproject.toml:1: not valid TOML: Expected ']' at the end of a table declaration"),
    ],
)
def test_wrong_settings(write_files: Write, text: str, message: str) -> None:
    write_files({**BAD_PROJECT, "pyproject.toml": text})
    run = steplint("check")
    assert (run.status, run.out) == (2, "")
    assert run.err.splitlines()[0] == message
    assert steplint("check", "--isolated").status == 1


def test_settings_from_a_file_given(write_files: Write) -> None:
    write_files(
        {**BAD_PROJECT, "pyproject.toml": "[tool.steplint]\nselct = []\n", "other.toml": 'ignore = ["SL105"]\n'}
    )
    assert steplint("check", "--config", "other.toml").status == 0
    run = steplint("check", "--config", "none.toml")
    assert (run.status, run.err) == (2, "error: none.toml: cannot read the settings: No such file or directory\n")
    assert steplint("check", "--config", "other.toml", "--isolated").status == 2


def test_a_config_without_our_table(write_files: Write) -> None:
    write_files(BAD_PROJECT)
    run = steplint("check", "--config", "pyproject.toml")
    assert (run.status, run.err) == (2, "error: pyproject.toml: there is no table `tool.steplint`\n")


def test_the_command_line_goes_before_settings(write_files: Write) -> None:
    write_files({**BAD_PROJECT, "pyproject.toml": '[tool.steplint]\nselect = ["SL1"]\nignore = ["SL105"]\n'})
    assert steplint("check").status == 0
    assert steplint("check", "--select", "SL105").status == 1
    assert steplint("check", "--select", "SL1", "--ignore", "SL105").status == 0
    assert steplint("check", "--ignore", "SL002").status == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("check", "--selct", "SL0"), "--select"),
        (("check", "--output-format", "jsn"), "did you mean `json`?"),
        (("check", "--min-confidence", "hgh"), "did you mean `high`?"),
        (("check", "--color", "allways"), "did you mean `always`?"),
        (("chek",), "check"),
        (("rule",), "--all"),
        (("rule", "SL106"), "did you mean `SL105`?"),
        (("rule", "SL105", "--all"), "--all"),
    ],
)
def test_wrong_usage(arguments: tuple[str, ...], words: str) -> None:
    run = steplint(*arguments)
    assert (run.status, run.out) == (2, "")
    assert words in run.err


def test_low_confidence_is_hidden_unless_asked_for(write_files: Write) -> None:
    write_files({**PROJECT, "app/flows.py": BAD.replace("step1", "finalize")})
    run = steplint("check")
    assert run.status == 0
    assert "1 less sure not shown (`--min-confidence low` shows all)" in run.out
    assert "SL105" in steplint("check", "--min-confidence", "low").out


def test_a_suppression(write_files: Write) -> None:
    line = '        await ctx.step.run("step1", deliver, ctx.event.data["user"])'
    source = BAD.replace(line, f"        # steplint: ignore[SL105] runs are in flight\n{line}")
    write_files({**PROJECT, "app/flows.py": source})
    assert steplint("check").out == "Found nothing in 1 workflow of 3 files. 1 suppressed by comments.\n"


def test_a_reader_that_goes_away(write_files: Write) -> None:
    flows = {f"app/flows{number}.py": BAD for number in range(60)}
    write_files({**PROJECT, **flows})
    process = subprocess.Popen(
        (sys.executable, "-m", "steplint", "check"), stdout=subprocess.PIPE, stderr=subprocess.PIPE, bufsize=0
    )
    assert process.stdout is not None and process.stderr is not None
    process.stdout.read(1)
    process.stdout.close()
    assert (process.wait(60), process.stderr.read()) == (1, b"")
    process.stderr.close()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
def test_a_full_disk(write_files: Write) -> None:
    write_files(GOOD_PROJECT)
    with open("/dev/full", "wb") as full:
        done = subprocess.run((sys.executable, "-m", "steplint", "check"), stdout=full, stderr=subprocess.PIPE)
    assert (done.returncode, done.stderr) == (2, b"error: cannot write the report: No space left on device\n")


@pytest.mark.parametrize("stream", ["out", "err"])
def test_a_closed_stream(write_files: Write, stream: str) -> None:
    write_files({**GOOD_PROJECT, "app/old.py": b"import inngest\nx = '\xe9'\n"})
    number = {"out": 1, "err": 2}[stream]
    command = f'exec "$0" -m steplint check {number}>&-'
    done = subprocess.run(("sh", "-c", command, sys.executable), capture_output=True)
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr


def test_an_interrupt(write_files: Write) -> None:
    root = write_files({**PROJECT, **{f"app/flows{number}.py": BAD * 30 for number in range(60)}})
    process = subprocess.Popen(
        (sys.executable, "-m", "steplint", "check"), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    time.sleep(1.0)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (130, b"")
    assert b"Traceback" not in err
    assert root.exists()


def test_what_is_no_regular_file_is_skipped(write_files: Write) -> None:
    root = write_files(GOOD_PROJECT)
    os.mkfifo(root / "app" / "pipe.py")
    (root / "app" / "loop").symlink_to("..")
    (root / "app" / "gone.py").symlink_to("nowhere.py")
    assert steplint("check") == Run(0, "Found nothing in 1 workflow of 3 files.\n", "")


def test_deep_nesting_does_not_end_the_run(write_files: Write) -> None:
    deep = "import inngest\nx = " + "(" * 2000 + "1" + ")" * 2000 + "\n"
    write_files({**BAD_PROJECT, "app/deep.py": deep})
    run = steplint("check")
    assert run.status in {1, 2}
    assert "app/deep.py" in run.out + run.err
    assert "SL105" in run.out


def test_a_large_file_is_skipped_with_a_note(write_files: Write) -> None:
    write_files({**GOOD_PROJECT, "app/data.py": "import inngest\n" + "x = 1\n" * 400_000})
    run = steplint("check")
    assert run.status == 0
    assert run.err.startswith("note: app/data.py: skipped: 2400015 bytes are more than `max-file-size` (524288)")
    assert steplint("check", "-q").err == ""


def test_no_escapes_unless_for_a_terminal(write_files: Write) -> None:
    write_files(BAD_PROJECT)
    assert "\x1b" not in steplint("check").out
    assert "\x1b" in steplint("check", "--color", "always").out
    assert "\x1b" in steplint("check", env={"FORCE_COLOR": "1"}).out
    assert "\x1b" not in steplint("check", env={"FORCE_COLOR": "1", "NO_COLOR": "1"}).out
    assert "\x1b" in steplint("check", "--color", "always", env={"NO_COLOR": "1"}).out
    assert "\x1b" not in steplint("check", "--color", "always", "--output-format", "concise").out


def on_terminal(
    *arguments: str, program: str | None = None, columns: str = "40", variables: Mapping[str, str] | None = None
) -> str:
    """What a terminal of this width gets on both streams; `program` is Python code to run in place of the module."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, int(columns), 0, 0))
    environment = {**os.environ, "TERM": "xterm", **(variables or {})}
    start = ("-m", "steplint") if program is None else ("-c", program)
    process = subprocess.Popen(
        (sys.executable, *start, *arguments), stdin=theirs, stdout=theirs, stderr=theirs, env=environment
    )
    os.close(theirs)
    chunks = []
    while True:
        try:
            chunk = os.read(ours, 65536)
        except OSError:  # how Linux says that the other end is closed
            break
        if not chunk:
            break
        chunks.append(chunk)
    os.close(ours)
    process.wait(60)
    return b"".join(chunks).decode("utf-8")


def test_a_terminal_gets_colours_and_whole_paths(write_files: Write) -> None:
    long = "app/a_module_with_a_name_that_is_longer_than_the_terminal_is_wide.py"
    write_files({**PROJECT, long: BAD})
    report = on_terminal("check")
    assert "\x1b[" in report
    assert f"{long}:11:28" in report
    assert "\x1b[" not in on_terminal("check", "--color", "never")


@pytest.mark.parametrize("variables", [{}, {"PYTHONUNBUFFERED": "1"}, {"COLUMNS": "70"}])
def test_lines_of_source_are_cut_to_the_terminal(write_files: Write, variables: dict[str, str]) -> None:
    line = 'x = "漢字𝒳" * 9; await ctx.step.run("step1", print, "漢字漢字漢字漢字", "𝒳𝒳𝒳𝒳𝒳𝒳𝒳𝒳𝒳𝒳𝒳𝒳")'
    write_files(
        {**PROJECT, "app/flows.py": BAD.replace('await ctx.step.run("step1", deliver, ctx.event.data["user"])', line)}
    )
    arguments = ("check", "--select", "SL105", "--color", "never")
    cut = on_terminal(*arguments, columns="50", variables=variables).splitlines()
    assert [each for each in cut if "…" in each] == (
        ['  11 |         x = "漢字𝒳" * 9; await ctx.step.run("step1", print, "…']
        if "COLUMNS" in variables
        else ['  11 | …ait ctx.step.run("step1", print, "漢字漢…']
    )
    assert f"  11 |         {line}" in steplint(*arguments, env=variables).out.splitlines()
    assert f"  11 |         {line}" in on_terminal(*arguments, columns="0").splitlines(), "a terminal that does not say"


def test_a_slow_run_on_a_terminal_shows_a_bar(write_files: Write) -> None:
    write_files({**PROJECT, **{f"app/flows{number}.py": GOOD for number in range(3)}})
    program = (
        "import steplint.cli.progress as progress\n"
        "from steplint.cli.main import main\n"
        "progress.PATIENCE = -1.0\n"
        "main()\n"
    )
    report = on_terminal("check", "--color", "never", program=program, columns="100")
    assert "4/4" in report and "app/mail.py" in report
    assert "\x1b[" not in on_terminal("check", "--color", "never", "-q", program=program)
    assert "\x1b[" not in on_terminal("check", "--color", "never")


def test_brackets_stay(write_files: Write) -> None:
    write_files({**PROJECT, "app/[bold].py": BAD.replace('"step1"', '"step1"  # [red]x[/red]\n       ')})
    for run in (steplint("check"), steplint("check", "--color", "always")):
        assert "app/[bold].py:11:28" in run.out
        assert "# [red]x[/red]" in run.out


def test_hostile_names_and_source(write_files: Write) -> None:
    name = "app/a\n::error::\x1b[31mx.py"
    write_files({**PROJECT, name: BAD.replace("# ", "") + "# \x1b[31m\u202e\n", "app/b.py": BAD})
    for output_format in ("full", "concise", "json"):
        run = steplint("check", "--output-format", output_format)
        assert run.status == 1
        assert "\x1b" not in run.out and "\n::error" not in run.out


def test_a_name_that_is_not_unicode(write_files: Write) -> None:
    root = write_files(PROJECT)
    with open(os.fsencode(root) + b"/app/\xff.py", "w") as file:
        file.write(BAD)
    for output_format in ("full", "concise", "json"):
        run = steplint("check", "--output-format", output_format)
        assert run.status == 1
        assert "\\udcff.py" in run.out


def test_an_encoding_that_has_not_everything(write_files: Write) -> None:
    write_files({**PROJECT, "app/flows.py": BAD.replace('"step1"', '"step1", "é漢"')})
    run = steplint("check", env={"PYTHONIOENCODING": "ascii", "LC_ALL": "C"})
    assert run.status == 1
    assert "\\xe9" in run.out


@pytest.mark.parametrize(
    ("files", "arguments", "status"),
    [
        (GOOD_PROJECT, (), 0),
        (BAD_PROJECT, (), 1),
        ({"a.txt": ""}, (), 0),
        (BAD_PROJECT, ("none",), 2),
        (BAD_PROJECT, ("--select", "SL999"), 2),
        ({**BAD_PROJECT, "pyproject.toml": "[tool.steplint]\nselct = 1\n"}, (), 2),
        ({**BAD_PROJECT, "app/old.py": b"import inngest\nx = '\xe9'\n"}, (), 2),
        ({**BAD_PROJECT, "app/broken.py": "import inngest\n(\n"}, (), 1),
    ],
)
def test_json_is_a_document_whatever_happens(
    write_files: Write, files: dict[str, str | bytes], arguments: tuple[str, ...], status: int
) -> None:
    write_files(files)
    run = steplint("check", "--output-format", "json", *arguments)
    assert run.status == status
    document = json.loads(run.out)
    assert document["version"] == 1
    assert bool(document["problems"]) == (status == 2)
    assert document["summary"]["findings"] == len(document["findings"])


@pytest.mark.parametrize("output_format", ["full", "concise", "json"])
def test_the_same_bytes_every_time(write_files: Write, output_format: str) -> None:
    write_files({**PROJECT, **{f"app/flows{number}.py": BAD for number in range(5)}})
    runs = {steplint("check", "--output-format", output_format, env={"PYTHONHASHSEED": seed}) for seed in ("1", "2")}
    assert len(runs) == 1


def test_a_reason_for_each_rule() -> None:
    everything = steplint("rule", "--all")
    assert everything.status == 0
    codes = [line.split()[0] for line in everything.out.splitlines()]
    assert codes == sorted(codes) and "SL105" in codes
    one = steplint("rule", "undescriptive-step-name")
    assert one.out.startswith("SL105 undescriptive-step-name (")
    assert "expect:" not in one.out
    assert steplint("rule", "sl105") == one


def test_rules_for_programs() -> None:
    rules = json.loads(steplint("rule", "--all", "--output-format", "json").out)
    (rule,) = (rule for rule in rules if rule["code"] == "SL105")
    assert rule == json.loads(steplint("rule", "SL105", "--output-format", "json").out)
    assert set(rule) == {
        "code",
        "name",
        "category",
        "severity",
        "confidence",
        "since",
        "summary",
        "explanation",
        "options",
    }
    assert {"name", "description", "default"} == set(rule["options"][0])
    assert steplint("rule", "SL105", "--output-format", "markdown").out.startswith(
        "# undescriptive-step-name (SL105)\n"
    )


def test_version_and_help() -> None:
    assert steplint("--version").out == "steplint 0.1.0\n"
    assert "check" in steplint("--help").out
    assert "--min-confidence" in steplint("check", "--help").out


@pytest.mark.parametrize("arguments", [("--version",), ("--help",), ("check", "--help"), ("rule", "--help")])
def test_start_up_brings_in_no_parser_and_no_terminal_library(arguments: tuple[str, ...]) -> None:
    program = (
        "import sys\n"
        "from steplint.cli.main import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "heavy = {'libcst', 'rich', 'pathspec', 'steplint.frontend', 'steplint.pipeline'} & set(sys.modules)\n"
        "print(sorted(heavy), file=sys.stderr)\n"
    )
    done = subprocess.run((sys.executable, "-c", program, *arguments), capture_output=True, text=True)
    assert done.stderr == "[]\n"


def test_a_piped_report_needs_no_terminal_library(write_files: Write) -> None:
    write_files(BAD_PROJECT)
    program = (
        "import sys\n"
        "from steplint.cli.main import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "print('rich' in sys.modules, file=sys.stderr)\n"
    )
    done = subprocess.run((sys.executable, "-c", program, "check"), capture_output=True, text=True)
    assert "SL105" in done.stdout
    assert done.stderr == "False\n"


def test_the_code_that_is_read_never_runs(write_files: Write) -> None:
    trap = "open('ran', 'w').close()\n"
    root = write_files({**PROJECT, "app/flows.py": trap + BAD, "app/__init__.py": trap, "conftest.py": trap})
    for module in ("click", "msgspec", "libcst", "inngest", "steplint_rules"):
        (root / f"{module}.py").write_text(trap)
    assert steplint("check").status == 1
    assert not (root / "ran").exists()


def test_a_fault_of_our_own_is_no_finding(write_files: Write) -> None:
    write_files(BAD_PROJECT)
    program = (
        "import steplint.cli.check as check\n"
        "from steplint.cli.main import main\n"
        "def broken(*args, **kwargs): raise ZeroDivisionError\n"
        "check._run = broken\n"
        "main()\n"
    )
    done = subprocess.run((sys.executable, "-c", program, "check"), capture_output=True, text=True)
    assert done.returncode == 2
    assert "please report it" in done.stderr


def piped(text: str, *arguments: str) -> Run:
    return steplint(*arguments, "--output-format", "concise", input=text.encode())


def test_a_text_that_an_editor_has(write_files: Write) -> None:
    write_files(GOOD_PROJECT)
    named = ("check", "-", "--stdin-filename", "app/flows.py")
    assert (piped(GOOD, *named).status, piped(BAD, *named).status) == (0, 1)
    assert piped(BAD, *named).out.startswith("app/flows.py:11:28: SL105")


def test_a_text_for_a_file_that_is_not_there_yet(write_files: Write) -> None:
    write_files(PROJECT)
    assert piped(BAD, "check", "-", "--stdin-filename", "new/flows.py").out.startswith("new/flows.py:11:28: SL105")
    assert piped(BAD, "check", "-").out.startswith("-:11:28: SL105")
    assert piped("def f(:\n", "check", "-").out.startswith("-:1:7: SL900")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("check", "-", "app"), "`-` is checked alone"),
        (("check", "--stdin-filename", "a.py"), "--stdin-filename needs `-`"),
        (("check", "-", "--add-ignore"), "what is not saved can neither get comments nor change a baseline"),
        (("check", "-", "--baseline", "b", "--baseline-add"), "what is not saved can neither get comments"),
    ],
)
def test_a_text_with_options_that_do_not_go_together(
    write_files: Write, arguments: tuple[str, ...], message: str
) -> None:
    write_files(PROJECT)
    run = piped(BAD, *arguments)
    assert (run.status, run.out) == (2, "")
    assert message in run.err
