"""Which rules run, and with which options."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence

import msgspec

from steplint.diagnostics import SteplintError
from steplint.rule.base import Rule
from steplint.rule.registry import RuleClass
from steplint.settings import Settings, did_you_mean
from steplint.settings.decode import decode_table

ALL = "ALL"
_LIST_HINT = "`steplint rule --all` lists the rules"
_EXACT = 100
_CATEGORY = 1


def select_rules(rules: Sequence[RuleClass], settings: Settings) -> tuple[Rule, ...]:
    """Instances of the rules that the settings select, in the order given.

    SteplintError, with the place in the settings, for a selector or a rule's option that means nothing.
    """
    for key in ("select", "ignore"):
        check_selectors(getattr(settings, key), rules, functools.partial(settings.where, key))
    known = {rule.name for rule in rules}
    for name in settings.rules:
        if name not in known:
            place = settings.where("rules", name)
            raise SteplintError(f"{place}unknown rule `{name}` in `rules`{did_you_mean(name, known)}", _LIST_HINT)
    instances = [rule(_options(rule, settings)) for rule in rules]
    return tuple(rule for rule in instances if _is_selected(type(rule), settings))


def check_selectors(selectors: Sequence[str], rules: Sequence[RuleClass], locate: Callable[[int], str]) -> None:
    """Refuse a selector that means no rule; `locate` gives the place of the one with this index, for the message."""
    for index, selector in enumerate(selectors):
        if not any(_exactness(selector, rule) for rule in rules):
            raise _unknown(selector, rules, locate(index))


def find_rule(word: str, rules: Sequence[RuleClass]) -> RuleClass:
    """The rule with this code or name; SteplintError when there is none."""
    for rule in rules:
        if word.upper() == rule.code or word.lower() == rule.name:
            return rule
    raise _unknown(word, rules, "")


def _is_selected(rule: RuleClass, settings: Settings) -> bool:
    wanted = max((_exactness(selector, rule) for selector in settings.select), default=0)
    if rule.is_always_selected:
        wanted = max(wanted, _CATEGORY)
    unwanted = max((_exactness(selector, rule) for selector in settings.ignore), default=0)
    return wanted > unwanted


def _exactness(selector: str, rule: RuleClass) -> int:
    """How exactly a selector means a rule; 0 when it does not. ALL is least, then categories, then prefixes."""
    word = selector.strip()
    if word.upper() == ALL:
        return _CATEGORY
    if word.lower() == rule.category:
        return _CATEGORY + 1
    if word.lower() == rule.name or word.upper() == rule.code:
        return _EXACT
    if len(word) >= 2 and rule.code.startswith(word.upper()):
        return _CATEGORY + len(word)
    return 0


def _options(rule: RuleClass, settings: Settings) -> msgspec.Struct:
    table = settings.rules.get(rule.name, {})
    return decode_table(rule.options_type, table, settings.where, prefix=("rules", rule.name))


def _unknown(selector: str, rules: Sequence[RuleClass], place: str) -> SteplintError:
    words = {word for rule in rules for word in (rule.code, rule.name, rule.category)} | {ALL}
    return SteplintError(f"{place}unknown rule `{selector}`{did_you_mean(selector, words)}", _LIST_HINT)
