"""Tables and sessions. A session here is a database session."""

import os

from sqlalchemy import select
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

engine = create_async_engine(os.environ.get("DATABASE_URL", "postgresql+asyncpg://localhost/bookings"))
get_session = async_sessionmaker(engine, expire_on_commit=False)


class Base(DeclarativeBase):
    """Base of all tables."""


class Booking(Base):
    """One booked ride."""

    __tablename__ = "bookings"

    id: Mapped[str] = mapped_column(primary_key=True)
    rider_id: Mapped[str]
    rider_email: Mapped[str]
    driver_id: Mapped[str]
    driver_email: Mapped[str]
    price: Mapped[int]
    status: Mapped[str]

    def as_dict(self) -> dict:
        """The columns as JSON values, so that a step may return them."""
        return {column.name: getattr(self, column.name) for column in self.__table__.columns}


async def load_booking(booking_id: str) -> dict:
    """Read one booking."""
    async with get_session() as session:
        booking = await session.get_one(Booking, booking_id)
        return booking.as_dict()


async def set_status(booking_id: str, status: str) -> None:
    """Write a booking's status."""
    async with get_session() as session:
        booking = await session.get_one(Booking, booking_id)
        booking.status = status
        await session.commit()


async def list_open_bookings() -> list[dict]:
    """Read the bookings that wait for a driver."""
    async with get_session() as session:
        rows = await session.scalars(select(Booking).where(Booking.status == "open"))
        return [booking.as_dict() for booking in rows]
