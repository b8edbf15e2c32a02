"""What annotations of fields say: the qualifiers and metadata around a type, and whether it admits None."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from typing import TYPE_CHECKING

from steplint.model import values as v
from steplint.model.graph import Assign, Import
from steplint.project.entities import ClassRef, External, ModuleRef
from steplint.project.frames import Frame

if TYPE_CHECKING:
    from steplint.project.evaluate.evaluator import Evaluator

_TYPING = ("typing", "typing_extensions")
_QUALIFIERS = {
    f"{module}.{name}": name
    for module in _TYPING
    for name in ("ClassVar", "Final", "Required", "NotRequired", "ReadOnly", "Annotated")
} | {"dataclasses.InitVar": "InitVar", "dataclasses.KW_ONLY": "KW_ONLY"}
_OPTIONAL = frozenset(f"{module}.Optional" for module in _TYPING)
_UNION = frozenset(f"{module}.Union" for module in _TYPING)
_ANY = frozenset({"builtins.object", *(f"{module}.Any" for module in _TYPING)})
_LITERAL = frozenset(f"{module}.Literal" for module in _TYPING)
_MOST_HOPS = 8
_DEEPEST = 12


@dataclasses.dataclass(frozen=True, slots=True)
class Note:
    """An annotation taken apart: the qualifiers by name, the metadata of `Annotated` from the inside out, and the
    type itself, all values of frames. `vague`: it is a name that leads out of the project, which may say anything.
    """

    marks: frozenset[str]
    metadata: tuple[tuple[Frame, v.Value], ...]
    frame: Frame
    core: v.Value
    vague: bool = False


def taken_apart(evaluator: Evaluator, frame: Frame, annotation: v.Value) -> Note:
    """An annotation without what stands around the type."""
    marks: set[str] = set()
    metadata: list[tuple[Frame, v.Value]] = []
    for _ in range(_DEEPEST):
        frame, annotation = _spelled(evaluator, frame, annotation)
        if not isinstance(annotation, v.Subscript):
            mark = _mark(evaluator, frame, annotation)
            return Note(
                frozenset(marks | ({mark} if mark else set())),
                tuple(metadata),
                frame,
                annotation,
                _may_be_annotated(evaluator, frame, annotation),
            )
        mark = _mark(evaluator, frame, annotation.base)
        if mark is None:
            break
        marks.add(mark)
        arguments = annotation.key.items if isinstance(annotation.key, v.Sequence) else (annotation.key,)
        if not arguments:
            break
        if mark == "Annotated":
            metadata[:0] = [(frame, argument) for argument in arguments[1:]]
        annotation = arguments[0]
    return Note(frozenset(marks), tuple(metadata), frame, annotation)


def admits_none(evaluator: Evaluator, frame: Frame, annotation: v.Value, depth: int = 0) -> bool | None:
    """Whether a type admits None; None when it cannot be told."""
    note = taken_apart(evaluator, frame, annotation)
    frame, annotation = note.frame, note.core
    if depth > _DEEPEST:
        return None
    match annotation:
        case v.Constant(value=value):
            return True if value is None else None
        case v.Operation(operator="|", operands=options):
            return _any(admits_none(evaluator, frame, option, depth + 1) for option in options)
        case v.Subscript(base=base, key=key):
            items = key.items if isinstance(key, v.Sequence) and key.kind == "tuple" else (key,)
            paths = _paths(evaluator, frame, base)
            if paths & _OPTIONAL:
                return True
            if paths & _UNION:
                return _any(admits_none(evaluator, frame, item, depth + 1) for item in items)
            if paths & _LITERAL:
                return any(isinstance(item, v.Constant) and item.value is None for item in items)
            return _of_class(evaluator, frame, base)
        case _:
            return _of_class(evaluator, frame, annotation)


def _any(answers: Iterable[bool | None]) -> bool | None:
    found = list(answers)
    if any(answer is True for answer in found):
        return True
    return None if any(answer is None for answer in found) else False


def _of_class(evaluator: Evaluator, frame: Frame, value: v.Value) -> bool | None:
    found = evaluator.evaluate(frame, value)
    if any(isinstance(entity, External) and entity.path in _ANY for entity in found):
        return True
    known = (
        isinstance(entity, ClassRef)
        or (isinstance(entity, External) and not entity.path.startswith(_TYPING) and not entity.path.endswith("()"))
        for entity in found
    )
    return False if found and all(known) else None


def _mark(evaluator: Evaluator, frame: Frame, value: v.Value) -> str | None:
    return next((_QUALIFIERS[path] for path in sorted(_paths(evaluator, frame, value)) if path in _QUALIFIERS), None)


def _may_be_annotated(evaluator: Evaluator, frame: Frame, value: v.Value) -> bool:
    """Whether a plain name may stand for `Annotated[…]` with metadata that is out of sight."""
    found = evaluator.evaluate(frame, value)
    return any(isinstance(entity, External) and entity.path.endswith("Annotated.[]") for entity in found)


def _paths(evaluator: Evaluator, frame: Frame, value: v.Value) -> frozenset[str]:
    return frozenset(e.path for e in evaluator.evaluate(frame, value) if isinstance(e, External))


def _spelled(evaluator: Evaluator, frame: Frame, value: v.Value) -> tuple[Frame, v.Value]:
    """A type alias followed to the type it was written as; anything else as it is."""
    for _ in range(_MOST_HOPS):
        followed = _followed(evaluator, frame, value)
        if followed is None:
            break
        frame, value = followed
    return frame, value


def _followed(evaluator: Evaluator, frame: Frame, value: v.Value) -> tuple[Frame, v.Value] | None:
    match value:
        case v.Name(id=name):
            scope: Frame | None = frame
            while scope is not None and not evaluator.definitions(scope.module, scope.index).binds(name):
                scope = None if scope.closure is None else evaluator.frames[scope.closure]
            return None if scope is None else _defined(evaluator, scope, name)
        case v.Attribute(base=base, name=name):
            for entity in evaluator.evaluate(frame, base):
                module = evaluator.module(entity.path) if isinstance(entity, ModuleRef) else None
                if module is not None:
                    return _defined(evaluator, evaluator.body(module), name)
            return None
        case _:
            return None


def _defined(evaluator: Evaluator, frame: Frame, name: str) -> tuple[Frame, v.Value] | None:
    """The one value of a name, looked for through imports, which may lead in a circle."""
    seen: set[tuple[int, str]] = set()
    while (frame.id, name) not in seen:
        seen.add((frame.id, name))
        sites = evaluator.definitions(frame.module, frame.index).all(name)
        if len(sites) != 1:
            return None
        match sites[0].operation:
            case Assign(value=(v.Subscript() | v.Operation() | v.Name() | v.Attribute()) as value):
                return frame, value
            case Import(binding=number):
                origin = evaluator.origin(frame.module, number)
                if origin is None:
                    return None
                module, name = origin
                frame = evaluator.body(module)
            case _:
                return None
    return None
