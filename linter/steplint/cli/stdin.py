"""`-`: a text on standard input, which an editor has and the disk has not."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence

import click

from steplint.diagnostics import SteplintError

STANDARD_INPUT = "-"


def standard_input(paths: Sequence[str], filename: str | None) -> tuple[Sequence[str], Mapping[str, bytes]]:
    """The paths with the file that standard input stands for, and its text by that file's path, as reports show it.

    Without a name for it, it is a file of the working directory called `-`. UsageError for options that do not go
    together, SteplintError when it cannot be read.
    """
    if STANDARD_INPUT not in paths:
        if filename is not None:
            raise click.UsageError("--stdin-filename needs `-` for a path")
        return paths, {}
    if len(paths) > 1:
        raise click.UsageError("`-` is checked alone, without other paths")
    from steplint.source.discovery import display_path  # lists files, which `--help` needs not

    path = display_path(STANDARD_INPUT if filename is None else filename)
    return (path,), {path: _read()}


def _read() -> bytes:
    try:
        return sys.stdin.buffer.read()
    except AttributeError:  # Python has none for a stream that was closed before it started
        raise SteplintError("standard input is closed", "pipe a file into it") from None
    except OSError as error:
        raise SteplintError(f"standard input cannot be read: {error.strerror}") from error
