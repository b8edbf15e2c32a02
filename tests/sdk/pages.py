"""The examples of rule pages, run with the real SDK."""

from __future__ import annotations

from typing import Any

from steplint.rule import installed_rules


def bad_example(code: str) -> dict[str, Any]:
    """The names that a page's first Bad example defines when it is run."""
    return _run(code, "Bad")


def good_example(code: str) -> dict[str, Any]:
    """The names that a page's first Good example defines when it is run."""
    return _run(code, "Good")


def _run(code: str, section: str) -> dict[str, Any]:
    [rule] = [rule for rule in installed_rules() if rule.code == code]
    [source] = rule.page.examples(section)[0].files.values()
    names: dict[str, Any] = {"__name__": "example"}
    exec(compile(source, "example.py", "exec"), names)
    return names
