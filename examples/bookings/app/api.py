"""The routes: they have a session, write to the database and then trigger workflows."""

import inngest
from fastapi import APIRouter, Depends, HTTPException

from app.auth import User, require_authentication
from app.client import inngest_client
from app.db import load_booking, set_status
from app.names import Events
from app.services.notify import send_notification

router = APIRouter(prefix="/bookings")


@router.post("/{booking_id}/confirm")
async def confirm(booking_id: str, user: User = Depends(require_authentication)) -> dict:
    """Confirm the user's own booking."""
    booking = await load_booking(booking_id)
    if booking["rider_id"] != user.id:
        raise HTTPException(status_code=403)
    await set_status(booking_id, "confirmed")
    await inngest_client.send(inngest.Event(name=Events.CONFIRMED.value, data={"booking_id": booking_id}))
    await send_notification("Your booking is confirmed")
    return {"status": "confirmed"}


@router.post("/{booking_id}/cancel")
async def cancel(booking_id: str, payment_id: str = "", user: User = Depends(require_authentication)) -> dict:
    """Cancel the user's own booking."""
    booking = await load_booking(booking_id)
    if booking["rider_id"] != user.id:
        raise HTTPException(status_code=403)
    data = {"booking_id": booking_id, "payment_id": payment_id}
    await inngest_client.send(inngest.Event(name=Events.CANCELLED.value, data=data))
    await set_status(booking_id, "cancelling")
    return {"status": "cancelling"}


@router.post("/{booking_id}/finish")
async def finish(booking_id: str, user: User = Depends(require_authentication)) -> dict:
    """The driver says that the ride is over."""
    booking = await load_booking(booking_id)
    if booking["driver_id"] != user.id:
        raise HTTPException(status_code=403)
    await set_status(booking_id, "finished")
    await inngest_client.send(inngest.Event(name=Events.FINISHED.value, data={"ride_id": booking_id}))
    return {"status": "finished"}
