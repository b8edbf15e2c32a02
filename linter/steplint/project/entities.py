"""What a value can turn out to be: the answers of the evaluator. All are hashable, so that they can key frames and
caches.
"""

from __future__ import annotations

import dataclasses
from typing import NamedTuple, TypeAlias

FrameId: TypeAlias = int
"""A frame by its number: frames refer to each other through entities, and numbers keep keys small."""


class Point(NamedTuple):
    """A place in a function's graph: before this operation of this block.

    A tuple, since it is part of every question to the evaluator, and tuples are quick to hash.
    """

    block: int
    operation: int


@dataclasses.dataclass(frozen=True, slots=True)
class Opaque:
    """Something nothing is known of; `name` is the last name it went by, where there is one; `member` when it was
    an attribute.
    """

    name: str | None = None
    member: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class External:
    """Something of a library, by its path (see `steplint.sdk.effects`)."""

    path: str

    @property
    def name(self) -> str:
        """The last part, without call brackets."""
        return self.path.rpartition(".")[2].removesuffix("()")


@dataclasses.dataclass(frozen=True, slots=True)
class ModuleRef:
    """A module of the project by its module path."""

    path: str


@dataclasses.dataclass(frozen=True, slots=True)
class ClassRef:
    """A class of the project; `frame` is where it was defined."""

    module: str
    index: int
    frame: FrameId


@dataclasses.dataclass(frozen=True, slots=True)
class Instance:
    """An object of a project's class; `created` is the frame of the `__init__` that made it, where it is known.

    `given` are the fields a dataclass-like constructor was called with.
    """

    cls: ClassRef
    created: FrameId | None = None
    given: tuple[tuple[str, Entities], ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class FunctionRef:
    """A function of the project, with the frame it closes over, the point it was made at, and the object it is
    bound to.
    """

    module: str
    index: int
    frame: FrameId
    point: Point | None = None
    receiver: Instance | ClassRef | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class PartialCall:
    """A callable with arguments fixed in advance."""

    target: Entity
    positional: tuple[Entities, ...]
    keywords: tuple[tuple[str, Entities], ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Literal:
    """A constant."""

    value: str | int | float | bool | None


@dataclasses.dataclass(frozen=True, slots=True)
class Template:
    """Text with holes: constant parts, None for each hole."""

    parts: tuple[str | None, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Duration:
    """A time span; None when it is one of unknown length."""

    seconds: float | None


@dataclasses.dataclass(frozen=True, slots=True)
class Moment:
    """A time so many seconds after now; None when it is unknown how far."""

    seconds: float | None


@dataclasses.dataclass(frozen=True, slots=True)
class Items:
    """A list, tuple or set of known items; `repeated` when its items stand for any number."""

    items: tuple[Entities, ...]
    repeated: bool = False
    is_set: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Table:
    """A mapping with constant keys; `open` when it may hold others, or lack some; `optional` keys are there on some
    paths only.
    """

    entries: tuple[tuple[str | int | float | bool | None, Entities], ...]
    open: bool = False
    optional: tuple[str | int | float | bool | None, ...] = ()

    def merged(self, other: Table) -> Table:
        """The mapping with another's entries put over its own."""
        entries = dict(self.entries)
        for key, value in other.entries:
            entries[key] = unite(entries[key], value) if key in entries and key in other.optional else value
        sure = {key for table in (self, other) for key, _ in table.entries if key not in table.optional}
        optional = tuple(key for key in entries if key not in sure)
        return Table(tuple(entries.items()), self.open or other.open, optional)


@dataclasses.dataclass(frozen=True, slots=True)
class Record:
    """An object of a library that only holds what it was made with (a trigger, an event, a type adapter, text that
    holds data): its path and its fields.
    """

    path: str
    fields: tuple[tuple[str, Entities], ...]
    open: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Definer:
    """`client.create_function(…)`: what makes a workflow of the handler it is given. The call stands in the frame."""

    frame: FrameId
    call: int


@dataclasses.dataclass(frozen=True, slots=True)
class WorkflowRef:
    """An Inngest function: the result of a definer, or of several stacked, applied to a handler."""

    definer: Definer
    handler: Entity


Entity: TypeAlias = (
    Opaque
    | External
    | ModuleRef
    | ClassRef
    | Instance
    | FunctionRef
    | PartialCall
    | Literal
    | Template
    | Duration
    | Moment
    | Items
    | Table
    | Record
    | Definer
    | WorkflowRef
)

Entities: TypeAlias = tuple[Entity, ...]
"""Everything a value may be, without repetition, in a stable order; empty when it cannot be reached."""

UNKNOWN = Opaque()


def unite(*groups: Entities) -> Entities:
    """All entities of the groups, each once, in order; a nameless unknown beside known ones stays as the last."""
    if len(groups) == 1:
        return groups[0]
    return tuple(dict.fromkeys(entity for group in groups for entity in group))


def is_known(entities: Entities) -> bool:
    """Whether at least one thing is known about a value."""
    return any(not isinstance(entity, Opaque) for entity in entities)
