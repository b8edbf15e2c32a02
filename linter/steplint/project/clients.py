"""The SDK's clients of a project as they are made: what a client was given when it was made counts for all its
functions.
"""

from __future__ import annotations

from collections.abc import Iterator

from steplint.model import values as v
from steplint.model.module import Call
from steplint.project.entities import External
from steplint.project.evaluate import Evaluator
from steplint.project.frames import Frame
from steplint.project.workflows import Definition

_CLIENTS = frozenset({"inngest.Inngest"})


class Clients:
    """Finds the calls that make clients, when asked."""

    def __init__(self, evaluator: Evaluator) -> None:
        self._evaluator = evaluator
        self._made: tuple[Call, ...] | None = None

    def has_serializer(self, definition: Definition) -> bool:
        """Whether the client that defines a workflow has a serializer of its own; where the client cannot be told,
        whether any in the project has.
        """
        own = self._own(definition)
        return any(_has_serializer(call) for call in ([own] if own is not None else self._all()))

    def _own(self, definition: Definition) -> Call | None:
        callee = definition.call.callee
        module = self._evaluator.module(definition.defined_at.path)
        if module is None or not isinstance(callee, v.Attribute):
            return None
        written = self._evaluator.written(self._evaluator.body(module), callee.base)
        if written is None or not isinstance(written[1], v.CallResult):
            return None
        frame, result = written[0], written[1]
        call = frame.call(result.call)
        return call if self._makes_client(frame, call) else None

    def _all(self) -> tuple[Call, ...]:
        if self._made is None:
            self._made = tuple(self._search())
        return self._made

    def _search(self) -> Iterator[Call]:
        for module in self._evaluator.modules:
            for index, function in enumerate(module.model.functions):
                for call in function.calls:
                    if _may_make_client(call):
                        frame = self._evaluator.generic_frame(module, index)
                        if self._makes_client(frame, call):
                            yield call

    def _makes_client(self, frame: Frame, call: Call) -> bool:
        found = self._evaluator.evaluate(frame, call.callee)
        return any(isinstance(entity, External) and entity.path in _CLIENTS for entity in found)


def _may_make_client(call: Call) -> bool:
    return any(argument.keyword == "app_id" for argument in call.arguments) or call.has_unknown_keywords


def _has_serializer(call: Call) -> bool:
    """Whether a client is made with a serializer; one behind `**options` may be."""
    given = call.argument(None, "serializer")
    if given is None:
        return call.has_unknown_keywords
    return not (isinstance(given, v.Constant) and given.value is None)
