"""Reads files and gets their facts, each file once; what fails is kept apart and never ends the run."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Callable
from typing import Protocol

from steplint.diagnostics import Place, Problem, Span
from steplint.frontend.python import ExtractionFailure, SourceSyntaxError, extract
from steplint.model.module import ModuleModel
from steplint.rule import BrokenFile
from steplint.source.file import SourceFile


class Progress(Protocol):
    """Is told how far a run is."""

    def advance(self, path: str, total: int) -> None:
        """A file is about to be read, one of at least `total`."""


class Extractor:
    """The facts of files by path, with the syntax errors and problems met on the way."""

    def __init__(
        self, read: Callable[[str], SourceFile | Problem], progress: Progress | None = None, *, total: int = 0
    ) -> None:
        self._read = read
        self._progress = progress
        self._total = total
        self._sources: dict[str, SourceFile] = {}
        self._models: dict[str, ModuleModel | None] = {}
        self.broken: list[BrokenFile] = []
        self.problems: list[Problem] = []

    def load(self, path: str) -> ModuleModel | None:
        """The facts of a file; None when there are none, which is then on record."""
        if path not in self._models:
            if self._progress is not None:
                self._progress.advance(path, self._total)
            source = self._source(path)
            self._models[path] = None if source is None else self._extract(source)
        return self._models[path]

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
        try:
            return extract(source.text)
        except SourceSyntaxError as error:
            self.broken.append(_broken(source, error))
        except ExtractionFailure as failure:
            self.problems.append(Problem(failure.kind, source.path, failure.message))
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


def _broken(source: SourceFile, error: SourceSyntaxError) -> BrokenFile:
    """A file that is not Python; the place is kept inside the file, whatever the parser said."""
    line = min(max(error.line, 1), len(source.lines))
    length = len(source.lines[line - 1])
    column = min(max(error.column, 1), length + 1)
    place = Place(source.path, Span(line, column, line, min(column + 1, length + 1)))
    return BrokenFile(place, error.message)
