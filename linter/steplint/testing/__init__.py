"""What rule packs test with: marked examples and fixtures, checked in memory."""

from steplint.testing.expectations import Mark, strip_marks, unmet
from steplint.testing.harness import Case, check_example, explain, load_case, load_cases

__all__ = ["Case", "Mark", "check_example", "explain", "load_case", "load_cases", "strip_marks", "unmet"]
