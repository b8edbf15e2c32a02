"""Which cron expressions the platform accepts."""

from __future__ import annotations

import pytest

from steplint.sdk.cron import fault_of, meant_by


@pytest.mark.parametrize(
    "expression",
    [
        "0 3 * * *",
        "*/15 6-9 * * MON-FRI",
        "TZ=Europe/Paris 0 3 * * *",
        "CRON_TZ=UTC 0 0 1 1 *",
        "0 0 ? * *",
        "0 0 7 7 */3",
    ],
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
        ("0", "1 field instead"),
        ("61 * * * *", "`61` is no minute"),
        ("0 0 * * FRI-MON", "`FRI-MON` is no day of week"),
        ("0 0 30 2 *", "it never fires"),
        ("0 0 L * *", "`L`"),
        ("0 0 * * 5#2", "`#2`"),
        ("0 0 * * 1-7", "Sunday is 0"),
        ("TZ=Europe/Pari 0 3 * * *", "no time zone"),
        ("TZ=UTC", "0 fields"),
    ],
)
def test_refused(expression: str, says: str) -> None:
    assert says in (fault_of(expression) or "")


@pytest.mark.parametrize(
    ("expression", "meant"),
    [
        ("@daily", ("0 0 * * *", "at 00:00 every day")),
        ("@every 5m", ("*/5 * * * *", "every fifth minute of every hour")),
        ("@every 2h", ("0 */2 * * *", "at minute 0 past every second hour")),
        ("0 0 3 * * *", ("0 3 * * *", "at 03:00 every day")),
        ("0 0 3 ? * MON 2030", ("0 3 ? * MON", "at 03:00 on Monday")),
        ("TZ=Europe/Paris 0 30 9 * * 1-5", ("TZ=Europe/Paris 30 9 * * 1-5", "at 09:30 on Monday through Friday")),
        ("0 0 * * 7", ("0 0 * * 0", "at 00:00 on Sunday")),
        ("61 * * * *", None),
        ("every day", None),
        ("TZ=Mars/X 0 3 * * *", None),
    ],
)
def test_meant(expression: str, meant: tuple[str, str] | None) -> None:
    assert meant_by(expression) == meant
