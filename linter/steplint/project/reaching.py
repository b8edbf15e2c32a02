"""What many workflows reach, with what they have in common made once."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence

from steplint.project.frames import Frame
from steplint.project.invocations import Invocation, Manner, Site
from steplint.project.reach import Hop, Reached, Region, hop
from steplint.project.sites import Sites


class Reaching:
    """Follows calls from handlers as `reach` does. Many workflows come through the same helpers, so what a frame enters
    is noted once, with the hops into it, which all paths share.
    """

    def __init__(self, sites: Sites) -> None:
        self._sites = sites
        self._entered: dict[int, Sequence[tuple[Site, Invocation, Frame, Hop]]] = {}

    def of(self, root: Frame, region: Region) -> Iterator[Reached]:
        """Every frame reached from a root, breadth first, each once a region, by the shortest path."""
        queue = deque([Reached(root, region, ())])
        seen = {(root.id, region)}
        while queue:
            current = queue.popleft()
            yield current
            for site, invocation, frame, into in self._entered_from(current.frame):
                inner = Region.STEP if invocation.manner is Manner.STEP else current.region
                key = (frame.id, inner)
                if key not in seen:
                    seen.add(key)
                    queue.append(Reached(frame, inner, (*current.path, into), current, site, invocation))

    def _entered_from(self, frame: Frame) -> Sequence[tuple[Site, Invocation, Frame, Hop]]:
        known = self._entered.get(frame.id)
        if known is None:
            known = self._entered[frame.id] = [
                (site, invocation, invocation.frame, hop(site, invocation))
                for site in self._sites.of(frame).values()
                for invocation in site.invocations
                if invocation.frame is not None
            ]
        return known
