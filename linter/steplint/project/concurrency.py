"""Calls that run awaitables of a body side by side, or as tasks of their own: `asyncio.gather`, task groups, and their
like.

Two rules ask: one because a replay takes such steps one in a pass or crashes, one because
`gather(…, return_exceptions=True)` swallows the interrupt.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence

from steplint.diagnostics import Place
from steplint.model import values as v
from steplint.model.module import Call
from steplint.project.awaitables import Awaitable, Awaitables, Origin
from steplint.project.entities import External, Literal
from steplint.project.evaluate import Evaluator
from steplint.project.frames import Frame
from steplint.project.invocations import Invocation, Manner, Site, written_name
from steplint.project.sites import Sites

_DEEPEST = 4
_ALL = None
_LOOPS = ("get_event_loop", "get_running_loop", "new_event_loop")
_FUNCTIONS: Mapping[str, int | None] = {
    "asyncio.gather": _ALL,
    "tqdm.asyncio.tqdm.gather": _ALL,
    "tqdm.asyncio.tqdm_asyncio.gather": _ALL,
    **{
        f"asyncio.{name}": 0
        for name in (
            *("create_task", "ensure_future", "Task", "TaskGroup().create_task"),
            *("wait", "wait_for", "as_completed", "run_coroutine_threadsafe"),
            *(f"{loop}().create_task" for loop in _LOOPS),
        )
    },
}
"""Functions that run awaitables concurrently, with the position of the argument that is or holds these."""
_STARTERS = frozenset(
    f"{group}.{method}"
    for group in ("anyio.create_task_group()", "trio.open_nursery()")
    for method in ("start_soon", "start")
)
"""Functions that make the awaitable themselves, by calling what they are given."""


@dataclasses.dataclass(frozen=True, slots=True)
class Concurrent:
    """A call of a body that runs steps, or coroutines that take steps, concurrently.

    `name` is the call as it is written and `function` the path of what it calls. `inner` is where that stands when
    the written call is one of a helper that is handed the awaitables. `returns_exceptions`: the interrupts of the steps
    become results.
    """

    site: Site
    name: str
    function: str
    awaitables: tuple[Awaitable, ...]
    returns_exceptions: bool
    inner: Place | None = None

    @property
    def place(self) -> Place:
        """Where the call is named."""
        return self.site.place


@dataclasses.dataclass(frozen=True, slots=True)
class _Running:
    """A concurrent call of a frame with all that flows into it: its own awaitables, parameters, other such calls."""

    concurrent: Concurrent
    parameters: frozenset[str]
    inside: frozenset[int]


class Concurrency:
    """Finds what runs steps concurrently. A task that is handed to another such call counts as that call's."""

    def __init__(self, evaluator: Evaluator, sites: Sites, awaitables: Awaitables) -> None:
        self._evaluator = evaluator
        self._sites = sites
        self._awaitables = awaitables
        self._by_frame: dict[int, tuple[_Running, ...]] = {}

    def of(self, frame: Frame) -> Sequence[Concurrent]:
        """The calls of a frame that run its steps concurrently, in order of the graph."""
        running = self._running(frame)
        inside = frozenset().union(*(r.inside for r in running))
        found: dict[Place, Concurrent] = {}
        for r in running:
            call = r.concurrent.site.call
            if r.concurrent.awaitables and call is not None and frame.derived.number_of(call) not in inside:
                found.setdefault(Place(frame.module.path, call.span), r.concurrent)
        return list(found.values())

    def _running(self, frame: Frame, depth: int = 0) -> tuple[_Running, ...]:
        known = self._by_frame.get(frame.id)
        if known is None:
            self._by_frame[frame.id] = ()  # a recursion adds nothing
            known = tuple(
                running
                for site in self._sites.of(frame).values()
                if site.call is not None
                for running in self._at(frame, site, site.call, depth)
            )
            self._by_frame[frame.id] = known
        return known

    def _at(self, frame: Frame, site: Site, call: Call, depth: int) -> Iterator[_Running]:
        name = written_name(call.callee, frame.function)
        for entity in self._evaluator.evaluate(frame, call.callee, site.point):
            if not isinstance(entity, External):
                continue
            if entity.path in _FUNCTIONS:
                position = _FUNCTIONS[entity.path]
                given = [a.value for a in call.arguments if a.keyword is None and a.stars != 2]
                values = given if position is _ALL else given[:1]
                values += [a.value for a in call.arguments if a.keyword in {"coro", "fs", "fut", "aw", "arg"}]
                yield self._running_at(site, call, name, entity.path, values, self._returns_exceptions(site))
            elif entity.path in _STARTERS:
                started = tuple(
                    Awaitable(site, f"`{i.name}(…)`", i.frame) for i in site.invocations if self._takes_steps(i)
                )
                yield _Running(
                    Concurrent(site, name, entity.path, started, returns_exceptions=False), frozenset(), frozenset()
                )
        if depth < _DEEPEST:
            yield from self._handed_over(frame, site, call, name, depth)

    def _running_at(
        self, site: Site, call: Call, name: str, path: str, values: Sequence[v.Value], returns_exceptions: bool
    ) -> _Running:
        frame = site.frame
        origins = self._origins(frame, values, site)
        calls = self._awaitables.of(frame)
        awaitables = tuple(calls[origin] for origin in sorted(o for o in origins if isinstance(o, int)))
        parameters = frozenset(origin for origin in origins if isinstance(origin, str))
        concurrent = Concurrent(site, name, path, awaitables, returns_exceptions)
        return _Running(concurrent, parameters, self._tasks_in(frame, values, site))

    def _handed_over(self, frame: Frame, site: Site, call: Call, name: str, depth: int) -> Iterator[_Running]:
        """The awaitables that a helper is handed and runs concurrently."""
        for invocation in site.invocations:
            inner = invocation.frame
            if inner is None or inner is frame or invocation.manner is not Manner.CALLED or invocation.offset is None:
                continue
            for running in self._running(inner, depth + 1):
                if running.concurrent.awaitables:
                    continue  # it is reported there
                values = list(_handed(call, inner, invocation, running.parameters))
                if not values:
                    continue
                concurrent = running.concurrent
                found = self._running_at(site, call, name, concurrent.function, values, concurrent.returns_exceptions)
                place = concurrent.inner or concurrent.place
                yield dataclasses.replace(found, concurrent=dataclasses.replace(found.concurrent, inner=place))

    def _origins(self, frame: Frame, values: Sequence[v.Value], site: Site) -> frozenset[Origin]:
        return frozenset().union(*(self._awaitables.held(frame, value, site.point) for value in values))

    def _tasks_in(self, frame: Frame, values: Sequence[v.Value], site: Site) -> frozenset[int]:
        """The calls of the same kind whose results flow into a call."""
        return frozenset().union(*(self._awaitables.passed_through(frame, value, site.point) for value in values))

    def _returns_exceptions(self, site: Site) -> bool:
        given = site.given.get(None, "return_exceptions") or ()
        return any(isinstance(entity, Literal) and entity.value is True for entity in given)

    def _takes_steps(self, invocation: Invocation) -> bool:
        if invocation.manner is Manner.STEP:
            return True
        return invocation.frame is not None and self._awaitables.takes_steps(invocation.frame)


def _handed(call: Call, inner: Frame, invocation: Invocation, parameters: frozenset[str]) -> Iterator[v.Value]:
    """The arguments of a call that reach some parameters of a frame it enters."""
    first = 0 if inner.receiver is None else 1
    positional = [a for a in call.arguments if a.keyword is None and a.stars != 2]
    for number, parameter in enumerate(inner.function.parameters):
        if parameter.name not in parameters:
            continue
        yield from (a.value for a in call.arguments if a.keyword == parameter.name)
        position = number - first + (invocation.offset or 0)
        if position < 0:
            continue
        if parameter.kind == "variadic":
            yield from (a.value for a in positional[position:])
        elif position < len(positional):
            yield positional[position].value
