"""Whether anything in a project uses a function, and whether it is called where that cannot be told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from steplint.model import values as v
from steplint.model.graph import Assign, ClassTarget, Define, NameTarget
from steplint.model.module import FunctionKind
from steplint.model.operands import operands
from steplint.project.entities import Opaque
from steplint.project.frames import Frame, Module

if TYPE_CHECKING:
    from steplint.project.project import Project


def is_used(project: Project, frame: Frame) -> bool:
    """Whether a function may be used: it is decorated, its name stands anywhere but where it is defined, or it is
    none that a name alone can lead to.
    """
    function = frame.function
    if function.kind is not FunctionKind.FUNCTION or function.decorators or frame.index not in _top_level(frame.module):
        return True
    return any(any(_names(module, function.name)) for module in project.mentioning(function.name))


def _top_level(module: Module) -> frozenset[int]:
    """The functions that stand in a module itself, not in a class or a function."""
    return frozenset(
        index
        for index, function in enumerate(module.model.functions)
        if function.qualname == function.name and function.kind is FunctionKind.FUNCTION
    )


def is_mentioned_elsewhere(project: Project, event: str) -> bool:
    """Whether an event's name, or a constant that has it, is handed to anything but what listens for events: an outbox
    or an HTTP call may send it.
    """
    sayings = project.remembered(_Sayings)
    names = {event}.union(*(sayings.of(module).constants.get(event, ()) for module in project.mentioning(event)))
    return any(sayings.of(module).hands_on(name) for name in sorted(names) for module in project.mentioning(name))


class _Sayings:
    """What the modules of a project say, each looked at once."""

    def __init__(self, project: Project) -> None:
        self._by_path: dict[str, _Said] = {}
        events = (name for workflow in project.workflows for name in workflow.definition.events)
        project.look_for(frozenset(name for name in events if name is not None))

    def of(self, module: Module) -> _Said:
        """What a module says."""
        known = self._by_path.get(module.path)
        if known is None:
            known = self._by_path[module.path] = _Said(module)
        return known


class _Said:
    """The names and texts that a module hands to calls which may send events, and the names it gives to texts."""

    def __init__(self, module: Module) -> None:
        self.constants: dict[str, set[str]] = {}
        self._names: set[str] = set()
        self._texts: set[str] = set()
        for function in module.model.functions:
            for block in function.blocks:
                for operation in block.operations:
                    match operation:
                        case Assign(
                            target=NameTarget(name=name) | ClassTarget(name=name), value=v.Constant(value=str() as text)
                        ):
                            self.constants.setdefault(text, set()).add(name)
                        case _:
                            pass
            for call in function.calls:
                if _last_name(call.callee) not in _NOT_SENDING:
                    for argument in call.arguments:
                        self._take(argument.value)

    def hands_on(self, name: str) -> bool:
        """Whether a name, or a text that is the name, is handed on."""
        return name in self._names or any(_is_text(text, name) for text in self._texts)

    def _take(self, value: v.Value) -> None:
        for inner in within(value):
            match inner:
                case v.Name(id=name) | v.Attribute(name=name):
                    self._names.add(name)
                case v.Constant(value=str() as text):
                    self._texts.add(text)
                case _:
                    pass


_NOT_SENDING = frozenset(
    {"TriggerEvent", "Cancel", "wait_for_event", "Event", "event", "create_function"}
    | {"print", "debug", "info", "warning", "error", "exception", "critical", "log"}
)
"""Calls that listen for an event or write of it; sends are known by themselves."""


def calls_by_name(project: Project, key: tuple[str, int], name: str) -> bool:
    """Whether a function, by its module's path and its index, calls something of a name."""
    module = project.evaluator.module(key[0])
    return module is not None and any(
        (isinstance(call.callee, v.Name) and call.callee.id == name)
        or (isinstance(call.callee, v.Attribute) and call.callee.name == name)
        for call in module.model.functions[key[1]].calls
    )


def is_called_in_the_dark(project: Project, frame: Frame) -> bool:
    """Whether something unknown of the function's name is called."""
    name = frame.function.name
    for module in project.mentioning(name):
        for index, function in enumerate(module.model.functions):
            for number, call in enumerate(function.calls):
                if isinstance(call.callee, v.Attribute) and call.callee.name == name:
                    caller = project.evaluator.generic_frame(module, index)
                    found = project.evaluator.evaluate(caller, call.callee, caller.calls_seen.get(number))
                    if not found or any(isinstance(entity, Opaque) for entity in found):
                        return True
    return False


def _names(module: Module, name: str) -> Iterator[bool]:
    """The places in a module where a name, or a text that is the name, stands."""
    yield from (True for binding in module.model.imports if binding.member == name)
    for function in module.model.functions:
        for block in function.blocks:
            for operation in block.operations:
                if isinstance(operation, Define):
                    continue
                for value in operands(function, operation):
                    yield from (True for inner in within(value) if _is_name(inner, name))
        for parameter in function.parameters:
            if parameter.default is not None:
                yield from (True for inner in within(parameter.default) if _is_name(inner, name))
        for loop in function.loops:
            if loop.iterable is not None:
                yield from (True for inner in within(loop.iterable) if _is_name(inner, name))


def within(value: v.Value) -> Iterator[v.Value]:
    """A value and all values inside it."""
    yield value
    for inner in v.children(value):
        yield from within(inner)


def _is_name(value: v.Value, name: str) -> bool:
    match value:
        case v.Name(id=found) | v.Attribute(name=found):
            return found == name
        case v.Constant(value=str() as text):
            return _is_text(text, name)
        case _:
            return False


def _is_text(text: str, name: str) -> bool:
    """Whether a text is a name, or a path that ends in it."""
    return text == name or text.endswith((f".{name}", f":{name}"))


def _last_name(value: v.Value) -> str | None:
    match value:
        case v.Name(id=name) | v.Attribute(name=name):
            return name
        case _:
            return None
