"""The text of one source file, decoded as Python would decode it."""

from __future__ import annotations

import codecs
import errno
import os
import re
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from steplint.diagnostics import Problem, ProblemKind

_NEWLINE = re.compile(r"\r\n|\r|\n")
_DECLARES_ENCODING = re.compile(rb"coding[:=]")
_READ_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
_CHUNK = 1 << 20


@dataclass(frozen=True)
class SourceFile:
    """A file's text with its newlines as they are; `path` is relative to the working directory, `encoding` a codec's
    name.
    """

    path: str
    text: str
    encoding: str

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """The lines without their ends, cut where Python cuts them (and not, like `splitlines`, at form feeds)."""
        return split_lines(self.text)

    @property
    def newline(self) -> str:
        """How the first line ends; a newline for a file of one line."""
        match = _NEWLINE.search(self.text)
        return match[0] if match is not None else "\n"


def split_lines(text: str) -> tuple[str, ...]:
    """The lines of a text without their ends."""
    return tuple(_NEWLINE.split(text))


def read_bytes(path: str, *, max_size: int) -> bytes | Problem:
    """The bytes of a regular file; a problem when it cannot be read or is larger than `max_size` bytes.

    Never waits: a named pipe or a device is refused, also when it takes the place of a file at the last moment.
    """
    try:
        descriptor = os.open(path, _READ_FLAGS)
    except OSError as error:
        return _cannot_read(path, error)
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            return Problem(ProblemKind.UNREADABLE, path, "not a regular file")
        if status.st_size > max_size:
            return too_large(path, status.st_size, max_size)
        chunks = []
        while chunk := os.read(descriptor, max(status.st_size + 1, _CHUNK)):
            chunks.append(chunk)
        return b"".join(chunks)
    except OSError as error:
        return _cannot_read(path, error)
    finally:
        os.close(descriptor)


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads files of at most `max_size` bytes by path; `unsaved` stands for what its files hold on disk."""

    max_size: int
    unsaved: Mapping[str, bytes] = field(default_factory=dict)

    def bytes(self, path: str) -> bytes | Problem:
        """The bytes of a regular file, as `read_bytes` gives them."""
        data = self.unsaved.get(path)
        if data is None:
            return read_bytes(path, max_size=self.max_size)
        return data if len(data) <= self.max_size else too_large(path, len(data), self.max_size)

    def source(self, path: str) -> SourceFile | Problem:
        """The decoded file, or why there is none."""
        data = self.bytes(path)
        return data if isinstance(data, Problem) else decode_source(path, data)


def decode_source(path: str, data: bytes) -> SourceFile | Problem:
    """The text of a file's bytes by PEP 263: a byte order mark, a declaration in the first two lines, or UTF-8."""
    encoding = "utf-8-sig" if data.startswith(codecs.BOM_UTF8) else "utf-8"
    try:
        if _DECLARES_ENCODING.search(b"\n".join(data[:1000].split(b"\n", 2)[:2])):
            encoding = _declared_encoding(data)
        return SourceFile(path, data.decode(encoding), encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        named = "UTF-8" if encoding.startswith("utf-8") else encoding
        hint = "save it as UTF-8, or declare its encoding in the first line (`# coding: latin-1`)"
        byte = data[error.start : error.start + 1].hex()
        return Problem(ProblemKind.UNDECODABLE, path, f"not {named}: byte 0x{byte} on line {line}; {hint}", line)
    except (LookupError, SyntaxError, UnicodeError) as error:
        return Problem(ProblemKind.UNDECODABLE, path, f"cannot be decoded: {error}", 1)


def too_large(path: str, size: int, max_size: int) -> Problem:
    """The note on a file over the size cap."""
    message = f"skipped: {size} bytes are more than `max-file-size` ({max_size})"
    return Problem(ProblemKind.TOO_LARGE, path, message, notice=True)


def _declared_encoding(data: bytes) -> str:
    """The declared encoding; SyntaxError when it is unknown or contradicts the byte order mark."""
    import io  # few files declare one
    import tokenize

    return tokenize.detect_encoding(io.BytesIO(data).readline)[0]


def _cannot_read(path: str, error: OSError) -> Problem:
    if error.errno in {errno.ENOENT, errno.ENOTDIR}:
        return Problem(ProblemKind.MISSING, path, "no such file")
    return Problem(ProblemKind.UNREADABLE, path, f"cannot be read: {error.strerror}")
