"""SL105 undescriptive-step-name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated

import msgspec
from msgspec import Meta

from steplint.diagnostics import Applicability, Confidence, Edit, Finding, Fix, Place, Severity, SteplintError
from steplint.project import Entity, Literal, Reached, Site, Step, Template, Workflow
from steplint.rule.base import Rule

_GENERIC = frozenset(
    """
    a action actions all an and another bar batch baz begin block body call callback code data default do
    dummy end event example exec execute fifth final finish first fn foo four fourth func function generic go
    handle handler id init inner it item job last logic main method misc my name new next of one op operation
    other outer part perform phase process processing proc qux routine run sample second stage start step
    steps stuff task tasks temp test testing the then thing third this three tmp to todo two unit untitled
    work workflow wrapper xxx yyy zzz delay pause sleep wait
    """.split()
)
"""Words that say nothing about what a step does, alone or together."""
_COMMON_VERBS = frozenset(
    """
    add build check create delete fetch find get insert list load make post put query read remove save send
    set store sync update write
    """.split()
)
"""Verbs that want an object: alone they say too little."""
_VERBS = frozenset(
    """
    aggregate analyse analyze apply approve archive assign backfill calculate cancel charge classify clean
    cleanup close collect compress compute confirm convert crawl deliver deploy dispatch download embed
    enqueue enrich evaluate expire export extract filter finalise finalize flush format generate import index
    ingest initialise initialize invoice merge migrate normalise normalize notify parse persist prepare
    process provision publish purge rank reconcile refresh refund register render reset resize resolve retry
    schedule score scrape search setup settle split submit summarise summarize transcode transcribe transform
    translate trigger upload upsert validate verify
    """.split()
)
"""Verbs that say what is done but not to what."""
_WORD = re.compile(r"\d+[a-z]{1,7}(?![a-z])|[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+")
_DURATION = re.compile(r"\d+(s|sec|secs|seconds?|m|min|mins|minutes?|h|hr|hours?|d|days?|w|weeks?|ms)")

_PATIENCE = 1.0
"""Seconds for a match of the pattern that the settings give."""


def _regular_expression(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("expected a regular expression as text")
    import regex  # few projects set a pattern

    try:
        regex.compile(value)
    except regex.error as error:
        raise ValueError(f"expected a regular expression: {error}") from None
    return value


def _matches(pattern: str, text: str) -> bool:
    """Whether a text matches as a whole. SteplintError when that takes too long: a hostile pattern needs for ever."""
    import regex  # the standard library's cannot be told to stop

    try:
        return regex.fullmatch(pattern, text, timeout=_PATIENCE) is not None
    except TimeoutError:
        raise SteplintError(
            f"the `pattern` of undescriptive-step-name takes more than {_PATIENCE:g} s for one step id: `{pattern}`",
            "write it without a repetition inside a repetition",
        ) from None


class Options(msgspec.Struct, frozen=True, rename="kebab"):
    """The rule's options."""

    generic_words: Annotated[
        tuple[str, ...], Meta(description="Further words that say nothing in a step's id.", examples=[["foo"]])
    ] = ()
    pattern: Annotated[
        str | None,
        Meta(
            description="A regular expression that every constant step id must match as a whole.",
            examples=["[a-z]+(-[a-z0-9]+)+"],
            extra={"parse": _regular_expression, "schema": {"type": "string", "format": "regex"}},
        ),
    ] = None


class UndescriptiveStepName(Rule):
    """A step's id does not say what the step does.

    ## Why is this bad

    The id is what the platform shows: in the list of a run's steps, in traces, in alerts. `step1` failed at three in
    the morning tells nothing; `charge-card` does. The id is also the key of the memoised result, so it cannot be
    renamed while runs are in flight: it wants to be right the first time.

    A verb and its object, or one specific noun, is descriptive: `update-trip-status`, `notify-driver`, `email-delay`.
    Numbers, single letters and words like `step`, `task`, `run`, `process`, `data` say nothing, alone or together. Ids
    written in any style (`camelCase`, `snake_case`, `kebab-case`, dotted) are read alike, and constants are followed
    across modules.

    ## Bad

    ```python
    import inngest

    from app.trips import update_trip

    client = inngest.Inngest(app_id="rides")


    @client.create_function(fn_id="confirm-trip", trigger=inngest.TriggerEvent(event="trip/confirmed"))
    async def confirm_trip(ctx: inngest.Context) -> None:
        await ctx.step.run("step1", update_trip, ctx.event.data["trip_id"])  # expect: SL105
        for i in range(3):
            await ctx.step.run(f"task-{i}", update_trip, i)  # expect: SL105


    # file: app/trips.py
    def update_trip(trip_id: str) -> None: ...
    ```

    ## Good

    ```python
    import inngest

    from app.trips import update_trip

    client = inngest.Inngest(app_id="rides")


    @client.create_function(fn_id="confirm-trip", trigger=inngest.TriggerEvent(event="trip/confirmed"))
    async def confirm_trip(ctx: inngest.Context) -> None:
        await ctx.step.run("update-trip-status", update_trip, ctx.event.data["trip_id"])
        for i in range(3):
            await ctx.step.run(f"update-leg-{i}", update_trip, i)
    ```

    ## Fix

    A name made from the handler's is shown where there is one. It is never applied: a renamed step runs again in runs
    that are in flight.

    ## Options

    `generic-words` adds words that say nothing. `pattern` is a regular expression that every constant id must match as
    a whole.

    ## Known gaps

    An id that cannot be resolved is not judged. One specific verb without an object (`scrape`, `notify`) is reported
    at low confidence, one common verb (`send`, `update`) at medium.

    ## References

    The rule card, mandatory 5.
    """

    code = "SL105"
    severity = Severity.MANDATORY
    since = "0.1"
    options_type = Options
    options: Options

    def check_workflow(self, workflow: Workflow) -> Iterator[Finding]:
        judged: set[Place] = set()
        for reached, site in workflow.calls():
            for step in site.steps:
                finding = self._finding(workflow, reached, site, step)
                if finding is not None and finding.place not in judged:
                    judged.add(finding.place)
                    yield finding

    def _finding(self, workflow: Workflow, reached: Reached, site: Site, step: Step) -> Finding | None:
        verdict = next((found for entity in step.ids if (found := self._judge(entity)) is not None), None)
        if verdict is None:
            return None
        place = site.place if step.id_value is None else Place(site.frame.module.path, step.id_value.span)
        reason, confidence = verdict
        suggestion = _suggestion(site, step)
        return self.finding(
            place,
            f"the step id “{step.label}” {reason}",
            help="Name what the step does and to what, "
            + (f"for instance `{suggestion}`. " if suggestion else "as in `update-trip-status`. ")
            + "Rename only when no run is in flight: the id is the key of the memoised result.",
            confidence=confidence,
            workflow=workflow,
            related=tuple(hop.as_related() for hop in reached.path),
            fix=None
            if suggestion is None or step.id_value is None
            else Fix(f"Name it `{suggestion}`", (Edit(place, f'"{suggestion}"'),), Applicability.DISPLAY),
        )

    def _judge(self, entity: Entity) -> tuple[str, Confidence] | None:
        """What is wrong with an id, and how sure we are; None when nothing is or the id is not known."""
        match entity:
            case Literal(value=str() as text):
                if self.options.pattern is not None and not _matches(self.options.pattern, text):
                    return f"does not match the pattern `{self.options.pattern}`", Confidence.HIGH
                return self._judge_words(text, is_template=False)
            case Template(parts=parts):
                constant = " ".join(part for part in parts if part is not None)
                return self._judge_words(constant, is_template=True) if constant.strip() else None
            case _:
                return None

    def _judge_words(self, text: str, *, is_template: bool) -> tuple[str, Confidence] | None:
        words = [word.lower() for word in _WORD.findall(text)]
        telling = [word for word in words if _DURATION.fullmatch(word) or not (len(word) == 1 or word.isdigit())]
        generic = _GENERIC.union(word.lower() for word in self.options.generic_words)
        specific = [word for word in telling if word not in generic]
        if not words and any(character.isalpha() for character in text):
            return None  # in a script whose words we cannot tell apart
        if not specific:
            if is_template and not telling:
                return None  # separators only: the holes are the name
            what = "is empty" if not text.strip() else "says nothing about what the step does"
            return what, Confidence.MEDIUM if is_template else Confidence.HIGH
        if len(telling) == 1 and not is_template:
            if specific[0] in _COMMON_VERBS:
                return "does not say to what", Confidence.MEDIUM
            if specific[0] in _VERBS:
                return "does not say to what", Confidence.LOW
        return None


def _suggestion(site: Site, step: Step) -> str | None:
    """A name made from the handler's, where that says more than the id."""
    handler = next((invocation.name for invocation in site.invocations if invocation.frame is not None), None)
    if handler is None or not step.kind.is_fallible:
        return None
    words = [word.lower() for word in _WORD.findall(handler.rpartition(".")[2])]
    return "-".join(words) if len(words) > 1 and not set(words) <= _GENERIC and "lambda" not in words else None
