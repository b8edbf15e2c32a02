"""What rule packs are tested with: examples and fixtures whose lines say what must be reported, checked in memory."""

from steplint.testing.expectations import Mark, mismatches, read_marks
from steplint.testing.harness import Case, check_example, load_case, load_cases

__all__ = ["Case", "Mark", "check_example", "load_case", "load_cases", "mismatches", "read_marks"]
