"""What pages claim of the run time, and the tests that prove it: one page lists them, and neither is without the other.

A proof is a test in `tests/sdk/` that runs the real SDK. Its docstring, or its module's, starts with the codes of the
rules whose pages it bears out: `SL210, SL211: what is shown`.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from steplint.rule import RuleClass, installed_rules

Golden = Callable[[Path, str], None]

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "proofs.md"
CLAIM = "Seen with inngest"
_CODES = re.compile(r"SL\d{3}(?:, SL\d{3})*(?=[.:])")
HEAD = """\
# Rules and their proofs

What a rule's page says of the run time was seen with the real Inngest SDK. A test runs the page's own Bad and Good
examples, or the shape that a sentence of the page names, and shows the one go wrong and the other right: without a
server, on the SDK's own mock of the platform. The tests are in the repository, by the paths named here.

A rule without a proof claims nothing of the kind. It is about the text of the project (names, ids, settings), about the
platform's documented limits, or about what an e-mail or an event means to people.
"""


def test_the_page_is_current(golden: Golden) -> None:
    golden(PAGE, page())


@pytest.mark.parametrize("rule", installed_rules(), ids=lambda rule: rule.name)
def test_a_claim_has_its_proof(rule: RuleClass) -> None:
    proofs = [name for codes, _, name in all_proofs() if rule.code in codes]
    assert (CLAIM in " ".join(rule.page.text.split())) is bool(proofs), (
        f"the page of {rule.code} says “{CLAIM} …” exactly when a test in tests/sdk names it"
    )


def test_every_test_of_the_sdk_names_its_rules() -> None:
    assert [f"{path}::{name}" for codes, path, name in all_proofs() if not codes] == []


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("SL210.", ["SL210"]),
        ("SL210, SL211: the wait of SL102.", ["SL210", "SL211"]),
        ("SL210 speaks of waits.", []),
        ("The wait of SL102.", []),
        (None, []),
    ],
)
def test_codes_are_what_a_docstring_starts_with(text: str | None, codes: list[str]) -> None:
    assert codes_of(text) == codes


def all_proofs() -> Iterator[tuple[list[str], str, str]]:
    """The codes, the path and the name of each test that runs the SDK."""
    for path in sorted((ROOT / "tests" / "sdk").glob("test_*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        shared = codes_of(ast.get_docstring(tree))
        for node in tree.body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                yield codes_of(ast.get_docstring(node)) or shared, path.relative_to(ROOT).as_posix(), node.name


def codes_of(text: str | None) -> list[str]:
    """The codes that a docstring starts with."""
    match = _CODES.match(text or "")
    return [] if match is None else match[0].split(", ")


def page() -> str:
    """The rules by code, each with its proofs by file."""
    text = f"{HEAD}\n| rule | what it reports | proved by |\n|---|---|---|\n"
    for rule in installed_rules():
        files: dict[str, list[str]] = {}
        for codes, path, name in all_proofs():
            if rule.code in codes:
                files.setdefault(path, []).append(name)
        proved = "<br>".join(f"`{path}`: {', '.join(f'`{name}`' for name in names)}" for path, names in files.items())
        text += f"| [{rule.code} {rule.name}](rules/{rule.name}.md) | {rule.page.summary} | {proved or 'none'} |\n"
    return text
