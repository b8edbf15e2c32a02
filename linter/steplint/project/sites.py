"""What each call of a frame comes to: steps with their handlers, effects of the catalogue, project functions entered, or unknown."""

from __future__ import annotations

import dataclasses
import enum
from collections.abc import Iterator

from steplint.diagnostics import Confidence, Place, Span
from steplint.model import values as v
from steplint.model.graph import Enter, Invoke
from steplint.model.module import Call, Function
from steplint.project.entities import (
    ClassRef,
    Entities,
    Entity,
    External,
    FunctionRef,
    Instance,
    Items,
    Literal,
    Opaque,
    PartialCall,
    Point,
    Template,
)
from steplint.project.evaluate import Evaluator, calls
from steplint.project.frames import Arguments, Frame
from steplint.sdk import inngest
from steplint.sdk.effects import EMAIL_ENDPOINTS, Catalogue, Effect, EffectKind

_DEEPEST = 6


class Manner(enum.StrEnum):
    """How a callee is run."""

    CALLED = "called"
    STEP = "step"
    """As the handler of a step: once, memoised."""
    PARALLEL = "parallel"
    """Beside the other callables of a group."""


@dataclasses.dataclass(frozen=True, slots=True)
class Invocation:
    """One thing that a call runs: a project function in a frame, or something of the catalogue.

    `span` is where it is named (the callee, or the reference handed over); `repeats` says it runs once for each of many items.
    """

    name: str
    span: Span
    manner: Manner
    frame: Frame | None = None
    effect: Effect | None = None
    repeats: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Step:
    """A step: its method, and its id as it stands in the code and as what it may be."""

    kind: inngest.StepKind
    id_value: v.Value | None
    ids: Entities
    arguments: Arguments

    @property
    def label(self) -> str:
        """The step's id for people."""
        for entity in self.ids:
            match entity:
                case Literal(value=str() as text):
                    return text
                case Template(parts=parts):
                    return "".join("{…}" if part is None else part for part in parts)
                case _:
                    pass
        return "…"


@dataclasses.dataclass(frozen=True, slots=True)
class Site:
    """A call, or the entering of a context manager, in a frame, and what it comes to.

    `unknown` names what could not be resolved; `given` are the evaluated arguments of a call.
    """

    frame: Frame
    point: Point
    span: Span
    call: Call | None
    step: Step | None
    invocations: tuple[Invocation, ...]
    given: Arguments
    unknown: str | None = None

    @property
    def place(self) -> Place:
        """Where the site stands."""
        return Place(self.frame.module.path, self.span)

    @property
    def effects(self) -> Iterator[tuple[Invocation, Effect]]:
        """The catalogued effects among the invocations."""
        for invocation in self.invocations:
            if invocation.effect is not None:
                yield invocation, invocation.effect

    def place_of(self, invocation: Invocation) -> Place:
        """Where one of the site's invocations is named."""
        return Place(self.frame.module.path, invocation.span)


class Sites:
    """The sites of every frame, made when asked for."""

    def __init__(self, evaluator: Evaluator, catalogue: Catalogue) -> None:
        self._evaluator = evaluator
        self._catalogue = catalogue
        self._by_frame: dict[int, dict[Point, Site]] = {}

    def of(self, frame: Frame) -> dict[Point, Site]:
        """The sites of a frame by point, in order of the graph. A call in copies of a `finally` has one site a copy."""
        known = self._by_frame.get(frame.id)
        if known is None:
            known = {}
            for number, block in enumerate(frame.function.blocks):
                for position, operation in enumerate(block.operations):
                    point = Point(number, position)
                    if isinstance(operation, Invoke):
                        known[point] = self._site(frame, point, operation.call)
                    elif isinstance(operation, Enter):
                        entered = self._entered(frame, point, operation)
                        if entered is not None:
                            known[point] = entered
            self._by_frame[frame.id] = known
        return known

    def _site(self, frame: Frame, point: Point, index: int) -> Site:
        call = frame.call(index)
        evaluator = self._evaluator
        callees = evaluator.evaluate(frame, call.callee, point)
        given = calls.arguments(evaluator, frame, call, point)
        span = call.callee.span
        name = written_name(call.callee, frame.function)
        known = tuple(entity for entity in callees if not isinstance(entity, Opaque | Literal))
        step: Step | None = None
        found: list[Invocation] = []
        for entity in known or callees:
            kind = inngest.step_kind(entity.path) if isinstance(entity, External) else None
            if kind is not None:
                step = self._step(frame, call, kind, point, given)
                found += self._handlers(frame, call, kind, point, given)
            else:
                found += self._invocations(entity, given, span, name)
        if step is None and not found and not known:
            return Site(frame, point, span, call, None, (), given, unknown=name)
        return Site(frame, point, span, call, step, tuple(dict.fromkeys(found)), given)

    def _entered(self, frame: Frame, point: Point, operation: Enter) -> Site | None:
        found: list[Invocation] = []
        for entity in self._evaluator.evaluate(frame, operation.value, point):
            if isinstance(entity, Instance):
                for method in ("__aenter__", "__enter__", "__aexit__", "__exit__"):
                    for target in self._evaluator.attribute(entity, method):
                        if isinstance(target, FunctionRef):
                            found += self._invocations(target, Arguments(open=True), operation.span, method)
        return Site(frame, point, operation.span, None, None, tuple(found), Arguments()) if found else None

    # Steps

    def _step(self, frame: Frame, call: Call, kind: inngest.StepKind, point: Point, given: Arguments) -> Step:
        id_value = call.argument(0, "step_id", "id")
        ids = (
            self._evaluator.evaluate(frame, id_value, point) if id_value is not None else given.get(0, "step_id") or ()
        )
        return Step(kind, id_value, ids, given)

    def _handlers(
        self, frame: Frame, call: Call, kind: inngest.StepKind, point: Point, given: Arguments
    ) -> Iterator[Invocation]:
        if kind is not inngest.StepKind.RUN:
            return
        value = call.argument(1, "handler")
        span = value.span if value is not None else call.callee.span
        name = written_name(value, frame.function) if value is not None else "the handler"
        for entity in given.get(1, "handler") or ():
            for invocation in self._invocations(entity, given.without(2), span, name):
                yield dataclasses.replace(invocation, manner=Manner.STEP)

    # Callees

    def _invocations(self, entity: Entity, given: Arguments, span: Span, name: str, depth: int = 0) -> list[Invocation]:
        """What calling an entity runs."""
        if depth > _DEEPEST:
            return []
        match entity:
            case FunctionRef():
                return [self._of_function(entity, given, span)]
            case ClassRef():
                init = calls.initializer(self._evaluator, entity)
                if init is None:
                    return []
                return [Invocation(name, span, Manner.CALLED, frame=calls.enter(self._evaluator, init, given))]
            case Instance():
                called = self._evaluator.attribute(entity, "__call__")
                return [
                    i
                    for e in called
                    if isinstance(e, FunctionRef)
                    for i in self._invocations(e, given, span, name, depth + 1)
                ]
            case PartialCall():
                return self._invocations(entity.target, calls.completed(entity, given), span, name, depth + 1)
            case External():
                return self._of_library(entity, given, span, depth)
            case Opaque():
                return self._of_unknown(entity, span)
            case _:
                return []

    def _of_function(self, ref: FunctionRef, given: Arguments, span: Span) -> Invocation:
        module = self._evaluator.module(ref.module)
        assert module is not None  # a reference is only made from a loaded module
        function = module.model.functions[ref.index]
        qualified = f"{module.name}.{function.qualname}"
        effect = self._catalogue.by_qualified_name(qualified) or self._catalogue.by_name(function.name, qualified)
        if effect is not None:
            return Invocation(function.name, span, Manner.CALLED, effect=effect)
        return Invocation(function.qualname, span, Manner.CALLED, frame=calls.enter(self._evaluator, ref, given))

    def _of_library(self, entity: External, given: Arguments, span: Span, depth: int) -> list[Invocation]:
        path = entity.path
        if path == inngest.PARALLEL:
            return self._parallel(given, span, depth)
        effect = self._catalogue.by_path(path)
        if effect is not None:
            if effect.kind is EffectKind.HTTP and _posts_mail(given):
                effect = Effect(EffectKind.EMAIL, path, "posts to an e-mail vendor's address")
            return [Invocation(path, span, Manner.CALLED, effect=effect)]
        through = calls.called_through(path, given)
        if through:
            repeats = path.endswith(".map") or path == "builtins.map"
            found = [
                i for target, rest in through for i in self._invocations(target, rest, span, entity.name, depth + 1)
            ]
            return [dataclasses.replace(invocation, repeats=True) for invocation in found] if repeats else found
        is_method = "()" in path.rpartition(".")[0]
        named = self._catalogue.by_name(entity.name, path)
        if named is not None:
            # A method of that name on some library's object may be anything; a function imported by that name is the card's.
            return [
                Invocation(
                    entity.name, span, Manner.CALLED, effect=_graded(named, Confidence.LOW) if is_method else named
                )
            ]
        apparent = None if is_method else self._catalogue.by_appearance(entity.name)
        return [] if apparent is None else [Invocation(entity.name, span, Manner.CALLED, effect=apparent)]

    def _of_unknown(self, entity: Opaque, span: Span) -> list[Invocation]:
        if entity.name is None:
            return []
        named = self._catalogue.by_name(entity.name)
        if named is not None:
            grade = Confidence.LOW if entity.member else Confidence.MEDIUM
            return [Invocation(entity.name, span, Manner.CALLED, effect=_graded(named, grade))]
        apparent = None if entity.member else self._catalogue.by_appearance(entity.name)
        return [] if apparent is None else [Invocation(entity.name, span, Manner.CALLED, effect=apparent)]

    def _parallel(self, given: Arguments, span: Span, depth: int) -> list[Invocation]:
        found: list[Invocation] = []
        for group in given.get(0, "callables") or ():
            if isinstance(group, Items):
                for item in group.items:
                    for entity in item:
                        found += [
                            dataclasses.replace(invocation, manner=Manner.PARALLEL, repeats=group.repeated)
                            for invocation in self._invocations(entity, Arguments(), span, "the group", depth + 1)
                        ]
        return found


def _graded(effect: Effect, confidence: Confidence) -> Effect:
    return Effect(effect.kind, effect.name, effect.reason, Confidence.least(effect.confidence, confidence))


def _posts_mail(given: Arguments) -> bool:
    for position in (0, 1):
        for entity in given.get(position, "url") or ():
            match entity:
                case Literal(value=str() as text):
                    pass
                case Template(parts=parts):
                    text = "".join(part or "x" for part in parts)
                case _:
                    continue
            if EMAIL_ENDPOINTS.search(text):
                return True
    return False


def written_name(value: v.Value, function: Function) -> str:
    """A value as people would name it: the dotted name, or a word for what it is."""
    match value:
        case v.Name(id=name):
            return name.partition("@")[0]
        case v.Attribute():
            return f"{written_name(value.base, function)}.{value.name}"
        case v.CallResult():
            return f"{written_name(function.calls[value.call].callee, function)}(…)"
        case v.Awaited():
            return written_name(value.value, function)
        case v.Lambda():
            return "a lambda"
        case v.Subscript():
            return f"{written_name(value.base, function)}[…]"
        case _:
            return "…"
