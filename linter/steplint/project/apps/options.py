"""Where a workflow's options stand in the code."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from steplint.diagnostics import Place
from steplint.model import values as v
from steplint.model.module import Call
from steplint.project.apps.tracing import Written, origins
from steplint.project.entities import Entities, External, Point
from steplint.project.frames import Frame

if TYPE_CHECKING:
    from steplint.project.workflow import Workflow

_DEEPEST = 8


def option_value(workflow: Workflow, name: str) -> v.Value | None:
    """What an option of `create_function` is given, where it stands in the call."""
    return workflow.definition.call.argument(None, name)


def option_place(workflow: Workflow, name: str) -> Place:
    """Where an option's value stands; the function's name where it comes out of a mapping."""
    value = option_value(workflow, name)
    return workflow.place if value is None else Place(workflow.definition.defined_at.path, value.span)


def trigger_arguments(workflow: Workflow, path: str, parameter: str) -> Iterator[tuple[Place, Entities]]:
    """What the triggers of a class are made with: each argument's place and what it may be; those that cannot be
    followed to a call left out.
    """
    value = option_value(workflow, "trigger")
    if value is None:
        return
    evaluate = workflow.project.evaluator.evaluate
    for frame, call, point in _calls_in(workflow, workflow.definition.made_in, value, 0):
        given = call.argument(None, parameter)
        if given is not None and External(path) in evaluate(frame, call.callee, point):
            yield Place(frame.module.path, given.span), evaluate(frame, given, point)


def _calls_in(
    workflow: Workflow, frame: Frame, value: v.Value, depth: int
) -> Iterator[tuple[Frame, Call, Point | None]]:
    """The calls that make the items of a list, or a single thing."""
    if depth > _DEEPEST:
        return
    for origin in origins(workflow.project.evaluator, frame, value, set()):
        match origin:
            case Written(frame=inner, value=v.CallResult(call=number)):
                yield inner, inner.call(number), inner.calls_seen.get(number)
            case Written(frame=inner, value=v.Sequence(items=items)):
                for item in items:
                    written = item.value if isinstance(item, v.Starred) else item
                    yield from _calls_in(workflow, inner, written, depth + 1)
            case Written(frame=inner, value=v.Operation(operator="+", operands=operands)):
                for operand in operands:
                    yield from _calls_in(workflow, inner, operand, depth + 1)
            case _:
                pass
