"""After a booking is confirmed."""

import inngest

from app.client import inngest_client
from app.db import load_booking
from app.names import EMAIL_DELAY, Events, StepNames
from app.services import notify


@inngest_client.create_function(
    fn_id="booking-confirmed",
    name="Booking confirmed",
    trigger=inngest.TriggerEvent(event=Events.CONFIRMED.value),
)
async def booking_confirmed(ctx: inngest.Context) -> dict:
    """Mail the rider and the driver."""
    try:
        booking = await ctx.step.run(StepNames.LOAD_BOOKING, load_booking, ctx.event.data["booking_id"])
        await ctx.step.run("confirm-to-rider", notify.confirm_to_rider, booking)
        await ctx.step.sleep("email-delay", EMAIL_DELAY)
        await ctx.step.run("confirm-to-driver", notify.confirm_to_driver, booking)
    except Exception as error:
        ctx.logger.error("booking %s not confirmed: %s", ctx.event.data["booking_id"], error)
        raise
    return {"booking_id": booking["id"]}
