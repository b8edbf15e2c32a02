"""Which assignments of a variable reach a point of a function."""

from __future__ import annotations

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

    def binds(self, name: str) -> bool:
        """Whether the function has any definition of the name."""
        return name in self._sites

    def all(self, name: str) -> tuple[Definition, ...]:
        """Every definition of the name, in order of the graph."""
        return tuple(dict.fromkeys(self._sites.get(name, ())))

    @functools.cached_property
    def _predecessors(self) -> list[list[int]]:
        predecessors: list[list[int]] = [[] for _ in self._function.blocks]
        for number, block in enumerate(self._function.blocks):
            for edge in block.edges:
                predecessors[edge.target].append(number)
        return predecessors

    def reaching(self, name: str, block: int, position: int) -> tuple[Definition, ...]:
        """The definitions that may hold just before the operation at `position` of `block`; a deleted name has none."""
        found: dict[Definition, None] = {}
        seen: set[int] = set()
        pending = [(block, position)]
        while pending:
            number, before = pending.pop()
            last = next(
                (site for site in reversed(self._by_block.get((name, number), ())) if site.position < before), None
            )
            if last is not None:
                if not isinstance(last.operation, Delete):
                    found[last] = None
                continue
            for predecessor in self._predecessors[number]:
                if predecessor not in seen:
                    seen.add(predecessor)
                    pending.append((predecessor, len(self._function.blocks[predecessor].operations)))
        return tuple(sorted(found, key=lambda site: (site.block, site.position)))


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
