"""Whether events leave before what they tell of is in the database: order on all paths, through helpers and
transactions.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping
from typing import TypeAlias

from steplint.diagnostics import Confidence
from steplint.flow.solver import Outcome, solve
from steplint.model import values as v
from steplint.model.graph import EXIT, ContextKind, Edge, EdgeKind, Leave, Yield, contexts_around
from steplint.project.entities import External, Point
from steplint.project.evaluate import Evaluator
from steplint.project.frames import Frame
from steplint.project.invocations import Invocation, Manner, Part, SendKind, Site
from steplint.project.reach import Hop, hop
from steplint.project.sites import Sites
from steplint.sdk.kinds import Effect, EffectKind, Transaction

_DEEPEST = 8
_DEFERRED = frozenset(
    {
        "django.db.transaction.on_commit",
        "fastapi.BackgroundTasks().add_task",
        "starlette.background.BackgroundTasks().add_task",
    }
)
"""What these are handed runs when the transaction is over."""
_TRANSACTIONS = tuple(
    f".{name}()"
    for name in ("begin", "transaction", "begin_nested", "start_transaction", "atomic", "tx", "in_transaction")
)
_ATOMIC = frozenset({"django.db.transaction.atomic", "django.db.transaction.atomic()"})


@dataclasses.dataclass(frozen=True, slots=True)
class Mark:
    """A send made earlier on a path: the point of the call in this frame that made it, and whether changes waited for
    their commit then. The point is None for a send of a caller. `is_apart`: the function that sent it deals with the
    database by itself, so that what its caller writes later may have nothing to do with it.
    """

    point: Point | None
    while_pending: bool
    path: tuple[Hop, ...] = ()
    is_apart: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Misorder:
    """A send that comes before a write or commit it should follow.

    `cause` is the call that writes or commits too late; None when a transaction ends with the function, or when the
    commit is left to somebody else. `path` leads from `site` to the SDK's call.
    """

    site: Site
    path: tuple[Hop, ...]
    cause: Site | None
    effect: Effect | None
    confidence: Confidence
    ends_with_function: bool = False


_Situation: TypeAlias = tuple[bool, bool]
"""Whether something has been committed, and whether changes wait for a commit."""
_State: TypeAlias = Mapping[_Situation, frozenset[Mark]]
"""For each situation that some path leads to, the sends on it that nothing has made right."""
_FRESH: _State = {(False, False): frozenset()}


@dataclasses.dataclass(frozen=True, slots=True)
class _Passage:
    """What a function makes of a situation: the situations at its end, and the late writes that its caller's sends
    meet in it, by whether they were made while changes waited.
    """

    after: _State
    late: tuple[tuple[bool, Site, Effect], ...]


class Ordering:
    """The order of sends and writes in frames."""

    def __init__(self, evaluator: Evaluator, sites: Sites) -> None:
        self._evaluator = evaluator
        self._sites = sites
        self._passages: dict[tuple[int, Part, _Situation, bool], _Passage] = {}
        self._misorders: dict[int, dict[Point, Misorder]] = {}
        self._matters: dict[int, bool] = {}
        self._writes: dict[int, bool] = {}
        self._asks: dict[int, bool] = {}

    def of(self, frame: Frame) -> list[Misorder]:
        """The sends of a frame, and of what it calls, that come too early in it."""
        passage = self._run(frame, Part.WHOLE, (False, False), within=False, depth=0)
        found = list(self._misorders.get(frame.id, {}).values())
        reported = {misorder.site.point for misorder in found}
        for marks in passage.after.values():
            for mark in sorted(marks, key=_mark_order):
                if mark.point is not None and mark.while_pending and mark.point not in reported:
                    reported.add(mark.point)
                    site = self._sites.of(frame)[mark.point]
                    found.append(Misorder(site, mark.path, None, None, Confidence.LOW))
        return sorted(found, key=lambda misorder: (misorder.site.place, misorder.cause is None))

    def writes(self, frame: Frame) -> bool:
        """Whether a frame, or something it calls, changes a database."""
        return self._search(frame, self._writes, lambda site: any(True for _ in _changes(site)))

    def asks_database(self, frame: Frame) -> bool:
        """Whether a frame, or something it calls, reads from a database or changes it."""
        return self._search(frame, self._asks, lambda site: any(_is_of_database(effect) for _, effect in site.effects))

    def _search(self, frame: Frame, known: dict[int, bool], is_it: Callable[[Site], bool]) -> bool:
        if frame.id not in known:
            known[frame.id] = False
            known[frame.id] = any(
                is_it(site)
                or any(
                    invocation.frame is not None and self._search(invocation.frame, known, is_it)
                    for invocation in site.invocations
                )
                for site in self._sites.of(frame).values()
            )
        return known[frame.id]

    def _is_of_interest(self, frame: Frame) -> bool:
        return self._search(
            frame, self._matters, lambda site: site.sending is not None or any(True for _ in _changes(site))
        )

    # One frame

    def _run(self, frame: Frame, part: Part, situation: _Situation, *, within: bool, depth: int) -> _Passage:
        """What a frame makes of a situation; `within` a transaction that was opened around it."""
        key = (frame.id, part, situation, within)
        known = self._passages.get(key)
        if known is None:
            start: _State = {situation: frozenset({Mark(None, while_pending=False), Mark(None, while_pending=True)})}
            self._passages[key] = _Passage(start, ())  # a recursion changes nothing that is new
            known = self._passages[key] = _Walk(self, frame, part, start, within=within, depth=depth).passage()
        return known

    def decorated_atomic(self, frame: Frame) -> bool:
        """Whether a decorator runs the whole function in a transaction."""
        around = self._evaluator.around(frame)
        return any(
            isinstance(entity, External) and entity.path in _ATOMIC
            for decorator in frame.function.decorators
            for entity in self._evaluator.evaluate(around, decorator)
        )

    def record(self, frame: Frame, misorder: Misorder) -> None:
        """Keep a misorder of a frame, the surest for each send."""
        kept = self._misorders.setdefault(frame.id, {})
        known = kept.get(misorder.site.point)
        if known is None or misorder.confidence.rank < known.confidence.rank:
            kept[misorder.site.point] = misorder


class _Walk:
    """The walk through one frame."""

    def __init__(
        self, ordering: Ordering, frame: Frame, part: Part, start: _State, *, within: bool, depth: int
    ) -> None:
        self._ordering = ordering
        self._evaluator = ordering._evaluator
        self._frame = frame
        self._part = part
        self._start = start
        self._atomic = ordering.decorated_atomic(frame) and not within
        self._within = within or self._atomic
        self._depth = depth
        self._sites = ordering._sites.of(frame)
        self._late: dict[tuple[bool, Point], tuple[bool, Site, Effect]] = {}
        self._yielded: _State = {}
        self._raising_leaves = _leaves_after_errors(frame)
        self._decided = ordering._sites.decisions.of(frame)
        self._suppressing = frozenset(
            number
            for number, block in enumerate(frame.function.blocks)
            for operation in block.operations
            if isinstance(operation, Leave) and self._suppresses(operation.context)
        )

    def _suppresses(self, context: int) -> bool:
        """Whether a `with` block may go on after an exception: transactions and sessions do not."""
        manager = self._frame.function.contexts[context].manager
        return manager is not None and any(
            isinstance(entity, External) and entity.path == "contextlib.suppress()"
            for entity in self._evaluator.evaluate(self._frame, manager)
        )

    def passage(self) -> _Passage:
        """The situations at the end of the frame, or of a part of it."""
        blocks = self._frame.function.blocks
        in_parts = self._part in {Part.AFTER_YIELD, Part.BEFORE_YIELD}
        initial: _State = {} if self._part is Part.AFTER_YIELD else self._start
        before = solve(blocks, initial, transfer=self._through, follow=self._follow, join=_joined)
        after = self._yielded if self._part is Part.BEFORE_YIELD else (before[EXIT] or {})
        if self._atomic and not in_parts:
            after = self._closed(after, None, None)
        return _Passage(after, tuple(self._late.values()))

    def _follow(self, number: int, edge: Edge, state: _State) -> _State | None:
        if edge.kind is EdgeKind.SUPPRESSED and number not in self._suppressing:
            return None
        edges = self._frame.function.blocks[number].edges
        return None if self._decided.rules_out(number, edges, edge) else state

    def _through(self, number: int, state: _State) -> Outcome[_State]:
        previous = state
        for position, operation in enumerate(self._frame.function.blocks[number].operations):
            previous = state
            site = self._sites.get(Point(number, position))
            if isinstance(operation, Yield) and self._part is Part.BEFORE_YIELD:
                self._yielded = _joined(self._yielded, state)
                state = {}
            elif isinstance(operation, Yield) and self._part is Part.AFTER_YIELD:
                state = _joined(state, self._start)
            elif site is not None:
                state = self._at(site, state)
        return Outcome(state, previous)

    def _at(self, site: Site, state: _State) -> _State:
        if self._is_deferred(site):
            return state
        within = self._within or self._in_transaction(site)
        for invocation in site.invocations:
            if invocation.manner is Manner.STEP:
                continue
            effect = invocation.effect
            if effect is not None:
                state = self._changed(state, site, effect, within=within)
            elif invocation.frame is not None and self._depth < _DEEPEST:
                state = self._entered(state, site, invocation, within=within)
        if site.sending is not None and site.sending.kind is not SendKind.STEP and not is_forgotten(site):
            state = self._sent(state, site)
        return state

    def _is_deferred(self, site: Site) -> bool:
        if site.call is None:
            return False
        callees = self._evaluator.evaluate(self._frame, site.call.callee, site.point)
        return any(isinstance(entity, External) and entity.path in _DEFERRED for entity in callees)

    def _in_transaction(self, site: Site) -> bool:
        """Whether a block around a site holds a transaction open; the end of the block itself is outside of it."""
        function = self._frame.function
        start: int | None = function.blocks[site.point.block].context
        return any(
            context.kind is ContextKind.WITH and context.manager is not None and self._opens(context.manager)
            for context in contexts_around(function.contexts, start)
        )

    def _opens(self, manager: v.Value) -> bool:
        return any(
            isinstance(entity, External) and entity.path.endswith(_TRANSACTIONS)
            for entity in self._evaluator.evaluate(self._frame, manager)
        )

    # What happens to a situation

    def _changed(self, state: _State, site: Site, effect: Effect, *, within: bool) -> _State:
        match effect.transaction:
            case Transaction.OWN if not within and _is_change(effect):
                return self._committed(state, site, effect)
            case Transaction.PART | Transaction.OWN if _is_change(effect):
                return self._written(state, site, effect)
            case Transaction.COMMIT if within and effect.kind is EffectKind.DATABASE_CHANGE:
                return state  # the transaction around it commits
            case Transaction.COMMIT if site.point in self._raising_leaves:
                return _merged(((committed, False), marks) for (committed, _), marks in state.items())
            case Transaction.COMMIT if effect.kind is EffectKind.DATABASE_CHANGE:
                return self._closed(state, site, effect)
            case Transaction.COMMIT:
                return self._committed(state, site, effect)
            case Transaction.ROLLBACK:
                return _merged(((committed, False), marks) for (committed, _), marks in state.items())
            case _:
                return state

    def _written(self, state: _State, site: Site, effect: Effect) -> _State:
        """A change that waits for its commit: what was sent before anything was committed came too early."""
        for (committed, _), marks in state.items():
            if not committed:
                self._blame((mark for mark in marks if not mark.while_pending), site, effect)
        return _merged(((committed, True), marks) for (committed, _), marks in state.items())

    def _committed(self, state: _State, site: Site | None, effect: Effect | None) -> _State:
        """Everything that waited is committed now: what was sent meanwhile came too early."""
        for (committed, _), marks in state.items():
            self._blame((mark for mark in marks if mark.while_pending or not committed), site, effect)
        return _merged(((True, False), _callers(marks)) for _, marks in state.items())

    def _closed(self, state: _State, site: Site | None, effect: Effect | None) -> _State:
        """A transaction has come to its end: it writes what was changed in it, if anything was."""
        pending = {key: marks for key, marks in state.items() if key[1]}
        idle = {key: marks for key, marks in state.items() if not key[1]}
        return _joined(self._committed(pending, site, effect), idle)

    def _sent(self, state: _State, site: Site, path: tuple[Hop, ...] = ()) -> _State:
        found: dict[_Situation, frozenset[Mark]] = {}
        for (committed, pending), marks in state.items():
            if pending or not committed:
                found[committed, pending] = marks | {Mark(site.point, pending, path)}
            else:
                found[committed, pending] = marks
        return found

    def _blame(self, marks: Iterable[Mark], cause: Site | None, effect: Effect | None) -> None:
        for mark in sorted(marks, key=_mark_order):
            if mark.point is None:
                if cause is not None and effect is not None:
                    self._late[mark.while_pending, cause.point] = (mark.while_pending, cause, effect)
            else:
                grade = Confidence.HIGH if effect is None else effect.confidence
                if mark.is_apart and not mark.while_pending:
                    grade = Confidence.LOW
                self._ordering.record(
                    self._frame,
                    Misorder(
                        self._sites[mark.point], mark.path, cause, effect, grade, ends_with_function=cause is None
                    ),
                )

    def _entered(self, state: _State, site: Site, invocation: Invocation, *, within: bool) -> _State:
        """A call of a project function, for each situation in which it may happen."""
        frame = invocation.frame
        assert frame is not None
        if not self._ordering._is_of_interest(frame):
            return state
        found: _State = {}
        apart = self._ordering.asks_database(frame)
        for situation, marks in state.items():
            passage = self._ordering._run(frame, invocation.part, situation, within=within, depth=self._depth + 1)
            for while_pending, _, effect in passage.late:
                self._blame((mark for mark in marks if mark.while_pending is while_pending), site, effect)
            for after, inner in passage.after.items():
                kept = {mark for mark in marks if Mark(None, mark.while_pending) in inner}
                added = {
                    Mark(site.point, mark.while_pending, (hop(site, invocation), *mark.path), apart or mark.is_apart)
                    for mark in inner
                    if mark.point is not None
                }
                found = _joined(found, {after: frozenset(kept | added)})
        return found


def _mark_order(mark: Mark) -> tuple[object, ...]:
    """Sends in an order of the code: which of several comes to be told must not depend on how sets are laid out."""
    point = (-1, -1) if mark.point is None else (mark.point.block, mark.point.operation)
    return (*point, mark.while_pending, mark.is_apart, [hop.place for hop in mark.path])


def is_forgotten(site: Site) -> bool:
    """Whether a call makes a coroutine that nobody awaits: nothing is sent."""
    return (
        site.sending is not None
        and site.sending.kind is SendKind.CLIENT
        and site.call is not None
        and not site.call.awaited
        and not site.frame.uses_result(site.call)
    )


def _changes(site: Site) -> Iterable[Effect]:
    for _, effect in site.effects:
        if effect.transaction is not None and (_is_change(effect) or effect.transaction is Transaction.COMMIT):
            yield effect


def _is_change(effect: Effect) -> bool:
    return effect.kind in {EffectKind.DATABASE_WRITE, EffectKind.DATABASE_CHANGE}


def _is_of_database(effect: Effect) -> bool:
    return effect.kind is EffectKind.DATABASE_READ or _is_change(effect)


def _callers(marks: frozenset[Mark]) -> frozenset[Mark]:
    """The sends of callers stay on record: whether they came too early depends on what they saw."""
    return frozenset(mark for mark in marks if mark.point is None)


def _joined(first: _State, second: _State) -> _State:
    return _merged((*first.items(), *second.items()))


def _merged(
    items: Iterable[tuple[_Situation, frozenset[Mark]]] | tuple[tuple[_Situation, frozenset[Mark]], ...],
) -> _State:
    found: dict[_Situation, frozenset[Mark]] = {}
    for situation, marks in items:
        found[situation] = _told(found.get(situation, frozenset()) | marks)
    return found


def _told(marks: frozenset[Mark]) -> frozenset[Mark]:
    """Of the ways in which one call sends the first in order: one is told, and they multiply with depth."""
    if len(marks) < 2:
        return marks
    best: dict[tuple[Point | None, bool, bool], Mark] = {}
    for mark in marks:
        key = (mark.point, mark.while_pending, mark.is_apart)
        known = best.get(key)
        if known is None or _mark_order(mark) < _mark_order(known):
            best[key] = mark
    return frozenset(best.values())


def _leaves_after_errors(frame: Frame) -> frozenset[Point]:
    """The places where a `with` block is left because of an exception."""
    blocks = frame.function.blocks
    normal = {edge.target for block in blocks for edge in block.edges if edge.kind not in {EdgeKind.EXCEPTION}}
    return frozenset(
        Point(number, position)
        for number, block in enumerate(blocks)
        if number and number not in normal
        for position in range(len(block.operations))
    )
