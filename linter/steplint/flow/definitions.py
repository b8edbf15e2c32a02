"""Which assignments of a variable reach a point of a function."""

from __future__ import annotations

import bisect
import dataclasses
import functools
from collections.abc import Iterator

from steplint.model.graph import ENTRY, Assign, Define, DefineClass, Delete, Import, NameTarget, Op
from steplint.model.module import Function, ModuleModel


@dataclasses.dataclass(frozen=True, slots=True)
class Definition:
    """An operation that binds a name, at its block and place; a parameter is bound at the entry, before every
    operation (None).
    """

    block: int
    position: int
    operation: Op | None


class Definitions:
    """The definitions of one function, found backwards through the graph when they are asked for."""

    def __init__(self, function: Function, model: ModuleModel) -> None:
        self._function = function
        self._sites: dict[str, list[Definition]] = {}
        for parameter in function.parameters:
            self._sites.setdefault(parameter.name, []).append(Definition(ENTRY, -1, None))
        for number, block in enumerate(function.blocks):
            for position, operation in enumerate(block.operations):
                name = _bound_name(operation, model)
                if name is not None:
                    self._sites.setdefault(name, []).append(Definition(number, position, operation))
        self._by_block: dict[tuple[str, int], list[Definition]] = {}
        for name, sites in self._sites.items():
            for site in sites:
                self._by_block.setdefault((name, site.block), []).append(site)
        self._at_entry: dict[tuple[str, int], tuple[Definition, ...]] = {}
        """What reaches the start of a block, as far as it has been asked for."""

    def binds(self, name: str) -> bool:
        """Whether the function has any definition of the name."""
        return name in self._sites

    def all(self, name: str) -> tuple[Definition, ...]:
        """Every definition of the name, in order of the graph."""
        places = {(site.block, site.position): site for site in self._sites.get(name, ())}
        return tuple(places.values())

    @functools.cached_property
    def _predecessors(self) -> list[list[int]]:
        predecessors: list[list[int]] = [[] for _ in self._function.blocks]
        for number, block in enumerate(self._function.blocks):
            for edge in block.edges:
                predecessors[edge.target].append(number)
        return predecessors

    def reaching(self, name: str, block: int, position: int) -> tuple[Definition, ...]:
        """The definitions that may hold just before the operation at `position` of `block`; a deleted name has none."""
        last = self._last(name, block, position)
        if last is not None:
            return () if isinstance(last.operation, Delete) else (last,)
        return self._reaching_entry(name, block)

    def _last(self, name: str, block: int, position: int) -> Definition | None:
        """The last definition of a name in a block, before a position."""
        sites = self._by_block.get((name, block))
        if sites is None:
            return None
        index = bisect.bisect_left(sites, position, key=lambda site: site.position)
        return sites[index - 1] if index else None

    def _reaching_entry(self, name: str, block: int) -> tuple[Definition, ...]:
        known = self._at_entry.get((name, block))
        if known is not None:
            return known
        found: dict[tuple[int, int], Definition] = {}  # a definition is large to hash, its place is not
        seen: set[int] = set()
        pending = [block]
        while pending:
            for predecessor in self._predecessors[pending.pop()]:
                if predecessor in seen:
                    continue
                seen.add(predecessor)
                sites = self._by_block.get((name, predecessor))
                if sites is not None:
                    if not isinstance(sites[-1].operation, Delete):
                        found[predecessor, sites[-1].position] = sites[-1]
                elif (above := self._at_entry.get((name, predecessor))) is not None:
                    found.update(((site.block, site.position), site) for site in above)
                else:
                    pending.append(predecessor)
        answer = tuple(found[place] for place in sorted(found))
        self._at_entry[name, block] = answer
        # Up a straight line the answer is the same: a long function asks for it in every block.
        while len(above_it := self._predecessors[block]) == 1 and (name, *above_it) not in self._by_block:
            (block,) = above_it
            if (name, block) in self._at_entry:
                break
            self._at_entry[name, block] = answer
        return answer


def _bound_name(operation: Op, model: ModuleModel) -> str | None:
    match operation:
        case Assign(target=NameTarget(name=name), value=value):
            return name if value is not None else None
        case Define(name=name) | DefineClass(name=name):
            return name
        case Delete(target=NameTarget(name=name)):
            return name
        case Import(binding=binding):
            return model.imports[binding].name
        case _:
            return None


def bare_annotations(function: Function) -> Iterator[Assign]:
    """Annotated names without a value (`x: int`), which bind nothing but tell a type."""
    for block in function.blocks:
        for operation in block.operations:
            if isinstance(operation, Assign) and operation.value is None and isinstance(operation.target, NameTarget):
                yield operation
