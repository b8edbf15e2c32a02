"""Marks in source: `# expect: SL002, SL005` on the line where findings start, `# expect-low: SL002` for unsure ones."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from steplint.diagnostics import Confidence, Finding

_MARK = re.compile(r"# expect(?P<low>-low)?: *(?P<codes>[A-Z]+\d+(?: *, *[A-Z]+\d+)*)")
_LOOKS_LIKE_MARK = re.compile(r"#\s*expect(?:-low|ed)?\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """A finding that a line announces; `line` counts from 1. An unsure one has low confidence, others more."""

    path: str
    line: int
    code: str
    is_low: bool

    def __str__(self) -> str:
        return f"{self.path}:{self.line} {self.code}{' with low confidence' if self.is_low else ''}"


def read_marks(sources: Mapping[str, str]) -> set[Mark]:
    """The marks of all files. ValueError for a comment that looks like a mark and is none: it would test nothing."""
    marks: set[Mark] = set()
    for path, text in sources.items():
        for number, line in enumerate(text.split("\n"), start=1):
            found = list(_MARK.finditer(line))
            if len(found) != len(_LOOKS_LIKE_MARK.findall(line)):
                raise ValueError(f"{path}:{number}: not a mark: {line.strip()}")
            for match in found:
                codes = (code.strip() for code in match["codes"].split(","))
                marks |= {Mark(path, number, code, match["low"] is not None) for code in codes}
    return marks


def mismatches(marks: set[Mark], findings: Sequence[Finding]) -> list[str]:
    """What differs, a line each. All findings of medium and high confidence must be marked; those of low may be."""
    reported = {_mark_of(finding): finding for finding in findings}
    missed = [f"not reported: {mark}" for mark in marks if mark not in reported]
    unmarked = [
        f"not marked: {mark}: {finding.message}"
        for mark, finding in reported.items()
        if mark not in marks and not mark.is_low
    ]
    return sorted(missed) + sorted(unmarked)


def _mark_of(finding: Finding) -> Mark:
    place = finding.place
    return Mark(place.path, place.span.line, finding.code, finding.confidence is Confidence.LOW)
