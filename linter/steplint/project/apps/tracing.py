"""Back from a value to the expressions that it is made by, across functions and modules."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import TypeAlias

from steplint.model import values as v
from steplint.model.graph import Assign, Import
from steplint.model.module import MODULE_BODY, FunctionKind
from steplint.project.entities import FunctionRef, ModuleRef, Point
from steplint.project.evaluate import Evaluator, calls, result_values
from steplint.project.frames import Frame

Seen: TypeAlias = set[tuple[int, object]]


@dataclasses.dataclass(frozen=True, slots=True)
class Written:
    """An expression in the frame it stands in."""

    frame: Frame
    value: v.Value
    point: Point | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Bound:
    """A variable on the way: the frame whose function binds it."""

    frame: Frame
    name: str


@dataclasses.dataclass(frozen=True, slots=True)
class Handed:
    """A parameter: what it is depends on the callers."""

    frame: Frame
    name: str


Origin: TypeAlias = Written | Bound | Handed | None
"""Where a value comes from; None for something that cannot be followed."""


def origins(evaluator: Evaluator, frame: Frame, value: v.Value, seen: Seen) -> Iterator[Origin]:
    """The expressions that a value may come from, and the variables it went through."""
    match value:
        case v.Name(id=name):
            yield from of_name(evaluator, frame, name, seen)
        case v.Attribute(base=base, name=name):
            found = [entity for entity in evaluator.evaluate(frame, base) if isinstance(entity, ModuleRef)]
            for entity in found:
                yield from _member(evaluator, entity.path, name, seen)
            if not found:
                yield Written(frame, value)
        case v.Awaited(value=inner):
            yield from origins(evaluator, frame, inner, seen)
        case v.Choice(options=options):
            for option in options:
                yield from origins(evaluator, frame, option, seen)
        case v.CallResult(call=index):
            yield from _result(evaluator, frame, value, index, seen)
        case _:
            yield Written(frame, value)


def of_name(evaluator: Evaluator, frame: Frame, name: str, seen: Seen) -> Iterator[Origin]:
    """The expressions that a variable may hold."""
    scope = _scope(evaluator, frame, name)
    if (scope.id, name) in seen:
        return
    seen.add((scope.id, name))
    definitions = evaluator.definitions(scope.module, scope.index)
    sites = definitions.all(name) if definitions.binds(name) else ()
    holders = [(scope, site) for site in sites]
    if scope.function.kind is FunctionKind.MODULE:
        for index, function in enumerate(scope.module.model.functions):
            if name in function.globals:
                inner = evaluator.generic_frame(scope.module, index)
                holders += [(inner, site) for site in evaluator.definitions(scope.module, index).all(name)]
    if not holders:
        yield None
    else:
        yield Bound(scope, name)
    for holder, site in holders:
        match site.operation:
            case None:
                yield Handed(holder, name)
            case Assign(value=v.Constant(value=None)) | Assign(value=None):
                pass
            case Assign(value=value) if value is not None:
                yield from origins(evaluator, holder, value, seen)
            case Import(binding=number):
                binding = holder.module.model.imports[number]
                path = evaluator.files.find(binding, holder.module.path)
                if path is None or binding.member is None:
                    yield None
                else:
                    yield from _member(evaluator, path, binding.member, seen)
            case _:
                yield None


def _scope(evaluator: Evaluator, frame: Frame, name: str) -> Frame:
    """The frame of the function whose variable a name is."""
    while frame.function.kind is not FunctionKind.MODULE:
        function = frame.function
        if name in function.globals or frame.closure is None:
            return evaluator.body(frame.module)
        if evaluator.definitions(frame.module, frame.index).binds(name) and name not in function.nonlocals:
            return frame
        frame = evaluator.frames[frame.closure]
    return frame


def _member(evaluator: Evaluator, path: str, name: str, seen: Seen) -> Iterator[Origin]:
    module = evaluator.module(path)
    if module is not None and evaluator.definitions(module, MODULE_BODY).binds(name):
        yield from of_name(evaluator, evaluator.body(module), name, seen)
        return
    starred = [binding for binding in module.model.imports if binding.member == "*"] if module is not None else []
    for binding in starred:
        inner = evaluator.files.find(binding, path)
        if inner is not None and evaluator.member(inner, name) is not None:
            yield from _member(evaluator, inner, name, seen)
            return
    yield None


def _result(evaluator: Evaluator, frame: Frame, value: v.Value, index: int, seen: Seen) -> Iterator[Origin]:
    call = frame.call(index)
    point = frame.calls_seen.get(index)
    functions = [e for e in evaluator.evaluate(frame, call.callee, point) if isinstance(e, FunctionRef)]
    if not functions:
        yield Written(frame, value, point)
    for function in functions:
        inner = evaluator.enter(function, calls.arguments(evaluator, frame, call, point))
        if (inner.id, "()") in seen or inner.function.is_generator:
            yield None
            continue
        seen.add((inner.id, "()"))
        for returned in result_values(inner.function):
            yield from origins(evaluator, inner, returned, seen)
