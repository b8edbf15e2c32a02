"""Mails that leave by the clock."""

import inngest

from app.client import inngest_client
from app.db import list_open_bookings
from app.names import EMAIL_DELAY, REMINDER_DELAY
from app.services import mail, notify


@inngest_client.create_function(
    fn_id="remind-drivers",
    trigger=inngest.TriggerCron(cron="TZ=Europe/Berlin 0 8 * * *"),
)
async def remind_drivers(ctx: inngest.Context) -> int:
    """Mail every driver whose booking still waits, one after the other."""
    try:
        bookings = await ctx.step.run("list-open-bookings", list_open_bookings)
        for i, booking in enumerate(bookings):
            await ctx.step.run(f"remind-driver-{booking['id']}", notify.remind_driver, booking)
            if i < len(bookings) - 1:
                await ctx.step.sleep("reminder-delay", REMINDER_DELAY)
    except inngest.StepError as error:
        ctx.logger.error("reminders stopped: %s", error)
        raise
    return len(bookings)


@inngest_client.create_function(
    fn_id="invite-drivers",
    trigger=inngest.TriggerCron(cron="TZ=Europe/Berlin 0 9 * * 1"),
)
async def invite_drivers(ctx: inngest.Context) -> int:
    """Mail the list of open bookings to the drivers on duty, then the week's newsletter to all."""

    async def invite_on_duty(address: str, number: int) -> str:
        return await mail.deliver(address, "Open bookings", f"{number} are open")

    async def mail_newsletter(bookings: list[dict]) -> int:
        addresses = sorted({booking["driver_email"] for booking in bookings})
        return await mail.deliver_newsletter(addresses, "Your week", "See you on the road")

    try:
        bookings = await ctx.step.run("list-open-bookings", list_open_bookings)
        for i, booking in enumerate(bookings):
            if i > 0:
                await ctx.step.sleep("invitation-delay", EMAIL_DELAY)
            await ctx.step.run(f"invite-driver-{booking['id']}", invite_on_duty, booking["driver_email"], len(bookings))
        await ctx.step.sleep("newsletter-delay", 60_000)
        await ctx.step.run("mail-newsletter", mail_newsletter, bookings)
    except Exception:
        ctx.logger.exception("drivers not invited")
        raise
    return len(bookings)
