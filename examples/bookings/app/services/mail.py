"""The only door to the mail vendor."""

import asyncio
import os

import resend

resend.api_key = os.environ.get("RESEND_API_KEY", "")
SENDER = "Rides <rides@example.com>"


async def deliver(to: str, subject: str, html: str) -> str:
    """Send one e-mail and return the vendor's id for it."""
    message = {"from": SENDER, "to": [to], "subject": subject, "html": html}
    sent = await asyncio.to_thread(resend.Emails.send, message)
    return sent["id"]


async def deliver_newsletter(addresses: list[str], subject: str, html: str) -> int:
    """Send one newsletter to many with a single call."""
    batch = [{"from": SENDER, "to": [address], "subject": subject, "html": html} for address in addresses]
    await asyncio.to_thread(resend.Batch.send, batch)
    return len(batch)
