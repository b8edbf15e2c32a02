"""Where a run's words go: the report to standard output, all else to standard error."""

from __future__ import annotations

import contextlib
import errno
import io
import os
import sys
from pathlib import Path

from steplint.diagnostics import SteplintError
from steplint.report.escape import visible
from steplint.source.write import write_atomically


class OutputError(Exception):
    """Standard output cannot take the report, for another reason than that nobody reads it."""


def prepare_streams() -> None:
    """Let both streams take any text: what their encoding does not have is escaped.

    Standard output is buffered also where Python was told not to (`PYTHONUNBUFFERED`): without a buffer, what one write
    leaves over, because a disk is full or a reader gone, would be lost without a word.
    """
    if isinstance(sys.stdout, io.TextIOWrapper) and isinstance(raw := sys.stdout.buffer, io.RawIOBase):
        encoding = sys.stdout.encoding
        sys.stdout.detach()
        sys.stdout = io.TextIOWrapper(io.BufferedWriter(raw), encoding=encoding)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def write(text: str) -> None:
    """Write a report to standard output. A reader that has gone away (`| head`) is no error; OutputError for others."""
    if sys.stdout is None:
        raise OutputError("standard output is closed")
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except OSError as error:
        _drop_output()
        if error.errno not in {errno.EPIPE, errno.EINVAL}:
            raise OutputError(error.strerror or str(error)) from error


def write_file(path: Path, text: str) -> None:
    """Write a report to a file, all of it or nothing, with the folders it needs; OutputError when that cannot be.

    What stands there and is no regular file, such as a device or a pipe, is written to and not replaced.
    """
    try:
        target = path.resolve()
        data = text.encode("utf-8", "backslashreplace")
        if target.exists() and not target.is_file():
            target.write_bytes(data)
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(str(target), data)
    except OSError as error:
        raise OutputError(f"{path}: {error.strerror or error}") from error


def complain(error: SteplintError) -> None:
    """Tell an error and its way out."""
    say(f"error: {visible(error.message)}")
    if error.hint:
        say(f"hint: {visible(error.hint)}")


def say(line: str) -> None:
    """Write a line to standard error, if there is one to write to."""
    if sys.stderr is not None:
        with contextlib.suppress(OSError):
            sys.stderr.write(line + "\n")
            sys.stderr.flush()


def wants_color(choice: str) -> bool:
    """Whether standard output gets colours: by the flag, else by the usual variables, else when it is a terminal."""
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR") or os.environ.get("CLICOLOR_FORCE", "0") != "0":
        return True
    return sys.stdout is not None and sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def links_shown() -> bool:
    """Whether standard output is a terminal, which makes links of what would be noise in a log."""
    return sys.stdout is not None and sys.stdout.isatty()


def terminal_width() -> int | None:
    """The columns of the terminal that standard output is, by `COLUMNS` or by what it says itself; None for no terminal
    and for one that does not say.
    """
    if sys.stdout is None or not sys.stdout.isatty():
        return None
    chosen = os.environ.get("COLUMNS", "")
    if chosen.isdecimal() and int(chosen):
        return int(chosen)
    try:
        return os.get_terminal_size(sys.stdout.fileno()).columns or None
    except OSError:
        return None


def _drop_output() -> None:
    """Send what is still buffered nowhere, so that the interpreter does not try again when it ends."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
