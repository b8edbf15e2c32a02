"""What has been evaluated: answers kept, recursion cut, and every question's work bounded."""

from __future__ import annotations

from collections.abc import Callable, Hashable

from steplint.project.entities import UNKNOWN, Entities

_DEEPEST = 400
"""How deep questions may nest before the answer is "unknown"."""
_MOST_WORK = 20_000
"""How many further questions one question may lead to before the rest is "unknown"."""


class Memory:
    """Answers by question.

    A question that comes up while it is being answered is cut short: it adds nothing to its own answer. Answers found
    under such a cut may lack what the open question will turn out to be; they are kept only until the outermost
    question is answered.
    """

    def __init__(self) -> None:
        self._final: dict[Hashable, Entities] = {}
        self._provisional: dict[Hashable, Entities] = {}
        self._open: set[Hashable] = set()
        self._cuts = 0
        self._work = 0

    @property
    def cuts(self) -> int | None:
        """How many questions have been cut short so far; None while answers are around that lack something for it."""
        return None if self._provisional else self._cuts

    def recall(self, question: Hashable, answer: Callable[[], Entities]) -> Entities:
        """The answer to a question, worked out when it is new."""
        known = self._final.get(question)
        if known is None:
            known = self._provisional.get(question)
        if known is not None:
            return known
        if question in self._open:
            self._cuts += 1
            return ()
        if len(self._open) >= _DEEPEST or self._work >= _MOST_WORK:
            self._cuts += 1
            return (UNKNOWN,)
        before = self._cuts
        self._open.add(question)
        self._work += 1
        try:
            found = answer()
        finally:
            self._open.discard(question)
        is_outermost = not self._open
        if is_outermost or self._cuts == before:
            self._final[question] = found
        else:
            self._provisional[question] = found
        if is_outermost:
            self._provisional.clear()
            self._work = 0
        return found
