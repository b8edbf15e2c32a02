"""What listens for events: triggers, steps that wait, and options that cancel; and what is invoked without one."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import TYPE_CHECKING

from steplint.diagnostics import Place
from steplint.model import values as v
from steplint.project.apps.options import option_value, trigger_arguments
from steplint.project.entities import Entities, Entity, Items, Literal, Record, WorkflowRef
from steplint.project.evaluate import calls
from steplint.project.frames import Frame
from steplint.project.workflow import Workflow

if TYPE_CHECKING:
    from steplint.project.project import Project

_LISTENING = {"wait_for_event": "event", "Cancel": "event", "invoke": "function", "invoke_by_id": "function_id"}
"""The calls that listen or invoke, with the argument that says for what."""


@dataclasses.dataclass(frozen=True, slots=True)
class Listener:
    """A step that waits for an event, or an option that cancels at one: its name and where that is said."""

    name: str
    place: Place


@dataclasses.dataclass(frozen=True, slots=True)
class Listeners:
    """Who listens beside the triggers of workflows, and which workflows are invoked, by where they are defined and by
    id. `unknown` when something else may be listened for; `invokes_unknown` when anything may be invoked.
    """

    known: tuple[Listener, ...]
    unknown: bool
    invoked: frozenset[Place]
    invoked_ids: frozenset[str]
    invokes_unknown: bool
    unclear: tuple[tuple[Place, str], ...] = ()
    """Where something is listened for, or invoked, of which nothing is known, and by which call."""

    def invokes(self, workflow: Workflow) -> bool:
        """Whether a step may invoke a workflow."""
        return (
            self.invokes_unknown
            or workflow.definition.defined_at in self.invoked
            or workflow.definition.id is None
            or any(name == workflow.definition.id for name in self.invoked_ids)
        )


def trigger_records(workflow: Workflow) -> list[Entity]:
    """What a workflow's triggers may be, lists taken apart."""
    found: list[Entity] = []
    pending = list(workflow.definition.option("trigger") or ())
    while pending:
        entity = pending.pop(0)
        if isinstance(entity, Items):
            pending[:0] = [inner for item in entity.items for inner in item]
        else:
            found.append(entity)
    return found


def trigger_place(workflow: Workflow, event: str | None = None) -> Place:
    """Where the trigger stands, when that is beside the function; else the function's name. Of several triggers it is
    the text of the one that an event starts.
    """
    definition = workflow.definition
    given = option_value(workflow, "trigger")
    if given is None or definition.defined_at.path != workflow.place.path:
        return workflow.place
    if event is not None and len(definition.triggers) > 1:
        for place, entities in trigger_arguments(workflow, "inngest.TriggerEvent", "event"):
            if Literal(event) in entities and place.path == workflow.place.path:
                return place
    return Place(workflow.place.path, given.span)


def is_cron_only(workflow: Workflow) -> bool:
    """Whether only times start a workflow."""
    found = trigger_records(workflow)
    return bool(found) and all(isinstance(entity, Record) and entity.path == "inngest.TriggerCron" for entity in found)


def find_listeners(project: Project) -> Listeners:
    """Everything that waits, cancels or invokes; tests left out."""
    return project.remembered(_find)


def _find(project: Project) -> Listeners:
    said: dict[tuple[Place, str], set[Entity]] = {}
    called: dict[Place, str] = {}
    for frame in _frames(project):
        for number, call in enumerate(frame.function.calls):
            word = _LISTENING.get(_last_name(call.callee) or "")
            if word is None:
                continue
            given = calls.arguments(project.evaluator, frame, call, frame.calls_seen.get(number))
            if word not in given.keywords and not given.open:
                continue  # a method of that name on something else
            at = call.argument(99, word)
            place = Place(frame.module.path, call.span if at is None else at.span)
            called[place] = _last_name(call.callee) or "…"
            said.setdefault((place, word), set()).update(_single(given.keywords.get(word, ())))
    known: list[Listener] = []
    invoked: set[Place] = set()
    ids: set[str] = set()
    unclear: list[tuple[Place, str]] = []
    unknown = invokes_unknown = False
    for (place, word), entities in said.items():
        texts = {e.value for e in entities if isinstance(e, Literal) and isinstance(e.value, str)}
        if word == "event":
            known += [Listener(text, place) for text in texts]
            unknown = unknown or not texts
            unclear += [(place, called[place])] if not texts else []
        elif word == "function_id":
            ids |= texts
            invokes_unknown = invokes_unknown or not texts
            unclear += [(place, called[place])] if not texts else []
        else:
            refs = {_defined_at(project, e) for e in entities if isinstance(e, WorkflowRef)}
            invoked |= refs
            invokes_unknown = invokes_unknown or not refs
            unclear += [(place, called[place])] if not refs else []
    order = sorted(known, key=lambda listener: (listener.place, listener.name))
    return Listeners(tuple(order), unknown, frozenset(invoked), frozenset(ids), invokes_unknown, tuple(sorted(unclear)))


def _frames(project: Project) -> Iterator[Frame]:
    seen: set[int] = set()
    for frame in project.root_frames:
        seen.add(frame.id)
        yield frame
    for workflow in project.workflows:
        for reached in workflow.reached:
            if reached.frame.id not in seen:
                seen.add(reached.frame.id)
                yield reached.frame


def _single(entities: Entities) -> Iterator[Entity]:
    for entity in entities:
        if isinstance(entity, Items):
            for item in entity.items:
                yield from item
        else:
            yield entity


def _defined_at(project: Project, ref: WorkflowRef) -> Place:
    frame = project.evaluator.frames[ref.definer.frame]
    return Place(frame.module.path, frame.call(ref.definer.call).span)


def _last_name(value: v.Value) -> str | None:
    match value:
        case v.Name(id=name) | v.Attribute(name=name):
            return name
        case _:
            return None
