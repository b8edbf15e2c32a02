"""What an annotation says a value is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steplint.model import values as v
from steplint.project.entities import UNKNOWN, ClassRef, Entities, Entity, External, Instance, Literal, Opaque, unite
from steplint.project.frames import Frame
from steplint.sdk import inngest

if TYPE_CHECKING:
    from steplint.project.evaluate.evaluator import Evaluator

_TRANSPARENT = frozenset(
    {
        f"{module}.{name}"
        for module in ("typing", "typing_extensions", "collections.abc")
        for name in ("Optional", "Union", "Annotated", "Awaitable", "Coroutine", "Final", "ClassVar")
    }
)
"""Generics whose arguments tell what the value is."""
_CLASSES = frozenset({"builtins.type", "typing.Type", "typing_extensions.Type"})
_ITERATING = frozenset(
    f"{module}.{name}"
    for module in ("typing", "typing_extensions", "collections.abc")
    for name in ("AsyncIterator", "Iterator", "AsyncGenerator", "Generator", "AsyncContextManager", "ContextManager")
)
_PLAIN = ("builtins.", "typing.", "typing_extensions.", "collections.", "types.")


def entities(evaluator: Evaluator, frame: Frame, annotation: v.Value) -> Entities:
    """What a value annotated so may be: objects of classes, of libraries; plain builtin types tell nothing of use."""
    match annotation:
        case v.Operation(operator="|", operands=options):
            return unite(*(entities(evaluator, frame, option) for option in options))
        case v.Subscript(base=base, key=key):
            generic = evaluator.evaluate(frame, base)
            if any(isinstance(entity, External) and entity.path in _TRANSPARENT for entity in generic):
                options = key.items if isinstance(key, v.Sequence) else (key,)
                if any(isinstance(e, External) and e.path.endswith(".Annotated") for e in generic):
                    options = options[:1]
                return unite(*(entities(evaluator, frame, option) for option in options))
            if any(isinstance(entity, External) and entity.path in _CLASSES for entity in generic):
                return evaluator.evaluate(frame, key) or (UNKNOWN,)
            if any(isinstance(entity, External) and entity.path in _ITERATING for entity in generic):
                options = key.items if isinstance(key, v.Sequence) else (key,)
                return entities(evaluator, frame, options[0]) if options else (UNKNOWN,)
            return unite(*(_object(entity) for entity in generic))
        case v.Constant(value=None):
            return ()
        case _:
            found = evaluator.evaluate(frame, annotation)
            if any(
                isinstance(entity, External) and entity.path.removesuffix(".[]") in _TRANSPARENT for entity in found
            ):
                alias = evaluator.written(frame, annotation)
                if alias is not None:
                    return entities(evaluator, alias[0], alias[1])
            return unite(*(_object(entity) for entity in found)) or (UNKNOWN,)


def is_vague(found: Entities) -> bool:
    """Whether an annotation can tell more than what was found: nothing known, or only what libraries handed out."""
    return all(isinstance(entity, Opaque | External) or entity == Literal(None) for entity in found)


def _object(entity: Entity) -> Entities:
    match entity:
        case ClassRef():
            return (Instance(entity),)
        case External(path=path) if not path.startswith(_PLAIN) and not path.endswith("()"):
            return (External(inngest.canonical(path + "()")),)
        case Instance() | External():
            # A type alias made by a call (NewType, sessionmaker) or a builtin: nothing of use.
            return (UNKNOWN,)
        case Literal(value=None):
            return ()
        case _:
            return (UNKNOWN,)
