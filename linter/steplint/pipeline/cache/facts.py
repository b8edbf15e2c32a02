"""The facts of texts by what is in them, so that a changed date changes nothing and a changed text everything."""

from __future__ import annotations

from steplint.pipeline.cache import made_with
from steplint.pipeline.cache.digests import blake2b
from steplint.pipeline.cache.folder import CacheFolder

_GROUP = "facts"
_MOST_UNUSED = 4
"""Entries are let go when there are so many times more of them than a run has used."""
_FEW = 2_000


class FactsCache:
    """Facts as bytes, by text."""

    def __init__(self, folder: CacheFolder) -> None:
        self._folder = folder
        self._made_with = made_with.for_facts()
        self._used: set[str] = set()
        self._has_new = False

    def read(self, text: str) -> bytes | None:
        """The facts of a text; None when they are not known."""
        return self._folder.read(self._name(text), self._made_with)

    def has(self, text: str) -> bool:
        """Whether there is an entry for a text, right or not."""
        return self._folder.has(self._name(text))

    def write(self, text: str, facts: bytes) -> None:
        """Keep the facts of a text."""
        self._has_new = True
        self._folder.write(self._name(text), self._made_with, facts)

    def tidy(self) -> None:
        """Let go of what no run is likely to ask for, once there is much of it."""
        if not self._has_new:
            return
        names = self._folder.names(_GROUP)
        if len(names) > max(_FEW, _MOST_UNUSED * len(self._used)):
            for name in names:
                if name not in self._used:
                    self._folder.drop(name)

    def _name(self, text: str) -> str:
        digest = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=20).hexdigest()
        name = f"{_GROUP}/{digest[:2]}/{digest[2:]}"
        self._used.add(name)
        return name
