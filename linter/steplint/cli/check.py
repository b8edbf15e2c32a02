"""`steplint check`: find what breaks."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from steplint.cli.adoption import Adoption, CheckCommand
from steplint.cli.caching import Reuse, ease_collection
from steplint.cli.choice import Word
from steplint.cli.configuring import Choices, configure, setting_options
from steplint.cli.delivery import Output
from steplint.cli.destination import Destination, ReportFile, check_files
from steplint.cli.progress import ProgressBar
from steplint.cli.show import show_the_files, show_the_settings
from steplint.cli.stdin import STANDARD_INPUT, standard_input
from steplint.cli.verbose import VerboseLog
from steplint.diagnostics import RunResult, SteplintError
from steplint.report.formats import DEFAULT_FORMAT, FORMATS

if TYPE_CHECKING:
    from steplint.pipeline import Configuration


@click.command(cls=CheckCommand)
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
    "-o",
    "--output-file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write the report to this file, a summary to stderr.",
)
@click.option(
    "--report",
    "reports",
    type=ReportFile(*FORMATS),
    multiple=True,
    help="Write another report, in a format of its own, to a file.",
)
@click.option("--statistics", is_flag=True, help="Count the findings of each rule.")
@click.option("--coverage", is_flag=True, help="Tell what was not analysed, and why.")
@click.option("--show-settings", is_flag=True, help="Show the settings and where each comes from; check nothing.")
@click.option("--show-files", is_flag=True, help="Show the files that would be checked; check nothing.")
@click.option("--baseline", metavar="FILE", help="Hide the findings that this file has; show new ones.")
@click.option("--update-baseline", is_flag=True, help="Take out of the baseline what is no longer found.")
@click.option("--baseline-add", is_flag=True, help="Update the baseline, and put in every finding; creates it.")
@click.option("--check-baseline", is_flag=True, help="Fail when the baseline has entries that are no longer found.")
@click.option("--add-ignore", metavar="[=REASON]", help="Write suppression comments for all findings.")
@click.option(
    "--stdin-filename", metavar="PATH", help="The file that the text on standard input (`-`) is, or is to be."
)
@click.option("--no-cache", is_flag=True, help="Use nothing of earlier runs, and keep nothing for later ones.")
@click.option(
    "--cache-dir",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Where to keep what later runs can use (.steplint_cache in the project's folder).",
)
@click.option(
    "-j",
    "--jobs",
    type=click.IntRange(min=1),
    metavar="N",
    help="How many processes may read files at once (one a processor).",
)
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
    reports: tuple[Destination, ...],
    statistics: bool,
    coverage: bool,
    show_settings: bool,
    show_files: bool,
    baseline: str | None,
    update_baseline: bool,
    baseline_add: bool,
    check_baseline: bool,
    add_ignore: str | None,
    stdin_filename: str | None,
    no_cache: bool,
    cache_dir: Path | None,
    jobs: int | None,
    exit_zero: bool,
    color: str,
    quiet: bool,
    verbose: bool,
) -> int:
    """Check files and folders (the working directory when none is named), or the text on standard input (`-`)."""
    for flags in (
        ("--quiet", quiet, "--verbose", verbose),
        ("--show-settings", show_settings, "--show-files", show_files),
    ):
        if flags[1] and flags[3]:
            raise click.UsageError(f"{flags[0]} and {flags[2]} exclude each other")
    if no_cache and cache_dir is not None:
        raise click.UsageError("--no-cache and --cache-dir exclude each other")
    adoption = Adoption(
        baseline, update=update_baseline, add=baseline_add, check=check_baseline, reason=add_ignore, quiet=quiet
    )
    if STANDARD_INPUT in paths and (update_baseline or baseline_add or add_ignore is not None):
        raise click.UsageError("what is not saved can neither get comments nor change a baseline")
    paths, unsaved = standard_input(paths or (".",), stdin_filename)
    if show_settings or show_files:
        return (show_the_settings if show_settings else show_the_files)(paths, choices, unsaved)
    output = Output(Destination(output_format, output_file), reports, color=color, statistics=statistics, quiet=quiet)
    check_files((output.main, *output.more))
    try:
        adoption.prepare()
        reuse = Reuse(no_cache=no_cache, cache_dir=cache_dir, jobs=jobs)
        result = adoption.apply(
            _run(paths, unsaved, choices, adoption, reuse, coverage=coverage, color=color, quiet=quiet, verbose=verbose)
        )
    except SteplintError as error:
        output.deliver_failure(error.message)
        raise
    output.deliver(result)
    status = adoption.conclude(result.exit_status)
    return 0 if status == 1 and exit_zero else status


def intended_output(arguments: Sequence[str]) -> Output:
    """Where arguments that are wrong somewhere ask for the report to go, as far as they can be read."""
    context = check.make_context(
        "check", list(arguments), resilient_parsing=True, ignore_unknown_options=True, allow_extra_args=True
    )
    file = context.params.get("output_file")
    main = Destination(context.params.get("output_format") or DEFAULT_FORMAT, file if isinstance(file, Path) else None)
    return Output(main, context.params.get("reports") or ())


def _run(
    paths: Sequence[str],
    unsaved: Mapping[str, bytes],
    choices: Choices,
    adoption: Adoption,
    reuse: Reuse,
    *,
    coverage: bool,
    color: str,
    quiet: bool,
    verbose: bool,
) -> RunResult:
    from steplint.pipeline import check_paths  # which `--help` needs not

    found = adoption.configured(configure(choices, quiet=quiet))
    ease_collection()

    def configuration(root: Path) -> Configuration:
        return reuse.applied(root, dataclasses.replace(found(root), wants_coverage=coverage))

    if verbose:
        log = VerboseLog()
        result = check_paths(paths, log.telling(configuration), progress=log, unsaved=unsaved)
        log.end()
        return result
    with ProgressBar(enabled=not quiet, color=color) as progress:
        return check_paths(paths, configuration, progress=progress, unsaved=unsaved)
