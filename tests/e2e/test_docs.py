"""The documentation: pages made from declarations are current, every link leads somewhere."""

from __future__ import annotations

import itertools
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from steplint.report.rule_page import rule_facts, rule_markdown
from steplint.rule import RuleClass, installed_rules
from steplint.rule.docstring import FIX
from steplint.rule.reference import all_options
from support import make_pack, rule_source

Golden = Callable[[Path, str], None]

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
RULES = DOCS / "rules"
NAMES = {rule.code: rule.name for rule in installed_rules()}
OPTIONS = {page.name for page in all_options(installed_rules())}
FIRST_PAGES = """
    adoption baseline pre-commit github gitlab rules/index rule-card wires limits
    command-line selection settings suppressions formats
""".split()
"""The order of the list of pages; a page that is not named here comes after them, by its name."""
START, END = "<!-- pages -->", "<!-- /pages -->"
UPDATE = "pytest --update-golden tests/e2e/test_docs.py writes it"
PARSER = MarkdownIt("commonmark").enable("table")

PAGES = sorted(
    path
    for pattern in ("*.md", "docs/**/*.md", "examples/*.md", "tests/fixtures/*/*.md")
    for path in ROOT.glob(pattern)
)


# Pages of rules


@pytest.mark.parametrize("rule", installed_rules(), ids=lambda rule: rule.name)
def test_the_page_of_a_rule_is_current(rule: RuleClass, golden: Golden) -> None:
    golden(RULES / f"{rule.name}.md", rule_page(rule))


def test_the_table_of_rules_is_current(golden: Golden) -> None:
    golden(RULES / "index.md", rules_index())


def test_a_page_belongs_to_a_rule(request: pytest.FixtureRequest) -> None:
    left_over = [path for path in sorted(RULES.iterdir()) if path.stem not in {"index", *NAMES.values()}]
    if request.config.getoption("--update-golden"):
        for path in left_over:
            path.unlink()
        return
    assert left_over == [], f"these rules are gone; {UPDATE}"


def rule_page(rule: RuleClass) -> str:
    """What `steplint rule` prints as Markdown, with links to other rules, to the card and to options."""
    return "\n".join(_linked(line, rule) for line in _outside_fences(rule_markdown(rule).split("\n")))


def _outside_fences(lines: list[str]) -> Iterator[tuple[str, bool]]:
    """Each line, and whether it is prose."""
    is_fenced = False
    for line in lines:
        is_fence = line.startswith("```")
        is_fenced ^= is_fence
        yield line, not (is_fenced or is_fence or line.startswith("#"))


def _linked(line: tuple[str, bool], rule: RuleClass) -> str:
    text, is_prose = line
    if not is_prose:
        return text
    parts = re.split(r"(`[^`]+`)", text)
    return "".join(_linked_code(part, rule) if part.startswith("`") else _linked_text(part, rule) for part in parts)


def _linked_text(text: str, rule: RuleClass) -> str:
    text = text.replace("The rule card", "[The rule card](../rule-card.md)")
    text = text.replace("page of limits", "[page of limits](../limits.md)")
    others = "|".join(code for code in NAMES if code != rule.code)
    return re.sub(rf"\b({others})\b", lambda match: f"[{match[1]}]({NAMES[match[1]]}.md)", text)


def _linked_code(code: str, rule: RuleClass) -> str:
    name = code.strip("`")
    option = name.removesuffix(".<kind>") if name.startswith("effects.") else name
    candidates = (option, f"rules.{rule.name}.{option}", option.partition(".")[0] if "effects." in option else "")
    known = next((candidate for candidate in candidates if candidate in OPTIONS), None)
    return code if known is None else f"[{code}](../settings.md#{slug(known)})"


def rules_index() -> str:
    """The rules by category, both in the order of codes."""
    text = "# Rules\n\nA finding names its rule by code and name; settings and comments take both.\n"
    for category in dict.fromkeys(rule.category for rule in installed_rules()):
        rules = [rule for rule in installed_rules() if rule.category == category]
        package = sys.modules[rules[0].__module__.rpartition(".")[0]]
        text += f"\n## {category}\n\n{package.__doc__}\n\n"
        text += "| rule | what it reports | severity | fix |\n|---|---|---|---|\n"
        for rule in rules:
            fix = "in some cases" if FIX in rule.page.sections else "none"
            text += f"| [{rule.code} {rule.name}]({rule.name}.md) | {rule.page.summary} | {rule.severity} | {fix} |\n"
    return text


# The list of pages


@pytest.mark.parametrize("path", [DOCS / "index.md", ROOT / "README.md"], ids=lambda path: path.name)
def test_the_list_of_pages_is_current(path: Path, request: pytest.FixtureRequest) -> None:
    text = path.read_text(encoding="utf-8")
    before, _, rest = text.partition(START)
    current, _, after = rest.partition(END)
    listed = pages_list("" if path.parent == DOCS else "docs/")
    if request.config.getoption("--update-golden"):
        path.write_text(f"{before}{START}\n{listed}\n{END}{after}", encoding="utf-8")
        return
    assert current.strip() == listed, UPDATE


def pages_list(prefix: str) -> str:
    """A link to each page but those of single rules and the first."""
    stems = [path.stem for path in DOCS.glob("*.md") if path.stem != "index"] + ["rules/index"]
    ordered = [stem for stem in FIRST_PAGES if stem in stems] + sorted(set(stems) - set(FIRST_PAGES))
    return "\n".join(f"- [{_title(DOCS / f'{stem}.md')}]({prefix}{stem}.md)" for stem in ordered)


def _title(path: Path) -> str:
    first, _, _ = path.read_text(encoding="utf-8").partition("\n")
    assert first.startswith("# "), f"{path} must start with its title"
    return first.removeprefix("# ")


# Links


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(path: Path) -> None:
    assert broken_links(path, DOCS if path.is_relative_to(DOCS) else ROOT) == []


@pytest.mark.parametrize(
    ("link", "fault"),
    [
        ("other.md", None),
        ("other.md#two-words-twice", None),
        ("#here", None),
        ("https://example.com/#anything", None),
        ("mailto:a@example.com", None),
        ("sub/", None),
        ("missing.md", "does not exist"),
        ("missing.png", "does not exist"),
        ("#there", "has no such heading"),
        ("other.md#three", "has no such heading"),
        ("other.md#in-a-block", "has no such heading"),
        ("other.md#again", "has that heading twice"),
        ("../outside.md", "is not published with this page"),
        ("/other.md", "is not relative"),
    ],
)
def test_broken_links_are_found(tmp_path: Path, link: str, fault: str | None) -> None:
    (tmp_path / "outside.md").write_text("# Outside\n", encoding="utf-8")
    root = tmp_path / "docs"
    (root / "sub").mkdir(parents=True)
    (root / "other.md").write_text(
        "# Other\n\n## Two words, *twice*\n\n```\n## In a block\n```\n\n## Again\n\n## Again\n", encoding="utf-8"
    )
    page = root / "page.md"
    page.write_text(f"# Here\n\n| a |\n|---|\n| ![x]({link}) and [y]({link}) |\n\n`[z](nowhere)`\n", encoding="utf-8")
    assert broken_links(page, root) == ([] if fault is None else [f"{link} {fault}"] * 2)


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md"])
def test_files_that_are_named_exist(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    named = re.findall(
        r"\b(?:tests|linter|rules/steplint_rules|docs|examples)/[\w./-]*", re.sub(r"https?:\S+", "", text)
    )
    assert named
    assert [path for path in named if not (ROOT / path.rstrip(".")).exists()] == []


def broken_links(path: Path, root: Path) -> list[str]:
    """What is wrong with the links of a page, of which only those to files below `root` can be followed."""
    faults = ((link, _fault(link, path, root)) for link in _links(PARSER.parse(path.read_text(encoding="utf-8"))))
    return [f"{link} {fault}" for link, fault in faults if fault is not None]


def _fault(link: str, path: Path, root: Path) -> str | None:
    if re.match(r"[a-z]+:", link):
        return None
    if link.startswith("/"):
        return "is not relative"
    file, _, anchor = unquote(link).partition("#")
    target = (path.parent / file).resolve() if file else path
    if not target.is_relative_to(root):
        return "is not published with this page"
    if not target.exists():
        return "does not exist"
    if not anchor:
        return None
    slugs = [slug(heading) for heading in _headings(target)]
    if slugs.count(anchor) > 1:  # sites number them differently
        return "has that heading twice"
    return None if anchor in slugs else "has no such heading"


def _links(tokens: list[Token]) -> Iterator[str]:
    for token in tokens:
        link = token.attrGet({"link_open": "href", "image": "src"}.get(token.type, ""))
        if link is not None:
            yield str(link)
        yield from _links(token.children or [])


def _headings(path: Path) -> Iterator[str]:
    tokens = PARSER.parse(path.read_text(encoding="utf-8"))
    for opening, inline in itertools.pairwise(tokens):
        if opening.type == "heading_open":
            yield "".join(child.content for child in inline.children or [])


def slug(heading: str) -> str:
    """The anchor of a heading, where GitHub and the site agree about it."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-")


def test_facts_of_a_rule() -> None:
    facts = {rule.code: rule_facts(rule) for rule in installed_rules()}
    assert facts["SL002"]["severity"] == "critical; fails the run"
    assert facts["SL103"]["severity"] == "advisory; shown, and fails the run only with `--fail-on advisory`"
    assert facts["SL002"]["fix"] == "none"
    assert facts["SL105"]["options"].startswith("`rules.undescriptive-step-name.generic-words`, ")


def test_facts_of_an_unsure_rule(tmp_path: Path) -> None:
    source = rule_source("SL999", "GuessedThing").replace("    since =", "    confidence = Confidence.LOW\n    since =")
    (rule,) = make_pack(tmp_path, {"durable/guessed_thing.py": source})
    facts = rule_facts(rule)
    assert facts["confidence"] == "low, unless a finding says otherwise"
    assert facts["seen with"] == "`--min-confidence low`"
