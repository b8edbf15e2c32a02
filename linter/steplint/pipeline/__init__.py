"""The run: discover, prefilter, extract, link, check, filter."""

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
from steplint.pipeline.run import Configuration, check_paths, check_sources

__all__ = [
    "Addition",
    "Baseline",
    "Comparison",
    "Configuration",
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
