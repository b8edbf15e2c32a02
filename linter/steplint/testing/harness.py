"""Checks small projects in memory and compares what is reported with what their lines announce."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from steplint.diagnostics import Confidence, Problem
from steplint.pipeline import check_sources
from steplint.rule import Hook, RuleClass, installed_rules, select_rules
from steplint.settings import Settings, default_settings, load_settings_file
from steplint.settings.decode import decode_table
from steplint.source.file import decode_source
from steplint.testing.expectations import mismatches, read_marks

SETTINGS_FILE = "settings.toml"
_SETTING = re.compile(r"^# settings: (.+)$", re.MULTILINE)
"""A line of an example that says with which settings it is meant."""


@dataclass(frozen=True, slots=True)
class Case:
    """A fixture: the text of each file by its path inside the case, and the settings it is checked with."""

    name: str
    sources: Mapping[str, str]
    settings: Settings

    @property
    def is_silent(self) -> bool:
        """Whether nothing is announced."""
        return not read_marks(self.sources)


def check_example(
    sources: Mapping[str, str],
    rule_codes: Collection[str],
    settings: Settings | None = None,
    *,
    rules: Sequence[RuleClass] | None = None,
) -> list[str]:
    """What is wrong with an example under the rules of these codes: lines for people, none when all is as announced.

    Rules come from the installed packs unless they are given. A rule about suppressions is tried with all rules
    running, since it judges what they found; the findings of the others are left out. A line `# settings: key = value`
    of an example changes the settings.
    """
    every = installed_rules() if rules is None else rules
    about_suppressions = any(rule.code in rule_codes and rule.hook is Hook.SUPPRESSIONS for rule in every)
    select = {rule.code for rule in every} if about_suppressions else rule_codes
    settings = msgspec.structs.replace(
        settings or _settings_in(sources), select=tuple(select), ignore=(), min_confidence=Confidence.LOW
    )
    result = check_sources(sources, settings=settings, rules=select_rules(every, settings))
    problems = [f"problem: {problem.path}: {problem.message}" for problem in result.problems]
    findings = [finding for finding in result.findings if not about_suppressions or finding.code in rule_codes]
    return problems + mismatches(read_marks(sources), findings)


def _settings_in(sources: Mapping[str, str]) -> Settings:
    lines = [line for text in sources.values() for line in _SETTING.findall(text)]
    return decode_table(Settings, tomllib.loads("\n".join(lines)), default_settings().where)


def load_cases(folder: Path) -> list[Case]:
    """The cases in a folder, by name: each Python file and each folder in it."""
    paths = (path for path in sorted(folder.iterdir()) if path.suffix == ".py" or path.is_dir())
    return [load_case(path) for path in paths if not path.name.startswith(("_", "."))]


def load_case(path: Path) -> Case:
    """A case from a Python file, or from a folder of modules that may hold settings in `settings.toml`."""
    if not path.is_dir():
        return Case(path.stem, {path.name: _read(path)}, default_settings())
    settings = load_settings_file(path / SETTINGS_FILE) if (path / SETTINGS_FILE).exists() else None
    settings = None if settings is None else _moved(settings, path)
    sources = {file.relative_to(path).as_posix(): _read(file) for file in sorted(path.rglob("*.py"))}
    return Case(path.name, sources, settings or default_settings())


def _moved(settings: Settings, folder: Path) -> Settings:
    """The settings as if the folder were the working directory: the paths of a case start in its folder."""
    here = Path.cwd()
    origins = {
        key: msgspec.structs.replace(origin, folder=str(here / os.path.relpath(origin.folder, folder)))
        for key, origin in settings.origins.items()
    }
    return msgspec.structs.replace(settings, origins=origins)


def _read(path: Path) -> str:
    source = decode_source(str(path), path.read_bytes())
    if isinstance(source, Problem):
        raise ValueError(f"{path}: {source.message}")
    return source.text
