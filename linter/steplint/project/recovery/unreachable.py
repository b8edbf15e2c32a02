"""Clauses that nothing comes to: a step that has failed raises the SDK's error, and no other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from steplint.model import values as v
from steplint.model.graph import Await, Enter, Import, Invoke, Op, Raise, Yield
from steplint.model.module import Function
from steplint.model.operands import operands
from steplint.project.entities import External, Point
from steplint.project.evaluate import Evaluator
from steplint.project.frames import Frame
from steplint.project.invocations import Site
from steplint.project.recovery.catches import Catch, Catches
from steplint.project.recovery.errors import Taking
from steplint.project.recovery.unwinding import blocks_within
from steplint.project.sites import Sites
from steplint.sdk import inngest
from steplint.sdk.kinds import EffectKind

_LOGIC = frozenset({"ValueError", "TypeError", "KeyError", "IndexError", "LookupError", "AttributeError"})
_HARMLESS = frozenset(
    {
        *(f"builtins.{name}" for name in ("print", "str", "repr", "len", "bool", "dict", "list", "tuple")),
        *("datetime.timedelta", "functools.partial"),
    }
)


class Unreachable:
    """Finds the clauses of `try` statements in which only steps can raise, and that no error of a step comes to."""

    def __init__(self, evaluator: Evaluator, sites: Sites, catches: Catches) -> None:
        self._evaluator = evaluator
        self._sites = sites
        self._catches = catches

    def of(self, frame: Frame) -> Iterator[tuple[Catch, Site]]:
        """The clauses of `try` statements in which only steps can raise, and that no error of a step comes to; each
        with the first of the steps.
        """
        by_try: dict[int, list[Catch]] = {}
        for catch in self._catches.of(frame):
            if catch.clause is not None:
                by_try.setdefault(catch.context, []).append(catch)
        for context, catches in by_try.items():
            takings = frozenset[Taking]().union(*(catch.takings for catch in catches))
            if not takings <= {Taking.LOGIC, Taking.OUTCOMES, Taking.FAILURES, Taking.OWN}:
                continue
            steps = self._only_steps(frame, context, names=self._names(frame, catches))
            if steps:
                for catch in catches:
                    if catch.takings:
                        yield catch, steps[0]

    def _names(self, frame: Frame, catches: Iterable[Catch]) -> frozenset[str]:
        """The last names of the library types that clauses name."""
        entities = [
            entity
            for catch in catches
            if catch.clause is not None
            for value in catch.clause.of(frame.function).types
            for entity in self._evaluator.evaluate(frame, value)
        ]
        return frozenset(entity.name for entity in entities if isinstance(entity, External))

    def _only_steps(self, frame: Frame, context: int, *, names: frozenset[str]) -> list[Site]:
        """The steps of a `try`; none when anything else in it can raise one of some errors, too."""
        function = frame.function
        sites = self._sites.of(frame)
        is_logic = not names.isdisjoint(_LOGIC)
        found: list[Site] = []
        for number in blocks_within(function, context):
            for position, operation in enumerate(function.blocks[number].operations):
                site = sites.get(Point(number, position))
                if not names.isdisjoint(_raised_by_reading(function, operation)):
                    return []
                if isinstance(operation, Invoke):
                    if site is None or not (site.steps or self._is_harmless(frame, site, is_logic=is_logic)):
                        return []
                    found += [site] if site.steps else []
                elif (site is not None and site.invocations) or not _is_tame(operation, names):
                    return []
        return sorted(found, key=lambda site: site.span)

    def _is_harmless(self, frame: Frame, site: Site, *, is_logic: bool) -> bool:
        """Whether a call raises nothing that a clause could be meant for: logging, and making what the SDK takes."""
        if site.call is None or site.unfound is not None:
            return False
        if site.invocations:
            return all(i.effect is not None and i.effect.kind is EffectKind.LOG for i in site.invocations)
        callees = self._evaluator.evaluate(frame, site.call.callee, site.point)
        return bool(callees) and all(
            isinstance(entity, External)
            and (
                entity.path in _HARMLESS
                or entity.path.startswith((f"{inngest.PACKAGE}.", "logging.", "structlog."))
                or (not is_logic and entity.path.startswith("builtins."))
            )
            for entity in callees
        )


def _is_tame(operation: Op, names: frozenset[str]) -> bool:
    """Whether an operation that is no call raises nothing that a clause could be meant for."""
    if isinstance(operation, Await | Enter | Yield):
        return False
    if isinstance(operation, Raise):
        return operation.exception is None
    return not (isinstance(operation, Import) and not names.isdisjoint({"ImportError", "ModuleNotFoundError"}))


def _raised_by_reading(function: Function, operation: Op) -> Iterator[str]:
    """The errors that reading the values of an operation can end in."""
    for value in operands(function, operation):
        yield from _raised_by_value(value)


def _raised_by_value(value: v.Value) -> Iterator[str]:
    match value:
        case v.Subscript():
            yield from ("KeyError", "IndexError", "LookupError", "TypeError")
        case v.Item():
            yield from ("ValueError", "TypeError")
        case v.Operation(operator="/" | "//" | "%"):
            yield from ("ZeroDivisionError", "ArithmeticError", "TypeError")
        case v.Operation():
            yield "TypeError"
        case _:
            pass
    for inner in v.children(value):
        yield from _raised_by_value(inner)
