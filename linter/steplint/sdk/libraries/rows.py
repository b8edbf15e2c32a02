"""How the tables of libraries are written: rows of effects, many paths to a reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from steplint.sdk.kinds import Effect, EffectKind, Told, Transaction


def rows(
    kind: EffectKind,
    reason: str,
    *paths: str,
    told: Told | None = None,
    transaction: Transaction | None = None,
) -> Iterator[Effect]:
    """One row for each path."""
    return (Effect(kind, path, reason, told=told, transaction=transaction) for path in paths)


def methods(receivers: Iterable[str], *names: str) -> list[str]:
    """The paths of methods with these names on each receiver."""
    return [f"{receiver}.{name}" for receiver in receivers for name in names]
