"""Whether steps come after a point of a frame."""

from __future__ import annotations

from steplint.project.frames import Frame
from steplint.project.invocations import Manner, Site
from steplint.project.sites import Sites


class After:
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
