"""A test on bytes that picks the files where workflows may be defined.

It is no verdict on helpers: those come in by imports.
"""

from __future__ import annotations

from collections.abc import Iterable

from steplint.diagnostics import Problem
from steplint.source.file import Reader

_SIGNS = (b"inngest", b"create_function")


def may_define_workflow(data: bytes) -> bool:
    """Whether a file's bytes name the SDK, or the method that makes a function of a client imported from elsewhere."""
    return any(sign in data for sign in _SIGNS)


class Mentions:
    """Which files hold which words; every word is looked for once, all that are asked for together in one pass."""

    def __init__(self, paths: Iterable[str], reader: Reader) -> None:
        self._paths = tuple(paths)
        self._reader = reader
        self._holders: dict[str, frozenset[str]] = {}

    def __call__(self, words: frozenset[str]) -> list[str]:
        """The files that hold any of the words, in order; those that cannot be read have been reported before."""
        new = {word: word.encode("utf-8") for word in sorted(words) if word not in self._holders}
        if new:
            found: dict[str, list[str]] = {word: [] for word in new}
            for path in self._paths:
                data = self._reader.bytes(path)
                if isinstance(data, bytes):
                    for word, needle in new.items():
                        if needle in data:
                            found[word].append(path)
            self._holders |= {word: frozenset(paths) for word, paths in found.items()}
        holders = frozenset().union(*(self._holders[word] for word in words))
        return [path for path in self._paths if path in holders]


def prefilter(paths: Iterable[str], reader: Reader) -> tuple[list[str], list[Problem]]:
    """The files that may define workflows, in order, and what kept others from being read."""
    roots: list[str] = []
    problems: list[Problem] = []
    for path in paths:
        data = reader.bytes(path)
        if isinstance(data, Problem):
            problems.append(data)
        elif may_define_workflow(data):
            roots.append(path)
    return roots, problems
