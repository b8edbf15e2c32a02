"""Steps of async workflows that are not awaited, on some path or on any."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from steplint.diagnostics import Place
from steplint.model import values as v
from steplint.project.awaitables import Awaitable, Awaitables
from steplint.project.frames import Frame
from steplint.project.invocations import Site
from steplint.project.reach import Reached
from steplint.project.sites import Sites
from steplint.sdk import inngest


@dataclasses.dataclass(frozen=True, slots=True)
class Unawaited:
    """A step, a group or a coroutine with steps that is not awaited.

    `used` is where it is awaited, or handed on, on other paths; None when it never is. `returned` is where a workflow's
    own handler gives it to the SDK, which awaits nothing.
    """

    awaitable: Awaitable
    used: Place | None
    returned: Place | None


class Forgotten:
    """Finds what is not awaited."""

    def __init__(self, sites: Sites, awaitables: Awaitables) -> None:
        self._sites = sites
        self._awaitables = awaitables
        self._by_frame: dict[tuple[int, bool], tuple[Unawaited, ...]] = {}

    def of(self, reached: Reached) -> tuple[Unawaited, ...]:
        """What a frame of an async workflow's body does not await."""
        frame = reached.frame
        # The SDK awaits what a handler or a callable of a group gives once, and not what that gives.
        is_last = reached.invocation is None or reached.invocation.parallel
        is_last = is_last and frame.function.is_async
        key = (frame.id, is_last)
        if key not in self._by_frame:
            self._by_frame[key] = tuple(self._search(frame, is_last=is_last))
        return self._by_frame[key]

    def _search(self, frame: Frame, *, is_last: bool) -> Iterator[Unawaited]:
        awaitables = self._awaitables.of(frame)
        if not awaitables:
            return
        fates = self._awaitables.fates(frame)
        path = frame.module.path
        idle = {
            frame.derived.number_of(site.call): values
            for site in self._sites.of(frame).values()
            if site.call is not None and (values := _idle(site))
        }
        for number, awaitable in sorted(awaitables.items()):
            # What a function hands back may be a list of them.
            is_single = awaitable.inner is None or (
                awaitable.inner.function.is_async
                and awaitable.site.call is not None
                and not awaitable.site.call.awaited
            )
            fate = fates.of(number, is_single=is_single, idle=idle)
            if fate is None:
                continue
            returned = Place(path, fate.returned) if fate.returned is not None else None
            used = Place(path, fate.used) if fate.used is not None else None
            if is_last and returned is not None:
                yield Unawaited(awaitable, used, returned)
            elif fate.is_lost:
                yield Unawaited(awaitable, used or returned, None)


def _idle(site: Site) -> tuple[v.Value, ...]:
    """What a step is given and awaits for nobody: the arguments that it hands to its handler."""
    call = site.call
    if call is None or site.step is None or site.step.kind is not inngest.StepKind.RUN:
        return ()
    handler = call.argument(1, "handler")
    return tuple(argument.value for argument in call.arguments if argument.value is not handler)
