"""The formats: one line each. A format is a module with a function that is imported when somebody asks for it."""

from __future__ import annotations

import enum
import importlib
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import cast

from steplint.report.base import Reporter


class Part(enum.Flag):
    """What a report may hold besides the findings. What it does not hold is told on standard error."""

    NOTHING = 0
    PROBLEMS = enum.auto()
    """Also of a run that could not begin, so that whoever reads the report learns of it."""
    SUMMARY = enum.auto()
    STATISTICS = enum.auto()
    COVERAGE = enum.auto()
    ALL = PROBLEMS | SUMMARY | STATISTICS | COVERAGE


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its function as `module:function` below `steplint.report`, and what its reports hold."""

    function: str
    holds: Part

    def load(self) -> Reporter:
        """The function, imported now."""
        module, _, name = self.function.partition(":")
        return cast(Reporter, getattr(importlib.import_module(f"steplint.report.{module}"), name))


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "full": Format("text:text", Part.SUMMARY | Part.STATISTICS),
        "concise": Format("concise:concise", Part.NOTHING),
        "json": Format("json:json", Part.ALL),
        "json-lines": Format("json_lines:json_lines", Part.ALL),
        "sarif": Format("sarif:sarif", Part.PROBLEMS),
        "github": Format("github:github", Part.PROBLEMS),
        "gitlab": Format("gitlab:gitlab", Part.PROBLEMS),
        "junit": Format("junit:junit", Part.PROBLEMS),
        "rdjson": Format("rdjson:rdjson", Part.PROBLEMS),
        "azure": Format("azure:azure", Part.PROBLEMS),
        "markdown": Format("markdown:markdown", Part.PROBLEMS | Part.SUMMARY | Part.STATISTICS),
    }
)
DEFAULT_FORMAT = "full"
