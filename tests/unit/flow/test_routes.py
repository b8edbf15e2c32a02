"""The ways through a graph, against a search that is too simple to be wrong."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest

from steplint.diagnostics import Span
from steplint.flow.routes import Routes
from steplint.model.graph import EXIT, RAISED, Block, Edge, EdgeKind, Raise

Targets = Sequence[Sequence[int]]
NOWHERE = Span(1, 1, 1, 1)


def graph(chance: random.Random) -> list[list[int]]:
    """A few blocks, each with the blocks it goes on to; the two ends have none."""
    size = chance.randint(3, 8)
    ways = ([chance.randrange(size) for _ in range(chance.choice((0, 1, 1, 2, 2, 3)))] for _ in range(size))
    return [[] if number in (EXIT, RAISED) else list(dict.fromkeys(found)) for number, found in enumerate(ways)]


def routes(targets: Targets) -> Routes:
    return Routes([Block((), tuple(Edge(target, EdgeKind.NEXT) for target in ways), 0) for ways in targets])


def reached(targets: Targets, start: int, without: int | None = None) -> set[int]:
    """The blocks behind a block, by paths that do not pass another."""
    found: set[int] = set()
    pending = list(targets[start])
    while pending:
        number = pending.pop()
        if number not in found and number != without:
            found.add(number)
            pending += targets[number]
    return found


def decides(targets: Targets, number: int, block: int) -> bool:
    """By the words: some ways of a block lead to another and some do not, or only some can end without it."""
    leads = {way == block or block in reached(targets, way) for way in targets[number]}
    ends = {way != block and bool({EXIT, RAISED} & ({way} | reached(targets, way, block))) for way in targets[number]}
    return len(leads) > 1 or (True in leads and len(ends) > 1)


@pytest.mark.parametrize("seed", range(150))
def test_what_a_branch_decides(seed: int) -> None:
    targets = graph(random.Random(seed))
    found = routes(targets)
    for number in range(len(targets)):
        for block in range(len(targets)):
            assert found.decides(number, [block]) == (block != number and decides(targets, number, block))


@pytest.mark.parametrize("seed", range(150))
def test_what_leads_where(seed: int) -> None:
    chance = random.Random(seed)
    targets = graph(chance)
    found = routes(targets)
    # Blocks of three operations; a point between two blocks is the first operation of the next.
    points = [(number, operation) for number in range(len(targets)) for operation in range(3)]
    after = {
        point: [(point[0], point[1] + 1)] if point[1] < 2 else [(target, 0) for target in targets[point[0]]]
        for point in points
    }
    for _ in range(200):
        start, end, without = (chance.choice(points) for _ in range(3))
        seen: set[tuple[int, int]] = set()
        pending = list(after[start])
        while pending:
            point = pending.pop()
            if point not in seen:
                seen.add(point)
                pending += after[point]
        assert found.leads(start, end) == (end in seen)
        if without in (start, end) or without[0] == start[0] == end[0]:
            continue
        seen, pending = set(), list(after[start])
        while pending:
            point = pending.pop()
            if point not in seen:
                seen.add(point)
                pending += [] if point == without else after[point]
        assert found.leads(start, end, without=without) == (end in seen)


def test_an_exception_is_a_way_only_where_it_is_raised() -> None:
    edges = (Edge(RAISED, EdgeKind.EXCEPTION),)
    raising = Block((Raise(NOWHERE, None, None),), edges, 0)
    assert Routes([raising, Block((), (), 0), Block((), (), 0)]).leads((0, 0), (RAISED, 0))
    assert not Routes([Block((), edges, 0), Block((), (), 0), Block((), (), 0)]).leads((0, 0), (RAISED, 0))
