"""The run: discover, prefilter, extract, link, check, filter.

What is here is imported when it is asked for: a run that finds nothing changed needs little of it.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from steplint.pipeline.adding import Addition, add_ignores, check_reason
    from steplint.pipeline.baseline import (
        Baseline,
        Comparison,
        compare,
        grown,
        read_baseline,
        shrunk,
        write_baseline,
    )
    from steplint.pipeline.checking import check_sources
    from steplint.pipeline.configuration import Configuration, Progress, RulesOnDemand
    from steplint.pipeline.run import check_paths

_HOMES = {
    "adding": ("Addition", "add_ignores", "check_reason"),
    "baseline": ("Baseline", "Comparison", "compare", "grown", "read_baseline", "shrunk", "write_baseline"),
    "checking": ("check_sources",),
    "configuration": ("Configuration", "Progress", "RulesOnDemand"),
    "run": ("check_paths",),
}

__all__ = [
    "Addition",
    "Baseline",
    "Comparison",
    "Configuration",
    "Progress",
    "RulesOnDemand",
    "add_ignores",
    "check_paths",
    "check_reason",
    "check_sources",
    "compare",
    "grown",
    "read_baseline",
    "shrunk",
    "write_baseline",
]


def __getattr__(name: str) -> object:
    for home, names in _HOMES.items():
        if name in names:
            return getattr(importlib.import_module(f"{__name__}.{home}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
