"""Choosing rules and settings on the command line, what is shown, and what fails."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from process import Run, variables
from process import steplint_here as steplint
from steplint.rule import RuleClass, installed_rules
from steplint.rule.selection import rule_options
from steplint.settings import load_settings_file

Write = Callable[..., Path]
ROOT = Path(__file__).parents[2]

FLOW = """\
import inngest

from app.mail import deliver

client = inngest.Inngest(app_id="app")


async def tell(ctx: inngest.Context) -> None:
    ctx.logger.error("not welcome")


@client.create_function(fn_id="{name}", trigger=inngest.TriggerEvent(event="user/created"){handler})
async def {name}(ctx: inngest.Context) -> None:
    await ctx.step.run("{step}", deliver, ctx.event.data["user"])
"""
MAIL = "import requests\n\n\ndef deliver(to: str) -> None:\n    requests.post('https://example.com', json=to)\n"


def flow(step: str, *, handled: bool = True) -> str:
    """A workflow with SL105 for a step of this name, by which its confidence differs, and SL003 unless handled."""
    return FLOW.format(name="welcome", step=step, handler=", on_failure=tell" if handled else "")


PROJECT = {
    "pyproject.toml": '[tool.steplint]\nselect = ["SL003", "SL105"]\n',
    "app/mail.py": MAIL,
    "app/high.py": flow("step1"),
    "app/medium.py": flow("send"),
    "app/low.py": flow("finalize"),
    "app/critical.py": flow("mail-user", handled=False),
}


def found_in(run: Run) -> list[str]:
    """File and code of each finding of a concise report."""
    return [f"{line.partition(':')[0].removeprefix('app/')} {line.split()[1]}" for line in run.out.splitlines()]


def check(*arguments: str) -> Run:
    return steplint("check", "--output-format", "concise", *arguments)


CRITICAL, HIGH, LOW, MEDIUM = "critical.py SL003", "high.py SL105", "low.py SL105", "medium.py SL105"


@pytest.mark.parametrize(
    ("arguments", "status", "found"),
    [
        ((), 1, [CRITICAL, HIGH, MEDIUM]),
        (("--select", "SL0"), 1, [CRITICAL]),
        (("--select", "mandatory"), 1, [HIGH, MEDIUM]),
        (("--select", "SL0,undescriptive-step-name"), 1, [CRITICAL, HIGH, MEDIUM]),
        (("--select", "SL0", "--extend-select", "SL105"), 1, [CRITICAL, HIGH, MEDIUM]),
        (("--select", "SL105", "--ignore", "SL1"), 1, [HIGH, MEDIUM]),
        (("--ignore", "critical", "--ignore", "SL105"), 0, []),
        (("--min-severity", "critical"), 1, [CRITICAL]),
        (("--min-confidence", "high"), 1, [CRITICAL, HIGH]),
        (("--min-confidence", "low"), 1, [CRITICAL, HIGH, LOW, MEDIUM]),
        (("--fail-on", "critical", "--ignore", "SL003"), 0, [HIGH, MEDIUM]),
        (("--per-file-ignores", "app/h*.py:SL105,critical.py:ALL"), 1, [MEDIUM]),
        (("--per-file-ignores", "!high.py:SL1", "--per-file-ignores", "critical.py:critical"), 1, [HIGH]),
        (("--config", "severity.SL105 = 'advisory'"), 1, [CRITICAL, HIGH, MEDIUM]),
        (("--config", "severity.SL105 = 'advisory'", "--ignore", "SL003"), 0, [HIGH, MEDIUM]),
        (("--config", "fail-on = 'advisory'", "--config", "ignore = ['SL003']"), 1, [HIGH, MEDIUM]),
        (
            ("--config", "lenient.toml", "--config", "select = ['SL105']", "--config", "min-confidence = 'low'"),
            0,
            [HIGH, LOW, MEDIUM],
        ),
        (("--config", "fail-on = 'advisory'", "--fail-on", "critical", "--ignore", "SL003"), 0, [HIGH, MEDIUM]),
    ],
)
def test_what_is_shown_and_what_fails(
    write_files: Write, arguments: tuple[str, ...], status: int, found: list[str]
) -> None:
    write_files({**PROJECT, "lenient.toml": 'fail-on = "critical"\nignore = ["SL0"]\n'})
    run = check(*arguments)
    assert (run.status, found_in(run)) == (status, found)


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        ((), [HIGH, MEDIUM]),
        (("--extend-select", "SL0"), [CRITICAL, HIGH, MEDIUM]),
        (("--ignore", "SL1"), []),
        (("--ignore", "SL1", "--extend-select", "SL105"), [HIGH, MEDIUM]),
        (("--select", "SL003,SL105"), [CRITICAL, HIGH, MEDIUM]),
    ],
)
def test_the_command_line_has_the_last_word(write_files: Write, arguments: tuple[str, ...], found: list[str]) -> None:
    settings = '[tool.steplint]\nselect = ["SL003"]\nextend-select = ["SL105"]\nignore = ["SL003"]\n'
    write_files({**PROJECT, "pyproject.toml": settings})
    assert found_in(check(*arguments)) == found


def test_what_is_left_out_is_counted(write_files: Write) -> None:
    write_files(PROJECT)
    arguments = ("--per-file-ignores", "high.py:SL105", "--min-severity", "critical", "--min-confidence", "high")
    assert check(*arguments).err == (
        "Found 1 finding (1 critical) in 4 workflows of 5 files. 1 left out by `per-file-ignores`. "
        "2 milder not shown (`--min-severity advisory` shows all).\n"
    )


def test_each_project_fails_by_its_own_settings(write_files: Write) -> None:
    bad = {"app/mail.py": MAIL, "app/high.py": flow("step1")}
    files = {f"{name}/{path}": text for name in ("a", "b") for path, text in bad.items()}
    root = write_files({**files, "a/steplint.toml": "", "b/steplint.toml": 'fail-on = "critical"\n'})
    assert [check(*folders).status for folders in (("a",), ("b",), ("a", "b"), ("b", "a"))] == [1, 0, 1, 1]
    (root / "a" / "steplint.toml").write_text('severity.SL105 = "advisory"\n')
    assert check("a", "b").status == 0


def test_patterns_are_relative_to_the_file_that_holds_them(write_files: Write) -> None:
    settings = 'extend = "../shared/base.toml"\nper-file-ignores = { "/app/high.py" = ["SL105"] }\n'
    base = 'per-file-ignores = { "../p/app/medium.py" = ["SL105"], "/app/critical.py" = ["ALL"] }\n'
    write_files(
        {f"p/{path}": text for path, text in PROJECT.items()} | {"p/steplint.toml": settings, "shared/base.toml": base}
    )
    assert [name.removeprefix("p/app/") for name in found_in(check("p"))] == [CRITICAL, MEDIUM]


def test_excludes_are_relative_to_the_file_that_holds_them(write_files: Write) -> None:
    root = write_files(
        {f"p/{path}": text for path, text in PROJECT.items()}
        | {"base.toml": 'extend-exclude = ["/p/app/high.py", "/app/medium.py"]\n'}
        | {"p/steplint.toml": 'extend = "../base.toml"\nextend-exclude = ["/app/critical.py", "/p/app/low.py"]\n'}
        | {"p/app/only.toml": 'exclude = ["/high.py"]\n'}
    )
    shown = [path.rpartition("/")[2] for path in steplint("check", "--show-files", "p").out.splitlines()]
    assert shown == ["low.py", "mail.py", "medium.py"]
    shown = steplint("check", "--show-files", "p", "--config", str(root / "p/app/only.toml")).out.splitlines()
    assert [path.rpartition("/")[2] for path in shown] == ["critical.py", "low.py", "mail.py", "medium.py"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--extend-select", "SL106"), "--extend-select: unknown rule `SL106`; did you mean `SL105`?"),
        (("--per-file-ignores", "a.py:SL106"), "--per-file-ignores: unknown rule `SL106`; did you mean `SL105`?"),
        (("--per-file-ignores", "SL105"), "--per-file-ignores: `SL105` must be a pattern, a colon and a rule"),
        (("--config", "severity.SL106 = 'advisory'"), "--config: unknown rule `SL106`; did you mean `SL105`?"),
        (("--config", "selct = []"), "--config: unknown key `selct`; did you mean `select`?"),
        (("--config", "none.toml"), "none.toml: cannot read the settings: No such file or directory"),
        (
            ("--config", "rules.undescriptive-step-name.pattern = '('"),
            "--config: bad value for `pattern`: expected a regular expression: ",
        ),
    ],
)
def test_what_is_wrong_on_the_command_line(write_files: Write, arguments: tuple[str, ...], message: str) -> None:
    write_files(PROJECT)
    for more in ((), ("--show-settings",)):
        run = steplint("check", *arguments, *more)
        assert (run.status, run.out) == (2, "")
        assert run.err.startswith(f"error: {message}")


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ('extend-select = [\n  "SL106"]', "steplint.toml:2: unknown rule `SL106`; did you mean `SL105`?"),
        ('[per-file-ignores]\n"a" = ["SL1", "sl106"]', "steplint.toml:2: unknown rule `sl106`; did you mean `SL105`?"),
        (
            '[severity]\nsesion-access = "advisory"',
            "steplint.toml:2: unknown rule `sesion-access`; did you mean `session-access`?",
        ),
        (
            '[severity]\nSL105 = "advisory"\nundescriptive-step-name = "critical"',
            "steplint.toml:3: `undescriptive-step-name` and `SL105` in `severity` are the same rule",
        ),
        ('[severity]\nSL105 = "mild"', "steplint.toml:2: unknown value `mild` in `severity`"),
        ('fail-on = "critcal"', "steplint.toml:1: unknown value `critcal` in `fail-on`; did you mean `critical`?"),
    ],
)
def test_what_is_wrong_in_a_file(write_files: Write, settings: str, message: str) -> None:
    write_files({**PROJECT, "steplint.toml": settings})
    run = check()
    assert (run.status, run.out) == (2, "")
    assert run.err.startswith(f"error: {message}")


@pytest.mark.parametrize(
    "arguments",
    [
        ("--config", "a.toml", "--config", "b.toml"),
        ("--config", "a.toml", "--isolated"),
        ("-q", "-v"),
        ("--show-files", "--show-settings"),
        ("--fail-on", "never"),
    ],
)
def test_wrong_usage(write_files: Write, arguments: tuple[str, ...]) -> None:
    write_files({**PROJECT, "a.toml": "", "b.toml": ""})
    run = check(*arguments)
    assert (run.status, run.out) == (2, "")
    assert arguments[0] in run.err


def test_a_run_without_rules_says_so(write_files: Write) -> None:
    write_files({**PROJECT, "steplint.toml": "select = []\n"})
    assert check().err.startswith("warning: no rule is selected for .\n")
    assert check("-q").err == ""
    unwanted = ",".join(dict.fromkeys(rule.category for rule in installed_rules()))
    assert "no rule is selected" in check("--select", "ALL", "--ignore", unwanted).err


@pytest.mark.parametrize("rule", [rule for rule in installed_rules() if rule.category == "meta"], ids=lambda r: r.code)
def test_a_rule_of_the_engine_is_a_rule(write_files: Write, rule: RuleClass) -> None:
    write_files({**PROJECT, "app/broken.py": "import inngest\nx = (\n"})
    for word in (rule.code, rule.name):
        run = check("--select", word)
        assert "no rule is selected" not in run.err
        assert re.findall(r"SL\d+ [a-z-]+", run.out) == ["SL900 syntax-error"], "it runs whatever is selected"


PRESETS = re.search(
    r"<!-- presets -->\n.*?\n\|[-|]+\n(.*?)\n<!-- /presets -->",
    (ROOT / "docs" / "selection.md").read_text(encoding="utf-8"),
    re.DOTALL,
)
assert PRESETS is not None
ROWS = [[cell.strip() for cell in line.strip("|").split("|")] for line in PRESETS[1].splitlines()]
SHOWN = {
    "critical of high confidence": {("critical", "high")},
    "high and medium confidence": {
        (severity, confidence)
        for severity in ("critical", "mandatory", "advisory")
        for confidence in ("high", "medium")
    },
    "every confidence": {
        (severity, confidence)
        for severity in ("critical", "mandatory", "advisory")
        for confidence in ("high", "medium", "low")
    },
}
SEVERITIES = {"critical", "mandatory", "advisory"}


@pytest.mark.parametrize(("options", "shown", "fails"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_a_preset_does_what_its_row_says(write_files: Write, options: str, shown: str, fails: str) -> None:
    """Every rule reports with each confidence that it has here, at each severity in turn."""
    write_files(PROJECT)
    arguments = shlex.split(options.strip("`"))
    possible = {"high", "medium", "low"}
    for severity in sorted(SEVERITIES):
        remap = ("--ignore", "SL003", "--config", f"severity.SL105 = '{severity}'")
        run = steplint("check", "--output-format", "json", *remap, *arguments)
        seen = {(finding["severity"], finding["confidence"]) for finding in json.loads(run.out)["findings"]}
        assert seen == {pair for pair in SHOWN[shown] if pair[0] == severity and pair[1] in possible}
        assert run.status == int(severity in fails.split(", "))
    assert set(fails.split(", ")) <= SEVERITIES | {"nothing"}


def test_the_preset_as_settings_is_the_one_as_options() -> None:
    text = (ROOT / "docs" / "selection.md").read_text(encoding="utf-8")
    settings = re.search(r"```toml\n(.*?)```", text, re.DOTALL)
    assert settings is not None
    (lenient,) = (row[1] for row in ROWS if row[0] == "lenient")
    words = shlex.split(lenient.strip("`"))
    options = {flag.removeprefix("--"): value for flag, value in zip(words[::2], words[1::2], strict=True)}
    assert options == tomllib.loads(settings[1])


def test_settings_shown_with_where_they_come_from(write_files: Write) -> None:
    write_files(
        {
            **PROJECT,
            "pyproject.toml": '[tool.steplint]\nextend = "base.toml"\nignore = ["SL001",\n  "SL002"]\n',
            "base.toml": 'extend-exclude = ["x/"]\nseverity.SL105 = "advisory"\n'
            "rules.undescriptive-step-name.pattern = 'a\"b'\n",
        }
    )
    run = steplint(
        "check", "--show-settings", "--fail-on", "critical", "--config", "extend-exclude = ['y/']", "--ignore", "SL003"
    )
    assert (run.status, run.err) == (0, "")
    lines = run.out.splitlines()
    assert lines[0] == "# settings of .: pyproject.toml, base.toml"
    for line in (
        'extend = "base.toml"  # pyproject.toml:2',
        "# required-version is not set",
        'select = ["ALL"]  # default',
        'ignore = ["SL001", "SL002"]  # pyproject.toml:3, pyproject.toml:4',
        'extend-exclude = ["x/", "y/"]  # base.toml:1, --config',
        'fail-on = "critical"  # --fail-on',
        'min-email-delay = "45s"  # default',
        'SL105 = "advisory"  # base.toml:2',
        "generic-words = []  # default",
        'pattern = "a\\"b"  # base.toml:3',
        "# --ignore SL003",
        "#   SL105 undescriptive-step-name (advisory)",
    ):
        assert line in lines
    assert not any("SL003" in line for line in lines if line.startswith("#   "))


def test_settings_shown_are_settings(write_files: Write) -> None:
    """What is shown gives the same settings when it is read again."""
    root = write_files(
        {
            **PROJECT,
            "steplint.toml": 'effects.http = ["a"]\nmin-email-delay = 90\nmax-file-size = 1000\nfail-on = "advisory"\n'
            'per-file-ignores = { "a b/*.py" = ["SL1"] }\nrules.undescriptive-step-name.generic-words = ["\\u0007é"]\n',
        }
    )
    shown = steplint("check", "--show-settings").out
    (root / "shown.toml").write_text(shown, encoding="utf-8")
    first, again = (load_settings_file(root / name) for name in ("steplint.toml", "shown.toml"))
    assert first is not None and again is not None
    for name in first.__struct_fields__:
        if name not in {"origins", "files", "rules"}:
            assert getattr(first, name) == getattr(again, name), name
    for rule in installed_rules():  # also of rules whose options are as they were
        assert rule_options(rule, first) == rule_options(rule, again)


def test_settings_of_several_projects(write_files: Write) -> None:
    write_files({"a/steplint.toml": "", "a/x.py": "", "b/pyproject.toml": "", "b/x.py": ""})
    run = steplint("check", "--show-settings", "b", "a/x.py", "none")
    assert run.status == 2
    assert "error: none: no such file" in run.err
    heads = [line for line in run.out.splitlines() if line.startswith("# settings of")]
    assert heads == ["# settings of a: a/steplint.toml", "# settings of b: no file"]
    assert steplint("check", "--isolated", "--show-settings", "a").out.startswith("# settings of a: no file\n")


def test_files_shown(write_files: Write) -> None:
    write_files({**PROJECT, "venv/x.py": "", "notes.md": "", "app/\x1b[31m.py": ""})
    run = steplint("check", "--show-files", "app/low.py", "app")
    assert (run.status, run.err) == (0, "")
    assert run.out.splitlines()[1:] == [f"app/{name}.py" for name in ("critical", "high", "low", "mail", "medium")]
    assert "\x1b" not in run.out
    assert steplint("check", "--show-files", "none").status == 2


def test_verbose(write_files: Write) -> None:
    root = write_files(PROJECT | {"app/steplint.toml": ""})
    run = steplint("check", "-v", "app/low.py", "--select", "SL102,SL105")
    lines = [re.sub(r"^\[ +[\d.]+ s\]", "[TIME]", line) for line in run.err.splitlines()]
    assert lines[0] == f"settings of {root}/app: app/steplint.toml"
    assert lines[1] == "rules: SL102, SL105, SL900"
    assert "[TIME] reading app/low.py" in lines
    assert lines[-1] == f"[TIME] done, {len(lines) - 3} read in full"
    assert run.out == steplint("check", "app/low.py", "--select", "SL102,SL105").out


def test_options_explained() -> None:
    run = steplint("config", "min-email-delay")
    assert (run.status, run.err) == (0, "")
    assert run.out == (
        'The least wait between two e-mails of one workflow: text like "45s", or seconds.\n\n'
        'type: float | str\ndefault: "45s"\n\nmin-email-delay = "1m30s"\n'
    )
    names = [line.split()[0] for line in steplint("config").out.splitlines()]
    assert {"select", "rules.undescriptive-step-name.pattern"} <= set(names)
    of_rule = steplint("config", "rules.undescriptive-step-name").out
    assert of_rule.count("\n") == 2
    assert steplint("config", "rules.undescriptive-step-name.pattern").out.startswith("A regular expression")
    document = json.loads(steplint("config", "fail-on", "--output-format", "json").out)
    assert document["default"] == "mandatory" and document["type"] == '"critical" | "mandatory" | "advisory"'
    assert document in json.loads(steplint("config", "--output-format", "json").out)
    unknown = steplint("config", "fail-onn")
    assert (unknown.status, unknown.out) == (2, "")
    assert unknown.err.startswith("error: unknown option `fail-onn`; did you mean `fail-on`?")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion(shell: str) -> None:
    run = steplint("generate-shell-completion", shell)
    assert (run.status, run.err) == (0, "")
    assert f"_STEPLINT_COMPLETE={shell}_complete" in run.out


def test_completion_completes() -> None:
    program = ("-c", "import sys; sys.argv[0] = 'steplint'; from steplint.cli.main import main; main()")
    for words, expected in (
        ("steplint check --min-sev", "--min-severity"),
        ("steplint check --fail-on man", "mandatory"),
        ("steplint conf", "config"),
    ):
        count = len(words.split()) - 1
        done = subprocess.run(
            (sys.executable, *program),
            capture_output=True,
            text=True,
            env={
                **variables(),
                "COMP_WORDS": words,
                "COMP_CWORD": str(count),
                "_STEPLINT_COMPLETE": "bash_complete",
            },
        )
        assert done.stdout.splitlines() == [f"plain,{expected}"]


def test_completion_for_a_shell_that_is_not_known() -> None:
    run = steplint("generate-shell-completion", "bsh")
    assert run.status == 2
    assert "did you mean `bash`?" in run.err
