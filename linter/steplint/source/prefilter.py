"""A test on bytes that picks the files where workflows may be defined.

It is no verdict on helpers: those come in by imports.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence

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
        new = {word.encode("utf-8", "surrogatepass"): word for word in sorted(words) if word not in self._holders}
        if new:
            found: dict[str, set[str]] = {word: set() for word in new.values()}
            needles = _Needles(sorted(new))
            for path in self._paths:
                data = self._reader.bytes(path)
                if isinstance(data, bytes):
                    for needle in needles.within(data):
                        found[new[needle]].add(path)
            self._holders |= {word: frozenset(paths) for word, paths in found.items()}
        holders = frozenset().union(*(self._holders[word] for word in words))
        return [path for path in self._paths if path in holders]


class _Needles:
    """Many words to look for at once: where the common beginning of some is not, none of them is.

    The words of a project are much alike (`orders/…`, `users/…`), so most files are done after a few looks.
    """

    def __init__(self, needles: Sequence[bytes]) -> None:
        """`needles` are sorted."""
        alike = itertools.takewhile(_is_pair, zip(needles[0], needles[-1], strict=False))
        self._common = needles[0][: sum(1 for _ in alike)]
        self._needle = needles[0] if len(needles) == 1 else None
        middle = len(needles) // 2
        self._halves = () if len(needles) == 1 else (_Needles(needles[:middle]), _Needles(needles[middle:]))

    def within(self, data: bytes) -> Iterator[bytes]:
        """The needles that are in some data."""
        if self._common not in data:
            return
        if self._needle is not None:
            yield self._needle
        for half in self._halves:
            yield from half.within(data)


def _is_pair(both: tuple[int, int]) -> bool:
    return both[0] == both[1]


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
