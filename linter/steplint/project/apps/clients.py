"""The clients of a project, each an application of its own name."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence

from steplint.diagnostics import Place
from steplint.model import values as v
from steplint.model.module import Call
from steplint.project.apps.tracing import Bound, Written, origins
from steplint.project.entities import External, Literal
from steplint.project.evaluate import Evaluator, calls
from steplint.project.frames import Frame

_CLIENT = "inngest.Inngest"


@dataclasses.dataclass(frozen=True, slots=True)
class Client:
    """A client: where it is made, the id of its application, None when that is not a constant, and whether it turns
    what steps give into JSON with a serializer of its own.
    """

    place: Place
    app_id: str | None
    has_serializer: bool

    def is_other_app_than(self, other: Client) -> bool:
        """Whether two clients are surely of different applications."""
        return self.app_id is not None and other.app_id is not None and self.app_id != other.app_id


class Clients:
    """Finds the client that an expression is."""

    def __init__(self, evaluator: Evaluator, roots: Callable[[], Sequence[str]]) -> None:
        self._evaluator = evaluator
        self._roots = roots
        self._all: list[Client] | None = None

    def of(self, frame: Frame, value: v.Value) -> Client | None:
        """The one client that an expression of a frame may be; the only one of the project where it cannot be
        followed, None if there are several.
        """
        found: set[Client | None] = set()
        for origin in origins(self._evaluator, frame, value, set()):
            if not isinstance(origin, Bound):
                found.add(self._made(origin) if isinstance(origin, Written) else None)
        if found and None not in found:
            return found.pop() if len(found) == 1 else None
        return self.all[0] if len(self.all) == 1 else None

    @property
    def all(self) -> Sequence[Client]:
        """The clients made in modules that name the SDK, by place."""
        if self._all is None:
            self._all = sorted(set(self._find()), key=lambda client: client.place)
        return self._all

    def _find(self) -> Sequence[Client]:
        found: list[Client] = []
        for path in self._roots():
            module = self._evaluator.module(path)
            for index, function in enumerate(module.model.functions if module is not None else ()):
                if module is None or not any(_may_make(call.callee) for call in function.calls):
                    continue
                frame = self._evaluator.generic_frame(module, index)
                made = [self._made_by(frame, number) for number in range(len(function.calls))]
                found += [client for client in made if client is not None]
        return found

    def _made(self, origin: Written) -> Client | None:
        return self._made_by(origin.frame, origin.value.call) if isinstance(origin.value, v.CallResult) else None

    def _made_by(self, frame: Frame, number: int) -> Client | None:
        call = frame.call(number)
        point = frame.calls_seen.get(number)
        if External(_CLIENT) not in self._evaluator.evaluate(frame, call.callee, point):
            return None
        app_id: str | None = None
        match calls.arguments(self._evaluator, frame, call, point).keywords.get("app_id"):
            case (Literal(value=str() as text),):
                app_id = text
            case _:
                pass
        return Client(Place(frame.module.path, call.span), app_id, _has_serializer(call))


def _may_make(callee: v.Value) -> bool:
    return isinstance(callee, v.Name | v.Attribute)


def _has_serializer(call: Call) -> bool:
    """Whether a client is made with a serializer; one behind `**options` may be."""
    given = call.argument(None, "serializer")
    if given is None:
        return call.has_unknown_keywords
    return not (isinstance(given, v.Constant) and given.value is None)
