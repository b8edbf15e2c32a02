"""Guesses at what a misspelt word was meant to be."""

from __future__ import annotations

from collections.abc import Iterable


def closest(word: str, known: Iterable[str]) -> str | None:
    """The known word most like `word`, compared without regard to case; None when nothing is near."""
    import difflib  # only needed when something is wrong

    by_folded = {candidate.casefold(): candidate for candidate in sorted(known, reverse=True)}
    matches = difflib.get_close_matches(word.casefold(), sorted(by_folded), n=1, cutoff=0.6)
    return by_folded[matches[0]] if matches else None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """The tail of an error message, `; did you mean …?`, or nothing."""
    match = closest(word, known)
    return f"; did you mean `{match}`?" if match is not None else ""
