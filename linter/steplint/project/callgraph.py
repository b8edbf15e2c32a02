"""The call graph between frames, and its strongly connected components, callees first."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from steplint.project.frames import Frame
from steplint.project.sites import Sites


def callees(sites: Sites, frame: Frame) -> list[Frame]:
    """The frames that a frame's calls enter, each once, in order of the graph."""
    found: dict[int, Frame] = {}
    for site in sites.of(frame).values():
        for invocation in site.invocations:
            if invocation.frame is not None:
                found.setdefault(invocation.frame.id, invocation.frame)
    return list(found.values())


def components(
    root: Frame, successors: Callable[[Frame], list[Frame]], is_done: Callable[[Frame], bool]
) -> Iterator[list[Frame]]:
    """The strongly connected components reached from `root`, each after those it calls (Tarjan, without recursion).

    What `is_done` is neither entered nor given.
    """
    index: dict[int, int] = {}
    low: dict[int, int] = {}
    stack: list[Frame] = []
    on_stack: set[int] = set()
    work: list[tuple[Frame, Iterator[Frame]]] = []

    def open_frame(frame: Frame) -> None:
        index[frame.id] = low[frame.id] = len(index)
        stack.append(frame)
        on_stack.add(frame.id)
        work.append((frame, iter([callee for callee in successors(frame) if not is_done(callee)])))

    if not is_done(root):
        open_frame(root)
    while work:
        frame, remaining = work[-1]
        entered = next((callee for callee in remaining if callee.id not in index or callee.id in on_stack), None)
        if entered is None:
            work.pop()
            if work:
                above = work[-1][0].id
                low[above] = min(low[above], low[frame.id])
            if low[frame.id] == index[frame.id]:
                component: list[Frame] = []
                while True:
                    member = stack.pop()
                    on_stack.discard(member.id)
                    component.append(member)
                    if member.id == frame.id:
                        break
                yield component[::-1]
        elif entered.id not in index:
            open_frame(entered)
        else:
            low[frame.id] = min(low[frame.id], index[entered.id])
