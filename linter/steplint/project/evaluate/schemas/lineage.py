"""A class with its bases and decorators, as far as they decide its fields."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import TYPE_CHECKING

import msgspec

from steplint.diagnostics import Place, Span
from steplint.model import values as v
from steplint.model.module import Call, Class, ClassField, Function
from steplint.project.entities import (
    ClassRef,
    Entities,
    External,
    FunctionRef,
    Literal,
    PartialCall,
)
from steplint.project.evaluate import attributes
from steplint.project.frames import Arguments, Frame

if TYPE_CHECKING:
    from steplint.project.evaluate.evaluator import Evaluator

_MOST_LEVELS = 40
_NEUTRAL_BASES = frozenset(
    {
        "builtins.object",
        "abc.ABC",
        *(f"{module}.{name}" for module in ("typing", "typing_extensions") for name in ("Generic", "Protocol")),
    }
)
_NEUTRAL_DECORATORS = frozenset(
    {
        "functools.total_ordering",
        "warnings.deprecated",
        "dataclasses_json.dataclass_json",
        *(
            f"{module}.{name}"
            for module in ("typing", "typing_extensions")
            for name in ("final", "deprecated", "runtime_checkable", "dataclass_transform")
        ),
    }
)


@dataclasses.dataclass(frozen=True, slots=True)
class Applied:
    """A call of a library's function with what is written there: values of a frame. `open` when some arguments are
    not written there; then anything may be given.
    """

    path: str
    frame: Frame
    call: Call | None = None
    open: bool = False

    def get(self, position: int | None, *keywords: str) -> v.Value | None:
        """The value written for a parameter."""
        return None if self.call is None else self.call.argument(position, *keywords)

    def may_give(self, position: int | None, *keywords: str) -> bool:
        """Whether a parameter is given, or may be."""
        return self.open or self.get(position, *keywords) is not None


@dataclasses.dataclass(frozen=True, slots=True)
class Level:
    """One class of the project in a lineage, the frame that its values belong to, and the library bases it names."""

    ref: ClassRef
    cls: Class
    frame: Frame
    bases: tuple[ClassRef | External, ...]
    decorators: tuple[Applied, ...]
    tuples: tuple[Applied, ...]
    """The `namedtuple(…)` calls among its bases."""

    def place(self, span: Span) -> Place:
        """A place in the class's module."""
        return Place(self.ref.module, span)

    def own_fields(self) -> dict[str, ClassField]:
        """The fields of the class's own body: the last one of a name, at the place of the first."""
        found: dict[str, ClassField] = {}
        for field in self.cls.fields:
            known = found.get(field.name)
            if known is not None and field.annotation is None:
                found[field.name] = msgspec.structs.replace(known, value=field.value)
            else:
                found[field.name] = field
        return found

    def methods(self) -> Iterator[tuple[str, Function]]:
        """The class's own methods."""
        for name, index in self.cls.methods:
            yield name, self.frame.module.model.functions[index]

    def defines(self, *names: str) -> bool:
        """Whether the class's own body has a method of one of the names."""
        return any(method in names for method, _ in self.cls.methods)

    def keyword(self, name: str) -> v.Value | None:
        """A keyword of the class statement."""
        return next((value for word, value in self.cls.keywords if word == name), None)

    @property
    def has_unknown_keywords(self) -> bool:
        """Whether the class statement spreads a mapping, or has a metaclass, which may do anything."""
        return any(word is None or word == "metaclass" for word, _ in self.cls.keywords)


@dataclasses.dataclass(frozen=True, slots=True)
class Lineage:
    """A class and its bases: the project's classes, and the paths of the libraries' ones. `vague`: there is a base or
    a decorator that cannot be found.

    They stand depth first, each once. Where several bases share one, that is not Python's order of look-up, but it is
    what pydantic and dataclasses do with fields: the first base's whole set of fields counts.
    """

    levels: tuple[Level, ...]
    externals: tuple[str, ...]
    vague: bool

    def below(self, level: Level, evaluator: Evaluator) -> Lineage:
        """The lineage of one of the levels."""
        return lineage(evaluator, level.ref) or self


def lineage(evaluator: Evaluator, ref: ClassRef) -> Lineage | None:
    """The lineage of a class; None when its module is not known."""
    levels: dict[ClassRef, Level] = {}
    externals: dict[str, None] = {}
    vague = False
    pending: list[ClassRef | External] = [ref]
    while pending and len(levels) < _MOST_LEVELS:
        current = pending.pop(0)
        if isinstance(current, External):
            externals[current.path] = None
        elif current not in levels:
            level, unclear = _level(evaluator, current)
            vague = vague or unclear
            if level is not None:
                levels[current] = level
                pending[:0] = level.bases
    found = tuple(levels.values())
    paths = tuple(path for path in externals if path not in _NEUTRAL_BASES)
    return Lineage(found, paths, vague or bool(pending)) if ref in levels else None


def _level(evaluator: Evaluator, ref: ClassRef) -> tuple[Level | None, bool]:
    cls = attributes.class_of(evaluator, ref)
    if cls is None:
        return None, True
    frame = evaluator.frames[ref.frame]
    bases: list[ClassRef | External] = []
    tuples: list[Applied] = []
    vague = False
    for base in cls.bases:
        made = applied(evaluator, frame, base)
        if made is not None and made.path in {"collections.namedtuple", "typing.NamedTuple"}:
            tuples.append(made)
            continue
        value = base.base if isinstance(base, v.Subscript) else base
        entities = evaluator.evaluate(frame, value)
        known = [e for e in entities if isinstance(e, ClassRef | External) and e != ref]
        vague = vague or len(known) < len(entities) or not known
        bases += known
    decorators, unclear = _decorators(evaluator, frame, cls, ref)
    return Level(ref, cls, frame, tuple(bases), decorators, tuple(tuples)), vague or unclear


def _decorators(evaluator: Evaluator, frame: Frame, cls: Class, ref: ClassRef) -> tuple[tuple[Applied, ...], bool]:
    """The library decorators of a class from the outside in, and whether there is one that may change its fields."""
    found: list[Applied] = []
    vague = False
    for decorator in cls.decorators:
        made = applied(evaluator, frame, decorator)
        if made is None:
            made = _plain(evaluator.evaluate(frame, decorator), frame)
        if made is not None:
            if made.path not in _NEUTRAL_DECORATORS:
                found.append(made)
            continue
        # The project's own decorator is harmless when it hands the class back.
        functions = [e for e in evaluator.evaluate(frame, decorator) if isinstance(e, FunctionRef)]
        handed = [evaluator.returned(evaluator.enter(e, Arguments(((ref,),)))) for e in functions]
        vague = vague or not handed or not all(ref in entities for entities in handed)
    return tuple(found), vague


def _plain(entities: Entities, frame: Frame) -> Applied | None:
    """A decorator without brackets, or one whose arguments are given elsewhere (`partial(dataclass, …)`)."""
    for entity in entities:
        match entity:
            case External(path=path):
                return Applied(path.removesuffix("()"), frame, open=path.endswith("()"))
            case PartialCall(target=External(path=path)):
                return Applied(path, frame, open=True)
            case _:
                pass
    return None


def applied(evaluator: Evaluator, frame: Frame, value: v.Value) -> Applied | None:
    """The library call that a value is the result of, as it is written; `open` when a helper makes it."""
    if isinstance(value, v.CallResult):
        call = frame.call(value.call)
        for callee in evaluator.evaluate(frame, call.callee):
            match callee:
                case External(path=path):
                    unclear = any(argument.stars for argument in call.arguments)
                    return Applied(path, frame, call, unclear)
                case PartialCall(target=External(path=path)):
                    return Applied(path, frame, call, open=True)
                case FunctionRef():
                    return _plain(tuple(e for e in evaluator.evaluate(frame, value) if isinstance(e, External)), frame)
                case _:
                    pass
    return None


def library_decorators(evaluator: Evaluator, level: Level, function: Function) -> Iterator[Applied]:
    """The library decorators of a method, with what they are given."""
    for decorator in function.decorators:
        made = applied(evaluator, level.frame, decorator)
        if made is None:
            made = _plain(evaluator.evaluate(level.frame, decorator), level.frame)
        if made is not None:
            yield made


def constant(evaluator: Evaluator, frame: Frame, value: v.Value | None) -> Literal | None:
    """The one constant that a value is."""
    if value is None:
        return None
    match evaluator.evaluate(frame, value):
        case (Literal() as literal,):
            return literal
        case _:
            return None


def flag(evaluator: Evaluator, frame: Frame, value: v.Value | None, default: bool) -> bool | None:
    """A truth value that is written, the default where none is, None where it cannot be known."""
    if value is None:
        return default
    known = constant(evaluator, frame, value)
    return None if known is None else bool(known.value)
