"""Functions in context: a frame is a function with what its parameters are bound to, so that helpers are judged for
each use.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Iterator, Mapping, Sequence

from steplint.model import values as v
from steplint.model.graph import Invoke
from steplint.model.module import Call, Function, FunctionKind, ModuleModel, Parameter, ParameterKind
from steplint.model.operands import operands
from steplint.project.contents import puts
from steplint.project.entities import (
    ClassRef,
    Entities,
    Entity,
    FrameId,
    FunctionRef,
    Instance,
    Items,
    Literal,
    Opaque,
    Point,
    Table,
    Template,
)

FRAMES_WITH_CONSTANTS = 24
"""Beyond so many frames of one function, constants no longer tell its frames apart."""
FRAMES_AT_ALL = 96
"""Beyond so many frames of one function, further calls share one frame in which nothing is known of the parameters."""
_LONGEST_TEXT = 200
_MOST_ITEMS = 16
_DEEPEST = 4


@dataclasses.dataclass(frozen=True, slots=True)
class Module:
    """A loaded module: its module path (relative to the working directory), its dotted name and its facts."""

    path: str
    name: str
    model: ModuleModel


@dataclasses.dataclass(frozen=True, slots=True)
class Arguments:
    """What a call hands over; `open` when a star may add more than is known."""

    positional: tuple[Entities, ...] = ()
    keywords: Mapping[str, Entities] = dataclasses.field(default_factory=dict)
    open: bool = False

    def get(self, position: int | None, *names: str) -> Entities | None:
        """What is given for a parameter, by keyword or position."""
        for name in names:
            if name in self.keywords:
                return self.keywords[name]
        if position is not None and position < len(self.positional):
            return self.positional[position]
        return None

    def without(self, count: int, *, keywords: bool = True) -> Arguments:
        """The arguments after the first `count` positional ones."""
        return Arguments(self.positional[count:], self.keywords if keywords else {}, self.open)


class Derived:
    """What follows from a function's facts alone, worked out once for all its frames."""

    def __init__(self, function: Function) -> None:
        self._function = function

    def number_of(self, call: Call) -> int:
        """The index of one of the function's calls."""
        return self._numbers[id(call)]

    @functools.cached_property
    def results_used(self) -> frozenset[int]:
        """The calls of whose results anything is made."""
        function = self._function
        return frozenset(
            index
            for block in function.blocks
            for operation in block.operations
            for value in operands(function, operation)
            for index in _results_in(value)
        )

    @functools.cached_property
    def calls_seen(self) -> Mapping[int, Point]:
        """Where each of the function's calls is made first, by its index."""
        points: dict[int, Point] = {}
        for number, block in enumerate(self._function.blocks):
            for position, operation in enumerate(block.operations):
                if isinstance(operation, Invoke):
                    points.setdefault(operation.call, Point(number, position))
        return points

    @functools.cached_property
    def puts(self) -> Mapping[str, Sequence[tuple[Point, v.Value]]]:
        """What the function puts into what variables hold, and where, by the variable."""
        return puts(self._function)

    @functools.cached_property
    def _numbers(self) -> dict[int, int]:
        return {id(call): number for number, call in enumerate(self._function.calls)}


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """A function in one context of use. Two frames of equal context are the same object."""

    id: FrameId
    module: Module
    index: int
    closure: FrameId | None
    point: Point | None
    bindings: Mapping[str, Entities]
    receiver: Instance | ClassRef | None
    derived: Derived = dataclasses.field(repr=False)

    @property
    def calls_seen(self) -> Mapping[int, Point]:
        """Where each of the function's calls is made first, by its index."""
        return self.derived.calls_seen

    @property
    def function(self) -> Function:
        """The function's facts."""
        return self.module.model.functions[self.index]

    def call(self, index: int) -> Call:
        """A call of the function, by its index."""
        return self.function.calls[index]

    def uses_result(self, call: Call) -> bool:
        """Whether anything in the function is made of a call's result."""
        return self.derived.number_of(call) in self.derived.results_used

    @property
    def qualified_name(self) -> str:
        """The function's dotted name with its module's."""
        return f"{self.module.name}.{self.function.qualname}"


class FrameTable:
    """All frames of a run, each context once."""

    def __init__(self) -> None:
        self._frames: list[Frame] = []
        self._by_key: dict[object, Frame] = {}
        self._count: dict[tuple[str, int], int] = {}
        self._derived: dict[tuple[str, int], Derived] = {}

    def __getitem__(self, number: FrameId) -> Frame:
        return self._frames[number]

    def __len__(self) -> int:
        return len(self._frames)

    def enter(
        self,
        module: Module,
        index: int,
        *,
        closure: FrameId | None,
        point: Point | None = None,
        bindings: Mapping[str, Entities] | None = None,
        receiver: Instance | ClassRef | None = None,
    ) -> Frame:
        """The frame of a function for these bindings; beyond a bound per function, contexts are merged by knowing
        less.
        """
        used = self._count.get((module.path, index), 0)
        kept = dict(bindings or {})
        if used > FRAMES_WITH_CONSTANTS:
            kept = {
                name: entities
                for name, entities in kept.items()
                if not all(isinstance(e, Literal | Template) for e in entities)
            }
        if used > FRAMES_AT_ALL:
            kept, receiver, point = {}, None, None
        key = (module.path, index, closure, point, tuple(sorted(kept.items(), key=lambda item: item[0])), receiver)
        frame = self._by_key.get(key)
        if frame is None:
            derived = self._derived.get((module.path, index))
            if derived is None:
                derived = self._derived[module.path, index] = Derived(module.model.functions[index])
            frame = Frame(len(self._frames), module, index, closure, point, kept, receiver, derived)
            self._frames.append(frame)
            self._by_key[key] = frame
            self._count[module.path, index] = used + 1
        return frame


def bind(function: Function, arguments: Arguments, receiver: Entity | None) -> tuple[dict[str, Entities], list[str]]:
    """What a call's arguments mean to the parameters of a function, and the parameters that it surely leaves out.

    Parameters of which nothing is known are in neither.
    """
    bindings: dict[str, Entities] = {}
    left_out: list[str] = []
    positional = list(arguments.positional)
    if receiver is not None:
        positional.insert(0, (receiver,))
    keywords = dict(arguments.keywords)
    for parameter in function.parameters:
        given = _take(parameter, positional, keywords, arguments)
        if given is None:
            if not arguments.open:
                left_out.append(parameter.name)
        else:
            kept = tuple(entity for entity in given if is_worth_keeping(entity))
            if kept:
                bindings[parameter.name] = kept
    return bindings, left_out


def _take(
    parameter: Parameter, positional: list[Entities], keywords: dict[str, Entities], arguments: Arguments
) -> Entities | None:
    match parameter.kind:
        case ParameterKind.VARIADIC:
            rest, positional[:] = tuple(positional), []
            return (Items(rest),) if not arguments.open else None
        case ParameterKind.KEYWORDS:
            entries = tuple(sorted(keywords.items(), key=lambda item: item[0]))
            return (Table(entries, open=arguments.open),)
        case ParameterKind.POSITIONAL_ONLY | ParameterKind.NORMAL if positional:
            return positional.pop(0)
        case ParameterKind.NORMAL | ParameterKind.KEYWORD_ONLY:
            return keywords.pop(parameter.name, None)
        case _:
            return None


def is_worth_keeping(entity: Entity, depth: int = 0) -> bool:
    """Whether knowing this of a parameter can matter; what is large or nested deep would only tell frames apart."""
    match entity:
        case Opaque():
            return False
        case Literal(value=str() as text):
            return len(text) <= _LONGEST_TEXT
        case Items(items=items):
            return (
                depth < _DEEPEST
                and len(items) <= _MOST_ITEMS
                and all(is_worth_keeping(e, depth + 1) or isinstance(e, Opaque) for item in items for e in item)
            )
        case Table(entries=entries):
            return (
                depth < _DEEPEST
                and len(entries) <= _MOST_ITEMS
                and all(is_worth_keeping(e, depth + 1) or isinstance(e, Opaque) for _, item in entries for e in item)
            )
        case FunctionRef() | Instance():
            return depth < _DEEPEST
        case _:
            return True


def _results_in(value: v.Value) -> Iterator[int]:
    """The calls whose results stand in a value."""
    if isinstance(value, v.CallResult):
        yield value.call
    for inner in v.children(value):
        yield from _results_in(inner)


def is_method(function: Function) -> bool:
    """Whether a function takes the object it is looked up on as its first parameter."""
    return function.cls is not None and function.kind is FunctionKind.FUNCTION and bool(function.parameters)
