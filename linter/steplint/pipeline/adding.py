"""Writes suppression comments for findings: how a code base that has some is taken on board."""

from __future__ import annotations

import bisect
import re
import tokenize
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

import msgspec

from steplint.diagnostics import Finding, Problem, ProblemKind, RunResult, Span, SteplintError
from steplint.rule import Hook, installed_rules
from steplint.source.file import Reader, SourceFile
from steplint.source.suppression_edits import Replacement, apply, naming
from steplint.source.suppressions import Form, Suppression, find_suppressions, read_comment, statement_lines
from steplint.source.tokens import read_tokens
from steplint.source.write import replace_source

MAX_TRAILING = 88
"""Where a longer line would be, the comment gets a line of its own: formatters would break the statement for it."""

_DECLARES_ENCODING = re.compile(r"coding[:=]")
_UNSEEN = frozenset({tokenize.COMMENT, tokenize.NL})


@dataclass(frozen=True, slots=True)
class Addition:
    """What was written, and the result of the run with what is now suppressed."""

    result: RunResult
    suppressed: int
    files: int


def check_reason(reason: str) -> str:
    """The reason as it will stand in comments; SteplintError for one that cannot stand there."""
    reason = reason.strip()
    if not reason:
        return ""
    read = list(read_comment(_comment(["SL000"], reason), 1, 0))
    if not reason.isprintable() or _DECLARES_ENCODING.search(reason) or [each.reason for each in read] != [reason]:
        raise SteplintError(
            f"the reason {reason!r} cannot stand in a comment",
            "it must be one line without control characters, and must not look like another comment",
        )
    return reason


def add_ignores(result: RunResult, *, reason: str) -> Addition:
    """Write an `ignore` for every finding shown, each file as a whole or not at all.

    A code joins an `ignore` that speaks for its statement already. What says that a file cannot be read, or that a
    suppression is wrong, gets none.
    """
    own = {rule.code for rule in installed_rules() if rule.hook in {Hook.SYNTAX, Hook.SUPPRESSIONS}}
    by_path: defaultdict[str, list[Finding]] = defaultdict(list)
    for finding in result.findings:
        if finding.code not in own:
            by_path[finding.place.path].append(finding)
    written: list[Finding] = []
    problems: list[Problem] = []
    files = 0
    for path, findings in sorted(by_path.items()):
        done = _write(path, result.sources[path], findings, reason)
        if isinstance(done, Problem):
            problems.append(done)
        elif done:
            files += 1
            written += done
    gone = frozenset(written)
    left = tuple(finding for finding in result.findings if finding not in gone)
    hidden = (msgspec.structs.replace(finding, justification=reason or None) for finding in written)
    suppressed = sorted((*result.suppressed, *hidden), key=lambda finding: finding.sort_key)
    changed = replace(result, findings=left, suppressed=tuple(suppressed), problems=(*result.problems, *problems))
    return Addition(changed, len(written), files)


def _write(path: str, text: str, findings: Sequence[Finding], reason: str) -> list[Finding] | Problem:
    """The findings that are now suppressed in a file; a problem when it could not be written."""
    source = Reader(len(text) * 4 + 16).source(path)
    if isinstance(source, Problem):
        return source
    if source.text != text:
        return Problem(ProblemKind.UNREADABLE, path, "not changed: it is no longer what was checked")
    changed, done = _with_ignores(source, findings, reason)
    if not done:
        return []
    return replace_source(source, changed) or done


def _with_ignores(source: SourceFile, findings: Sequence[Finding], reason: str) -> tuple[str, list[Finding]]:
    """The text with comments for the findings, and the findings that they hide."""
    statements = statement_lines(source.text)
    starts = [first for first, _ in statements]
    by_statement: defaultdict[tuple[int, int], list[Finding]] = defaultdict(list)
    for finding in findings:
        line = finding.place.span.line
        index = bisect.bisect_right(starts, line) - 1
        if index >= 0 and line <= statements[index][1]:
            by_statement[statements[index]].append(finding)
    existing = {_covered(each): each for each in reversed(find_suppressions(source.text)) if _can_take_more(each)}
    replacements: list[Replacement] = []
    for lines, found in by_statement.items():
        codes = sorted({finding.code for finding in found})
        if lines in existing:
            replacements += _merged(existing[lines], codes, reason)
        else:
            replacements.append(_new(source, lines, _comment(codes, reason)))
    changed = apply(source.text, replacements, source.lines)
    inserted = sorted(span.line for span, new in replacements if new.endswith(("\n", "\r")))
    if not _is_same_code(source.text, changed):
        return source.text, []
    suppressions = find_suppressions(changed)

    def is_hidden(finding: Finding) -> bool:
        line = finding.place.span.line
        line += bisect.bisect_right(inserted, line)
        return any(each.covers(line, code=finding.code, name=finding.name) for each in suppressions)

    return changed, [finding for found in by_statement.values() for finding in found if is_hidden(finding)]


def _new(source: SourceFile, lines: tuple[int, int], comment: str) -> Replacement:
    """A new comment for the statement on these lines: behind it if it is short, or else above it."""
    first, last = lines
    text = source.lines[first - 1]
    if first == last and "#" not in text and len(text.rstrip()) + 2 + len(comment) <= MAX_TRAILING:
        end = len(text.rstrip()) + 1
        return Span(first, end, first, len(text) + 1), f"  {comment}"
    indentation = text[: len(text) - len(text.lstrip())]
    return Span(first, 1, first, 1), f"{indentation}{comment}{source.newline}"


def _merged(suppression: Suppression, codes: Sequence[str], reason: str) -> list[Replacement]:
    """The codes put into a comment that is there; its own reason stays."""
    words = [selector.word for selector in suppression.selectors]
    changes = [naming(suppression, [*words, *(code for code in codes if code not in words)])]
    if reason and not suppression.reason:
        line, column = suppression.span.end_line, suppression.span.end_column
        changes.append((Span(line, column, line, column), f" {reason}"))
    return changes


def _comment(codes: Sequence[str], reason: str) -> str:
    return f"# steplint: ignore[{', '.join(codes)}] {reason}".rstrip()


def _can_take_more(suppression: Suppression) -> bool:
    return suppression.form is Form.IGNORE and suppression.fault is None and not suppression.is_blanket


def _covered(suppression: Suppression) -> tuple[int, int]:
    return suppression.selectors[0].first_line, suppression.selectors[0].last_line


def _is_same_code(before: str, after: str) -> bool:
    """Whether two texts differ in comments only."""
    return _code(before) == _code(after)


def _code(text: str) -> list[tuple[int, str]]:
    return [(token.type, token.string) for token in read_tokens(text) if token.type not in _UNSEEN]
