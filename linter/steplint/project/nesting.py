"""Steps that are taken inside of a step's handler."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence

from steplint.diagnostics import Place
from steplint.project.entities import Entity, External, PartialCall
from steplint.project.evaluate import Evaluator
from steplint.project.invocations import Manner, Site, Step, written_name
from steplint.project.reach import Reached, Region
from steplint.project.sites import Sites
from steplint.sdk import inngest


@dataclasses.dataclass(frozen=True, slots=True)
class Nested:
    """A step, or with no `step` something that takes steps (a group, a step method handed over as the handler), inside
    of the handler of `outer`; `reached` leads to the frame it stands in.
    """

    reached: Reached
    place: Place
    name: str
    outer: Step
    step: Step | None = None
    is_group: bool = False


class Nesting:
    """Finds nested steps."""

    def __init__(self, evaluator: Evaluator, sites: Sites) -> None:
        self._evaluator = evaluator
        self._sites = sites

    def of(self, reached: Sequence[Reached]) -> Iterator[Nested]:
        """The nested steps in the frames that a workflow reaches, each place once. Steps of a nested group are part of
        that.
        """
        said: set[Place] = set()
        for r in reached:
            outer = None if r.region is not Region.STEP or self._is_of_nested_group(r) else _outer(r)
            for site in self._sites.of(r.frame).values():
                for nested in (*self._inside(r, site, outer), *self._handed_over(r, site)):
                    if nested.place not in said:
                        said.add(nested.place)
                        yield nested

    def _inside(self, reached: Reached, site: Site, outer: Step | None) -> Iterator[Nested]:
        call = site.call
        if outer is None or call is None:
            return
        name = written_name(call.callee, reached.frame.function)
        if self._is_group(site):
            yield Nested(reached, site.place, name, outer, is_group=True)
        elif site.step is not None:
            yield Nested(reached, site.place, name, outer, site.step)

    def _handed_over(self, reached: Reached, site: Site) -> Iterator[Nested]:
        """A method of the SDK that takes steps, given to a step as its handler."""
        call = site.call
        for step in site.steps if call is not None else ():
            value = call.argument(1, "handler") if call is not None else None
            if step.kind is inngest.StepKind.RUN and value is not None:
                for handler in step.arguments.get(1, "handler") or ():
                    if _takes_steps(handler):
                        place = Place(reached.frame.module.path, value.span)
                        yield Nested(reached, place, written_name(value, reached.frame.function), step)

    def _is_of_nested_group(self, reached: Reached) -> bool:
        current: Reached | None = reached
        while current is not None and current.caller is not None and current.caller.region is Region.STEP:
            if current.invocation is not None and current.invocation.parallel:
                return True
            current = current.caller
        return False

    def _is_group(self, site: Site) -> bool:
        call = site.call
        return call is not None and External(inngest.PARALLEL) in self._evaluator.evaluate(
            site.frame, call.callee, site.point
        )


def _outer(reached: Reached) -> Step | None:
    """The innermost step whose handler a frame is, or is called from."""
    current: Reached | None = reached
    while current is not None:
        if current.invocation is not None and current.invocation.manner is Manner.STEP and current.site is not None:
            return current.site.step
        current = current.caller
    return None


def _takes_steps(handler: Entity) -> bool:
    while isinstance(handler, PartialCall):
        handler = handler.target
    if not isinstance(handler, External):
        return False
    return handler.path == inngest.PARALLEL or inngest.step_kind(handler.path) is not None
