"""What rules ask of one workflow."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from steplint.diagnostics import Place
from steplint.model.module import Function, FunctionKind
from steplint.project.body import Deed, Outside
from steplint.project.callables import Uncallable
from steplint.project.concurrency import Concurrent
from steplint.project.drift import Drifting, UnorderedStep, UseKind
from steplint.project.entities import External, Literal
from steplint.project.frames import Frame
from steplint.project.handlers import Done
from steplint.project.invocations import Invocation, Manner, Part, Site, Step
from steplint.project.late_binding import LateRead
from steplint.project.local_files import SharedFile
from steplint.project.lost_state import Lost
from steplint.project.mail import Conflict
from steplint.project.nesting import Nested
from steplint.project.protection import Operation
from steplint.project.reach import Hop, Reached, Region, reach
from steplint.project.reads import SessionUse
from steplint.project.recovery import Catch, Cleanup, Swallowed
from steplint.project.results import Misfit
from steplint.project.signatures import Unfit, unfit
from steplint.project.unawaited import Unawaited
from steplint.project.workflows import Definition
from steplint.sdk import inngest
from steplint.sdk.kinds import Effect
from steplint.sdk.nondeterminism import DriftKind

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
    def made_at(self) -> Place:
        """Where the function is made: the handler's name under a decorator, else the call that is given the handler."""
        definition, function = self.definition, self.definition.function
        maker = definition.made_in
        if function is None or function.decorators or definition.defined_at.path != self.place.path:
            return self.place
        is_wrapper = maker.function.kind is FunctionKind.FUNCTION and function.parent != maker.index
        return self.place if is_wrapper else definition.defined_at

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
    def code_reached(self) -> Sequence[Reached]:
        """Every frame reached, those of the project's functions that the catalogue names among them: how they are
        written matters to what becomes of what they raise.
        """
        sites, definition = self.project.sites, self.definition
        roots = ((definition.body, Region.DURABLE), (definition.failure, Region.FAILURE))
        return [r for root, region in roots if root is not None for r in reach(sites, root, region, into_named=True)]

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
            for lost in self.project.lost_variables.of_step(reached.frame, site, step):
                yield reached, site, step, lost
            for lost in self.project.lost_shared.of_step(reached, site):
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

    def deciding_reads(self) -> frozenset[Place]:
        """The reads that stand in a condition themselves and decide which steps are taken."""
        return frozenset(
            drifting.source.place
            for _, drifting in self.drifting()
            for use in drifting.uses
            if drifting.source.kind is DriftKind.READ and use.kind is UseKind.BRANCH
            if use.place.path == drifting.source.place.path and use.place.span.contains(drifting.source.place.span)
        )

    def unordered_steps(self) -> Iterator[tuple[Reached, UnorderedStep]]:
        """The steps that are taken for the items of a set."""
        for reached in self.reached:
            if reached.region is not Region.STEP:
                for step in self.project.unordered.of(reached):
                    yield reached, step

    def nested_steps(self) -> Iterator[Nested]:
        """The steps that are taken inside of handlers."""
        return self.project.nesting.of(self.reached)

    @functools.cached_property
    def uncallable(self) -> Sequence[tuple[Reached, Site, Uncallable]]:
        """What the workflow's steps and groups are given to run that cannot be called, with their calls; each place
        once.
        """
        found: dict[Place, tuple[Reached, Site, Uncallable]] = {}
        for reached, site in self.calls():
            if reached.region is not Region.STEP:
                for uncallable in self.project.callables.of_site(reached, site):
                    found.setdefault(uncallable.place, (reached, site, uncallable))
        return list(found.values())

    def late_reads(self) -> Iterator[tuple[Reached, Site, LateRead]]:
        """The callables of the workflow's groups that read a loop's variables when the loop is over."""
        for reached, site in self.calls():
            if reached.region is not Region.STEP:
                for late in self.project.late_binding.of_site(reached, site):
                    yield reached, site, late

    @property
    def async_reached(self) -> Sequence[Reached]:
        """The frames of the workflow's body, and of its failure handler's, in which a step has to be awaited; none in a
        sync workflow, whose steps are taken at once.
        """
        if self.function is None or not self.function.is_async:
            return []
        return [reached for reached in self.reached if reached.region is not Region.STEP]

    def concurrent(self) -> Iterator[tuple[Reached, Concurrent]]:
        """The calls that run steps of the workflow concurrently."""
        for reached in self.async_reached:
            for concurrent in self.project.concurrency.of(reached.frame):
                yield reached, concurrent

    def unawaited(self) -> Iterator[tuple[Reached, Unawaited]]:
        """The steps of the workflow that are not awaited; each place once, and one that never is for one that
        sometimes is.
        """
        found: dict[Place, tuple[Reached, Unawaited]] = {}
        for reached in self.async_reached:
            for unawaited in self.project.forgotten.of(reached):
                known = found.get(unawaited.awaitable.place)
                if known is None or (known[1].used is not None and unawaited.used is None):
                    found[unawaited.awaitable.place] = (reached, unawaited)
        return iter(found.values())

    def is_backing_off(self, reached: Reached, site: Site) -> bool:
        """Whether a call is made when something has failed, in a helper that takes no steps."""
        in_clause = self.project.protection.is_on_failure_path(site)
        return bool(reached.path) and in_clause and not self.project.holding.frame(reached.frame)

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

    def catches(self, *regions: Region) -> Iterator[tuple[Reached, Catch]]:
        """The clauses, and the managers that swallow something, in the code reached in some regions; those on a failure
        path themselves are left out.
        """
        catches = self.project.catches
        for reached in self.code_reached:
            if reached.region in regions:
                for catch in catches.of(reached.frame):
                    if not catches.is_on_failure_path(catch):
                        yield reached, catch

    def swallowed_interrupts(self) -> Iterator[tuple[Reached, Swallowed]]:
        """The interrupts of the body's steps, and of its failure handler's, that do not end the pass."""
        for reached in self.code_reached:
            if reached.region is not Region.STEP:
                for swallowed in self.project.interrupts.swallowed(reached.frame):
                    yield reached, swallowed

    def cleanups(self) -> Iterator[tuple[Reached, Cleanup]]:
        """What an interrupt of the body's steps, or of its failure handler's, runs through and that does something."""
        for reached in self.code_reached:
            if reached.region is not Region.STEP:
                for cleanup in self.project.interrupts.cleanups(reached.frame):
                    yield reached, cleanup

    def unreachable_clauses(self) -> Iterator[tuple[Reached, Catch, Site]]:
        """The body's clauses to which no error of a step comes, where only steps can raise; with the first step."""
        for reached in self.code_reached:
            if reached.region is not Region.STEP:
                for catch, site in self.project.unreachable.of(reached.frame):
                    yield reached, catch, site

    @property
    def is_retried(self) -> bool:
        """Whether the platform tries again what fails: not when the option `retries` is 0."""
        return self.definition.option("retries") != (Literal(0),)

    def operations(self) -> Sequence[Operation]:
        """The operations of the body that can fail, each with whether an error handler covers it."""
        body = self.definition.body
        return [] if body is None else self.project.protection.operations(body)
