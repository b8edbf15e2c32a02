from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from steplint.settings import did_you_mean
from steplint.settings.units import DURATION, SIZE, parse_duration, parse_size, show_duration, show_size


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


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(45.0, "45s"), (90.0, "1m30s"), (0.5, "500ms"), (0.0, "0s"), (90061.0, "1d1h1m1s"), (0.0001, 0.0001)],
)
def test_a_duration_is_shown_as_it_is_read(seconds: float, text: str | float) -> None:
    assert show_duration(seconds) == text
    assert parse_duration(text) == seconds


@pytest.mark.parametrize(("size", "text"), [(524288, "512KiB"), (1048576, "1MiB"), (1000, "1000B"), (1, "1B")])
def test_a_size_is_shown_as_it_is_read(size: int, text: str) -> None:
    assert show_size(size) == text
    assert parse_size(text) == size


@pytest.mark.parametrize("text", ["45s", "1m30s", " 1m 30s ", "500ms", "", "45", "s", "-1s", "1y", "1m x"])
def test_the_pattern_of_durations_agrees(text: str) -> None:
    assert bool(re.search(DURATION, text)) == _is_taken(parse_duration, text)


@pytest.mark.parametrize("text", ["10", "10B", "1kB", "512KiB", "1 MiB", "", "KiB", "1.5MiB", "1TiB", "1Ki"])
def test_the_pattern_of_sizes_agrees(text: str) -> None:
    assert bool(re.search(SIZE, text)) == _is_taken(parse_size, text)


def _is_taken(parse: Callable[[object], object], text: str) -> bool:
    try:
        parse(text)
    except ValueError:
        return False
    return True
