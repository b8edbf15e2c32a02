"""All workflows of the app."""

from app.flows.billing import charge_booking
from app.flows.cancellations import booking_cancelled
from app.flows.confirmations import booking_confirmed
from app.flows.reminders import invite_drivers, remind_drivers

FUNCTIONS = [booking_confirmed, charge_booking, booking_cancelled, remind_drivers, invite_drivers]
