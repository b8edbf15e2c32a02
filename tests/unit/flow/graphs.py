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
from steplint.model.module import Argument, Call, Function, ModuleModel

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


def claims_of(*tests: str, around: str = "{}", truth: bool = True) -> list[Claim | bool | None]:
    """What each of these tests says when it turns out as `truth`, in a row of `if` statements in place of `{}`."""
    rows = [f"if {test}:\n    yes({number})" for number, test in enumerate(tests)]
    before, _, after = around.partition("{}")
    indent = before.rpartition("\n")[2]
    function, model = function_of(before + f"\n{indent}".join("\n".join(rows).split("\n")) + after)
    conditions = conditions_of(function, model)
    found: dict[int, Claim | bool | None] = {}
    for number, block in enumerate(function.blocks):
        for edge in block.edges:
            row = _row_behind(function, edge)
            if row is not None and edge.test is not None:
                found[row] = conditions.claim(edge.test, number, truth=(edge.kind is EdgeKind.TRUE) == truth)
    return [found[row] for row in range(len(tests))]


def _row_behind(function: Function, edge: Edge) -> int | None:
    for operation in function.blocks[edge.target].operations[:1]:
        if isinstance(operation, Invoke):
            match function.calls[operation.call]:
                case Call(callee=v.Name(id="yes"), arguments=(Argument(value=v.Constant(value=int() as row)),)):
                    return row
                case _:
                    pass
    return None


def paths(body: str, *, most: int = 4) -> set[str]:
    """The ways through a body as the claims leave them: the letters given to `mark`, in the order they are passed.

    Ways with more than `most` marks are left out.
    """
    function, model = function_of(body)
    tracker = ClaimTracker(
        function, conditions_of(function, model), is_moment=lambda value, _: _is_clock(value, function)
    )

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
