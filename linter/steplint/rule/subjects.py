"""What rules look at that the project does not know of: files that are not Python, and suppression comments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from steplint.diagnostics import Edit, Place
from steplint.source.suppression_edits import Replacement
from steplint.source.suppressions import Selector, Suppression


@dataclass(frozen=True, slots=True)
class BrokenFile:
    """A file that cannot be parsed: where the parser stopped, and what it said."""

    place: Place
    message: str


@dataclass(frozen=True, slots=True)
class JudgedSuppression:
    """A suppression and what came of it in this run.

    `unknown` are its words that are no rule, each with a guess at the rule that was meant; `unused` those whose rules
    ran and found nothing to hide, none where that is not certain. `hidden` are the codes of the findings it hid;
    `all_ran` says whether every rule that there is had its chance.
    """

    suppression: Suppression
    unknown: tuple[tuple[Selector, str | None], ...] = ()
    unused: tuple[Selector, ...] = ()
    hidden: tuple[str, ...] = ()
    all_ran: bool = False


@dataclass(frozen=True, slots=True)
class CommentedFile:
    """A file with suppression comments; `lines` are without their ends."""

    path: str
    lines: Sequence[str]
    suppressions: tuple[JudgedSuppression, ...]
    requires_reasons: bool

    def place(self, suppression: Suppression) -> Place:
        """Where a suppression stands."""
        return Place(self.path, suppression.span)

    def edit(self, replacement: Replacement) -> Edit:
        """A replacement of text in this file, as an edit."""
        span, text = replacement
        return Edit(Place(self.path, span), text)
