"""SL404 sdk-misuse."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from steplint.diagnostics import Confidence, Finding, Place, Severity
from steplint.model import values as v
from steplint.model.module import Call
from steplint.model.operands import attribute_links
from steplint.project import (
    Entities,
    External,
    Frame,
    Items,
    Literal,
    Point,
    Project,
    SdkVersions,
    Table,
    Workflow,
    WorkflowRef,
    is_test,
    written_name,
)
from steplint.rule.base import Rule
from steplint.sdk.members import CREATE_FUNCTION, MEMBERS, PUBLIC

_Fault: TypeAlias = tuple[Place, str, str, Confidence]
"""Where, what is wrong, what helps, and how sure it is."""
_CLASSES = {"inngest.Inngest()": "Inngest", "inngest.Context()": "Context", "inngest.Step()": "Step"}
_INSTEAD = {
    "event": "An event to send is `inngest.Event(name=…, data=…)`, a trigger `inngest.TriggerEvent(event=…)`.",
    "function": "Functions are made with `create_function`.",
    "send_event": "A client sends with `send` or `send_sync`; `send_event` is a step's.",
    "parallel": "Since 0.5 it is `ctx.group.parallel`.",
}
_SUBMODULES = frozenset({"connect", "digital_ocean", "django", "experimental", "fast_api", "flask", "tornado"})


class SdkMisuse(Rule):
    """The SDK is used in a way that it does not work.

    ## Why is this bad

    Each of these fails when the line runs: at import, so that the application does not start, or in the middle of a
    run, on every attempt.

    - a member that the SDK does not have: `client.event(…)`, `step.execute(…)`;
    - a dict where an `inngest.Event` is meant;
    - `serve` without one of its required arguments, or with a module in place of the application or client;
    - `create_function` on top of `create_function`: the inner function is what the outer one would call, and a
      `Function` cannot be called;
    - an Inngest function that is called like a plain one;
    - `inngest.Event(id=None)`;
    - a keyword that `create_function` does not have.

    ## Bad

    ```python
    import inngest

    client = inngest.Inngest(app_id="rides")


    @client.create_function(fn_id="confirm-trip", trigger=inngest.TriggerEvent(event="trip/created"))
    async def confirm_trip(ctx: inngest.Context) -> None: ...


    @client.create_function(fn_id="morning", trigger=inngest.TriggerCron(cron="0 8 * * *"))  # expect: SL404
    @client.create_function(fn_id="evening", trigger=inngest.TriggerCron(cron="0 18 * * *"))
    async def remind(ctx: inngest.Context) -> None: ...


    async def create_trip(trip_id: str) -> None:
        await client.send({"name": "trip/created", "data": {"trip_id": trip_id}})  # expect: SL404
        await confirm_trip(trip_id)  # expect: SL404
    ```

    ## Good

    ```python
    import inngest

    client = inngest.Inngest(app_id="rides")
    TIMES = [inngest.TriggerCron(cron="0 8 * * *"), inngest.TriggerCron(cron="0 18 * * *")]


    @client.create_function(fn_id="remind", trigger=TIMES)
    async def remind(ctx: inngest.Context) -> None: ...


    async def create_trip(trip_id: str) -> None:
        await client.send(inngest.Event(name="trip/created", data={"trip_id": trip_id}))
    ```

    ## Options

    The version comes from lock files, requirement files and `pyproject.toml`; `target-sdk` overrides them.

    ## Known gaps

    The finding stands on the call that fails, on a keyword that there is not, or on the outer `create_function`. What
    some of the admitted versions have and others have not is reported at low confidence.

    ## References

    The members of each version are read from its releases. Seen with inngest 0.5.19. Proved by
    tests/sdk/test_sdk_misuse.py.
    """

    code = "SL404"
    severity = Severity.CRITICAL
    since = "0.1"

    def check_project(self, project: Project) -> Iterator[Finding]:
        seen: set[Place] = set()
        for place, message, help, confidence in self._faults(project):
            if place not in seen:
                seen.add(place)
                yield self.finding(place, message, help=help, confidence=confidence)

    def _faults(self, project: Project) -> Iterator[_Fault]:
        for serve in project.serves:
            yield from _serve_faults(serve.place, serve.missing, serve.modules)
        for workflow in project.workflows:
            yield from _definition_faults(project, workflow)
        frames = {frame.id: frame for frame in project.root_frames}
        for workflow in project.workflows:
            frames |= {reached.frame.id: reached.frame for reached in workflow.reached}
        frames |= {frame.id: frame for frame in project.senders.functions.values()}
        for frame in frames.values():
            if is_test(frame.module.path):
                continue
            versions = project.sdk_versions(frame.module.path)
            for number, call in enumerate(frame.function.calls):
                yield from _call_faults(project, frame, number, call, versions)
            for site in project.sites.of(frame).values():
                if site.sending is not None and _is_mapping(site.sending.events):
                    yield (
                        site.place,
                        "a dict is sent where the SDK takes an `inngest.Event`",
                        "Write `inngest.Event(name=…, data=…)`.",
                        Confidence.HIGH,
                    )


def _serve_faults(place: Place, missing: tuple[str, ...], modules: tuple[str, ...]) -> Iterator[_Fault]:
    if missing:
        names = ", ".join(f"`{name}`" for name in missing)
        yield place, f"`serve` is not given {names}", "Its required arguments come in order.", Confidence.HIGH
    for name in modules:
        yield place, f"`serve` is given a module as `{name}`", f"Hand over the {name} itself.", Confidence.HIGH


def _definition_faults(project: Project, workflow: Workflow) -> Iterator[_Fault]:
    definition = workflow.definition
    versions = project.sdk_versions(definition.defined_at.path)
    if isinstance(definition.handler, WorkflowRef):
        yield (
            definition.defined_at,
            "`create_function` is applied to an Inngest function: a `Function` cannot be called",
            "Give one function a list of triggers, or make two functions that share a helper.",
            Confidence.HIGH,
        )
    for argument in definition.call.arguments:
        if argument.keyword is not None:
            confidence = _lacking(
                versions, {line: argument.keyword in CREATE_FUNCTION[line] for line in versions.lines}
            )
            if confidence is not None:
                place = Place(definition.defined_at.path, argument.span)
                yield place, f"`create_function` has no `{argument.keyword}`", "See the SDK's reference.", confidence


def _call_faults(project: Project, frame: Frame, number: int, call: Call, versions: SdkVersions) -> Iterator[_Fault]:
    evaluator = project.evaluator
    point = frame.calls_seen.get(number)
    place = Place(frame.module.path, call.span)
    callees = evaluator.evaluate(frame, call.callee, point)
    if callees and all(isinstance(callee, WorkflowRef) for callee in callees):
        name = written_name(call.callee, frame.function)
        yield (
            place,
            f"`{name}` is an Inngest function and cannot be called",
            "Send the event that triggers it, or use `step.invoke`.",
            Confidence.HIGH,
        )
    if callees == (External("inngest.Event"),):
        identifier = call.argument(None, "id")
        if identifier is not None and evaluator.evaluate(frame, identifier, point) == (Literal(None),):
            yield place, "`inngest.Event` does not take None for its id", "Leave `id` out.", Confidence.HIGH
    if not isinstance(call.callee, v.Attribute):
        return
    for link in attribute_links(call.callee):
        for fault in _member_faults(project, frame, link, point, place, versions):
            # Where some versions have `ctx.step`, it is the handler's parameters that tell for which it was written.
            if link is call.callee or fault[3] is Confidence.HIGH:
                yield fault


def _member_faults(
    project: Project, frame: Frame, link: v.Attribute, point: Point | None, place: Place, versions: SdkVersions
) -> Iterator[_Fault]:
    """A member of the SDK, or of one of its objects, that some version of it does not have."""
    bases = project.evaluator.evaluate(frame, link.base, point)
    name = link.name
    if len(bases) != 1 or not isinstance(bases[0], External) or name.startswith("_") or name in _SUBMODULES:
        return
    path = bases[0].path
    if path != "inngest" and path not in _CLASSES:
        return
    has = {
        line: name in (PUBLIC[line] if path == "inngest" else MEMBERS[line].get(_CLASSES[path], ()))
        for line in versions.lines
    }
    confidence = _lacking(versions, has)
    if confidence is not None:
        shown = "inngest" if path == "inngest" else f"{path.removesuffix('()')}"
        which = "" if len(versions.lines) > 1 else f" in {versions.lines[0]}"
        yield place, f"`{shown}` has no `{name}`{which}", _INSTEAD.get(name, "See the SDK's reference."), confidence


def _lacking(versions: SdkVersions, has: dict[str, bool]) -> Confidence | None:
    """How sure it is that something is missing; None when all versions have it."""
    if all(has.values()):
        return None
    return Confidence.LOW if any(has.values()) else Confidence.HIGH


def _is_mapping(events: Entities) -> bool:
    """Whether what is sent is surely a dict, or a list with one."""
    if not events:
        return False
    return all(
        isinstance(e, Table) or (isinstance(e, Items) and any(_is_mapping(item) for item in e.items)) for e in events
    )
