"""Server actions: the functions outside of workflows that send events."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Sequence

from steplint.project.frames import Frame
from steplint.project.invocations import SendKind, Site
from steplint.project.sends.ordering import Misorder, Ordering, is_forgotten
from steplint.project.sends.senders import FunctionKey, Senders
from steplint.project.sites import Sites


@dataclasses.dataclass(frozen=True, slots=True)
class Action:
    """What is to be said of a function that sends events: sends that come too early, that nobody awaits, that stand
    outside of the modules meant for them, and those of an action that writes nothing.
    """

    frame: Frame
    misorders: Sequence[Misorder]
    forgotten: Sequence[Site]
    misplaced: Sequence[Site]
    writeless: Sequence[Site]


def find_actions(
    senders: Senders,
    ordering: Ordering,
    sites: Sites,
    *,
    in_workflows: frozenset[FunctionKey],
    is_meant: Callable[[str], bool],
) -> Iterator[Action]:
    """The actions of a project, by place. `in_workflows` are the functions that workflows reach; `is_meant` tells of a
    module's path whether events may be sent there.
    """
    for key, frame in sorted(senders.functions.items(), key=lambda item: item[0]):
        if key in in_workflows:
            continue
        own = [
            site
            for site in sites.of(frame).values()
            if site.sending is not None and site.sending.kind is not SendKind.STEP
        ]
        misorders = ordering.of(frame)
        forgotten = [site for site in own if is_forgotten(site)]
        misplaced = [] if is_meant(key[0]) else own
        is_last = not senders.is_called(key)
        writeless = own if is_last and not ordering.writes(frame) else []
        yield Action(frame, misorders, forgotten, misplaced, writeless)
