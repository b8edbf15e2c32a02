from __future__ import annotations

import pytest

from steplint.settings import did_you_mean
from steplint.settings.units import parse_duration, parse_size


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("45s", 45), ("1m", 60), ("1m30s", 90), ("500ms", 0.5), ("2h", 7200), ("1d", 86400), (45, 45), (0.5, 0.5), (0, 0)],
)
def test_durations(value: object, seconds: float) -> None:
    assert parse_duration(value) == seconds


@pytest.mark.parametrize("value", ["", "45", "s", "-1s", "1y", "1m x", -1, True, None, [], float("nan"), float("inf")])
def test_what_is_no_duration(value: object) -> None:
    with pytest.raises(ValueError, match="duration"):
        parse_duration(value)


@pytest.mark.parametrize(
    ("value", "size"), [(1, 1), ("10", 10), ("10B", 10), ("1kB", 1000), ("512KiB", 524288), ("1 MiB", 1048576)]
)
def test_sizes(value: object, size: int) -> None:
    assert parse_size(value) == size


@pytest.mark.parametrize("value", ["", "KiB", "1.5MiB", "1TiB", "0", 0, -1, True, None])
def test_what_is_no_size(value: object) -> None:
    with pytest.raises(ValueError, match="size"):
        parse_size(value)


def test_guesses() -> None:
    assert did_you_mean("selct", ["select", "ignore"]) == "; did you mean `select`?"
    assert did_you_mean("sl002", ["SL002", "SL003"]) == "; did you mean `SL002`?"
    assert did_you_mean("xyzzy", ["select", "ignore"]) == ""
