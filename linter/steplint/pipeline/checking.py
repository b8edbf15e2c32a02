"""The check of one project, from its files to a result, read from top to bottom."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import msgspec

from steplint.diagnostics import Coverage, Gap, GapKind, Place, Problem, RunResult, Span
from steplint.pipeline.cache import FactsCache
from steplint.pipeline.configuration import Configuration, Progress
from steplint.pipeline.extraction import Extractor
from steplint.pipeline.filtering import filter_findings
from steplint.pipeline.workers import usable_processors
from steplint.project import build_project, measure
from steplint.rule import Grading, Rule, run_rules
from steplint.settings import Settings
from steplint.source.discovery import ProjectFiles
from steplint.source.file import Reader, SourceFile
from steplint.source.prefilter import Mentions, may_define_workflow, prefilter
from steplint.source.sdk_version import SdkVersions
from steplint.stack import with_deep_stack


def check_files(
    files: ProjectFiles,
    configuration: Configuration,
    progress: Progress | None,
    cache: FactsCache | None,
    reader: Reader,
    *,
    sdk_of: Callable[[str], SdkVersions] = lambda path: SdkVersions(),
) -> RunResult:
    """Check the files of a project, as `reader` reads them; `sdk_of` tells which SDK a file runs with."""
    candidates = files.known if files.named else files.selected
    roots, problems = prefilter(candidates, reader)
    extractor = Extractor(
        reader.source,
        progress,
        total=len(roots),
        cache=cache,
        jobs=configuration.jobs or usable_processors(),
    )
    for path in files.named:
        if path not in roots:
            extractor.verify(path)
    selected = frozenset(files.selected)
    problems = [*files.problems, *(problem for problem in problems if problem.path in selected)]
    mentions = Mentions(candidates, reader)
    is_whole = functools.partial(_is_whole, files.known, candidates, reader)
    return _check(files, roots, extractor, configuration, problems, mentions, is_whole=is_whole, sdk_of=sdk_of)


def check_sources(sources: Mapping[str, str], *, settings: Settings, rules: Sequence[Rule]) -> RunResult:
    """Check texts by their paths, as one project that is all in memory."""
    paths = tuple(sorted(sources))
    files = ProjectFiles(known=paths, selected=paths, named=())
    roots = [path for path in paths if may_define_workflow(sources[path].encode("utf-8", "surrogatepass"))]
    extractor = Extractor(lambda path: SourceFile(path, sources[path], "utf-8"))

    def mentions(words: frozenset[str]) -> list[str]:
        return [path for path in paths if any(word in sources[path] for word in words)]

    return _check(files, roots, extractor, Configuration(settings, rules), [], mentions, is_whole=lambda: True)


def _is_whole(known: Sequence[str], candidates: Sequence[str], reader: Reader) -> bool:
    """Whether none of the project's other files may define a workflow; the same file by another name is no other."""
    looked_at = set(candidates)
    others = [path for path in known if path not in looked_at]
    if not others:
        return True
    real = {os.path.realpath(path) for path in candidates}
    roots, _ = prefilter((path for path in others if os.path.realpath(path) not in real), reader)
    return not roots


def _check(
    files: ProjectFiles,
    roots: Sequence[str],
    extractor: Extractor,
    configuration: Configuration,
    problems: Sequence[Problem],
    mentions: Callable[[frozenset[str]], Sequence[str]],
    *,
    is_whole: Callable[[], bool],
    sdk_of: Callable[[str], SdkVersions] = lambda path: SdkVersions(),
) -> RunResult:
    settings = configuration.settings
    project = build_project(
        settings=settings,
        files=files.known,
        roots=roots,
        load=extractor.load,
        mentions=mentions,
        is_whole=is_whole,
        sdk_of=sdk_of,
    )
    project.running = frozenset(rule.code for rule in configuration.rules)
    extractor.read_ahead(roots)
    extractor.read_ahead(project.imported_by(roots))
    findings, failures = with_deep_stack(lambda: run_rules(project, configuration.rules))
    result = filter_findings(
        findings,
        [*problems, *extractor.problems, *failures],
        settings=settings,
        grading=Grading(settings, configuration.rules),
        rules=configuration.rules,
        files=files,
        broken=extractor.broken,
        analysed=extractor.analysed(),
        text_of=extractor.text,
        workflows=[workflow.place.path for workflow in project.workflows],
        is_whole=is_whole,
        wants_judgement=configuration.wants_judgement,
    )
    coverage = None
    if configuration.wants_coverage:
        coverage = _coverage(with_deep_stack(lambda: measure(project)), result, files, extractor)
    return replace(result, rules=tuple(sorted(rule.code for rule in configuration.rules)), coverage=coverage)


def _coverage(measured: Coverage, result: RunResult, files: ProjectFiles, extractor: Extractor) -> Coverage:
    """What was measured, of the files asked for, with the files that could not be read."""
    selected = frozenset(files.selected)
    start = Span(1, 1, 1, 1)
    unread = {problem.path: problem.kind.value for problem in result.problems if problem.path in selected}
    unread |= {b.place.path: "not valid Python" for b in extractor.broken if b.place.path in selected}
    gaps = [gap for gap in measured.gaps if gap.place.path in selected]
    gaps += [Gap(GapKind.UNREAD_FILE, Place(path, start), reason) for path, reason in unread.items()]
    return msgspec.structs.replace(
        measured,
        files=len(selected),
        read=len(selected & set(extractor.analysed())),
        gaps=tuple(sorted(gaps)),
    )
