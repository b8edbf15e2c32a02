"""Where a project's cache lies, and `steplint clean`, which removes it."""

from __future__ import annotations

import dataclasses
import gc
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from steplint.cli.configuring import Choices, settings_source
from steplint.cli.output import say
from steplint.diagnostics import SteplintError
from steplint.report.escape import visible
from steplint.report.summary import problem_line

if TYPE_CHECKING:
    from steplint.pipeline import Configuration
    from steplint.settings import Settings


def cache_of(root: Path, settings: Settings, option: Path | None) -> Path:
    """The folder of a project's cache: by the command line, the settings, or else in the project's own folder.

    SteplintError for a folder that was named and holds something else, and for one that a project's own files would
    place outside of it: to check a project must not write elsewhere.
    """
    from steplint.pipeline.cache import DEFAULT_FOLDER, may_be_cache
    from steplint.source.discovery import display_path

    if option is not None:
        folder, where = option, "--cache-dir: "
    else:
        inside = [root]
        folder, where = root / DEFAULT_FOLDER, ""
        if settings.cache_dir is not None:
            inside.append(settings.folder("cache-dir") or Path.cwd())
            folder, where = inside[-1] / settings.cache_dir, settings.where("cache-dir")
        real = folder.resolve()
        if not any(real.is_relative_to(allowed.resolve()) for allowed in inside):
            raise SteplintError(
                f"{where}{visible(display_path(folder))} is outside of the project",
                "name it on the command line (`--cache-dir`), or use `--no-cache`",
            )
    if not may_be_cache(folder) and (option is not None or settings.cache_dir is not None):
        raise SteplintError(f"{where}{visible(display_path(folder))} is there and is no cache of steplint")
    return folder.absolute()


@dataclass(frozen=True, slots=True)
class Reuse:
    """What the command line says about the cache and about processes."""

    no_cache: bool = False
    cache_dir: Path | None = None
    jobs: int | None = None

    def applied(self, root: Path, configuration: Configuration) -> Configuration:
        """The configuration of a project with its cache and the number of processes."""
        cache = None if self.no_cache else cache_of(root, configuration.settings, self.cache_dir)
        return dataclasses.replace(configuration, cache=cache, jobs=self.jobs)


def ease_collection() -> None:
    """Let the collector of cycles look seldom: what a run makes is many objects, few cycles, and kept to the end."""
    gc.freeze()
    gc.set_threshold(100_000, 20, 50)


@click.command()
@click.argument("paths", nargs=-1, metavar="[PATHS]...")
@click.option("--cache-dir", type=click.Path(path_type=Path), metavar="FOLDER", help="The folder of the cache.")
@click.option(
    "--config", multiple=True, metavar="FILE|'KEY = VALUE'", help="Use this settings file, or change one setting."
)
@click.option("--isolated", is_flag=True, help="Read no settings file.")
def clean(paths: Sequence[str], *, cache_dir: Path | None, config: tuple[str, ...], isolated: bool) -> int:
    """Remove the caches of projects (of the working directory's when no path is given)."""
    from steplint.source.discovery import display_path, projects_of

    settings_for = settings_source(Choices(config=config, isolated=isolated))
    projects, problems = projects_of(paths or (".",))
    for problem in problems:
        say(problem_line(problem))
    for folder in dict.fromkeys(cache_of(root, settings_for(root), cache_dir) for root in projects):
        shown = visible(display_path(folder))
        if _removed(folder, shown):
            say(f"removed {shown}")
    return 2 if problems else 0


def _removed(folder: Path, shown: str) -> bool:
    from steplint.pipeline.cache import NotACacheError, remove_cache

    try:
        return remove_cache(folder)
    except NotACacheError as error:
        raise SteplintError(visible(str(error))) from error
    except OSError as error:
        raise SteplintError(f"{shown} cannot be removed: {error.strerror or error}") from error
