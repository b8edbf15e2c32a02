"""Finds what is made of values that differ from pass to pass: which steps, branches, ids and effects they get to."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence

from steplint.diagnostics import Place
from steplint.model import values as v
from steplint.model.graph import EdgeKind, LoopKind
from steplint.model.module import Call
from steplint.project.body import Bodies
from steplint.project.drift.facts import Drifting, Source, Use, UseKind
from steplint.project.drift.origins import Origin, Origins
from steplint.project.drift.sets import Sets
from steplint.project.entities import External, Point
from steplint.project.evaluate import Evaluator
from steplint.project.frames import Frame
from steplint.project.holding import Holding
from steplint.project.invocations import Invocation, Manner, SendKind, Site, written_name
from steplint.project.sites import Sites
from steplint.sdk.inngest import StepKind
from steplint.sdk.nondeterminism import DriftKind

_WAITING = frozenset({StepKind.SLEEP, StepKind.SLEEP_UNTIL})


class Drift:
    """Finds values that differ from pass to pass, and what is made of them."""

    def __init__(self, evaluator: Evaluator, sites: Sites, bodies: Bodies, holding: Holding, sets: Sets) -> None:
        self._evaluator = evaluator
        self._sites = sites
        self._bodies = bodies
        self._holding = holding
        self._origins = Origins(evaluator, sites, sets)
        self._uses: dict[int, dict[Origin, list[Use]]] = {}

    def of(self, frame: Frame) -> Iterator[Drifting]:
        """What drifts in a frame of a body, by place. A helper without steps is judged where the body calls it."""
        if not self._holding.frame(frame):
            return
        uses = self._uses_in(frame)
        for origin, source in sorted(self._origins.sources_in(frame).items(), key=lambda item: item[1].place):
            found = tuple(dict.fromkeys(uses.get(origin, ())))
            if found:
                yield Drifting(source, found, tuple(self._conflicting(frame, source, found)))

    # What is made of them

    def _uses_in(self, frame: Frame) -> dict[Origin, list[Use]]:
        known = self._uses.get(frame.id)
        if known is None:
            known = self._uses[frame.id] = {}
            for site in self._sites.of(frame).values():
                for origin, use in self._made_at(frame, site):
                    known.setdefault(origin, []).append(use)
            for origin, use in self._decided(frame):
                known.setdefault(origin, []).append(use)
        return known

    def _made_at(self, frame: Frame, site: Site) -> Iterator[tuple[Origin, Use]]:
        call = site.call
        if call is None:
            return
        if site.steps:
            yield from self._given_to_step(frame, site, call)
            return
        name = written_name(call.callee, frame.function)
        callees = self._evaluator.evaluate(frame, call.callee, site.point)
        if any(isinstance(entity, External) and entity.path == "inngest.Event" for entity in callees):
            identity = call.argument(None, "id")
            if identity is not None:
                use = Use(UseKind.EVENT_ID, Place(frame.module.path, identity.span), "the event's id", site.point)
                yield from ((origin, use) for origin in sorted(self._origins.of(frame, identity, site.point), key=str))
            return
        values = [argument.value for argument in call.arguments]
        if site.sending is not None and site.sending.kind is not SendKind.STEP:
            yield from self._each(frame, values, site, Use(UseKind.EVENT, site.place, f"`{name}`", site.point))
            return
        for invocation in site.invocations:
            effect = invocation.effect
            if invocation.manner is Manner.STEP:
                continue
            if effect is not None and effect.kind.is_side_effect and not effect.kind.is_read:
                yield from self._each(frame, values, site, Use(UseKind.EFFECT, site.place, f"`{name}`", site.point))
            elif invocation.frame is not None:
                yield from self._given_to_helper(frame, site, call, invocation)

    def _given_to_step(self, frame: Frame, site: Site, call: Call) -> Iterator[tuple[Origin, Use]]:
        step = site.steps[0]
        if step.id_value is not None:
            use = Use(UseKind.STEP_ID, Place(frame.module.path, step.id_value.span), "the step's id", site.point)
            yield from ((o, use) for o in sorted(self._origins.of(frame, step.id_value, site.point), key=str))
        values = [argument.value for argument in call.arguments if argument.value is not step.id_value]
        if step.kind in _WAITING:
            return
        if step.kind is StepKind.WAIT_FOR_EVENT:
            values = [argument.value for argument in call.arguments if argument.keyword == "if_exp"]
        yield from self._each(frame, values, site, Use(UseKind.STEP, site.place, f"step “{step.label}”", site.point))

    def _given_to_helper(
        self, frame: Frame, site: Site, call: Call, invocation: Invocation
    ) -> Iterator[tuple[Origin, Use]]:
        inner = invocation.frame
        assert inner is not None  # the caller has looked
        if self._holding.frame(inner):
            if inner.closure == frame.id:
                use = Use(UseKind.STEP, site.place_of(invocation), f"`{invocation.name}`", site.point)
                captured = sorted(self._origins.captured(frame, inner.index, site.point), key=str)
                yield from ((origin, use) for origin in captured)
            for parameter, value in _handed(call, inner, invocation):
                uses = self._uses_in(inner).get(parameter, ()) if inner is not frame else ()
                for origin in sorted(self._origins.of(frame, value, site.point), key=str):
                    yield from ((origin, dataclasses.replace(use, point=site.point)) for use in uses)
        elif any(deed.effect is not None and not deed.effect.kind.is_read for deed in self._bodies.within(inner)):
            values = [argument.value for argument in call.arguments]
            name = written_name(call.callee, frame.function)
            yield from self._each(frame, values, site, Use(UseKind.EFFECT, site.place, f"`{name}`", site.point))

    def _each(self, frame: Frame, values: Sequence[v.Value], site: Site, use: Use) -> Iterator[tuple[Origin, Use]]:
        origins = frozenset().union(*(self._origins.of(frame, value, site.point) for value in values))
        yield from ((origin, use) for origin in sorted(origins, key=str))

    def _decided(self, frame: Frame) -> Iterator[tuple[Origin, Use]]:
        """The branches and loops of a frame that decide which steps are taken."""
        steps = {site.point.block for site in self._sites.of(frame).values() if self._holding.site(site)}
        routes = self._sites.decisions.routes(frame)
        for number in sorted(self._sites.decisions.of(frame).live_blocks):
            block = frame.function.blocks[number]
            end = Point(number, len(block.operations))
            values = [edge.test for edge in block.edges if edge.kind is EdgeKind.TRUE and edge.test is not None]
            for edge in block.edges:
                if edge.kind is EdgeKind.ITERATE and edge.loop is not None:
                    loop = frame.function.loops[edge.loop]
                    if loop.iterable is not None and loop.kind is not LoopKind.WHILE:
                        values.append(loop.iterable)
            for value in values:
                origins = self._origins.of(frame, value, end)
                if routes.can_only_fail(number, steps):
                    origins = self._without_environment(frame, origins)  # what is not set up is found out first
                if origins and routes.decides(number, steps):
                    use = Use(UseKind.BRANCH, Place(frame.module.path, value.span), "a branch", end)
                    yield from ((origin, use) for origin in sorted(origins, key=str))

    def _without_environment(self, frame: Frame, origins: frozenset[Origin]) -> frozenset[Origin]:
        sources = self._origins.sources_in(frame)
        return frozenset(o for o in origins if o not in sources or sources[o].kind is not DriftKind.ENVIRONMENT)

    def _conflicting(self, frame: Frame, asked: Source, uses: Sequence[Use]) -> list[Use]:
        """The uses of a value that come one after the other, or again and again, if a step is among them."""
        given = [use for use in uses if use.kind in {UseKind.STEP, UseKind.EFFECT, UseKind.EVENT}]
        routes = self._sites.decisions.routes(frame)
        source = asked.point
        found = [
            use
            for use in given
            if any(
                other is not use
                and (
                    other.point == use.point
                    or routes.leads(use.point, other.point, without=source)
                    or routes.leads(other.point, use.point, without=source)
                )
                for other in given
            )
            or (use.kind is UseKind.STEP and routes.leads(use.point, use.point, without=source))
        ]
        return found if any(use.kind is UseKind.STEP for use in found) else []


def _handed(call: Call, inner: Frame, invocation: Invocation) -> Iterator[tuple[str, v.Value]]:
    """The parameters of a called function with what the call gives them."""
    names = [parameter.name for parameter in inner.function.parameters]
    start = (1 if inner.receiver is not None else 0) - (invocation.offset or 0)
    for position, name in enumerate(names):
        value = call.argument(position - start if position >= start else None, name)
        if value is not None and invocation.offset is not None:
            yield name, value
