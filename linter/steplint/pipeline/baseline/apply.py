"""Which findings a baseline knows, which of its entries are left over, and what it becomes."""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

import msgspec

from steplint.diagnostics import Finding, RunResult
from steplint.pipeline.baseline.file import Baseline, Entry
from steplint.report.escape import without_surrogates
from steplint.rule import installed_rules
from steplint.rule.meta.syntax_error import SyntaxError
from steplint.source.discovery import display_path
from steplint.source.statements import Statements

_TEXT_LENGTH = 80
_MANY_PAIRS = 250_000
_SCOPE_WEIGHT, _NEXT_WEIGHT, _NEAR_WEIGHT = 8, 2, 1
_STORED_NEAR = 2


@dataclass(frozen=True, slots=True)
class Comparison:
    """A result and a baseline next to each other.

    `result` has the findings that the baseline knows apart. `left_over` are the indices of entries whose findings are
    certainly gone, `unseen` counts those of which that is not known: their files or rules were not part of the run.
    `new` are entries for the findings shown.
    """

    result: RunResult
    left_over: tuple[int, ...]
    unseen: int
    new: tuple[Entry, ...]


def compare(result: RunResult, baseline: Baseline) -> Comparison:
    """Set apart what the baseline knows.

    A statement may be there several times. Then the entries go to those whose surroundings are most like theirs, so
    that the one that is new is the one shown.
    """
    describe = _Describer(result, baseline.folder)
    shown = frozenset(finding for finding in result.findings if finding.code != SyntaxError.code)
    hidden = (*result.ignored_in_file, *result.below_severity, *result.below_confidence)
    hidden = tuple(finding for finding in hidden if finding.place.path in result.sources)
    candidates = sorted((*shown, *hidden), key=lambda finding: finding.sort_key)
    described = [describe(finding) for finding in candidates]
    matches = _match(baseline.entries, described)
    by_finding = {now: baseline.entries[old] for old, now in matches.items()}
    known = {
        candidates[now]: msgspec.structs.replace(candidates[now], justification=entry.reason)
        for now, entry in by_finding.items()
    }
    unmatched = [index for index in range(len(baseline.entries)) if index not in matches]
    left_over = tuple(index for index in unmatched if _is_gone(baseline.entries[index], baseline.folder, result))
    return Comparison(
        result=replace(
            result,
            findings=tuple(finding for finding in result.findings if finding not in known),
            baselined=tuple(known[finding] for finding in result.findings if finding in known),
        ),
        left_over=left_over,
        unseen=len(unmatched) - len(left_over),
        new=tuple(
            entry
            for index, (finding, entry) in enumerate(zip(candidates, described, strict=True))
            if index not in by_finding and finding in shown
        ),
    )


def shrunk(baseline: Baseline, comparison: Comparison) -> list[Entry]:
    """The entries without those that are left over."""
    gone = set(comparison.left_over)
    return [entry for index, entry in enumerate(baseline.entries) if index not in gone]


def grown(entries: Sequence[Entry], new: Sequence[Entry]) -> list[Entry]:
    """The entries and new ones; a new one that has equals gets a number that none of them has."""
    taken: Counter[_Key] = Counter()
    for entry in entries:
        taken[_key(entry)] = max(taken[_key(entry)], entry.number)
    every = list(entries)
    for entry in new:
        taken[_key(entry)] += 1
        every.append(msgspec.structs.replace(entry, number=taken[_key(entry)], context=_cut(entry.context)))
    return every


def _cut(context: str) -> str:
    """The part of the surroundings that is kept."""
    scope, *sides = context.split("/")
    return "/".join([scope, *(",".join(side.split(",")[:_STORED_NEAR]) for side in sides)])


_Key = tuple[str, str, str | None, str]


def _key(entry: Entry) -> _Key:
    return (entry.path, entry.code, entry.workflow, entry.statement)


class _Describer:
    """Makes entries of findings."""

    def __init__(self, result: RunResult, folder: str) -> None:
        self._result = result
        self._folder = folder
        self._statements: dict[str, Statements] = {}

    def __call__(self, finding: Finding) -> Entry:
        """The entry for a finding, with the surroundings in full."""
        path, span = finding.place.path, finding.place.span
        if path not in self._statements:
            self._statements[path] = Statements(self._result.sources[path])
        statements = self._statements[path]
        statement = statements.at(span.line, span.column)
        scope, before, after = statements.surroundings(span.line, span.column)
        lines = self._result.lines(path)[statement.start[0] - 1 : statement.last_line]
        text = " ".join(" ".join([lines[0][statement.start[1] :], *lines[1:]]).split()) if lines else ""
        return Entry(
            path=without_surrogates(os.path.relpath(path, self._folder).replace(os.sep, "/")),
            code=finding.code,
            workflow=None if finding.workflow is None else without_surrogates(finding.workflow),
            text=without_surrogates(text[:_TEXT_LENGTH]),
            statement=statement.digest,
            number=1,
            context=f"{scope}/{','.join(before)}/{','.join(after)}",
        )


def _match(old: Sequence[Entry], now: Sequence[Entry]) -> dict[int, int]:
    """Which entries are which findings, by index.

    A helper's fault belongs to one of the workflows that reach it, and a new workflow may take its place: so what is
    left is matched once more without the workflow, by the definition it stands in.
    """
    matches: dict[int, int] = {}
    for identity in (_key, _key_in_its_definition):
        groups: defaultdict[tuple[object, ...], tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
        for index in sorted(range(len(old)), key=lambda index: old[index].sort_key):
            if index not in matches:
                groups[identity(old[index])][0].append(index)
        taken = set(matches.values())
        for index, entry in enumerate(now):
            if index not in taken:
                groups[identity(entry)][1].append(index)
        for olds, nows in groups.values():
            for first, second in _pair([old[index] for index in olds], [now[index] for index in nows]):
                matches[olds[first]] = nows[second]
    return matches


def _key_in_its_definition(entry: Entry) -> tuple[str, str, str, str]:
    return (entry.path, entry.code, entry.statement, entry.context.split("/")[0])


def _pair(old: Sequence[Entry], now: Sequence[Entry]) -> list[tuple[int, int]]:
    """Which of equal entries are which findings: the most alike first, in order where nothing tells them apart."""
    if len(old) * len(now) > _MANY_PAIRS:
        return list(zip(range(len(old)), range(len(now)), strict=False))
    likeness = _likeness if len(old) > 1 or len(now) > 1 else _same
    pairs = sorted(
        (-likeness(entry.context, other.context), first, second)
        for first, entry in enumerate(old)
        for second, other in enumerate(now)
    )
    found: dict[int, int] = {}
    taken: set[int] = set()
    for _, first, second in pairs:
        if first not in found and second not in taken:
            found[first] = second
            taken.add(second)
    return list(found.items())


def _same(old: str, now: str) -> int:
    return 0


def _likeness(old: str, now: str) -> int:
    """How much of an entry's surroundings is found around a finding."""
    (old_scope, *old_sides), (now_scope, *now_sides) = old.split("/"), now.split("/")
    score = _SCOPE_WEIGHT * (old_scope == now_scope)
    for old_side, now_side in zip(old_sides, now_sides, strict=True):
        old_near, now_near = old_side.split(",")[:_STORED_NEAR], now_side.split(",")
        score += _NEXT_WEIGHT * (old_near[0] == now_near[0])
        score += _NEAR_WEIGHT * sum(each in now_near for each in old_near)
    return score


def _is_gone(entry: Entry, folder: str, result: RunResult) -> bool:
    """Whether the finding of an entry that none was found for is certainly not there any more."""
    path = display_path(os.path.join(folder, *entry.path.split("/")))
    codes = result.judged.get(path)
    if codes is not None and (entry.code in codes or _is_no_rule(entry.code)):
        return True
    return not os.path.lexists(path)


def _is_no_rule(code: str) -> bool:
    return all(rule.code != code for rule in installed_rules())
