"""What a workflow reaches: every site of every frame its handler leads to, with the region it runs in and the path
that leads there.
"""

from __future__ import annotations

import dataclasses
import enum
from collections import deque
from collections.abc import Iterator

from steplint.diagnostics import Place, Related, RelatedRole
from steplint.model.values import Name
from steplint.project.frames import Frame
from steplint.project.invocations import Invocation, Manner, Site, written_name
from steplint.project.sites import Sites


class Region(enum.StrEnum):
    """How the platform treats code."""

    DURABLE = "durable"
    """The replayed body: runs again on every pass."""
    STEP = "step"
    """A step's handler: runs once, its result is memoised."""
    FAILURE = "failure"
    """The body of a failure handler: replayed like a workflow, without retries."""
    OUTSIDE = "outside"
    """Not reached from any workflow."""


@dataclasses.dataclass(frozen=True, slots=True)
class Hop:
    """One step of a call path: where the next function is called, and how."""

    place: Place
    message: str

    def as_related(self) -> Related:
        """The hop as a place that explains a finding."""
        return Related(self.place, self.message, RelatedRole.HOP)


@dataclasses.dataclass(frozen=True, slots=True)
class Naming:
    """The place and the name by which code says what is to run; `parameter` while it is only a parameter of the
    function.
    """

    place: Place
    name: str
    parameter: str | None = None

    def in_caller(self, site: Site, invocation: Invocation) -> Naming:
        """The naming as the caller of the function wrote it; the same where the argument cannot be told."""
        settled = Naming(self.place, self.name)
        if self.parameter is None or invocation.frame is None or site.call is None or invocation.offset is None:
            return settled
        names = [parameter.name for parameter in invocation.frame.function.parameters]
        position = names.index(self.parameter) if self.parameter in names else None
        if position is not None:
            position += invocation.offset - (1 if invocation.frame.receiver is not None else 0)
        value = site.call.argument(position, self.parameter)
        if value is None:
            return settled
        place = Place(site.frame.module.path, value.span)
        own = {parameter.name for parameter in site.frame.function.parameters}
        parameter = value.id if isinstance(value, Name) and value.id in own else None
        return Naming(place, written_name(value, site.frame.function), parameter)


@dataclasses.dataclass(frozen=True, slots=True)
class Reached:
    """A frame that a workflow reaches, with its region, the shortest call path to it, and the last call of that
    path.
    """

    frame: Frame
    region: Region
    path: tuple[Hop, ...]
    caller: Reached | None = None
    site: Site | None = None
    invocation: Invocation | None = None

    def naming(self, site: Site, invocation: Invocation) -> Naming:
        """Where a site's invocation is named: there, or, when it is a parameter there, what a caller handed in."""
        naming = Naming(site.place_of(invocation), invocation.name, invocation.parameter)
        reached: Reached | None = self
        while naming.parameter is not None and reached is not None:
            if reached.site is None or reached.invocation is None:
                break
            naming = naming.in_caller(reached.site, reached.invocation)
            reached = reached.caller
        return naming


def hop(site: Site, invocation: Invocation) -> Hop:
    """The hop from a site into the frame of one of its invocations."""
    if invocation.manner is Manner.STEP:
        label = site.step.label if site.step is not None else "…"
        message = f"step “{label}” runs `{invocation.name}`"
    elif invocation.parallel:
        message = f"the group runs `{invocation.name}` beside its other callables"
    else:
        message = f"calls `{invocation.name}`"
    return Hop(site.place_of(invocation), message)


def reach(sites: Sites, root: Frame, region: Region) -> Iterator[Reached]:
    """Every frame reached from a root, breadth first, each once a region, by the shortest path."""
    queue = deque([Reached(root, region, ())])
    seen = {(root.id, region)}
    while queue:
        current = queue.popleft()
        yield current
        for site in sites.of(current.frame).values():
            for invocation in site.invocations:
                if invocation.frame is None:
                    continue
                inner = Region.STEP if invocation.manner is Manner.STEP else current.region
                key = (invocation.frame.id, inner)
                if key not in seen:
                    seen.add(key)
                    path = (*current.path, hop(site, invocation))
                    queue.append(Reached(invocation.frame, inner, path, current, site, invocation))
