"""What steps and groups are handed to run that cannot be called: a coroutine, data, nothing at all."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence

from steplint.diagnostics import Confidence, Place
from steplint.flow.paths import Paths
from steplint.model import values as v
from steplint.model.graph import Assign, Invoke, Return
from steplint.model.module import Call
from steplint.project.awaitables import Awaitables
from steplint.project.entities import (
    ClassRef,
    Duration,
    Entity,
    External,
    FunctionRef,
    Instance,
    Items,
    Literal,
    Moment,
    PartialCall,
    Point,
    Table,
    Template,
)
from steplint.project.evaluate import Evaluator, attributes, calls
from steplint.project.frames import Arguments, Frame
from steplint.project.groups import argument, is_parameter, listed
from steplint.project.invocations import Site
from steplint.project.reach import Reached
from steplint.project.sites import Sites
from steplint.sdk import inngest

_DEEPEST = 8
_COROUTINES = frozenset(f"asyncio.{name}" for name in ("sleep", "to_thread", "wait_for", "wait", "open_connection"))
_AWAITABLES = frozenset(f"asyncio.{name}" for name in ("gather", "create_task", "ensure_future", "shield"))
_VALUES = frozenset(
    {
        *(f"builtins.{name}" for name in ("len", "str", "int", "float", "bool", "dict", "list", "tuple", "set", "sum")),
        *(
            f"builtins.{name}"
            for name in ("sorted", "range", "open", "repr", "round", "abs", "isinstance", "enumerate")
        ),
        *(f"json.{name}" for name in ("dumps", "loads", "load")),
    }
)
_NOTHING = frozenset({"builtins.print", "time.sleep", "json.dump"})
_CHANGING = frozenset({"append", "extend", "insert", "add", "update", "clear", "sort", "reverse", "remove"})
"""Methods of containers that give None."""


@dataclasses.dataclass(frozen=True, slots=True)
class Uncallable:
    """Something that is no function where one is run: what it is, the value that says so, and the frame it stands in.

    `call` is the call that gives it, where one does.
    """

    what: str
    frame: Frame
    value: v.Value
    call: Call | None
    confidence: Confidence

    @property
    def place(self) -> Place:
        """Where it is handed over."""
        return Place(self.frame.module.path, self.value.span)


@dataclasses.dataclass(frozen=True, slots=True)
class _Kind:
    what: str
    confidence: Confidence = Confidence.HIGH


_COROUTINE = _Kind("a coroutine")
_NONE = _Kind("None")


class Callables:
    """Finds what is handed to steps and groups and cannot be called."""

    def __init__(self, evaluator: Evaluator, sites: Sites, awaitables: Awaitables) -> None:
        self._evaluator = evaluator
        self._sites = sites
        self._awaitables = awaitables
        self._returned: dict[int, _Kind | None] = {}

    def of_site(self, reached: Reached, site: Site) -> Iterator[Uncallable]:
        """What a step's handler, or a callable of a group, is instead of a function."""
        call = site.call
        if call is None:
            return
        frame = reached.frame
        if site.step is not None and site.step.kind is inngest.StepKind.RUN:
            value = call.argument(1, "handler")
            found = None if value is None else self._handed(reached, value, site.point)
            if found is not None:
                yield found
        elif External(inngest.PARALLEL) in self._evaluator.evaluate(frame, call.callee, site.point):
            value = call.argument(0, "callables")
            for item in () if value is None else listed(self._evaluator, reached, value, site.point):
                kind = self._kind(item.frame, item.value, item.point, 0)
                if kind is not None:
                    called = _call_of(item.frame, item.value)
                    yield Uncallable(kind.what, item.frame, item.value, called, kind.confidence)

    def _handed(self, reached: Reached, value: v.Value, point: Point) -> Uncallable | None:
        """What a value is; of a parameter, what the caller hands in."""
        frame = reached.frame
        if isinstance(value, v.Name) and is_parameter(self._evaluator, frame, value.id, point):
            above = argument(reached, value.id)
            if above is None or reached.caller is None or reached.site is None:
                return None
            return self._handed(reached.caller, above, reached.site.point)
        kind = self._kind(frame, value, point, 0)
        return None if kind is None else Uncallable(kind.what, frame, value, _call_of(frame, value), kind.confidence)

    # What a value is

    def _kind(self, frame: Frame, value: v.Value, point: Point, depth: int) -> _Kind | None:
        """What a value is that cannot be called; None when it can be, or may."""
        if depth > _DEEPEST:
            return None
        match value:
            case v.Constant(value=None):
                return _NONE
            case v.Constant() | v.Text() | v.Mapping() | v.Sequence() | v.Collected() | v.Comparison():
                return _Kind(_display(value))
            case v.CallResult(call=index):
                return self._given(frame, index, point, depth, is_awaited=False)
            case v.Awaited(value=v.CallResult(call=index)):
                return self._given(frame, index, point, depth, is_awaited=True)
            case v.Choice(options=options):
                kinds = [self._kind(frame, option, point, depth + 1) for option in options]
                return None if None in kinds else kinds[0]
            case v.Name(id=name):
                return self._named(frame, name, value, point, depth)
            case v.Attribute(base=base):
                # A subclass, or anyone who has the object, may put a function there.
                owners = self._evaluator.evaluate(frame, base, point)
                is_open = any(isinstance(owner, Instance | ClassRef) for owner in owners)
                return None if is_open else self._evaluated(frame, value, point)
            case v.Subscript():
                return self._evaluated(frame, value, point)
            case _:
                return None

    def _named(self, frame: Frame, name: str, value: v.Value, point: Point, depth: int) -> _Kind | None:
        definitions = self._evaluator.definitions(frame.module, frame.index)
        sites = definitions.reaching(name, point.block, point.operation) if definitions.binds(name) else ()
        if not sites:
            return self._evaluated(frame, value, point)
        kinds = [
            self._kind(frame, site.operation.value, Point(site.block, site.position), depth + 1)
            if isinstance(site.operation, Assign) and site.operation.value is not None
            else None
            for site in sites
        ]
        return None if None in kinds or _NONE in kinds else kinds[0]

    def _evaluated(self, frame: Frame, value: v.Value, point: Point) -> _Kind | None:
        kinds = [_data(entity) for entity in self._evaluator.evaluate(frame, value, point)]
        return kinds[0] if kinds and None not in kinds else None

    def _given(self, frame: Frame, index: int, point: Point, depth: int, *, is_awaited: bool) -> _Kind | None:
        """What a call, awaited or not, gives that cannot be called."""
        call = frame.call(index)
        at = frame.calls_seen.get(index, point)
        given = calls.arguments(self._evaluator, frame, call, at)
        callees = self._evaluator.evaluate(frame, call.callee, at)
        kinds = [self._of_callee(frame, callee, given, depth, is_awaited=is_awaited) for callee in callees]
        if kinds and None not in kinds:
            return kinds[0]
        if isinstance(call.callee, v.Attribute) and call.callee.name in _CHANGING:
            bases = self._evaluator.evaluate(frame, call.callee.base, at)
            if bases and all(isinstance(base, Items | Table) for base in bases):
                return _NONE
        site = self._sites.of(frame).get(at)
        effects = () if site is None else [i.effect for i in site.invocations]
        if effects and all(effect is not None and effect.kind.is_side_effect for effect in effects):
            grades = [effect.confidence for effect in effects if effect is not None]
            return _Kind("a result", Confidence.least(Confidence.MEDIUM, *grades))
        return None

    def _of_callee(
        self, frame: Frame, callee: Entity, given: Arguments, depth: int, *, is_awaited: bool
    ) -> _Kind | None:
        match callee:
            case FunctionRef():
                entered = self._evaluator.enter(callee, given)
                if not self._awaitables.is_plain(entered):
                    return None
                if entered.function.is_generator:
                    return None if entered.function.is_async and is_awaited else _Kind("a generator")
                if entered.function.is_async and not is_awaited:
                    return _COROUTINE
                result = self._result(entered, depth)
                if result == _NONE and callee.receiver is not None:
                    result = _Kind("None", Confidence.MEDIUM)  # a subclass may give more
                # Awaiting what a plain function returns gives something of which nothing is known.
                return result if entered.function.is_async is is_awaited else None
            case PartialCall():
                completed = calls.completed(callee, given)
                return self._of_callee(frame, callee.target, completed, depth + 1, is_awaited=is_awaited)
            case ClassRef() if not is_awaited:
                return self._object(callee)
            case External(path=path):
                return self._of_library(frame, path, is_awaited=is_awaited)
            case _:
                return None

    def _of_library(self, frame: Frame, path: str, *, is_awaited: bool) -> _Kind | None:
        if inngest.step_kind(path) is not None or path == inngest.PARALLEL:
            return _Kind("what another step gives")
        if is_awaited:
            return None
        if path in _COROUTINES:
            return _COROUTINE
        if path in _AWAITABLES:
            return _Kind("a task")
        if path in _NOTHING:
            return _NONE
        return _Kind("data") if path in _VALUES else None

    def _result(self, frame: Frame, depth: int) -> _Kind | None:
        """What a function returns, where none of its return statements gives anything that may be called."""
        if frame.id not in self._returned:
            self._returned[frame.id] = None  # a recursion tells nothing
            self._returned[frame.id] = self._search(frame, depth)
        return self._returned[frame.id]

    def _search(self, frame: Frame, depth: int) -> _Kind | None:
        operations = [(Point(n, p), o) for n, b in enumerate(frame.function.blocks) for p, o in enumerate(b.operations)]
        if not any(isinstance(operation, Invoke | Assign | Return) for _, operation in operations):
            return None  # a stub says nothing of what the real one returns
        returned = self._awaitables.returns(frame)
        kinds = [self._kind(frame, value, point, depth + 1) for point, value in returned]
        returning = {point.block for point, o in operations if isinstance(o, Return) and o.value is not None}
        paths = Paths(frame.function, self._sites.decisions.of(frame).dead_edges)
        if paths.avoid(returning):
            kinds.append(_NONE)
        return kinds[0] if kinds and None not in kinds else None

    def _object(self, ref: ClassRef) -> _Kind | None:
        """An object of a project's class, if it surely cannot be called."""
        bases = list(attributes.bases(self._evaluator, ref))
        if any(isinstance(base, External) and base.path not in _PLAIN_BASES for base in bases):
            return None
        for base in bases:
            cls = attributes.class_of(self._evaluator, base) if isinstance(base, ClassRef) else None
            if isinstance(base, ClassRef) and (cls is None or not self._knows(base, cls.bases)):
                return None
        if any(isinstance(e, FunctionRef) for e in self._evaluator.attribute(Instance(ref), "__call__")):
            return None
        own = attributes.class_of(self._evaluator, ref)
        return None if own is None else _Kind(f"an object of `{own.name}`")

    def _knows(self, ref: ClassRef, written: Sequence[v.Value]) -> bool:
        frame = self._evaluator.frames[ref.frame]
        return all(
            any(isinstance(entity, ClassRef | External) for entity in self._evaluator.evaluate(frame, value))
            for value in written
        )


_PLAIN_BASES = frozenset(
    {"builtins.object", "pydantic.BaseModel", "abc.ABC", "typing.TypedDict", "typing.NamedTuple", "typing.Generic"}
)
"""Classes of libraries whose objects cannot be called."""


def _call_of(frame: Frame, value: v.Value) -> Call | None:
    inner = value.value if isinstance(value, v.Awaited) else value
    return frame.call(inner.call) if isinstance(inner, v.CallResult) else None


def _display(value: v.Value) -> str:
    match value:
        case v.Constant(value=str()) | v.Text():
            return "text"
        case v.Mapping() | v.Collected(kind="dict"):
            return "a dict"
        case v.Sequence(kind=kind) | v.Collected(kind=kind):
            return f"a {kind}"
        case v.Comparison() | v.Constant(value=bool()):
            return "a truth value"
        case _:
            return "a number"


def _data(entity: Entity) -> _Kind | None:
    match entity:
        case Literal(value=str()) | Template():
            return _Kind("text")
        case Literal(value=int() | float()):
            return _Kind("a number")
        case Items():
            return _Kind("a list")
        case Table():
            return _Kind("a dict")
        case Duration() | Moment():
            return _Kind("a time")
        case _:
            return None
