"""The file of a baseline: JSON Lines, a header and one entry a line, sorted, so that branches merge line by line."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

import msgspec
from msgspec import Meta

from steplint.diagnostics import SteplintError
from steplint.source.write import write_atomically

VERSION = 1
_KEY = "steplint-baseline"
_HEADER = b'{"%s":%d}' % (_KEY.encode(), VERSION)
_CONFLICT = ("<<<<<<<", "|||||||", "=======", ">>>>>>>")

Number = Annotated[int, Meta(ge=1)]
Digest = Annotated[str, Meta(pattern="^[0-9a-f]{16}$")]
Context = Annotated[str, Meta(pattern="^[0-9a-f]{8}(/([0-9a-f]{8}(,[0-9a-f]{8})*)?){2}$")]


class Entry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A finding that was accepted.

    `path` is relative to the folder of the baseline, with `/` between its parts. `text` is the start of the statement,
    for people; `statement` is the digest of its form. `number` tells equal entries apart and never changes. `context`
    has the digests of the definitions around the statement and of the statements next to it, as far as they help to
    tell it from its equals. `reason` may be written by hand and stays.
    """

    path: str
    code: str
    workflow: str | None
    text: str
    statement: Digest
    number: Number
    context: Context
    reason: str | None = None

    @property
    def sort_key(self) -> tuple[str, str, str, str, int, str]:
        """Entries stand by file, rule and workflow; the rest makes the order certain."""
        return (self.path, self.code, self.workflow or "", self.statement, self.number, self.context)


@dataclass(frozen=True, slots=True)
class Baseline:
    """The entries of a baseline with their 1-based lines; `path` is as the user gave it."""

    path: str
    entries: tuple[Entry, ...] = ()
    lines: tuple[int, ...] = ()

    @property
    def folder(self) -> str:
        """The folder that the paths of entries are relative to."""
        return os.path.dirname(os.path.abspath(self.path))


def read_baseline(path: str) -> Baseline | None:
    """The baseline in a file; None when there is no such file.

    SteplintError, with file and line, for one that is damaged or is something else.
    """
    try:
        with open(path, "rb") as file:
            data = file.read()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise SteplintError(f"{path}: cannot read the baseline: {error.strerror}") from None
    lines = data.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n").split(b"\n")
    _check_header(path, lines[0])
    entries: dict[Entry, int] = {}  # a merge may leave the same line twice
    for number, line in enumerate(lines[1:], start=2):
        if line.strip() and line.strip() != _HEADER:
            entries.setdefault(_decode(path, number, line), number)
    return Baseline(path, tuple(entries), tuple(entries.values()))


def write_baseline(path: str, entries: Sequence[Entry]) -> None:
    """Write a baseline; SteplintError when that cannot be done."""
    lines = [_HEADER, *(msgspec.json.encode(entry) for entry in sorted(entries, key=lambda entry: entry.sort_key))]
    try:
        write_atomically(path, b"\n".join(lines) + b"\n")
    except OSError as error:
        raise SteplintError(f"{path}: cannot write the baseline: {error.strerror}") from None


def _check_header(path: str, line: bytes) -> None:
    try:
        header = msgspec.json.decode(line, type=dict[str, object])
    except (msgspec.DecodeError, UnicodeDecodeError):
        header = {}
    version = header.get(_KEY)
    if not isinstance(version, int):
        _refuse_conflict(path, 1, line)
        raise SteplintError(f"{path}:1: this is no baseline of steplint", "its first line must be " + _HEADER.decode())
    if version != VERSION:
        raise SteplintError(f"{path}:1: this baseline has version {version}, this steplint knows version {VERSION}")


def _decode(path: str, number: int, line: bytes) -> Entry:
    try:
        return msgspec.json.decode(line, type=Entry)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        _refuse_conflict(path, number, line)
        reason = str(error)
        raise SteplintError(
            f"{path}:{number}: this is no entry of a baseline: {reason[0].lower()}{reason[1:]}",
            "take the line out, or restore the file and run `--update-baseline`",
        ) from None


def _refuse_conflict(path: str, number: int, line: bytes) -> None:
    if line.decode("utf-8", "replace").startswith(_CONFLICT):
        raise SteplintError(
            f"{path}:{number}: a merge conflict is not resolved",
            "keep the entries of both sides and take the marks out; then run `--update-baseline`",
        )
