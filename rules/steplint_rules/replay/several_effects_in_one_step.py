"""SL219 several-effects-in-one-step."""

from __future__ import annotations

from collections.abc import Iterator

from steplint.diagnostics import Confidence, Finding, Place, Related, Severity
from steplint.project import Workflow
from steplint.rule.base import Rule


class SeveralEffectsInOneStep(Rule):
    """One step does two things to the world that should not be done twice.

    ## Why is this bad

    A step is tried again as a whole. When its handler writes a row and then mails the customer, and the mail fails,
    the retry writes the row again; when the answer of the second call is lost, both are done again. With a step for
    each, what has succeeded is remembered.

    ## Bad

    ```python
    import inngest

    from app.orders import close_order

    client = inngest.Inngest(app_id="shop")


    @client.create_function(fn_id="close", trigger=inngest.TriggerEvent(event="order/shipped"))
    async def close(ctx: inngest.Context) -> None:
        await ctx.step.run("close-order", close_order, ctx.event.data)  # expect: SL219


    # file: app/orders.py
    import asyncpg

    from app.mailer import send_email


    async def close_order(order: dict) -> None:
        connection = await asyncpg.connect("postgresql://")
        await connection.execute("INSERT INTO closed VALUES ($1)", order["id"])
        await send_email(order["customer"], "Your order was shipped")
    ```

    ## Good

    ```python
    import inngest

    from app.mailer import send_email
    from app.orders import close_order

    client = inngest.Inngest(app_id="shop")


    @client.create_function(fn_id="close", trigger=inngest.TriggerEvent(event="order/shipped"))
    async def close(ctx: inngest.Context) -> None:
        await ctx.step.run("close-order", close_order, ctx.event.data)
        await ctx.step.run("mail-customer", send_email, ctx.event.data["customer"], "Your order was shipped")


    # file: app/orders.py
    import asyncpg


    async def close_order(order: dict) -> None:
        connection = await asyncpg.connect("postgresql://")
        await connection.execute("INSERT INTO closed VALUES ($1)", order["id"])
    ```

    ## Known gaps

    Kinds are e-mails, notifications, payments, events, jobs, requests and the database; two writes of one kind, files
    and models do not count, nor does what stands in branches that exclude each other or in an `except` clause. A call
    that is given an idempotency key does not count. A pair without an e-mail, a notification or a payment is reported
    at low confidence: it is often harmless to do it again, and this rule cannot tell.

    ## References

    Seen with inngest 0.5.19. https://www.inngest.com/docs/guides/multi-step-functions
    """

    code = "SL219"
    severity = Severity.ADVISORY
    since = "0.1"

    def check_workflow(self, workflow: Workflow) -> Iterator[Finding]:
        for reached, site, _ in workflow.run_steps():
            value = site.call.argument(1, "handler") if site.call is not None else None
            place = site.place if value is None else Place(reached.frame.module.path, value.span)
            pair = workflow.several_done(site)
            if pair is None:
                continue
            first, second = pair
            is_noticed = first.kind.is_outward or second.kind.is_outward
            related = [hop.as_related() for hop in reached.path]
            related += [Related(done.place, f"`{done.name}` {done.kind}") for done in pair]
            yield self.finding(
                place,
                f"this step {first.kind} and {second.kind}: when the one fails, the retry does the other again",
                help="Give each a step of its own.",
                confidence=Confidence.least(
                    first.confidence, second.confidence, Confidence.MEDIUM if is_noticed else Confidence.LOW
                ),
                workflow=workflow,
                related=tuple(dict.fromkeys(related)),
            )
