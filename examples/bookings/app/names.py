"""Event names, step names and delays that several modules share."""

import enum
from datetime import timedelta


class Events(enum.StrEnum):
    """What the app sends and listens to."""

    CONFIRMED = "booking/confirmed"
    FINISHED = "booking/finished"
    CANCELLED = "booking/cancelled"


class StepNames:
    """Names of steps that more than one workflow has."""

    LOAD_BOOKING = "load-booking"
    CHARGE = "process"


EMAIL_DELAY = timedelta(seconds=45)
REMINDER_DELAY = timedelta(seconds=10)
