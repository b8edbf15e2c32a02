"""The baseline: findings that were there before, kept in a file, so that only new ones are shown."""

from steplint.pipeline.baseline.apply import Comparison, compare, grown, shrunk
from steplint.pipeline.baseline.file import Baseline, Entry, read_baseline, write_baseline

__all__ = ["Baseline", "Comparison", "Entry", "compare", "grown", "read_baseline", "shrunk", "write_baseline"]
