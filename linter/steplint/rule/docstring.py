"""A rule's page: its docstring in parts, with the examples that run as tests."""

from __future__ import annotations

import inspect
import re
from collections.abc import Mapping
from dataclasses import dataclass

WHY = "Why is this bad"
BAD = "Bad"
GOOD = "Good"
FIX = "Fix"
SECTIONS = (WHY, BAD, GOOD, FIX, "Options", "Known gaps", "References")
"""The sections of a page in their order; the first three must be there."""

DEFAULT_FILE = "example.py"
"""The file of an example that names none."""

_HEADING = re.compile(r"^## +(.+?)\s*$")
_FENCE = re.compile(r"^```(\w*)\s*$")
_FILE = re.compile(r"^# file: (\S+)\s*$")
_EXPECTATION = re.compile(r"\s*# expect(?:-low)?: SL\d{3}(?:, *SL\d{3})*\s*$")


@dataclass(frozen=True, slots=True)
class Example:
    """One fenced block of Python: the text of each file by its path."""

    files: Mapping[str, str]

    @property
    def has_expectations(self) -> bool:
        """Whether a line is marked with a finding."""
        return any(_EXPECTATION.search(line) for text in self.files.values() for line in text.split("\n"))

    def expects(self, code: str) -> bool:
        """Whether a line is marked with a finding of this rule."""
        lines = (line for text in self.files.values() for line in text.split("\n"))
        return any(code in match[0] for line in lines if (match := _EXPECTATION.search(line)))


@dataclass(frozen=True, slots=True)
class Page:
    """A rule's documentation: one sentence, the sections by heading in their order, and the whole as Markdown."""

    summary: str
    sections: Mapping[str, str]
    text: str

    def examples(self, section: str) -> tuple[Example, ...]:
        """The Python examples of a section."""
        return _examples(self.sections.get(section, ""))

    @property
    def readable(self) -> str:
        """The page for people: without the marks that only tests need."""
        return "\n".join(_EXPECTATION.sub("", line) for line in self.text.split("\n"))


def parse_page(docstring: str) -> Page:
    """The page that a docstring holds; headings inside fenced blocks are text."""
    text = inspect.cleandoc(docstring)
    sections: dict[str, list[str]] = {}
    introduction: list[str] = []
    current = introduction
    is_fenced = False
    for line in text.split("\n"):
        is_fenced ^= _FENCE.match(line) is not None
        heading = None if is_fenced else _HEADING.match(line)
        if heading is not None:
            current = sections.setdefault(heading[1], [])
        else:
            current.append(line)
    summary = " ".join("\n".join(introduction).strip().split("\n\n")[0].split())
    return Page(summary, {heading: "\n".join(lines).strip("\n") for heading, lines in sections.items()}, text)


def page_faults(page: Page, code: str) -> list[str]:
    """What is wrong with the page of the rule with this code."""
    faults: list[str] = []
    if not page.summary.endswith("."):
        faults.append("the docstring must start with a sentence that ends in a period")
    headings = list(page.sections)
    for heading in headings:
        if heading not in SECTIONS:
            faults.append(f"the docstring has an unknown section `## {heading}`; known are {', '.join(SECTIONS)}")
    known = [heading for heading in headings if heading in SECTIONS]
    if known != sorted(known, key=SECTIONS.index):
        faults.append(f"the docstring's sections must stand in this order: {', '.join(SECTIONS)}")
    for heading in (WHY, BAD, GOOD):
        if not page.sections.get(heading, "").strip():
            faults.append(f"the docstring needs a section `## {heading}`")
        elif heading != WHY and not page.examples(heading):
            faults.append(f"`## {heading}` needs an example, a block fenced with ```python")
    if any(not example.expects(code) for example in page.examples(BAD)):
        faults.append(f"every example of `## {BAD}` must mark a line with `# expect: {code}`")
    if any(example.has_expectations for example in page.examples(GOOD)):
        faults.append(f"no example of `## {GOOD}` may have a mark")
    return faults


def _examples(section: str) -> tuple[Example, ...]:
    found: list[Example] = []
    block: list[str] | None = None
    for line in section.split("\n"):
        fence = _FENCE.match(line)
        if block is not None:
            if fence is not None:
                found.append(Example(_files(block)))
                block = None
            else:
                block.append(line)
        elif fence is not None and fence[1] == "python":
            block = []
    return tuple(found)


def _files(lines: list[str]) -> dict[str, str]:
    """The files of a block; a line `# file: app/mail.py` starts one."""
    files: dict[str, list[str]] = {}
    current: list[str] | None = None
    for line in lines:
        if match := _FILE.match(line):
            current = files.setdefault(match[1], [])
            continue
        if current is None:
            current = files.setdefault(DEFAULT_FILE, [])
        current.append(line)
    return {
        path: "\n".join(body).strip("\n") + "\n" for path, body in files.items() if path != DEFAULT_FILE or any(body)
    }
