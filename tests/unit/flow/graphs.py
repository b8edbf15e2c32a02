"""Helpers for tests: a function's facts from its text, its conditions and claims, and the paths through it."""

from __future__ import annotations

import textwrap
from typing import TypeAlias

from steplint.flow.claims import Claims, ClaimTracker
from steplint.flow.conditions import Claim, Conditions
from steplint.flow.definitions import Definitions
from steplint.flow.solver import Outcome, solve
from steplint.frontend.python import extract
from steplint.model import values as v
from steplint.model.graph import EXIT, Edge, EdgeKind, Invoke
from steplint.model.module import Function, ModuleModel

_State: TypeAlias = frozenset[tuple[Claims, str]]


def model_of(text: str) -> ModuleModel:
    return extract(textwrap.dedent(text).lstrip("\n"))


def function_of(body: str, parameters: str = "") -> tuple[Function, ModuleModel]:
    """The facts of a function with this body."""
    text = textwrap.indent(textwrap.dedent(body).strip("\n"), "    ")
    model = extract(f"async def f({parameters}):\n{text}\n")
    return next(function for function in model.functions if function.name == "f"), model


def conditions_of(function: Function, model: ModuleModel) -> Conditions:
    return Conditions(function, Definitions(function, model))


def tests_of(function: Function) -> list[tuple[v.Value, int]]:
    """The conditions tested in a function, by place, with their blocks."""
    found = {
        (edge.test.span.line, edge.test.span.column): (edge.test, number)
        for number, block in enumerate(function.blocks)
        for edge in block.edges
        if edge.test is not None and edge.kind is EdgeKind.TRUE
    }
    return [test for _, test in sorted(found.items(), key=lambda item: item[0])]


def claims_of(body: str, *, truth: bool = True) -> list[Claim | bool | None]:
    """What each condition of a body says when it turns out as `truth`."""
    function, model = function_of(body)
    conditions = conditions_of(function, model)
    return [conditions.claim(test, block, truth=truth) for test, block in tests_of(function)]


def paths(body: str, *, most: int = 4) -> set[str]:
    """The ways through a body as the claims leave them: the letters given to `mark`, in the order they are passed.

    Ways with more than `most` marks are left out.
    """
    function, model = function_of(body)
    tracker = ClaimTracker(function, conditions_of(function, model), is_moment=lambda value, _: _is_clock(value, function))

    def transfer(number: int, state: _State) -> Outcome[_State]:
        previous = state
        for operation in function.blocks[number].operations:
            previous = state
            mark = ""
            if isinstance(operation, Invoke):
                call = function.calls[operation.call]
                match call.callee, [argument.value for argument in call.arguments]:
                    case v.Name(id="mark"), [v.Constant(value=str() as mark)]:
                        pass
                    case _:
                        pass
            state = frozenset(
                (tracker.after(operation, claims, number), seen + mark)
                for claims, seen in state
                if len(seen + mark) <= most
            )
        return Outcome(state, previous | state)

    def follow(number: int, edge: Edge, state: _State) -> _State | None:
        if edge.kind is EdgeKind.SUPPRESSED:
            return None
        followed = ((tracker.follow(number, edge, claims), seen) for claims, seen in state)
        return frozenset((claims, seen) for claims, seen in followed if claims is not None) or None

    start: _State = frozenset({(frozenset(), "")})
    ending = solve(function.blocks, start, transfer=transfer, follow=follow, join=lambda a, b: a | b)[EXIT]
    return {seen for _, seen in ending or ()}


def _is_clock(value: v.Value, function: Function) -> bool:
    return (
        isinstance(value, v.CallResult)
        and isinstance(callee := function.calls[value.call].callee, v.Name)
        and callee.id == "now"
    )
