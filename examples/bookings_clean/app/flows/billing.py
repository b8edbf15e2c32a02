"""After a ride is over."""

import inngest

from app.client import inngest_client
from app.db import load_booking, set_status
from app.names import Events, StepNames
from app.services.payments import charge


@inngest_client.create_function(
    fn_id="charge-booking",
    trigger=inngest.TriggerEvent(event=Events.FINISHED.value),
    retries=3,
)
async def charge_booking(ctx: inngest.Context) -> dict:
    """Charge the rider and close the booking."""
    try:
        booking = await ctx.step.run(StepNames.LOAD_BOOKING, load_booking, ctx.event.data["booking_id"])
        payment_id = await ctx.step.run(StepNames.CHARGE_RIDER, charge, booking)
        await ctx.step.run("close-booking", set_status, booking["id"], "closed")
    except inngest.StepError as error:
        ctx.logger.error("booking %s not charged: %s", ctx.event.data["booking_id"], error)
        raise
    return {"payment_id": payment_id}
