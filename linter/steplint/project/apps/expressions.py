"""The expressions that a project hands to the platform, and what is wrong with them."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import TYPE_CHECKING

from steplint.diagnostics import Confidence, Place
from steplint.model import values as v
from steplint.project.apps.tracing import Written, origins
from steplint.project.entities import External, Literal, Point, Template
from steplint.project.evaluate import Evaluator
from steplint.project.frames import Frame
from steplint.sdk import cel, inngest
from steplint.sdk.cel import HOLE, TEXT_HOLE, CelError, TooLarge
from steplint.sdk.expressions import (
    EVENT_FIELDS,
    FUNCTIONS,
    NAMES,
    PLAIN_FUNCTIONS,
    PLAIN_OPERATORS,
    PYTHON_CONSTANTS,
    SLOTS,
    TYPES,
    UNEVALUATED,
    Slot,
)

if TYPE_CHECKING:
    from steplint.project.project import Project
    from steplint.project.workflow import Workflow

_OBJECTS = frozenset(owner for owner in SLOTS if owner.startswith("inngest."))
_CLASSES = frozenset(owner.rpartition(".")[2] for owner in _OBJECTS)
_TEXTS = frozenset(
    {
        "inngest.Context().run_id",
        f"{inngest.EVENT}.id",
        f"{inngest.EVENT}.name",
        "inngest.Event().id",
        "inngest.Event().name",
        "uuid.uuid4()",
        "uuid.uuid1()",
    }
)
"""What is text, or becomes it."""
_NUMBERS = frozenset({"builtins.int", "builtins.float", "builtins.len", "builtins.round", "builtins.abs"})
_QUOTING = frozenset({"json.dumps", "builtins.repr", "builtins.ascii"})


@dataclasses.dataclass(frozen=True, slots=True)
class WrongExpression:
    """An expression that does not do what it is there for: where it stands, what is wrong and what comes of it in
    words, and whether that stops anything: a silent one is never true, or always the same.
    """

    place: Place
    what: str
    outcome: str
    is_silent: bool
    confidence: Confidence
    help: str
    workflow: Workflow | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class _Given:
    slot: Slot
    named: str
    frame: Frame
    value: v.Value
    point: Point | None
    workflow: Workflow | None


def wrong_expressions(project: Project) -> Iterator[WrongExpression]:
    """What is wrong with the expressions of a project, one thing each; tests left out."""
    seen: set[Place] = set()
    for given in _given(project):
        place = Place(given.frame.module.path, given.value.span)
        if place in seen:
            continue
        for text in _texts(project.evaluator, given):
            fault = _fault(given.slot, text)
            if fault is not None:
                seen.add(place)
                yield WrongExpression(
                    place,
                    f"{given.named} {fault.what}",
                    fault.outcome,
                    fault.is_silent,
                    fault.confidence,
                    fault.help,
                    given.workflow,
                )
                break


def _given(project: Project) -> Iterator[_Given]:
    for workflow in project.workflows:
        definition = workflow.definition
        for slot in SLOTS["create_function"]:
            value = definition.call.argument(None, slot.parameter)
            if value is not None:
                point = definition.made_in.calls_seen.get(definition.made_in.derived.number_of(definition.call))
                yield _Given(slot, f"`{slot.parameter}`", definition.made_in, value, point, workflow)
        for _, site in workflow.calls():
            for step in site.steps:
                for slot in SLOTS.get(f"step.{step.kind}", ()):
                    value = site.call.argument(None, slot.parameter) if site.call is not None else None
                    if value is not None:
                        named = f"`{slot.parameter}` of `{step.kind}`"
                        yield _Given(slot, named, site.frame, value, site.point, workflow)
    for frame in project.root_frames:
        for number, call in enumerate(frame.function.calls):
            if not call.arguments or not (_last_name(call.callee) in _CLASSES or isinstance(call.callee, v.Name)):
                continue
            point = frame.calls_seen.get(number)
            for entity in project.evaluator.evaluate(frame, call.callee, point):
                if isinstance(entity, External) and entity.path in _OBJECTS:
                    for slot in SLOTS[entity.path]:
                        value = call.argument(None, slot.parameter)
                        if value is not None:
                            yield _Given(slot, f"`{slot.parameter}` of `{entity.name}`", frame, value, point, None)


# The text of an expression


def _texts(evaluator: Evaluator, given: _Given) -> Iterator[str]:
    """What an expression may be as text, when nothing else is possible; holes stand for what is not known."""
    found = list(origins(evaluator, given.frame, given.value, set()))
    written = [origin for origin in found if isinstance(origin, Written)]
    if len(written) == 1 and isinstance(written[0].value, v.Text) and written[0].frame is given.frame:
        yield "".join(_piece(evaluator, given.frame, part, given.point) for part in written[0].value.parts)
        return
    known = evaluator.evaluate(given.frame, given.value, given.point)
    texts = [_known(entity) for entity in known if entity != Literal(None)]
    if None not in texts:
        yield from (text for text in texts if text is not None)


def _known(entity: object) -> str | None:
    match entity:
        case Literal(value=str() as text):
            return text
        case Template(parts=parts) if any(part is not None for part in parts):
            # Two letters are no bare hole: here it is not known whether it is a number.
            return "".join(HOLE * 2 if part is None else part for part in parts)
        case _:
            return None


def _piece(evaluator: Evaluator, frame: Frame, part: v.Value, point: Point | None) -> str:
    """A part of a text: known text, a number, or a hole."""
    if isinstance(part, v.Operation) and part.operator in {"!r", "!a"}:
        return f"'{HOLE}'"
    known = evaluator.evaluate(frame, part, point)
    match known:
        case (Literal(value=value),) if value is not None:
            return str(value)
        case (Template(parts=parts),):
            return "".join(TEXT_HOLE if inner is None else inner for inner in parts)
        case _:
            pass
    paths = {entity.path for entity in known if isinstance(entity, External)}
    for origin in origins(evaluator, frame, part, set()):
        if isinstance(origin, Written) and isinstance(origin.value, v.CallResult):
            made = origin.frame.call(origin.value.call)
            at = origin.frame.calls_seen.get(origin.value.call, origin.point)
            callees = evaluator.evaluate(origin.frame, made.callee, at)
            paths |= {entity.path for entity in callees if isinstance(entity, External)}
    if paths & _QUOTING:
        return f"'{HOLE}'"
    if paths & _NUMBERS or paths & {f"{path}()" for path in _NUMBERS}:
        return "0"
    return TEXT_HOLE if paths & _TEXTS else HOLE


# What is wrong with it


@dataclasses.dataclass(frozen=True, slots=True)
class _Fault:
    what: str
    outcome: str
    is_silent: bool
    help: str
    confidence: Confidence = Confidence.HIGH


def _fault(slot: Slot, text: str) -> _Fault | None:
    is_known = HOLE not in text and TEXT_HOLE not in text
    if not text.strip():
        return None  # as good as none
    try:
        node = cel.parse(text)
    except TooLarge:
        return None
    except CelError as error:
        if not is_known and "never closed" not in error.message:
            return None
        outcome = UNEVALUATED if slot.syntax is None else slot.syntax
        advice = "Expressions are of the Common Expression Language: `event.data.plan == 'pro' && event.data.age > 17`."
        certainty = Confidence.HIGH if is_known else Confidence.MEDIUM
        return _Fault(f"is no expression: {error.message}", outcome, slot.syntax is None, advice, certainty)
    return next(_faults(slot, node), None)


def _faults(slot: Slot, node: cel.Node) -> Iterator[_Fault]:
    outcome, is_silent = (UNEVALUATED, True) if slot.names is None else (str(slot.names), False)
    names = list(cel.free_names(node))
    for name in names:
        if name in NAMES or name in TYPES:
            continue
        if name in {HOLE, TEXT_HOLE}:
            if not any(_is_beside_event(name, both) for both in _compared(node)):
                continue  # a part of the expression itself
            what = "compares with text that stands in no quotes"
            certainty = Confidence.HIGH if name == TEXT_HOLE else Confidence.MEDIUM
            advice = "Put quotes around it: `f\"async.data.id == '{order_id}'\"`. A number needs none."
            yield _Fault(what, outcome, is_silent, advice, certainty)
        elif name in PYTHON_CONSTANTS:
            yield _Fault(f"knows no `{name}`", outcome, is_silent, f"It is `{PYTHON_CONSTANTS[name]}` here.")
        elif HOLE not in name and TEXT_HOLE not in name:
            advice = f"Text stands in quotes, `'{name}'`; a value of the event is `event.data.{name}`."
            yield _Fault(f"knows no `{name}`", outcome, is_silent, advice)
    for call in _calls(node):
        if call.name not in FUNCTIONS and not call.is_macro and HOLE not in call.name and TEXT_HOLE not in call.name:
            advice = "It knows `size`, `startsWith`, `contains`, `matches`, `lowercase` and the like."
            yield _Fault(f"knows no function `{call.name}`", outcome, is_silent, advice)
    if slot.is_plain:
        beyond = next(_beyond_comparing(node), None)
        if beyond is not None:
            advice = "Only comparisons, `&&`, `||`, `!`, `in` and conditions are accepted here."
            yield _Fault(f"uses {beyond}, which is not accepted here", str(slot.names), False, advice)
    yield from _silent_faults(slot, node, names)


def _silent_faults(slot: Slot, node: cel.Node, names: list[str]) -> Iterator[_Fault]:
    """What the platform accepts, and what does not do what it says."""
    if "async" in names and not slot.has_async:
        yield _Fault("names `async`", "there is no second event here: it is null", True, "Name `event` only.")
    for select in _selects(node):
        if isinstance(select.operand, cel.Ident) and select.operand.name in {"event", "async"}:
            field, whole = select.field, select.operand.name
            if field not in EVENT_FIELDS and HOLE not in field and TEXT_HOLE not in field:
                said = f"reads `{whole}.{field}`"
                yield _Fault(said, "an event has no such field: it is null", True, f"Is `{whole}.data.{field}` meant?")
    for both in _compared(node):
        if both.left == both.right and not isinstance(both.left, cel.Literal):
            always = "true" if both.operator in {"==", "<=", ">="} else "false"
            advice = "Compare two things."
            if slot.has_async:
                advice = "`event` is the event that started the run, `async` the other one."
            yield _Fault("compares something with itself", f"it is always {always}", True, advice)
    if slot.has_async and names and "async" not in names:
        yield _Fault(
            "does not look at the event that comes",
            "any event of that name will do, or none",
            True,
            "That event is `async`; `event` is the one that started the run.",
            Confidence.MEDIUM,
        )
    if slot.is_number:
        for result in cel.results(node):
            if isinstance(result, cel.Literal) and type(result.value) is not int:
                advice = "Give a number of seconds: `event.data.plan == 'pro' ? 120 : 0`."
                yield _Fault("gives something that is no whole number", "the priority is not set", True, advice)


def _is_beside_event(name: str, both: cel.Binary) -> bool:
    """Whether a name is compared with something of an event."""
    sides = (both.left, both.right)
    others = [other for side, other in (sides, sides[::-1]) if side == cel.Ident(name)]
    return any({"event", "async"} & set(cel.free_names(other)) for other in others)


def _walk(node: cel.Node) -> Iterator[cel.Node]:
    yield node
    for inner in cel.children(node):
        yield from _walk(inner)


def _calls(node: cel.Node) -> Iterator[cel.Call]:
    yield from (inner for inner in _walk(node) if isinstance(inner, cel.Call))


def _selects(node: cel.Node) -> Iterator[cel.Select]:
    yield from (inner for inner in _walk(node) if isinstance(inner, cel.Select))


def _compared(node: cel.Node) -> Iterator[cel.Binary]:
    compares = {"==", "!=", "<", "<=", ">", ">="}
    yield from (inner for inner in _walk(node) if isinstance(inner, cel.Binary) and inner.operator in compares)


def _beyond_comparing(node: cel.Node) -> Iterator[str]:
    """The functions, macros and operators that are more than comparing. What stands in a list is not looked at."""
    match node:
        case cel.Call(name=name) if node.is_macro or name not in PLAIN_FUNCTIONS:
            yield f"`{name}`"
        case cel.Unary(operator=operator) | cel.Binary(operator=operator) if operator not in PLAIN_OPERATORS:
            yield f"`{operator}`"
        case cel.Items() | cel.Mapping():
            return
        case _:
            for inner in cel.children(node):
                yield from _beyond_comparing(inner)


def _last_name(value: v.Value) -> str | None:
    return value.name if isinstance(value, v.Attribute) else value.id if isinstance(value, v.Name) else None
