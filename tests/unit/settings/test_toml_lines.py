from __future__ import annotations

import tomllib
from typing import Any

import pytest

from steplint.settings.toml_lines import key_lines


def _paths(value: Any, path: tuple[str | int, ...] = ()) -> set[tuple[str | int, ...]]:
    """The path of every key and element of parsed TOML."""
    found = {path} if path else set()
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in children:
        found |= _paths(child, (*path, key))
    return found


SAMPLES = {
    "plain": "a = 1\nb = 2\n",
    "tables": "x = 1\n\n[t]\na = 1 # [no]\n\n[t.u]\nb = 2\n[v.w]\n",
    "dotted": "a.b.c = 1\na.\"d.e\".f = 2\na.'g h' . i = 3\n",
    "arrays": 'a = [\n  1, # one, ]\n  [2,\n   3], "x]",\n]\nb = []\nc = [ ]\n',
    "inline": "a = { b = 1, c = { d = [1, {e = 2}] } }\nf = {}\n",
    "strings": 'a = "x # ] } \\" y"\nb = \'\\\'\nc = """\nz = 1\n"" \\""" """\nd = \'\'\'\ne = 2\'\'\'\'\'\nf = 3\n',
    "table arrays": "[[a]]\nx = 1\n[[a]]\nx = 2\n[a.b]\ny = 3\n[[a.c]]\nz = 4\n",
    "escaped key": '"a\\u0062" = 1\n',
    "dates": "a = 1979-05-27 07:32:00\nb = [1979-05-27, 07:32:00]\nc = -inf\n",
    "empty": "",
    "comment only": "# x",
    "no newline at the end": "a = 1",
}


@pytest.mark.parametrize("text", SAMPLES.values(), ids=SAMPLES.keys())
def test_every_key_and_element_has_a_line(text: str) -> None:
    assert set(key_lines(text)) == _paths(tomllib.loads(text))


def test_lines_are_those_of_the_keys() -> None:
    lines = key_lines('[t]\n\na = 1\nb = [\n  "x",\n\n  "y",\n]\nc = { d = 1 }\n[u.v]\nw."x" = """\n\n"""\ny = 1\n')
    assert lines == {
        ("t",): 1,
        ("t", "a"): 3,
        ("t", "b"): 4,
        ("t", "b", 0): 5,
        ("t", "b", 1): 7,
        ("t", "c"): 9,
        ("t", "c", "d"): 9,
        ("u",): 10,
        ("u", "v"): 10,
        ("u", "v", "w"): 11,
        ("u", "v", "w", "x"): 11,
        ("u", "v", "y"): 14,
    }


def test_text_that_is_no_toml_ends() -> None:
    key_lines(']]= =\n[[[\n\'\n"""')
