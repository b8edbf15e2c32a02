"""What each call of a frame comes to: steps with their handlers, effects of the catalogue, project functions
entered, or unknown.
"""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Iterable, Iterator

from steplint.diagnostics import Confidence, Span
from steplint.model import values as v
from steplint.model.graph import Assign, Enter, Invoke, Leave, Op
from steplint.model.module import Call, Function
from steplint.model.operands import attribute_links, operands
from steplint.project.decisions import Decisions
from steplint.project.entities import (
    UNKNOWN,
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
    Record,
    Template,
)
from steplint.project.evaluate import Evaluator, attributes, calls
from steplint.project.evaluate.folding import is_text
from steplint.project.frames import Arguments, Frame
from steplint.project.invocations import Invocation, Manner, Part, Sending, SendKind, Site, Step, written_name
from steplint.project.statements import settled
from steplint.sdk import inngest
from steplint.sdk.effects import EMAIL_ENDPOINTS, Catalogue
from steplint.sdk.kinds import Effect, EffectKind

_DEEPEST = 6
_GOING_THROUGH = frozenset(
    f"builtins.{name}" for name in ("list", "tuple", "set", "dict", "sorted", "sum", "min", "max", "any", "all", "len")
)
"""Functions that go through what they are given."""


class Sites:
    """The sites of every frame, made when asked for."""

    def __init__(self, evaluator: Evaluator, catalogue: Catalogue) -> None:
        self._evaluator = evaluator
        self._catalogue = catalogue
        self.decisions = Decisions(evaluator)
        self._by_frame: dict[int, dict[Point, Site]] = {}

    def of(self, frame: Frame) -> dict[Point, Site]:
        """The sites of a frame by point, in order of the graph. A call in copies of a `finally` has one site a copy."""
        known = self._by_frame.get(frame.id)
        if known is None:
            known = {}
            self._by_frame[frame.id] = known
            live = self.decisions.of(frame).live_blocks
            for number in sorted(live):
                for position, operation in enumerate(frame.function.blocks[number].operations):
                    point = Point(number, position)
                    site = self._at(frame, point, operation)
                    if site is not None:
                        known[point] = site
        return known

    def within(self, frame: Frame, blocks: Iterable[int]) -> Iterator[Site]:
        """The sites of some blocks of a frame, block by block."""
        sites = self.of(frame)
        for number in blocks:
            for position in range(len(frame.function.blocks[number].operations)):
                site = sites.get(Point(number, position))
                if site is not None:
                    yield site

    def _at(self, frame: Frame, point: Point, operation: Op) -> Site | None:
        match operation:
            case Invoke(call=index):
                site: Site | None = self._site(frame, point, index)
            case Enter(value=manager):
                site = self._managed(frame, point, operation.span, manager, entering=True)
            case Assign(value=v.Element(iterable=iterable)):
                site = self._iterated(frame, point, iterable)
            case Leave(context=context):
                manager_left = frame.function.contexts[context].manager
                site = None
                if manager_left is not None:
                    site = self._managed(frame, point, operation.span, manager_left, entering=False)
            case _:
                site = None
        read = self._properties(frame, point, operation)
        if not read:
            return site
        if site is None:
            return Site(frame, point, read[0].span, None, (), tuple(read), Arguments())
        return dataclasses.replace(site, invocations=(*read, *site.invocations))

    def _iterated(self, frame: Frame, point: Point, iterable: v.Value) -> Site | None:
        """What going through a lazy result of a library does."""
        found = [
            Invocation(written_name(iterable, frame.function), iterable.span, Manner.CALLED, effect=effect)
            for entity in self._evaluator.evaluate(frame, iterable, point)
            if isinstance(entity, External)
            and (effect := self._catalogue.by_path(f"{entity.path}.__iter__")) is not None
        ]
        return Site(frame, point, iterable.span, None, (), tuple(found), Arguments()) if found else None

    def _properties(self, frame: Frame, point: Point, operation: Op) -> list[Invocation]:
        """The project's properties that an operation reads: each runs code of its own."""
        found: list[Invocation] = []
        for value in operands(frame.function, operation):
            for link in attribute_links(value):
                for entity in self._evaluator.evaluate(frame, link.base, point):
                    getter = attributes.property_getter(self._evaluator, entity, link.name)
                    if getter is not None:
                        name = written_name(link, frame.function)
                        found += self._invocations(getter, Arguments(), link.span, name)
        return list(dict.fromkeys(found))

    def _site(self, frame: Frame, point: Point, index: int) -> Site:
        call = frame.call(index)
        evaluator = self._evaluator
        callees = evaluator.evaluate(frame, call.callee, point)
        given = calls.arguments(evaluator, frame, call, point)
        span = call.callee.span
        name = written_name(call.callee, frame.function)
        known = tuple(entity for entity in callees if not isinstance(entity, Opaque | Literal))
        steps: list[Step] = []
        found: list[Invocation] = []
        for entity in known or callees:
            kind = inngest.step_kind(entity.path) if isinstance(entity, External) else None
            if kind is not None:
                id_value = call.argument(0, "step_id", "id")
                steps.append(Step(kind, id_value, given.get(0, "step_id") or (), given))
                found += self._handlers(frame, call, kind, point, given)
            elif isinstance(entity, External) and entity.path == inngest.PARALLEL:
                grouped, fixed = self._parallel(frame, call, given)
                found += grouped
                steps += fixed
            else:
                parameter = self._parameter(frame, call.callee, point)
                # A generator under `contextmanager` runs when its `with` is entered and left.
                called = [] if self._is_generator_manager(entity) else self._invocations(entity, given, span, name)
                if index in _looped_calls(frame.function) and self._is_generator(entity):
                    called = [dataclasses.replace(invocation, part=Part.INTERLEAVED) for invocation in called]
                found += [dataclasses.replace(invocation, parameter=parameter) for invocation in called]
        unknown = None if steps or found or known else name
        is_unfound = call.awaited and not found and not steps and any(_is_unfound(entity) for entity in known)
        unfound = name if is_unfound else None
        sending = _sending(call, callees, given)
        return Site(
            frame, point, span, call, tuple(steps), tuple(dict.fromkeys(found)), given, unknown, unfound, sending
        )

    def _parameter(self, frame: Frame, value: v.Value, point: Point) -> str | None:
        """The parameter that a value is, when it is nothing else at this point."""
        if not isinstance(value, v.Name):
            return None
        definitions = self._evaluator.definitions(frame.module, frame.index)
        sites = definitions.reaching(value.id, point.block, point.operation)
        return value.id if sites and all(site.operation is None for site in sites) else None

    def _managed(self, frame: Frame, point: Point, span: Span, manager: v.Value, *, entering: bool) -> Site | None:
        """What entering or leaving a context manager runs: its methods, or a part of a generator around its `yield`."""
        found: list[Invocation] = []
        for entity in self._evaluator.evaluate(frame, manager, point):
            if isinstance(entity, Instance):
                for method in ("__aenter__", "__enter__") if entering else ("__aexit__", "__exit__"):
                    for target in self._evaluator.attribute(entity, method):
                        if isinstance(target, FunctionRef):
                            found += self._invocations(target, Arguments(open=True), span, method)
            elif isinstance(entity, External):
                effect = self._catalogue.by_path(f"{entity.path}.{'__enter__' if entering else '__exit__'}")
                if effect is not None:
                    found.append(Invocation(effect.name, span, Manner.CALLED, effect=effect))
        if isinstance(manager, v.CallResult):
            call = frame.call(manager.call)
            at = frame.calls_seen.get(manager.call, point)
            part = Part.BEFORE_YIELD if entering else Part.AFTER_YIELD
            for entity in self._evaluator.evaluate(frame, call.callee, at):
                if self._is_generator_manager(entity):
                    given = calls.arguments(self._evaluator, frame, call, at)
                    name = written_name(call.callee, frame.function)
                    found += [
                        dataclasses.replace(invocation, part=part)
                        for invocation in self._invocations(entity, given, call.callee.span, name)
                    ]
        return Site(frame, point, span, None, (), tuple(dict.fromkeys(found)), Arguments()) if found else None

    def _is_generator(self, entity: Entity) -> bool:
        if not isinstance(entity, FunctionRef) or (module := self._evaluator.module(entity.module)) is None:
            return False
        return module.model.functions[entity.index].is_generator

    def _is_generator_manager(self, entity: Entity) -> bool:
        if not isinstance(entity, FunctionRef) or (module := self._evaluator.module(entity.module)) is None:
            return False
        function = module.model.functions[entity.index]
        names = attributes.decorator_names(function)
        return function.is_generator and bool(names & {"contextmanager", "asynccontextmanager"})

    # Steps

    def _handlers(
        self, frame: Frame, call: Call, kind: inngest.StepKind, point: Point, given: Arguments
    ) -> Iterator[Invocation]:
        value = call.argument(1, "handler")
        if value is not None:
            value = self._reference(frame, value, point)
        span = call.callee.span if value is None else value.span
        name = "the handler" if value is None else written_name(value, frame.function)
        parameter = None if value is None else self._parameter(frame, value, point)
        for invocation in self._run_by_step(kind, given, span, name):
            yield dataclasses.replace(invocation, parameter=parameter)

    def _reference(self, frame: Frame, value: v.Value, point: Point) -> v.Value:
        """The reference inside partials made in place; else the value itself."""
        while isinstance(value, v.CallResult):
            call = frame.call(value.call)
            callees = self._evaluator.evaluate(frame, call.callee, point)
            inner = call.argument(0)
            if inner is None or External("functools.partial") not in callees:
                break
            value = inner
        return value

    def _run_by_step(
        self, kind: inngest.StepKind, given: Arguments, span: Span, name: str, depth: int = 0
    ) -> Iterator[Invocation]:
        if kind is inngest.StepKind.RUN:
            for entity in given.get(1, "handler") or ():
                for invocation in self._invocations(entity, given.without(2), span, name, depth + 1):
                    offset = None if invocation.offset is None else invocation.offset + 2
                    yield dataclasses.replace(invocation, manner=Manner.STEP, offset=offset)

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
                return [Invocation(name, span, Manner.CALLED, frame=self._evaluator.enter(init, given), offset=0)]
            case Instance():
                called = self._evaluator.attribute(entity, "__call__")
                return [
                    i
                    for e in called
                    if isinstance(e, FunctionRef)
                    for i in self._invocations(e, given, span, name, depth + 1)
                ]
            case PartialCall():
                inner = self._invocations(entity.target, calls.completed(entity, given), span, name, depth + 1)
                return [dataclasses.replace(invocation, offset=None) for invocation in inner]
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
        effect = self._catalogue.of_function(function.name, qualified)
        if effect is not None:
            within = self._evaluator.enter(ref, given)
            return Invocation(function.name, span, Manner.CALLED, effect=effect, offset=0, within=within)
        frame = self._evaluator.enter(ref, given)
        return Invocation(function.qualname, span, Manner.CALLED, frame=frame, offset=0)

    def _of_library(self, entity: External, given: Arguments, span: Span, depth: int) -> list[Invocation]:
        path = entity.path
        kind = inngest.step_kind(path)
        if kind is not None:  # a step method handed on, in a partial or by reference
            return list(self._run_by_step(kind, given, span, entity.name, depth))
        effect = self._catalogue.by_path(path)
        if effect is not None:
            effect = settled(effect, given)
            if effect.kind is EffectKind.HTTP and _posts_mail(entity.name, given):
                effect = Effect(EffectKind.EMAIL, path, "posts to an e-mail vendor's address")
            return [Invocation(path, span, Manner.CALLED, effect=effect)]
        if path in _GOING_THROUGH:
            for item in given.get(0, "iterable") or ():
                lazy = self._catalogue.by_path(f"{item.path}.__iter__") if isinstance(item, External) else None
                if lazy is not None:
                    return [Invocation(path, span, Manner.CALLED, effect=lazy)]
        through = calls.called_through(path, given)
        if through:
            repeats = path.endswith(".map") or path == "builtins.map"
            found = [
                i for target, rest in through for i in self._invocations(target, rest, span, entity.name, depth + 1)
            ]
            return [dataclasses.replace(i, offset=None, repeats=repeats or i.repeats) for i in found]
        is_method = "()" in path.rpartition(".")[0]
        if path.endswith("()"):
            return []
        named = self._catalogue.by_name(entity.name, path)
        if named is not None:
            # A method of that name on some library's object may be anything; a function imported by that name is the
            # card's.
            return [
                Invocation(
                    entity.name, span, Manner.CALLED, effect=_graded(named, Confidence.LOW) if is_method else named
                )
            ]
        apparent = None if is_method else self._catalogue.by_appearance(entity.name, path)
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

    def _parallel(self, frame: Frame, call: Call, given: Arguments) -> tuple[list[Invocation], list[Step]]:
        """What a group runs side by side, and the steps among it that were fixed in partials."""
        found: list[Invocation] = []
        steps: list[Step] = []
        value = call.argument(0, "callables")
        written = [] if value is None else _written_items(value, frame.function)
        for group in given.get(0, "callables") or ():
            if not isinstance(group, Items):
                continue
            for number, item in enumerate(group.items):
                span = written[number].span if len(written) == len(group.items) else call.callee.span
                for entity in item:
                    steps += _fixed_steps(entity)
                    found += [
                        dataclasses.replace(invocation, parallel=True, repeats=group.repeated)
                        for invocation in self._invocations(entity, Arguments(), span, "the group")
                    ]
        return found, steps


def _sending(call: Call, callees: Entities, given: Arguments) -> Sending | None:
    """How a call sends events, if it does: by a client, a step, or something unknown that is handed events."""
    for entity in callees:
        if isinstance(entity, External):
            if entity.path in {f"{inngest.CLIENT}.send", f"{inngest.CLIENT}.send_sync"}:
                kind = SendKind.CLIENT_SYNC if entity.name == "send_sync" else SendKind.CLIENT
                return Sending(kind, given.get(0, "events") or (UNKNOWN,))
            if inngest.step_kind(entity.path) is inngest.StepKind.SEND_EVENT:
                return Sending(SendKind.STEP, given.get(1, "events") or (UNKNOWN,))
    if isinstance(call.callee, v.Attribute) and all(isinstance(entity, Opaque | External) for entity in callees):
        position = 1 if call.callee.name == "send_event" else 0
        events = given.get(position, "events") or ()
        if call.callee.name in _SENDERS and any(_is_event(entity) for entity in events):
            return Sending(_SENDERS[call.callee.name], events)
    return None


_SENDERS = {"send": SendKind.CLIENT, "send_sync": SendKind.CLIENT_SYNC, "send_event": SendKind.STEP}


def _is_event(entity: Entity) -> bool:
    match entity:
        case Record(path="inngest.Event"):
            return True
        case Items(items=items):
            return any(_is_event(inner) for item in items for inner in item)
        case _:
            return False


def _written_items(value: v.Value, function: Function) -> list[v.Value]:
    """The items of a group as they stand in the code, where it is written in place."""
    match value:
        case v.Sequence(items=items):
            return list(items)
        case v.Collected(element=element):
            return [element]
        case v.CallResult(call=index):
            call = function.calls[index]
            if isinstance(call.callee, v.Name) and call.callee.id in {"tuple", "list"} and len(call.arguments) == 1:
                return _written_items(call.arguments[0].value, function)
            return []
        case _:
            return []


def _looped_calls(function: Function) -> frozenset[int]:
    """The calls that stand where a loop takes its items from."""
    return frozenset(loop.iterable.call for loop in function.loops if isinstance(loop.iterable, v.CallResult))


def _fixed_steps(entity: Entity) -> Iterator[Step]:
    if isinstance(entity, PartialCall) and isinstance(entity.target, External):
        kind = inngest.step_kind(entity.target.path)
        if kind is not None:
            given = calls.completed(entity, Arguments())
            yield Step(kind, None, given.get(0, "step_id") or (), given)


def _is_unfound(entity: Entity) -> bool:
    """Whether an entity is a plain function of a module outside the project and the standard library."""
    if not isinstance(entity, External) or "()" in entity.path or "[]" in entity.path:
        return False
    head = entity.path.partition(".")[0]
    return head not in sys.stdlib_module_names and head not in {"builtins", inngest.PACKAGE, "anyio", "trio"}


def _graded(effect: Effect, confidence: Confidence) -> Effect:
    return Effect(effect.kind, effect.name, effect.reason, Confidence.least(effect.confidence, confidence))


def _posts_mail(method: str, given: Arguments) -> bool:
    """Whether an HTTP call is a POST to a vendor's address for sending mail."""
    if method == "request":
        verbs = given.get(0, "method") or ()
        position = 1 if any(isinstance(e, Literal) and str(e.value).upper() == "POST" for e in verbs) else None
    else:
        position = 0 if method == "post" else None
    if position is None:
        return False
    return any(
        EMAIL_ENDPOINTS.search(_as_text(entity)) is not None
        for entity in given.get(position, "url") or ()
        if is_text(entity)
    )


def _as_text(entity: Entity) -> str:
    match entity:
        case Literal(value=value):
            return str(value)
        case Template(parts=parts):
            return "".join("x" if part is None else part for part in parts)
        case _:
            return ""
