"""The folder of a cache: how entries get in and out, whole or not at all, and how the folder is known to be ours.

An entry starts with a checksum over its name, its contents, what it was made with, and which folder it was made in. So
what is damaged, of another version, or brought here from elsewhere (checked out with a repository, unpacked, copied)
does not match, and counts as not there. Entries hold data only; nothing in them is ever run.
"""

from __future__ import annotations

import contextlib
import os
import stat
from pathlib import Path

from steplint.pipeline.cache.digests import blake2b
from steplint.source.write import replacing

DEFAULT_FOLDER = ".steplint_cache"

_TAG = "CACHEDIR.TAG"
_TAG_TEXT = b"Signature: 8a477f597d28d172789f06886806bc55\n# A cache of steplint, see https://bford.info/cachedir/\n"
_FILES = {_TAG: _TAG_TEXT, ".gitignore": b"# Made by steplint.\n*\n"}
_SUFFIX = ".entry"
_MAGIC = b"steplint cache 1\n"
_DIGEST = 32
_MOST_BYTES = 256 * 1024 * 1024
"""A larger entry was not made by us."""
_READ = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)
_BINARY = getattr(os, "O_BINARY", 0)


class NotACacheError(Exception):
    """A folder that was to be removed is not a cache of steplint."""


class CacheFolder:
    """Entries by name. Reading gives None for whatever is not right; writing fails in silence but for `note`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.note: str | None = None
        """Why nothing can be kept here, once that is known."""
        self._identity = b""
        self._is_open = self._open()

    def read(self, name: str, made_with: bytes) -> bytes | None:
        """The contents of an entry that was made with the same; None when there is none."""
        if not self._is_open:
            return None
        data = _contents(self._place(name))
        start = len(_MAGIC) + _DIGEST
        if data is None or not data.startswith(_MAGIC):
            return None
        contents = memoryview(data)[start:]
        if data[len(_MAGIC) : start] != self._checksum(name, made_with, contents):
            return None
        return bytes(contents)

    def has(self, name: str) -> bool:
        """Whether there is an entry, right or not."""
        return self._is_open and os.path.exists(self._place(name))

    def write(self, name: str, made_with: bytes, contents: bytes) -> None:
        """Keep an entry: all of it or nothing, also when two runs write it at once."""
        if not self._is_open:
            return
        path = self._place(name)
        try:
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with replacing(path, mode=0o600) as file:  # what a crash of the system damages, its checksum tells
                file.write(_MAGIC + self._checksum(name, made_with, memoryview(contents)))
                file.write(contents)
        except OSError as error:
            self._is_open = False
            self.note = f"{self.path}: nothing can be kept: {error.strerror or error}"

    def names(self, group: str) -> list[str]:
        """The entries of a group, the one written last first."""
        found: list[tuple[int, str]] = []
        for folder, _, files in os.walk(self.path / group):
            inside = os.path.relpath(folder, self.path).replace(os.sep, "/")
            for file in files:
                with contextlib.suppress(OSError):  # another run may have let go of it
                    if file.endswith(_SUFFIX):
                        written = os.lstat(os.path.join(folder, file)).st_mtime_ns
                        found.append((written, f"{inside}/{file.removesuffix(_SUFFIX)}"))
        return [name for _, name in sorted(found, reverse=True)]

    def drop(self, name: str) -> None:
        """Let go of an entry."""
        with contextlib.suppress(OSError):
            os.unlink(self._place(name))

    def _place(self, name: str) -> str:
        return os.path.join(self.path, *name.split("/")) + _SUFFIX

    def _open(self) -> bool:
        """Make the folder, unless it is there, and learn which one it is."""
        try:
            with contextlib.suppress(FileExistsError):
                os.mkdir(self.path, 0o755)
                for name, text in _FILES.items():
                    (self.path / name).write_bytes(text)
            status = os.lstat(self.path)
            if not stat.S_ISDIR(status.st_mode):
                self.note = f"{self.path}: nothing can be kept: it is not a folder"
                return False
            if not _is_ours(self.path):
                if os.listdir(self.path):
                    self.note = f"{self.path}: nothing can be kept: it is not a cache of steplint"
                    return False
                for name, text in _FILES.items():
                    (self.path / name).write_bytes(text)
        except OSError as error:
            self.note = f"{self.path}: nothing can be kept: {error.strerror or error}"
            return False
        # A folder that came with a repository or an archive has other numbers here than where it was made.
        self._identity = f"{status.st_dev}:{status.st_ino}:{os.path.realpath(self.path)}".encode(
            "utf-8", "surrogateescape"
        )
        return True

    def _checksum(self, name: str, made_with: bytes, contents: memoryview) -> bytes:
        digest = blake2b(digest_size=_DIGEST)
        for part in (name.encode(), made_with, self._identity):
            digest.update(len(part).to_bytes(8, "big"))
            digest.update(part)
        digest.update(contents)
        return digest.digest()


def remove_cache(path: Path) -> bool:
    """Remove a cache; False when there is none. NotACacheError for what is not one, OSError when it cannot be."""
    if not os.path.lexists(path):
        return False
    if path.is_symlink() or not path.is_dir() or not _is_ours(path):
        raise NotACacheError(f"{path} is not a cache of steplint")
    import shutil  # it brings in every kind of archive

    shutil.rmtree(path)
    return True


def may_be_cache(path: Path) -> bool:
    """Whether a path is a cache, or free to become one: an empty folder, or nothing yet."""
    try:
        return not os.path.lexists(path) or _is_ours(path) or not os.listdir(path)
    except OSError:
        return False


def _is_ours(path: Path) -> bool:
    return _contents(os.path.join(path, _TAG)) == _TAG_TEXT


def _contents(path: str) -> bytes | None:
    """The bytes of a regular file; never waits, and follows no link."""
    try:
        descriptor = os.open(path, _READ | _BINARY)
    except OSError:
        return None
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode) or status.st_size > _MOST_BYTES:
            return None
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            return file.read()
    except OSError:
        return None
    finally:
        os.close(descriptor)
