"""Where reports go, and in which formats: `FORMAT:FILE` on the command line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click
from click.shell_completion import CompletionItem

from steplint.cli.choice import Word


@dataclass(frozen=True, slots=True)
class Destination:
    """A report in a format; `file` is None for standard output."""

    format: str
    file: Path | None = None


class ReportFile(click.ParamType[Destination]):
    """A format and a file, with a colon between; the file may have colons of its own."""

    name = "report"

    def __init__(self, *formats: str) -> None:
        self._formats = formats

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        """The words, as the help shows them."""
        return "FORMAT:FILE"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Destination:
        """The destination; a usage error for what is none."""
        if isinstance(value, Destination):  # click may ask twice
            return value
        word, colon, file = str(value).partition(":")
        if not (colon and word and file):
            self.fail(f"`{value}` must be a format, a colon and a file, like `sarif:steplint.sarif`", param, ctx)
        return Destination(Word(*self._formats).convert(word, param, ctx), Path(file))

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """The formats, as long as none is there."""
        return [CompletionItem(f"{each}:") for each in self._formats if f"{each}:".startswith(incomplete)]


def check_files(destinations: Sequence[Destination]) -> None:
    """Refuse two reports for one file, of which only the last would be left; UsageError."""
    files = [each.file for each in destinations if each.file is not None]
    known: set[Path] = set()
    for file in files:
        target = file.resolve()
        if target in known and (target.is_file() or not target.exists()):
            raise click.UsageError(f"two reports for one file: {file}")
        known.add(target)
