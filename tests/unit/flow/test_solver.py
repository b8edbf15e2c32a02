"""The solver over graphs drawn by hand: states are sets of the blocks passed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from steplint.flow.solver import Outcome, solve
from steplint.model.graph import Block, Edge, EdgeKind

Ways = Mapping[int, Sequence[tuple[int, EdgeKind]]]
State = frozenset[str]
N, B, X = EdgeKind.NEXT, EdgeKind.BACK, EdgeKind.EXCEPTION

DIAMOND: Ways = {0: [(3, EdgeKind.TRUE), (4, EdgeKind.FALSE)], 3: [(1, N)], 4: [(1, N)]}
LOOP: Ways = {0: [(3, N)], 3: [(4, EdgeKind.ITERATE), (1, EdgeKind.EXHAUSTED)], 4: [(3, B)]}
TRY: Ways = {0: [(3, N)], 3: [(1, N), (4, X)], 4: [(1, N)]}


def graph(ways: Ways) -> list[Block]:
    size = max([2, *ways, *(target for edges in ways.values() for target, _ in edges)]) + 1
    return [
        Block((), tuple(Edge(target, kind) for target, kind in ways.get(number, ())), context=0)
        for number in range(size)
    ]


def passed(ways: Ways, *, closed: frozenset[tuple[int, int]] = frozenset()) -> list[State | None]:
    """For each block, the blocks that may have been passed before it. A block that raises counts as half passed."""

    def transfer(number: int, state: State) -> Outcome[State]:
        return Outcome(state | {str(number)}, state | {f"{number}!"})

    def follow(number: int, edge: Edge, state: State) -> State | None:
        return None if (number, edge.target) in closed else state

    return solve(graph(ways), frozenset[str](), transfer=transfer, follow=follow, join=lambda a, b: a | b)


def test_both_sides_of_a_branch_meet() -> None:
    before = passed(DIAMOND)
    assert before[3] == before[4] == {"0"}
    assert before[1] == {"0", "3", "4"}


def test_a_loop_goes_to_its_fixpoint() -> None:
    before = passed(LOOP)
    assert before[3] == {"0", "3", "4"}
    assert before[1] == {"0", "3", "4"}


def test_an_edge_that_cannot_be_taken() -> None:
    before = passed(DIAMOND, closed=frozenset({(0, 3)}))
    assert before[3] is None
    assert before[1] == {"0", "4"}


def test_a_block_that_no_path_leads_to() -> None:
    before = passed({**DIAMOND, 5: [(1, N)]})
    assert before[5] is None
    assert before[2] is None
    assert before[1] == {"0", "3", "4"}


def test_an_exception_carries_the_state_of_the_raise() -> None:
    before = passed(TRY)
    assert before[4] == {"0", "3!"}
    assert before[1] == {"0", "3", "3!", "4"}


def test_a_suppressed_exception_does_too() -> None:
    before = passed({**TRY, 3: [(1, EdgeKind.SUPPRESSED)]})
    assert before[1] == {"0", "3!"}


@pytest.mark.parametrize("length", [2_000])
def test_a_long_chain(length: int) -> None:
    chain: dict[int, list[tuple[int, EdgeKind]]] = {0: [(3, N)]}
    chain.update({number: [(number + 1, N)] for number in range(3, length)})
    ends = solve(
        graph(chain),
        0,
        transfer=lambda _, state: Outcome(state + 1, state),
        follow=lambda _, __, state: state,
        join=max,
    )
    assert ends[length] == length - 2


def test_every_block_is_looked_at_a_few_times_only() -> None:
    """Nested loops: the order of the queue keeps the work near to the size of the graph."""
    depth = 30
    ways: dict[int, list[tuple[int, EdgeKind]]] = {0: [(3, N)]}
    for level in range(depth):
        head = 3 + level
        ways[head] = [(head + 1, EdgeKind.ITERATE), (1 if level == 0 else head - 1, EdgeKind.EXHAUSTED)]
    ways[3 + depth] = [(2 + depth, B)]
    looks = 0

    def transfer(number: int, state: State) -> Outcome[State]:
        nonlocal looks
        looks += 1
        return Outcome(state | {str(number)}, state)

    solve(graph(ways), frozenset[str](), transfer=transfer, follow=lambda _, __, s: s, join=lambda a, b: a | b)
    assert looks < depth * depth
