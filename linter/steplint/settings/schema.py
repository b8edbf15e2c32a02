"""Every setting there is. A field is an option: its name in kebab-case, its type, its default, and its description."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from steplint.diagnostics import Confidence
from steplint.settings.units import parse_duration, parse_size

EffectName = Literal[
    "email",
    "notification",
    "system-notification",
    "direct-notification",
    "session",
    "http",
    "database-read",
    "database-write",
    "llm",
    "file",
    "process",
    "queue",
    "payment",
    "sleep",
    "log",
]
ErrorHandling = Literal["try", "on-failure"]

DEFAULT_EXCLUDE = (
    ".bzr",
    ".direnv",
    ".eggs",
    ".git",
    ".git-rewrite",
    ".hg",
    ".ipynb_checkpoints",
    ".mypy_cache",
    ".nox",
    ".pants.d",
    ".pyenv",
    ".pytest_cache",
    ".pytype",
    ".ruff_cache",
    ".steplint_cache",
    ".svn",
    ".tox",
    ".venv",
    ".vscode",
    "__pycache__",
    "__pypackages__",
    "_build",
    "buck-out",
    "dist",
    "node_modules",
    "site-packages",
    "venv",
)


class Origin(msgspec.Struct, frozen=True):
    """Where values came from: the file as shown to people, the folder its patterns are relative to, the line of each
    key.

    A key's path may end in the index of an array's element.
    """

    path: str
    folder: str
    lines: Mapping[tuple[str | int, ...], int]


class Settings(msgspec.Struct, frozen=True, kw_only=True, rename="kebab"):
    """The settings of one run over one project."""

    select: Annotated[
        tuple[str, ...],
        Meta(description="Rules to run: codes, prefixes of codes, names, categories, or ALL."),
    ] = ("ALL",)
    ignore: Annotated[
        tuple[str, ...],
        Meta(
            description="Rules not to run; the more exact of `select` and `ignore` wins, `ignore` when they are equal."
        ),
    ] = ()
    min_confidence: Annotated[
        Confidence,
        Meta(description="The least sure findings to show: high, medium or low."),
    ] = Confidence.MEDIUM
    exclude: Annotated[
        tuple[str, ...],
        Meta(description="Files and folders not to search, as .gitignore patterns; replaces the built-in list."),
    ] = DEFAULT_EXCLUDE
    extend_exclude: Annotated[
        tuple[str, ...],
        Meta(description="Files and folders not to search, besides those of `exclude`."),
    ] = ()
    respect_gitignore: Annotated[
        bool,
        Meta(description="Whether to leave out what git ignores."),
    ] = True
    max_file_size: Annotated[
        int,
        Meta(
            description='Larger files are skipped with a note: bytes, or text like "512KiB".',
            extra={"parse": parse_size},
        ),
    ] = 512 * 1024
    min_email_delay: Annotated[
        float,
        Meta(
            description='The least wait between two e-mails of one workflow: text like "45s", or seconds.',
            extra={"parse": parse_duration},
        ),
    ] = 45.0
    error_handling: Annotated[
        tuple[ErrorHandling, ...],
        Meta(
            description="What counts as error handling of a workflow: `try`, a failure handler (`on-failure`), or both."
        ),
    ] = ("try", "on-failure")
    effects: Annotated[
        dict[EffectName, tuple[str, ...]],
        Meta(description="Names added to the effect catalogue: for each effect, qualified or bare names of callables."),
    ] = {}
    clear: Annotated[
        tuple[str, ...],
        Meta(description="Names removed from the effect catalogue."),
    ] = ()
    require_reason: Annotated[
        bool,
        Meta(description="Whether a suppression comment must say why (SL904)."),
    ] = False
    rules: Annotated[
        dict[str, dict[str, Any]],
        Meta(description="Options of single rules, in one table for each rule name."),
    ] = {}
    origin: Origin | None = None

    def where(self, *key: str | int) -> str:
        """The place of a value for error messages, `file:line: `; empty for values that came from no file."""
        if self.origin is None:
            return ""
        line = next((self.origin.lines[key[:n]] for n in range(len(key), 0, -1) if key[:n] in self.origin.lines), None)
        return f"{self.origin.path}: " if line is None else f"{self.origin.path}:{line}: "
