"""What is raised in a function and in those it calls, and where in the function it arrives."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Iterator, Mapping, Sequence

from steplint.diagnostics import Confidence, Place
from steplint.model import values as v
from steplint.model.graph import ENTRY, Raise, Return
from steplint.project.entities import ClassRef, Entity, External, FunctionRef, Instance, Items, Point
from steplint.project.evaluate import Evaluator, attributes
from steplint.project.frames import Frame
from steplint.project.invocations import Manner, Site
from steplint.project.reach import Hop, hop
from steplint.project.recovery.endings import Ending, Endings, State
from steplint.project.recovery.errors import Raised, Sort, Taking, class_raised, may_take, raised_by, taken_by, takes
from steplint.project.recovery.unwinding import Clause, Landing, Unwinding
from steplint.project.sites import Sites
from steplint.sdk.kinds import Effect, EffectKind

_DEEPEST = 12


@dataclasses.dataclass(frozen=True, slots=True)
class Thrown:
    """Something raised, as a function sees it: what raises it, for people and by place, with the path from the function
    to there. `effect` is that of a failing call; None for one of which the catalogue knows nothing. `site` is the call
    in the function itself. `cls` is the class that the code names when it raises it, or raises in its place.
    """

    sort: Sort
    name: str
    place: Place
    effect: Effect | None = None
    path: tuple[Hop, ...] = ()
    site: Site | None = None
    cls: ClassRef | External | None = None

    @property
    def confidence(self) -> Confidence:
        """How sure it is that the call can fail for reasons outside of the program."""
        if self.sort is Sort.STEP:
            return Confidence.HIGH
        return Confidence.LOW if self.effect is None else self.effect.confidence

    @property
    def is_deed(self) -> bool:
        """Whether what fails does something, so that it is left undone; asking a model for help is no deed."""
        return self.effect is not None and not self.effect.kind.is_read and self.effect.kind is not EffectKind.LLM

    @property
    def raised(self) -> Raised:
        """What it is to clauses."""
        return Raised(self.sort, self.cls)

    @property
    def key(self) -> object:
        """What makes another one of a function not worth telling of."""
        effect = None if self.effect is None else (self.effect.kind, self.effect.confidence)
        return (self.sort, effect, self.cls)


@dataclasses.dataclass(frozen=True, slots=True)
class Arrivals:
    """Where what is raised in a function arrives: at its clauses, its WITH contexts that swallow it, or outside.
    `passed` are the FINALLY contexts that it runs through, `jumps` those that another way leads out of, `left` the WITH
    contexts it leaves.
    """

    clauses: Mapping[Clause, Sequence[Thrown]]
    suppressed: Mapping[int, Sequence[Thrown]]
    passed: Mapping[int, Sequence[Thrown]]
    jumps: Mapping[int, Sequence[Thrown]]
    left: Mapping[int, Sequence[Thrown]]
    escaping: Sequence[Thrown]


class Throws:
    """Follows what is raised, function by function, each frame once."""

    def __init__(self, evaluator: Evaluator, sites: Sites) -> None:
        self._evaluator = evaluator
        self._sites = sites
        self._by_frame: dict[int, Arrivals] = {}
        self._always: dict[int, Sort | None] = {}
        self._endings: dict[int, Endings] = {}
        self._ended: dict[tuple[int, Clause, Sort], Ending] = {}
        self._unwindings: dict[int, Unwinding] = {}
        self._takings: dict[tuple[int, Clause], frozenset[Taking]] = {}

    def of(self, frame: Frame) -> Arrivals:
        """Where what is raised in a frame arrives."""
        known = self._by_frame.get(frame.id)
        if known is None:
            self._by_frame[frame.id] = Arrivals({}, {}, {}, {}, {}, ())  # a recursion adds nothing
            known = self._by_frame[frame.id] = self._follow(frame)
        return known

    def takings(self, frame: Frame, clause: Clause) -> frozenset[Taking]:
        """What the types of a clause take."""
        key = (frame.id, clause)
        found = self._takings.get(key)
        if found is None:
            types = clause.of(frame.function).types
            entities = [entity for value in types for entity in self._evaluator.evaluate(frame, value)]
            taken = [taken_by(self._evaluator, entity) for entity in entities]
            found = frozenset().union(*taken) if types else frozenset({Taking.EVERYTHING})
            self._takings[key] = found
        return found

    def ending(self, frame: Frame, clause: Clause, sort: Sort) -> Ending:
        """How a clause ends when it has caught something of a sort."""
        key = (frame.id, clause, sort)
        if key not in self._ended:
            self._ended[key] = self.endings(frame).of(clause.of(frame.function), sort)
        return self._ended[key]

    def endings(self, frame: Frame) -> Endings:
        """The ways on from a frame's clauses."""
        if frame.id not in self._endings:
            self._endings[frame.id] = Endings(
                frame.function,
                self._sites.decisions.of(frame).dead_edges,
                decides=functools.partial(self._decides, frame),
                raises=functools.partial(self._raises_at, frame),
                sort_of=functools.partial(raised_by, self._evaluator, frame),
                class_of=functools.partial(class_raised, self._evaluator, frame),
            )
        return self._endings[frame.id]

    def land(self, frame: Frame, block: int, raised: Raised) -> Landing:
        """Where something raised at the end of a frame's block goes."""
        if frame.id not in self._unwindings:
            self._unwindings[frame.id] = Unwinding(
                frame.function,
                takes=functools.partial(self._takes, frame),
                swallows=functools.partial(self._swallows, frame),
            )
        return self._unwindings[frame.id].land(block, raised)

    # One frame

    def _follow(self, frame: Frame) -> Arrivals:
        clauses: dict[Clause, dict[object, Thrown]] = {}
        contexts: dict[str, dict[int, dict[object, Thrown]]] = {}
        escaping: dict[object, Thrown] = {}
        pending = list(self._raised(frame))
        seen: set[tuple[int, object]] = set()
        for block, thrown in pending:  # grows while it is gone through
            if (block, thrown.key) in seen:
                continue
            seen.add((block, thrown.key))
            landing = self.land(frame, block, thrown.raised)
            for clause in landing.clauses:
                clauses.setdefault(clause, {}).setdefault(thrown.key, thrown)
                for again in self.ending(frame, clause, thrown.sort).again:
                    if again.is_same:
                        pending.append((again.point.block, thrown))
                    elif again.sort is Sort.OTHER and thrown.sort in {Sort.FAILURE, Sort.STEP}:
                        # The same failure by another name.
                        pending.append((again.point.block, dataclasses.replace(thrown, cls=again.cls)))
            for name in ("suppressed", "passed", "jumps", "left"):
                for context in getattr(landing, name):
                    contexts.setdefault(name, {}).setdefault(context, {}).setdefault(thrown.key, thrown)
            if landing.escapes:
                escaping.setdefault(thrown.key, thrown)
        by_context = {
            name: {context: tuple(found.values()) for context, found in sorted(contexts.get(name, {}).items())}
            for name in ("suppressed", "passed", "jumps", "left")
        }
        return Arrivals(
            {clause: tuple(found.values()) for clause, found in sorted(clauses.items())},
            escaping=tuple(escaping.values()),
            **by_context,
        )

    def _raised(self, frame: Frame) -> Iterator[tuple[int, Thrown]]:
        """What the operations of a frame raise, by block: of calls first, then of `raise` statements."""
        for point, site in sorted(self._sites.of(frame).items(), key=lambda item: item[1].span):
            for thrown in self.of_site(site):
                yield point.block, thrown
        handled = {handler.name for context in frame.function.contexts for handler in context.handlers}
        for number in sorted(self._sites.decisions.of(frame).live_blocks):
            for position, operation in enumerate(frame.function.blocks[number].operations):
                match operation:
                    case Raise(exception=v.Name(id=name)) if name in handled:
                        pass  # what was caught, or too unsure
                    case Raise(exception=value) if value is not None:
                        point = Point(number, position)
                        sort = raised_by(self._evaluator, frame, value, point)
                        cls = class_raised(self._evaluator, frame, value, point)
                        yield number, Thrown(sort, "raise", Place(frame.module.path, operation.span), cls=cls)
                    case _:
                        pass

    def of_site(self, site: Site) -> Iterator[Thrown]:
        """What a call raises."""
        for step in site.steps:
            name = f"step “{step.label}”"
            yield Thrown(Sort.INTERRUPT, name, site.place, site=site)
            if step.kind.is_fallible:
                yield Thrown(Sort.STEP, name, site.place, site=site)
        for invocation in site.invocations:
            if invocation.frame is not None:
                in_step = invocation.manner is Manner.STEP
                for thrown in self.of(invocation.frame).escaping:
                    if in_step and thrown.sort not in {Sort.RETRY_AFTER, Sort.NON_RETRIABLE}:
                        continue  # the platform makes a StepError of it
                    path = (hop(site, invocation), *thrown.path)[:_DEEPEST]
                    yield dataclasses.replace(thrown, path=path, site=site)
            elif (
                invocation.effect is not None
                and invocation.effect.kind.is_fallible
                and invocation.manner is not Manner.STEP
            ):
                if invocation.within is not None and self._keeps_failures(invocation.within):
                    continue
                name = f"`{invocation.name}`"
                yield Thrown(Sort.FAILURE, name, site.place_of(invocation), invocation.effect, site=site)
        if site.unfound is not None:
            yield Thrown(Sort.FAILURE, f"`{site.unfound}`", site.place, site=site)

    def _keeps_failures(self, frame: Frame) -> bool:
        """Whether a function holds up all failures of what it calls."""
        arrivals = self.of(frame)
        caught = any(thrown.sort is Sort.FAILURE for found in arrivals.clauses.values() for thrown in found)
        return caught and not any(thrown.sort is Sort.FAILURE for thrown in arrivals.escaping)

    # What the walk asks

    def _takes(self, frame: Frame, clause: Clause, raised: Raised) -> bool | None:
        takings = self.takings(frame, clause)
        if takes(takings & {Taking.EVERYTHING, Taking.EXCEPTIONS}, raised.sort):
            return True
        if raised.cls is not None:
            return self._is_named(frame, clause, raised.cls) or (None if Taking.UNKNOWN in takings else False)
        if takes(takings, raised.sort):
            return True
        return None if may_take(takings, raised.sort) else False

    def _is_named(self, frame: Frame, clause: Clause, cls: ClassRef | External) -> bool:
        """Whether a clause names a class or one of its bases."""
        named: set[Entity] = set()
        for value in clause.of(frame.function).types:
            for entity in self._evaluator.evaluate(frame, value):
                named |= {i for item in entity.items for i in item} if isinstance(entity, Items) else {entity}
        above = {cls} if isinstance(cls, External) else set(attributes.bases(self._evaluator, cls))
        return not named.isdisjoint(above)

    def _decides(self, frame: Frame, types: v.Value, sort: Sort) -> bool | None:
        """Whether something of a sort is an instance of some types."""
        written = types.items if isinstance(types, v.Sequence) else (types,)
        taken = [
            taken_by(self._evaluator, entity) for value in written for entity in self._evaluator.evaluate(frame, value)
        ]
        takings = frozenset().union(*taken)
        if takes(takings, sort):
            return True
        return None if may_take(takings, sort) or not takings else False

    def _swallows(self, frame: Frame, context: int, raised: Raised) -> bool:
        """Whether the manager of a WITH context surely swallows something."""
        manager = frame.function.contexts[context].manager
        if manager is None:
            return False
        for entity in self.managers(frame, manager):
            match entity:
                case Frame():
                    yielded = self.at_yields(entity, raised)
                    if yielded and all(self._is_swallowed(entity, landing, raised.sort) for landing in yielded):
                        return True
                case Instance(cls=cls):
                    if self._always_swallows(cls):
                        return True
                case frozenset():
                    if takes(entity, raised.sort):
                        return True
        return False

    def managers(self, frame: Frame, manager: v.Value) -> Iterator[Frame | Instance | frozenset[Taking]]:
        """What a `with` statement enters: the frame of a generator function, an object of the project, or for
        `contextlib.suppress` what it takes.
        """
        if isinstance(manager, v.CallResult):
            call = frame.call(manager.call)
            point = frame.calls_seen.get(manager.call)
            for entity in self._evaluator.evaluate(frame, call.callee, point):
                match entity:
                    case External(path="contextlib.suppress"):
                        types = [e for a in call.arguments for e in self._evaluator.evaluate(frame, a.value, point)]
                        yield frozenset().union(*(taken_by(self._evaluator, entity) for entity in types))
                    case FunctionRef() if (module := self._evaluator.module(entity.module)) is not None:
                        if module.model.functions[entity.index].is_generator:
                            site = self._sites.of(frame).get(point) if point is not None else None
                            given = None if site is None else site.given
                            yield (
                                self._evaluator.generic_frame(module, entity.index)
                                if given is None
                                else self._evaluator.enter(entity, given)
                            )
                    case _:
                        pass
        for entity in self._evaluator.evaluate(frame, manager):
            if isinstance(entity, Instance):
                yield entity

    def at_yields(self, generator: Frame, raised: Raised) -> list[Landing]:
        """Where something goes that a generator's context manager throws into it."""
        return [
            self.land(generator, point.block, raised)
            for _, point in attributes.yields(generator.function)
            if point.block in self._sites.decisions.of(generator).live_blocks
        ]

    def _is_swallowed(self, frame: Frame, landing: Landing, sort: Sort) -> bool:
        if landing.suppressed or landing.jumps:
            return True
        if not landing.clauses or landing.escapes:
            return False
        endings = [self.ending(frame, clause, sort) for clause in landing.clauses]
        return all(ending.goes_on and not ending.again for ending in endings)

    def _always_swallows(self, ref: ClassRef) -> bool:
        """Whether leaving an object of a class always swallows what is raised: each `return` gives True."""
        for name in ("__aexit__", "__exit__"):
            for method in self._evaluator.attribute(Instance(ref), name):
                if isinstance(method, FunctionRef) and (module := self._evaluator.module(method.module)) is not None:
                    function = module.model.functions[method.index]
                    returned = [op.value for b in function.blocks for op in b.operations if isinstance(op, Return)]
                    if returned and all(isinstance(value, v.Constant) and value.value is True for value in returned):
                        return True
        return False

    # Functions that never come back

    def _raises_at(self, frame: Frame, point: Point) -> Sort | None:
        site = self._sites.of(frame).get(point)
        if site is None or not site.invocations or site.steps:
            return None
        found: Sort | None = None
        for invocation in site.invocations:
            if invocation.manner is not Manner.CALLED or invocation.frame is None:
                return None
            found = self.always_raises(invocation.frame)
            if found is None:
                return None
        return found

    def always_raises(self, frame: Frame) -> Sort | None:
        """What a function raises that never comes back; None for one that does."""
        if frame.id not in self._always:
            self._always[frame.id] = None  # a recursion comes back
            self._always[frame.id] = self._never_returns(frame)
        return self._always[frame.id]

    def _never_returns(self, frame: Frame) -> Sort | None:
        function = frame.function
        raising = [
            (Point(number, position), operation)
            for number, block in enumerate(function.blocks)
            for position, operation in enumerate(block.operations)
            if isinstance(operation, Raise)
        ]
        if function.is_generator or not raising:
            return None
        if self.endings(frame).can_end(State(ENTRY, frozenset())):
            return None
        sorts = [
            raised_by(self._evaluator, frame, operation.exception, point)
            for point, operation in raising
            if operation.exception is not None
        ]
        return next((sort for sort in sorts if sort is not Sort.OTHER), Sort.OTHER)
