"""Measurements: counters, gauges, durations."""

from __future__ import annotations

from steplint.sdk.kinds import Effect, EffectKind
from steplint.sdk.libraries.rows import methods, rows

_PROMETHEUS = tuple(
    f"prometheus_client.{name}(){labels}"
    for name in ("Counter", "Gauge", "Histogram", "Summary", "Info", "Enum")
    for labels in ("", ".labels()")
)
_STATSD = (
    *("statsd", "datadog.statsd", "datadog.dogstatsd.base.statsd"),
    *("statsd.StatsClient()", "datadog.DogStatsd()", "datadog.dogstatsd.DogStatsd()", "aiostatsd.StatsdClient()"),
)
_METERS = tuple(
    f"opentelemetry.metrics.get_meter().create_{name}()"
    for name in ("counter", "up_down_counter", "histogram", "gauge")
)

TABLE: tuple[Effect, ...] = (
    *rows(
        EffectKind.METRIC,
        "records a measurement",
        *methods(_PROMETHEUS, "inc", "dec", "set", "observe", "info", "state"),
        *methods(_STATSD, "increment", "decrement", "incr", "decr", "gauge", "histogram", "distribution"),
        *methods(_STATSD, "timing", "set", "event"),
        *methods(_METERS, "add", "record", "set"),
        *methods(("sentry_sdk.metrics",), "incr", "increment", "distribution", "gauge", "set", "timing", "count"),
        *methods(("newrelic.agent",), "record_custom_metric", "record_custom_event"),
    ),
)
