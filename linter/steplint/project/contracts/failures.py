"""What failure handlers make of the event that tells of a failure."""

from __future__ import annotations

import dataclasses
import enum
from collections.abc import Iterator
from typing import TYPE_CHECKING

from steplint.diagnostics import Place
from steplint.model import values as v
from steplint.model.graph import Assign, Invoke
from steplint.model.operands import operands
from steplint.project.contracts.references import within
from steplint.project.entities import Entities, External, Items, Literal, Point, Table
from steplint.project.frames import Frame
from steplint.project.reach import Reached, Region
from steplint.project.sends.requirements import EVENT_DATA
from steplint.project.workflow import Workflow
from steplint.sdk import inngest

if TYPE_CHECKING:
    from steplint.project.project import Project

FAILURE_KEYS = frozenset({"event", "error", "run_id", "function_id", "events"})
"""What the data of `inngest/function.failed` has."""


class ReadKind(enum.StrEnum):
    """How a key is read."""

    ITEM = "item"
    GET = "get"


@dataclasses.dataclass(frozen=True, slots=True)
class DataRead:
    """A read of one key of an event's data."""

    key: str
    place: Place
    kind: ReadKind


@dataclasses.dataclass(frozen=True, slots=True)
class IdComparison:
    """The id of a failed function compared with a text that is the bare id of a function of the project."""

    text: str
    place: Place


def data_reads(project: Project, frame: Frame) -> Iterator[DataRead]:
    """The keys that a frame reads of the data of the event that started the run."""
    for value, point in _values(frame):
        match value:
            case v.Subscript(base=base, key=key):
                kind = ReadKind.ITEM
            case v.CallResult(call=number):
                call = frame.call(number)
                first = call.argument(0)
                if not (isinstance(call.callee, v.Attribute) and call.callee.name == "get") or first is None:
                    continue
                base, key, kind = call.callee.base, first, ReadKind.GET
            case _:
                continue
        match project.evaluator.evaluate(frame, key, point):
            case (Literal(value=str() as text),):
                if External(EVENT_DATA) in project.evaluator.evaluate(frame, base, point):
                    yield DataRead(text, Place(frame.module.path, value.span), kind)
            case _:
                pass


def event_reads(workflow: Workflow) -> tuple[list[Place], bool]:
    """Where a workflow's own code reads the data of the event that started it, and whether it also goes through all
    events of a batch.
    """
    found: set[Place] = set()
    knows_all = False
    for reached in workflow.body_reached:
        evaluate = workflow.project.evaluator.evaluate
        for value, point in _values(reached.frame):
            if isinstance(value, v.Attribute) and value.name in {"data", "events"}:
                base = evaluate(reached.frame, value.base, point)
                if value.name == "data" and External(inngest.EVENT) in base:
                    found.add(_event_place(workflow, reached.frame, value.base, point))
                knows_all = knows_all or (value.name == "events" and External(inngest.CONTEXT) in base)
    return sorted(found), knows_all


def _event_place(workflow: Workflow, frame: Frame, value: v.Value, point: Point) -> Place:
    """Where the event stands in the code: at its own name, or where a variable took it from the context."""
    if isinstance(value, v.Name):
        definitions = workflow.project.evaluator.definitions(frame.module, frame.index)
        for site in definitions.reaching(value.id, point.block, point.operation):
            match site.operation:
                case Assign(value=v.Attribute(name="event") as taken):
                    return Place(frame.module.path, taken.span)
                case _:
                    pass
    return Place(frame.module.path, value.span)


def failure_frames(workflow: Workflow) -> Iterator[Reached]:
    """The frames that run when a function has failed: those of `on_failure`, and of workflows that such an event
    starts.
    """
    for reached in workflow.reached:
        root = reached
        while root.caller is not None:
            root = root.caller
        if root.region is Region.FAILURE or workflow.definition.handles_failures:
            yield reached


def id_comparisons(project: Project, frame: Frame) -> Iterator[IdComparison]:
    """Comparisons of the failed function's id with a bare id of the project: the platform puts the application's
    before it.
    """
    ids = {workflow.definition.id for workflow in project.workflows} - {None}
    full = {
        f"{client.app_id}-{workflow.definition.id}"
        for workflow in project.workflows
        if (client := project.client_of(workflow)) is not None
    }
    for value, point in _values(frame):
        if isinstance(value, v.Comparison) and value.operator in {"==", "!=", "in", "not in"}:
            sides = [project.evaluator.evaluate(frame, side, point) for side in (value.left, value.right)]
            for one, other in (sides, sides[::-1]):
                if any(isinstance(e, External) and e.path in _FUNCTION_ID for e in one):
                    bare = sorted(text for text in _texts(other) if text in ids and text not in full)
                    if bare:
                        yield IdComparison(bare[0], Place(frame.module.path, value.span))
                        break


_FUNCTION_ID = frozenset({f"{EVENT_DATA}.[]", f"{EVENT_DATA}.get()"})
"""An item of the data. Of those only the function's id is ever compared with the id of a function."""


def _texts(entities: Entities) -> Iterator[str]:
    for entity in entities:
        match entity:
            case Literal(value=str() as text):
                yield text
            case Items(items=items):
                for item in items:
                    yield from _texts(item)
            case Table(entries=entries):
                yield from (key for key, _ in entries if isinstance(key, str))
            case _:
                pass


def _values(frame: Frame) -> Iterator[tuple[v.Value, Point]]:
    """Every expression that a frame evaluates, with a point where it does; each place once."""
    seen: set[tuple[str, object]] = set()
    for number, block in enumerate(frame.function.blocks):
        points = [(op, Point(number, position)) for position, op in enumerate(block.operations)]
        for operation, point in points:
            roots = list(operands(frame.function, operation))
            if isinstance(operation, Invoke):
                roots.append(v.CallResult(operation.span, operation.call))
            for root in roots:
                for value in within(root):
                    if (type(value).__name__, value.span) not in seen:
                        seen.add((type(value).__name__, value.span))
                        yield value, point
        end = Point(number, len(block.operations))
        for edge in block.edges:
            for value in within(edge.test) if edge.test is not None else ():
                if (type(value).__name__, value.span) not in seen:
                    seen.add((type(value).__name__, value.span))
                    yield value, end
    for loop in frame.function.loops:
        for value in within(loop.iterable) if loop.iterable is not None else ():
            if (type(value).__name__, value.span) not in seen:
                seen.add((type(value).__name__, value.span))
                yield value, Point(loop.header, 0)
