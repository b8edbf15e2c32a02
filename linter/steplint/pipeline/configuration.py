"""How a project is checked, and who is told how far a run is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, overload

from steplint.settings import Settings

if TYPE_CHECKING:
    from steplint.rule import Rule


class Progress(Protocol):
    """Is told how far a run is."""

    def advance(self, path: str, total: int) -> None:
        """A file is about to be read, one of at least `total`."""

    def note(self, text: str) -> None:
        """Something is worth knowing that changes nothing."""


class RulesOnDemand(Sequence["Rule"]):
    """Rules that are chosen, and so imported, when something is asked of them."""

    def __init__(self, choose: Callable[[], Sequence[Rule]]) -> None:
        self._choose = choose
        self._chosen: Sequence[Rule] | None = None

    def __len__(self) -> int:
        return len(self._rules())

    @overload
    def __getitem__(self, index: int) -> Rule: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[Rule]: ...

    def __getitem__(self, index: int | slice) -> Rule | Sequence[Rule]:
        return self._rules()[index]

    def __iter__(self) -> Iterator[Rule]:
        return iter(self._rules())

    def _rules(self) -> Sequence[Rule]:
        if self._chosen is None:
            self._chosen = self._choose()
        return self._chosen


@dataclass(frozen=True, slots=True)
class Configuration:
    """How one project is checked.

    `wants_judgement` asks the result to say of which files every finding is known, which may need a look at files that
    are not checked; `wants_coverage` asks it to say what could not be analysed. `cache` is the folder where what was
    found out is kept for later runs, if it is. `jobs` is how many processes may read files at once, None for one a
    processor.
    """

    settings: Settings
    rules: Sequence[Rule]
    wants_judgement: bool = False
    wants_coverage: bool = False
    cache: Path | None = None
    jobs: int | None = 1
