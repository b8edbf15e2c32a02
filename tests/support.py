"""Rules and results that several tests make for themselves."""

from __future__ import annotations

import importlib
import itertools
import sys
import textwrap
from pathlib import Path

import msgspec

from steplint.diagnostics import Confidence, Finding, Place, Related, RelatedRole, Severity, Span
from steplint.pipeline import check_sources
from steplint.rule import RuleClass, installed_rules, select_rules
from steplint.rule.registry import rules_of
from steplint.settings import default_settings

_numbers = itertools.count()

PAGE = """
A thing is wrong.

## Why is this bad

Because.

## Bad

```python
thing()  # expect: {code}
```

## Good

```python
other()
```
"""


def rule_source(code: str, class_name: str, *, page: str = PAGE, body: str = "", hook: str = "check_workflow") -> str:
    """The file of a rule that reports nothing unless the body of its hook says so."""
    docstring = textwrap.indent(page.replace("{code}", code).strip(), "    ")
    hook_body = textwrap.indent(textwrap.dedent(body).strip() or "return iter(())", "        ")
    return f'''
from steplint.diagnostics import Confidence, Place, Severity, Span
from steplint.rule import Rule


class {class_name}(Rule):
    """{docstring.strip()}
    """

    code = "{code}"
    severity = Severity.CRITICAL
    since = "0.1"

    def {hook}(self, subject):
{hook_body}
'''


def make_pack(folder: Path, files: dict[str, str]) -> list[RuleClass]:
    """The rules of a pack made of these files, `category/rule_name.py`; imports it under a name of its own."""
    name = f"pack{next(_numbers)}"
    for path, text in files.items():
        file = folder / name / path
        file.parent.mkdir(parents=True, exist_ok=True)
        for parent in (file.parent, folder / name):
            (parent / "__init__.py").touch()
        file.write_text(text, encoding="utf-8")
    sys.path.insert(0, str(folder))
    try:
        importlib.invalidate_caches()
        return list(rules_of(importlib.import_module(name)))
    finally:
        sys.path.remove(str(folder))


def finding(
    path: str = "app/flows.py",
    span: tuple[int, int, int, int] = (3, 5, 3, 15),
    *,
    code: str = "SL002",
    name: str = "email-without-delay",
    message: str = "two e-mails leave `welcome` with no wait between",
    severity: Severity = Severity.CRITICAL,
    confidence: Confidence = Confidence.HIGH,
    help: str | None = None,
    workflow: str | None = "app.flows.welcome",
    related: tuple[Related, ...] = (),
) -> Finding:
    """A finding with something in every place."""
    return Finding(
        code=code,
        name=name,
        severity=severity,
        confidence=confidence,
        message=message,
        help=help,
        place=Place(path, Span(*span)),
        workflow=workflow,
        related=related,
        fingerprint=f"{code.lower()}-{span[0]}-{span[3]}:1",
    )


def related(
    path: str, span: tuple[int, int, int, int], message: str, *, role: RelatedRole = RelatedRole.PLACE
) -> Related:
    """A related place."""
    return Related(Place(path, Span(*span)), message, role)


def grades(source: str, code: str) -> list[tuple[Severity, Confidence]]:
    """How severe and how sure the findings of one rule in a module are, by place."""
    settings = msgspec.structs.replace(default_settings(), select=(code,), min_confidence=Confidence.LOW)
    rules = select_rules(installed_rules(), settings)
    result = check_sources({"flows.py": textwrap.dedent(source)}, settings=settings, rules=rules)
    assert not result.problems
    return [(f.severity, f.confidence) for f in sorted(result.findings, key=lambda f: f.place)]
