"""SL101 side-effect-outside-step."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator

from steplint.diagnostics import Applicability, Confidence, Edit, Finding, Fix, Place, Related, Severity, Span
from steplint.project import Deed, Outside, Region, Workflow, written_name
from steplint.rule.base import Rule

_SHOWN = 5


class SideEffectOutsideStep(Rule):
    """A workflow's body does something to the world outside of a step.

    ## Why is this bad

    The platform runs a workflow's body again for every step, and once more for every retry. What a step did is
    remembered; what the body does by itself is done again on each pass: the row is inserted three times, the card is
    charged three times, the model is asked and paid for three times.

    Everything counts that reaches out of the program: the database, HTTP, models, mail, notifications, files,
    processes, queues, payments; also in a helper modules away, as long as no step lies between. The place is the call
    in the body; the call path leads to the effect.

    It is critical when a step can follow on some path, for then it repeats on *every* pass; mandatory when none can,
    for then it repeats on a retry only. Calls on one session or in one `with` block are one finding.

    ## Bad

    ```python
    import inngest

    from app.payments import charge_card, send_receipt

    client = inngest.Inngest(app_id="shop")


    @client.create_function(fn_id="process-payment", trigger=inngest.TriggerEvent(event="payment/created"))
    async def process_payment(ctx: inngest.Context) -> None:
        await charge_card(ctx.event.data)  # expect: SL101
        await ctx.step.run("send-receipt", send_receipt, ctx.event.data)


    # file: app/payments.py
    import httpx


    async def charge_card(order: dict) -> None:
        async with httpx.AsyncClient() as client:
            await client.post("https://payments.example.com/charges", json=order)


    async def send_receipt(order: dict) -> None: ...
    ```

    ## Good

    ```python
    import inngest

    from app.payments import charge_card, send_receipt

    client = inngest.Inngest(app_id="shop")


    @client.create_function(fn_id="process-payment", trigger=inngest.TriggerEvent(event="payment/created"))
    async def process_payment(ctx: inngest.Context) -> None:
        await ctx.step.run("charge-card", charge_card, ctx.event.data)
        await ctx.step.run("send-receipt", send_receipt, ctx.event.data)


    # file: app/payments.py
    import httpx


    async def charge_card(order: dict) -> None:
        async with httpx.AsyncClient() as client:
            await client.post("https://payments.example.com/charges", json=order)


    async def send_receipt(order: dict) -> None: ...
    ```

    ## Fix

    An awaited call whose result is not used, with positional arguments only, becomes the handler of a step. The fix is
    unsafe: a new step changes what runs in flight have memoised.

    ## Options

    `effects.<kind>` adds names to the catalogue of effects, `clear` removes them.

    ## Known gaps

    Opening a session or a client, `session.add`, logging and tracing are no effects. What only reads (a query, a GET,
    a file) is reported at medium confidence, an awaited call of a library that the catalogue does not know at low.
    Of what a `finally` around steps does, SL212 speaks; of a call whose result a step is given for its handler, SL204.
    A failure handler runs without retries: what it does outside of steps is reported at low confidence. Events that the
    body sends outside of steps are SL217's, but for a helper that does something else as well: of that this rule
    speaks. A read in a condition that decides which steps are taken is SL209's, a sleep SL210's.

    ## References

    The rule card, mandatory 1. Seen with inngest 0.5.19. Inngest: https://www.inngest.com/docs/learn/how-functions-are-executed
    """

    code = "SL101"
    severity = Severity.MANDATORY
    since = "0.1"

    def check_workflow(self, workflow: Workflow) -> Iterator[Finding]:
        for region, outside in _judged(workflow):
            deed = outside.first
            grade = Confidence.LOW if region is Region.FAILURE else outside.worst.confidence
            hops = [*deed.reached.path, *deed.path]
            related = [hop.as_related() for hop in hops if hop.place != deed.place]
            related += [
                Related(d.effect_place, _what(d))
                for d in (deed,)
                if d.effect_place is not None and d.effect is not None
            ]
            related += [Related(d.place, f"`{d.name}`, too") for d in outside.deeds[1 : 1 + _SHOWN]]
            yield self.finding(
                deed.place,
                f"{_what(deed)} outside of a step: {_when(outside)}",
                help=f'Move it into a step: `await ctx.step.run("{_step_id(deed)}", …)`.',
                severity=Severity.CRITICAL if outside.repeats else Severity.MANDATORY,
                confidence=grade,
                workflow=workflow,
                related=tuple(dict.fromkeys(related)),
                fix=_fix(workflow, outside),
            )


def _only_reads(deed: Deed) -> bool:
    return deed.effect is not None and deed.effect.kind.is_read


def _judged(workflow: Workflow) -> Iterator[tuple[Region, Outside]]:
    """The effects of which no more specific rule speaks."""
    tidied = {mend.place for _, cleanup in workflow.cleanups() for mend in cleanup.does}
    handed = [uncallable.call for _, _, uncallable in workflow.uncallable]
    deciding = workflow.deciding_reads()
    for region, effects in workflow.outside_effects():
        deeds = tuple(deed for deed in effects.deeds if deed.place not in deciding or not _only_reads(deed))
        first = deeds[0] if deeds else None
        if first is None or first.place in tidied or first.effect_place in tidied:
            continue
        if not any(first.site.call is call for call in handed):
            yield region, dataclasses.replace(effects, deeds=deeds)


def _what(deed: Deed) -> str:
    reason = "may reach out of the program" if deed.effect is None else deed.effect.reason
    return (
        f"`{deed.name}` {reason}"
        if deed.inner_name is None
        else f"`{deed.name}` comes to `{deed.inner_name}`, which {reason}"
    )


def _when(outside: Outside) -> str:
    if outside.repeats:
        return "it happens again every time the workflow is resumed"
    return "it happens again when the workflow is retried"


def _step_id(deed: Deed) -> str:
    words = re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+", deed.name.rpartition(".")[2])
    return "-".join(word.lower() for word in words) or "do-it"


def _fix(workflow: Workflow, outside: Outside) -> Fix | None:
    """A step around the call, where the call stands alone, is awaited, and has plain arguments."""
    deed = outside.first
    call, frame = deed.site.call, deed.site.frame
    if len(outside.deeds) > 1 or call is None or not call.awaited or deed.place != deed.site.place:
        return None
    if any(argument.keyword is not None or argument.stars for argument in call.arguments):
        return None
    step = workflow.step_in(frame)
    if step is None or frame.uses_result(call):
        return None
    callee = written_name(call.callee, frame.function)
    if not callee.replace(".", "").isidentifier():
        return None
    start = call.callee.span
    text = f'{step}.run("{_step_id(deed)}", {callee}'
    if call.arguments:
        first = call.arguments[0].span
        edit = Edit(Place(frame.module.path, Span(start.line, start.column, first.line, first.column)), f"{text}, ")
    else:
        edit = Edit(Place(frame.module.path, call.span), f"{text})")
    return Fix("Run it in a step", (edit,), Applicability.UNSAFE)
