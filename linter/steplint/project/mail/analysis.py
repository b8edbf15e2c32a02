"""Which e-mails follow each other too soon: the solver over every frame, summaries for helpers, a fixpoint for
recursion.
"""

from __future__ import annotations

import dataclasses
import functools
import itertools
import math
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from steplint.diagnostics import Confidence, Place
from steplint.flow.claims import Claims, ClaimTracker
from steplint.flow.conditions import Conditions
from steplint.flow.solver import Outcome, solve
from steplint.model import values as v
from steplint.model.graph import EXIT, Edge, EdgeKind, Invoke, Op, Raise, Return, Yield
from steplint.project.callgraph import callees, components
from steplint.project.entities import Duration, Entities, External, Literal, Moment, Point
from steplint.project.evaluate import Evaluator
from steplint.project.frames import Frame
from steplint.project.invocations import Invocation, Part, Site, written_name
from steplint.project.mail.domain import BOTTOM, NOTHING, Cell, Ending, Mail, Pending, Summary, Wait, Waited, least
from steplint.project.reach import Naming
from steplint.project.sites import Sites
from steplint.sdk.inngest import StepKind
from steplint.sdk.kinds import EffectKind

_State: TypeAlias = dict[Claims, Cell]
_Key: TypeAlias = tuple[int, Part]
"""A summary is of a frame, or of a part of its run."""
_MOST_CELLS = 64
_MOST_ROUNDS = 8
_SILENT = Summary(returns=True, quiet=NOTHING)
"""The summary of a function in which nothing is sent and nothing waits."""


@dataclasses.dataclass(frozen=True, slots=True)
class Conflict:
    """An e-mail that follows another one too soon: what was waited between, and whether only an exception leads
    there.
    """

    previous: Pending
    mail: Mail
    exceptional: bool

    @property
    def confidence(self) -> Confidence:
        """How sure we are that both are sent, one after the other."""
        grades = [self.previous.mail.confidence, self.mail.confidence]
        return Confidence.LOW if self.exceptional else Confidence.least(*grades)


class MailOrder:
    """The e-mail analysis of all frames; `enough` is the number of seconds that must lie between two e-mails."""

    def __init__(self, evaluator: Evaluator, sites: Sites, enough: float) -> None:
        self._evaluator = evaluator
        self._sites = sites
        self._enough = enough
        self._summaries: dict[_Key, Summary] = {}
        self._conflicts: dict[_Key, tuple[Conflict, ...]] = {}

    def conflicts(self, frame: Frame, *parts: Part) -> tuple[Conflict, ...]:
        """The conflicts between e-mails that a frame itself, or calls it makes, sends in a row, in parts of its run."""
        self.summary(frame)
        return tuple(conflict for part in parts or (Part.WHOLE,) for conflict in self._conflicts[frame.id, part])

    def summary(self, frame: Frame) -> Summary:
        """What a caller of the frame needs to know. Callees come first; mutual recursion goes to a fixpoint."""
        if (frame.id, Part.WHOLE) not in self._summaries:
            for component in components(frame, self._callees, self._is_settled):
                self._settle(component)
        return self._summaries[frame.id, Part.WHOLE]

    def _is_settled(self, frame: Frame) -> bool:
        return (frame.id, Part.WHOLE) in self._summaries

    def _callees(self, frame: Frame) -> list[Frame]:
        return callees(self._sites, frame)

    def _settle(self, component: list[Frame]) -> None:
        members = {frame.id for frame in component}
        keys = [(frame.id, part) for frame in component for part in _parts(frame)]
        if not any(self._says_something(frame, members) for frame in component):
            for frame in component:
                summary = _SILENT if self._may_return(frame) else BOTTOM
                self._summaries.update(((frame.id, part), summary) for part in _parts(frame))
            self._conflicts.update(dict.fromkeys(keys, ()))
            return
        self._summaries.update(dict.fromkeys(keys, BOTTOM))
        inner = {frame.id: [c for c in self._callees(frame) if c.id in members] for frame in component}
        walks = {
            (frame.id, part): _Walk(frame, part, self._evaluator, self._sites, self._summaries, self._enough)
            for frame in component
            for part in _parts(frame)
        }
        asked: dict[_Key, list[Summary]] = {}
        for _ in range(_MOST_ROUNDS):
            is_settled = True
            for key, walk in walks.items():
                needed = [self._summaries[c.id, part] for c in inner[key[0]] for part in _parts(c)]
                if asked.get(key) == needed:
                    continue  # it would say the same again
                asked[key] = needed
                before = self._summaries[key]
                self._summaries[key], self._conflicts[key] = walk.run()
                is_settled = is_settled and before == self._summaries[key]
            if is_settled or not any(inner.values()):
                break

    def _may_return(self, frame: Frame) -> bool:
        """Whether a function can end normally. One that is there to be overridden is taken to."""
        if EXIT in self._sites.decisions.of(frame).live_blocks:
            return True
        raised = [op.exception for block in frame.function.blocks for op in block.operations if isinstance(op, Raise)]
        return any("NotImplemented" in written_name(value, frame.function) for value in raised if value is not None)

    def _says_something(self, frame: Frame, members: set[int]) -> bool:
        """Whether a frame sends or waits, itself or through callees outside its component."""
        return any(
            _wait(site) is not None
            or any(effect.kind is EffectKind.EMAIL for _, effect in site.effects)
            or any(
                invocation.frame.id not in members and self._summaries[invocation.frame.id, invocation.part] != _SILENT
                for invocation in site.invocations
                if invocation.frame is not None
            )
            for site in self._sites.of(frame).values()
        )


def _parts(frame: Frame) -> tuple[Part, ...]:
    return tuple(Part) if frame.function.is_generator else (Part.WHOLE,)


class _Walk:
    """One pass of the solver over one frame."""

    def __init__(
        self,
        frame: Frame,
        part: Part,
        evaluator: Evaluator,
        sites: Sites,
        summaries: Mapping[_Key, Summary],
        enough: float,
    ) -> None:
        self._frame = frame
        self._part = part
        self._evaluator = evaluator
        self._sites = sites.of(frame)
        self._decided = sites.decisions.of(frame)
        self._inner = summaries
        self._enough = enough
        self._conflicts: dict[tuple[Place, Place, bool, tuple[Place, ...]], Conflict] = {}
        self._first: Pending | None = None
        self._doubtful: Pending | None = None
        self._yielded: _State = {}

    def run(self) -> tuple[Summary, tuple[Conflict, ...]]:
        function = self._frame.function
        self._yielded = {}
        is_later = self._part in {Part.AFTER_YIELD, Part.BETWEEN_YIELDS}
        initial: _State = {frozenset(): Cell(None, dormant=True) if is_later else Cell(NOTHING)}
        before = solve(function.blocks, initial, transfer=self._transfer, follow=self._follow, join=_join)
        self._conflicts.clear()
        self._first = self._doubtful = None
        for number, state in enumerate(before):
            if state is not None:
                outcome = self._transfer(number, state)
                for edge in function.blocks[number].edges:
                    if edge.loop is not None:
                        self._follow(number, edge, outcome.after)
        ends_at_yield = self._part in {Part.BEFORE_YIELD, Part.BETWEEN_YIELDS}
        ending = self._yielded if ends_at_yield else before[EXIT]
        if not ending:
            return Summary(first=self._first, doubtful=self._doubtful), self._found()
        final = _collapse(ending)
        by_result = self._by_result(before) if self._part is Part.WHOLE else ()
        summary = Summary(True, final.quiet, self._first, self._doubtful, final.sent, final.troubled, by_result)
        return summary, self._found()

    @functools.cached_property
    def _raising(self) -> frozenset[int]:
        """The blocks that exceptions lead out of."""
        blocks = enumerate(self._frame.function.blocks)
        exceptional = {EdgeKind.EXCEPTION, EdgeKind.SUPPRESSED}
        return frozenset(number for number, block in blocks if any(edge.kind in exceptional for edge in block.edges))

    @functools.cached_property
    def _tracker(self) -> ClaimTracker:
        function = self._frame.function
        definitions = self._evaluator.definitions(self._frame.module, self._frame.index)
        return ClaimTracker(
            function, Conditions(function, definitions), is_moment=self._is_moment, counted=self._generators
        )

    def _by_result(self, before: Sequence[_State | None]) -> tuple[tuple[bool, Ending], ...]:
        """The endings by the truth of the result; nothing when a result is not a constant or all are alike."""
        endings: dict[bool, _State] = {}
        for number, state in enumerate(before):
            block = self._frame.function.blocks[number]
            if not state or not any(edge.target == EXIT for edge in block.edges):
                continue
            last = block.operations[-1] if block.operations else None
            truth: bool | None = False  # the end of the body returns None
            if isinstance(last, Return) and last.value is not None:
                truth = self._truth(last.value, Point(number, len(block.operations) - 1))
            if truth is None:
                return ()
            after = self._transfer(number, state).after
            endings[truth] = _join(endings.get(truth, {}), after)
        if len(endings) < 2 or not all(endings.values()):
            return ()
        cells = {truth: _collapse(state) for truth, state in sorted(endings.items())}
        return tuple((truth, Ending(cell.quiet, cell.sent, cell.troubled)) for truth, cell in cells.items())

    def _truth(self, value: v.Value, point: Point) -> bool | None:
        truths = {
            bool(e.value) if isinstance(e, Literal) else None
            for e in self._evaluator.evaluate(self._frame, value, point)
        }
        return truths.pop() if len(truths) == 1 else None

    def _found(self) -> tuple[Conflict, ...]:
        return tuple(conflict for _, conflict in sorted(self._conflicts.items(), key=lambda item: item[0]))

    def _is_moment(self, value: v.Value, block: int) -> bool:
        entities = self._evaluator.evaluate(self._frame, value, Point(block, 0))
        return any(isinstance(e, Moment) or (isinstance(e, External) and e.path.startswith("time.")) for e in entities)

    # Transfer

    def _transfer(self, number: int, state: _State) -> Outcome[_State]:
        current, previous = state, state
        for position, operation in enumerate(self._frame.function.blocks[number].operations):
            site = self._sites.get(Point(number, position))
            previous = current
            if site is not None:
                current = self._pass(site, operation, current)
            if isinstance(operation, Yield):
                current = self._at_yield(current)
            moved: _State = {}
            for claims, cell in current.items():
                _put(moved, self._tracker.after(operation, claims, number), cell)
            current = moved
        return Outcome(current, _join(previous, current) if number in self._raising else current)

    def _pass(self, site: Site, operation: Op, state: _State) -> _State:
        """The state behind a site; a result that tells what the callee did is remembered as a claim."""
        reached: _State = {}
        only = site.invocations[0] if len(site.invocations) == 1 else None
        by_result = () if only is None or only.frame is None else self._inner[only.frame.id, only.part].by_result
        for claims, cell in state.items():
            if by_result and only is not None and isinstance(operation, Invoke) and not cell.dormant:
                for truth, ending in by_result:
                    after = self._compose(cell, site, only, ending)
                    if after is not None:
                        _put(reached, self._tracker.learn_result(claims, operation.call, truth=truth), after)
            else:
                passed = self._at_site(site, cell)
                if passed is not None:
                    _put(reached, claims, passed)
        return reached

    def _at_yield(self, state: _State) -> _State:
        """A generator's yield ends the first part of its run and begins the second."""
        if self._part is Part.BEFORE_YIELD:
            self._yielded = _join(self._yielded, state)
            return {}
        if self._part is Part.BETWEEN_YIELDS:
            for claims, cell in state.items():
                if not cell.dormant:
                    _put(self._yielded, claims, cell)
            return {claims: Cell(NOTHING) for claims in state}
        if self._part is Part.AFTER_YIELD:
            return {claims: Cell(NOTHING) if cell.dormant else cell for claims, cell in state.items()}
        return state

    def _follow(self, number: int, edge: Edge, state: _State) -> _State | None:
        if edge.kind is EdgeKind.SUPPRESSED or self._decided.rules_out(
            number, self._frame.function.blocks[number].edges, edge
        ):
            return None
        reached: _State = {}
        for claims, cell in state.items():
            followed = self._tracker.follow(number, edge, claims)
            if followed is None:
                continue
            carried = cell.after_exception() if edge.kind is EdgeKind.EXCEPTION else cell
            turned = self._generate(edge, claims, carried)
            if turned is not None:
                _put(reached, followed, turned)
        if len(reached) > _MOST_CELLS:
            reached = {frozenset(): _collapse(reached)}
        return reached or None

    def _generate(self, edge: Edge, claims: Claims, cell: Cell) -> Cell | None:
        """The cell when a loop asks a project's generator for its next item, or finds that there is none."""
        source = None if edge.loop is None else self._generators.get(edge.loop)
        if source is None or cell.dormant or edge.kind not in {EdgeKind.ITERATE, EdgeKind.EXHAUSTED}:
            return cell
        site, invocation = source
        is_first = self._tracker.is_first_turn(claims, edge.loop)
        if edge.kind is EdgeKind.EXHAUSTED:
            part = Part.AFTER_YIELD
        else:
            part = Part.BEFORE_YIELD if is_first else Part.BETWEEN_YIELDS
        if edge.kind is EdgeKind.EXHAUSTED and is_first:
            return cell  # it gave nothing at all
        run = dataclasses.replace(invocation, part=part)
        return self._once(site, run, cell)

    @functools.cached_property
    def _generators(self) -> dict[int, tuple[Site, Invocation]]:
        """The generators of the project that loops of this frame go through, by loop."""
        by_call = {
            operation.call: self._sites[point]
            for number, block in enumerate(self._frame.function.blocks)
            for position, operation in enumerate(block.operations)
            if isinstance(operation, Invoke) and (point := Point(number, position)) in self._sites
        }
        found: dict[int, tuple[Site, Invocation]] = {}
        for number, loop in enumerate(self._frame.function.loops):
            site = by_call.get(loop.iterable.call) if isinstance(loop.iterable, v.CallResult) else None
            interleaved = [] if site is None else [i for i in site.invocations if i.part is Part.INTERLEAVED]
            if site is not None and len(interleaved) == 1:
                found[number] = (site, interleaved[0])
        return found

    def _at_site(self, site: Site, cell: Cell) -> Cell | None:
        if cell.dormant:
            return cell
        wait = _wait(site)
        if wait is not None:
            return cell.after_wait(Waited(wait.counted, (wait,)), self._enough)
        if any(invocation.part is Part.INTERLEAVED for invocation in site.invocations):
            return cell
        invocations = [
            i
            for i in site.invocations
            if i.frame is not None or (i.effect is not None and i.effect.kind is EffectKind.EMAIL)
        ]
        if not invocations:
            return cell
        parallel = [i for i in invocations if i.parallel]
        if parallel:
            return self._beside(site, parallel, cell)
        ends = [self._invoke(site, invocation, cell) for invocation in invocations]
        if len(invocations) < len(site.invocations):
            ends.append(cell)  # one of the things called here sends nothing
        return _united(ends)

    def _invoke(self, site: Site, invocation: Invocation, cell: Cell) -> Cell | None:
        after = self._once(site, invocation, cell)
        if invocation.repeats and after is not None:
            again = self._once(site, invocation, after)
            after = after if again is None else after.join(again)
        return after

    def _once(self, site: Site, invocation: Invocation, cell: Cell) -> Cell | None:
        if invocation.frame is None:
            return self._send(cell, _mail(site, invocation))
        ending = self._inner[invocation.frame.id, invocation.part].ending
        return self._compose(cell, site, invocation, ending)

    def _send(self, cell: Cell, mail: Mail) -> Cell:
        self._meet(cell, Pending(NOTHING, mail))
        sent = Pending(NOTHING, mail)
        if mail.confidence is Confidence.LOW:
            return Cell(cell.quiet, cell.sent, least(cell.troubled, sent))
        return Cell(None, sent, None)

    def _compose(self, cell: Cell, site: Site, invocation: Invocation, ending: Ending) -> Cell | None:
        """The cell behind a call of a project function that ends in this way."""
        assert invocation.frame is not None  # only called for invocations that enter a frame
        inner = self._inner[invocation.frame.id, invocation.part]
        for first in (inner.first, inner.doubtful):
            if first is not None:
                self._meet(cell, first.behind(site, invocation))
        if not inner.returns:
            return None
        carried = Cell(None) if ending.quiet is None else cell.after_wait(ending.quiet, self._enough)
        last = None if ending.last is None else ending.last.behind(site, invocation)
        troubled = None if ending.troubled is None else ending.troubled.behind(site, invocation)
        return Cell(carried.quiet, least(carried.sent, last), least(carried.troubled, troubled))

    def _beside(self, site: Site, invocations: list[Invocation], cell: Cell) -> Cell | None:
        """The callables of a group run at the same time: no wait of one keeps it from the others' e-mails."""
        starts: list[Pending] = []
        ends: list[Cell | None] = []
        for invocation in invocations:
            ends.append(self._invoke(site, invocation, cell))
            if invocation.frame is None:
                starts.append(Pending(NOTHING, _mail(site, invocation)))
            elif (first := self._inner[invocation.frame.id, invocation.part].first) is not None:
                starts.append(first.behind(site, invocation))
        for a, b in itertools.combinations(starts, 2):
            apart = (
                abs(a.waited.seconds - b.waited.seconds)
                if math.inf not in (a.waited.seconds, b.waited.seconds)
                else math.inf
            )
            if apart < self._enough:
                self._clash(Pending(Waited(apart), a.mail), b.mail, exceptional=False)
        united = _united([end for end in ends if end is not None])
        return united if united is None or not starts else Cell(None, united.sent, united.troubled)

    def _meet(self, cell: Cell, coming: Pending) -> None:
        """An e-mail comes, after a wait of its own: note what it follows too soon, and the first one since the
        entry.
        """
        if cell.quiet is not None:
            first = Pending(cell.quiet.plus(coming.waited), coming.mail)
            if coming.mail.confidence is Confidence.LOW:
                self._doubtful = least(self._doubtful, first)
            else:
                self._first = least(self._first, first)
        for pending, exceptional in ((cell.sent, False), (cell.troubled, True)):
            if pending is not None:
                together = pending.after(coming.waited)
                if together.waited.seconds < self._enough:
                    self._clash(together, coming.mail, exceptional=exceptional)

    def _clash(self, previous: Pending, mail: Mail, *, exceptional: bool) -> None:
        key = (mail.place, previous.mail.place, exceptional, tuple(wait.place for wait in previous.waited.waits))
        known = self._conflicts.get(key)
        if known is None or (previous.rank, len(mail.path)) < (known.previous.rank, len(known.mail.path)):
            self._conflicts[key] = Conflict(previous, mail, exceptional)


def _mail(site: Site, invocation: Invocation) -> Mail:
    assert invocation.effect is not None  # only called for invocations of the catalogue
    return Mail(Naming(site.place_of(invocation), invocation.name, invocation.parameter), invocation.effect.confidence)


def _wait(site: Site) -> Wait | None:
    """The wait that a site is, if it is one."""
    if site.step is not None:
        match site.step.kind:
            case StepKind.SLEEP:
                argument = site.call.argument(1, "duration") if site.call is not None else None
                seconds, written = _duration(site.given.get(1, "duration") or ())
            case StepKind.SLEEP_UNTIL:
                argument = site.call.argument(1, "until") if site.call is not None else None
                seconds, written = _until(site.given.get(1, "until") or ()), None
            case _:
                return None
        place = None if argument is None else Place(site.frame.module.path, argument.span)
        return Wait(site.place, durable=True, seconds=seconds, milliseconds=written, argument=place)
    for invocation, effect in site.effects:
        if effect.kind is EffectKind.SLEEP:
            return Wait(site.place_of(invocation), durable=False, seconds=None)
    return None


def _duration(entities: Entities) -> tuple[float | None, float | None]:
    """The shortest that a sleep's duration may be, in seconds, and the bare number if it is written as milliseconds."""
    found: list[tuple[float, float | None]] = []
    for entity in entities:
        match entity:
            case Duration(seconds=float() as seconds):
                found.append((seconds, None))
            case Literal(value=(int() | float()) as number) if not isinstance(number, bool):
                found.append((number / 1000, float(number)))
            case _:
                pass
    return min(found, key=lambda item: item[0]) if found else (None, None)


def _until(entities: Entities) -> float | None:
    known = [entity.seconds for entity in entities if isinstance(entity, Moment) and entity.seconds is not None]
    return min(known) if known else None


def _put(state: _State, claims: Claims, cell: Cell) -> None:
    known = state.get(claims)
    state[claims] = cell if known is None else known.join(cell)


def _join(a: _State, b: _State) -> _State:
    joined = dict(a)
    for claims, cell in b.items():
        _put(joined, claims, cell)
    return joined


def _collapse(state: _State) -> Cell:
    cells = list(state.values())
    result = cells[0]
    for cell in cells[1:]:
        result = result.join(cell)
    return result


def _united(cells: list[Cell | None]) -> Cell | None:
    present = [cell for cell in cells if cell is not None]
    if not present:
        return None
    result = present[0]
    for cell in present[1:]:
        result = result.join(cell)
    return result
