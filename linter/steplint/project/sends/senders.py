"""Which functions of a project send events, themselves or through others, and what each of them sends."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from typing import TypeAlias

from steplint.diagnostics import Place
from steplint.model import values as v
from steplint.model.graph import Assign, NameTarget
from steplint.model.module import Call, FunctionKind
from steplint.project.entities import (
    Entities,
    Entity,
    External,
    FunctionRef,
    Items,
    Literal,
    PartialCall,
    Point,
    Record,
    Table,
)
from steplint.project.evaluate import Evaluator
from steplint.project.frames import Frame, Module
from steplint.project.invocations import Invocation, SendKind, Site
from steplint.project.reach import Hop, hop
from steplint.project.sites import Sites
from steplint.sdk import inngest

FunctionKey: TypeAlias = tuple[str, int]
"""A function of the project: its module's path and its index there."""
_SEND_METHODS = frozenset({"send", "send_sync", "send_event"})
_MOST_ROUNDS = 6
_MOST_SENDERS = 2_000
_MOST_FILES = 80
"""A name that so many files mention says nothing of who calls the function."""
_DEEPEST = 6
_MOST_CHAINS = 200
"""Sends through others that are looked at in one function: helpers that call each other in all ways make no end of
chains.
"""


@dataclasses.dataclass(frozen=True, slots=True)
class Event:
    """An event as a send makes it: its name, and its data: a mapping, None when there is none.

    `unknown_keywords` are those that the SDK's class does not have. What is not known is unknown in the entities.
    """

    names: Entities
    data: Entities | None
    keywords: tuple[str, ...]
    is_open: bool

    @property
    def name(self) -> str | None:
        """The event's name, where it is one constant."""
        match self.names:
            case (Literal(value=str() as text),):
                return text
            case _:
                return None

    @property
    def tables(self) -> tuple[Table, ...] | None:
        """What the data may be, when all of it is known: its keys and no others."""
        if self.is_open:
            return None
        if self.data is None:
            return (Table(()),)
        tables = tuple(entity for entity in self.data if isinstance(entity, Table) and not entity.open)
        return tables if tables and len(tables) == len(self.data) else None


@dataclasses.dataclass(frozen=True, slots=True)
class Send:
    """Events that are sent: the call that says what (`site`), and the path from it to the SDK's call where a wrapper
    of the project lies between.
    """

    site: Site
    kind: SendKind
    events: tuple[Event, ...]
    path: tuple[Hop, ...]

    @property
    def place(self) -> Place:
        """Where the call stands."""
        return self.site.place


@dataclasses.dataclass(frozen=True, slots=True)
class Sent:
    """A send met on the way down from a frame: the calls that lead to it, and the one that sends."""

    chain: tuple[tuple[Site, Invocation], ...]
    leaf: Site

    @property
    def outermost(self) -> Frame:
        """The frame in which the way down begins."""
        return (self.chain[0][0] if self.chain else self.leaf).frame

    @property
    def origin(self) -> tuple[tuple[str, int, Point], ...]:
        """The points of the calls, whatever the frames they are in."""
        sites = (*(site for site, _ in self.chain), self.leaf)
        return tuple((site.frame.module.path, site.frame.index, site.point) for site in sites)


class Senders:
    """The functions that send events. Modules that only call them are found by the names they mention.

    `handlers` are the frames in which the platform calls the workflows' handlers.
    """

    def __init__(
        self,
        evaluator: Evaluator,
        sites: Sites,
        roots: Sequence[str],
        mentions: Callable[[frozenset[str]], Sequence[str]],
        handlers: Mapping[FunctionKey, Frame],
    ) -> None:
        self._evaluator = evaluator
        self._sites = sites
        self._handlers = handlers
        self._surveys: dict[int, tuple[Sent, ...]] = {}
        self._callers: dict[FunctionKey, set[FunctionKey]] = {}
        self.functions: dict[FunctionKey, Frame] = {}
        """Every function that sends events or calls one that does, in a frame of its own."""
        modules = [m for path in roots if not is_test(path) and (m := evaluator.module(path)) is not None]
        self._find(modules, mentions)

    def is_called(self, key: FunctionKey) -> bool:
        """Whether another function that is known to send events calls this one."""
        return bool(self._callers.get(key))

    def callers_of(self, key: FunctionKey) -> frozenset[FunctionKey]:
        """The functions that call one that sends events, or hand it on."""
        return frozenset(self._callers.get(key, ()))

    def sent(self) -> Iterator[Sent]:
        """Every send seen from each function that it is reached from, whatever is known of the events."""
        for frame in self.functions.values():
            yield from self._survey(frame)

    def sends(self) -> list[Send]:
        """Every send, by place: at the outermost call that decides what is sent."""
        found: dict[tuple[Place, Place], Send] = {}
        for frame in self.functions.values():
            for sent in self._survey(frame):
                events = _events(sent)
                if sent.chain and not _is_closed(events):
                    continue
                site = sent.leaf
                path: tuple[Hop, ...] = ()
                if sent.chain:
                    site = sent.chain[0][0]
                    path = tuple(hop(s, invocation) for s, invocation in sent.chain)
                assert sent.leaf.sending is not None
                send = Send(site, sent.leaf.sending.kind, events, path)
                found.setdefault((site.place, sent.leaf.place), send)
        return [send for _, send in sorted(found.items(), key=lambda item: item[0])]

    # Who sends

    def _find(self, modules: Sequence[Module], mentions: Callable[[frozenset[str]], Sequence[str]]) -> None:
        modules = [*modules, *self._users_of_clients(modules, mentions)]
        known = {module.path: module for module in modules}
        for module in modules:
            for index in range(len(module.model.functions)):
                if self._sends_directly(module, index):
                    self._add(module, index)
        fresh = set(self.functions)
        for _ in range(_MOST_ROUNDS):
            names = frozenset(name for key in fresh if (name := self._name_of(key)) is not None)
            if not names or len(self.functions) > _MOST_SENDERS:
                break
            mentions(names)  # one pass over the files for all of them; then each by itself is known
            for name in sorted(names):
                paths = [path for path in mentions(frozenset({name})) if not is_test(path)]
                for path in paths if len(paths) <= _MOST_FILES else ():
                    if path not in known and (loaded := self._evaluator.module(path)) is not None:
                        known[path] = loaded
            fresh = {key for _, module in sorted(known.items()) for key in self._callers_in(module, names)}

    def _users_of_clients(
        self, modules: Sequence[Module], mentions: Callable[[frozenset[str]], Sequence[str]]
    ) -> Iterator[Module]:
        """The other modules that send with a client of the modules: one that sends a dict need not name the SDK."""
        names = {name for module in modules for name in self._clients_of(module)}
        words = {f"{name}.{method}(" for name in names for method in ("send", "send_sync")}
        words |= {f"{name}(" for module in modules for name in self._makers_of_clients(module)}
        known = {module.path for module in modules}
        for path in mentions(frozenset(words)) if words else ():
            if path not in known and not is_test(path) and (loaded := self._evaluator.module(path)) is not None:
                yield loaded

    def _clients_of(self, module: Module) -> Iterator[str]:
        """The variables of a module that hold a client."""
        frame = self._evaluator.body(module)
        for block in frame.function.blocks:
            for operation in block.operations:
                match operation:
                    case Assign(target=NameTarget(name=name), value=v.CallResult() as value) if External(
                        inngest.CLIENT
                    ) in self._evaluator.evaluate(frame, value):
                        yield name
                    case _:
                        pass

    def _makers_of_clients(self, module: Module) -> Iterator[str]:
        """The functions of a module that give a client, of those whose names say so."""
        for index, function in enumerate(module.model.functions):
            if function.kind is FunctionKind.FUNCTION and any(word in function.name for word in ("client", "inngest")):
                returned = self._evaluator.returned(self._evaluator.generic_frame(module, index))
                if External(inngest.CLIENT) in returned:
                    yield function.name

    def _add(self, module: Module, index: int) -> None:
        """Take a function in, and the functions it is defined in: they hand it on, or call it."""
        key = (module.path, index)
        if key not in self.functions:
            self.functions[key] = self._frame(module, index)
        parent = module.model.functions[index].parent
        if parent is not None and module.model.functions[parent].kind is not FunctionKind.MODULE:
            self._callers.setdefault(key, set()).add((module.path, parent))
            self._add(module, parent)

    def _frame(self, module: Module, index: int) -> Frame:
        handler = self._handlers.get((module.path, index))
        return self._evaluator.generic_frame(module, index) if handler is None else handler

    def _name_of(self, key: FunctionKey) -> str | None:
        module = self._evaluator.module(key[0])
        function = None if module is None else module.model.functions[key[1]]
        return function.name if function is not None and function.kind is FunctionKind.FUNCTION else None

    def _sends_directly(self, module: Module, index: int) -> bool:
        function = module.model.functions[index]
        values = (value for call in function.calls for value in (call.callee, *(a.value for a in call.arguments)))
        if not any(_last_name(value) in _SEND_METHODS for value in values):
            return False
        sites = self._sites.of(self._frame(module, index)).values()
        # The step may be a parameter of which nothing is known here, but where the function is called.
        return any(
            site.sending is not None or (site.call is not None and _last_name(site.call.callee) == "send_event")
            for site in sites
        )

    def _callers_in(self, module: Module, names: frozenset[str]) -> Iterator[FunctionKey]:
        for index, function in enumerate(module.model.functions):
            key = (module.path, index)
            found = {target for call in function.calls for target in self._targets(module, index, call, names)}
            found.discard(key)
            if not found:
                continue
            is_new = key not in self.functions
            for target in found:
                self._callers.setdefault(target, set()).add(key)
            if is_new:
                self._add(module, index)
                yield key

    def _targets(self, module: Module, index: int, call: Call, names: frozenset[str]) -> Iterator[FunctionKey]:
        """The senders that a call calls, or hands on."""
        for value in (call.callee, *(argument.value for argument in call.arguments)):
            if _last_name(value) in names:
                frame = self._frame(module, index)
                for entity in self._evaluator.evaluate(frame, value):
                    target = _function(entity)
                    if target in self.functions:
                        yield target

    # What is sent

    def _survey(self, frame: Frame) -> tuple[Sent, ...]:
        """The sends of a frame and of what it calls, without those that the called functions decide themselves."""
        known = self._surveys.get(frame.id)
        if known is None:
            self._surveys[frame.id] = ()  # a recursion sends nothing that is new
            known = self._surveys[frame.id] = tuple(self._look(frame))
        return known

    def _look(self, frame: Frame) -> Iterator[Sent]:
        chains = 0
        for site in self._sites.of(frame).values():
            if site.sending is not None:
                yield Sent((), site)
            for invocation in site.invocations:
                if invocation.frame is None:
                    continue
                key = (invocation.frame.module.path, invocation.frame.index)
                if key not in self.functions:
                    continue
                own = self.functions[key]
                decided = {sent.origin for sent in self._survey(own) if _is_closed(_events(sent))}
                for sent in self._survey(invocation.frame):
                    if chains == _MOST_CHAINS:
                        break
                    if len(sent.chain) < _DEEPEST and sent.origin not in decided:
                        chains += 1
                        yield Sent(((site, invocation), *sent.chain), sent.leaf)


def is_test(path: str) -> bool:
    """Whether a file holds tests: what they send is made up."""
    parts = PurePosixPath(path)
    return (
        any(part in {"tests", "test", "testing"} for part in parts.parts[:-1])
        or parts.name.startswith("test_")
        or parts.name.endswith("_test.py")
        or parts.name == "conftest.py"
    )


def _events(sent: Sent) -> tuple[Event, ...]:
    sending = sent.leaf.sending
    return () if sending is None else tuple(_flattened(sending.events))


def _flattened(events: Entities) -> Iterator[Event]:
    for entity in events:
        match entity:
            case Items(items=items):
                for item in items:
                    yield from _flattened(item)
            case Record(path="inngest.Event", fields=fields, open=is_open):
                given = dict(fields)
                yield Event(given.get("name", ()), given.get("data"), tuple(given), is_open)
            case _:
                yield Event((), None, (), is_open=True)


def _is_closed(events: Sequence[Event]) -> bool:
    """Whether nothing more about events can be learned from callers."""
    return bool(events) and all(event.name is not None and event.tables is not None for event in events)


def _last_name(value: v.Value) -> str | None:
    match value:
        case v.Name(id=name) | v.Attribute(name=name):
            return name
        case _:
            return None


def _function(entity: Entity) -> FunctionKey | None:
    match entity:
        case FunctionRef(module=module, index=index):
            return (module, index)
        case PartialCall(target=target):
            return _function(target)
        case _:
            return None
