"""The values that the SDK is given where it, or the platform, accepts some only."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from steplint.diagnostics import Confidence, Place
from steplint.model import values as v
from steplint.model.graph import ContextKind, contexts_around
from steplint.model.module import Call
from steplint.project.apps.moments import MomentKind, kind_of_moment
from steplint.project.apps.options import option_place, option_value
from steplint.project.entities import Duration, Entities, Entity, External, Items, Literal, Moment, Point, Record
from steplint.project.evaluate import Evaluator
from steplint.project.frames import Frame
from steplint.project.invocations import Site
from steplint.sdk import cel
from steplint.sdk.limits import (
    CHOICES,
    EARLIEST_MILLISECONDS,
    JITTER,
    LIMITS,
    MOST_STEPS,
    PRIORITY,
    SCOPES_WITH_KEY,
    Limit,
    Outcome,
    Unit,
    in_words,
)

if TYPE_CHECKING:
    from steplint.project.project import Project
    from steplint.project.workflow import Workflow


@dataclasses.dataclass(frozen=True, slots=True)
class Excess:
    """A value that is not accepted: where it stands, what is given and why that is wrong in words, what comes of it.

    `is_time` when it is a number of milliseconds, of which SL211 may have to tell something else.
    """

    place: Place
    given: str
    outcome: Outcome
    confidence: Confidence
    help: str
    is_time: bool = False


def _by_owner() -> Mapping[str, Sequence[Limit]]:
    found: dict[str, list[Limit]] = {}
    for limit in LIMITS:
        found.setdefault(limit.owner, []).append(limit)
    return found


_LIMITS = _by_owner()
_OBJECTS = frozenset(
    {owner for owner in _LIMITS if owner.startswith("inngest.")}
    | {choice.owner for choice in CHOICES}
    | {"inngest.TriggerCron", "inngest.Priority", "inngest.Event"}
)
_NAMES = frozenset(path.rpartition(".")[2] for path in _OBJECTS)


def excesses_of_options(workflow: Workflow) -> Iterator[Excess]:
    """The options of a workflow that are not accepted, and triggers that it has twice."""
    definition = workflow.definition
    for limit in _LIMITS["create_function"]:
        given = definition.option(limit.parameter)
        if given:
            place = option_place(workflow, limit.parameter)
            yield from _judged(limit, given, place, f"`{limit.parameter}`")
    yield from _repeated_triggers(workflow)


def excesses_of_steps(workflow: Workflow) -> Iterator[Excess]:
    """The times that a workflow's steps are given and that are not accepted, and loops that take too many steps."""
    for _, site in workflow.calls():
        for step in site.steps:
            owner = f"step.{step.kind}"
            for limit in _LIMITS.get(owner, ()):
                value = site.call.argument(limit.position, limit.parameter) if site.call is not None else None
                if value is not None:
                    given = workflow.project.evaluator.evaluate(site.frame, value, site.point)
                    place = Place(site.frame.module.path, value.span)
                    yield from _judged(limit, given, place, f"`{limit.parameter}` of `{owner}`")
    yield from _endless_steps(workflow)


def excesses_of_objects(project: Project) -> Iterator[Excess]:
    """The objects of the SDK that are made with something that is not accepted; tests left out."""
    for frame in project.root_frames:
        for number, call in enumerate(frame.function.calls):
            if not call.arguments or not (_last_name(call.callee) in _NAMES or isinstance(call.callee, v.Name)):
                continue
            point = frame.calls_seen.get(number)
            for entity in project.evaluator.evaluate(frame, call.callee, point):
                if isinstance(entity, External) and entity.path in _OBJECTS:
                    yield from _Made(project.evaluator, frame, call, point, entity.path).excesses()


@dataclasses.dataclass(frozen=True, slots=True)
class _Made:
    """A call that makes an object of the SDK."""

    evaluator: Evaluator
    frame: Frame
    call: Call
    point: Point | None
    path: str

    def excesses(self) -> Iterator[Excess]:
        for limit in _LIMITS.get(self.path, ()):
            value, given = self._given(limit.parameter, limit.position)
            if value is not None:
                yield from _judged(limit, given, self._place(value), self._named(limit.parameter))
        for choice in CHOICES:
            if choice.owner == self.path:
                value, given = self._given(choice.parameter)
                if value is not None and given and all(_is_other_text(e, choice.words) for e in given):
                    words = ", ".join(f"`{word}`" for word in choice.words)
                    said = f"{self._named(choice.parameter)} is `{_text(given)}`, which is none of {words}"
                    yield Excess(self._place(value), said, choice.outcome, Confidence.HIGH, f"Take one of {words}.")
        match self.path:
            case "inngest.Concurrency":
                yield from self._keyless()
            case "inngest.TriggerCron":
                yield from self._jitter()
            case "inngest.Event":
                yield from self._timestamp()
            case "inngest.Batch":
                yield from self._timeless()
            case "inngest.Priority":
                yield from self._priority()
            case _:
                pass

    def _keyless(self) -> Iterator[Excess]:
        """A scope that spans functions needs a key."""
        value, given = self._given("scope")
        key_value, key = self._given("key")
        if value is None or self.call.has_unknown_keywords or (key_value is not None and key != (Literal(None),)):
            return
        if given and all(isinstance(e, Literal) and e.value in SCOPES_WITH_KEY for e in given):
            said = f"`Concurrency` has the scope `{_text(given)}` and no `key`"
            advice = "Give it a key, if need be a constant one: `key=\"'mail'\"`."
            yield Excess(self._place(value), said, Outcome.REFUSED, Confidence.HIGH, advice)

    def _jitter(self) -> Iterator[Excess]:
        value, given = self._given("jitter")
        if value is None or len(given) != 1 or not isinstance(given[0], Literal) or given[0].value is None:
            return
        least, most = JITTER
        text = given[0].value
        advice = "Write it as text, from `1s` to `5m`."
        if not isinstance(text, str):
            said = "`jitter` of `TriggerCron` is no text"
            yield Excess(self._place(value), said, Outcome.RAISES, Confidence.HIGH, advice)
        elif (seconds := seconds_of(text)) is None or not (seconds == 0 or least <= seconds <= most):
            why = "no length of time" if seconds is None else "not from one second to five minutes"
            said = f"`jitter` of `TriggerCron` is `{text}`, which is {why}"
            yield Excess(self._place(value), said, Outcome.REFUSED, Confidence.HIGH, advice)

    def _timestamp(self) -> Iterator[Excess]:
        """`ts` counts milliseconds and is a whole number."""
        value, given = self._given("ts")
        if value is None:
            return
        place = self._place(value)
        advice = "Write `int(time.time() * 1000)`, or leave `ts` out: then it is now."
        numbers = [e.value for e in given if isinstance(e, Literal) and type(e.value) in {int, float}]
        if given and len(numbers) == len(given):
            if all(isinstance(n, int | float) and 0 < n < EARLIEST_MILLISECONDS for n in numbers):
                said = f"`ts` of an event is {numbers[0]}, which counts seconds: as milliseconds it is in 1970"
                yield Excess(place, said, Outcome.REJECTED, Confidence.HIGH, advice)
            return
        match kind_of_moment(self.evaluator, self.frame, value, self.point):
            case MomentKind.SECONDS:
                said = "`ts` of an event is in seconds: as milliseconds it is in 1970"
                yield Excess(place, said, Outcome.REJECTED, Confidence.HIGH, advice)
            case MomentKind.FRACTION:
                said = "`ts` of an event has a fraction, and has to be a whole number of milliseconds"
                yield Excess(place, said, Outcome.RAISES, Confidence.HIGH, advice)
            case MomentKind.OBJECT:
                said = "`ts` of an event is a datetime, and has to be a whole number of milliseconds"
                yield Excess(place, said, Outcome.RAISES, Confidence.HIGH, advice)
            case None:
                pass

    def _timeless(self) -> Iterator[Excess]:
        value, _ = self._given("timeout")
        if value is None and not self.call.has_unknown_keywords:
            place = Place(self.frame.module.path, self.call.span)
            said = "`Batch` has no `timeout`, which the platform asks for"
            yield Excess(place, said, Outcome.REFUSED, Confidence.LOW, "Say how long to wait: from 1 to 60 seconds.")

    def _priority(self) -> Iterator[Excess]:
        """The numbers that a priority's expression may give."""
        value, given = self._given("run")
        if value is None or len(given) != 1 or not isinstance(given[0], Literal) or not isinstance(given[0].value, str):
            return
        try:
            node = cel.parse(given[0].value)
        except cel.CelError:
            return  # SL410's
        least, most = PRIORITY
        for result in cel.results(node):
            if isinstance(result, cel.Literal) and type(result.value) is int and not least <= result.value <= most:
                said = f"{self._named('run')} gives {result.value}"
                advice = f"It takes from {least} to {most}: seconds by which the run comes earlier."
                yield Excess(self._place(value), said, Outcome.CLAMPED, Confidence.MEDIUM, advice)
                return

    def _given(self, parameter: str, position: int | None = None) -> tuple[v.Value | None, Entities]:
        value = self.call.argument(position, parameter)
        return value, () if value is None else self.evaluator.evaluate(self.frame, value, self.point)

    def _place(self, value: v.Value) -> Place:
        return Place(self.frame.module.path, value.span)

    def _named(self, parameter: str) -> str:
        return f"`{parameter}` of `{self.path.rpartition('.')[2]}`"


def _judged(limit: Limit, given: Entities, place: Place, named: str) -> Iterator[Excess]:
    """What is wrong with a value, when everything that it may be is known and something is."""
    amounts = [_amount(entity, limit.unit) for entity in given if entity != Literal(None)]
    wrong = [amount for amount in amounts if amount is not None and _is_outside(limit, amount)]
    if None in amounts or not wrong:
        return
    amount = wrong[0]
    shown, is_short = in_words(amount, limit.unit), limit.least is not None and amount < limit.least
    least = None if limit.least is None else in_words(limit.least, limit.unit)
    most = None if limit.most is None else in_words(limit.most, limit.unit)
    if is_short:
        why, outcome, is_stated = f"{least} is the least", limit.below, False
    elif limit.most is not None and amount > limit.most:
        why, outcome, is_stated = f"{most} is the most", limit.above, limit.is_stated
    else:
        why, outcome, is_stated = "it has to be a whole number of seconds", Outcome.RAISES, False
    counted = f"has {shown}" if limit.unit is Unit.ITEMS else f"is {shown}"
    confidence = Confidence.MEDIUM if is_stated or len(wrong) < len(amounts) else Confidence.HIGH
    ends = [end for end in (f"at least {least}" if least else None, f"at most {most}" if most else None) if end]
    yield Excess(
        place,
        f"{named} {counted}: {why}",
        outcome,
        confidence,
        f"It takes {' and '.join(ends)}.",
        is_time=limit.unit is Unit.SECONDS,
    )


def _is_outside(limit: Limit, amount: float) -> bool:
    return (
        (limit.least is not None and amount < limit.least)
        or (limit.most is not None and amount > limit.most)
        or (limit.is_whole and int(round(amount * 1000, 3)) % 1000 != 0)  # as the SDK reckons
    )


def _amount(entity: Entity, unit: Unit) -> float | None:
    """A value in a limit's unit; None when it is not known."""
    match entity:
        case Literal(value=bool()):
            return None
        case Literal(value=int() as number) if unit is Unit.SECONDS:
            return number / 1000
        case Literal(value=(int() | float()) as number) if unit is Unit.NUMBER:
            return number
        case Duration(seconds=float() as seconds) | Moment(seconds=float() as seconds) if unit is Unit.SECONDS:
            return seconds
        case Items(items=items, repeated=False) if unit is Unit.ITEMS:
            return len(items)
        case Record() | External() if unit is Unit.ITEMS:
            return 1
        case _:
            return None


def _repeated_triggers(workflow: Workflow) -> Iterator[Excess]:
    """Triggers that say the same: an event with one expression, or a time."""
    given = workflow.definition.option("trigger") or ()
    if len(given) != 1 or not isinstance(given[0], Items) or given[0].repeated:
        return
    written = option_value(workflow, "trigger")
    spans = [item.span for item in written.items] if isinstance(written, v.Sequence) else []
    seen: set[tuple[object, ...]] = set()
    for position, item in enumerate(given[0].items):
        match item:
            case (Record(path=path, fields=fields, open=False),):
                key = (path, *(field for field in fields if field[0] != "jitter"))
            case _:
                continue
        if not all(isinstance(e, Literal) for _, entities in fields for e in entities):
            continue
        if key in seen:
            is_spelt_out = len(spans) == len(given[0].items)
            place = option_place(workflow, "trigger")
            yield Excess(
                Place(place.path, spans[position]) if is_spelt_out else place,
                f"`{workflow.name}` has the trigger `{_shown(fields)}` twice",
                Outcome.REFUSED,
                Confidence.HIGH,
                "Leave one of them out.",
            )
        seen.add(key)


def _shown(fields: tuple[tuple[str, Entities], ...]) -> str:
    return next((_text(entities) for name, entities in fields if name in {"event", "cron"}), "…")


def _endless_steps(workflow: Workflow) -> Iterator[Excess]:
    """Steps in loops over a `range` of which each turn takes one."""
    seen: set[Place] = set()
    for _, site in workflow.calls():
        if not site.steps or site.place in seen or site.call is None:
            continue
        function = site.frame.function
        count = 1
        for context in contexts_around(function.contexts, function.blocks[site.point.block].context):
            if context.kind is ContextKind.LOOP and context.owner is not None:
                loop = function.loops[context.owner]
                count *= _turns(workflow.project.evaluator, site.frame, loop.iterable, Point(loop.header, 0)) or 1
        if count > MOST_STEPS:
            seen.add(site.place)
            yield Excess(
                site.place,
                f"the loop around this step takes it up to {count:,} times: {MOST_STEPS:,} steps are the most of a run",
                Outcome.FAILS,
                Confidence.MEDIUM if _may_leave(site) else Confidence.HIGH,
                "Do several in one step, or send an event for each.",
            )


def _turns(evaluator: Evaluator, frame: Frame, iterable: v.Value | None, point: Point) -> int | None:
    """How often a loop over `range(…)` of known numbers turns."""
    if not isinstance(iterable, v.CallResult):
        return None
    call = frame.call(iterable.call)
    if External("builtins.range") not in evaluator.evaluate(frame, call.callee, point):
        return None
    numbers: list[int] = []
    for argument in call.arguments:
        match evaluator.evaluate(frame, argument.value, point):
            case (Literal(value=int() as number),):
                numbers.append(number)
            case _:
                return None
    return len(range(*numbers)) if 1 <= len(numbers) <= 3 and (len(numbers) < 3 or numbers[2]) else None


def _may_leave(site: Site) -> bool:
    """Whether the step need not be taken in every turn: it stands in a part of the loop's body only."""
    function = site.frame.function
    block = function.blocks[site.point.block]
    loops = {context.owner for context in contexts_around(function.contexts, block.context)}
    return any(
        edge.test is not None and function.contexts[other.context].owner in loops
        for other in function.blocks
        for edge in other.edges
    )


def seconds_of(text: str) -> float | None:
    """The seconds of a length of time as the platform reads it: `30s`, `1h30m`, `2d`; None when it is none."""
    lengths = {"w": 604_800.0, "d": 86_400.0, "h": 3_600.0, "m": 60.0, "s": 1.0, "ms": 0.001, "us": 1e-6, "ns": 1e-9}
    total, number, rest = 0.0, "", text.strip()
    if not rest:
        return 0.0
    while rest:
        number = rest[: len(rest) - len(rest.lstrip("0123456789."))]
        rest = rest[len(number) :]
        unit = rest[: len(rest) - len(rest.lstrip("wdhmsun"))]
        rest = rest[len(unit) :]
        if unit not in lengths or number.count(".") > 1 or not number.strip("."):
            return None
        total += float(number) * lengths[unit]
    return total


def _is_other_text(entity: Entity, words: tuple[str, ...]) -> bool:
    return isinstance(entity, Literal) and isinstance(entity.value, str) and entity.value not in words


def _text(entities: Entities) -> str:
    return next((str(entity.value) for entity in entities if isinstance(entity, Literal)), "…")


def _last_name(value: v.Value) -> str | None:
    return value.name if isinstance(value, v.Attribute) else value.id if isinstance(value, v.Name) else None
