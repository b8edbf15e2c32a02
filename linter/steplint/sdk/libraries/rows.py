"""How the tables of libraries are written: rows of effects, many paths to a reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from steplint.diagnostics import Confidence
from steplint.sdk.kinds import Effect, EffectKind, Told, Transaction


def rows(
    kind: EffectKind,
    reason: str,
    *paths: str,
    told: Told | None = None,
    transaction: Transaction | None = None,
    confidence: Confidence = Confidence.HIGH,
) -> Iterator[Effect]:
    """One row for each path."""
    return (Effect(kind, path, reason, confidence, told, transaction) for path in paths)


def methods(receivers: Iterable[str], *names: str) -> list[str]:
    """The paths of methods with these names on each receiver."""
    return [f"{receiver}.{name}" for receiver in receivers for name in names]


def aws(*services: str) -> list[str]:
    """The clients and resources of these AWS services, however they are made."""
    makers = (
        "boto3.client",
        "aioboto3.Session().client",
        "aioboto3.Session().resource",
        "aioboto3.session.Session().client",
        "aioboto3.session.Session().resource",
        "aiobotocore.session.get_session().create_client",
        "aiobotocore.session.AioSession().create_client",
        "botocore.session.get_session().create_client",
    )
    return [f"{maker}[{service}]()" for service in services for maker in makers]
