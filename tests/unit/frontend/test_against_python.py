"""Graphs against Python itself: random functions are run, and what they did must be a path of their graph.

Every call in a generated function records its number and then returns a truth value or raises. A path may only take a
TRUE edge when the tested call returned something true, an EXCEPTION edge when the last operation raised, and so on;
so this shows both that no real way is missing and that the edges say when they are taken. The generated code is ours,
nothing else is ever run.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from types import CodeType

import pytest

from steplint.frontend.python import extract
from steplint.frontend.python.flow import Flow
from steplint.model.graph import (
    ENTRY,
    EXIT,
    RAISED,
    Block,
    EdgeKind,
    Enter,
    Invoke,
    Leave,
    Raise,
)
from steplint.model.module import Function
from steplint.model.values import CallResult, Constant, Value


class First(Exception):
    """One of the exceptions that generated code raises."""


class Second(Exception):
    """The other one."""


class TooLong(BaseException):
    """Ends a run that goes on for too long."""


@dataclass
class Event:
    """Something a run did: `what` is call, enter or leave; `truth` is what a call returned, None when it raised."""

    what: str
    number: int
    truth: bool | None


@dataclass
class Run:
    """The world of one run."""

    random: random.Random
    events: list[Event] = field(default_factory=list)
    cut_at: int | None = None

    def call(self, number: int) -> bool:
        if self.cut_at is not None or len(self.events) > 60:
            # Whatever happens from here on (a bare `except` may catch this) is no longer looked at.
            self.cut_at = len(self.events) if self.cut_at is None else self.cut_at
            raise TooLong
        chance = self.random.random()
        if chance < 0.12:
            self.events.append(Event("call", number, None))
            raise First if chance < 0.06 else Second
        truth = chance < 0.6
        self.events.append(Event("call", number, truth))
        return truth

    def items(self, number: int) -> list[int]:
        self.call(number)
        return list(range(self.random.randrange(3)))

    def manager(self, number: int) -> Manager:
        self.call(number)
        return Manager(self, number)


@dataclass
class Manager:
    """A context manager that now and then swallows an exception."""

    run: Run
    number: int

    def __enter__(self) -> None:
        self.run.events.append(Event("enter", self.number, True))

    def __exit__(self, kind: type[BaseException] | None, *_rest: object) -> bool:
        self.run.events.append(Event("leave", self.number, True))
        return kind is not None and kind is not TooLong and self.run.random.random() < 0.3


class Writer:
    """Writes random functions."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.number = 0
        self.lines: list[str] = []

    def call(self, word: str = "c") -> str:
        self.number += 1
        return f"{word}({self.number})"

    def condition(self, depth: int = 2) -> str:
        kind = self.random.randrange(7) if depth else 0
        if kind in (3, 4):
            word = " and " if kind == 3 else " or "
            return "(" + word.join(self.condition(depth - 1) for _ in range(2)) + ")"
        if kind == 5:
            return f"(not {self.condition(depth - 1)})"
        if kind == 6:
            parts = [self.condition(depth - 1) for _ in range(3)]
            return f"({parts[0]} if {parts[1]} else {parts[2]})"
        return self.call()

    def body(self, indent: int, depth: int, *, in_loop: bool) -> None:
        for _ in range(self.random.choice((1, 1, 2, 3))):
            self.statement(indent, depth, in_loop=in_loop)

    def add(self, indent: int, text: str) -> None:
        self.lines.append("    " * indent + text)

    def statement(self, indent: int, depth: int, *, in_loop: bool) -> None:
        simple = [self.call(), f"x = {self.condition()}", "return " + self.call(), "raise First"]
        simple += [f"assert {self.condition(1)}, {self.call()}", f"[{self.call()} for _ in {self.call('items')}]"]
        simple += [
            f"[{self.call()} for _ in {self.call('items')} if {self.condition(1)} for _ in {self.call('items')}]"
        ]
        simple += [f"return {self.condition()}", "pass", f"x = {self.call()} and {self.call()}"]
        if in_loop:
            simple += ["break", "continue", "break", "continue"]
        kind = self.random.randrange(12)
        if not depth or kind < 4:
            self.add(indent, self.random.choice(simple))
            return
        inner = {"indent": indent + 1, "depth": depth - 1}
        writers = [self.if_, self.while_, self.for_, self.try_, self.try_, self.try_, self.with_, self.match_]
        writers[kind - 4](in_loop=in_loop, **inner)

    def if_(self, indent: int, depth: int, *, in_loop: bool) -> None:
        self.add(indent - 1, f"if {self.condition()}:")
        self.body(indent, depth, in_loop=in_loop)
        if self.random.random() < 0.5:
            self.add(indent - 1, f"elif {self.condition()}:")
            self.body(indent, depth, in_loop=in_loop)
        if self.random.random() < 0.5:
            self.add(indent - 1, "else:")
            self.body(indent, depth, in_loop=in_loop)

    def while_(self, indent: int, depth: int, *, in_loop: bool) -> None:
        self.add(indent - 1, f"while {self.random.choice(['True', self.condition(), self.condition()])}:")
        self.add(indent, self.call())
        self.loop_end(indent, depth, in_loop=in_loop)

    def for_(self, indent: int, depth: int, *, in_loop: bool) -> None:
        self.add(indent - 1, f"for _ in {self.call('items')}:")
        self.loop_end(indent, depth, in_loop=in_loop)

    def loop_end(self, indent: int, depth: int, *, in_loop: bool) -> None:
        self.body(indent, depth, in_loop=True)
        if self.random.random() < 0.3:
            self.add(indent - 1, "else:")
            self.body(indent, depth, in_loop=in_loop)

    def try_(self, indent: int, depth: int, *, in_loop: bool) -> None:
        self.add(indent - 1, "try:")
        self.body(indent, depth, in_loop=in_loop)
        clauses = self.random.sample(["First", "(Second, First)", "Second as e"], self.random.randrange(3))
        if self.random.random() < 0.25:
            clauses.append("")
        for clause in clauses:
            self.add(indent - 1, f"except {clause}:".replace(" :", ":"))
            self.body(indent, depth, in_loop=in_loop)
        if clauses and self.random.random() < 0.4:
            self.add(indent - 1, "else:")
            self.body(indent, depth, in_loop=in_loop)
        if not clauses or self.random.random() < 0.5:
            self.add(indent - 1, "finally:")
            self.body(indent, depth, in_loop=in_loop)

    def with_(self, indent: int, depth: int, *, in_loop: bool) -> None:
        items = ", ".join(self.call("manager") for _ in range(self.random.choice((1, 1, 2))))
        self.add(indent - 1, f"with {items}:")
        self.body(indent, depth, in_loop=in_loop)

    def match_(self, indent: int, depth: int, *, in_loop: bool) -> None:
        self.add(indent - 1, f"match {self.call()}:")
        for pattern in ("True", f"False if {self.condition(1)}", "_"):
            self.add(indent, f"case {pattern}:")
            self.body(indent + 1, depth, in_loop=in_loop)


State = tuple[int, int]


class Path:
    """All ways through a graph that agree with what a run did."""

    def __init__(self, function: Function, events: list[Event]) -> None:
        self.function = function
        self.blocks = function.blocks
        self.numbers = [self.number(call.arguments[0].value) for call in function.calls]
        self.truths: dict[int, bool | None] = {}
        self.events = events

    @staticmethod
    def number(value: object) -> int:
        assert isinstance(value, Constant)
        assert isinstance(value.value, int)
        return value.value

    def check(self, *, raised: bool, cut: bool) -> None:
        states = self.spread({(ENTRY, 0)}, last=None)
        for position, event in enumerate(self.events):
            if event.what == "call":
                self.truths[event.number] = event.truth
            taken = {(block, index + 1) for block, index in states if self.happens(block, index, event)}
            assert taken, f"event {position} {event} has no place in the graph"
            states = self.spread(taken, last=event)
        if cut:
            return
        ends = {block for block, _ in states}
        last_raised = bool(self.events) and self.events[-1].truth is None
        if not raised:
            assert EXIT in ends, "the function returned"
        else:
            assert RAISED in ends or last_raised, "the function raised"

    def happens(self, block: int, index: int, event: Event) -> bool:
        operations = self.blocks[block].operations
        if index >= len(operations):
            return False
        match operations[index]:
            case Invoke(call=call):
                return event.what == "call" and self.numbers[call] == event.number
            case Enter(value=CallResult(call=call)):
                return event.what == "enter" and self.numbers[call] == event.number
            case Leave(context=context):
                manager = self.function.contexts[context].manager
                assert isinstance(manager, CallResult)
                return event.what == "leave" and self.numbers[manager.call] == event.number
            case _:
                return False

    def spread(self, states: set[State], last: Event | None) -> set[State]:
        """Everything reached without another event. `last` has just happened at these states and nowhere else."""
        fresh = dict.fromkeys(states, last is not None and last.truth is None)
        stack = list(fresh.items())
        seen = set(stack)
        while stack:
            (block, index), has_raised = stack.pop()
            operations = self.blocks[block].operations
            for following in self.steps(self.blocks[block], block, index, has_raised=has_raised):
                if following not in seen:
                    seen.add(following)
                    stack.append(following)
            assert index <= len(operations)
        return {state for state, _ in seen}

    def steps(self, block: Block, number: int, index: int, *, has_raised: bool) -> list[tuple[State, bool]]:
        if index < len(block.operations):
            silent = not isinstance(block.operations[index], Invoke | Enter | Leave)
            return [((number, index + 1), False)] if silent and not has_raised else []
        last = block.operations[-1] if block.operations else None
        found: list[tuple[State, bool]] = []
        for edge in block.edges:
            is_exception = edge.kind is EdgeKind.EXCEPTION
            if isinstance(last, Invoke) and is_exception != has_raised:
                continue
            if isinstance(last, Raise):
                assert is_exception
            if isinstance(edge.test, CallResult):
                truth = self.truths[self.numbers[edge.test.call]]
                if truth is not (edge.kind is EdgeKind.TRUE):
                    continue
            if isinstance(edge.test, Constant):
                assert bool(edge.test.value) is (edge.kind is EdgeKind.TRUE)
            found.append(((edge.target, 0), False))
        return found


def execute(code: CodeType, seed: int) -> tuple[list[Event], bool, bool]:
    """Run a generated function: what it did, whether it raised, whether it was cut short."""
    run = Run(random.Random(seed))
    names = {"c": run.call, "items": run.items, "manager": run.manager, "First": First, "Second": Second}
    exec(code, names)
    function = names["f"]
    assert callable(function)
    try:
        function()
        raised = False
    except (First, Second, TooLong, AssertionError):
        raised = True
    return run.events[: run.cut_at], raised, run.cut_at is not None


def verify(seed: int) -> tuple[str, int]:
    """Check one generated function over many runs; the result is its source and how many runs went to their end."""
    writer = Writer(seed)
    writer.add(0, "def f():")
    writer.body(1, 3, in_loop=False)  # deeper `finally` bodies take CPython's compiler minutes
    source = "\n".join(writer.lines) + "\n"
    function = next(function for function in extract(source).functions if function.name == "f")
    code = compile(source, "generated", "exec")
    ended = 0
    for attempt in range(25):
        events, raised, cut = execute(code, seed * 1000 + attempt)
        try:
            Path(function, events).check(raised=raised, cut=cut)
        except AssertionError as error:
            raise AssertionError(f"seed {seed}, run {attempt}: {error}\n{source}\n{events}") from error
        ended += not cut
    return source, ended


def test_runs_are_paths() -> None:
    assert sum(verify(seed)[1] for seed in range(150)) > 1000


@pytest.mark.slow
def test_many_runs_are_paths() -> None:
    for seed in range(1000, 4000):
        verify(seed)


@pytest.mark.parametrize("kind", [EdgeKind.SUPPRESSED, EdgeKind.BACK, EdgeKind.EXHAUSTED, EdgeKind.EXCEPTION])
def test_a_missing_edge_would_be_noticed(kind: EdgeKind, monkeypatch: pytest.MonkeyPatch) -> None:
    known = Flow.edge

    def edge(self: Flow, target: int, of: EdgeKind, *, test: Value | None = None, loop: int | None = None) -> None:
        if of is not kind:
            known(self, target, of, test=test, loop=loop)

    monkeypatch.setattr(Flow, "edge", edge)
    with pytest.raises(AssertionError):
        for seed in range(150):
            verify(seed)
