"""What handlers write into the object whose methods they are, or into variables of modules, and what reads it later: in
the body, or in the handler of another step.
"""

from __future__ import annotations

from collections.abc import Iterator

from steplint.diagnostics import Confidence, Place
from steplint.project.entities import Instance, Point
from steplint.project.evaluate import Evaluator
from steplint.project.frames import Frame
from steplint.project.invocations import Manner, Site
from steplint.project.lost_state.facts import Lost
from steplint.project.lost_state.touches import Spot, Toucher
from steplint.project.reach import Reached
from steplint.project.sites import Sites


class LostShared:
    """Finds writes of handlers into what outlives them."""

    def __init__(self, evaluator: Evaluator, sites: Sites) -> None:
        self._evaluator = evaluator
        self._sites = sites
        self._toucher = Toucher(evaluator, sites)

    def of_step(self, reached: Reached, site: Site) -> Iterator[Lost]:
        """What the handlers of a step of the body write and something reads later, each thing once."""
        for invocation in site.invocations:
            if invocation.manner is Manner.STEP:
                for spot, (write, name) in self._toucher.writes_through(reached.frame, site, invocation).every.items():
                    read = self._read_after(reached, site, spot)
                    if read is not None:
                        yield Lost(name, write, read, self._grade(reached, spot))

    def _read_after(self, reached: Reached, site: Site, spot: Spot) -> Place | None:
        """The first read that a step leads to, in its function or in those that call it."""
        at: Site | None = site
        current: Reached | None = reached
        while current is not None and at is not None:
            found = self._read_in(current.frame, at, spot)
            if found is not None:
                return found
            at, current = current.site, current.caller
        return None

    def _read_in(self, frame: Frame, site: Site, spot: Spot) -> Place | None:
        routes = self._sites.decisions.routes(frame)
        anew: list[Point] = []
        reads: list[tuple[Place, Point]] = []
        for number in sorted(self._sites.decisions.of(frame).live_blocks):
            for position, operation in enumerate(frame.function.blocks[number].operations):
                point = Point(number, position)
                if any(found == spot for found, _, _ in self._toucher.written(frame, operation, point)):
                    anew.append(point)
                reads += [(p, point) for found, p, _ in self._toucher.read(frame, operation, point) if found == spot]
        for other in self._sites.of(frame).values():
            for invocation in other.invocations if other.point != site.point else ():
                written = self._toucher.writes_through(frame, other, invocation)
                read = self._toucher.reads_through(frame, other, invocation)
                if invocation.manner is Manner.CALLED and spot in written.own:
                    anew.append(other.point)
                elif spot in read and spot not in written.every:
                    reads.append((read[spot][0], other.point))
        lost = [
            place
            for place, point in reads
            if routes.leads(site.point, point) and all(routes.leads(site.point, point, without=write) for write in anew)
        ]
        return min(lost, default=None)

    def _grade(self, reached: Reached, spot: Spot) -> Confidence:
        """High where a function of the body makes the object: it is another one on each pass."""
        current: Reached | None = reached
        while current is not None and isinstance(spot.owner, Instance):
            if any(spot.owner in made for made in self._toucher.made(current.frame)):
                return Confidence.HIGH
            current = current.caller
        return Confidence.MEDIUM
