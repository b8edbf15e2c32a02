"""What the settings make of findings: their severity, and the files in which they are not wanted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from steplint.diagnostics import Finding, Severity
from steplint.rule.base import Rule
from steplint.rule.registry import RuleClass
from steplint.rule.selection import is_meant, is_rule
from steplint.settings import Settings
from steplint.source.patterns import path_test


class Grading:
    """The severities that the settings give to the rules that run, and their `per-file-ignores`."""

    def __init__(self, settings: Settings, rules: Sequence[Rule]) -> None:
        classes = [type(rule) for rule in rules]
        self._severities = {
            rule.code: severity
            for word, severity in settings.severity.items()
            for rule in classes
            if is_rule(word, rule)
        }
        here = Path.cwd()
        patterns = [
            (settings.folder("per-file-ignores", pattern) or here, pattern, selectors)
            for pattern, selectors in settings.per_file_ignores.items()
        ]
        patterns += [(here, pattern, selectors) for pattern, selectors in settings.command_line.per_file_ignores]
        self._ignored = [
            (frozenset(rule.code for rule in classes if _is_meant(selectors, rule)), _file_test(folder, pattern))
            for folder, pattern, selectors in patterns
        ]

    def severity(self, rule: Rule) -> Severity:
        """The severity of a rule's findings that do not say their own."""
        return self._severities.get(rule.code, rule.severity)

    def graded(self, finding: Finding) -> Finding:
        """The finding with the severity that the settings give to its rule."""
        severity = self._severities.get(finding.code)
        return finding if severity is None else msgspec.structs.replace(finding, severity=severity)

    def is_ignored(self, finding: Finding) -> bool:
        """Whether the settings do not want the finding in its file."""
        return any(finding.code in codes and matches(finding.place.path) for codes, matches in self._ignored)


def _is_meant(selectors: Sequence[str], rule: RuleClass) -> bool:
    """Whether one of the selectors means a rule; one that is always selected only by its own code or name."""
    if rule.is_always_selected:
        return any(is_rule(word.strip(), rule) for word in selectors)
    return is_meant(selectors, rule)


def _file_test(folder: Path, pattern: str) -> Callable[[str], bool]:
    """Whether a path, relative to the working directory, is meant by a pattern that is relative to a folder."""
    if not pattern.startswith("!"):
        return path_test(folder, [pattern])
    matches = path_test(folder, [pattern.removeprefix("!")])
    return lambda path: not matches(path)
