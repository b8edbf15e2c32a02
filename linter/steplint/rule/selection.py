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

    SteplintError, with the place in the settings, for a word that should mean a rule and means none, and for what is
    wrong with a rule's options.
    """
    check_rule_words(rules, settings)
    instances = [rule(rule_options(rule, settings)) for rule in rules]
    return tuple(rule for rule in instances if _is_selected(type(rule), settings))


def check_rule_words(rules: Sequence[RuleClass], settings: Settings) -> None:
    """Refuse every word of the settings that should mean a rule and means none."""
    for key, selectors in (
        ("select", settings.select),
        ("extend-select", settings.extend_select),
        ("ignore", settings.ignore),
    ):
        check_selectors(selectors, rules, functools.partial(settings.where, key))
    for pattern, selectors in settings.per_file_ignores.items():
        check_selectors(selectors, rules, functools.partial(settings.where, "per-file-ignores", pattern))
    known = {rule.name for rule in rules}
    for name in settings.rules:
        if name not in known:
            place = settings.where("rules", name)
            raise SteplintError(f"{place}unknown rule `{name}` in `rules`{did_you_mean(name, known)}", _LIST_HINT)
    graded: dict[str, str] = {}
    for word in settings.severity:
        place = settings.where("severity", word)
        code = find_rule(word, rules, place).code
        if graded.setdefault(code, word) != word:
            raise SteplintError(f"{place}`{word}` and `{graded[code]}` in `severity` are the same rule")


def check_selectors(selectors: Sequence[str], rules: Sequence[RuleClass], locate: Callable[[int], str]) -> None:
    """Refuse a selector that means no rule; `locate` gives the place of the one with this index, for the message."""
    for index, selector in enumerate(selectors):
        if not any(_exactness(selector, rule) for rule in rules):
            raise _unknown(selector, rules, locate(index))


def find_rule(word: str, rules: Sequence[RuleClass], place: str = "") -> RuleClass:
    """The rule with this code or name; SteplintError, which starts with `place`, when there is none."""
    for rule in rules:
        if is_rule(word, rule):
            return rule
    raise _unknown(word, rules, place)


def is_rule(word: str, rule: RuleClass) -> bool:
    """Whether a word is the code or the name of a rule."""
    return word.upper() == rule.code or word.lower() == rule.name


def is_meant(selectors: Sequence[str], rule: RuleClass) -> bool:
    """Whether one of the selectors means a rule."""
    return _best(selectors, rule) > 0


def rule_options(rule: RuleClass, settings: Settings) -> msgspec.Struct:
    """The options of a rule; SteplintError for what is wrong with them."""
    table = settings.rules.get(rule.name, {})
    return decode_table(rule.options_type, table, settings.where, prefix=("rules", rule.name))


def is_asked_for(rule: RuleClass, settings: Settings) -> bool:
    """Whether rules were chosen such that this one runs: by the command line, or else by the settings.

    The more exact word wins.
    """
    wanted = _best(settings.command_line.extend_select, rule)
    unwanted = _best(settings.command_line.ignore, rule)
    if not wanted and not unwanted:
        wanted = _best((*settings.select, *settings.extend_select), rule)
        unwanted = _best(settings.ignore, rule)
    return wanted > unwanted


def _is_selected(rule: RuleClass, settings: Settings) -> bool:
    """Whether a rule runs. One that is always selected is only switched off by its own code or name."""
    if rule.is_always_selected:
        return not any(is_rule(word.strip(), rule) for word in (*settings.ignore, *settings.command_line.ignore))
    return is_asked_for(rule, settings)


def _best(selectors: Sequence[str], rule: RuleClass) -> int:
    return max((_exactness(selector, rule) for selector in selectors), default=0)


def _exactness(selector: str, rule: RuleClass) -> int:
    """How exactly a selector means a rule; 0 when it does not. ALL is least, then categories, then prefixes."""
    word = selector.strip()
    if word.upper() == ALL:
        return _CATEGORY
    if word.lower() == rule.category:
        return _CATEGORY + 1
    if is_rule(word, rule):
        return _EXACT
    if len(word) >= 2 and rule.code.startswith(word.upper()):
        return _CATEGORY + len(word)
    return 0


def _unknown(selector: str, rules: Sequence[RuleClass], place: str) -> SteplintError:
    words = {word for rule in rules for word in (rule.code, rule.name, rule.category)} | {ALL}
    return SteplintError(f"{place}unknown rule `{selector}`{did_you_mean(selector, words)}", _LIST_HINT)
