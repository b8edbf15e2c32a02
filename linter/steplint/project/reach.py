"""What a workflow reaches: every site of every frame its handler leads to, with the region it runs in and the path that leads there."""

from __future__ import annotations

import dataclasses
import enum
from collections import deque
from collections.abc import Iterator

from steplint.diagnostics import Place, Related
from steplint.project.frames import Frame
from steplint.project.sites import Invocation, Manner, Site, Sites


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
        return Related(self.place, self.message)


@dataclasses.dataclass(frozen=True, slots=True)
class Reached:
    """A frame that a workflow reaches, with its region and the shortest call path to it."""

    frame: Frame
    region: Region
    path: tuple[Hop, ...]


def hop(site: Site, invocation: Invocation) -> Hop:
    """The hop from a site into the frame of one of its invocations."""
    match invocation.manner:
        case Manner.STEP:
            label = site.step.label if site.step is not None else "…"
            return Hop(site.place_of(invocation), f"step “{label}” runs `{invocation.name}`")
        case Manner.PARALLEL:
            return Hop(site.place_of(invocation), f"the group runs `{invocation.name}` beside its other callables")
        case _:
            return Hop(site.place_of(invocation), f"calls `{invocation.name}`")


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
                    queue.append(Reached(invocation.frame, inner, (*current.path, hop(site, invocation))))
