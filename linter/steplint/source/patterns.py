"""Patterns for files, as in .gitignore, relative to a folder of their own."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Sequence
from pathlib import Path


def path_test(folder: Path, patterns: Sequence[str]) -> Callable[[str], bool]:
    """Whether a path, relative to the working directory, is meant by patterns that are relative to a folder."""
    from pathspec import GitIgnoreSpec  # a tenth of a second that most runs do not need

    spec = GitIgnoreSpec.from_lines(patterns)

    @functools.cache
    def matches(path: str) -> bool:
        try:
            relative = os.path.relpath(path, folder).replace(os.sep, "/")
        except ValueError:  # another drive
            return False
        return relative != ".." and not relative.startswith("../") and spec.match_file(relative)

    return matches
