"""SL220 unstable-step-id."""

from __future__ import annotations

from collections.abc import Iterator

from steplint.diagnostics import Confidence, Finding, Related, Severity
from steplint.project import Naming, UseKind, Workflow
from steplint.rule.base import Rule
from steplint.sdk.nondeterminism import DriftKind

_SURE = {DriftKind.READ: Confidence.MEDIUM, DriftKind.ENVIRONMENT: Confidence.LOW}
_OUTCOME = {
    Naming.BY_ORDER: (": results get to the wrong items", Confidence.HIGH),
    Naming.BY_ITEM: (", and so do the passes", Confidence.MEDIUM),
    Naming.UNKNOWN: ("", Confidence.LOW),
}


class UnstableStepId(Rule):
    """A step's id is another one on every pass.

    ## Why is this bad

    The id of a step is the key under which its result is remembered. When a clock, a random number or a new UUID is
    a part of it, no pass finds what the one before has done: the step is taken again and again, with all its effects,
    until the run is ended by force. A step of a group, which is planned in one pass and asked for by its id in the
    next, is never taken at all.

    Steps of one id in a loop are told apart by their order. Text in a set comes in another order in each process: the
    result of one item is handed to another.

    ## Bad

    ```python
    import uuid

    import inngest

    from app.billing import charge, remind

    client = inngest.Inngest(app_id="billing")


    @client.create_function(fn_id="bill", trigger=inngest.TriggerEvent(event="order/placed"))
    async def bill(ctx: inngest.Context) -> None:
        await ctx.step.run(f"charge-order-{uuid.uuid4()}", charge, ctx.event.data)  # expect: SL220
        for address in set(ctx.event.data["addresses"]):
            await ctx.step.run("remind-customer", remind, address)  # expect: SL220
    ```

    ## Good

    ```python
    import inngest

    from app.billing import charge, remind

    client = inngest.Inngest(app_id="billing")


    @client.create_function(fn_id="bill", trigger=inngest.TriggerEvent(event="order/placed"))
    async def bill(ctx: inngest.Context) -> None:
        await ctx.step.run(f"charge-order-{ctx.event.data['order_id']}", charge, ctx.event.data)
        for address in sorted(set(ctx.event.data["addresses"])):
            await ctx.step.run("remind-customer", remind, address)
    ```

    ## Known gaps

    A step whose id holds the item of the set is found again in any order, but the passes take the steps in different
    ones; it is reported at medium confidence. Steps that a helper takes for each item are reported at low confidence.
    What is said of values that differ is SL209's; where such a value is in a step's id this rule speaks, and SL209
    keeps to its other uses. Ids made of what a project's own objects hold are not judged.

    ## References

    Seen with inngest 0.5.19.
    """

    code = "SL220"
    severity = Severity.MANDATORY
    since = "0.1"

    def check_workflow(self, workflow: Workflow) -> Iterator[Finding]:
        for reached, drifting in workflow.drifting():
            source = drifting.source
            for use in drifting.uses:
                if use.kind is not UseKind.STEP_ID:
                    continue
                related = [hop.as_related() for hop in reached.path]
                if source.place.span.line != use.place.span.line or source.place.path != use.place.path:
                    related.append(Related(source.place, f"`{source.name}` stands here"))
                if source.inner is not None:
                    related.append(Related(source.inner[0], f"`{source.inner[1]}` in there"))
                yield self.finding(
                    use.place,
                    f"`{source.name}` makes this step's id another one on every pass: it is never found again",
                    help="Make the id of what is the same in every pass: the event's data, or what a step returned.",
                    confidence=_SURE.get(source.kind, Confidence.HIGH),
                    workflow=workflow,
                    related=tuple(dict.fromkeys(related)),
                )
        for reached, step in workflow.unordered_steps():
            what = "this step is" if step.site.steps else "steps are"
            outcome, grade = _OUTCOME[step.naming]
            yield self.finding(
                step.site.place,
                f"{what} taken for the items of a set, whose order differs from process to process{outcome}",
                help="Sort the items first: `for item in sorted(items):`.",
                confidence=grade,
                workflow=workflow,
                related=(*(hop.as_related() for hop in reached.path), Related(step.iterable, "the set")),
            )
