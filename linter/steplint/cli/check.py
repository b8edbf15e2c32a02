"""`steplint check`: find what breaks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

from steplint.cli.adoption import Adoption, CheckCommand
from steplint.cli.choice import Word
from steplint.cli.output import say, wants_color, write
from steplint.cli.progress import ProgressBar
from steplint.diagnostics import Confidence, Problem, ProblemKind, RunResult, SteplintError
from steplint.report.summary import problem_line, summary
from steplint.settings import Settings, default_settings, load_settings, load_settings_file

if TYPE_CHECKING:
    from steplint.pipeline import Configuration

FORMATS = ("full", "concise", "json")


@click.command(cls=CheckCommand)
@click.argument("paths", nargs=-1, metavar="[PATHS]...")
@click.option("--select", multiple=True, metavar="RULES", help="Rules to run: codes, prefixes, names, categories, ALL.")
@click.option("--ignore", multiple=True, metavar="RULES", help="Rules not to run.")
@click.option(
    "--min-confidence", type=Word(*(c.value for c in Confidence)), help="The least sure findings to show (medium)."
)
@click.option(
    "--output-format",
    type=Word(*FORMATS),
    default="full",
    envvar="STEPLINT_OUTPUT_FORMAT",
    help="How to report (full).",
)
@click.option("--config", type=click.Path(path_type=Path), help="Read the settings from this file only.")
@click.option("--isolated", is_flag=True, help="Read no settings file.")
@click.option("--baseline", metavar="FILE", help="Hide the findings that this file has; show new ones.")
@click.option("--update-baseline", is_flag=True, help="Take out of the baseline what is no longer found.")
@click.option("--baseline-add", is_flag=True, help="Update the baseline, and put in every finding; creates it.")
@click.option("--check-baseline", is_flag=True, help="Fail when the baseline has entries that are no longer found.")
@click.option("--add-ignore", metavar="[=REASON]", help="Write suppression comments for all findings.")
@click.option("--exit-zero", is_flag=True, help="Leave with status 0 when there are findings.")
@click.option("--color", type=Word("auto", "always", "never"), default="auto", help="When to use colours (auto).")
@click.option("-q", "--quiet", is_flag=True, help="Report findings only: no summary, no progress, no notes.")
def check(
    paths: Sequence[str],
    *,
    select: Sequence[str],
    ignore: Sequence[str],
    min_confidence: str | None,
    output_format: str,
    config: Path | None,
    isolated: bool,
    baseline: str | None,
    update_baseline: bool,
    baseline_add: bool,
    check_baseline: bool,
    add_ignore: str | None,
    exit_zero: bool,
    color: str,
    quiet: bool,
) -> int:
    """Check files and folders (the working directory when none is named)."""
    if config is not None and isolated:
        raise click.UsageError("--config and --isolated exclude each other")
    adoption = Adoption(
        baseline, update=update_baseline, add=baseline_add, check=check_baseline, reason=add_ignore, quiet=quiet
    )
    try:
        configure = _configure(select, ignore, min_confidence, config=config, isolated=isolated)
        adoption.prepare()
        result = adoption.apply(_run(paths or (".",), adoption.configured(configure), quiet=quiet))
    except SteplintError as error:
        if output_format == "json":  # a document in any case
            problem = Problem(ProblemKind.USAGE, "", error.message)
            write(_report(RunResult(problems=(problem,)), output_format, color=False, quiet=quiet))
        raise
    write(_report(result, output_format, color=wants_color(color), quiet=quiet))
    _tell(result, output_format, quiet=quiet)
    status = adoption.conclude(result.exit_status)
    return 0 if status == 1 and exit_zero else status


def _run(paths: Sequence[str], configure: Callable[[Path], Configuration], *, quiet: bool) -> RunResult:
    from steplint.pipeline import check_paths  # brings in the parser, which `--help` needs not

    with ProgressBar(enabled=not quiet) as progress:
        return check_paths(paths, configure, progress=progress)


def _configure(
    select: Sequence[str],
    ignore: Sequence[str],
    min_confidence: str | None,
    *,
    config: Path | None,
    isolated: bool,
) -> Callable[[Path], Configuration]:
    """Gives the configuration of a project by its folder: the settings found, changed by what the command line says."""
    from steplint.pipeline import Configuration
    from steplint.rule import check_selectors, installed_rules, select_rules

    check_selectors(_words(select), installed_rules(), lambda _: "--select: ")
    check_selectors(_words(ignore), installed_rules(), lambda _: "--ignore: ")
    changes = _changes(_words(select), _words(ignore), min_confidence)

    def configure(root: Path) -> Configuration:
        if config is not None:
            settings = load_settings_file(config)
            if settings is None:
                raise SteplintError(f"{config}: there is no table `tool.steplint`")
        else:
            settings = default_settings() if isolated else load_settings(root)
        settings = changes(settings)
        return Configuration(settings, select_rules(installed_rules(), settings))

    return configure


def _changes(
    select: tuple[str, ...], ignore: tuple[str, ...], min_confidence: str | None
) -> Callable[[Settings], Settings]:
    """What the command line changes in settings. A selection of its own sets aside the file's `ignore` as well."""

    def change(settings: Settings) -> Settings:
        if select:
            settings = msgspec.structs.replace(settings, select=select, ignore=ignore)
        elif ignore:
            settings = msgspec.structs.replace(settings, ignore=(*settings.ignore, *ignore))
        if min_confidence is not None:
            settings = msgspec.structs.replace(settings, min_confidence=Confidence(min_confidence))
        return settings

    return change


def _words(values: Sequence[str]) -> tuple[str, ...]:
    """The words of an option that may be repeated and may hold several, with commas."""
    return tuple(word.strip() for value in values for word in value.split(",") if word.strip())


def _report(result: RunResult, output_format: str, *, color: bool, quiet: bool) -> str:
    """The report; each format is imported only when it is asked for."""
    match output_format:
        case "json":
            from steplint.report.json import json

            return json(result)
        case "concise":
            from steplint.report.concise import concise

            return concise(result)
        case _:
            from steplint.report.text import text

            return text(result, color=color, with_summary=not quiet)


def _tell(result: RunResult, output_format: str, *, quiet: bool) -> None:
    """What a reader should know besides the findings, on standard error."""
    for problem in result.problems:
        if not (quiet and problem.notice):
            say(problem_line(problem))
    if quiet:
        return
    if not result.files and not result.exit_status:
        say("warning: no Python files found under the given paths")
    if output_format == "concise":
        say(summary(result))
