"""What a replayed body does to the world by itself, outside of steps."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Sequence

from steplint.diagnostics import Confidence, Place
from steplint.project.body.after import After
from steplint.project.body.deeds import Deed, Outside
from steplint.project.body.groups import Groups
from steplint.project.evaluate import Evaluator
from steplint.project.frames import Frame
from steplint.project.invocations import Invocation, Manner, SendKind, Site, written_name
from steplint.project.reach import Reached, Region, hop
from steplint.project.sites import Sites
from steplint.sdk.effects import Catalogue
from steplint.sdk.kinds import EffectKind


class Bodies:
    """Finds the effects that stand outside of steps."""

    def __init__(self, evaluator: Evaluator, sites: Sites, catalogue: Catalogue) -> None:
        self._sites = sites
        self._together = Groups(evaluator, catalogue)
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
            after = After(self._sites, r.frame, holding)
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
                After(self._sites, caller, holding).reaches_step(site)
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
                groups.setdefault(self._together.of(site), []).extend(deeds)
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
