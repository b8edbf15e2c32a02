"""The one Inngest client of the app."""

import logging
import os

import inngest

inngest_client = inngest.Inngest(
    app_id="bookings",
    is_production=os.environ.get("APP_ENV") == "production",
    logger=logging.getLogger("bookings.inngest"),
)
