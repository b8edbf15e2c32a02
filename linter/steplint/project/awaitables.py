"""Values of a body that do nothing until they are awaited: what the SDK's methods give in an async workflow, and the
coroutines of project functions that take steps; and which values hold them.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from typing import TypeAlias

from steplint.diagnostics import Place
from steplint.flow.fates import Fates
from steplint.model import values as v
from steplint.model.graph import Assign, Return
from steplint.project.entities import External, Point
from steplint.project.evaluate import Evaluator
from steplint.project.frames import Frame
from steplint.project.invocations import Invocation, Manner, Part, Site, written_name
from steplint.project.sites import Sites
from steplint.sdk import inngest
from steplint.sdk.callers import CALLERS, PLAIN_DECORATORS, SAME_VALUE

Origin: TypeAlias = int | str
"""Where an awaitable comes from: the call at this index of its function, or the parameter of this name."""
_NOWHERE: frozenset[Origin] = frozenset()
_TAKING_OUT = frozenset({"copy", "pop", "popleft", "values", "get", "items"})
_REPEATING = frozenset({"builtins.map"})
_PASSING = frozenset(
    {
        *(f"builtins.{name}" for name in ("set", "frozenset", "zip", "enumerate", "filter", "next", "dict")),
        *(f"itertools.{name}" for name in ("chain", "chain.from_iterable", "islice", "batched", "cycle")),
        "collections.deque",
        *(f"asyncio.{name}" for name in ("Task", "TaskGroup().create_task", "run_coroutine_threadsafe")),
        *(f"asyncio.{name}().create_task" for name in ("get_event_loop", "get_running_loop", "new_event_loop")),
    }
)
"""Functions whose result holds what they are given, beside those of SAME_VALUE."""
_DEEPEST = 12


@dataclasses.dataclass(frozen=True, slots=True)
class Awaitable:
    """A call whose result has to be awaited for steps to be taken.

    `inner` is the project function that it is the coroutine of; None for a step or a group of the SDK itself.
    """

    site: Site
    what: str
    inner: Frame | None = None

    @property
    def place(self) -> Place:
        """Where the call's callee is named."""
        call = self.site.call
        return self.site.place if call is None else Place(self.site.frame.module.path, call.callee.span)


class Awaitables:
    """Finds the awaitables of frames. All of it is meant for async workflows: in a sync one a step is taken at once."""

    def __init__(self, evaluator: Evaluator, sites: Sites, holds_steps: Callable[[Frame], bool]) -> None:
        self._evaluator = evaluator
        self._sites = sites
        self._holds_steps = holds_steps
        self._by_frame: dict[int, Mapping[int, Awaitable]] = {}
        self._handed_back: dict[int, bool] = {}

    def of(self, frame: Frame) -> Mapping[int, Awaitable]:
        """The calls of a frame whose results still have to be awaited, by index. A call that is awaited in place is one
        only if it gives another awaitable.
        """
        known = self._by_frame.get(frame.id)
        if known is None:
            self._by_frame[frame.id] = {}  # a recursion adds nothing
            found: dict[int, Awaitable] = {}
            for site in self._sites.of(frame).values():
                if site.call is not None and (number := frame.derived.number_of(site.call)) not in found:
                    awaitable = self._awaitable(frame, site)
                    if awaitable is not None:
                        found[number] = awaitable
            known = self._by_frame[frame.id] = found
        return known

    def held(self, frame: Frame, value: v.Value, point: Point) -> frozenset[Origin]:
        """The awaitables that a value may hold at a point, itself or as its items, by their calls; and the parameters
        it may come from.
        """
        return _Search(self._evaluator, self, frame).held(value, point, 0)

    def passed_through(self, frame: Frame, value: v.Value, point: Point) -> frozenset[int]:
        """The calls, no awaitables themselves, whose results a value may hold and that hand on what they are given: a
        `list(…)`, a task.
        """
        search = _Search(self._evaluator, self, frame)
        search.held(value, point, 0)
        return frozenset(search.passed)

    def takes_steps(self, frame: Frame) -> bool:
        """Whether a function takes steps when it is called and what it gives is awaited."""
        return self._holds_steps(frame) or self.hands_back(frame)

    def hands_back(self, frame: Frame) -> bool:
        """Whether a function returns an awaitable that it has not awaited."""
        if frame.id not in self._handed_back:
            self._handed_back[frame.id] = False  # a recursion adds nothing
            awaitables = self.of(frame)
            fates = self.fates(frame) if awaitables else None
            self._handed_back[frame.id] = fates is not None and any(
                (fate := fates.of(number)) is not None and fate.returned is not None for number in awaitables
            )
        return self._handed_back[frame.id]

    def fates(self, frame: Frame) -> Fates:
        """What becomes of the results of a frame's calls."""
        definitions = self._evaluator.definitions(frame.module, frame.index)
        return Fates(frame.module.model, frame.index, definitions, self._sites.decisions.of(frame).dead_edges)

    def returns(self, frame: Frame) -> Iterator[tuple[Point, v.Value]]:
        """What the return statements of a frame that can be reached give."""
        for number in sorted(self._sites.decisions.of(frame).live_blocks):
            for position, operation in enumerate(frame.function.blocks[number].operations):
                if isinstance(operation, Return) and operation.value is not None:
                    yield Point(number, position), operation.value

    def _awaitable(self, frame: Frame, site: Site) -> Awaitable | None:
        call = site.call
        if call is None:
            return None
        callees = self._evaluator.evaluate(frame, call.callee, site.point)
        paths = {entity.path for entity in callees if isinstance(entity, External)}
        if inngest.PARALLEL in paths:
            return None if call.awaited else Awaitable(site, "the group")
        if site.step is not None:
            return None if call.awaited else Awaitable(site, f"step “{site.step.label}”")
        if any(path in CALLERS and path not in _REPEATING for path in paths):
            return None
        for invocation in site.invocations:
            inner = self.coroutine_of(invocation) if invocation.manner is Manner.CALLED else None
            if inner is not None and invocation.part is Part.WHOLE:
                is_coroutine = inner.function.is_async and not call.awaited and self._holds_steps(inner)
                gives_another = inner.function.is_async is call.awaited and self.hands_back(inner)
                if is_coroutine or gives_another:
                    what = f"`{written_name(call.callee, frame.function)}(…)`"
                    return Awaitable(site, f"what {what} gives" if call.awaited else what, inner)
        return None

    def coroutine_of(self, invocation: Invocation) -> Frame | None:
        """The frame that an invocation enters, if calling it gives what the function says: no generator, and nothing
        else made of it.
        """
        inner = invocation.frame
        return inner if inner is not None and not inner.function.is_generator and self.is_plain(inner) else None

    def is_plain(self, frame: Frame) -> bool:
        """Whether no decorator may make something else of a function than what it says: an async one stays async."""
        around = self._evaluator.around(frame)
        for decorator in frame.function.decorators:
            value = around.call(decorator.call).callee if isinstance(decorator, v.CallResult) else decorator
            for entity in self._evaluator.evaluate(around, value):
                if not isinstance(entity, External) or entity.path not in PLAIN_DECORATORS:
                    return False
        return True


class _Search:
    """One question about a frame: which awaitables a value may hold."""

    def __init__(self, evaluator: Evaluator, awaitables: Awaitables, frame: Frame) -> None:
        self._evaluator = evaluator
        self._frame = frame
        self._calls = awaitables.of(frame)
        self._seen: set[tuple[str, int, int]] = set()
        self.passed: set[int] = set()

    def held(self, value: v.Value, point: Point, depth: int) -> frozenset[Origin]:
        if depth > _DEEPEST:
            return _NOWHERE
        match value:
            case v.Awaited(value=v.CallResult(call=index)):
                return frozenset({index}) if index in self._calls else _NOWHERE
            case v.Awaited():
                return _NOWHERE
            case v.CallResult(call=index):
                return frozenset({index}) if index in self._calls else self._passed(index, point, depth)
            case v.Name(id=name):
                return self._named(name, point, depth)
            case v.Subscript(base=base):
                return self.held(base, point, depth + 1)
            case v.Item(base=base, index=index):
                return self.held(v.item_of(base, index) or base, point, depth + 1)
            case v.Sequence() | v.Mapping() | v.Starred() | v.Choice() | v.Element() | v.Operation(operator="+" | "|"):
                return self._all(v.children(value), point, depth)
            case v.Collected(element=element):
                return self.held(element, point, depth + 1)
            case _:
                return _NOWHERE

    def _all(self, values: tuple[v.Value, ...], point: Point, depth: int) -> frozenset[Origin]:
        return frozenset().union(*(self.held(value, point, depth + 1) for value in values))

    def _passed(self, index: int, point: Point, depth: int) -> frozenset[Origin]:
        """What a call's result holds of what it is given, or of the container whose method it is."""
        call = self._frame.call(index)
        if call.awaited:
            return _NOWHERE
        at = self._frame.calls_seen.get(index, point)
        for entity in self._evaluator.evaluate(self._frame, call.callee, at):
            if isinstance(entity, External) and (entity.path in SAME_VALUE or entity.path in _PASSING):
                self.passed.add(index)
                return self._all(tuple(argument.value for argument in call.arguments), at, depth)
        if isinstance(call.callee, v.Attribute) and call.callee.name in _TAKING_OUT:
            return self.held(call.callee.base, at, depth + 1)
        return _NOWHERE

    def _named(self, name: str, point: Point, depth: int) -> frozenset[Origin]:
        definitions = self._evaluator.definitions(self._frame.module, self._frame.index)
        function = self._frame.function
        if not definitions.binds(name) or name in function.nonlocals or name in function.globals:
            return _NOWHERE
        found: set[Origin] = set()
        for site in definitions.reaching(name, point.block, point.operation):
            if (name, site.block, site.position) in self._seen:
                continue
            self._seen.add((name, site.block, site.position))
            at = Point(site.block, max(site.position, 0))
            match site.operation:
                case None:
                    found.add(name)
                case Assign(value=value) if value is not None:
                    found |= self.held(value, at, depth + 1)
                case _:
                    pass
        if (name, -1, -1) not in self._seen:
            self._seen.add((name, -1, -1))
            for at, value in self._frame.derived.puts.get(name, ()):
                found |= self.held(value, at, depth + 1)
        return frozenset(found)
