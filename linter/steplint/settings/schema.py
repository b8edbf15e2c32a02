"""Every setting there is.

A field with a description is an option: its name in kebab-case, its type, its default, what it does, and examples of
its value. Documentation, the JSON schema, merging and errors are made from that. In `Meta.extra`, `parse` turns a raw
value into the field's or raises ValueError; `type`, `schema` and `show` say what the type cannot: the words for it,
the JSON schema (all of it where there is a `parse`, else what comes on top) and a value as people write it; `merge`
says how a value goes together with the one it extends.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from steplint.diagnostics import Confidence, Severity
from steplint.settings.toml_lines import KeyPath
from steplint.settings.units import DURATION, SIZE, parse_duration, parse_size, show_duration, show_size
from steplint.settings.version import parse_sdk_versions, parse_version_specifier

EffectName = Literal[
    "email",
    "notification",
    "system-notification",
    "direct-notification",
    "session",
    "http",
    "http-read",
    "database-read",
    "database-write",
    "database-change",
    "llm",
    "file",
    "file-read",
    "process",
    "queue",
    "payment",
    "sleep",
    "log",
    "metric",
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


ADD = {"merge": "add"}
"""Of an option whose elements are added to those of the file that is extended, where others replace them."""


class Origin(msgspec.Struct, frozen=True):
    """Where a value came from: a file or a flag as people know it, the line in it where there is one, and the folder
    that patterns are relative to.
    """

    path: str
    folder: str
    line: int | None = None

    def __str__(self) -> str:
        return self.path if self.line is None else f"{self.path}:{self.line}"


class CommandLine(msgspec.Struct, frozen=True):
    """What the command line says about rules on top of the settings: it goes before them, however exact they are.

    `per_file_ignores` are pairs of a pattern, relative to the working directory, and selectors. With `force_exclude`
    what the settings exclude is left out also where it was named.
    """

    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    per_file_ignores: tuple[tuple[str, tuple[str, ...]], ...] = ()
    force_exclude: bool = False


class EventSchema(msgspec.Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """What the data of an event must hold."""

    required: Annotated[tuple[str, ...], Meta(description="Keys that every event of this name has.")] = ()
    model: Annotated[
        str | None,
        Meta(description="The dotted name of a class of the project whose fields without a default are required."),
    ] = None


class Settings(msgspec.Struct, frozen=True, kw_only=True, rename="kebab"):
    """The settings of one run over one project."""

    extend: Annotated[
        str | None,
        Meta(
            description="A settings file to start from, relative to this file. Its values count where this file says "
            "nothing: tables go together key by key, and what options named `extend-…` list is added up.",
            examples=["../steplint.toml"],
        ),
    ] = None
    required_version: Annotated[
        str | None,
        Meta(
            description="The versions of steplint that may read these settings; any other stops with an error. A bare "
            "version means exactly that one.",
            examples=[">=0.1"],
            extra={"parse": parse_version_specifier, "schema": {"type": "string"}},
        ),
    ] = None
    select: Annotated[
        tuple[str, ...],
        Meta(
            description="Rules to run: codes, prefixes of codes, names, categories, or ALL.",
            examples=[["critical", "SL1", "undescriptive-step-name"]],
            extra={"schema": {"items": {"$ref": "#/definitions/selector"}}},
        ),
    ] = ("ALL",)
    extend_select: Annotated[
        tuple[str, ...],
        Meta(
            description="Rules to run besides those of `select`.",
            examples=[["SL105"]],
            extra={**ADD, "schema": {"items": {"$ref": "#/definitions/selector"}}},
        ),
    ] = ()
    ignore: Annotated[
        tuple[str, ...],
        Meta(
            description="Rules not to run; the more exact of `select` and `ignore` wins, `ignore` when they are equal.",
            examples=[["SL003"]],
            extra={"schema": {"items": {"$ref": "#/definitions/selector"}}},
        ),
    ] = ()
    per_file_ignores: Annotated[
        dict[str, tuple[str, ...]],
        Meta(
            description="Rules whose findings in some files are not wanted: for each pattern, as in .gitignore and "
            "relative to this file, selectors as in `select`. A pattern that starts with `!` means all other files.",
            examples=[{"scripts/": ["ALL"], "*_old.py": ["SL105"]}],
            extra={"schema": {"additionalProperties": {"items": {"$ref": "#/definitions/selector"}}}},
        ),
    ] = {}
    severity: Annotated[
        dict[str, Severity],
        Meta(
            description="Severities of your own for rules, by code or name.",
            examples=[{"SL105": "advisory"}],
            extra={"schema": {"propertyNames": {"$ref": "#/definitions/rule"}}},
        ),
    ] = {}
    min_severity: Annotated[
        Severity,
        Meta(
            description="The mildest findings to show: critical, mandatory or advisory.",
            examples=["mandatory"],
        ),
    ] = Severity.ADVISORY
    min_confidence: Annotated[
        Confidence,
        Meta(description="The least sure findings to show: high, medium or low.", examples=["low"]),
    ] = Confidence.MEDIUM
    fail_on: Annotated[
        Severity,
        Meta(
            description="The mildest findings that fail a run, with status 1: critical, mandatory or advisory. Milder "
            "ones are shown and do not fail.",
            examples=["critical"],
        ),
    ] = Severity.MANDATORY
    exclude: Annotated[
        tuple[str, ...],
        Meta(
            description="Files and folders not to search, as .gitignore patterns; replaces the built-in list.",
            examples=[[".venv", "generated/"]],
        ),
    ] = DEFAULT_EXCLUDE
    extend_exclude: Annotated[
        tuple[str, ...],
        Meta(
            description="Files and folders not to search, besides those of `exclude`.",
            examples=[["migrations/", "app/generated_*.py"]],
            extra=ADD,
        ),
    ] = ()
    respect_gitignore: Annotated[
        bool,
        Meta(description="Whether to leave out what git ignores.", examples=[False]),
    ] = True
    max_file_size: Annotated[
        int,
        Meta(
            description='Larger files are skipped with a note: bytes, or text like "512KiB".',
            examples=["1MiB"],
            extra={
                "parse": parse_size,
                "show": show_size,
                "type": "int | str",
                "schema": {"anyOf": [{"type": "integer", "minimum": 1}, {"type": "string", "pattern": SIZE}]},
            },
        ),
    ] = 512 * 1024
    cache_dir: Annotated[
        str | None,
        Meta(
            description="The folder to keep what later runs can use, relative to this file; `.steplint_cache` in the "
            "project's folder when not set.",
            examples=["build/steplint"],
        ),
    ] = None
    min_email_delay: Annotated[
        float,
        Meta(
            description='The least wait between two e-mails of one workflow: text like "45s", or seconds.',
            examples=["1m30s"],
            extra={
                "parse": parse_duration,
                "show": show_duration,
                "type": "float | str",
                "schema": {"anyOf": [{"type": "number", "minimum": 0}, {"type": "string", "pattern": DURATION}]},
            },
        ),
    ] = 45.0
    error_handling: Annotated[
        tuple[ErrorHandling, ...],
        Meta(
            description="What counts as error handling of a workflow: `try`, a failure handler (`on-failure`), or "
            "both.",
            examples=[["try"]],
        ),
    ] = ("try", "on-failure")
    effects: Annotated[
        dict[EffectName, tuple[str, ...]],
        Meta(
            description="Names added to the effect catalogue: for each effect, qualified or bare names of callables.",
            examples=[{"email": ["app.post.deliver"], "notification": ["notify_user"]}],
        ),
    ] = {}
    clear: Annotated[
        tuple[str, ...],
        Meta(description="Names removed from the effect catalogue.", examples=[["app.mail.send_email"]]),
    ] = ()
    require_reason: Annotated[
        bool,
        Meta(description="Whether a suppression comment must say why (SL904).", examples=[True]),
    ] = False
    server_actions: Annotated[
        tuple[str, ...],
        Meta(
            description="The modules that may send events, as .gitignore patterns relative to this file; a send "
            "elsewhere outside of workflows is reported. When empty, any module may.",
            examples=[["app/actions/**"]],
        ),
    ] = ()
    target_sdk: Annotated[
        str | None,
        Meta(
            description="The version of the Inngest SDK that the code runs with: a version or a range. When it is not "
            "given, lock files, requirement files and `pyproject.toml` are asked, the nearest first.",
            examples=["0.5"],
            extra={"parse": parse_sdk_versions, "schema": {"type": "string"}},
        ),
    ] = None
    events: Annotated[
        dict[str, EventSchema],
        Meta(
            description="What the data of events must hold: for each event's name the required keys, or a model of "
            "the project by its dotted name.",
            examples=[{"trip/created": {"required": ["trip_id"]}}],
        ),
    ] = {}
    rules: Annotated[
        dict[str, dict[str, Any]],
        Meta(
            description="Options of single rules, in one table for each rule name.",
            examples=[{"undescriptive-step-name": {"generic-words": ["foo"]}}],
        ),
    ] = {}
    origins: Mapping[KeyPath, Origin] = {}
    """Where each value came from, by the path of its key, which may end in the index of an array's element."""
    files: tuple[str, ...] = ()
    """The settings files read, the one found first, as people know them."""
    command_line: CommandLine = CommandLine()

    def origin(self, *key: str | int) -> Origin | None:
        """Where a value came from, or else the table or array that it lies in; None for a default."""
        return next((self.origins[key[:n]] for n in range(len(key), 0, -1) if key[:n] in self.origins), None)

    def where(self, *key: str | int) -> str:
        """The place of a value for error messages, `file:line: `; empty for values that came from no file."""
        origin = self.origin(*key)
        return "" if origin is None else f"{origin}: "

    def folder(self, *key: str | int) -> Path | None:
        """The folder that the pattern at this key is relative to; None for a default."""
        origin = self.origin(*key)
        return None if origin is None else Path(origin.folder)
