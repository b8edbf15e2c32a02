"""SL209 nondeterminism-outside-step."""

from __future__ import annotations

from collections.abc import Iterator

from steplint.diagnostics import Confidence, Finding, Related, Severity
from steplint.project import Drifting, Use, UseKind, Workflow
from steplint.rule.base import Rule
from steplint.sdk.nondeterminism import DriftKind

_SHOWN = 5
_WHAT = {
    DriftKind.CLOCK: "is another time",
    DriftKind.RANDOM: "is another value",
    DriftKind.ENVIRONMENT: "may be another value",
    DriftKind.READ: "may have changed",
}
_SURE = {DriftKind.READ: Confidence.MEDIUM, DriftKind.ENVIRONMENT: Confidence.LOW}
"""The environment changes only when the app is deployed anew while a run lasts: values of it are mostly addresses and
keys.
"""


class NondeterminismOutsideStep(Rule):
    """A value that differs from pass to pass decides about steps, or gets to several.

    ## Why is this bad

    The platform runs the body of a workflow again for every step. A clock, a random number, a new UUID, the
    environment and what is read from a database are asked again on each pass, and answer differently. That does no
    harm by itself: it does where the passes have to agree.

    - It decides whether a step is taken: the next pass goes another way, skips a step that was planned, or takes one
      of the other branch as well.
    - It is the id of an event: the event that is sent again after a retry is a new one, and nothing drops it.
    - It gets to two steps, or to a step and something the body does or sends by itself: they see different values,
      for the result of the first is remembered, and what the second is given is made anew.

    ## Bad

    ```python
    import uuid

    import inngest

    from app.billing import charge, send_invoice

    client = inngest.Inngest(app_id="billing")


    @client.create_function(fn_id="bill", trigger=inngest.TriggerEvent(event="order/placed"))
    async def bill(ctx: inngest.Context) -> None:
        number = str(uuid.uuid4())  # expect: SL209
        await ctx.step.run("charge-order", charge, number)
        await ctx.step.run("send-invoice", send_invoice, number)
    ```

    ## Good

    ```python
    import uuid

    import inngest

    from app.billing import charge, send_invoice

    client = inngest.Inngest(app_id="billing")


    @client.create_function(fn_id="bill", trigger=inngest.TriggerEvent(event="order/placed"))
    async def bill(ctx: inngest.Context) -> None:
        number = await ctx.step.run("draw-number", lambda: str(uuid.uuid4()))
        await ctx.step.run("charge-order", charge, number)
        await ctx.step.run("send-invoice", send_invoice, number)
    ```

    ## Known gaps

    Silent are: a value that one step is given (it is remembered with what the step makes of it), the time until which
    `step.sleep_until` waits, logs, metrics and return values, `uuid5`, a `Random` of the workflow's own, what is drawn
    after `random.seed`, constants of a module, `ctx.attempt`, and what a step returned. Steps of branches that exclude
    each other count as one. A part of a dict or a field of an object that is told apart from the one that differs is
    fine. What goes into a call comes out of it again, as far as the rule knows; what a class draws for a field's
    default is not seen. A step's id made of such a value is SL220's.

    What is read is reported at medium confidence. Of a read in a condition that decides which steps are taken this rule
    speaks alone; of any other SL101 speaks where it stands, and this rule where its value meets the first step.

    The environment is reported at medium confidence where it decides which steps are taken, and at low where a value of
    it gets to them; a check that only raises, when something is not set up, is fine.

    ## References

    Seen with inngest 0.5.19. The rule card's cron pattern makes one use and is right. Inngest:
    https://www.inngest.com/docs/learn/how-functions-are-executed
    """

    code = "SL209"
    severity = Severity.MANDATORY
    since = "0.1"

    def check_workflow(self, workflow: Workflow) -> Iterator[Finding]:
        for reached, drifting in workflow.drifting():
            said = _verdict(drifting)
            if said is None:
                continue
            reason, grade, uses = said
            source = drifting.source
            # Of a read the body makes SL101 speaks at the read: here it is about what is made of it.
            place = uses[0].place if source.kind is DriftKind.READ else source.place
            related = [hop.as_related() for hop in reached.path]
            if place != source.place:
                related.append(Related(source.place, "the read"))
            if source.inner is not None:
                related.append(Related(source.inner[0], f"`{source.inner[1]}` in there"))
            related += [Related(use.place, f"{use.name} depends on it") for use in uses[:_SHOWN] if use.place != place]
            yield self.finding(
                place,
                f"`{source.name}` {_WHAT[source.kind]} on every pass: {reason}",
                help=f'Ask for it in a step, which remembers it: `await ctx.step.run("…", {source.name}, …)`.',
                confidence=grade,
                workflow=workflow,
                related=tuple(dict.fromkeys(related)),
            )


def _verdict(drifting: Drifting) -> tuple[str, Confidence, list[Use]] | None:
    """What is wrong, how sure that is, and the uses that show it; None where every use is harmless."""
    sure = _SURE.get(drifting.source.kind, Confidence.HIGH)
    branches = [use for use in drifting.uses if use.kind is UseKind.BRANCH]
    if branches:
        # A switch is in the environment to be thrown.
        grade = Confidence.MEDIUM if drifting.source.kind is DriftKind.ENVIRONMENT else sure
        return "it decides which steps are taken", grade, branches
    ids = [use for use in drifting.uses if use.kind is UseKind.EVENT_ID]
    if ids:
        return "the event's id is a new one each time the event is sent", sure, ids
    uses = list(drifting.conflicting)
    if uses:
        names = " and ".join(dict.fromkeys(use.name for use in uses[:2]))
        return f"{names} see different values", Confidence.least(sure, _grade(uses)), uses
    return None


def _grade(uses: list[Use]) -> Confidence:
    steps = [use for use in uses if use.kind is UseKind.STEP]
    return Confidence.HIGH if len(steps) > 1 else Confidence.MEDIUM
