"""Under which names a project sends events, from where, and whether it may send others."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from steplint.diagnostics import Place
from steplint.model.module import FunctionKind
from steplint.project.contracts.references import calls_by_name, is_called_in_the_dark, is_used
from steplint.project.entities import Entities, Items, Literal, Record, Table, Template
from steplint.project.frames import Frame
from steplint.project.reach import Hop, hop
from steplint.project.sends import Event, Sent

if TYPE_CHECKING:
    from steplint.project.project import Project


@dataclasses.dataclass(frozen=True, slots=True)
class Emission:
    """An event that is sent under a known name: the call that decides so, the path from it to the SDK's call, and the
    function in which that path begins.
    """

    name: str
    event: Event
    place: Place
    path: tuple[Hop, ...]
    frame: Frame
    through: tuple[Frame, ...] = ()
    """The functions on that path, that of the SDK's call last."""


@dataclasses.dataclass(frozen=True, slots=True)
class Emissions:
    """What is sent, by place. `templates` are the constant beginnings of names that are put together; `unknown` when
    events may be sent whose names nothing is known of.
    """

    known: tuple[Emission, ...]
    templates: tuple[str, ...]
    unknown: bool

    def of(self, name: str) -> list[Emission]:
        """The events sent under a name."""
        return [emission for emission in self.known if emission.name == name]

    def may_send(self, name: str) -> bool:
        """Whether an event of a name, or one that a wildcard at its end stands for, may be sent."""
        if self.unknown or any(
            name.startswith(start) or start.startswith(name.rstrip("*")) for start in self.templates
        ):
            return True
        if name.endswith("*"):
            return any(emission.name.startswith(name[:-1]) for emission in self.known)
        return any(emission.name == name for emission in self.known)


def is_observing(emission: Emission) -> bool:
    """Whether an event is there to be looked at and not to start anything: it goes through code that observes, as its
    modules or functions are called, or its name says so.
    """
    frames = (emission.frame, *emission.through)
    names = [emission.name.partition("/")[0], *(frame.function.name for frame in frames)]
    names += [PurePosixPath(frame.module.path).stem for frame in frames]
    return any(_OBSERVING & {word.lower() for word in _WORD.findall(name)} for name in names)


_OBSERVING = frozenset(
    "observability observe metric metrics telemetry analytics audit monitoring tracing log logs logging".split()
)
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")


def find_emissions(project: Project) -> Emissions:
    """Everything that a project sends; tests left out."""
    return project.remembered(_find)


def _find(project: Project) -> Emissions:
    by_leaf: dict[Place, list[Sent]] = {}
    for sent in project.senders.sent():
        by_leaf.setdefault(sent.leaf.place, []).append(sent)
    known: dict[tuple[str, Place], Emission] = {}
    templates: set[str] = set()
    unknown = False
    for group in by_leaf.values():
        through = {(site.frame.module.path, site.frame.index) for sent in group for site, _ in sent.chain}
        for sent in sorted(group, key=lambda each: len(each.chain)):
            for event in events_of(sent):
                for entity in event.names or (None,):
                    match entity:
                        case Literal(value=str() as name):
                            emission = _emission(name, event, sent)
                            known.setdefault((name, emission.place), emission)
                        case Template(parts=(str() as start, *_)) if start:
                            templates.add(start)
                        case _:
                            unknown = unknown or _is_open(project, sent, through)
    found = sorted(known.values(), key=lambda emission: (emission.place, emission.name))
    return Emissions(tuple(found), tuple(sorted(templates)), unknown)


def is_dead(project: Project, emission: Emission) -> bool:
    """Whether nothing in the project uses the function that sends an event, and nothing else is meant to: its name
    begins with an underscore.
    """
    return emission.frame.function.name.startswith("_") and not is_used(project, emission.frame)


def events_of(sent: Sent) -> Iterator[Event]:
    """The events of a send; a dict that is sent for an event counts as what it says (SL404 tells of it)."""
    if sent.leaf.sending is not None:
        yield from _flattened(sent.leaf.sending.events)


def _flattened(events: Entities) -> Iterator[Event]:
    for entity in events:
        match entity:
            case Items(items=items):
                for item in items:
                    yield from _flattened(item)
            case Record(path="inngest.Event", fields=fields, open=is_open):
                given = dict(fields)
                yield Event(given.get("name", ()), given.get("data"), tuple(given), is_open)
            case Table(entries=entries, open=is_open):
                said = {str(key): value for key, value in entries}
                yield Event(said.get("name", ()), said.get("data"), (), is_open)
            case _:
                yield Event((), None, (), is_open=True)


def _emission(name: str, event: Event, sent: Sent) -> Emission:
    """The send, with the place of the call that decides the name: the innermost that the callers are not asked for."""
    if not sent.chain:
        return Emission(name, event, sent.leaf.place, (), sent.outermost)
    path = tuple(hop(site, invocation) for site, invocation in sent.chain)
    through = tuple(invocation.frame for _, invocation in sent.chain if invocation.frame is not None)
    return Emission(name, event, sent.chain[0][0].place, path, sent.outermost, through)


def _is_open(project: Project, sent: Sent, through: set[tuple[str, int]]) -> bool:
    """Whether a send of unknown name may send anything: not where callers say what; `through` are those that do."""
    frame = sent.outermost
    callers = project.senders.callers_of((frame.module.path, frame.index))
    if not callers:
        return frame.function.kind is not FunctionKind.FUNCTION or is_used(project, frame)
    hands_on = any(not calls_by_name(project, caller, frame.function.name) for caller in callers - through)
    return hands_on or is_called_in_the_dark(project, frame)
