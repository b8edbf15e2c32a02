"""A run from paths to a result, read from top to bottom."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from steplint.diagnostics import Problem, RunResult, merge_results
from steplint.pipeline.extraction import Extractor, Progress
from steplint.pipeline.filtering import filter_findings
from steplint.project import build_project
from steplint.rule import Grading, Rule, run_rules
from steplint.settings import Settings
from steplint.source.discovery import ProjectFiles, Target, find_files, projects_of
from steplint.source.file import SourceFile, read_source
from steplint.source.prefilter import may_define_workflow, mentioning, prefilter
from steplint.stack import with_deep_stack


@dataclass(frozen=True, slots=True)
class Configuration:
    """How one project is checked."""

    settings: Settings
    rules: Sequence[Rule]


def check_paths(
    paths: Sequence[str], configure: Callable[[Path], Configuration], *, progress: Progress | None = None
) -> RunResult:
    """Check files and folders. `configure` is asked for each project, by its folder."""
    projects, missing = projects_of(paths)
    results = [_check_folder(root, targets, configure(root), progress) for root, targets in projects.items()]
    return merge_results([RunResult(problems=tuple(missing)), *results])


def check_sources(sources: Mapping[str, str], *, settings: Settings, rules: Sequence[Rule]) -> RunResult:
    """Check texts by their paths, as one project that is all in memory."""
    paths = tuple(sorted(sources))
    files = ProjectFiles(known=paths, selected=paths, named=())
    roots = [path for path in paths if may_define_workflow(sources[path].encode("utf-8", "surrogatepass"))]
    extractor = Extractor(lambda path: SourceFile(path, sources[path], "utf-8"))

    def mentions(words: frozenset[str]) -> list[str]:
        return [path for path in paths if any(word in sources[path] for word in words)]

    return _check(files, roots, extractor, Configuration(settings, rules), [], mentions)


def _check_folder(
    root: Path, targets: Sequence[Target], configuration: Configuration, progress: Progress | None
) -> RunResult:
    """Check what the targets select of one project. Files given one by one are checked knowing all of the project."""
    max_size = configuration.settings.max_file_size
    files = find_files(root, targets, configuration.settings)
    candidates = files.known if files.named else files.selected
    roots, problems = prefilter(candidates, max_size=max_size)
    extractor = Extractor(lambda path: read_source(path, max_size=max_size), progress, total=len(roots))
    for path in files.named:
        if path not in roots:
            extractor.verify(path)
    selected = frozenset(files.selected)
    problems = [*files.problems, *(problem for problem in problems if problem.path in selected)]
    mentions = functools.partial(mentioning, candidates, max_size=max_size)
    return _check(files, roots, extractor, configuration, problems, mentions)


def _check(
    files: ProjectFiles,
    roots: Sequence[str],
    extractor: Extractor,
    configuration: Configuration,
    problems: Sequence[Problem],
    mentions: Callable[[frozenset[str]], Sequence[str]],
) -> RunResult:
    settings = configuration.settings
    project = build_project(settings=settings, files=files.known, roots=roots, load=extractor.load, mentions=mentions)
    findings, failures = with_deep_stack(lambda: run_rules(project, configuration.rules))
    result = filter_findings(
        [*extractor.syntax_errors, *findings],
        [*problems, *extractor.problems, *failures],
        settings=settings,
        grading=Grading(settings, configuration.rules),
        files=files,
        text_of=extractor.text,
        workflows=[workflow.place.path for workflow in project.workflows],
    )
    return replace(result, rules=tuple(sorted(rule.code for rule in configuration.rules)))
