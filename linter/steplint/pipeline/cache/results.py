"""Results of whole runs, for when nothing has changed: no file of the project, no setting, no rule, no library.

A file is taken to be unchanged when its times, its size and its number on the disk are; where it was changed so shortly
before a run that a later change might leave the same times, its bytes are compared.
"""

from __future__ import annotations

import os
import time
from collections.abc import Sequence

import msgspec

from steplint.diagnostics import RunResult
from steplint.pipeline.cache import made_with
from steplint.pipeline.cache.digests import blake2b
from steplint.pipeline.cache.folder import CacheFolder
from steplint.source.discovery import ProjectFiles
from steplint.source.file import Reader

_GROUP = "results"
_SAFE_AGE = 2_000_000_000
"""Nanoseconds after which a file's next change surely shows in its times, on any file system."""
_MOST_ENTRIES = 32
"""Questions whose answers are kept; the oldest go first."""


class _Kept(msgspec.Struct, frozen=True, array_like=True):
    """A result, and the files it was made from: `state` of all of them, and the digests of those that were young."""

    state: bytes
    young: dict[str, bytes]
    result: RunResult


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(_Kept)


class ResultCache:
    """The result of one question (settings, targets, rules) about a project, as its files are now; `others`
    are files beside its Python files that it depends on.
    """

    def __init__(
        self, folder: CacheFolder, files: ProjectFiles, *, question: object, reader: Reader, others: Sequence[str] = ()
    ) -> None:
        self._folder = folder
        self._files = files
        self._others = tuple(others)
        self._reader = reader
        self._made_with = made_with.for_results(folder)
        asked = repr((question, files.selected, files.named, files.problems, self._others, os.getcwd()))
        digest = blake2b(asked.encode("utf-8", "surrogatepass"), digest_size=20).hexdigest()
        self._name = f"{_GROUP}/{digest}"
        self._started = time.time_ns()
        self._state, self._young = self._look()

    def read(self) -> RunResult | None:
        """The result, when it is known and still right."""
        data = self._folder.read(self._name, self._made_with)
        if data is None:
            return None
        try:
            kept = _decoder.decode(data)
        except (msgspec.MsgspecError, RecursionError, ValueError):
            return None
        is_same = kept.state == self._state and all(self._digest(path) == digest for path, digest in kept.young.items())
        return kept.result if is_same else None

    def write(self, result: RunResult) -> None:
        """Keep a result; not one with problems, which may have passed by next time, nor one of files that changed
        meanwhile.
        """
        if any(not problem.notice for problem in result.problems):
            return
        young = {path: self._digest(path) for path in self._young}
        if self._look()[0] != self._state or young != self._young:
            return
        try:
            data = _encoder.encode(_Kept(self._state, young, result))
        except UnicodeEncodeError:  # half a surrogate pair has no bytes
            return
        self._folder.write(self._name, self._made_with, data)
        for name in self._folder.names(_GROUP)[_MOST_ENTRIES:]:
            self._folder.drop(name)

    def _look(self) -> tuple[bytes, dict[str, bytes]]:
        """The state of all files, and digests of those too young to be told by their times."""
        digest = blake2b(digest_size=32)
        young: list[str] = []
        for path in (*self._files.known, *self._others):
            try:
                status = os.stat(path)
            except OSError:
                digest.update(repr((path, None)).encode("utf-8", "surrogatepass"))
                continue
            changed = max(status.st_mtime_ns, status.st_ctime_ns)
            if changed >= self._started - _SAFE_AGE:
                young.append(path)
            fields = (path, status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)
            digest.update(repr(fields).encode("utf-8", "surrogatepass"))
        return digest.digest(), {path: self._digest(path) for path in young}

    def _digest(self, path: str) -> bytes:
        data = self._reader.bytes(path)
        return blake2b(data, digest_size=32).digest() if isinstance(data, bytes) else b""
