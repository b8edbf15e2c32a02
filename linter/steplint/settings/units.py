"""Durations and sizes as people write them."""

from __future__ import annotations

import re

_DURATION_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
_SIZE_UNITS = {"": 1, "B": 1, "KB": 1000, "MB": 1000**2, "KIB": 1024, "MIB": 1024**2}

DURATION = r"^\s*(\d+(\.\d+)?(ms|[smhd])\s*)+$"
SIZE = r"^\s*\d+\s*([bB]|[kKmM][iI]?[bB])?\s*$"
"""The same for validators, as patterns that every dialect of regular expressions reads."""

_DURATION = re.compile(r"(?:\d+(?:\.\d+)?(?:ms|[smhd])\s*)+")
_DURATION_PART = re.compile(r"(\d+(?:\.\d+)?)(ms|[smhd])")
_SIZE = re.compile(r"(\d+)\s*([A-Za-z]*)")


def parse_duration(value: object) -> float:
    """Seconds, from a number of seconds or text like `45s`, `1m30s`; ValueError for anything else."""
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < float("inf"):
        return float(value)
    if isinstance(value, str) and _DURATION.fullmatch(value.strip()):
        return sum(float(number) * _DURATION_UNITS[unit] for number, unit in _DURATION_PART.findall(value))
    raise ValueError('expected a duration like "45s", "1m30s" or a number of seconds')


def parse_size(value: object) -> int:
    """Bytes, from a number or text like `512KiB`; ValueError for anything else."""
    if isinstance(value, int) and not isinstance(value, bool) and value > 0:
        return value
    if isinstance(value, str) and (match := _SIZE.fullmatch(value.strip())):
        unit = _SIZE_UNITS.get(match[2].upper())
        if unit is not None and int(match[1]) > 0:
            return int(match[1]) * unit
    raise ValueError('expected a size like "512KiB", "1MiB" or a number of bytes')


def show_duration(seconds: float) -> str | float:
    """Seconds as `parse_duration` reads them, in the largest units that come out even: `45s`, `1m30s`."""
    parts: list[str] = []
    rest = round(seconds * 1000)
    if rest != seconds * 1000:
        return seconds
    for unit, length in sorted(_DURATION_UNITS.items(), key=lambda item: -item[1]):
        count, rest = divmod(rest, round(length * 1000))
        if count:
            parts.append(f"{count}{unit}")
    return "".join(parts) or "0s"


def show_size(size: int) -> str:
    """Bytes as text that `parse_size` reads, in the largest unit that comes out even: `512KiB`."""
    for unit in ("MiB", "KiB"):
        count, rest = divmod(size, _SIZE_UNITS[unit.upper()])
        if not rest:
            return f"{count}{unit}"
    return f"{size}B"
