"""What a step's handler writes into variables of the body, and what reads it after the step: on the next pass the
handler does not run, and the write is gone.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from steplint.diagnostics import Place
from steplint.model import values as v
from steplint.model.graph import Assign, NameTarget, Op
from steplint.model.operands import operands
from steplint.project.contents import names_in
from steplint.project.entities import FunctionRef, PartialCall, Point
from steplint.project.evaluate import Evaluator
from steplint.project.frames import Frame
from steplint.project.invocations import Manner, Site, Step
from steplint.project.lost_state.facts import Lost
from steplint.project.lost_state.operations import changed_by, changes, is_receiver, operations
from steplint.project.sites import Sites

_DEEPEST = 2


@dataclasses.dataclass(frozen=True, slots=True)
class _Write:
    name: str
    place: Place


class LostVariables:
    """Finds writes of handlers into variables of the body."""

    def __init__(self, evaluator: Evaluator, sites: Sites) -> None:
        self._evaluator = evaluator
        self._sites = sites

    def of_step(self, frame: Frame, site: Site, step: Step) -> Iterator[Lost]:
        """What the handler of a step of the body writes and something reads later, each variable once."""
        said: set[str] = set()
        for write in self._writes(frame, site, step):
            if write.name not in said and not is_receiver(frame, write.name):
                read = self._read_after(frame, site, write.name)
                if read is not None:
                    said.add(write.name)
                    yield Lost(write.name, write.place, read)

    # Writes

    def _writes(self, frame: Frame, site: Site, step: Step) -> Iterator[_Write]:
        for invocation in site.invocations:
            inner = invocation.frame
            if invocation.manner is not Manner.STEP or inner is None:
                continue
            if inner.closure == frame.id and inner.module is frame.module:
                yield from self._captured(frame, inner, 0)
            yield from self._given(frame, site, step, inner)

    def _captured(self, frame: Frame, inner: Frame, depth: int) -> Iterator[_Write]:
        """What a function made in the body writes into the body's variables, itself or through others made there."""
        function = inner.function
        own = set(function.locals) - set(function.nonlocals)
        for operation, name in changes(function):
            if name not in own and name not in function.globals and name in frame.function.locals:
                yield _Write(name, Place(inner.module.path, operation.span))
        for operation in operations(function):
            if isinstance(operation, Assign) and isinstance(operation.target, NameTarget):
                name = operation.target.name
                if name in function.nonlocals and name in frame.function.locals:
                    yield _Write(name, Place(inner.module.path, operation.span))
        if depth < _DEEPEST:
            for site in self._sites.of(inner).values():
                for invocation in site.invocations:
                    called = invocation.frame
                    if called is not None and called.closure == frame.id and called.id != inner.id:
                        yield from self._captured(frame, called, depth + 1)

    def _given(self, frame: Frame, site: Site, step: Step, inner: Frame) -> Iterator[_Write]:
        """What a handler puts into containers and objects that the step hands it."""
        call = site.call
        if call is None:
            return
        handlers = step.arguments.get(1, "handler") or ()
        bound = [a for a in call.arguments if a.keyword is None and not a.stars][2:]
        for handler in handlers:
            if not isinstance(handler, FunctionRef) or handler.index != inner.index:
                continue
            skipped = 0 if handler.receiver is None else 1
            parameters = inner.function.parameters[skipped:]
            for argument, parameter in zip(bound, parameters, strict=False):
                if isinstance(argument.value, v.Name):
                    for operation, name in changes(inner.function):
                        if name == parameter.name and self._is_still_given(inner, name, operation):
                            yield _Write(argument.value.id, Place(inner.module.path, operation.span))

    def _is_still_given(self, inner: Frame, name: str, operation: Op) -> bool:
        """Whether a parameter holds what was handed in when something is put into it."""
        definitions = self._evaluator.definitions(inner.module, inner.index)
        for number, block in enumerate(inner.function.blocks):
            for position, other in enumerate(block.operations):
                if other is operation:
                    sites = definitions.reaching(name, number, position)
                    return bool(sites) and all(site.operation is None for site in sites)
        return False

    # Reads

    def _read_after(self, frame: Frame, site: Site, name: str) -> Place | None:
        """The first read of a variable that a step leads to and that may still hold what it held before the step."""
        function = frame.function
        definitions = self._evaluator.definitions(frame.module, frame.index)
        routes = self._sites.decisions.routes(frame)
        found: list[Place] = []
        for number, block in enumerate(function.blocks):
            for position, operation in enumerate(block.operations):
                point = Point(number, position)
                span = self._reads(frame, operation, name, point)
                if span is None or point == site.point or not routes.leads(site.point, point):
                    continue
                before = [
                    definition
                    for definition in definitions.reaching(name, number, position)
                    if definition.operation is None or routes.leads((definition.block, definition.position), site.point)
                ]
                if before:
                    found.append(span)
        return min(found, default=None)

    def _reads(self, frame: Frame, operation: Op, name: str, point: Point) -> Place | None:
        """Where an operation reads what a variable holds: itself, or through a function that it makes or hands on."""
        function = frame.function
        change = changed_by(function, operation)
        for value in operands(function, operation):
            if change == name and isinstance(value, v.Attribute):
                continue  # `items.append(…)` is no read of what it holds
            for read in self._names(frame, value, point):
                if read[0] == name:
                    return Place(frame.module.path, read[1].span)
        return None

    def _names(self, frame: Frame, value: v.Value, point: Point) -> Iterator[tuple[str, v.Value]]:
        if isinstance(value, v.Name):
            yield value.id, value
            for entity in self._evaluator.evaluate(frame, value, point):
                target = entity.target if isinstance(entity, PartialCall) else entity
                if isinstance(target, FunctionRef) and target.frame == frame.id:
                    yield from ((name, value) for name in self._read_in(frame, target.index))
        elif isinstance(value, v.Lambda):
            yield from ((name, value) for name in self._read_in(frame, value.function))
        for inner in v.children(value):
            yield from self._names(frame, inner, point)

    def _read_in(self, frame: Frame, index: int) -> Iterator[str]:
        """The variables of the body that a function made in it reads."""
        function = frame.module.model.functions[index]
        own = (set(function.locals) | {p.name for p in function.parameters}) - set(function.nonlocals)
        for operation in operations(function):
            change = changed_by(function, operation)
            for value in operands(function, operation):
                if change is not None and isinstance(value, v.Attribute):
                    continue
                yield from (name for name in names_in(value) if name not in own)
