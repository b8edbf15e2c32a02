"""What a workflow needs of the events that trigger it: the keys that it reads, or validates, on every path."""

from __future__ import annotations

import dataclasses
from collections import deque
from collections.abc import Iterator, Sequence

from steplint.diagnostics import Confidence, Place
from steplint.flow.paths import Paths
from steplint.model import values as v
from steplint.model.graph import (
    Assign,
    ContextKind,
    Delete,
    EdgeKind,
    Handler,
    Invoke,
    Op,
    SubscriptTarget,
    contexts_around,
)
from steplint.model.module import ParameterKind
from steplint.model.operands import operands
from steplint.project.entities import ClassRef, External, FunctionRef, Items, Literal, Opaque, PartialCall, Point
from steplint.project.evaluate import Evaluator
from steplint.project.frames import Frame
from steplint.project.invocations import Invocation, Site
from steplint.project.schemas import Maker, schema_of, validations
from steplint.project.sites import Sites
from steplint.sdk import inngest

EVENT_DATA = f"{inngest.EVENT}.data"
_MOST_FRAMES = 400
_MISSING_KEY = frozenset(f"builtins.{name}" for name in ("KeyError", "LookupError", "Exception", "BaseException"))
"""What a clause has to name to catch the error of a missing key."""


@dataclasses.dataclass(frozen=True, slots=True)
class Requirement:
    """A key that must be in the event's data: any of `keys` will do. `how` says for people what needs it.

    `place` is None for what the settings say. `nullable`: it may be None. `read` is where the data is handed to
    something that needs the key, when `place` is where that is declared.
    """

    keys: tuple[str, ...]
    place: Place | None
    how: str
    confidence: Confidence = Confidence.HIGH
    nullable: bool = False
    read: Place | None = None


class Requirements:
    """Finds what handlers need."""

    def __init__(self, evaluator: Evaluator, sites: Sites) -> None:
        self._evaluator = evaluator
        self._sites = sites

    def of_class(self, dotted: str, root: str) -> list[Requirement] | None:
        """The keys that a class of the project, named by its dotted name, requires; None when there is no such class.
        `root` is a file from which the name can be imported.
        """
        module_name, _, name = dotted.rpartition(".")
        path = self._evaluator.files.absolute(module_name, root)
        if path is not None:
            for entity in self._evaluator.member(path, name) or ():
                schema = schema_of(self._evaluator, entity, Maker.PYDANTIC) if isinstance(entity, ClassRef) else None
                if schema is not None:
                    return [
                        Requirement(field.keys, field.place, f"`{name}` requires", nullable=field.nullable is not False)
                        for field in schema.required
                        if field.keys
                    ]
        return None

    def of(self, root: Frame) -> list[Requirement]:
        """The keys that a handler needs, each once, the surest reason first."""
        found: dict[tuple[str, ...], Requirement] = {}
        filled: set[str] = set()
        for requirement in self._walk(root, filled):
            known = found.get(requirement.keys)
            if known is None or requirement.confidence.rank < known.confidence.rank:
                found[requirement.keys] = requirement
        return [requirement for keys, requirement in found.items() if not filled & set(keys)]

    def _walk(self, root: Frame, filled: set[str]) -> Iterator[Requirement]:
        """What is needed in the frames that run on every path; `filled` gathers the keys that the workflow puts in
        itself.
        """
        queue = deque([(root, Confidence.HIGH)])
        seen = {root.id: Confidence.HIGH}
        while queue and len(seen) < _MOST_FRAMES:
            frame, grade = queue.popleft()
            paths = Paths(frame.function, self._sites.decisions.of(frame).dead_edges)
            sites = self._sites.of(frame)
            needed = self._needed_in(frame, paths, filled)
            for requirement, point, line in needed:
                blocks = [other.block for same, other, _ in needed if same.keys == requirement.keys]
                passes = Confidence.HIGH if paths.always_pass(*blocks) else _passes(paths, point.block, line)
                if passes is not None and (passes is Confidence.HIGH or not self._picks(frame, requirement.keys)):
                    confidence = Confidence.least(grade, passes, requirement.confidence)
                    yield dataclasses.replace(requirement, confidence=confidence)
            for point, site in sites.items():
                passes = _passes(paths, point.block, site.span.line)
                if passes is None or self._is_forgiven(frame, paths, point):
                    continue
                if passes is not Confidence.HIGH and self._sorts_events(frame):
                    continue
                for inner in _entered(site):
                    reached = Confidence.least(grade, passes)
                    if inner.id not in seen or reached.rank < seen[inner.id].rank:
                        seen[inner.id] = reached
                        queue.append((inner, reached))

    def _needed_in(self, frame: Frame, paths: Paths, filled: set[str]) -> list[tuple[Requirement, Point, int]]:
        """What a frame itself needs, with the point and the line of it, less what a clause around it forgives."""
        found: list[tuple[Requirement, Point, int]] = []
        for number, block in enumerate(frame.function.blocks):
            for position, operation in enumerate(block.operations):
                point = Point(number, position)
                filled |= set(self._filled(frame, operation, point))
                found += [(need, point, operation.span.line) for need in self._needed(frame, operation, point)]
        for loop in frame.function.loops:  # what a loop goes through is evaluated before its first turn
            if loop.iterable is not None:
                point = Point(loop.header, 0)
                found += [(need, point, loop.span.line) for need in self._read(frame, loop.iterable, point)]
        return [entry for entry in found if not self._is_forgiven(frame, paths, entry[1])]

    def _picks(self, frame: Frame, keys: Sequence[str]) -> bool:
        """Whether a function asks for a key before it reads it, or tells events apart by their data."""
        return self._is_tested(frame, keys) or self._sorts_events(frame)

    # What an operation needs

    def _needed(self, frame: Frame, operation: Op, point: Point) -> Iterator[Requirement]:
        for operand in operands(frame.function, operation):
            yield from self._read(frame, operand, point)
        if isinstance(operation, Invoke):
            yield from self._validated(frame, operation.call, point)
            yield from self._spread(frame, operation.call, point)

    def _read(self, frame: Frame, operand: v.Value, point: Point) -> Iterator[Requirement]:
        for value in _surely_evaluated(operand):
            if isinstance(value, v.Subscript):
                key = self._key(frame, value, point)
                if key is not None:
                    yield Requirement((key,), Place(frame.module.path, value.span), "reads")

    def _key(self, frame: Frame, value: v.Subscript, point: Point) -> str | None:
        match self._evaluator.evaluate(frame, value.key, point):
            case (Literal(value=str() as key),):
                return key if self._is_event_data(frame, value.base, point) else None
            case _:
                return None

    def _is_event_data(self, frame: Frame, value: v.Value, point: Point) -> bool:
        return External(EVENT_DATA) in self._evaluator.evaluate(frame, value, point)

    def _validated(self, frame: Frame, call: int, point: Point) -> Iterator[Requirement]:
        for validation in validations(self._evaluator, frame, call, point):
            if External(EVENT_DATA) not in validation.data:
                continue
            module = self._evaluator.module(validation.cls.module)
            assert module is not None  # a reference is only made from a loaded module
            name = module.model.classes[validation.cls.index].name
            for field in validation.schema.required:
                if field.keys:
                    yield Requirement(
                        field.keys,
                        field.place,
                        f"`{name}` requires",
                        nullable=field.nullable is not False,
                        read=Place(frame.module.path, frame.call(call).span),
                    )

    def _spread(self, frame: Frame, index: int, point: Point) -> Iterator[Requirement]:
        """The parameters of a project's function into which the event's data is spread."""
        call = frame.call(index)
        spreads = [argument.value for argument in call.arguments if argument.stars == 2]
        if not any(self._is_event_data(frame, value, point) for value in spreads) or len(spreads) > 1:
            return
        for entity in self._evaluator.evaluate(frame, call.callee, point):
            receiver: object = None
            if isinstance(entity, ClassRef | PartialCall):
                continue
            if isinstance(entity, FunctionRef) and (module := self._evaluator.module(entity.module)) is not None:
                receiver = entity.receiver
                parameters = list(module.model.functions[entity.index].parameters)[1 if receiver is not None else 0 :]
                given = sum(argument.keyword is None and not argument.stars for argument in call.arguments)
                named = {argument.keyword for argument in call.arguments if argument.keyword is not None}
                for position, parameter in enumerate(parameters):
                    if (
                        parameter.default is None
                        and parameter.kind in {ParameterKind.NORMAL, ParameterKind.KEYWORD_ONLY}
                        and position >= given
                        and parameter.name not in named
                    ):
                        place = Place(module.path, parameter.span)
                        read = Place(frame.module.path, call.span)
                        yield Requirement((parameter.name,), place, "has a parameter for", read=read)

    def _filled(self, frame: Frame, operation: Op, point: Point) -> Iterator[str]:
        """The keys that an operation puts into the event's data, or takes care of."""
        match operation:
            case (
                Assign(target=SubscriptTarget(base=base, key=key)) | Delete(target=SubscriptTarget(base=base, key=key))
            ):
                keys = self._evaluator.evaluate(frame, key, point)
            case Invoke(call=index):
                call = frame.call(index)
                if not (isinstance(call.callee, v.Attribute) and call.callee.name == "setdefault"):
                    return
                base = call.callee.base
                first = call.argument(0)
                keys = () if first is None else self._evaluator.evaluate(frame, first, point)
            case _:
                return
        if self._is_event_data(frame, base, point):
            yield from (key.value for key in keys if isinstance(key, Literal) and isinstance(key.value, str))

    # What makes a read optional

    def _is_tested(self, frame: Frame, keys: Sequence[str]) -> bool:
        """Whether a function asks whether the data has a key: `"k" in data`, or `data.get("k")`."""
        for number, block in enumerate(frame.function.blocks):
            for position, operation in enumerate(block.operations):
                point = Point(number, position)
                if isinstance(operation, Invoke):
                    call = frame.call(operation.call)
                    if isinstance(call.callee, v.Attribute) and call.callee.name == "get":
                        first = call.argument(0)
                        if (
                            first is not None
                            and self._names(frame, first, keys, point)
                            and self._is_event_data(frame, call.callee.base, point)
                        ):
                            return True
                for operand in operands(frame.function, operation):
                    if self._tests(frame, operand, keys, point):
                        return True
            for edge in block.edges:
                if edge.test is not None and self._tests(frame, edge.test, keys, Point(number, len(block.operations))):
                    return True
        return False

    def _sorts_events(self, frame: Frame) -> bool:
        """Whether a function tells events apart by a value in their data and deals with each sort in its own way: then
        it reads other keys of each. A single test that only leaves is no sorting.
        """
        tests: set[v.Value] = set()
        for number, block in enumerate(frame.function.blocks):
            for edge in block.edges:
                if edge.test is None or not self._compares(frame, edge.test, Point(number, len(block.operations))):
                    continue
                tests.add(edge.test)
                is_equal = isinstance(edge.test, v.Comparison) and edge.test.operator in {"==", "in"}
                branch = frame.function.blocks[edge.target].operations
                if is_equal and edge.kind is EdgeKind.TRUE and any(isinstance(op, Invoke) for op in branch):
                    return True
        return len(tests) > 1

    def _compares(self, frame: Frame, value: v.Value, point: Point) -> bool:
        if isinstance(value, v.Comparison) and value.operator in {"==", "!=", "in", "not in"}:
            left, right = (self._evaluator.evaluate(frame, side, point) for side in (value.left, value.right))
            is_from_event = any(
                isinstance(e, External) and e.path.startswith(f"{EVENT_DATA}.") for e in (*left, *right)
            )
            return is_from_event and any(
                isinstance(e, Items) or (isinstance(e, Literal) and isinstance(e.value, str)) for e in (*left, *right)
            )
        return any(self._compares(frame, inner, point) for inner in v.children(value))

    def _tests(self, frame: Frame, value: v.Value, keys: Sequence[str], point: Point) -> bool:
        if isinstance(value, v.Comparison) and value.operator in {"in", "not in"}:
            return self._names(frame, value.left, keys, point) and self._is_event_data(frame, value.right, point)
        return any(self._tests(frame, inner, keys, point) for inner in v.children(value))

    def _names(self, frame: Frame, value: v.Value, keys: Sequence[str], point: Point) -> bool:
        return any(isinstance(e, Literal) and e.value in keys for e in self._evaluator.evaluate(frame, value, point))

    def _is_forgiven(self, frame: Frame, paths: Paths, point: Point) -> bool:
        """Whether a clause around a point catches the error of a missing key, and the function goes on."""
        function = frame.function
        for context in contexts_around(function.contexts, function.blocks[point.block].context):
            if context.manager is not None and self._suppresses(frame, context.manager):
                return True
            if context.kind is not ContextKind.TRY:
                continue
            for handler in context.handlers:
                if self._catches(frame, handler):
                    if paths.goes_on(handler.block):
                        return True
                    break
        return False

    def _suppresses(self, frame: Frame, manager: v.Value) -> bool:
        if not isinstance(manager, v.CallResult):
            return False
        call = frame.call(manager.call)
        if External("contextlib.suppress") not in self._evaluator.evaluate(frame, call.callee):
            return False
        return any(self._names_missing_key(frame, argument.value) for argument in call.arguments)

    def _catches(self, frame: Frame, handler: Handler) -> bool:
        return not handler.types or any(self._names_missing_key(frame, value) for value in handler.types)

    def _names_missing_key(self, frame: Frame, value: v.Value) -> bool:
        pending = list(self._evaluator.evaluate(frame, value))
        while pending:
            match pending.pop():
                case External(path=path) if path in _MISSING_KEY:
                    return True
                case Items(items=items):
                    pending += [entity for item in items for entity in item]
                case Opaque():
                    return True
                case _:
                    pass
        return False


def _passes(paths: Paths, block: int, line: int) -> Confidence | None:
    """How sure it is that what stands on a line of a block runs."""
    if paths.always_pass(block):
        return Confidence.HIGH
    return Confidence.MEDIUM if paths.pass_after_return(block, line) else None


def _entered(site: Site) -> Iterator[Frame]:
    """The functions that a call surely runs: all of several alternatives may run none."""
    frames = [invocation for invocation in site.invocations if invocation.frame is not None]
    if len(frames) == 1 or all(invocation.parallel for invocation in frames):
        yield from (invocation.frame for invocation in frames if invocation.frame is not None and _is_sure(invocation))


def _is_sure(invocation: Invocation) -> bool:
    return not invocation.repeats


def _surely_evaluated(value: v.Value) -> Iterator[v.Value]:
    """A value and those inside it that are evaluated whenever it is."""
    yield value
    match value:
        case v.Choice(kind="if"):
            return
        case v.Choice(options=options):
            yield from _surely_evaluated(options[0])
        case v.Collected():
            return
        case _:
            for inner in v.children(value):
                yield from _surely_evaluated(inner)
