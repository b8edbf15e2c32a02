"""The identity of findings: what one is known by when its lines have moved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

import msgspec

from steplint.diagnostics import Finding
from steplint.source.statements import Statements, digest


def with_fingerprints(findings: Iterable[Finding], text_of: Callable[[str], str]) -> list[Finding]:
    """The findings with their fingerprints, `digest:number`.

    The digest is made of rule, file, workflow and statement (which has the step's id in it), the statement in a form
    that formatters do not change; the number tells equal ones apart, counted from 1 in the order given.
    """
    statements: dict[str, Statements] = {}
    seen: Counter[str] = Counter()
    found: list[Finding] = []
    for finding in findings:
        path, span = finding.place.path, finding.place.span
        if path not in statements:
            statements[path] = Statements(text_of(path))
        form = statements[path].at(span.line, span.column).form
        name = digest("\0".join((finding.code, path, finding.workflow or "", form)))
        seen[name] += 1
        found.append(msgspec.structs.replace(finding, fingerprint=f"{name}:{seen[name]}"))
    return found
