"""Reads of names and attributes that mean the state of a request or a session, by binding."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence

from steplint.diagnostics import Confidence, Place
from steplint.model import values as v
from steplint.model.operands import chains, operands
from steplint.project.entities import Entity, External, FunctionRef, Opaque, Point
from steplint.project.evaluate import Evaluator, hints
from steplint.project.frames import Frame
from steplint.project.invocations import written_name
from steplint.sdk.effects import Catalogue
from steplint.sdk.kinds import Effect, EffectKind

_REQUESTS = frozenset(
    {
        "fastapi.Request()",
        "fastapi.requests.Request()",
        "starlette.requests.Request()",
        "django.http.HttpRequest()",
        "django.http.request.HttpRequest()",
        "rest_framework.request.Request()",
        "fastapi.WebSocket()",
        "starlette.websockets.WebSocket()",
    }
)
_INJECTED = frozenset({"fastapi.Depends", "fastapi.Security", "fastapi.params.Depends", "fastapi_injector.Injected"})


@dataclasses.dataclass(frozen=True, slots=True)
class SessionUse:
    """A read of session state: where, by what name, why it is one, and how sure we are."""

    place: Place
    name: str
    reason: str
    confidence: Confidence


class SessionReads:
    """Finds the session reads of frames."""

    def __init__(self, evaluator: Evaluator, catalogue: Catalogue) -> None:
        self._evaluator = evaluator
        self._catalogue = catalogue
        self._by_frame: dict[int, tuple[SessionUse, ...]] = {}

    def of(self, frame: Frame) -> Sequence[SessionUse]:
        """The uses in a frame's own operations, in order of the graph, each place once."""
        known = self._by_frame.get(frame.id)
        if known is None:  # many workflows reach one helper
            known = self._by_frame[frame.id] = tuple(self._uses(frame))
        return known

    def _uses(self, frame: Frame) -> Iterator[SessionUse]:
        seen: set[Place] = set()
        for number, block in enumerate(frame.function.blocks):
            for position, operation in enumerate(block.operations):
                point = Point(number, position)
                for value in operands(frame.function, operation):
                    for chain in chains(value):
                        use = self._chain(frame, chain, point)
                        if use is not None and use.place not in seen:
                            seen.add(use.place)
                            yield use

    def injected(self, frame: Frame) -> Iterator[SessionUse]:
        """Parameters of a workflow's handler that only a web framework could fill: `Depends(…)` and requests."""
        around = self._evaluator.around(frame)
        for parameter in frame.function.parameters:
            place = Place(frame.module.path, parameter.span)
            sources = [value for value in (parameter.default, parameter.annotation) if value is not None]
            if any(self._injects(around, value) for value in sources):
                yield SessionUse(
                    place, parameter.name, "only a web framework fills a `Depends` parameter", Confidence.HIGH
                )
            elif parameter.annotation is not None:
                for entity in hints.entities(self._evaluator, around, parameter.annotation):
                    if isinstance(entity, External) and entity.path in _REQUESTS:
                        yield SessionUse(
                            place, parameter.name, "there is no request while a workflow runs", Confidence.HIGH
                        )

    def _injects(self, frame: Frame, value: v.Value) -> bool:
        if isinstance(value, v.CallResult):
            callees = self._evaluator.evaluate(frame, frame.call(value.call).callee)
            return any(isinstance(entity, External) and entity.path in _INJECTED for entity in callees)
        return any(self._injects(frame, inner) for inner in v.children(value))

    def _chain(self, frame: Frame, chain: v.Value, point: Point) -> SessionUse | None:
        """The first part of a dotted chain, from the left, that is session state."""
        links = [chain]
        while isinstance(links[-1], v.Attribute):
            links.append(links[-1].base)
        for link in reversed(links):
            if not isinstance(link, v.Name | v.Attribute):
                continue
            for entity in self._evaluator.evaluate(frame, link, point):
                found = self._meaning(entity)
                if found is not None:
                    place = Place(frame.module.path, link.span)
                    return SessionUse(place, written_name(link, frame.function), found.reason, found.confidence)
        return None

    def _meaning(self, entity: Entity) -> Effect | None:
        found: Effect | None = None
        match entity:
            case External(path=path):
                found = self._catalogue.by_path(path)
                # What a session's call gave (`user = get_current_user()`) has been reported where it was called.
                if (
                    found is None
                    and not path.endswith("()")
                    and (named := self._catalogue.by_name(entity.name, path)) is not None
                ):
                    found = _low(named) if "()" in path.rpartition(".")[0] else named
            case FunctionRef():
                module = self._evaluator.module(entity.module)
                if module is not None:
                    function = module.model.functions[entity.index]
                    qualified = f"{module.name}.{function.qualname}"
                    found = self._catalogue.of_function(function.name, qualified)
            case Opaque(name=str() as name):
                found = self._catalogue.by_name(name)
                if found is not None:
                    grade = Confidence.LOW if entity.member else Confidence.MEDIUM
                    found = Effect(found.kind, found.name, found.reason, grade)
            case _:
                pass
        return found if found is not None and found.kind is EffectKind.SESSION else None


def _low(effect: Effect) -> Effect:
    return Effect(effect.kind, effect.name, effect.reason, Confidence.LOW)
