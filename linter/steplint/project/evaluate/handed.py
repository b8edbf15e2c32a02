"""Who else may change a mapping: a function it is handed to, a function inside, a method of the object that has it."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, TypeAlias

from steplint.model import values as v
from steplint.model.graph import Assign, Delete, Invoke, Op, SubscriptTarget
from steplint.model.module import Function
from steplint.project.entities import ClassRef, External, FunctionRef, Opaque, Point
from steplint.project.evaluate import attributes
from steplint.project.evaluate.changes import METHODS, binds, root
from steplint.project.frames import Frame, Module
from steplint.sdk import inngest
from steplint.sdk.effects import Catalogue

if TYPE_CHECKING:
    from steplint.project.evaluate.evaluator import Evaluator

_IsIt: TypeAlias = Callable[[v.Value], bool]
"""Whether a value, as it is written, is the mapping in question."""
_LOOKING = frozenset(
    {
        "debug",
        "info",
        "warning",
        "error",
        "exception",
        "critical",
        "log",
        "append",
        "extend",
        "put",
        "send",
        "get",
        "post",
    }
)
"""Names of methods that do not change what they are handed, whatever has them: loggers, lists, queues, clients."""
_CHANGING = METHODS | {"setitem", "__setitem__", "ior", "__ior__"}
"""Names of functions of the standard library that change what they are handed."""


def is_changed_by(evaluator: Evaluator, frame: Frame, index: int, at: Point, is_it: _IsIt) -> bool:
    """Whether a call may change a mapping that it is handed: a function of the project that does, or one of which
    nothing is known.
    """
    call = frame.call(index)
    if not any(is_it(argument.value) for argument in call.arguments if not argument.stars):
        return False
    for entity in evaluator.evaluate(frame, call.callee, at):
        match entity:
            case FunctionRef():
                module = evaluator.module(entity.module)
                if module is None:
                    return True
                function = module.model.functions[entity.index]
                handed = _handed_as(function, frame, index, is_it, offset=1 if entity.receiver is not None else 0)
                if any(_changes_variable(evaluator, module, entity.index, parameter) for parameter in handed):
                    return True
            case Opaque(name=known) if known not in _LOOKING:
                return True
            case External(path=path, name=known) if not _only_looks(path, known):
                return True
            case _:
                pass
    return False


def is_changed_inside(evaluator: Evaluator, frame: Frame, name: str) -> bool:
    """Whether a function inside of a frame's function changes what a variable of it holds, whenever it is called."""
    module, index = frame.module, frame.index

    def answer() -> bool:
        return any(
            _changes_variable(evaluator, module, child, name)
            for child in evaluator.changes.inside(module.model, index, name)
        )

    return evaluator.whether(("changed inside", module.path, index, name), answer)


def is_changed_by_methods(evaluator: Evaluator, cls: ClassRef, attribute: str) -> bool:
    """Whether a method of a class, or of its bases, changes the mapping that an attribute of its objects is."""

    def answer() -> bool:
        for base in attributes.bases(evaluator, cls):
            facts = attributes.class_of(evaluator, base) if isinstance(base, ClassRef) else None
            module = evaluator.module(base.module) if isinstance(base, ClassRef) else None
            if facts is None or module is None:
                continue
            for _, index in facts.methods:
                function = module.model.functions[index]
                if function.parameters and _changes_attribute(
                    evaluator, evaluator.generic_frame(module, index), function.parameters[0].name, attribute
                ):
                    return True
        return False

    return evaluator.whether(("changed by methods", cls, attribute), answer)


def is_changed_through(evaluator: Evaluator, frame: Frame, name: str, attribute: str) -> bool:
    """Whether a function changes the mapping that is an attribute of one of its variables, or hands the object to who
    may.
    """

    def answer() -> bool:
        def is_object(value: v.Value) -> bool:
            return isinstance(value, v.Name) and value.id == name

        return _changes_attribute(evaluator, frame, name, attribute) or any(
            is_changed_by(evaluator, frame, operation.call, point, is_object)
            for operation, point in _operations(frame.function, name, evaluator)
            if isinstance(operation, Invoke)
        )

    if not evaluator.changes.of(frame.function, name):
        return False
    return evaluator.whether(("changed through", frame.id, name, attribute), answer)


def _operations(function: Function, name: str, evaluator: Evaluator) -> Iterator[tuple[Op, Point]]:
    for point in evaluator.changes.of(function, name):
        yield function.blocks[point.block].operations[point.operation], point


def _changes_variable(evaluator: Evaluator, module: Module, index: int, name: str) -> bool:
    """Whether a function changes the mapping that one of its variables is, itself or by handing it on."""
    function = module.model.functions[index]

    def is_it(value: v.Value) -> bool:
        return isinstance(value, v.Name) and value.id == name

    def answer() -> bool:
        frame = evaluator.generic_frame(module, index)
        if name in (*function.nonlocals, *function.globals) and any(
            binds(operation, name, module.model) for block in function.blocks for operation in block.operations
        ):
            return True
        for operation, point in _operations(function, name, evaluator):
            if not isinstance(operation, Invoke):
                return True
            callee = function.calls[operation.call].callee
            if isinstance(callee, v.Attribute) and callee.name in METHODS and root(callee.base) == name:
                return True
            if is_changed_by(evaluator, frame, operation.call, point, is_it):
                return True
        return is_changed_inside(evaluator, frame, name)

    return evaluator.whether(("changes", module.path, index, name), answer)


def _changes_attribute(evaluator: Evaluator, frame: Frame, owner: str, attribute: str) -> bool:
    """Whether a function changes the mapping that is an attribute of one of its variables."""
    function = frame.function

    def is_it(value: v.Value) -> bool:
        match value:
            case v.Attribute(base=v.Name(id=base), name=name):
                return base == owner and name == attribute
            case _:
                return False

    for number, block in enumerate(function.blocks):
        for position, operation in enumerate(block.operations):
            match operation:
                case Assign(target=SubscriptTarget(base=base)) | Delete(target=SubscriptTarget(base=base)) if is_it(
                    base
                ):
                    return True
                case Assign(value=value) if value is not None and is_it(value):
                    return True  # from here on it has another name, under which it may be changed
                case Invoke(call=index):
                    callee = function.calls[index].callee
                    if isinstance(callee, v.Attribute) and callee.name in METHODS and is_it(callee.base):
                        return True
                    if is_changed_by(evaluator, frame, index, Point(number, position), is_it):
                        return True
                case _:
                    pass
    return False


def _handed_as(function: Function, frame: Frame, index: int, is_it: _IsIt, *, offset: int) -> Iterator[str]:
    """The parameters by which a function knows what a call hands it."""
    names = [parameter.name for parameter in function.parameters]
    position = offset
    for argument in frame.call(index).arguments:
        if argument.keyword is not None:
            if is_it(argument.value):
                yield argument.keyword
        else:
            if is_it(argument.value) and position < len(names):
                yield names[position]
            position += 1


@functools.cache
def _known_effects() -> Catalogue:
    return Catalogue()


@functools.cache
def _only_looks(path: str, name: str) -> bool:
    """Whether a thing of a library leaves what it is handed as it is: Python's own, the SDK's, what makes an object of
    a class, and what is known to send or store it.
    """
    package = path.partition(".")[0].removesuffix("()")
    if package == "builtins" or package in sys.stdlib_module_names:
        return name not in _CHANGING
    return (
        package == inngest.PACKAGE
        or name in _LOOKING
        or name[:1].isupper()
        or _known_effects().by_path(path) is not None
    )
