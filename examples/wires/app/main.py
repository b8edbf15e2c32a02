"""The application that serves the functions."""

import inngest.fast_api
from fastapi import FastAPI

from app.client import client
from app.reports import count_trips, purge_trips, sum_up_trips
from app.trips import bill_trip, confirm_trip, price_trip

app = FastAPI()
inngest.fast_api.serve(app, client, [confirm_trip, price_trip, bill_trip, purge_trips, sum_up_trips, count_trips])
