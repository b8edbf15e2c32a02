"""What holds up what is raised in a function: its clauses, the managers that swallow, and how they end."""

from __future__ import annotations

import dataclasses
import enum
from collections.abc import Iterator

from steplint.diagnostics import Place, Span
from steplint.model import values as v
from steplint.model.graph import (
    EXIT,
    Assign,
    AttributeTarget,
    ContextKind,
    Handler,
    Invoke,
    NameTarget,
    Return,
    SubscriptTarget,
    contexts_around,
)
from steplint.model.module import Function
from steplint.project.evaluate import Evaluator
from steplint.project.frames import Frame
from steplint.project.invocations import Manner, Site, written_name
from steplint.project.reach import Reached, Region, hop, reach
from steplint.project.recovery.endings import Ending, State
from steplint.project.recovery.errors import Sort, Taking
from steplint.project.recovery.throws import Thrown, Throws
from steplint.project.recovery.unwinding import Clause, blocks_within
from steplint.project.sites import Sites
from steplint.sdk.kinds import EffectKind

_CACHES = ("redis.", "aioredis.", "pymemcache.", "aiomcache.", "django.core.cache.", "aiocache.", "diskcache.")
_GROWING = frozenset({"append", "add", "appendleft", "insert", "extend", "update", "setdefault"})
_FAILURE_PATH = frozenset({ContextKind.HANDLER, ContextKind.FINALLY})


@dataclasses.dataclass(frozen=True, slots=True)
class Catch:
    """What holds up what is raised: an `except` clause, or a `with` statement whose manager swallows it (`clause` is
    None then). `name` is how people write it; `context` its TRY or WITH context.
    """

    frame: Frame
    place: Place
    name: str
    context: int
    clause: Clause | None
    takings: frozenset[Taking]
    thrown: tuple[Thrown, ...]

    def of(self, *sorts: Sort) -> list[Thrown]:
        """What comes to it of some sorts."""
        return [thrown for thrown in self.thrown if thrown.sort in sorts]

    @property
    def worst_failure(self) -> Thrown | None:
        """The failure of a call that comes to it and matters most: the surest, and what does something before what
        asks.
        """
        return min(self.of(Sort.FAILURE), key=lambda t: (t.confidence.rank, not t.is_deed), default=None)

    @property
    def is_broad(self) -> bool:
        """Whether it takes any `Exception`."""
        return not self.takings.isdisjoint({Taking.EVERYTHING, Taking.EXCEPTIONS})


class Role(enum.StrEnum):
    """What a clause that goes on is to the step, or to the workflow, that leads to it."""

    RESULT = "result"
    """What is handed back then is the result of the whole."""
    PART = "part"
    """The function goes on with other things of the same weight."""
    ASIDE = "aside"
    """The result does not depend on it: something done besides."""


class Catches:
    """Finds what holds up what is raised in functions, and how that ends."""

    def __init__(self, evaluator: Evaluator, sites: Sites) -> None:
        self._evaluator = evaluator
        self._sites = sites
        self.throws = Throws(evaluator, sites)
        self._catches: dict[int, tuple[Catch, ...]] = {}

    def of(self, frame: Frame) -> tuple[Catch, ...]:
        """The clauses of a function that can be reached, and the managers that swallow something, by place."""
        known = self._catches.get(frame.id)
        if known is None:
            known = self._catches[frame.id] = tuple(sorted(self._found(frame), key=lambda catch: catch.place))
        return known

    def _found(self, frame: Frame) -> Iterator[Catch]:
        function = frame.function
        if len(function.contexts) == 1:
            return
        arrivals = self.throws.of(frame)
        live = self._sites.decisions.of(frame).live_blocks
        for number, context in enumerate(function.contexts):
            for position, handler in enumerate(context.handlers):
                clause = Clause(number, position)
                if handler.block in live and handler.block != EXIT:
                    place = Place(frame.module.path, header(handler))
                    takings = self.throws.takings(frame, clause)
                    thrown = tuple(arrivals.clauses.get(clause, ()))
                    yield Catch(frame, place, clause_name(frame, handler), number, clause, takings, thrown)
            manager = context.manager
            if manager is not None and number in arrivals.suppressed:
                takings = frozenset().union(
                    *(found for found in self.throws.managers(frame, manager) if isinstance(found, frozenset))
                )
                name = f"`with {written_name(manager, function)}`"
                place = Place(frame.module.path, manager.span)
                thrown = tuple(arrivals.suppressed[number])
                yield Catch(frame, place, name, number, None, takings or frozenset({Taking.EVERYTHING}), thrown)

    def ending(self, catch: Catch, sort: Sort) -> Ending:
        """How a clause ends when it has caught something of a sort; a manager that swallows lets the function go on."""
        if catch.clause is None:
            loop = self._is_in_loop(catch)
            return Ending((), leaves=True, goes_on=True, stays_in_loop=loop, returns=(), blocks=())
        return self.throws.ending(catch.frame, catch.clause, sort)

    def _is_in_loop(self, catch: Catch) -> bool:
        """Whether its statement stands in a loop of the function."""
        contexts = contexts_around(catch.frame.function.contexts, catch.context)
        return any(context.kind is ContextKind.LOOP for context in contexts)

    def is_on_failure_path(self, catch: Catch) -> bool:
        """Whether its statement itself stands in a clause or a `finally`."""
        contexts = contexts_around(catch.frame.function.contexts, catch.context)
        return any(context.kind in _FAILURE_PATH for context in contexts)

    def swallows_interrupt(self, catch: Catch) -> bool:
        """Whether an interrupt comes to it that it does not let on, on some path."""
        return bool(catch.of(Sort.INTERRUPT)) and not self.ending(catch, Sort.INTERRUPT).always_raises_same

    def stops_retry(self, catch: Catch) -> Thrown | None:
        """A `RetryAfterError` that comes to it and that it does not let on, on some path."""
        asked = catch.of(Sort.RETRY_AFTER)
        return asked[0] if asked and not self.ending(catch, Sort.RETRY_AFTER).always_raises_same else None

    def ends_retries(self, catch: Catch) -> bool:
        """Whether it takes any exception, and always raises a `NonRetriableError` in its place."""
        if catch.clause is None or not catch.is_broad:
            return False
        ending = self.ending(catch, Sort.FAILURE)
        return (
            not ending.leaves
            and bool(ending.again)
            and all(again.sort is Sort.NON_RETRIABLE and not again.is_same for again in ending.again)
        )

    def reached_in(self, catch: Catch) -> Thrown | None:
        """A call that its `try` leads to and that reaches out of the program, or of which nothing is known, although
        what it raises may be held up before it comes here.
        """
        for site in self._sites.within(catch.frame, blocks_within(catch.frame.function, catch.context)):
            found = None if site.steps else self._reached(site)
            if found is not None:
                return found
        return None

    def _reached(self, site: Site) -> Thrown | None:
        own = next((thrown for thrown in self.throws.of_site(site) if thrown.sort is Sort.FAILURE), None)
        if own is not None:
            return own
        for invocation in site.invocations:
            if invocation.frame is None or invocation.manner is not Manner.CALLED:
                continue
            first = hop(site, invocation)
            for reached in reach(self._sites, invocation.frame, Region.DURABLE):
                if reached.region is Region.DURABLE:
                    for inner in self._sites.of(reached.frame).values():
                        for thrown in self.throws.of_site(inner):
                            if thrown.sort is Sort.FAILURE and not thrown.path:
                                return dataclasses.replace(thrown, path=(first, *reached.path), site=site)
        return None

    def role(self, reached: Reached, catch: Catch, ending: Ending) -> Role:
        """What it means to the step, or to the workflow, that a clause goes on."""
        current: Reached | None = reached
        is_result = True
        while current is not None and current.site is not None and current.caller is not None:
            if current.invocation is not None and current.invocation.manner is Manner.STEP:
                break
            is_result = is_result and self._hands_on(current.caller.frame, current.site)
            current = current.caller
        if not is_result:
            return Role.ASIDE
        is_end = ending.returns or (self._sets(catch, ending) and not self._does_more(catch))
        return Role.RESULT if is_end else Role.PART

    @staticmethod
    def is_used(reached: Reached) -> bool:
        """Whether the caller makes anything of what a function hands back."""
        if reached.site is None or reached.site.call is None or reached.caller is None:
            return True
        return reached.caller.frame.uses_result(reached.site.call)

    def _does_again(self, catch: Catch, ending: Ending, thrown: Thrown) -> bool:
        """Whether a clause does once more, or in another way, what failed."""
        if thrown.site is None or thrown.site.call is None:
            return False
        function = catch.frame.function
        failed = written_name(thrown.site.call.callee, function)
        for site in self.sites_in(catch, ending):
            if site.call is not None and written_name(site.call.callee, function) == failed:
                return True
            if any(_is_alike(other, thrown) for other in self.throws.of_site(site)):
                return True
        return False

    def is_deliberate(self, catch: Catch, ending: Ending, thrown: Thrown) -> bool:
        """Whether a clause looks like meant: it lets some errors on, tries again or in another way, notes an item of a
        loop that failed, or does without a cache.
        """
        if thrown.effect is not None and thrown.effect.name.startswith(_CACHES):
            return True
        if any(again.is_same for again in ending.again) or self._does_again(catch, ending, thrown):
            return True
        return self._is_in_loop(catch) and self._records(catch, ending)

    @staticmethod
    def _sets(catch: Catch, ending: Ending) -> bool:
        """Whether a clause gives something a value, for what comes after it."""
        return any(
            isinstance(operation, Assign) and not isinstance(operation.value, v.Caught)
            for number in ending.blocks
            for operation in catch.frame.function.blocks[number].operations
        )

    def _hands_on(self, frame: Frame, site: Site) -> bool:
        """Whether what a function hands back is made of a call's result."""
        if site.call is None:
            return False
        number = frame.derived.number_of(site.call)
        names = self._names_of(frame, number)
        return any(
            isinstance(operation, Return)
            and operation.value is not None
            and _is_made_of(frame.function, operation.value, number, names)
            for block in frame.function.blocks
            for operation in block.operations
        )

    @staticmethod
    def _names_of(frame: Frame, number: int) -> frozenset[str]:
        """The variables that a call's result is a part of, also by way of others."""
        assigned = [
            (operation.target.name, operation.value)
            for block in frame.function.blocks
            for operation in block.operations
            if isinstance(operation, Assign)
            and isinstance(operation.target, NameTarget)
            and operation.value is not None
        ]
        names: frozenset[str] = frozenset()
        while True:
            grown = names | {name for name, value in assigned if _is_made_of(frame.function, value, number, names)}
            if grown == names:
                return names
            names = grown

    def _does_more(self, catch: Catch) -> bool:
        """Whether the function reaches out of the program behind the statement, too."""
        end = catch.frame.function.contexts[catch.context].span.end_line
        return any(
            site.span.line > end and any(thrown.sort is Sort.FAILURE for thrown in self.throws.of_site(site))
            for site in self._sites.of(catch.frame).values()
        )

    def sites_in(self, catch: Catch, ending: Ending) -> Iterator[Site]:
        """The calls of a clause that run when it has caught something."""
        return self._sites.within(catch.frame, ending.blocks)

    def _records(self, catch: Catch, ending: Ending) -> bool:
        """Whether a clause notes what failed in a list, a mapping or an object, or counts it."""
        function = catch.frame.function
        for number in ending.blocks:
            for operation in function.blocks[number].operations:
                match operation:
                    case Assign(target=SubscriptTarget() | AttributeTarget()):
                        return True
                    case Assign(augmented=True):
                        return True
                    case Invoke(call=index):
                        callee = function.calls[index].callee
                        if isinstance(callee, v.Attribute) and callee.name in _GROWING:
                            return True
                    case _:
                        pass
        return False

    def raises_later(self, reached: Reached) -> bool:
        """Whether a caller on the way to a function raises, for some of what the function hands back."""
        current: Reached | None = reached
        while current is not None and current.site is not None and current.caller is not None:
            if current.invocation is not None and current.invocation.manner is Manner.STEP:
                return False
            if self._raises_on_result(current.caller.frame, current.site):
                return True
            current = current.caller
        return False

    def _raises_on_result(self, frame: Frame, site: Site) -> bool:
        """Whether a branch that asks for a call's result always raises on one side."""
        if site.call is None:
            return False
        function = frame.function
        number = frame.derived.number_of(site.call)
        names = self._names_of(frame, number)
        endings = self.throws.endings(frame)
        return any(
            edge.test is not None
            and _is_made_of(function, edge.test, number, names, by_calls=True)
            and not endings.can_end(State(edge.target, frozenset()))
            for block in function.blocks
            for edge in block.edges
        )


def _is_made_of(
    function: Function, value: v.Value, call: int, names: frozenset[str], *, by_calls: bool = False
) -> bool:
    """Whether a value is made of a call's result, or of variables that are: it is the result, holds it, or is asked of
    it; `by_calls` also by functions that are handed it.
    """
    match value:
        case v.CallResult(call=index):
            if index == call:
                return True
            other = function.calls[index]
            parts: tuple[v.Value, ...] = (other.callee,)
            if by_calls or (isinstance(other.callee, v.Name) and other.callee.id in _WRAPPING):
                parts += tuple(argument.value for argument in other.arguments)
        case v.Name(id=name):
            return name in names
        case _:
            parts = v.children(value)
    return any(_is_made_of(function, part, call, names, by_calls=by_calls) for part in parts)


_WRAPPING = frozenset({"dict", "list", "tuple", "str", "int", "float", "bool", "len", "sorted", "sum"})


def _is_alike(other: Thrown, thrown: Thrown) -> bool:
    """Whether two calls that may fail do the same; one write to a database is not like another."""
    if other.sort is not Sort.FAILURE or other.effect is None or thrown.effect is None:
        return False
    if other.effect.name == thrown.effect.name or {other.effect.kind, thrown.effect.kind} in _ALIKE:
        return True
    return other.effect.kind is thrown.effect.kind and other.effect.kind not in _DATABASE


_DATABASE = frozenset({EffectKind.DATABASE_READ, EffectKind.DATABASE_WRITE})
_ALIKE = ({EffectKind.HTTP, EffectKind.HTTP_READ}, {EffectKind.LLM, EffectKind.HTTP})


def header(handler: Handler) -> Span:
    """Where a clause begins, up to its types."""
    start = handler.span
    if handler.types:
        end = handler.types[-1].span
        return Span(start.line, start.column, end.end_line, end.end_column)
    return Span(start.line, start.column, start.line, start.column + len("except"))


def clause_name(frame: Frame, handler: Handler) -> str:
    """A clause as it is written, up to its types."""
    if not handler.types:
        return "`except:`"
    names = [written_name(value, frame.function) for value in handler.types]
    return f"`except {names[0]}`" if len(names) == 1 else f"`except ({', '.join(names)})`"
