"""What a function hands back that is no JSON: by its return statements, the constructors they lead to, and its
annotation.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence

from steplint.diagnostics import Confidence, Place
from steplint.flow.definitions import Definition
from steplint.model import values as v
from steplint.model.graph import Assign, Return, SubscriptTarget
from steplint.project.entities import (
    ClassRef,
    Duration,
    Entities,
    Entity,
    External,
    FunctionRef,
    Instance,
    Items,
    Literal,
    Moment,
    Opaque,
    PartialCall,
    Point,
    Table,
)
from steplint.project.evaluate import Evaluator, attributes, calls, folding
from steplint.project.frames import Arguments, Frame
from steplint.project.sites import Sites
from steplint.sdk import inngest, not_json
from steplint.sdk.callers import SAME_VALUE

_DEEPEST = 12
_LISTS = frozenset({"builtins.list", "builtins.tuple", "builtins.sorted"})
_VIEWS = frozenset({"keys", "values", "items"})
_TO_TEXT = frozenset({"model_dump", "model_dump_json", "json", "isoformat", "strftime", "hex", "decode"})
"""Methods that make text or plain data of what is none."""
_THROUGH = frozenset(
    f"{module}.{name}"
    for module in ("typing", "typing_extensions", "collections.abc")
    for name in ("Optional", "Union", "Annotated", "Awaitable", "Coroutine", "Final")
)
_CONTAINERS = frozenset(
    {
        *(f"builtins.{name}" for name in ("list", "tuple", "dict")),
        *(f"typing.{name}" for name in ("List", "Tuple", "Dict")),
        *(f"{m}.{n}" for m in ("typing", "collections.abc") for n in ("Sequence", "Mapping", "MutableMapping")),
        *("collections.OrderedDict", "collections.defaultdict", "collections.Counter"),
    }
)
"""Generics that are JSON where what they hold is."""


@dataclasses.dataclass(frozen=True, slots=True)
class Misfit:
    """Something that is no JSON in what a function hands back: what it is, and where that shows."""

    what: str
    place: Place
    confidence: Confidence = Confidence.HIGH


class Results:
    """Finds what functions hand back that is no JSON."""

    def __init__(self, evaluator: Evaluator, sites: Sites) -> None:
        self._evaluator = evaluator
        self._sites = sites
        self._by_frame: dict[int, tuple[Misfit, ...]] = {}

    def of_callable(self, entity: Entity, given: Arguments, place: Place, depth: int = 0) -> Iterator[Misfit]:
        """What calling something gives that is no JSON; `place` is where it is named."""
        if depth > _DEEPEST:
            return
        match entity:
            case FunctionRef():
                yield from self.of_frame(self._evaluator.enter(entity, given))
            case PartialCall():
                yield from self.of_callable(entity.target, calls.completed(entity, given), place, depth + 1)
            case Instance():
                for method in self._evaluator.attribute(entity, "__call__"):
                    if isinstance(method, FunctionRef):
                        yield from self.of_callable(method, given, place, depth + 1)
            case ClassRef():
                what = self._of_class(entity)
                if what is not None:
                    yield Misfit(what, place)
            case External(path=path) if inngest.step_kind(path) is None:
                through = calls.called_through(path, given)
                for target, rest in through:
                    yield from self.of_callable(target, rest, place, depth + 1)
                if not through:
                    for result in calls.apply(self._evaluator, entity, given):
                        yield from self._of_entity(result, place)
            case _:
                pass

    def of_frame(self, frame: Frame) -> tuple[Misfit, ...]:
        """What a function hands back in a frame that is no JSON, each thing once."""
        known = self._by_frame.get(frame.id)
        if known is None:
            self._by_frame[frame.id] = ()  # a recursion adds nothing
            known = self._by_frame[frame.id] = tuple(dict.fromkeys(self._handed_back(frame)))
        return known

    def _handed_back(self, frame: Frame) -> Iterator[Misfit]:
        function = frame.function
        if function.is_generator:
            yield Misfit("a generator", Place(frame.module.path, function.name_span))
            return
        live = self._sites.decisions.of(frame).live_blocks
        found: list[Misfit] = []
        is_known = True
        for number in sorted(live):
            for position, operation in enumerate(function.blocks[number].operations):
                if isinstance(operation, Return) and operation.value is not None:
                    point = Point(number, position)
                    found += self._of_value(frame, operation.value, point)
                    is_known = is_known and self._is_plain(frame, operation.value, point)
        if not found and not is_known and function.returns is not None:
            found += self._of_hint(self._evaluator.around(frame), function.returns)
        yield from found

    def _is_plain(self, frame: Frame, value: v.Value, point: Point) -> bool:
        """Whether a value can be told to be plain data, so that an annotation says no more."""
        if isinstance(value, v.CallResult):
            callee = frame.call(value.call).callee
            if isinstance(callee, v.Attribute) and callee.name in _TO_TEXT:
                return True
        entities = self._evaluator.evaluate(frame, value, point)
        return bool(entities) and all(isinstance(e, Literal | Table | Items) or folding.is_text(e) for e in entities)

    # Values

    def _of_value(self, frame: Frame, value: v.Value, point: Point | None, depth: int = 0) -> Iterator[Misfit]:
        if depth > _DEEPEST:
            return
        place = Place(frame.module.path, value.span)
        match value:
            case v.Sequence(kind="set") | v.Collected(kind="set"):
                yield Misfit("a set", place)
            case v.Collected(kind="generator"):
                yield Misfit("a generator", place)
            case v.Unknown(text=text) if text[:2].lower() in {"b'", 'b"', "rb", "br"}:
                yield Misfit("bytes", place)
            case v.Sequence() | v.Choice() | v.Awaited() | v.Starred():
                for inner in v.children(value):
                    yield from self._of_value(frame, inner, point, depth + 1)
            case v.Mapping(entries=entries):
                for _, item in entries:
                    yield from self._of_value(frame, item, point, depth + 1)
            case v.Collected():
                yield from self._of_value(frame, value.element, point, depth + 1)
            case v.CallResult(call=index):
                yield from self._of_call(frame, index, point, place, depth)
            case v.Name(id=name):
                yield from self._of_name(frame, name, point, place, depth)
            case v.Attribute() | v.Subscript() | v.Operation() | v.Element() | v.Item() | v.Entered():
                yield from self._of_entities(self._evaluator.evaluate(frame, value, point), place)
            case _:
                pass

    def _of_name(self, frame: Frame, name: str, point: Point | None, place: Place, depth: int) -> Iterator[Misfit]:
        """What a variable may hold: its definitions, and what was put into it since."""
        definitions = self._evaluator.definitions(frame.module, frame.index)
        sites: tuple[Definition, ...] = ()
        if point is not None and definitions.binds(name) and name not in frame.function.nonlocals:
            sites = definitions.reaching(name, point.block, point.operation)
        if not sites:
            yield from self._of_entities(self._evaluator.name(frame, name, point), place, Confidence.MEDIUM)
            return
        for site in sites:
            match site.operation:
                case Assign(value=value) if value is not None:
                    at = Point(site.block, site.position)
                    yield from self._of_value(frame, value, at, depth + 1)
                case None:
                    found = self._evaluator.name(frame, name, point)
                    yield from self._of_entities(found, place, Confidence.MEDIUM)
                case _:
                    pass
        if point is not None and all(isinstance(site.operation, Assign) for site in sites):
            yield from self._put_into(frame, name, point, depth)

    def _put_into(self, frame: Frame, name: str, point: Point, depth: int) -> Iterator[Misfit]:
        function = frame.function
        if not self._evaluator.changes.of(function, name):
            return
        _, sometimes, _ = self._evaluator.changes.made(function, frame.module.model, name, point)
        for at in sorted(sometimes):
            match function.blocks[at.block].operations[at.operation]:
                case Assign(target=SubscriptTarget(base=v.Name(id=base)), value=value) if (
                    base == name and value is not None
                ):
                    yield from self._of_value(frame, value, at, depth + 1)
                case _:
                    pass

    def _of_call(self, frame: Frame, index: int, point: Point | None, place: Place, depth: int) -> Iterator[Misfit]:
        evaluator = self._evaluator
        call = frame.call(index)
        at = frame.calls_seen.get(index, point)
        given = calls.arguments(evaluator, frame, call, at)
        if isinstance(call.callee, v.Attribute):
            method = call.callee.name
            receivers = evaluator.evaluate(frame, call.callee.base, at)
            if method == "encode" and any(folding.is_text(receiver) for receiver in receivers):
                yield Misfit("bytes", place)
                return
            if method in _VIEWS and not call.arguments and receivers and all(isinstance(r, Table) for r in receivers):
                yield Misfit("a view of a dict", place)
                return
            if method == "read" and self._is_binary(frame, call.callee.base, at):
                yield Misfit("bytes", place)
                return
            if method == "model_dump" and given.get(None, "mode") is None:
                for receiver in receivers:
                    if isinstance(receiver, Instance):
                        yield from self._of_fields(receiver.cls)
                return
            if method in _TO_TEXT:
                return
        for callee in evaluator.evaluate(frame, call.callee, at):
            match callee:
                case External(path=path) if path in _LISTS:
                    yield from self._of_listed(frame, call.argument(0), at, depth)
                case External(path=path) if path in SAME_VALUE:
                    inner = call.argument(SAME_VALUE[path])
                    if inner is not None:
                        yield from self._of_value(frame, inner, at, depth + 1)
                case External(path="asyncio.gather"):
                    for argument in call.arguments:
                        yield from self._of_value(frame, argument.value, at, depth + 1)
                case External(path="builtins.dict"):
                    for argument in call.arguments:
                        if argument.keyword is not None:
                            yield from self._of_value(frame, argument.value, at, depth + 1)
                case External() | FunctionRef() | PartialCall() | Instance() | ClassRef():
                    yield from self.of_callable(callee, given, place, depth + 1)
                case _:
                    pass

    def _of_listed(self, frame: Frame, value: v.Value | None, point: Point | None, depth: int) -> Iterator[Misfit]:
        """What stays of something when a list is made of it: its items."""
        match value:
            case v.Sequence(items=items):
                for item in items:
                    yield from self._of_value(frame, item, point, depth + 1)
            case v.Collected(element=element, key=None):
                yield from self._of_value(frame, element, point, depth + 1)
            case v.CallResult() | v.Name():
                for entity in self._evaluator.evaluate(frame, value, point):
                    if isinstance(entity, External) and not_json.of_result(entity.path) == "an object of the ORM":
                        yield Misfit("objects of the ORM", Place(frame.module.path, value.span))
            case _:
                pass

    def _is_binary(self, frame: Frame, value: v.Value, point: Point | None) -> bool:
        """Whether a value is a file that was opened to read bytes."""
        match value:
            case v.Entered(manager=inner) | v.Awaited(value=inner):
                return self._is_binary(frame, inner, point)
            case v.CallResult(call=index):
                call = frame.call(index)
                paths = {e.path for e in self._evaluator.evaluate(frame, call.callee, point) if isinstance(e, External)}
                mode = call.argument(1, "mode")
                return bool(paths & {"builtins.open", "aiofiles.open", "io.open"}) and (
                    isinstance(mode, v.Constant) and isinstance(mode.value, str) and "b" in mode.value
                )
            case v.Name(id=name) if point is not None:
                definitions = self._evaluator.definitions(frame.module, frame.index)
                sites = definitions.reaching(name, point.block, point.operation) if definitions.binds(name) else ()
                return bool(sites) and all(
                    isinstance(s.operation, Assign)
                    and s.operation.value is not None
                    and self._is_binary(frame, s.operation.value, Point(s.block, s.position))
                    for s in sites
                )
            case _:
                return False

    # Entities

    def _of_fields(self, ref: ClassRef) -> Iterator[Misfit]:
        """What the fields of a model are declared to hold: `model_dump()` leaves it as it is."""
        for base in attributes.bases(self._evaluator, ref):
            cls = attributes.class_of(self._evaluator, base) if isinstance(base, ClassRef) else None
            if cls is not None and isinstance(base, ClassRef):
                for field in cls.fields:
                    if field.annotation is not None:
                        for misfit in self._of_hint(self._evaluator.frames[base.frame], field.annotation):
                            if "pydantic" not in misfit.what:  # which is dumped, too
                                yield misfit

    def _of_entities(self, entities: Entities, place: Place, grade: Confidence = Confidence.HIGH) -> Iterator[Misfit]:
        known = [entity for entity in entities if entity != Literal(None)]
        if any(isinstance(entity, Opaque) for entity in known) or len(known) > 1:
            grade = Confidence.least(grade, Confidence.MEDIUM)
        for entity in known:
            for misfit in self._of_entity(entity, place):
                yield dataclasses.replace(misfit, confidence=Confidence.least(grade, misfit.confidence))

    def _of_entity(self, entity: Entity, place: Place) -> Iterator[Misfit]:
        what: str | None = None
        match entity:
            case Moment():
                what = "a datetime"
            case Duration():
                what = "a timedelta"
            case External(path=path):
                what = not_json.of_result(path)
            case Instance(cls=ref):
                what = self._of_class(ref)
            case _:
                pass
        if what is not None:
            yield Misfit(what, place)

    def _of_class(self, ref: ClassRef) -> str | None:
        """What an object of a project's class is, if it is not JSON; None also where a base is not known."""
        evaluator = self._evaluator
        cls = attributes.class_of(evaluator, ref)
        if cls is None:
            return None
        bases = list(attributes.bases(evaluator, ref))
        paths = [base.path for base in bases if isinstance(base, External)]
        if any(path in not_json.PASSING for path in paths):
            return None
        for path in paths:
            if path in not_json.BASES:
                return f"{not_json.BASES[path]} (`{cls.name}`)"
        if any(path not in not_json.NEUTRAL for path in paths) or not self._are_all_known(bases):
            return None
        frame = evaluator.frames[ref.frame]
        for decorator in cls.decorators:
            for entity in evaluator.evaluate(frame, self._undecorated(frame, decorator)):
                if isinstance(entity, External) and entity.path in not_json.DATACLASSES:
                    return f"a dataclass (`{cls.name}`)"
        return f"an object (`{cls.name}`)"

    @staticmethod
    def _undecorated(frame: Frame, decorator: v.Value) -> v.Value:
        return frame.call(decorator.call).callee if isinstance(decorator, v.CallResult) else decorator

    def _are_all_known(self, bases: Sequence[ClassRef | External]) -> bool:
        for base in bases:
            cls = attributes.class_of(self._evaluator, base) if isinstance(base, ClassRef) else None
            if cls is not None and isinstance(base, ClassRef):
                frame = self._evaluator.frames[base.frame]
                for value in cls.bases:
                    written = value.base if isinstance(value, v.Subscript) else value
                    found = self._evaluator.evaluate(frame, written)
                    if not any(isinstance(entity, ClassRef | External) for entity in found):
                        return False
        return True

    # Annotations

    def _of_hint(self, frame: Frame, annotation: v.Value, depth: int = 0) -> Iterator[Misfit]:
        if depth > _DEEPEST:
            return
        place = Place(frame.module.path, annotation.span)
        match annotation:
            case v.Operation(operator="|", operands=options):
                yield from self._of_options(frame, options, depth)
            case v.Subscript(base=base, key=key):
                paths = {e.path for e in self._evaluator.evaluate(frame, base) if isinstance(e, External)}
                inner = key.items if isinstance(key, v.Sequence) else (key,)
                if any(path.endswith(".Annotated") for path in paths):
                    inner = inner[:1]
                if any(path.endswith(".Coroutine") for path in paths):
                    inner = inner[-1:]
                if paths & _THROUGH:
                    yield from self._of_options(frame, inner, depth)
                elif paths & _CONTAINERS:
                    for item in inner:
                        yield from self._of_hint(frame, item, depth + 1)
                else:
                    yield from self._of_hint(frame, base, depth + 1)
            case v.Name() | v.Attribute():
                for entity in self._evaluator.evaluate(frame, annotation):
                    what = None
                    if isinstance(entity, External):
                        what = not_json.of_class(entity.path)
                    elif isinstance(entity, ClassRef):
                        what = self._of_class(entity)
                    if what is not None:
                        yield Misfit(what, place)
            case _:
                pass

    def _of_options(self, frame: Frame, options: Sequence[v.Value], depth: int) -> Iterator[Misfit]:
        """An annotation with several possibilities: some of them may never come."""
        several = [option for option in options if not (isinstance(option, v.Constant) and option.value is None)]
        for option in several:
            for misfit in self._of_hint(frame, option, depth + 1):
                grade = Confidence.LOW if len(several) > 1 else Confidence.HIGH
                yield dataclasses.replace(misfit, confidence=Confidence.least(grade, misfit.confidence))
