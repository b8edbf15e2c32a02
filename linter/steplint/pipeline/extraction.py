"""Reads files and gets their facts, each file once; what fails is kept apart and never ends the run."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Callable, Iterable

from steplint.diagnostics import Place, Problem, Span
from steplint.model.module import ModuleModel
from steplint.pipeline.cache import FactsCache
from steplint.pipeline.configuration import Progress
from steplint.pipeline.outcomes import Facts, Failure, Outcome, SyntaxFault, decode_facts, read_text
from steplint.pipeline.workers import FEWEST, read_in_processes
from steplint.rule import BrokenFile
from steplint.source.file import SourceFile


class Extractor:
    """The facts of files by path, with the syntax errors and problems met on the way.

    Facts always go through bytes, so that it makes no difference to anything that is asked of them whether they are new
    or from the cache, from here or from a worker.
    """

    def __init__(
        self,
        read: Callable[[str], SourceFile | Problem],
        progress: Progress | None = None,
        *,
        total: int = 0,
        cache: FactsCache | None = None,
        jobs: int = 1,
    ) -> None:
        self._read = read
        self._progress = progress
        self._total = total
        self._cache = cache
        self._jobs = jobs
        self._sources: dict[str, SourceFile] = {}
        self._models: dict[str, ModuleModel | None] = {}
        self._ahead: dict[str, Outcome] = {}
        """What was read before it was asked for; whether it is part of the run shows when it is."""
        self.broken: list[BrokenFile] = []
        self.problems: list[Problem] = []

    def load(self, path: str) -> ModuleModel | None:
        """The facts of a file; None when there are none, which is then on record."""
        if path not in self._models:
            if self._progress is not None and path not in self._ahead:
                self._progress.advance(path, self._total)
            source = self._source(path)
            self._models[path] = None if source is None else self._extract(source)
        return self._models[path]

    def read_ahead(self, paths: Iterable[str]) -> None:
        """Read files that will be, or are likely to be, asked for, several at once where that pays."""
        if self._jobs < 2:
            return
        wanted: dict[str, str] = {}
        for path in paths:
            if path in self._models or path in self._ahead:
                continue
            source = self._source(path, record=False)
            if source is not None and not (self._cache is not None and self._cache.has(source.text)):
                wanted[path] = source.text
        if len(wanted) < FEWEST:
            return
        import steplint.frontend.python  # noqa: F401 - once here, and not in every process

        for path, outcome in read_in_processes(wanted, self._jobs):
            if self._progress is not None:
                self._progress.advance(path, self._total)
            self._ahead[path] = outcome
            if self._cache is not None and isinstance(outcome, Facts):
                self._cache.write(wanted[path], outcome.data)

    def verify(self, path: str) -> None:
        """Record why a file cannot be read or parsed, if it cannot, without the cost of its facts."""
        source = self._source(path)
        if source is not None and not _is_plainly_valid(source.text):
            self.load(path)

    def analysed(self) -> list[str]:
        """The files whose facts are known, sorted."""
        return sorted(path for path, model in self._models.items() if model is not None)

    def text(self, path: str) -> str:
        """The text of a file; empty for one that cannot be read."""
        source = self._source(path, record=False)
        return "" if source is None else source.text

    def _source(self, path: str, *, record: bool = True) -> SourceFile | None:
        source = self._sources.get(path)
        if source is not None:
            return source
        read = self._read(path)
        if isinstance(read, Problem):
            if record:
                self.problems.append(read)
            return None
        return self._sources.setdefault(path, read)

    def _extract(self, source: SourceFile) -> ModuleModel | None:
        outcome = self._ahead.pop(source.path, None)
        if isinstance(outcome, Facts):
            return decode_facts(outcome.data)
        if not isinstance(outcome, Failure | SyntaxFault):
            cached = None if self._cache is None else self._cache.read(source.text)
            model = None if cached is None else decode_facts(cached)
            if model is not None:
                return model
            outcome, model = read_text(source.text)
            if model is not None:
                return model
        match outcome:
            case Facts(data=data):
                if self._cache is not None:
                    self._cache.write(source.text, data)
                return decode_facts(data)
            case SyntaxFault():
                self.broken.append(_broken(source, outcome))
            case Failure(kind=kind, message=message):
                self.problems.append(Problem(kind, source.path, message))
            case _:
                pass
        return None


def _is_plainly_valid(text: str) -> bool:
    """Whether the running Python can parse a text; when not, the front end has the last word."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def _broken(source: SourceFile, error: SyntaxFault) -> BrokenFile:
    """A file that is not Python; the place is kept inside the file, whatever the parser said."""
    line = min(max(error.line, 1), len(source.lines))
    length = len(source.lines[line - 1])
    column = min(max(error.column, 1), length + 1)
    place = Place(source.path, Span(line, column, line, min(column + 1, length + 1)))
    return BrokenFile(place, error.message)
