"""What rules ask of one workflow."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from steplint.diagnostics import Place
from steplint.model.module import Function
from steplint.project.body import Deed, Outside
from steplint.project.drift import Drifting
from steplint.project.entities import External
from steplint.project.frames import Frame
from steplint.project.handlers import Done
from steplint.project.invocations import Invocation, Manner, Part, Site, Step
from steplint.project.local_files import SharedFile
from steplint.project.lost_state import Lost
from steplint.project.mail import Conflict
from steplint.project.protection import Operation
from steplint.project.reach import Hop, Reached, Region, reach
from steplint.project.reads import SessionUse
from steplint.project.results import Misfit
from steplint.project.signatures import Unfit, unfit
from steplint.project.workflows import Definition
from steplint.sdk import inngest
from steplint.sdk.kinds import Effect

if TYPE_CHECKING:
    from steplint.project.project import Project


class Workflow:
    """An Inngest function: a handler that the platform replays."""

    def __init__(self, project: Project, definition: Definition) -> None:
        self.project = project
        self.definition = definition

    @property
    def qualified_name(self) -> str:
        """The handler's dotted name."""
        return self.definition.qualified_name

    @property
    def name(self) -> str:
        """The handler's own name."""
        return self.qualified_name.rpartition(".")[2]

    @property
    def place(self) -> Place:
        """Where the handler's name stands."""
        return self.definition.place

    @property
    def function(self) -> Function | None:
        """The handler's facts, where it could be resolved."""
        return self.definition.function

    @functools.cached_property
    def reached(self) -> Sequence[Reached]:
        """Every frame the workflow reaches, its failure handler's after its own, with region and call path."""
        failure = self.definition.failure
        after = [] if failure is None else reach(self.project.sites, failure, Region.FAILURE)
        return [*self.body_reached, *after]

    @functools.cached_property
    def body_reached(self) -> Sequence[Reached]:
        """The frames that the workflow reaches without its failure handler's."""
        body = self.definition.body
        return [] if body is None else list(self.project.reaching.of(body, Region.DURABLE))

    def calls(self) -> Iterator[tuple[Reached, Site]]:
        """Every call reached, with the frame that makes it."""
        for reached in self.reached:
            for site in self.project.sites.of(reached.frame).values():
                yield reached, site

    @functools.cached_property
    def _effects(self) -> Sequence[tuple[Reached, Site, Invocation, Effect]]:
        return [(reached, site, *each) for reached, site in self.calls() for each in site.effects]

    def effects(self) -> Iterator[tuple[Reached, Site, Invocation, Effect]]:
        """Every effect of the catalogue reached, with its call."""
        return iter(self._effects)

    def mail_conflicts(self) -> Iterator[tuple[tuple[Hop, ...], Conflict]]:
        """E-mails that follow each other too soon, with the path from the workflow to the frame in which they meet."""
        for reached in self.reached:
            is_in_parts = reached.invocation is not None and reached.invocation.part is not Part.WHOLE
            parts = (Part.BEFORE_YIELD, Part.BETWEEN_YIELDS, Part.AFTER_YIELD) if is_in_parts else (Part.WHOLE,)
            for conflict in self.project.mail_order.conflicts(reached.frame, *parts):
                yield reached.path, conflict

    def session_uses(self) -> Iterator[tuple[Reached, SessionUse]]:
        """Every use of session state reached."""
        reads = self.project.session_reads
        for reached in self.reached:
            if not reached.path:
                for use in reads.injected(reached.frame):
                    yield reached, use
            for use in reads.of(reached.frame):
                yield reached, use

    def outside_effects(self) -> Iterator[tuple[Region, Outside]]:
        """What the workflow's body, and its failure handler's, does outside of steps."""
        for region in (Region.DURABLE, Region.FAILURE):
            for outside in self.project.bodies.effects([r for r in self.reached if r.region is region]):
                yield region, outside

    @property
    def has_serializer(self) -> bool:
        """Whether the workflow's client was made with a serializer."""
        client = self.project.client_of(self)
        clients = self.project.clients.all if client is None else [client]
        return any(client.has_serializer for client in clients)

    def run_steps(self) -> Iterator[tuple[Reached, Site, Step]]:
        """The steps of the body that run handlers, each with its call."""
        return iter(self._run_steps)

    @functools.cached_property
    def _run_steps(self) -> Sequence[tuple[Reached, Site, Step]]:
        return [
            (reached, site, step)
            for reached, site in self.calls()
            if reached.region is not Region.STEP
            for step in site.steps
            if step.kind is inngest.StepKind.RUN
        ]

    def step_results(self) -> Iterator[tuple[Reached, Site, Step, Sequence[Misfit]]]:
        """The steps whose handlers hand back something that is no JSON, with what that is."""
        for reached, site, step in self.run_steps():
            value = site.call.argument(1, "handler") if site.call is not None else None
            place = site.place if value is None else Place(reached.frame.module.path, value.span)
            found = [
                misfit
                for handler in step.arguments.get(1, "handler") or ()
                for misfit in self.project.results.of_callable(handler, step.arguments.without(2), place)
            ]
            if found:
                yield reached, site, step, list(dict.fromkeys(found))

    def unfit(self, step: Step) -> Unfit | None:
        """Why the arguments of a step do not fit its handler; None where they do for one of what it may be."""
        given = dataclasses.replace(
            step.arguments.without(2),
            keywords={k: e for k, e in step.arguments.keywords.items() if k not in inngest.RUN_KEYWORDS},
        )
        found = [unfit(self.project.evaluator, handler, given) for handler in step.arguments.get(1, "handler") or ()]
        return found[0] if found and None not in found else None

    def lost_writes(self) -> Iterator[tuple[Reached, Site, Step, Lost]]:
        """What handlers of the body's steps write and something reads when it is gone."""
        for reached, site, step in self.run_steps():
            for lost in self.project.lost_state.of_step(reached.frame, site, step):
                yield reached, site, step, lost

    def several_done(self, site: Site) -> tuple[Done, Done] | None:
        """Two things of different kinds that a handler of a step does."""
        found = (
            self.project.handlers.several(invocation.frame)
            for invocation in site.invocations
            if invocation.manner is Manner.STEP and invocation.frame is not None
        )
        return next((pair for pair in found if pair is not None), None)

    def shared_files(self) -> Iterator[tuple[Reached, SharedFile]]:
        """The local files that one step of the body writes and another opens."""
        for reached in self.reached:
            if reached.region is not Region.STEP:
                for shared in self.project.local_files.shared(reached.frame):
                    yield reached, shared

    def drifting(self) -> Iterator[tuple[Reached, Drifting]]:
        """The values of the body that differ from pass to pass and that something is made of."""
        for reached in self.reached:
            if reached.region is not Region.STEP:
                for drifting in self.project.drift.of(reached.frame):
                    yield reached, drifting

    def unordered_steps(self) -> Iterator[tuple[Reached, Site, Place, bool]]:
        """The steps that are taken for the items of a set: with the set's place, and whether the item is a part of the
        id.
        """
        for reached in self.reached:
            if reached.region is not Region.STEP:
                for site, place, is_named in self.project.drift.unordered(reached.frame):
                    yield reached, site, place, is_named

    def is_backing_off(self, reached: Reached, site: Site) -> bool:
        """Whether a call is made when something has failed, in a helper that takes no steps."""
        in_clause = self.project.protection.is_on_failure_path(site)
        return bool(reached.path) and in_clause and not self.project.drift.holds_steps(reached.frame)

    def done_by(self, site: Site) -> Iterator[Deed | Invocation]:
        """What the handlers of a step do to the world, reading left out: what they call, or are, in the catalogue."""
        for invocation in site.invocations:
            if invocation.manner is not Manner.STEP:
                continue
            if invocation.effect is not None:
                if invocation.effect.kind.is_side_effect and not invocation.effect.kind.is_read:
                    yield invocation
            elif invocation.frame is not None:
                for deed in self.project.bodies.within(invocation.frame):
                    if deed.effect is not None and not deed.effect.kind.is_read:
                        yield deed

    def outside_sends(self) -> Iterator[tuple[Region, Outside]]:
        """The events that the workflow's body, and its failure handler's, sends outside of steps."""
        for region in (Region.DURABLE, Region.FAILURE):
            for outside in self.project.bodies.sends([r for r in self.reached if r.region is region]):
                yield region, outside

    def step_in(self, frame: Frame) -> str | None:
        """How a frame's own parameters name the object with the step methods: `ctx.step`, or `step`."""
        for parameter in frame.function.parameters:
            for entity in frame.bindings.get(parameter.name, ()):
                match entity:
                    case External(path=inngest.STEP):
                        return parameter.name
                    case External(path=inngest.CONTEXT):
                        context = parameter.name
                        if not any(p.name == "step" for p in frame.function.parameters):
                            return f"{context}.step"
                    case _:
                        pass
        return None

    def operations(self) -> Sequence[Operation]:
        """The operations of the body that can fail, each with whether an error handler covers it."""
        body = self.definition.body
        return [] if body is None else self.project.protection.operations(body)
