"""`primaryLocationLineHash`, by which GitHub knows an alert again when its line has moved.

It must come out as the action that uploads reports would compute it: a polynomial over the hundred characters that
follow the start of a line, blanks left out, as UTF-16 units; and how often that has come up in the file so far.
"""

from __future__ import annotations

import re
import struct
from collections import Counter
from collections.abc import Collection

_UNITS = 100
_BASE = 37
_MASK = (1 << 64) - 1
_END = "\uffff"
_NEWLINE = re.compile(r"\r\n|\r")
_BLANK = str.maketrans("", "", " \t")


def line_hashes(text: str, lines: Collection[int]) -> dict[int, str]:
    """The hash of each of these 1-based lines that the text has, as `c129715d7a2bc9a3:1`."""
    rows = (_NEWLINE.sub("\n", text).translate(_BLANK) + _END).split("\n")
    units = "\n".join(rows).encode("utf-16-le", "surrogatepass") + b"\0" * (2 * _UNITS)
    wanted = frozenset(lines)
    last = max(wanted, default=0)
    seen: Counter[bytes] = Counter()
    found: dict[int, str] = {}
    start = 0
    for number, row in enumerate(rows[:last], start=1):
        window = units[start : start + 2 * _UNITS]
        seen[window] += 1
        if number in wanted:
            found[number] = f"{_polynomial(window):x}:{seen[window]}"
        start += len(row.encode("utf-16-le", "surrogatepass")) + 2
    return found


def _polynomial(window: bytes) -> int:
    value = 0
    for unit in struct.unpack(f"<{_UNITS}H", window):
        value = (value * _BASE + unit) & _MASK
    return value
