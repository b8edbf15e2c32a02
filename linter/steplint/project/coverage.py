"""How much of a project's workflows and events is understood."""

from __future__ import annotations

from collections.abc import Iterator

from steplint.diagnostics import Coverage, Gap, GapKind, Place, Span
from steplint.project.project import Project
from steplint.project.sends import is_test


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
    gaps.update(_of_application(project))
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


def _of_application(project: Project) -> Iterator[Gap]:
    """What is not known of how the functions of an application fit together; tests left out."""
    unversioned: set[str] = set()
    for workflow in project.workflows:
        definition, place = workflow.definition, workflow.place
        if is_test(place.path):
            continue
        if None in definition.events or (definition.has_unknown_options and definition.option("trigger") is None):
            yield Gap(GapKind.UNKNOWN_TRIGGER, place, workflow.name)
        if definition.id is None:
            yield Gap(GapKind.UNKNOWN_FUNCTION_ID, place, workflow.name)
        if project.client_of(workflow) is None:
            yield Gap(GapKind.UNKNOWN_CLIENT, place, workflow.name)
        if place.path not in unversioned and project.sdk_versions(place.path).origin is None:
            unversioned.add(place.path)
            yield Gap(GapKind.UNKNOWN_SDK_VERSION, Place(place.path, Span(1, 1, 1, 1)), "inngest")
    for place, what in project.listeners.unclear:
        yield Gap(GapKind.UNKNOWN_LISTENER, place, what)
    for serve in project.serves:
        if serve.unknown and not is_test(serve.place.path):
            yield Gap(GapKind.UNKNOWN_SERVED_LIST, serve.place, "…")
