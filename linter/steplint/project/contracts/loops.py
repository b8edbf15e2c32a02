"""Workflows that start each other without end: each sends, on every normal path, what starts the next."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from steplint.project.contracts.sure_sends import SureSend, SureSends
from steplint.project.workflow import Workflow
from steplint.sdk.inngest import StepKind

if TYPE_CHECKING:
    from steplint.project.project import Project

_WAITS = frozenset({StepKind.SLEEP, StepKind.SLEEP_UNTIL, StepKind.WAIT_FOR_EVENT})


@dataclasses.dataclass(frozen=True, slots=True)
class LoopLink:
    """A workflow, and the send by which it starts the next one of a loop."""

    workflow: Workflow
    event: str
    send: SureSend


@dataclasses.dataclass(frozen=True, slots=True)
class Loop:
    """A loop over one or more workflows, the first by place first. `is_slowed` when one of them waits before it goes
    on, or sends under an id of its own: that may be meant.
    """

    links: tuple[LoopLink, ...]
    is_slowed: bool


def event_loops(project: Project) -> Iterator[Loop]:
    """The loops of a project: those of one workflow, and one for each group that start each other."""
    sure = SureSends(project.evaluator, project.sites)
    links: dict[int, list[tuple[int, LoopLink]]] = {}
    numbers = {workflow: number for number, workflow in enumerate(project.workflows)}
    for workflow, number in numbers.items():
        body = workflow.definition.body
        for event, send in sure.of(body).items() if body is not None else ():
            for other in project.triggered_by(event):
                if _starts(other, event):
                    links.setdefault(number, []).append((numbers[other], LoopLink(workflow, event, send)))
    seen: set[int] = set()
    for number in sorted(links):
        own = [link for target, link in links[number] if target == number]
        if own:
            yield _loop(own[:1])
        if number in seen:
            continue
        found = _way_back(number, links)
        if len(found) > 1:
            seen.update(member for member, _ in found)
            yield _loop([link for _, link in found])


def _starts(workflow: Workflow, event: str) -> bool:
    """Whether every event of a name starts a workflow, as often as it is sent."""
    definition = workflow.definition
    if definition.option("idempotency") is not None or definition.has_unknown_options:
        return False
    return any(trigger.matches(event) and not trigger.is_filtered for trigger in definition.triggers)


def _loop(links: Sequence[LoopLink]) -> Loop:
    waits = any(
        step.kind in _WAITS for link in links for _, site in link.workflow.calls() for step in site.steps
    )  # a wait of one of them slows all of them
    return Loop(tuple(links), waits or any(link.send.has_id for link in links))


def _way_back(start: int, links: Mapping[int, Sequence[tuple[int, LoopLink]]]) -> list[tuple[int, LoopLink]]:
    """The shortest way from a workflow over others back to it; empty where there is none."""
    ways: dict[int, list[tuple[int, LoopLink]]] = {start: []}
    pending = [start]
    while pending:
        number = pending.pop(0)
        for target, link in links.get(number, ()):
            way = [*ways[number], (number, link)]
            if target == start and number != start:
                return way
            if target not in ways:
                ways[target] = way
                pending.append(target)
    return []
