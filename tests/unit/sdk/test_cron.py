"""Which cron expressions the platform accepts."""

from __future__ import annotations

import pytest

from steplint.sdk.cron import fault_of


@pytest.mark.parametrize(
    "expression", ["0 3 * * *", "*/15 6-9 * * MON-FRI", "TZ=Europe/Paris 0 3 * * *", "CRON_TZ=UTC 0 0 1 1 *"]
)
def test_accepted(expression: str) -> None:
    assert fault_of(expression) is None


@pytest.mark.parametrize(
    ("expression", "says"),
    [
        ("@daily", "`@daily`"),
        ("@every 5m", "`@every`"),
        ("0 0 3 * * *", "6 fields"),
        ("", "0 fields"),
        ("61 * * * *", "bad"),
        ("TZ=Europe/Pari 0 3 * * *", "no time zone"),
        ("TZ=UTC", "0 fields"),
    ],
)
def test_refused(expression: str, says: str) -> None:
    assert says in (fault_of(expression) or "")
