"""After a ride is over. Written for the SDK before 0.5, which hands the step object over."""

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
async def charge_booking(ctx: inngest.Context, step: inngest.Step) -> dict:
    """Charge the rider and close the booking."""
    try:
        booking = await step.run(StepNames.LOAD_BOOKING, load_booking, ctx.event.data["booking_id"])
        payment_id = await step.run(StepNames.CHARGE_RIDER, charge, booking)
        await step.run("close-booking", set_status, booking["id"], "closed")
    except inngest.StepError as error:
        ctx.logger.error("booking %s not charged: %s", ctx.event.data["booking_id"], error)
        raise
    return {"payment_id": payment_id}
