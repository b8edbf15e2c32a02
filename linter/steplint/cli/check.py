"""`steplint check`: find what breaks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

from steplint.cli.choice import Word
from steplint.cli.delivery import Output
from steplint.cli.progress import ProgressBar
from steplint.diagnostics import Confidence, RunResult, SteplintError
from steplint.report.formats import DEFAULT_FORMAT, FORMATS
from steplint.settings import Settings, default_settings, load_settings, load_settings_file

if TYPE_CHECKING:
    from steplint.pipeline import Configuration


@click.command()
@click.argument("paths", nargs=-1, metavar="[PATHS]...")
@click.option("--select", multiple=True, metavar="RULES", help="Rules to run: codes, prefixes, names, categories, ALL.")
@click.option("--ignore", multiple=True, metavar="RULES", help="Rules not to run.")
@click.option(
    "--min-confidence", type=Word(*(c.value for c in Confidence)), help="The least sure findings to show (medium)."
)
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
@click.option("--config", type=click.Path(path_type=Path), help="Read the settings from this file only.")
@click.option("--isolated", is_flag=True, help="Read no settings file.")
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
    output_file: Path | None,
    statistics: bool,
    config: Path | None,
    isolated: bool,
    exit_zero: bool,
    color: str,
    quiet: bool,
) -> int:
    """Check files and folders (the working directory when none is named)."""
    if config is not None and isolated:
        raise click.UsageError("--config and --isolated exclude each other")
    output = Output(output_format, output_file, color=color, statistics=statistics, quiet=quiet)
    try:
        configure = _configure(select, ignore, min_confidence, config=config, isolated=isolated)
        result = _run(paths or (".",), configure, quiet=quiet)
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
