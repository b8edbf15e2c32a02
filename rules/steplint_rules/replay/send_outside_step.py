"""SL217 send-outside-step."""

from __future__ import annotations

import re
from collections.abc import Iterator

from steplint.diagnostics import Applicability, Confidence, Edit, Finding, Fix, Place, Severity, Span
from steplint.project import Deed, Literal, Outside, Region, SendKind, Workflow
from steplint.rule.base import Rule

_WORDS = re.compile(r"[A-Za-z0-9]+")


class SendOutsideStep(Rule):
    """A workflow's body sends events outside of a step.

    ## Why is this bad

    The platform runs a workflow's body again for every step. `client.send` in the body is called again on each pass
    that follows, and the workflows that the event triggers run again each time. `step.send_event` sends once and is
    remembered.

    It is critical when a step can follow on some path, for then the event is sent again on *every* pass; mandatory
    when none can, for then it is sent again on a retry only. In the handler of a step a client may send.

    ## Bad

    ```python
    import inngest

    from app.billing import charge

    client = inngest.Inngest(app_id="shop")


    @client.create_function(fn_id="bill", trigger=inngest.TriggerEvent(event="order/placed"))
    async def bill(ctx: inngest.Context) -> None:
        await client.send(inngest.Event(name="order/billing.started", data=ctx.event.data))  # expect: SL217
        await ctx.step.run("charge-order", charge, ctx.event.data)
    ```

    ## Good

    ```python
    import inngest

    from app.billing import charge

    client = inngest.Inngest(app_id="shop")


    @client.create_function(fn_id="bill", trigger=inngest.TriggerEvent(event="order/placed"))
    async def bill(ctx: inngest.Context) -> None:
        event = inngest.Event(name="order/billing.started", data=ctx.event.data)
        await ctx.step.send_event("tell-billing-started", event)
        await ctx.step.run("charge-order", charge, ctx.event.data)
    ```

    ## Fix

    An awaited call, or one of a sync workflow, whose result is not used becomes `step.send_event`. The fix is unsafe:
    a new step changes what runs in flight have memoised.

    ## Known gaps

    An event with an `id` of its own is dropped by the platform when it comes again within a day; it is reported all
    the same. A send in a helper is reported there, once for each workflow, with the calls that lead to it; the helper
    may still send for web handlers and for steps. A failure handler runs without retries and is reported at low
    confidence. Where a helper does something else to the world besides, SL101 speaks of the call in the body, and this
    rule does not.

    ## References

    Seen with inngest 0.5.19. Graded like SL101. https://www.inngest.com/docs/reference/python/steps/send-event
    """

    code = "SL217"
    severity = Severity.MANDATORY
    since = "0.1"

    def check_workflow(self, workflow: Workflow) -> Iterator[Finding]:
        spoken = {
            deed.place
            for _, outside in workflow.outside_effects()
            for deed in outside.deeds
            if deed.confidence is not Confidence.LOW
        }
        sends: dict[Place, list[tuple[Region, Outside]]] = {}
        for region, outside in workflow.outside_sends():
            deed = outside.first
            if deed.place not in spoken:
                sends.setdefault(deed.effect_place or deed.place, []).append((region, outside))
        for place, found in sends.items():
            deed = found[0][1].first
            repeats = any(outside.repeats for _, outside in found)
            is_durable = any(region is Region.DURABLE for region, _ in found)
            hops = [hop for _, outside in found for hop in (*outside.first.reached.path, *outside.first.path)]
            yield self.finding(
                place,
                f"`{deed.inner_name or deed.name}` sends an event outside of a step: {_when(repeats)}",
                help=f'Send it with a step: `await ctx.step.send_event("{_step_id(deed)}", …)`.',
                severity=Severity.CRITICAL if repeats else Severity.MANDATORY,
                confidence=Confidence.HIGH if is_durable else Confidence.LOW,
                workflow=workflow,
                related=tuple(dict.fromkeys(hop.as_related() for hop in hops)),
                fix=_fix(workflow, deed),
            )


def _when(repeats: bool) -> str:
    if repeats:
        return "it is sent again every time the workflow is resumed"
    return "it is sent again when the workflow is retried"


def _step_id(deed: Deed) -> str:
    """A step's id after the event's name, where there is one."""
    events = deed.site.sending.events if deed.site.sending is not None else ()
    for entity in events:
        for name in dict(getattr(entity, "fields", ())).get("name", ()):
            if isinstance(name, Literal) and isinstance(name.value, str):
                return "-".join(["send", *(word.lower() for word in _WORDS.findall(name.value))])
    return "send-event"


def _fix(workflow: Workflow, deed: Deed) -> Fix | None:
    """A step in place of the client, where the call stands alone with nothing but its events."""
    call, frame, sending = deed.site.call, deed.site.frame, deed.site.sending
    if deed.inner_name is not None or call is None or sending is None or len(call.arguments) != 1:
        return None
    argument = call.arguments[0]
    is_plain = argument.keyword is None and not argument.stars
    is_right = call.awaited if sending.kind is SendKind.CLIENT else not frame.function.is_async
    step = workflow.step_in(frame)
    if not is_plain or not is_right or step is None or frame.uses_result(call):
        return None
    start, first = call.callee.span, argument.span
    place = Place(frame.module.path, Span(start.line, start.column, first.line, first.column))
    edit = Edit(place, f'{step}.send_event("{_step_id(deed)}", ')
    return Fix("Send it with a step", (edit,), Applicability.UNSAFE)
