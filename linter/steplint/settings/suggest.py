"""Guesses at what a misspelt word was meant to be."""

from __future__ import annotations

import itertools
from collections.abc import Iterable

_NEAR = 8


def closest(word: str, known: Iterable[str]) -> str | None:
    """The known word most like `word`, compared without regard to case; None when nothing is near."""
    import difflib  # only needed when something is wrong

    by_folded = {candidate.casefold(): candidate for candidate in sorted(known, reverse=True)}
    folded = word.casefold()
    near = difflib.get_close_matches(folded, sorted(by_folded), n=_NEAR, cutoff=0.6)
    if not near:
        return None
    # Of two that are as near, the one that starts alike: SL105 for SL106, and not SL210.
    best = max(near, key=lambda known: (difflib.SequenceMatcher(a=known, b=folded).ratio(), _same_start(known, folded)))
    return by_folded[best]


def _same_start(first: str, second: str) -> int:
    return sum(1 for _ in itertools.takewhile(lambda pair: pair[0] == pair[1], zip(first, second, strict=False)))


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """The tail of an error message, `; did you mean …?`, or nothing."""
    match = closest(word, known)
    return f"; did you mean `{match}`?" if match is not None else ""
