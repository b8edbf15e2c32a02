"""`steplint check`: find what breaks."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from steplint.cli.choice import Word
from steplint.cli.configuring import Choices, configure, setting_options
from steplint.cli.delivery import Output
from steplint.cli.progress import ProgressBar
from steplint.cli.show import show_the_files, show_the_settings
from steplint.cli.verbose import VerboseLog
from steplint.diagnostics import RunResult, SteplintError
from steplint.report.formats import DEFAULT_FORMAT, FORMATS


@click.command()
@click.argument("paths", nargs=-1, metavar="[PATHS]...")
@setting_options
@click.option(
    "--output-format",
    type=Word(*FORMATS),
    default=DEFAULT_FORMAT,
    envvar="STEPLINT_OUTPUT_FORMAT",
    help=f"How to report ({DEFAULT_FORMAT}).",
)
@click.option(
    "-o", "--output-file", type=click.Path(path_type=Path), help="Write the report to this file, a summary to stderr."
)
@click.option("--statistics", is_flag=True, help="Count the findings of each rule.")
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
    output_file: Path | None,
    statistics: bool,
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
    output = Output(output_format, output_file, color=color, statistics=statistics, quiet=quiet)
    try:
        result = _run(paths, choices, quiet=quiet, verbose=verbose)
    except SteplintError as error:
        output.deliver_failure(error.message)
        raise
    output.deliver(result)
    status = result.exit_status
    return 0 if status == 1 and exit_zero else status


def intended_output(arguments: Sequence[str]) -> Output:
    """Where arguments that are wrong somewhere ask for the report to go, as far as they can be read."""
    context = check.make_context(
        "check", list(arguments), resilient_parsing=True, ignore_unknown_options=True, allow_extra_args=True
    )
    file = context.params.get("output_file")
    return Output(context.params.get("output_format") or DEFAULT_FORMAT, file if isinstance(file, Path) else None)


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
