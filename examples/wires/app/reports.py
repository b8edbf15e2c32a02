"""Functions that run on schedules and on batches of events."""

import datetime

import inngest

from app.client import client

BATCH = inngest.Batch(max_size=50, timeout=datetime.timedelta(seconds=10))


@client.create_function(fn_id="purge-trips", trigger=inngest.TriggerCron(cron="@daily"))
async def purge_trips(ctx: inngest.Context) -> None:
    ctx.logger.info("older than %s days", ctx.event.data["days"])


@client.create_function(
    fn_id="sum-up-trips",
    trigger=inngest.TriggerEvent(event="trip/ended"),
    batch_events=BATCH,
    debounce=inngest.Debounce(period=datetime.timedelta(minutes=5)),
)
async def sum_up_trips(ctx: inngest.Context) -> None:
    ctx.logger.info("trip %s", ctx.event.data["trip_id"])


@client.create_function(
    fn_id="count-trips",
    trigger=inngest.TriggerEvent(event="trip/ended"),
    batch_events=BATCH,
    idempotency="event.data.trip_id",
)
async def count_trips(ctx: inngest.Context) -> None:
    ctx.logger.info("%s trips", len(ctx.events))
