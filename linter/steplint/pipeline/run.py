"""A run from paths to a result: what is asked about each project, and what an earlier run has answered already."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from steplint.diagnostics import RunResult, merge_results
from steplint.pipeline.cache import CacheFolder, FactsCache, ResultCache
from steplint.pipeline.configuration import Configuration, Progress
from steplint.source.discovery import Target, find_files, projects_of
from steplint.source.file import Reader
from steplint.source.sdk_version import SdkPins


def check_paths(
    paths: Sequence[str],
    configure: Callable[[Path], Configuration],
    *,
    progress: Progress | None = None,
    unsaved: Mapping[str, bytes] | None = None,
) -> RunResult:
    """Check files and folders. `configure` is asked for each project, by its folder.

    `unsaved` has what files hold in an editor, by their paths relative to the working directory; it counts instead of
    what is on disk.
    """
    unsaved = unsaved or {}
    projects, missing = projects_of(paths, unsaved)
    results = [_check_folder(root, targets, configure(root), progress, unsaved) for root, targets in projects.items()]
    return merge_results([RunResult(problems=tuple(missing)), *results])


def _check_folder(
    root: Path,
    targets: Sequence[Target],
    configuration: Configuration,
    progress: Progress | None,
    unsaved: Mapping[str, bytes],
) -> RunResult:
    """Check what the targets select of one project. Files given one by one are checked knowing all of the project."""
    settings = configuration.settings
    cache = None if configuration.cache is None else CacheFolder(configuration.cache)
    reader = Reader(settings.max_file_size, unsaved)
    files = find_files(root, targets, settings)
    pins = SdkPins()
    results = None
    if cache is not None and not unsaved:
        question = (str(root), settings, configuration.wants_judgement, configuration.wants_coverage)
        results = ResultCache(cache, files, question=question, reader=reader, others=pins.files_for(files.known))
        known = results.read()
        if known is not None:
            return known
    from steplint.pipeline.checking import check_files  # brings in the rules and all that they ask

    facts = None if cache is None else FactsCache(cache)
    result = check_files(files, configuration, progress, facts, reader, sdk_of=pins.of)
    if results is not None and facts is not None and not all(rule.is_always_selected for rule in configuration.rules):
        results.write(result)
        facts.tidy()
    if cache is not None and cache.note is not None and progress is not None:
        progress.note(cache.note)
    return result
