"""Finds the rules: packs announce themselves by an entry point, their modules are walked, nothing is listed by hand."""

from __future__ import annotations

import functools
import importlib
import importlib.metadata
import pkgutil
from collections.abc import Iterable, Iterator
from types import ModuleType

from steplint import ENTRY_POINTS
from steplint.diagnostics import SteplintError
from steplint.rule import meta
from steplint.rule.base import Rule

RuleClass = type[Rule]


@functools.cache
def installed_rules() -> tuple[RuleClass, ...]:
    """The engine's own rules and those of every installed pack, by code.

    SteplintError when a pack cannot be imported or codes clash.
    """
    entry_points = sorted(importlib.metadata.entry_points(group=ENTRY_POINTS), key=lambda point: point.value)
    packages = dict.fromkeys(point.value for point in entry_points)
    return collect_rules(rule for package in (meta, *map(_import_pack, packages)) for rule in rules_of(package))


def collect_rules(rules: Iterable[RuleClass]) -> tuple[RuleClass, ...]:
    """The rules by code; SteplintError when two share a code or a name."""
    ordered = sorted(rules, key=lambda rule: (rule.code, rule.__module__))
    for attribute in ("code", "name"):
        first: dict[str, RuleClass] = {}
        for rule in ordered:
            value = getattr(rule, attribute)
            if first.setdefault(value, rule) is not rule:
                raise SteplintError(f"two rules share the {attribute} {value}: {_path(first[value])} and {_path(rule)}")
    return tuple(ordered)


def rules_of(package: ModuleType) -> Iterator[RuleClass]:
    """The rules that the modules of a package define, each in the module of its name."""
    for info in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        if info.ispkg:
            continue
        module = importlib.import_module(info.name)
        for value in vars(module).values():
            if isinstance(value, type) and issubclass(value, Rule) and value.__module__ == info.name:
                yield value


def _import_pack(name: str) -> ModuleType:
    try:
        return importlib.import_module(name)
    except ImportError as error:
        hint = f"reinstall or uninstall the distribution that announces it as `{ENTRY_POINTS}`"
        raise SteplintError(f"the rule pack `{name}` cannot be imported: {error}", hint) from error


def _path(rule: RuleClass) -> str:
    return f"{rule.__module__}.{rule.__qualname__}"
