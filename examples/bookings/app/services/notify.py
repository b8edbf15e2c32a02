"""What users hear of us, by e-mail and in the app."""

import httpx
from twilio.rest import Client

from app.auth import require_authentication
from app.services import mail

INBOX_URL = "https://inbox.example.com/messages"
SENDER = "+15550100"


async def send_notification(title: str) -> None:
    """Show a message to the user who is logged in."""
    user = await require_authentication()
    async with httpx.AsyncClient() as client:
        await client.post(INBOX_URL, json={"user_id": user.id, "title": title})


async def send_system_notification(user_id: str, title: str) -> None:
    """Show a message to any user; needs no request."""
    async with httpx.AsyncClient() as client:
        await client.post(INBOX_URL, json={"user_id": user_id, "title": title})


async def confirm_to_rider(booking: dict) -> str:
    """Mail the rider that the booking stands."""
    return await mail.deliver(booking["rider_email"], "Your ride is booked", f"Price: {booking['price']}")


async def confirm_to_driver(booking: dict) -> str:
    """Mail the driver that a ride waits."""
    return await mail.deliver(booking["driver_email"], "You have a ride", f"Booking {booking['id']}")


async def remind_driver(booking: dict) -> str:
    """Mail the driver that a booking still waits."""
    return await mail.deliver(booking["driver_email"], "A booking waits", f"Booking {booking['id']}")


async def announce_cancellation(booking: dict) -> None:
    """Tell driver and rider in the app that the ride is off."""
    sms = Client()
    await sms.messages.create_async(to=booking["driver_phone"], from_=SENDER, body="Your ride was cancelled")
    await send_notification(f"Booking {booking['id']} was cancelled")
