"""After a booking is cancelled."""

import inngest

from app.client import inngest_client
from app.db import load_booking, set_status
from app.names import Events, StepNames
from app.services import notify
from app.services.payments import refund


async def report_failed_cancellation(ctx: inngest.Context) -> None:
    """Leave a mark on the booking when the cancellation did not go through."""
    original = ctx.event.data["event"]["data"]
    await ctx.step.run("mark-cancellation-failed", set_status, original["booking_id"], "cancellation-failed")


@inngest_client.create_function(
    fn_id="booking-cancelled",
    trigger=inngest.TriggerEvent(event=Events.CANCELLED.value),
    on_failure=report_failed_cancellation,
)
async def booking_cancelled(ctx: inngest.Context) -> str:
    """Refund the rider where something was paid, and tell both."""
    data = ctx.event.data
    booking = await ctx.step.run(StepNames.LOAD_BOOKING, load_booking, data["booking_id"])
    if data.get("payment_id"):
        await ctx.step.run("refund-payment", refund, data["payment_id"])
    await ctx.step.run("step3", notify.announce_cancellation, booking)
    await set_status(booking["id"], "cancelled")
    return "cancelled"
