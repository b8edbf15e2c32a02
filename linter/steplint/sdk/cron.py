"""Whether the platform accepts a cron expression: five fields, with an optional time zone before them.

Facts: the platform parses with robfig/cron v3, fields from minute to day of week and nothing else. It takes `?` for
`*`, counts days of the week from 0 to 6, and knows neither `L`, `W`, `#` nor descriptors.
"""

from __future__ import annotations

import datetime
import re
import zoneinfo

_PREFIXES = ("TZ=", "CRON_TZ=")
_FIELDS = (
    ("minute", "0 to 59"),
    ("hour", "0 to 23"),
    ("day of month", "1 to 31"),
    ("month", "1 to 12, or JAN to DEC"),
    ("day of week", "0 to 6, or SUN to SAT"),
)
_DESCRIPTORS = {
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
    "@monthly": "0 0 1 * *",
    "@weekly": "0 0 * * 0",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@hourly": "0 * * * *",
}
_EVERY = re.compile(r"@every (\d+)([mh])")
_EXTENSION = re.compile(r"\d*[LW]+(?!\w)|#\d?", re.IGNORECASE)
_SUNDAY = re.compile(r"(?<![\d/])7(?!\d)")
_DAY_OF_WEEK = 4


def fault_of(expression: str) -> str | None:
    """What is wrong with a cron expression, in words; None when nothing is."""
    text = expression.strip()
    if text.startswith(_PREFIXES):
        zone, _, text = text.partition("=")[2].partition(" ")
        text = text.strip()
        if not _is_zone(zone):
            return f"there is no time zone “{zone}”"
    if text.startswith("@"):
        return f"the platform does not know `{text.partition(' ')[0]}`"
    fields = text.split()
    if len(fields) != len(_FIELDS):
        return f"it has {len(fields)} field{'' if len(fields) == 1 else 's'} instead of five"
    if _explained(text) is None:
        return _field_fault(fields)
    extension = next((found[0] for field in fields for found in [_EXTENSION.search(field)] if found is not None), None)
    if extension is not None:
        return f"the platform does not know `{extension}`"
    if _SUNDAY.search(fields[_DAY_OF_WEEK]):
        return "Sunday is 0, not 7"
    return None


def meant_by(expression: str) -> tuple[str, str] | None:
    """What an expression that is refused is likely to mean, as one that is accepted, and when that fires, in words."""
    text = expression.strip()
    prefix = ""
    if text.startswith(_PREFIXES):
        prefix, _, text = text.partition(" ")
        prefix += " "
    fields = text.split()
    every = _EVERY.fullmatch(text)
    if every is not None:
        meant = f"*/{every[1]} * * * *" if every[2] == "m" else f"0 */{every[1]} * * *"
    elif text in _DESCRIPTORS:
        meant = _DESCRIPTORS[text]
    elif len(fields) in {len(_FIELDS) + 1, len(_FIELDS) + 2}:
        meant = " ".join(fields[1:6])  # seconds before, and a year behind
    elif len(fields) == len(_FIELDS):
        meant = " ".join([*fields[:_DAY_OF_WEEK], _SUNDAY.sub("0", fields[_DAY_OF_WEEK])])
    else:
        return None
    when = _explained(meant)
    return (f"{prefix}{meant}", when[0].lower() + when[1:]) if when and not fault_of(prefix + meant) else None


def _explained(text: str) -> str | None:
    """When five fields fire, in words; None when they are not understood."""
    from cronsim import CronSim, CronSimError  # only where there are cron triggers

    try:
        return str(CronSim(text.replace("?", "*"), datetime.datetime(2024, 1, 1)).explain())
    except CronSimError:
        return None


def _field_fault(fields: list[str]) -> str:
    """Which of five fields is wrong: the one without which the others are understood."""
    for position, (name, values) in enumerate(_FIELDS):
        alone = ["*"] * len(_FIELDS)
        alone[position] = fields[position]
        if _explained(" ".join(alone)) is None:
            return f"`{fields[position]}` is no {name} ({values})"
    return "no month that it names has such a day: it never fires"


def _is_zone(name: str) -> bool:
    try:
        zoneinfo.ZoneInfo(name)
    except (ValueError, OSError, zoneinfo.ZoneInfoNotFoundError):
        # A system without the data base of zones knows none: nothing can be said then.
        return not zoneinfo.available_timezones()
    return True
