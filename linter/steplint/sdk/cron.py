"""Whether the platform accepts a cron expression: five fields, with an optional time zone before them."""

from __future__ import annotations

import datetime
import zoneinfo

_PREFIXES = ("TZ=", "CRON_TZ=")
_FIELDS = 5


def fault_of(expression: str) -> str | None:
    """What is wrong with a cron expression, in words; None when nothing is."""
    from cronsim import CronSim, CronSimError  # only where there are cron triggers

    text = expression.strip()
    if text.startswith(_PREFIXES):
        zone, _, text = text.partition("=")[2].partition(" ")
        text = text.strip()
        if not _is_zone(zone):
            return f"there is no time zone “{zone}”"
    if text.startswith("@"):
        return f"the platform does not know `{text.partition(' ')[0]}`"
    fields = text.split()
    if len(fields) != _FIELDS:
        return f"it has {len(fields)} fields instead of five"
    try:
        CronSim(text, datetime.datetime(2024, 1, 1))
    except CronSimError as error:
        return str(error).lower()
    return None


def _is_zone(name: str) -> bool:
    try:
        zoneinfo.ZoneInfo(name)
    except (ValueError, OSError, zoneinfo.ZoneInfoNotFoundError):
        # A system without the data base of zones knows none: nothing can be said then.
        return not zoneinfo.available_timezones()
    return True
