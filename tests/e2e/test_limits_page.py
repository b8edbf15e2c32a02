"""The page of limits is printed from the table that the rules ask."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from steplint.sdk import limits
from steplint.sdk.expressions import SLOTS, UNEVALUATED
from steplint.sdk.limits import CHOICES, COMBINATIONS, LIMITS, Limit, Unit, in_words

Golden = Callable[[Path, str], None]

PAGE = Path(__file__).parents[2] / "docs" / "limits.md"
HEAD = """\
# Limits

What the SDK and the platform accept, as [SL405](rules/invalid-cron.md), [SL406](rules/limit-exceeded.md),
[SL407](rules/forbidden-combination.md), [SL408](rules/silent-combination.md) and [SL410](rules/invalid-expression.md)
know it. The SDK's side was seen with inngest 0.5.19; the platform's was read in the source of its server (August 2026),
or, where a row says so, is only stated in the reference.

The SDK takes most values when a function is defined. What the platform refuses it refuses when the application is
synchronised, and then none of the application's functions is updated.
"""


def test_the_page_is_current(golden: Golden) -> None:
    golden(PAGE, page())


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (20, Unit.NUMBER, "20"),
        (5000, Unit.ITEMS, "5,000"),
        (1, Unit.SECONDS, "1 second"),
        (90, Unit.SECONDS, "90 seconds"),
        (0.5, Unit.SECONDS, "0.5 seconds"),
        (0, Unit.SECONDS, "0 seconds"),
        (-60, Unit.SECONDS, "-60 seconds"),
        (7 * 86_400, Unit.SECONDS, "7 days"),
        (366 * 86_400, Unit.SECONDS, "a year"),
    ],
)
def test_numbers_in_words(value: float, unit: Unit, words: str) -> None:
    assert in_words(value, unit) == words


def test_a_limit_has_an_end() -> None:
    assert [limit for limit in LIMITS if limit.least is None and limit.most is None] == []


def page() -> str:
    """The table in Markdown."""
    text = HEAD + "\n## Numbers\n\n| what | least | most | beyond that | known from |\n|---|---|---|---|---|\n"
    for limit in LIMITS:
        least, most = ("" if end is None else in_words(end, limit.unit) for end in (limit.least, limit.most))
        text += f"| {named(limit.owner, limit.parameter)} | {least} | {most} | {beyond(limit)} | {source(limit)} |\n"
    jitter = [in_words(end, Unit.SECONDS) for end in limits.JITTER]
    refused = limits.Outcome.REFUSED
    text += f"| {named('inngest.TriggerCron', 'jitter')} | {jitter[0]} | {jitter[1]} | {refused} | the server |\n"
    least, most = limits.PRIORITY
    text += f"| {named('inngest.Priority', 'run')} | {least} | {most} | {limits.Outcome.CLAMPED} | the reference |\n"
    text += f"| the name of an event (SL307) | 1 character | {limits.LONGEST_EVENT_NAME} characters | {refused} | "
    text += "the server |\n"
    text += f"| steps of a run | | {limits.MOST_STEPS:,} | {limits.Outcome.FAILS} | the server |\n"
    text += "\nA schedule (SL405) has five fields, with an optional `TZ=` or `CRON_TZ=` before them.\n"
    text += "\nLengths of time that the SDK writes as text (all but those of `sleep`, `sleep_until` and "
    text += "`RetryAfterError`) must be whole numbers of seconds. A number counts milliseconds (SL211).\n"
    text += "\n## Words\n\n| what | words | others |\n|---|---|---|\n"
    for choice in CHOICES:
        words = ", ".join(f"`{word}`" for word in choice.words)
        text += f"| {named(choice.owner, choice.parameter)} | {words} | {choice.outcome} |\n"
    scopes = " and ".join(f"`{scope}`" for scope in sorted(limits.SCOPES_WITH_KEY))
    text += f"\nThe scopes {scopes} need a `key`. A function has no two triggers of the same event and expression, nor "
    text += "two of the same schedule.\n"
    text += "\n## Combinations\n\n| options | together |\n|---|---|\n"
    for each in COMBINATIONS:
        text += f"| `{each.first}` and `{each.second}` | {each.effect} |\n"
    text += "\n## Expressions\n\nSL410 judges them.\n\n| what | names | accepts | text that is no expression | a name "
    text += "that there is not |\n|---|---|---|---|---|\n"
    for owner, slots in SLOTS.items():
        for slot in slots:
            names = "`event`, `async`" if slot.has_async else "`event`"
            accepts = "comparisons" if slot.is_plain else "everything"
            syntax, unknown = (end or UNEVALUATED for end in (slot.syntax, slot.names))
            text += f"| {named(owner, slot.parameter)} | {names} | {accepts} | {syntax} | {unknown} |\n"
    text += "\n## What the code does not show\n\nNo rule judges these.\n\n| what | most |\n|---|---|\n"
    for what, stated in limits.STATED:
        text += f"| {what} | {stated} |\n"
    return text


def named(owner: str, parameter: str) -> str:
    """A parameter as people look for it."""
    return f"`{parameter}` of `{owner.removeprefix('inngest.')}`"


def beyond(limit: Limit) -> str:
    """What comes of a value outside of the limit."""
    if limit.least is None or limit.most is None or limit.below == limit.above:
        return limit.above if limit.least is None else limit.below
    return f"below: {limit.below}; above: {limit.above}"


def source(limit: Limit) -> str:
    """From where the limit is known."""
    is_sdk = limit.least is not None and limit.below is limits.Outcome.RAISES
    known = "the SDK" if is_sdk else "the server"
    if limit.is_stated:
        return f"{known}; the most from the reference"
    return f"{known} and the server" if is_sdk and limit.most is not None else known
