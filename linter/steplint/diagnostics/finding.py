"""What a rule reports."""

from __future__ import annotations

import enum

import msgspec

from steplint.diagnostics.fix import Fix
from steplint.diagnostics.span import Place


class Severity(enum.StrEnum):
    """How much damage the fault does if the finding is true."""

    CRITICAL = "critical"
    MANDATORY = "mandatory"
    ADVISORY = "advisory"

    @property
    def rank(self) -> int:
        """0 for the worst; larger is milder."""
        return _SEVERITIES[self]


class Confidence(enum.StrEnum):
    """How sure we are that the finding is true."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"

    @property
    def rank(self) -> int:
        """0 for the surest; larger is less sure."""
        return _CONFIDENCES[self]

    @classmethod
    def least(cls, *grades: Confidence) -> Confidence:
        """The weakest of the grades: a chain of evidence is as sure as its weakest link."""
        return max(grades, key=lambda grade: grade.rank, default=cls.HIGH)


_SEVERITIES = {severity: rank for rank, severity in enumerate(Severity)}
_CONFIDENCES = {confidence: rank for rank, confidence in enumerate(Confidence)}


class RelatedRole(enum.StrEnum):
    """What a related place is to its finding."""

    PLACE = "place"
    """It explains the finding, in no order: a definition, another workflow concerned."""
    HOP = "hop"
    """Execution passes it on the way to the primary place; the hops of a finding stand in that order."""


class Related(msgspec.Struct, frozen=True):
    """A place that explains a finding: one hop of its call path, a first use, a definition."""

    place: Place
    message: str
    role: RelatedRole = RelatedRole.PLACE


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One reported fault at a primary place.

    `message` is one clause that names the thing and says what happens at run time; `help` is the advice.
    `workflow` is the qualified name of the workflow concerned, where there is one. `fingerprint` is its identity, which
    moved lines do not change; the pipeline gives it. `justification` is why the finding is hidden, in the words of
    whoever hid it.
    """

    code: str
    name: str
    severity: Severity
    confidence: Confidence
    message: str
    help: str | None
    place: Place
    workflow: str | None = None
    related: tuple[Related, ...] = ()
    fix: Fix | None = None
    fingerprint: str = ""
    justification: str | None = None

    @property
    def sort_key(self) -> tuple[Place, str, str, str]:
        """Findings are shown by place, then code, so that the order never depends on how they were found."""
        return (self.place, self.code, self.message, self.workflow or "")
