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


def mentioning(paths: Iterable[str], words: frozenset[str], reader: Reader) -> list[str]:
    """The files that hold any of the words, in order; those that cannot be read have been reported before."""
    needles = [word.encode("utf-8") for word in sorted(words)]
    found: list[str] = []
    for path in paths:
        data = reader.bytes(path)
        if isinstance(data, bytes) and any(needle in data for needle in needles):
            found.append(path)
    return found


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
