"""`steplint check`: find what breaks."""

from __future__ import annotations

from collections.abc import Sequence

import click

from steplint.cli.choice import Word
from steplint.cli.configuring import Choices, configure, setting_options
from steplint.cli.output import say, wants_color, write
from steplint.cli.progress import ProgressBar
from steplint.cli.show import show_the_files, show_the_settings
from steplint.cli.verbose import VerboseLog
from steplint.diagnostics import Problem, ProblemKind, RunResult, SteplintError
from steplint.report.summary import problem_line, summary

FORMATS = ("full", "concise", "json")


@click.command()
@click.argument("paths", nargs=-1, metavar="[PATHS]...")
@setting_options
@click.option(
    "--output-format",
    type=Word(*FORMATS),
    default="full",
    envvar="STEPLINT_OUTPUT_FORMAT",
    help="How to report (full).",
)
@click.option("--show-settings", is_flag=True, help="Show the settings and where each comes from; check nothing.")
@click.option("--show-files", is_flag=True, help="Show the files that would be checked; check nothing.")
@click.option("--exit-zero", is_flag=True, help="Leave with status 0 when there are findings.")
@click.option("--color", type=Word("auto", "always", "never"), default="auto", help="When to use colours (auto).")
@click.option("-q", "--quiet", is_flag=True, help="Report findings only: no summary, no progress, no notes.")
@click.option(
    "-v",
    "--verbose",
    is_flag=True,
    help="Tell which settings and rules are used, which files are read, how long it takes.",
)
def check(
    paths: Sequence[str],
    *,
    choices: Choices,
    output_format: str,
    show_settings: bool,
    show_files: bool,
    exit_zero: bool,
    color: str,
    quiet: bool,
    verbose: bool,
) -> int:
    """Check files and folders (the working directory when none is named)."""
    for flags in (
        ("--quiet", quiet, "--verbose", verbose),
        ("--show-settings", show_settings, "--show-files", show_files),
    ):
        if flags[1] and flags[3]:
            raise click.UsageError(f"{flags[0]} and {flags[2]} exclude each other")
    paths = paths or (".",)
    if show_settings or show_files:
        return (show_the_settings if show_settings else show_the_files)(paths, choices)
    try:
        result = _run(paths, choices, quiet=quiet, verbose=verbose)
    except SteplintError as error:
        if output_format == "json":  # a document in any case
            problem = Problem(ProblemKind.USAGE, "", error.message)
            write(_report(RunResult(problems=(problem,)), output_format, color=False, quiet=quiet))
        raise
    write(_report(result, output_format, color=wants_color(color), quiet=quiet))
    _tell(result, output_format, quiet=quiet)
    status = result.exit_status
    return 0 if status == 1 and exit_zero else status


def _run(paths: Sequence[str], choices: Choices, *, quiet: bool, verbose: bool) -> RunResult:
    from steplint.pipeline import check_paths  # brings in the parser, which `--help` needs not

    configuration = configure(choices, quiet=quiet)
    if verbose:
        log = VerboseLog()
        result = check_paths(paths, log.telling(configuration), progress=log)
        log.end()
        return result
    with ProgressBar(enabled=not quiet) as progress:
        return check_paths(paths, configuration, progress=progress)


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
