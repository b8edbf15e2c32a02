"""Which operations of a workflow an error handler covers: by the structure around them, and around the calls that
lead to them.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from steplint.diagnostics import Place
from steplint.model import values as v
from steplint.model.graph import ContextKind, Return, contexts_around
from steplint.project.entities import ClassRef, External, FunctionRef, Instance
from steplint.project.evaluate import Evaluator, attributes
from steplint.project.frames import Frame
from steplint.project.invocations import Manner, Site
from steplint.project.recovery.errors import Taking, taken_by
from steplint.project.sites import Sites


@dataclasses.dataclass(frozen=True, slots=True)
class Cover:
    """What is handled: errors of steps, errors of other calls."""

    steps: bool = False
    calls: bool = False

    def __or__(self, other: Cover) -> Cover:
        return Cover(self.steps or other.steps, self.calls or other.calls)


FULL = Cover(steps=True, calls=True)
_COVERS = {
    Taking.EXCEPTIONS: FULL,
    Taking.STEP_ERRORS: Cover(steps=True),
    Taking.SDK_ERRORS: Cover(steps=True),
    Taking.RETRY_AFTER: Cover(steps=True),
    Taking.NON_RETRIABLE: Cover(steps=True),
    Taking.FAILURES: Cover(calls=True),
    Taking.FOREIGN: Cover(calls=True),
    Taking.OUTCOMES: Cover(calls=True),
    Taking.OWN: Cover(calls=True),
    Taking.UNKNOWN: FULL,
}
"""What a clause of a type handles. What takes interrupts, too, is no handling, nor is a clause for errors of logic."""


@dataclasses.dataclass(frozen=True, slots=True)
class Operation:
    """Something in a workflow's body that can fail: a step or a call with an effect."""

    place: Place
    name: str
    is_covered: bool


class Protection:
    """Finds the operations of a body and whether they are covered."""

    def __init__(self, evaluator: Evaluator, sites: Sites) -> None:
        self._evaluator = evaluator
        self._sites = sites

    def operations(self, root: Frame) -> list[Operation]:
        """The fallible operations of a workflow's body, by place; those on a failure path need no cover and are left
        out.

        An operation that is reached both covered and not counts as not covered.
        """
        found: dict[tuple[Place, str], bool] = {}
        for operation in self._walk(root, Cover(), set()):
            key = (operation.place, operation.name)
            found[key] = found.get(key, True) and operation.is_covered
        return [Operation(place, name, covered) for (place, name), covered in found.items()]

    def _walk(self, frame: Frame, outer: Cover, seen: set[tuple[int, Cover]]) -> Iterator[Operation]:
        if (frame.id, outer) in seen:
            return
        seen.add((frame.id, outer))
        for site in self._sites.of(frame).values():
            if self.is_on_failure_path(site):
                continue
            cover = outer | self.cover_at(frame, frame.function.blocks[site.point.block].context)
            for step in site.steps:
                if step.kind.is_fallible:
                    yield Operation(site.place, f"step “{step.label}”", cover.steps)
            if site.unfound is not None:
                yield Operation(site.place, f"`{site.unfound}`", cover.calls)
            for invocation in site.invocations:
                if invocation.manner is Manner.STEP:
                    continue
                if invocation.effect is not None and invocation.effect.kind.is_fallible:
                    yield Operation(site.place_of(invocation), f"`{invocation.name}`", cover.calls)
                elif invocation.frame is not None:
                    yield from self._walk(invocation.frame, cover, seen)

    @staticmethod
    def is_on_failure_path(site: Site) -> bool:
        """Whether a site stands in a clause or a `finally`."""
        function = site.frame.function
        return any(
            context.kind in {ContextKind.HANDLER, ContextKind.FINALLY}
            for context in contexts_around(function.contexts, function.blocks[site.point.block].context)
        )

    def cover_at(self, frame: Frame, context: int) -> Cover:
        """What the `try` and `with` statements around a context of a frame handle."""
        cover = Cover()
        for entry in contexts_around(frame.function.contexts, context):
            if entry.kind is ContextKind.TRY:
                for handler in entry.handlers:
                    for value in handler.types:
                        cover |= self._clause(frame, value)
            elif entry.kind is ContextKind.WITH and entry.manager is not None:
                cover |= self._manager(frame, entry.manager)
        return cover

    def _clause(self, frame: Frame, value: v.Value) -> Cover:
        """What one type of a clause catches. A bare clause and BaseException catch the interrupt as well and do not
        count.
        """
        cover = Cover()
        for entity in self._evaluator.evaluate(frame, value):
            for taking in taken_by(self._evaluator, entity):
                cover |= _COVERS.get(taking, Cover())
            if isinstance(entity, ClassRef):
                cover |= Cover(calls=True)  # the project raises it itself
        return cover

    def _manager(self, frame: Frame, manager: v.Value) -> Cover:
        if not isinstance(manager, v.CallResult):
            return Cover()
        call = frame.call(manager.call)
        point = frame.calls_seen.get(manager.call)
        cover = Cover()
        for entity in self._evaluator.evaluate(frame, call.callee, point):
            match entity:
                case External(path="contextlib.suppress"):
                    for argument in call.arguments:
                        cover |= self._clause(frame, argument.value)
                case FunctionRef():
                    cover |= self._generator(entity)
                case ClassRef():
                    cover |= self._class(entity)
                case _:
                    pass
        return cover

    def _generator(self, ref: FunctionRef) -> Cover:
        """What a generator under `contextlib.contextmanager` handles around its `yield`."""
        module = self._evaluator.module(ref.module)
        if module is None:
            return Cover()
        function = module.model.functions[ref.index]
        frame = self._evaluator.generic_frame(module, ref.index)
        cover = Cover()
        for _, point in attributes.yields(function):
            cover |= self.cover_at(frame, function.blocks[point.block].context)
        return cover

    def _class(self, ref: ClassRef) -> Cover:
        """A class whose exit may return something true swallows what was raised."""
        for name in ("__aexit__", "__exit__"):
            for method in self._evaluator.attribute(Instance(ref), name):
                if isinstance(method, FunctionRef) and (module := self._evaluator.module(method.module)) is not None:
                    function = module.model.functions[method.index]
                    returns = [op for block in function.blocks for op in block.operations if isinstance(op, Return)]
                    if any(r.value is not None and not _is_false(r.value) for r in returns):
                        return FULL
        return Cover()


def _is_false(value: v.Value) -> bool:
    return isinstance(value, v.Constant) and not value.value
