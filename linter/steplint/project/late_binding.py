"""Callables of a group that read a loop's variables when the loop is over."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from steplint.diagnostics import Place, Span
from steplint.flow.routes import Routes
from steplint.model import values as v
from steplint.model.graph import ROOT, Assign, ContextKind, Define, LoopKind, NameTarget
from steplint.model.module import Function, ModuleModel
from steplint.model.operands import operands
from steplint.project.entities import External, Point
from steplint.project.evaluate import Evaluator
from steplint.project.evaluate.growth import inside
from steplint.project.frames import Frame
from steplint.project.groups import Listed, listed
from steplint.project.invocations import Site
from steplint.project.reach import Reached
from steplint.sdk import inngest


@dataclasses.dataclass(frozen=True, slots=True)
class LateRead:
    """A callable of a group that reads variables of a loop: which, where the first is read, and the loop.

    `function` is the callable.
    """

    names: tuple[str, ...]
    place: Place
    loop: Place
    function: Function


class LateBinding:
    """Finds callables that read late."""

    def __init__(self, evaluator: Evaluator) -> None:
        self._evaluator = evaluator

    def of_site(self, reached: Reached, site: Site) -> Iterator[LateRead]:
        """The callables of a group that read late, each once."""
        call = site.call
        if call is None or External(inngest.PARALLEL) not in self._evaluator.evaluate(
            site.frame, call.callee, site.point
        ):
            return
        value = call.argument(0, "callables")
        if value is None or (isinstance(value, v.Collected) and value.kind == "generator"):
            return  # a generator's turns and the group's are the same
        said: set[int] = set()
        for item in listed(self._evaluator, reached, value, site.point):
            for index, made_in, made_at in self._functions(item):
                if index not in said:
                    said.add(index)
                    found = self._late(item, index, made_in, made_at)
                    if found is not None:
                        yield found

    def _functions(self, item: Listed) -> Iterator[tuple[int, int, Point]]:
        """The functions of the frame that an item is: the index of each, the context it is made in, and the point."""
        frame = item.frame
        blocks = frame.function.blocks
        match item.value:
            case v.Lambda(function=index):
                context = self._context_of(frame, item.value.span, blocks[item.point.block].context)
                yield index, context, item.point
            case v.Name(id=name):
                definitions = self._evaluator.definitions(frame.module, frame.index)
                for site in definitions.reaching(name, item.point.block, item.point.operation):
                    match site.operation:
                        case Define(function=index) | Assign(value=v.Lambda(function=index)):
                            yield index, blocks[site.block].context, Point(site.block, site.position)
                        case _:
                            pass
            case _:
                pass

    def _context_of(self, frame: Frame, span: Span, context: int) -> int:
        """The innermost context that a value of a comprehension stands in, by its place; else the one it is used in."""
        function = frame.function
        found = context
        for number, entry in enumerate(function.contexts):
            is_inner = entry.kind is ContextKind.LOOP and entry.span.contains(span)
            if is_inner and function.contexts[found].span.contains(entry.span):
                found = number
        return found

    def _late(self, item: Listed, index: int, made_in: int, made_at: Point) -> LateRead | None:
        frame = item.frame
        function = frame.function
        routes = Routes(function.blocks)
        used_in = set(_around(function, function.blocks[item.used_at.block].context))
        read = list(free_reads(frame.module.model, index))
        for context in _around(function, made_in):
            entry = function.contexts[context]
            if entry.kind is not ContextKind.LOOP or entry.owner is None or context in used_in:
                continue
            loop = function.loops[entry.owner]
            if loop.kind is not LoopKind.COMPREHENSION and not routes.leads(made_at, (loop.header, 0)):
                continue  # the loop is left for good
            varying = _varying(function, entry.owner, context)
            late = [(name, span) for name, span in read if name in varying]
            if late:
                names = tuple(dict.fromkeys(name.partition("@")[0] for name, _ in late))
                path = frame.module.path
                place = Place(path, min(span for _, span in late))
                return LateRead(names, place, Place(path, loop.span), frame.module.model.functions[index])
        return None


def free_reads(model: ModuleModel, index: int) -> Iterator[tuple[str, Span]]:
    """The variables of the functions around that a function reads when it runs, itself or in functions it makes."""
    root = model.functions[index]
    for function in (root, *inside(model, index)):
        own: set[str] = set()
        bound = function
        while True:
            own |= (set(bound.locals) | {p.name for p in bound.parameters}) - set(bound.nonlocals) - set(bound.globals)
            if bound is root or bound.parent is None:
                break
            bound = model.functions[bound.parent]
        for block in function.blocks:
            for operation in block.operations:
                for value in operands(function, operation):
                    yield from ((name.id, name.span) for name in _names(value) if name.id not in own)
        if function is not root:
            for parameter in function.parameters:
                if parameter.default is not None:
                    outer = own - {parameter.name}
                    yield from ((n.id, n.span) for n in _names(parameter.default) if n.id not in outer)


def _around(function: Function, context: int | None) -> Iterator[int]:
    while context is not None and context != ROOT:
        yield context
        context = function.contexts[context].parent


def _varying(function: Function, loop: int, context: int) -> frozenset[str]:
    """The variables that a loop binds, and those that its body makes of them or counts."""
    assigned: list[tuple[str, Assign]] = []
    for block in function.blocks:
        if context in set(_around(function, block.context)):
            for operation in block.operations:
                if isinstance(operation, Assign) and isinstance(operation.target, NameTarget):
                    assigned.append((operation.target.name, operation))
    found = set(function.loops[loop].targets)
    is_growing = True
    while is_growing:
        before = len(found)
        for name, operation in assigned:
            if operation.value is not None and (
                operation.augmented or any(inner.id in found for inner in _names(operation.value))
            ):
                found.add(name)
        is_growing = len(found) > before
    return frozenset(found)


def _names(value: v.Value) -> Iterator[v.Name]:
    if isinstance(value, v.Name):
        yield value
    for inner in v.children(value):
        yield from _names(inner)
