"""What a function hands back that is no JSON: by its return statements, the constructors they lead to, and its
annotation.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from steplint.diagnostics import Confidence, Place
from steplint.flow.definitions import Definition
from steplint.model import values as v
from steplint.model.graph import Assign, Invoke, Op, Return, SubscriptTarget
from steplint.model.module import Call
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
from steplint.project.evaluate import Evaluator, calls, folding
from steplint.project.frames import Arguments, Frame
from steplint.project.results.classes import Classes
from steplint.project.results.misfits import Misfit
from steplint.project.sites import Sites
from steplint.sdk import inngest, not_json
from steplint.sdk.callers import SAME_VALUE

_DEEPEST = 12
_LISTS = frozenset({"builtins.list", "builtins.tuple", "builtins.sorted"})
_CHOOSING = frozenset(f"builtins.{name}" for name in ("sum", "max", "min", "abs", "round"))
"""Built-in functions whose results are of the kind of what they are given."""
_VIEWS = frozenset({"keys", "values", "items"})
_TO_TEXT = frozenset({"model_dump", "model_dump_json", "json", "isoformat", "strftime", "hex", "decode"})
"""Methods that make text or plain data of what is none."""


class Results:
    """Finds what functions hand back that is no JSON."""

    def __init__(self, evaluator: Evaluator, sites: Sites) -> None:
        self._evaluator = evaluator
        self._sites = sites
        self._classes = Classes(evaluator)
        self._by_frame: dict[int, tuple[Misfit, ...]] = {}
        self._operations: dict[tuple[int, int], tuple[Misfit, ...]] = {}
        self._filled: dict[tuple[int, str, Point], tuple[Misfit, ...]] = {}

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
                what = self._classes.of_class(entity)
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
            found += self._classes.of_hint(self._evaluator.around(frame), function.returns)
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
            case v.Unknown() if value.is_bytes:
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
            case v.Operation():
                yield from self._of_operation(frame, value, point, depth)
            case v.Attribute() | v.Subscript() | v.Element() | v.Item() | v.Entered():
                yield from self._of_entities(self._evaluator.evaluate(frame, value, point), place)
            case _:
                pass

    def _of_operation(self, frame: Frame, value: v.Operation, point: Point | None, depth: int) -> Iterator[Misfit]:
        """What calculating gives: a sum of Decimals is one, a date and a timedelta are a date."""
        key = (frame.id, id(value))
        if key not in self._operations:
            self._operations[key] = ()  # `total = total + …` is what it adds
            place = Place(frame.module.path, value.span)
            operands = [next(self._of_value(frame, o, point, depth + 1), None) for o in value.operands]
            known = [operand for operand in operands if operand is not None]
            what = not_json.of_operation(value.operator, [None if o is None else o.what for o in operands])
            if what is not None:
                grade = Confidence.least(*(operand.confidence for operand in known))
                self._operations[key] = (Misfit(what, place, grade),)
            elif not known:
                found = self._of_entities(self._evaluator.evaluate(frame, value, point), place)
                self._operations[key] = tuple(found)
        yield from self._operations[key]

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

    def _put_into(self, frame: Frame, name: str, point: Point, depth: int) -> tuple[Misfit, ...]:
        """What has been put into what a variable holds at a point."""
        key = (frame.id, name, point)
        if key not in self._filled:
            self._filled[key] = ()  # what is put into itself adds nothing
            self._filled[key] = tuple(
                misfit
                for at, operation in self._before(frame, name, point)
                for misfit in self._of_filling(frame, operation, name, at, depth)
            )
        return self._filled[key]

    def _before(self, frame: Frame, name: str, point: Point) -> Iterator[tuple[Point, Op]]:
        """The operations that lead to a point and put something into the same object under a name."""
        definitions = self._evaluator.definitions(frame.module, frame.index)
        held = set(map(id, definitions.reaching(name, point.block, point.operation)))
        routes = self._sites.decisions.routes(frame)
        for number in sorted(self._sites.decisions.of(frame).live_blocks):
            for position, operation in enumerate(frame.function.blocks[number].operations):
                if not _is_about(frame, operation, name) or not routes.leads((number, position), point):
                    continue
                if not held.isdisjoint(map(id, definitions.reaching(name, number, position))):
                    yield Point(number, position), operation

    def _of_filling(self, frame: Frame, operation: Op, name: str, point: Point, depth: int) -> Iterator[Misfit]:
        """What an operation puts into the list or the dict that a variable holds."""
        match operation:
            case Assign(target=SubscriptTarget(base=v.Name(id=base)), value=value) if (
                base == name and value is not None
            ):
                yield from self._of_value(frame, value, point, depth + 1)
            case Invoke(call=index):
                yield from self._of_method(frame, frame.call(index), name, point, depth)
            case _:
                pass

    def _of_method(self, frame: Frame, call: Call, name: str, point: Point, depth: int) -> Iterator[Misfit]:
        match call.callee:
            case v.Attribute(base=v.Name(id=base), name="append" | "insert" | "appendleft" | "setdefault") if (
                base == name and call.arguments
            ):
                yield from self._of_value(frame, call.arguments[-1].value, point, depth + 1)
            case v.Attribute(base=v.Name(id=base), name="extend" | "update") if base == name:
                for argument in call.arguments:
                    if argument.keyword is not None or isinstance(argument.value, v.Mapping):
                        yield from self._of_value(frame, argument.value, point, depth + 1)
                    else:
                        yield from self._of_listed(frame, argument.value, point, depth)
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
                        yield from self._classes.of_fields(receiver.cls)
                return
            if method in _TO_TEXT:
                return
            if method in not_json.METHODS:
                for misfit in self._of_value(frame, call.callee.base, at, depth + 1):
                    what = not_json.of_method(misfit.what, method)
                    if what is not None:
                        yield Misfit(what, place, misfit.confidence)
                        return
        for callee in evaluator.evaluate(frame, call.callee, at):
            match callee:
                case External(path=path) if path in _LISTS:
                    yield from self._of_listed(frame, call.argument(0), at, depth)
                case External(path=path) if path in SAME_VALUE:
                    inner = call.argument(SAME_VALUE[path])
                    if inner is not None:
                        yield from self._of_value(frame, inner, at, depth + 1)
                case External(path=path) if path in _CHOOSING:
                    yield from self._of_chosen(frame, call, path, at, depth)
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

    def _of_chosen(self, frame: Frame, call: Call, path: str, point: Point | None, depth: int) -> Iterator[Misfit]:
        """What built-in functions choose from, or add up of, what they are given."""
        if path == "builtins.round" and len(call.arguments) == 1:
            return  # a whole number
        values = [argument.value for argument in call.arguments if argument.keyword is None]
        is_listed = path == "builtins.sum" or (path in {"builtins.max", "builtins.min"} and len(values) == 1)
        for value in values[:1] if is_listed or path == "builtins.round" else values:
            found = self._of_listed if is_listed else self._of_value
            yield from found(frame, value, point, depth + 1)

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
                what = self._classes.of_class(ref)
            case _:
                pass
        if what is not None:
            yield Misfit(what, place)


def _is_about(frame: Frame, operation: Op, name: str) -> bool:
    """Whether an operation sets an item, or calls a method, of what a variable holds."""
    match operation:
        case Assign(target=SubscriptTarget(base=v.Name(id=base))):
            return base == name
        case Invoke(call=index):
            match frame.call(index).callee:
                case v.Attribute(base=v.Name(id=base)):
                    return base == name
                case _:
                    return False
        case _:
            return False
