"""Every option of every command changes what the program does, and is on the page of the command line.

An option that is declared and has no case here fails, whichever command it belongs to and however it is spelled.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import click
import pytest

from process import Run, steplint_here
from samples import BAD
from steplint.cli.choice import Word
from steplint.cli.main import steplint as program
from steplint.pipeline import extraction

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGE = DOCS / "command-line.md"
START, END = "<!-- commands -->", "<!-- /commands -->"
LISTS = {"command-line.md", "index.md"}
"""Pages that name options without telling of them."""

SETTINGS = 'select = ["SL105"]\n'
OLD, FLOWS, UNSURE = (
    BAD.replace('"load"', f'"{name}"').replace("step1", step)
    for name, step in (("old", "step1"), ("load", "step1"), ("unsure", "finalize"))
)
PROJECT = {
    "pyproject.toml": "",
    "steplint.toml": SETTINGS,
    "app/__init__.py": "",
    "app/flows.py": FLOWS,
    "app/old.py": OLD,
    "app/unsure.py": UNSURE,
}
GOOD_OLD = {"app/old.py": OLD.replace("step1", "load-old")}
BASELINE = "known.jsonl"
ACCEPT = ("check", "--baseline", BASELINE, "--baseline-add", "-q")


@dataclass(frozen=True)
class Case:
    """The same command without and with an option, each in a fresh project, and what is seen of it.

    `option` are the option's value and what else comes with it. `see` looks at a run, and at the folder it ran in.
    Before the command, the programs `first` run in it, and then the files `then` are written.
    """

    without: tuple[str, ...]
    option: tuple[str, ...]
    see: Callable[[Run], object]
    before: object
    after: object
    files: dict[str, str] = field(default_factory=dict)
    first: tuple[tuple[str, ...], ...] = ()
    then: dict[str, str] = field(default_factory=dict)
    stdin: bytes = b""


def found(run: Run) -> list[str]:
    """The files with a finding of SL105, however it is reported."""
    return [Path(path).stem for path in re.findall(r"^(\S+?):\d+:\d+:? SL105", run.out, re.MULTILINE)]


def status(run: Run) -> int:
    return run.status


def said(pattern: str) -> Callable[[Run], bool]:
    """Whether a pattern is somewhere in what was said."""
    return lambda run: re.search(pattern, run.out + run.err, re.MULTILINE) is not None


def there(path: str) -> Callable[[Run], bool]:
    return lambda _: Path(path).exists()


def entries(_: Run) -> int | None:
    """How many entries the baseline has."""
    return Path(BASELINE).read_text(encoding="utf-8").count('"path"') if Path(BASELINE).exists() else None


ASKED: list[int] = []
"""With how many processes reading was asked for."""

CHECK = ("check", "--output-format", "concise")
CASES: dict[str, Case] = {
    "check --select": Case(CHECK, ("SL003",), found, ["flows", "old"], []),
    "check --ignore": Case(CHECK, ("undescriptive-step-name",), found, ["flows", "old"], []),
    "check --extend-select": Case((*CHECK, "--select", "SL003"), ("SL105",), found, [], ["flows", "old"]),
    "check --per-file-ignores": Case(CHECK, ("app/old.py:SL105",), found, ["flows", "old"], ["flows"]),
    "check --min-severity": Case(CHECK, ("critical",), found, ["flows", "old"], []),
    "check --min-confidence": Case(CHECK, ("low",), found, ["flows", "old"], ["flows", "old", "unsure"]),
    "check --fail-on": Case(CHECK, ("critical",), status, 1, 0),
    "check --config": Case(CHECK, ("exclude = ['old.py']",), found, ["flows", "old"], ["flows"]),
    "check --isolated": Case(
        CHECK, (), found, [], ["flows", "old"], files={"steplint.toml": f'{SETTINGS}ignore = ["SL105"]\n'}
    ),
    "check --force-exclude": Case(
        (*CHECK, "app/old.py"), (), found, ["old"], [], files={"steplint.toml": f'{SETTINGS}exclude = ["old.py"]\n'}
    ),
    "check --output-format": Case(("check",), ("json",), said(r'^  "version": 1,$'), False, True),
    "check --output-file": Case(CHECK, ("report.txt",), lambda run: (found(run), there("report.txt")(run)),
                                (["flows", "old"], False), ([], True)),
    "check --report": Case(CHECK, ("json:report.json",), there("report.json"), False, True),
    "check --statistics": Case(CHECK, (), said(r"^SL105 +undescriptive-step-name +2 "), False, True),
    "check --coverage": Case(CHECK, (), said(r"^coverage: 3 of 4 files read"), False, True),
    "check --show-settings": Case(CHECK, (), said(r"^min-confidence = .medium.  # default$"), False, True),
    "check --show-files": Case(CHECK, (), lambda run: run.out.splitlines() == sorted(p for p in PROJECT if "app" in p),
                               False, True),
    "check --baseline": Case(CHECK, (BASELINE,), found, ["flows", "old"], [], first=(ACCEPT,)),
    "check --update-baseline": Case(
        (*CHECK, "--baseline", BASELINE), (), entries, 2, 1, first=(ACCEPT,), then=GOOD_OLD
    ),
    "check --baseline-add": Case((*CHECK, "--baseline", BASELINE), (), entries, None, 2),
    "check --check-baseline": Case(
        (*CHECK, "--baseline", BASELINE), (), status, 0, 1, first=(ACCEPT,), then=GOOD_OLD
    ),
    "check --add-ignore": Case(
        CHECK, (), lambda _: "# steplint: ignore[SL105]" in Path("app/old.py").read_text("utf-8"), False, True
    ),
    "check --stdin-filename": Case(
        (*CHECK, "-"), ("app/flows.py",), found, ["-"], ["flows"], stdin=FLOWS.encode("utf-8")
    ),
    "check --no-cache": Case(CHECK, (), there(".steplint_cache"), True, False),
    "check --cache-dir": Case(CHECK, ("elsewhere",), there("elsewhere/CACHEDIR.TAG"), False, True),
    "check --jobs": Case(
        (*CHECK, "--jobs", "1"), ("3",), lambda _: list(ASKED), [], [3],
        files={f"app/more{number}.py": OLD.replace('"old"', f'"more{number}"') for number in range(9)},
    ),
    "check --exit-zero": Case(CHECK, (), status, 1, 0),
    "check --color": Case(("check",), ("always",), said("\x1b\\["), False, True),
    "check --quiet": Case((*CHECK, "empty"), (), lambda run: run.err.count("\n"), 2, 0, files={"empty/a.txt": ""}),
    "check --verbose": Case(CHECK, (), said(r"^\[ +\d+\.\d{3} s\] reading app/old\.py$"), False, True),
    "rule --all": Case(("rule",), (), said(r"^SL105  undescriptive-step-name "), False, True),
    "rule --output-format": Case(("rule", "SL105"), ("json",), said(r'^  "code": "SL105",$'), False, True),
    "config --output-format": Case(("config", "fail-on"), ("markdown",), said("^## fail-on$"), False, True),
    "clean --cache-dir": Case(
        ("clean",), ("elsewhere",), there("elsewhere"), True, False, first=((*CHECK, "--cache-dir", "elsewhere"),)
    ),
    "clean --config": Case(
        ("clean",), ("cache-dir = 'elsewhere'",), there("elsewhere"), True, False,
        first=((*CHECK, "--config", "cache-dir = 'elsewhere'"),),
    ),
    "clean --isolated": Case(
        ("clean",), (), there("elsewhere"), False, True, first=(CHECK,),
        files={"steplint.toml": "cache-dir = 'elsewhere'\n"},
    ),
    "--version": Case((), (), said(r"^steplint \d+\.\d+"), False, True),
    "--help": Case((), (), status, 2, 0),
    **{
        f"{command} --help": Case((command,), (), said(rf"^Usage: steplint {command} .*\n\n"), False, True)
        for command in program.commands
    },
}  # fmt: skip


@dataclass(frozen=True)
class Option:
    """An option as click has it; `command` is empty for those of the program itself."""

    command: str
    context: click.Context
    declared: click.Option

    @property
    def name(self) -> str:
        """Its command and its long spelling."""
        return f"{self.command} {self.spellings[-1]}".strip()

    @property
    def spellings(self) -> tuple[str, ...]:
        return (*self.declared.opts, *self.declared.secondary_opts)


def commands() -> Iterator[tuple[str, click.Context]]:
    """The program itself and all its commands, by name, the empty one for the program."""
    top = click.Context(program, info_name="steplint", **program.context_settings)
    yield "", top
    for name, command in program.commands.items():
        yield name, click.Context(command, info_name=name, parent=top)


def options() -> Iterator[Option]:
    for command, context in commands():
        for parameter in context.command.get_params(context):
            if isinstance(parameter, click.Option):
                yield Option(command, context, parameter)


OPTIONS = list(options())
SPELLED = [(option, spelling) for option in OPTIONS for spelling in option.spellings]


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading in several processes is only noted: a process made of this one would be one of the tests' too."""

    def read(wanted: object, jobs: int) -> Iterable[tuple[str, object]]:
        ASKED.append(jobs)
        return ()

    monkeypatch.setattr(extraction, "read_in_processes", read)


def seen(case: Case, command: Sequence[str], folder: Path) -> object:
    """What is seen of a command in a fresh project."""
    folder.mkdir()
    for name, text in {**PROJECT, **case.files}.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        for words in case.first:
            steplint_here(*words)
        for name, text in case.then.items():
            (folder / name).write_text(text, encoding="utf-8")
        ASKED.clear()
        return case.see(steplint_here(*command, stdin=case.stdin))


@pytest.mark.parametrize(("option", "spelling"), SPELLED, ids=[f"{o.command} {s}".strip() for o, s in SPELLED])
def test_an_option_changes_what_the_program_does(tmp_path: Path, option: Option, spelling: str) -> None:
    assert option.name in CASES, f"`{option.name}` needs a case that shows what it changes"
    case = CASES[option.name]
    has_value = not option.declared.is_flag and option.name != "check --add-ignore"
    assert bool(case.option) == has_value, "the case must give the option its value, and nothing else"
    assert case.before != case.after
    assert seen(case, case.without, tmp_path / "without") == case.before
    assert seen(case, (*case.without, spelling, *case.option), tmp_path / "with") == case.after


def test_every_case_is_of_an_option() -> None:
    assert set(CASES) == {option.name for option in OPTIONS}


# The page


def test_the_page_is_current(request: pytest.FixtureRequest) -> None:
    text = PAGE.read_text(encoding="utf-8")
    before, _, rest = text.partition(START)
    current, _, after = rest.partition(END)
    wanted = "\n".join(section(name, context) for name, context in commands())
    if request.config.getoption("--update-golden"):
        PAGE.write_text(f"{before}{START}\n{wanted}{END}{after}", encoding="utf-8")
        return
    assert current.removeprefix("\n") == wanted, f"pytest --update-golden {Path(__file__).relative_to(ROOT)} writes it"


def section(name: str, context: click.Context) -> str:
    """What `--help` says of a command, with the pages that tell more of an option."""
    title = f"steplint {name}".strip()
    usage = context.command.get_usage(context).removeprefix("Usage: ")
    told = inspect.cleandoc(context.command.help or "")
    text = f"## {title}\n\n```console\n$ {' '.join(usage.split())}\n```\n\n{told}\n\n"
    if not name:
        text += "| command | what it does |\n|---|---|\n"
        text += "".join(
            f"| [`{each}`](#steplint-{each}) | {program.commands[each].help} |\n" for each in program.commands
        )
        text += "\n"
    text += "| option | what it does | more |\n|---|---|---|\n"
    return text + "".join(row(option) for option in OPTIONS if option.command == name)


def row(option: Option) -> str:
    declared = option.declared
    choice = declared.type if isinstance(declared.type, Word) else None
    value = "" if declared.is_flag or choice is not None else declared.make_metavar(option.context)
    joint = "" if value.startswith("[") or not value else " "
    spelled = ", ".join(f"`{spelling}`" for spelling in option.spellings[:-1])
    spelled += f"{', ' if spelled else ''}`{option.spellings[-1]}{joint}{escaped(value)}`"
    told = [declared.help or ""]
    if choice is not None:
        words = [f"`{word}`" for word in choice.get_metavar(declared, option.context).split("|")]
        told.append(f"One of {', '.join(words)}.")
    if declared.multiple:
        told.append("Can be repeated.")
    if declared.envvar:
        told.append(f"`{declared.envvar}` in the environment stands for it.")
    pages = [f"[{page.removesuffix('.md')}]({page})" for page in mentioned(option.spellings[-1])]
    more = ", ".join(pages) if option.command == "check" else ""
    return f"| {spelled} | {' '.join(told)} | {more} |\n"


def escaped(text: str) -> str:
    """A text as a cell of a table has it."""
    return text.replace("|", "\\|")


def mentioned(spelling: str) -> list[str]:
    """The pages that tell of an option."""
    pattern = re.compile(rf"(?<![\w-]){spelling}(?![\w-])")
    pages = [path for path in sorted(DOCS.glob("*.md")) if path.name not in LISTS]
    return [path.name for path in pages if pattern.search(path.read_text(encoding="utf-8"))]
