"""Which frames take steps, themselves or through what they call."""

from __future__ import annotations

from steplint.project.frames import Frame
from steplint.project.invocations import Manner, Site
from steplint.project.sites import Sites


class Holding:
    """Tells the frames and the calls that take steps."""

    def __init__(self, sites: Sites) -> None:
        self._sites = sites
        self._known: dict[int, bool] = {}

    def frame(self, frame: Frame) -> bool:
        """Whether a frame takes steps, itself or through what it calls."""
        if frame.id not in self._known:
            self._known[frame.id] = False  # a recursion adds nothing
            self._known[frame.id] = any(self.site(site) for site in self._sites.of(frame).values())
        return self._known[frame.id]

    def site(self, site: Site) -> bool:
        """Whether a call is a step, or one of a helper that takes steps."""
        return bool(site.steps) or any(
            i.manner is Manner.CALLED and i.frame is not None and self.frame(i.frame) for i in site.invocations
        )
