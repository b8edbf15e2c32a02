"""Where the SDK takes expressions, what these may name, and what comes of one that is wrong.

Facts: the source of the platform's server (August 2026). The SDK hands expressions on unread.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

from steplint.sdk.limits import Outcome

UNEVALUATED = "the platform cannot evaluate it, and says nothing"


@dataclasses.dataclass(frozen=True, slots=True)
class Slot:
    """A parameter that takes an expression.

    `has_async` when a second event is compared, which the expression calls `async`. `is_plain` when only comparisons
    are accepted: no functions, no arithmetic. `syntax` is what comes of text that is no expression, `names` of an
    expression that names what there is not; None when nobody is told.
    """

    parameter: str
    has_async: bool = False
    is_plain: bool = False
    syntax: Outcome | None = Outcome.REFUSED
    names: Outcome | None = Outcome.REFUSED
    is_number: bool = False


SLOTS: Mapping[str, Sequence[Slot]] = {
    "create_function": (Slot("idempotency"),),
    "inngest.TriggerEvent": (Slot("expression"),),
    "inngest.Cancel": (Slot("if_exp", has_async=True, is_plain=True),),
    "inngest.Batch": (Slot("key"), Slot("if_exp")),
    "inngest.Debounce": (Slot("key"),),
    "inngest.RateLimit": (Slot("key"),),
    "inngest.Concurrency": (Slot("key", names=None),),
    "inngest.Throttle": (Slot("key", syntax=None, names=None),),
    "inngest.Singleton": (Slot("key", syntax=None, names=None),),
    "inngest.Priority": (Slot("run", names=None, is_number=True),),
    "step.wait_for_event": (Slot("if_exp", has_async=True, syntax=Outcome.FAILS, names=Outcome.FAILS),),
}
"""By what takes them: `create_function`, the path of a class, or `step.<method>`."""

NAMES = frozenset({"event", "async", "vars"})
TYPES = frozenset({"bool", "bytes", "double", "int", "list", "map", "null_type", "string", "type", "uint"})
"""The names of types are values too."""

EVENT_FIELDS = frozenset({"data", "id", "name", "ts", "user", "v"})
"""What an event has."""

FUNCTIONS = frozenset(
    """
    size contains startsWith endsWith matches getFullYear getMonth getDate getDayOfMonth getDayOfWeek getDayOfYear
    getHours getMinutes getSeconds getMilliseconds int uint double string bytes bool timestamp duration dyn type
    lowercase uppercase b64decode json_parse date now now_plus now_minus
    """.split()
)
"""The functions that an expression can call; macros (`has`, `exists`, …) come on top."""

PLAIN_FUNCTIONS = frozenset({"int", "uint", "double"})
"""Those that are accepted even where only comparisons are."""

PLAIN_OPERATORS = frozenset({"&&", "||", "!", "==", "!=", "<", "<=", ">", ">=", "in"})

PYTHON_CONSTANTS = {"True": "true", "False": "false", "None": "null"}
"""Names that people write out of habit, and what they are called here."""
