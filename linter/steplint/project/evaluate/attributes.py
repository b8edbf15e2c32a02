"""What an attribute of a thing is: members of modules, classes and objects, and of libraries by path."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import TYPE_CHECKING

from steplint.model import values as v
from steplint.model.graph import Assign, AttributeTarget, Yield
from steplint.model.module import Class, ClassField, Function
from steplint.project.entities import (
    UNKNOWN,
    ClassRef,
    Duration,
    Entities,
    Entity,
    External,
    FunctionRef,
    Instance,
    Items,
    Literal,
    ModuleRef,
    Opaque,
    PartialCall,
    Point,
    Record,
    Template,
    WorkflowRef,
    is_known,
    unite,
)
from steplint.project.evaluate import hints
from steplint.project.frames import Arguments, Frame
from steplint.sdk import inngest

if TYPE_CHECKING:
    from steplint.project.evaluate.evaluator import Evaluator

_LONGEST_PATH = 160
_ENUMS = frozenset(
    {
        "enum.Enum",
        "enum.StrEnum",
        "enum.IntEnum",
        "enum.Flag",
        "django.db.models.TextChoices",
        "django.db.models.IntegerChoices",
    }
)
_FIELD_MAKERS = frozenset(
    {
        "dataclasses.field()",
        "pydantic.Field()",
        "pydantic.fields.Field()",
        "attrs.field()",
        "attr.ib()",
        "msgspec.field()",
        "sqlmodel.Field()",
    }
)
_PROPERTIES = frozenset({"property", "cached_property", "async_property", "async_cached_property"})
_MOST_BASES = 20
_MOST_INITIALIZERS = 4


def lookup(evaluator: Evaluator, entity: Entity, name: str) -> Entities:
    """What `entity.name` may be; unknown things give unknown things that remember the name."""
    match entity:
        case ModuleRef(path=path):
            found = evaluator.member(path, name)
            return found if found is not None else (Opaque(name),)
        case External(path=path):
            return (
                (External(inngest.canonical(f"{path}.{name}")),)
                if len(path) < _LONGEST_PATH
                else (Opaque(name, member=True),)
            )
        case Instance():
            return _of_instance(evaluator, entity, name)
        case ClassRef():
            return _of_class(evaluator, entity, name, None)
        case Duration(seconds=float() as seconds) if name in {"seconds", "days"}:
            return (Literal(int(seconds) % 86_400 if name == "seconds" else int(seconds) // 86_400),)
        case Literal() | Template() if name == "value":
            return (entity,)
        case Literal() if name == "name":
            return (Template((None,)),)
        case Record(fields=fields):
            return dict(fields).get(name, (UNKNOWN,))
        case WorkflowRef():
            return (External(f"{inngest.FUNCTION}.{name}"),)
        case PartialCall() if name == "func":
            return (entity.target,)
        case FunctionRef() if name in {"__wrapped__", "delay", "fn", "func"}:
            return (entity,)
        case _:
            return (Opaque(name, member=True),)


def property_getter(evaluator: Evaluator, entity: Entity, name: str) -> FunctionRef | None:
    """The project's function behind a property of an object; None where the name is no property."""
    if not isinstance(entity, Instance):
        return None
    for base in bases(evaluator, entity.cls):
        if not isinstance(base, ClassRef) or (cls := class_of(evaluator, base)) is None:
            continue
        index = next((index for method, index in reversed(cls.methods) if method == name), None)
        if index is not None:
            module = evaluator.module(base.module)
            if module is None or not decorator_names(module.model.functions[index]) & _PROPERTIES:
                return None
            return FunctionRef(base.module, index, base.frame, None, entity)
    return None


def entered(evaluator: Evaluator, entity: Entity) -> Entities:
    """What entering a context manager gives."""
    match entity:
        case Instance():
            for method in ("__aenter__", "__enter__"):
                for found in lookup(evaluator, entity, method):
                    if isinstance(found, FunctionRef):
                        result = evaluator.returned(evaluator.enter(found, Arguments()))
                        return result if is_known(result) else (entity,)
            return (entity,)
        case Items(items=items):
            # A function under contextlib.contextmanager: what it yields.
            return unite(*items)
        case _:
            return (entity,)


def bases(evaluator: Evaluator, ref: ClassRef) -> Iterator[ClassRef | External]:
    """A class and its bases, depth first, each once; library classes by path."""
    pending: list[ClassRef | External] = [ref]
    seen: set[ClassRef | External] = set()
    while pending and len(seen) < _MOST_BASES:
        current = pending.pop(0)
        if current in seen:
            continue
        seen.add(current)
        yield current
        if isinstance(current, ClassRef):
            cls = class_of(evaluator, current)
            frame = evaluator.frames[current.frame]
            if cls is not None:
                found = [_base(evaluator, frame, base) for base in cls.bases]
                pending[:0] = [entity for group in found for entity in group]


def _base(evaluator: Evaluator, frame: Frame, base: v.Value) -> list[ClassRef | External]:
    if isinstance(base, v.Subscript):
        base = base.base
    return [entity for entity in evaluator.evaluate(frame, base) if isinstance(entity, ClassRef | External)]


def class_of(evaluator: Evaluator, ref: ClassRef) -> Class | None:
    """The facts of a class."""
    module = evaluator.module(ref.module)
    return None if module is None else module.model.classes[ref.index]


def is_enum(evaluator: Evaluator, ref: ClassRef) -> bool:
    """Whether a class is an enumeration."""
    return any(isinstance(base, External) and base.path in _ENUMS for base in bases(evaluator, ref))


def own_receiver(ref: ClassRef, function: Function) -> Instance | ClassRef:
    """What a method's first parameter is when nothing else is known: an object, or the class for class methods."""
    return ref if "classmethod" in decorator_names(function) else Instance(ref)


def decorator_names(function: Function) -> frozenset[str]:
    """The last names of a function's plain decorators, for the few that change how it is looked up."""
    names = set()
    for decorator in function.decorators:
        match decorator:
            case v.Name(id=name) | v.Attribute(name=name):
                names.add(name)
            case _:
                pass
    return frozenset(names)


def _of_class(evaluator: Evaluator, ref: ClassRef, name: str, receiver: Instance | None) -> Entities:
    for base in bases(evaluator, ref):
        if isinstance(base, External):
            if base.path.startswith(("builtins.", "typing.", "abc.", "enum.", "collections.", "dataclasses.")):
                continue
            holder = base.path + "()" if receiver is not None else base.path
            return (External(inngest.canonical(f"{holder}.{name}")),)
        cls = class_of(evaluator, base)
        if cls is None:
            continue
        method = next((index for method, index in reversed(cls.methods) if method == name), None)
        if method is not None:
            return _method(evaluator, base, method, receiver, ref)
        nested = _nested(evaluator, base, f"{cls.qualname}.{name}")
        if nested is not None:
            return (nested,)
        assigned = [field for field in cls.fields if field.name == name]
        if assigned and (assigned[-1].value is not None or receiver is None):
            return _field(evaluator, base, assigned[-1])
    if name == "__members__":
        return (UNKNOWN,)
    return (Opaque(name, member=True),)


def _nested(evaluator: Evaluator, ref: ClassRef, qualname: str) -> ClassRef | None:
    module = evaluator.module(ref.module)
    if module is None:
        return None
    found = (index for index, cls in enumerate(module.model.classes) if cls.qualname == qualname)
    index = next(found, None)
    return None if index is None else ClassRef(ref.module, index, ref.frame)


def _field(evaluator: Evaluator, ref: ClassRef, field: ClassField) -> Entities:
    frame = evaluator.frames[ref.frame]
    found = evaluator.evaluate(frame, field.value) if field.value is not None else ()
    if any(isinstance(entity, External) and entity.path in _FIELD_MAKERS for entity in found):
        found = ()  # a description of the field, not its value: the annotation tells
    if isinstance(field.value, v.CallResult) and is_enum(evaluator, ref):
        if any(isinstance(base, External) and base.path == "enum.StrEnum" for base in bases(evaluator, ref)):
            return (Literal(field.name.lower()),)  # what `auto()` means there
        return (Template((None,)),)
    match found:
        case (Items(items=(first, *_)),) if is_enum(evaluator, ref):
            return first  # (value, label) of Django's choices
    if field.annotation is not None and not is_known(found):
        return unite(hints.entities(evaluator, frame, field.annotation), found)
    return found or (UNKNOWN,)


def _method(
    evaluator: Evaluator, ref: ClassRef, index: int, receiver: Instance | None, looked_up_on: ClassRef
) -> Entities:
    module = evaluator.module(ref.module)
    if module is None:
        return (UNKNOWN,)
    function = module.model.functions[index]
    decorators = decorator_names(function)
    frame = evaluator.frames[ref.frame]
    if decorators & _PROPERTIES:
        bound = FunctionRef(ref.module, index, ref.frame, None, receiver or Instance(looked_up_on))
        return evaluator.returned(evaluator.enter(bound, Arguments()))
    found = evaluator.defined(frame, index, None)
    bound_to: Instance | ClassRef | None = receiver
    if "staticmethod" in decorators:
        bound_to = None
    elif "classmethod" in decorators:
        bound_to = looked_up_on
    return tuple(_bound(entity, ref, index, bound_to) for entity in found)


def _bound(entity: Entity, ref: ClassRef, index: int, receiver: Instance | ClassRef | None) -> Entity:
    if isinstance(entity, FunctionRef) and receiver is not None:
        # A wrapper that a decorator put around the method takes the object as its first argument, too.
        return FunctionRef(entity.module, entity.index, entity.frame, entity.point, receiver)
    return entity


def _of_instance(evaluator: Evaluator, instance: Instance, name: str) -> Entities:
    given = dict(instance.given).get(name)
    if given is not None and is_known(given):
        return given
    assigned = _assigned_in_methods(evaluator, instance, name)
    if is_known(tuple(entity for entity in assigned if entity != Literal(None))):
        return assigned
    found = _of_class(evaluator, instance.cls, name, instance)
    if not is_known(found):
        declared = _declared(evaluator, instance.cls, name)
        if is_known(declared):
            return declared
        return unite(assigned, found) if assigned else found
    return found


def _declared(evaluator: Evaluator, ref: ClassRef, name: str) -> Entities:
    for base in bases(evaluator, ref):
        if isinstance(base, ClassRef) and (cls := class_of(evaluator, base)) is not None:
            for field in cls.fields:
                if field.name == name and field.annotation is not None:
                    return hints.entities(evaluator, evaluator.frames[base.frame], field.annotation)
    return ()


def _assigned_in_methods(evaluator: Evaluator, instance: Instance, name: str) -> Entities:
    """What methods assign to an attribute of the object: `__init__` in the frame that made the object, then the
    others.
    """
    for base in bases(evaluator, instance.cls):
        if not isinstance(base, ClassRef) or (cls := class_of(evaluator, base)) is None:
            continue
        module = evaluator.module(base.module)
        if module is None:
            continue
        found: list[Entities] = []
        for method, index in sorted(cls.methods, key=lambda item: item[0] != "__init__"):
            function = module.model.functions[index]
            if not function.parameters or found:
                continue
            sites = evaluator.assigned_to_receiver(module, index).get(name, ())
            if sites:
                frame = _maker(evaluator, instance, base, method, index)
                for operation, point in sites:
                    if operation.value is not None:
                        value = evaluator.evaluate(frame, operation.value, point)
                        if operation.annotation is not None and not is_known(value):
                            value = hints.entities(evaluator, frame, operation.annotation)
                        found.append(value)
        if found:
            return unite(*found)
    return ()


def _maker(evaluator: Evaluator, instance: Instance, base: ClassRef, method: str, index: int) -> Frame:
    if method == "__init__" and instance.created is not None:
        created = evaluator.frames[instance.created]
        frame = _made_by(evaluator, created, (base.module, index), instance)
        if frame is not None:
            return frame
    module = evaluator.module(base.module)
    assert module is not None
    function = module.model.functions[index]
    bindings: dict[str, Entities] = {function.parameters[0].name: (instance,)}
    return evaluator.frames.enter(module, index, closure=base.frame, bindings=bindings, receiver=instance)


def _made_by(
    evaluator: Evaluator, created: Frame, wanted: tuple[str, int], instance: Instance, depth: int = 0
) -> Frame | None:
    """The frame in which a base's `__init__` runs when an object is made: the one that made it, or one that it calls
    (`super().__init__(…)`).
    """
    if (created.module.path, created.index) == wanted:
        return created
    for number, call in enumerate(created.function.calls):
        if depth > _MOST_INITIALIZERS or not isinstance(call.callee, v.Attribute) or call.callee.name != "__init__":
            continue
        point = created.calls_seen.get(number)
        for entity in evaluator.evaluate(created, call.callee, point):
            if isinstance(entity, FunctionRef):
                ref = entity if entity.receiver is None else dataclasses.replace(entity, receiver=instance)
                inner = evaluator.enter(ref, evaluator.arguments(created, call, point))
                found = _made_by(evaluator, inner, wanted, instance, depth + 1)
                if found is not None:
                    return found
    return None


def assigned_to(function: Function, receiver: str) -> dict[str, list[tuple[Assign, Point]]]:
    """What a function assigns to attributes of one of its variables: by attribute, in order of the graph."""
    found: dict[str, list[tuple[Assign, Point]]] = {}
    for number, block in enumerate(function.blocks):
        for position, operation in enumerate(block.operations):
            match operation:
                case Assign(target=AttributeTarget(base=v.Name(id=base), name=attribute)) if base == receiver:
                    found.setdefault(attribute, []).append((operation, Point(number, position)))
                case _:
                    pass
    return found


def yields(function: Function) -> Iterator[tuple[Yield, Point]]:
    """The yields of a generator with their points."""
    for number, block in enumerate(function.blocks):
        for position, operation in enumerate(block.operations):
            if isinstance(operation, Yield):
                yield operation, Point(number, position)
