"""What the web application sends."""

import datetime

import inngest

from app.client import client


async def create_trip(trip_id: str, seats: int) -> None:
    await client.send(inngest.Event(name="trip/created", data={"trip_id": trip_id, "seats": seats}))


async def copy_trip(trip_id: str) -> None:
    await client.send(inngest.Event(name="trip/created", data={"trip_id": trip_id, "seats": 1}))


async def end_trip(trip_id: str) -> None:
    now = datetime.datetime.now(datetime.UTC)
    await client.send(inngest.Event(name="trip/ended", data={"trip_id": trip_id, "at": now}))


async def cancel_trip(trip_id: str) -> None:
    await client.send(inngest.Event(name="trip/canceled", data={"trip_id": trip_id}))


async def update_trip(trip_id: str) -> None:
    await client.send({"name": "trip/updated", "data": {"trip_id": trip_id}})


async def trip_failed(trip_id: str) -> None:
    await client.send(inngest.Event(name="inngest/trip.failed", data={"trip_id": trip_id}))
