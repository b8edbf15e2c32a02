"""Hides findings by suppression comments, and keeps count of what each comment hid."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

import msgspec

from steplint.diagnostics import Finding
from steplint.rule import CommentedFile, Hook, JudgedSuppression, Rule, installed_rules
from steplint.settings.suggest import closest
from steplint.source.file import split_lines
from steplint.source.suppressions import EVERY_RULE, Form, Selector, Suppression, find_suppressions, has_suppressions


class Suppressor:
    """The suppression comments of a run's files."""

    def __init__(self, text_of: Callable[[str], str], rules: Sequence[Rule]) -> None:
        self._text_of = text_of
        self._running = frozenset(rule.code for rule in rules)
        self._known = _known_words(rules)
        self._about_comments = frozenset(rule.code for rule in rules if rule.hook is Hook.SUPPRESSIONS)
        self._named_only = self._about_comments | {rule.code for rule in rules if rule.hook is Hook.SYNTAX}
        """What a comment that names no rule leaves alone."""
        self._by_path: dict[str, tuple[Suppression, ...]] = {}
        self._hidden: defaultdict[Suppression, dict[tuple[str, str], None]] = defaultdict(dict)
        """For each suppression the words that hid a finding, with the finding's code, in order."""

    def hide(self, finding: Finding) -> Finding | None:
        """The finding with the reason why it is hidden, or None when it is not hidden.

        The primary place decides. Every comment that covers it counts as used.
        """
        reasons = []
        for suppression in self._of(finding.place.path):
            for selector in suppression.selectors:
                if self._covers(suppression, selector, finding):
                    self._hidden[suppression][selector.word, finding.code] = None
                    reasons.append(suppression.reason)
        if not reasons:
            return None
        return msgspec.structs.replace(finding, justification=next(filter(None, reasons), None))

    def commented_files(self, paths: Iterable[str], *, requires_reasons: bool) -> list[CommentedFile]:
        """Those of the files that have suppressions, with what came of them, once all findings have been hidden that
        can be.
        """
        return [
            CommentedFile(path, split_lines(self._text_of(path)), tuple(map(self._judge, found)), requires_reasons)
            for path in paths
            if has_suppressions(self._text_of(path)) and (found := self._of(path))
        ]

    def _of(self, path: str) -> tuple[Suppression, ...]:
        if path not in self._by_path:
            self._by_path[path] = find_suppressions(self._text_of(path))
        return self._by_path[path]

    def _covers(self, suppression: Suppression, selector: Selector, finding: Finding) -> bool:
        if selector.word == EVERY_RULE and finding.code in self._named_only:
            return False
        line = finding.place.span.line
        if selector.covers(line, code=finding.code, name=finding.name):
            return True
        is_itself = finding.code in self._about_comments and suppression.span.line == line
        return is_itself and selector.word in {finding.code, finding.name}

    def _judge(self, suppression: Suppression) -> JudgedSuppression:
        hidden = self._hidden.get(suppression, {})
        words = {word for word, _ in hidden}
        named = [selector for selector in suppression.selectors if selector.word != EVERY_RULE]
        if suppression.form is Form.ENABLE:
            unused = [selector for selector in suppression.selectors if not selector.ends]
        else:
            unused = [selector for selector in named if selector.word not in words and self._is_judged(selector)]
        unknown = [selector for selector in named if selector.word not in self._known]
        return JudgedSuppression(
            suppression,
            unknown=tuple((selector, self._guess(selector.word)) for selector in unknown),
            unused=tuple(selector for selector in unused if selector not in unknown),
            hidden=tuple(sorted({code for _, code in hidden})),
            all_ran=self._running.issuperset(self._known.values()),
        )

    def _is_judged(self, selector: Selector) -> bool:
        """Whether the rule that is meant had its chance to find something."""
        code = self._known.get(selector.word)
        return code in self._running and code not in self._about_comments

    def _guess(self, word: str) -> str | None:
        guess = closest(word, self._known)
        return guess.upper() if guess is not None and guess.upper() in self._known else guess


def without_uncertain(files: Iterable[CommentedFile], judged: Mapping[str, frozenset[str]]) -> list[CommentedFile]:
    """The files with nothing called unused in those whose findings are not all known, except an idle `enable`."""
    return [file if file.path in judged else _undecided(file) for file in files]


def needs_judgement(files: Iterable[CommentedFile]) -> bool:
    """Whether anything hangs on it that the findings of a file are all known."""
    return any(_undecided(file) != file for file in files)


def _undecided(file: CommentedFile) -> CommentedFile:
    suppressions = tuple(
        each
        if each.suppression.form is Form.ENABLE
        else JudgedSuppression(each.suppression, unknown=each.unknown, hidden=each.hidden)
        for each in file.suppressions
    )
    return CommentedFile(file.path, file.lines, suppressions, file.requires_reasons)


def _known_words(rules: Sequence[Rule]) -> dict[str, str]:
    """The code of every rule there is, by its code and by its name; also of rules that do not run."""
    words = {word: rule.code for rule in installed_rules() for word in (rule.code, rule.name)}
    return words | {word: rule.code for rule in rules for word in (rule.code, rule.name)}
