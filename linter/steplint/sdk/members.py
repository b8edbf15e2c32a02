"""What each line of the Inngest SDK has: written by `scripts/renew_sdk_members.py`, not by hand.

Read from the releases 0.3.17, 0.4.22, 0.5.19.
"""

from __future__ import annotations

from collections.abc import Mapping

PUBLIC: Mapping[str, frozenset[str]] = {
    "0.3": frozenset(
        {
            "Batch",
            "Cancel",
            "Concurrency",
            "Context",
            "Debounce",
            "Event",
            "Function",
            "FunctionID",
            "Inngest",
            "JSON",
            "Middleware",
            "MiddlewareSync",
            "NonRetriableError",
            "Output",
            "RateLimit",
            "RetryAfterError",
            "Step",
            "StepError",
            "StepSync",
            "Throttle",
            "TriggerCron",
            "TriggerEvent",
        }
    ),
    "0.4": frozenset(
        {
            "Batch",
            "Cancel",
            "Concurrency",
            "Context",
            "Debounce",
            "Event",
            "Function",
            "Inngest",
            "JSON",
            "Middleware",
            "MiddlewareSync",
            "NonRetriableError",
            "Priority",
            "RateLimit",
            "RetryAfterError",
            "SendEventsResult",
            "Step",
            "StepError",
            "StepMemos",
            "StepSync",
            "Throttle",
            "TransformOutputResult",
            "TriggerCron",
            "TriggerEvent",
        }
    ),
    "0.5": frozenset(
        {
            "Batch",
            "Cancel",
            "Concurrency",
            "Context",
            "ContextSync",
            "Debounce",
            "Event",
            "Function",
            "Inngest",
            "JSON",
            "Middleware",
            "MiddlewareSync",
            "NonRetriableError",
            "ParallelMode",
            "Priority",
            "PydanticSerializer",
            "RateLimit",
            "RetryAfterError",
            "SendEventsResult",
            "Serializer",
            "Singleton",
            "Step",
            "StepError",
            "StepMemos",
            "StepSync",
            "Streaming",
            "Throttle",
            "Timeouts",
            "TransformOutputResult",
            "TriggerCron",
            "TriggerEvent",
        }
    ),
}
"""The names that `inngest` itself offers."""

MEMBERS: Mapping[str, Mapping[str, frozenset[str]]] = {
    "0.3": {
        "Inngest": frozenset(
            {
                "add_middleware",
                "api_origin",
                "app_id",
                "create_function",
                "decorator",
                "env",
                "event_api_origin",
                "event_key",
                "is_production",
                "logger",
                "middleware",
                "send",
                "send_sync",
                "set_logger",
                "signing_key",
                "signing_key_fallback",
            }
        ),
        "Context": frozenset(
            {
                "attempt",
                "event",
                "events",
                "logger",
                "run_id",
            }
        ),
        "Step": frozenset(
            {
                "fn",
                "invoke",
                "invoke_by_id",
                "parallel",
                "responses",
                "run",
                "send_event",
                "sleep",
                "sleep_until",
                "wait_for_event",
            }
        ),
    },
    "0.4": {
        "Inngest": frozenset(
            {
                "add_middleware",
                "api_origin",
                "app_id",
                "create_function",
                "decorator",
                "env",
                "event_api_origin",
                "event_key",
                "is_production",
                "logger",
                "middleware",
                "send",
                "send_sync",
                "set_logger",
                "signing_key",
                "signing_key_fallback",
            }
        ),
        "Context": frozenset(
            {
                "attempt",
                "event",
                "events",
                "group",
                "logger",
                "run_id",
            }
        ),
        "Step": frozenset(
            {
                "fn",
                "invoke",
                "invoke_by_id",
                "parallel",
                "result",
                "run",
                "send_event",
                "sleep",
                "sleep_until",
                "wait_for_event",
            }
        ),
        "Group": frozenset(
            {
                "parallel",
                "parallel_sync",
                "responses",
            }
        ),
    },
    "0.5": {
        "Inngest": frozenset(
            {
                "add_middleware",
                "api_origin",
                "app_id",
                "app_version",
                "create_function",
                "decorator",
                "env",
                "event_api_origin",
                "event_key",
                "is_production",
                "logger",
                "middleware",
                "send",
                "send_sync",
                "set_logger",
                "signing_key",
                "signing_key_fallback",
            }
        ),
        "Context": frozenset(
            {
                "attempt",
                "event",
                "events",
                "group",
                "job_id",
                "logger",
                "request_id",
                "run_id",
                "step",
            }
        ),
        "Step": frozenset(
            {
                "ai",
                "fn",
                "invoke",
                "invoke_by_id",
                "result",
                "run",
                "send_event",
                "sleep",
                "sleep_until",
                "wait_for_event",
            }
        ),
        "Group": frozenset(
            {
                "parallel",
                "responses",
            }
        ),
    },
}
"""Attributes by class; sync twins count in."""

CREATE_FUNCTION: Mapping[str, frozenset[str]] = {
    "0.3": frozenset(
        {
            "batch_events",
            "cancel",
            "concurrency",
            "debounce",
            "fn_id",
            "middleware",
            "name",
            "on_failure",
            "rate_limit",
            "retries",
            "throttle",
            "trigger",
        }
    ),
    "0.4": frozenset(
        {
            "_experimental_execution",
            "batch_events",
            "cancel",
            "concurrency",
            "debounce",
            "fn_id",
            "idempotency",
            "middleware",
            "name",
            "on_failure",
            "priority",
            "rate_limit",
            "retries",
            "throttle",
            "trigger",
        }
    ),
    "0.5": frozenset(
        {
            "batch_events",
            "cancel",
            "concurrency",
            "debounce",
            "fn_id",
            "idempotency",
            "middleware",
            "name",
            "on_failure",
            "output_type",
            "priority",
            "rate_limit",
            "retries",
            "singleton",
            "throttle",
            "timeouts",
            "trigger",
        }
    ),
}
"""The keywords of `create_function`."""
