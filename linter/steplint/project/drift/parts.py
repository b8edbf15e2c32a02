"""What one part of a dict, or one field of an object, comes from: `order["id"]` does not differ because `order["at"]`
does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeAlias

from steplint.model import values as v
from steplint.model.graph import Assign, AttributeTarget, Invoke, SubscriptTarget
from steplint.model.module import Call
from steplint.project.decisions import Decisions
from steplint.project.entities import ClassRef, Entity, External, Point
from steplint.project.evaluate import Evaluator, attributes, calls
from steplint.project.frames import Frame

Part: TypeAlias = tuple[v.Value, Point | None]
"""A value, and the point at which it is made."""
_Entry: TypeAlias = tuple[v.Value | None, v.Value]
_FILLING = frozenset({"update", "setdefault", "pop", "popitem", "clear"})
_DEEPEST = 6


class Parts:
    """Finds the values that a part of another is one of."""

    def __init__(self, evaluator: Evaluator, decisions: Decisions) -> None:
        self._evaluator = evaluator
        self._decisions = decisions

    def of(self, frame: Frame, value: v.Value, point: Point | None) -> list[Part] | None:
        """The values that `base["key"]` or `base.key` may be; None where that cannot be told."""
        match value:
            case v.Subscript(base=base, key=v.Constant(value=str() as key)):
                return self._under(frame, base, key, point, 0)
            case v.Attribute(base=v.Name() as base, name=key):
                return self._under(frame, base, key, point, 0)
            case _:
                return None

    def got(self, frame: Frame, call: Call, point: Point | None) -> list[Part] | None:
        """The values that `base.get("key")` may be; None where that cannot be told, and for any other call."""
        match call.callee, call.argument(0):
            case v.Attribute(base=base, name="get"), v.Constant(value=str() as key):
                found = self._under(frame, base, key, point, 0)
                return None if found is None else [*found, *((a.value, point) for a in call.arguments[1:])]
            case _:
                return None

    def _under(self, frame: Frame, base: v.Value, key: str, point: Point | None, depth: int) -> list[Part] | None:
        if depth > _DEEPEST:
            return None
        match base:
            case v.Mapping(entries=entries):
                return self._in_display(frame, list(entries), key, point, depth)
            case v.CallResult(call=index):
                return self._in_call(frame, index, key, point)
            case v.Name(id=name) if point is not None:
                return self._in_variable(frame, name, key, point, depth)
            case _:
                return None

    def _in_display(
        self,
        frame: Frame,
        entries: Sequence[_Entry],
        key: str,
        point: Point | None,
        depth: int,
    ) -> list[Part] | None:
        found: list[Part] = []
        for entry, item in entries:
            match entry:
                case v.Constant(value=name):
                    found = [(item, point)] if name == key else found
                case None:
                    spread = self._under(frame, item, key, point, depth + 1)
                    if spread is None:
                        return None
                    found += spread
                case _:
                    return None
        return found

    def _in_call(self, frame: Frame, index: int, key: str, point: Point | None) -> list[Part] | None:
        """What a dict, or an object of a class that only holds fields, is made with under a name."""
        call = frame.call(index)
        if any(argument.keyword is None for argument in call.arguments):
            return None
        at = frame.calls_seen.get(index, point)
        made = self._evaluator.evaluate(frame, call.callee, at)
        if not made or not all(self._holds(entity, key) for entity in made):
            return None
        return [(argument.value, at) for argument in call.arguments if argument.keyword == key]

    def _holds(self, entity: Entity, key: str) -> bool:
        """Whether what a callable makes only holds what it is given, under a name of its own."""
        if not isinstance(entity, ClassRef):
            return entity == External("builtins.dict")
        cls = attributes.class_of(self._evaluator, entity)
        is_field = cls is not None and any(field.name == key for field in cls.fields)
        return is_field and calls.initializer(self._evaluator, entity) is None

    def _in_variable(self, frame: Frame, name: str, key: str, point: Point, depth: int) -> list[Part] | None:
        definitions = self._evaluator.definitions(frame.module, frame.index)
        sites = definitions.reaching(name, point.block, point.operation) if definitions.binds(name) else ()
        found: list[Part] = []
        for site in sites:
            at = Point(site.block, site.position)
            value = site.operation.value if isinstance(site.operation, Assign) else None
            parts = None if value is None else self._under(frame, value, key, at, depth + 1)
            if parts is None:
                return None
            found += parts
        put = self._put(frame, name, key, point)
        return None if not sites or put is None else [*found, *put]

    def _put(self, frame: Frame, name: str, key: str, point: Point) -> list[Part] | None:
        """What is put under a key into what a variable holds, before a point; None where that cannot be told."""
        routes = self._decisions.routes(frame)
        found: list[Part] = []
        for at, part, value in self._changes(frame, name):
            if part in {key, None} and routes.leads(at, point):
                if part is None:
                    return None
                found.append((value, at))
        return found

    def _changes(self, frame: Frame, name: str) -> Iterator[tuple[Point, str | None, v.Value]]:
        """Where something is put into what a variable holds: under which key (None: an unknown one), and what."""
        for number, block in enumerate(frame.function.blocks):
            for position, operation in enumerate(block.operations):
                at = Point(number, position)
                match operation:
                    case Assign(target=SubscriptTarget(base=v.Name(id=base), key=key), value=value) if (
                        base == name and value is not None
                    ):
                        text = key.value if isinstance(key, v.Constant) else None
                        yield at, text if isinstance(text, str) else None, value
                    case Assign(target=AttributeTarget(base=v.Name(id=base), name=field), value=value) if (
                        base == name and value is not None
                    ):
                        yield at, field, value
                    case Invoke(call=index):
                        match frame.call(index).callee:
                            case v.Attribute(base=v.Name(id=base), name=method) if base == name and method in _FILLING:
                                yield at, None, frame.call(index).callee
                            case _:
                                pass
                    case _:
                        pass
