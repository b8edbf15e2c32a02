"""Every line of the rule card has its rule and an example; the page that says so is written from the same table."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from steplint.rule import installed_rules
from steplint.testing import read_marks

ROOT = Path(__file__).parents[2]
CARD = ROOT / "tests" / "fixtures" / "card"
PLACES = (
    *(f"critical {number}" for number in range(1, 6)),
    *(f"mandatory {number}" for number in range(1, 6)),
    *(f"quick pattern {number}" for number in range(1, 3)),
    *(f"mistake {number}" for number in range(1, 6)),
    "event triggering pattern",
    *(f"checklist {number}" for number in range(1, 11)),
)
"""What the card consists of, in its order."""

HEAD = """\
# The rule card

The card is where steplint comes from: one page of rules for background jobs in TypeScript, for people and agents to
keep in mind. This page says which rule checks which of its lines, and shows its examples in Python. All rules run on
the examples as tests; a comment with a code stands where a finding starts.

"""


class Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A line of the card: what it says, the rules that check it, and files with examples."""

    place: str
    says: str
    rules: tuple[str, ...] = ()
    bad: tuple[str, ...] = ()
    good: tuple[str, ...] = ()
    note: str = ""


LINES = msgspec.convert(tomllib.loads((CARD / "lines.toml").read_text(encoding="utf-8"))["lines"], tuple[Line, ...])
NAMES = {rule.code: rule.name for rule in installed_rules()}

each_line = pytest.mark.parametrize("line", LINES, ids=lambda line: line.place)


def test_no_line_is_left_out() -> None:
    assert tuple(line.place for line in LINES) == PLACES


@each_line
def test_a_line_has_its_rules(line: Line) -> None:
    assert line.rules or line.note, "a line without a rule says why"
    assert [code for code in line.rules if code not in NAMES] == []


@each_line
def test_a_line_has_examples_of_its_rules(line: Line) -> None:
    marked = [marks(file) & set(line.rules) for file in line.bad]
    assert all(marked), "each bad example shows a rule of its line"
    assert set().union(*marked) == set(line.rules), "each rule of a line is shown by a bad example"
    assert [file for file in line.good if marks(file) & set(line.rules)] == []


def test_every_rule_of_the_card_has_a_line() -> None:
    told = {code for line in LINES for code in line.rules}
    assert {code for code in NAMES if code.startswith(("SL0", "SL1"))} <= told


def test_every_example_has_a_line() -> None:
    assert {path.name for path in CARD.glob("*.py")} == {file for line in LINES for file in (*line.bad, *line.good)}


def test_the_page_is_current(golden: Callable[[Path, str], None]) -> None:
    golden(ROOT / "docs" / "rule-card.md", card_page())


def marks(file: str) -> set[str]:
    """The codes that an example is marked with."""
    return {mark.code for mark in read_marks({file: (CARD / file).read_text(encoding="utf-8")}) if not mark.is_low}


def card_page() -> str:
    """The table of the card's lines, then the examples in the order in which lines name them."""
    rows = ["| line | what the card says | rules | examples |", "|---|---|---|---|"]
    rows += [f"| {line.place} | {line.says} | {_rules(line)} | {_examples(line)} |" for line in LINES]
    notes = [f"- {line.place}: {line.note}" for line in LINES if line.note]
    files = dict.fromkeys(file for line in LINES for file in (*line.bad, *line.good))
    return (
        f"{HEAD}{_block(rows)}\n## Notes\n\n{_block(notes)}\n## Examples\n{''.join(_example(file) for file in files)}"
    )


def _rules(line: Line) -> str:
    return ", ".join(f"[{code} {NAMES[code]}](rules/{NAMES[code]}.md)" for code in line.rules) or "–"


def _examples(line: Line) -> str:
    return (
        ", ".join(f"[{_title(file)}](#{Path(file).stem.replace('_', '-')})" for file in (*line.bad, *line.good)) or "–"
    )


def _title(file: str) -> str:
    return Path(file).stem.replace("_", " ")


def _example(file: str) -> str:
    """An example without the marks that only tests need: the docstring as text, then the code."""
    source = (CARD / file).read_text(encoding="utf-8")
    docstring = ast.get_docstring(ast.parse(source))
    assert docstring is not None, f"{file} needs a docstring that says what it shows"
    code = source.partition('"""\n')[2].strip("\n")
    code = re.sub(r"# expect: *", "# ", code)
    code = re.sub(r"# expect-low: *([^#\n]+)", r"# \1 (low confidence)", code)
    return f"\n### {_title(file)}\n\n{docstring}\n\n```python\n{code}\n```\n"


def _block(lines: list[str]) -> str:
    return "".join(f"{line}\n" for line in lines)
