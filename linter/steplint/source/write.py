"""Writes files so that nobody ever sees half of one."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from typing import BinaryIO

from steplint.diagnostics import Problem, ProblemKind
from steplint.source.file import SourceFile

_WRITE_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)


def replace_source(source: SourceFile, text: str) -> Problem | None:
    """Put another text into a file, in its own encoding; a problem when that cannot be done."""
    try:
        write_atomically(source.path, text.encode(source.encoding))
    except UnicodeEncodeError as error:
        missing = error.object[error.start : error.start + 1]
        message = f"not changed: its encoding {source.encoding} has no character {missing!r}"
        return Problem(ProblemKind.UNREADABLE, source.path, message)
    except OSError as error:
        return Problem(ProblemKind.UNREADABLE, source.path, f"cannot be written: {error.strerror}")
    return None


def write_atomically(path: str, data: bytes) -> None:
    """Write a file that is there as a whole or not at all; its permissions stay, and so does a link to it.

    OSError when that fails; then the file is as it was.
    """
    target = os.path.realpath(path)
    with replacing(target, mode=0o666) as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
        with contextlib.suppress(FileNotFoundError):
            os.chmod(file.name, os.stat(target).st_mode & 0o7777)


@contextlib.contextmanager
def replacing(target: str, *, mode: int) -> Iterator[BinaryIO]:
    """A new file, of the given mode, that takes the place of `target` when nothing went wrong, and is gone otherwise.

    Not synced: whoever wants that does it.
    """
    temporary = os.path.join(os.path.dirname(target), f".steplint-{os.urandom(8).hex()}.tmp")
    file = open(temporary, "wb", opener=lambda name, _: os.open(name, _WRITE_FLAGS, mode))  # noqa: SIM115
    try:
        with file:
            yield file
        os.replace(temporary, target)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise
