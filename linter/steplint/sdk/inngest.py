"""What the names of the Inngest SDK for Python mean, as paths (see `effects`): clients, contexts, steps, errors.

Facts: the SDK's source, versions 0.3 to 0.5.
"""

from __future__ import annotations

import enum
import functools
from collections.abc import Mapping

PACKAGE = "inngest"
CLIENT = "inngest.Inngest()"
CREATE_FUNCTION = "inngest.Inngest().create_function"
CONTEXT = "inngest.Context()"
STEP = "inngest.Step()"
GROUP = "inngest.Group()"
EVENT = "inngest.Context().event"
"""The event that started the run; another is `inngest.Event()`."""
FUNCTION = "inngest.Function()"
PARALLEL = "inngest.Group().parallel"

PUBLIC_NAMES = frozenset(
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
        "FunctionOpts",
        "create_function",
    }
)
"""What `from inngest import …` can give; other names come from a package of the project that is called like the SDK."""

PUBLIC_MODULES = frozenset(
    {"connect", "digital_ocean", "django", "experimental", "fast_api", "flask", "tornado", "_internal"}
)
"""The SDK's own submodules."""

RECORDS = frozenset({"inngest.TriggerEvent", "inngest.TriggerCron", "inngest.Event"})
"""Classes whose objects only hold what they are made with. All of them take keywords only."""

EVENT_KEYWORDS = frozenset({"name", "data", "id", "ts", "user", "v"})
"""What `inngest.Event` takes in some version; it drops any other keyword without a word."""

RUN_KEYWORDS = frozenset({"step_id", "handler", "output_type"})
"""What `step.run` takes by keyword."""

FAILED_EVENT = "inngest/function.failed"
"""The event that the platform sends when a run has failed for good."""

_SAME: Mapping[str, str] = {
    "inngest.ContextSync": "inngest.Context",
    "inngest.StepSync": "inngest.Step",
    "inngest._internal.client_lib.Inngest": "inngest.Inngest",
    "inngest.experimental.mocked.Inngest": "inngest.Inngest",
    "inngest._internal.execution_lib.Context": "inngest.Context",
    "inngest._internal.execution_lib.ContextSync": "inngest.Context",
    "inngest._internal.step_lib.Step": "inngest.Step",
    "inngest._internal.step_lib.StepSync": "inngest.Step",
    "inngest.Context().step": STEP,
    "inngest.Context().group": GROUP,
    "inngest.Event().data.copy()": "inngest.Event().data",
    f"{EVENT}.data.copy()": f"{EVENT}.data",
    "inngest.Step().parallel": PARALLEL,
    "inngest.Group().parallel_sync": PARALLEL,
}


@functools.lru_cache(maxsize=1 << 16)
def canonical(path: str) -> str:
    """The one path for a thing of the SDK that has several (sync and async twins, members of the context)."""
    if not path.startswith("inngest."):
        return path
    for name, same in _SAME.items():
        if path == name or path.startswith((name + ".", name + "()")):
            return canonical(same + path[len(name) :])
    return path


class StepKind(enum.StrEnum):
    """The step methods."""

    RUN = "run"
    SLEEP = "sleep"
    SLEEP_UNTIL = "sleep_until"
    WAIT_FOR_EVENT = "wait_for_event"
    SEND_EVENT = "send_event"
    INVOKE = "invoke"
    INVOKE_BY_ID = "invoke_by_id"
    FETCH = "fetch"
    AI_INFER = "ai.infer"
    AI_WRAP = "ai.wrap"

    @property
    def is_fallible(self) -> bool:
        """Whether the step can end in an error that the workflow sees."""
        return self not in {StepKind.SLEEP, StepKind.SLEEP_UNTIL}


def step_kind(path: str) -> StepKind | None:
    """The step method that a path names, if it is one."""
    prefix = STEP + "."
    if not path.startswith(prefix):
        return None
    method = path[len(prefix) :]
    return StepKind(method) if method in {kind.value for kind in StepKind} else None


def workflow_parameter(name: str, position: int) -> str | None:
    """What the platform hands to a handler's parameter: by the names of the older style, else the context comes
    first.
    """
    bare = name.lstrip("_")
    if bare in {"step", "steps"}:
        return STEP
    if bare == "event" and position > 0:
        return EVENT
    if bare in {"ctx", "context"} or position == 0:
        return CONTEXT
    return None
