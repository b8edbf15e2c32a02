"""How much of a project's workflows and events is understood."""

from __future__ import annotations

from collections.abc import Iterator

from steplint.diagnostics import Coverage, Gap, GapKind, Place
from steplint.project.project import Project


def measure(project: Project) -> Coverage:
    """The calls that workflows reach, the events that are sent, and those of either that are not understood."""
    calls: set[Place] = set()
    gaps: set[Gap] = set()
    for workflow in project.workflows:
        if workflow.definition.body is None:
            gaps.add(Gap(GapKind.UNRESOLVED_HANDLER, workflow.place, workflow.name))
        for _, site in workflow.calls():
            if site.call is None:
                continue
            calls.add(site.place)
            if site.unknown is not None:
                gaps.add(Gap(GapKind.UNRESOLVED_CALL, site.place, site.unknown))
            elif site.unfound is not None:
                gaps.add(Gap(GapKind.UNKNOWN_LIBRARY_CALL, site.place, site.unfound))
    unclear = {gap.place for gap in gaps if gap.kind is not GapKind.UNRESOLVED_HANDLER}
    gaps.update(_of_sends(project))
    return Coverage(
        calls=len(calls),
        understood=len(calls - unclear),
        events=sum(len(send.events) for send in project.sends),
        gaps=tuple(sorted(gaps)),
    )


def _of_sends(project: Project) -> Iterator[Gap]:
    for send in project.sends:
        for event in send.events:
            if event.name is None:
                yield Gap(GapKind.UNKNOWN_EVENT_NAME, send.place, "…")
            elif event.tables is None:
                yield Gap(GapKind.UNKNOWN_EVENT_DATA, send.place, event.name)
