"""Functions that events start."""

import datetime

import inngest

from app.client import client


def confirmation_failed(ctx: inngest.ContextSync) -> None:
    ctx.logger.error("trip %s is not confirmed", ctx.event.data["trip_id"])


@client.create_function(
    fn_id="confirm-trip",
    trigger=inngest.TriggerEvent(event="trip/created"),
    retries=50,
    on_failure=confirmation_failed,
)
async def confirm_trip(ctx: inngest.Context) -> None:
    ctx.logger.info("trip %s", ctx.event.data["tripId"])
    paid = await ctx.step.wait_for_event("wait-for-payment", event="trip/paid", timeout=datetime.timedelta(hours=1))
    ctx.logger.info("paid with %s", paid.data["card"])


@client.create_function(
    fn_id="price-trip",
    trigger=inngest.TriggerEvent(event="trip/updated"),
    cancel=[inngest.Cancel(event="trip/cancelled", if_exp="async.data.trip_id = event.data.trip_id")],
)
async def price_trip(ctx: inngest.Context) -> None:
    again = inngest.Event(name="trip/updated", data={"trip_id": ctx.event.data["trip_id"]})
    await ctx.step.send_event("tell-of-price", again)


@client.create_function(fn_id="price-trip", trigger=inngest.TriggerEvent(event="trip/ended"))
async def bill_trip(ctx: inngest.Context, step: inngest.Step) -> None:
    await step.run("write-bill", print)


@client.create_function(fn_id="refund-trip", trigger=inngest.TriggerEvent(event="trip/refund.requested"))
async def refund_trip(ctx: inngest.Context) -> None: ...
