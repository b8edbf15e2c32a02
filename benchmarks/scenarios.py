"""What is measured: which tools, on which tree, in which state."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.measure import Command, Series, measure
from benchmarks.tools import OURS, Tool, floors
from benchmarks.trees import build_big, build_wf, count

MODULES = 1000
GROWTH = (100, 200, 400, 800)
CHANGED = 3

TOO_SLOW = {("big", "fixit"): "takes more than half an hour"}
"""What is never measured, and why."""
SLOW = {("wf", "fixit"), ("big", "flake8")}
"""What `--no-slow` leaves out."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """One table: what was done to a tree, what each command took, and why a tool is not there."""

    name: str
    title: str
    series: dict[str, Series]
    absent: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Bench:
    """The tools at hand, why others are not, and how often to measure."""

    work: Path
    tools: Sequence[Tool]
    absent: dict[str, str]
    runs: int
    seed: int
    no_slow: bool

    def wf(self) -> list[Scenario]:
        """A project of workflow modules."""
        folder = self.work / "wf"
        modules = build_wf(folder, MODULES, seed=self.seed)
        return self._cold_and_warm("wf", folder, modules)

    def big(self) -> list[Scenario]:
        """A lot of code with some workflow modules in it."""
        folder = self.work / "big"
        modules = build_big(folder, seed=self.seed)
        return self._cold_and_warm("big", folder, modules)

    def three(self) -> list[Scenario]:
        """Three files of *wf* by name, as a commit hook passes them: changed before each run, and as they were."""
        folder = self.work / "wf"
        modules = build_wf(folder, MODULES, seed=self.seed)
        step = len(modules) // CHANGED
        paths = modules[::step][:CHANGED]
        texts = {path: (folder / path).read_text() for path in paths}
        tools = self._tools("three", ())
        commands = {tool.name: tool.command(folder, paths, cold=False) for tool in tools}
        for tool in tools:
            if tool.cold is not None:  # fill its cache with the whole project
                measure({tool.name: tool.command(folder, ["."], cold=False)}, runs=0, before={})
        change = functools.partial(_change, folder, texts)
        try:
            changed = measure(
                {**commands, **floors(folder, paths)}, runs=self.runs, before={name: [change] for name in commands}
            )
        finally:
            change(None)
        cached = {tool.name: commands[tool.name] for tool in tools if tool.cold is not None}
        measure(cached, runs=0, before={})  # what was changed last is put back, which the caches have still to see
        same = measure({**cached, **floors(folder, paths)}, runs=self.runs, before={})
        return [
            Scenario("three", f"{CHANGED} changed files of wf, by name, warm", changed, self.absent),
            Scenario("same", "the same files, nothing changed", same),
        ]

    def growth(self) -> list[Scenario]:
        """Our own runs over projects of growing size."""
        found = []
        tool = next(tool for tool in self.tools if tool.name == OURS)
        commands: dict[str, Command] = {}
        for modules in GROWTH:
            folder = self.work / f"growth-{modules}"
            build_wf(folder, modules, seed=self.seed)
            commands[str(modules)] = tool.command(folder, ["."], cold=True)
        found.append(Scenario("growth", "wf of growing size, cold", measure(commands, runs=self.runs, before={})))
        warm = {name: tool.command(command.folder, ["."], cold=False) for name, command in commands.items()}
        measure(warm, runs=0, before={})  # fills the cache: a turn of its own, since a long one would be the only one
        found.append(Scenario("growth-warm", "wf of growing size, warm", measure(warm, runs=self.runs, before={})))
        return found

    def _tools(self, tree: str, without: Sequence[str]) -> list[Tool]:
        return [
            tool
            for tool in self.tools
            if tool.name not in without
            and (tree, tool.name) not in TOO_SLOW
            and not (self.no_slow and (tree, tool.name) in SLOW)
        ]

    def _cold_and_warm(self, tree: str, folder: Path, modules: Sequence[str]) -> list[Scenario]:
        tools = self._tools(tree, ())
        absent = {**self.absent, **{tool: why for (where, tool), why in TOO_SLOW.items() if where == tree}}
        absent |= {tool: "left out by --no-slow" for where, tool in SLOW if where == tree and self.no_slow}
        files, lines = count(folder)
        size = f"{files:,} files, {lines:,} lines, {len(modules):,} workflow modules"
        for tool in tools:
            tool.drop_cache(folder)
        cold = {tool.name: tool.command(folder, ["."], cold=True) for tool in tools}
        warm = {tool.name: tool.command(folder, ["."], cold=False) for tool in tools if tool.cold is not None}
        ground = floors(folder, modules)
        without = measure({**cold, **ground}, runs=self.runs, before={})
        measure(warm, runs=0, before={})  # fills the caches
        return [
            Scenario(f"{tree}-cold", f"{tree}, no cache ({size})", without, absent),
            Scenario(f"{tree}-warm", f"{tree}, warm cache", measure({**warm, **ground}, runs=self.runs, before={})),
        ]


def _change(folder: Path, texts: dict[str, str], number: int | None) -> None:
    """Give files an end of their own in each round; None puts them back."""
    for path, text in texts.items():
        (folder / path).write_text(text if number is None else f"{text}\nROUND = {number}\n")


PARTS: dict[str, Callable[[Bench], list[Scenario]]] = {
    "big": Bench.big,
    "wf": Bench.wf,
    "three": Bench.three,
    "growth": Bench.growth,
}
