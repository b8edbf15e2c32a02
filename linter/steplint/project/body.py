"""What a replayed body does to the world by itself, outside of steps."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Sequence

from steplint.diagnostics import Confidence, Place
from steplint.model import values as v
from steplint.model.graph import ContextKind
from steplint.project.entities import External, FunctionRef, Instance
from steplint.project.evaluate import Evaluator
from steplint.project.frames import Frame
from steplint.project.invocations import Invocation, Manner, SendKind, Site, written_name
from steplint.project.protection import contexts_around
from steplint.project.reach import Hop, Reached, Region, hop
from steplint.project.sites import Sites
from steplint.sdk.effects import Catalogue
from steplint.sdk.kinds import Effect, EffectKind


@dataclasses.dataclass(frozen=True, slots=True)
class Deed:
    """One effect of a body: the call in the body, and the effect it comes to, with the path from the one to the
    other.

    `effect` is None for an awaited call of a library that the catalogue does not know. `inner_name` and `effect_place`
    are set when the call is one of a helper: what stands at the end of the path, and where.
    """

    reached: Reached
    site: Site
    place: Place
    name: str
    effect: Effect | None
    inner_name: str | None = None
    path: tuple[Hop, ...] = ()
    effect_place: Place | None = None

    @property
    def confidence(self) -> Confidence:
        """How sure it is that the call does something that must not be repeated: reading alone seldom harms."""
        if self.effect is None:
            return Confidence.LOW
        return Confidence.least(
            self.effect.confidence, Confidence.MEDIUM if self.effect.kind.is_read else Confidence.HIGH
        )


@dataclasses.dataclass(frozen=True, slots=True)
class Outside:
    """Effects of a body that belong together (one call, one session, one `with` block): the first one leads.

    `repeats` on every pass: an interrupt can come after one of them.
    """

    deeds: tuple[Deed, ...]
    repeats: bool

    @property
    def first(self) -> Deed:
        """The deed that comes first in the code."""
        return self.deeds[0]

    @property
    def worst(self) -> Deed:
        """The deed that is surest to do harm."""
        return min(self.deeds, key=lambda deed: deed.confidence.rank)


class Bodies:
    """Finds the effects that stand outside of steps."""

    def __init__(self, evaluator: Evaluator, sites: Sites, catalogue: Catalogue) -> None:
        self._evaluator = evaluator
        self._sites = sites
        self._catalogue = catalogue
        self._inner: dict[int, tuple[Deed, ...]] = {}
        self._sent: dict[int, Deed | None] = {}

    def effects(self, reached: Sequence[Reached]) -> list[Outside]:
        """The effects of a workflow's body outside of steps; `reached` are the frames of the body.

        A helper that holds steps is a part of the body. Any other is judged where the body calls it.
        """
        return self._outside(reached, self._groups)

    def sends(self, reached: Sequence[Reached]) -> list[Outside]:
        """The events that a workflow's body sends by itself, each call for itself; their deeds have no effect of the
        catalogue.
        """
        return self._outside(reached, self._sends)

    def _outside(
        self, reached: Sequence[Reached], groups: Callable[[Reached, set[int]], list[list[Deed]]]
    ) -> list[Outside]:
        frames = {r.frame.id: r for r in reached}
        callers: dict[int, list[tuple[Frame, Site]]] = {}
        for r in reached:
            for site in self._sites.of(r.frame).values():
                for invocation in site.invocations:
                    if invocation.manner is Manner.CALLED and invocation.frame is not None:
                        callers.setdefault(invocation.frame.id, []).append((r.frame, site))
        holding = _closure({id for id, r in frames.items() if self._has_steps(r.frame)}, callers)
        followed: dict[int, bool] = {}
        found: list[Outside] = []
        for r in reached:
            if r.path and r.frame.id not in holding:
                continue
            after = _After(self._sites, r.frame, holding)
            goes_on = self._is_followed(r.frame, callers, holding, followed)
            for group in groups(r, holding):
                found.append(Outside(tuple(group), goes_on or any(after.reaches_step(deed.site) for deed in group)))
        return found

    def within(self, frame: Frame) -> tuple[Deed, ...]:
        """The effects that a function without steps comes to: of each kind the one by the shortest path."""
        return self._within(frame)

    def _has_steps(self, frame: Frame) -> bool:
        return any(site.steps for site in self._sites.of(frame).values())

    def _is_followed(
        self, frame: Frame, callers: dict[int, list[tuple[Frame, Site]]], holding: set[int], known: dict[int, bool]
    ) -> bool:
        """Whether a step can come after a frame, in the frames that call it."""
        if frame.id not in known:
            known[frame.id] = False  # a recursion adds nothing
            known[frame.id] = any(
                _After(self._sites, caller, holding).reaches_step(site)
                or self._is_followed(caller, callers, holding, known)
                for caller, site in callers.get(frame.id, ())
            )
        return known[frame.id]

    # What a frame does

    def _groups(self, reached: Reached, holding: set[int]) -> list[list[Deed]]:
        groups: dict[object, list[Deed]] = {}
        for site in sorted(self._sites.of(reached.frame).values(), key=lambda site: site.span):
            deeds = list(self._deeds(reached, site, holding))
            if deeds:
                groups.setdefault(self._group(site), []).extend(deeds)
        return [_each_once(group) for group in groups.values()]

    def _deeds(self, reached: Reached, site: Site, holding: set[int]) -> Iterator[Deed]:
        """What a call of the body comes to outside of steps."""
        found = False
        for invocation in site.invocations:
            if invocation.manner is Manner.STEP:
                continue
            naming = reached.naming(site, invocation)
            if invocation.effect is not None:
                if invocation.effect.kind.is_side_effect:
                    found = True
                    name = _shown(site, invocation) if naming.place == site.place_of(invocation) else naming.name
                    yield Deed(reached, site, naming.place, name, invocation.effect)
            elif invocation.frame is not None and invocation.frame.id not in holding:
                inner = self._within(invocation.frame)
                if inner:
                    found = True
                    first = min(inner, key=lambda deed: deed.confidence.rank)
                    yield dataclasses.replace(
                        first,
                        reached=reached,
                        site=site,
                        place=naming.place,
                        name=naming.name,
                        inner_name=first.name,
                        path=(hop(site, invocation), *first.path),
                    )
        if not found and site.unfound is not None:
            yield Deed(reached, site, site.place, site.unfound, None)

    def _within(self, frame: Frame) -> tuple[Deed, ...]:
        """The effects that a helper without steps comes to: of each kind the one by the shortest path."""
        known = self._inner.get(frame.id)
        if known is None:
            self._inner[frame.id] = ()
            known = self._inner[frame.id] = tuple(self._search(frame))
        return known

    def _search(self, frame: Frame) -> Iterator[Deed]:
        pending: list[Reached] = [Reached(frame, Region.DURABLE, ())]
        seen = {frame.id}
        kinds: set[tuple[EffectKind | None, Confidence]] = set()
        while pending:
            current = pending.pop(0)
            for site in sorted(self._sites.of(current.frame).values(), key=lambda site: site.span):
                for invocation in site.invocations:
                    if invocation.manner is Manner.STEP:
                        continue
                    effect = invocation.effect
                    if effect is not None and effect.kind.is_side_effect:
                        if (effect.kind, effect.confidence) not in kinds:
                            kinds.add((effect.kind, effect.confidence))
                            place = site.place_of(invocation)
                            yield Deed(
                                current,
                                site,
                                place,
                                _shown(site, invocation),
                                effect,
                                path=current.path,
                                effect_place=place,
                            )
                    elif invocation.frame is not None and invocation.frame.id not in seen:
                        seen.add(invocation.frame.id)
                        path = (*current.path, hop(site, invocation))
                        pending.append(Reached(invocation.frame, Region.DURABLE, path, current, site, invocation))
                if site.unfound is not None and (None, Confidence.LOW) not in kinds:
                    kinds.add((None, Confidence.LOW))
                    yield Deed(
                        current, site, site.place, site.unfound, None, path=current.path, effect_place=site.place
                    )

    # Events

    def _sends(self, reached: Reached, holding: set[int]) -> list[list[Deed]]:
        found: list[list[Deed]] = []
        for site in sorted(self._sites.of(reached.frame).values(), key=lambda site: site.span):
            if _is_send(site) and site.call is not None:
                name = written_name(site.call.callee, reached.frame.function)
                found.append([Deed(reached, site, site.place, name, None)])
                continue
            for invocation in site.invocations:
                if invocation.manner is Manner.STEP or invocation.frame is None or invocation.frame.id in holding:
                    continue
                inner = self._sent_within(invocation.frame)
                if inner is not None:
                    naming = reached.naming(site, invocation)
                    deed = dataclasses.replace(
                        inner,
                        reached=reached,
                        site=site,
                        place=naming.place,
                        name=naming.name,
                        inner_name=inner.name,
                        path=(hop(site, invocation), *inner.path),
                    )
                    found.append([deed])
        return [_each_once(group) for group in {group[0].place: group for group in found}.values()]

    def _sent_within(self, frame: Frame) -> Deed | None:
        """The first send that a helper without steps comes to, by the shortest path."""
        if frame.id not in self._sent:
            self._sent[frame.id] = None
            pending: list[Reached] = [Reached(frame, Region.DURABLE, ())]
            seen = {frame.id}
            while pending:
                current = pending.pop(0)
                for site in sorted(self._sites.of(current.frame).values(), key=lambda site: site.span):
                    if _is_send(site) and site.call is not None:
                        name = written_name(site.call.callee, current.frame.function)
                        found = Deed(current, site, site.place, name, None, None, current.path, site.place)
                        self._sent[frame.id] = found
                        return found
                    for invocation in site.invocations:
                        inner = invocation.frame
                        if invocation.manner is not Manner.STEP and inner is not None and inner.id not in seen:
                            seen.add(inner.id)
                            path = (*current.path, hop(site, invocation))
                            pending.append(Reached(inner, Region.DURABLE, path, current, site, invocation))
        return self._sent[frame.id]

    # What belongs together

    def _group(self, site: Site) -> object:
        """What the effects of a call are one with: the `with` block of a resource around it, the session it uses, or
        nothing but themselves.
        """
        frame = site.frame
        block = self._resource_block(site)
        if block is not None:
            return ("with", block)
        if site.call is not None:
            for value in (site.call.callee, *(argument.value for argument in site.call.arguments)):
                session = self._session(frame, value, site)
                if session is not None:
                    return ("session", session)
        return ("call", site.span.line, site.span.column)

    def _resource_block(self, site: Site) -> int | None:
        """The outermost `with` block around a site that opens something the catalogue knows, or that the project
        manages; the call that opens it belongs to it.
        """
        function = site.frame.function
        blocks: list[int] = []
        for context in contexts_around(function.contexts, function.blocks[site.point.block].context):
            if (
                context.kind is ContextKind.WITH
                and context.manager is not None
                and self._is_resource(site.frame, context.manager)
            ):
                blocks.append(function.contexts.index(context))
        if blocks:
            return blocks[-1]
        if site.call is None:
            span = site.span
            managed = [i for i, c in enumerate(function.contexts) if c.manager is not None and c.manager.span == span]
            return managed[0] if managed else None
        for number, context in enumerate(function.contexts):
            manager = context.manager
            if isinstance(manager, v.CallResult) and function.calls[manager.call] is site.call:
                return number
        return None

    def _is_resource(self, frame: Frame, manager: v.Value) -> bool:
        for entity in self._evaluator.evaluate(frame, manager):
            match entity:
                case External(path=path):
                    if self._catalogue.is_resource(path):
                        return True
                case Instance():
                    return True
                case _:
                    pass
        if isinstance(manager, v.CallResult):
            callees = self._evaluator.evaluate(frame, frame.call(manager.call).callee)
            return any(isinstance(entity, FunctionRef) for entity in callees)
        return False

    def _session(self, frame: Frame, value: v.Value, site: Site) -> object | None:
        """The session that a chain starts from, by the variable that holds it; None where it is none."""
        root = value
        while isinstance(root, v.Attribute | v.CallResult | v.Awaited | v.Subscript):
            match root:
                case v.Attribute(base=base) | v.Subscript(base=base):
                    if self._is_session(frame, root, site):
                        return _path_of(root)
                    root = base
                case v.Awaited(value=inner):
                    root = inner
                case v.CallResult(call=index):
                    root = frame.call(index).callee
        if isinstance(root, v.Name) and self._is_session(frame, root, site):
            return root.id
        return None

    def _is_session(self, frame: Frame, value: v.Value, site: Site) -> bool:
        return any(
            isinstance(entity, External) and self._catalogue.is_session(entity.path)
            for entity in self._evaluator.evaluate(frame, value, site.point)
        )


class _After:
    """Whether a step can come after a point of a frame."""

    def __init__(self, sites: Sites, frame: Frame, holding: set[int]) -> None:
        self._frame = frame
        self._steps = [
            site.point
            for site in sites.of(frame).values()
            if site.steps
            or any(
                i.manner is Manner.CALLED and i.frame is not None and i.frame.id in holding for i in site.invocations
            )
        ]
        self._dead = sites.decisions.of(frame).dead_edges

    def reaches_step(self, site: Site) -> bool:
        """Whether some path from a site comes to a step."""
        if not self._steps:
            return False
        point = site.point
        if any(step.block == point.block and step.operation > point.operation for step in self._steps):
            return True
        targets = {step.block for step in self._steps}
        blocks = self._frame.function.blocks
        seen: set[int] = set()
        pending = [point.block]
        while pending:
            number = pending.pop()
            for position, edge in enumerate(blocks[number].edges):
                if (number, position) not in self._dead and edge.target not in seen:
                    if edge.target in targets:
                        return True
                    seen.add(edge.target)
                    pending.append(edge.target)
        return False


def _is_send(site: Site) -> bool:
    return site.sending is not None and site.sending.kind is not SendKind.STEP


def _closure(holding: set[int], callers: dict[int, list[tuple[Frame, Site]]]) -> set[int]:
    """The frames that hold steps, themselves or through what they call."""
    pending = list(holding)
    while pending:
        for caller, _ in callers.get(pending.pop(), ()):
            if caller.id not in holding:
                holding.add(caller.id)
                pending.append(caller.id)
    return holding


def _shown(site: Site, invocation: Invocation) -> str:
    """A call as it stands in the code; what it runs where the two differ (a wrapper, a property)."""
    if site.call is not None and invocation.span == site.span:
        return written_name(site.call.callee, site.frame.function)
    return invocation.name


def _each_once(deeds: Sequence[Deed]) -> list[Deed]:
    """The deeds by place; code that the graph holds several times (a `finally`) counts once."""
    found: dict[tuple[Place, str], Deed] = {}
    for deed in deeds:
        found.setdefault((deed.place, deed.name), deed)
    return list(found.values())


def _path_of(value: v.Value) -> object:
    match value:
        case v.Attribute(base=base, name=name):
            return (_path_of(base), name)
        case v.Name(id=name):
            return name
        case _:
            return value.span
