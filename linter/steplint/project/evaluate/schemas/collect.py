"""Which kind of class one is, and its schema."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steplint.project.entities import ClassRef
from steplint.project.evaluate.schemas import classes, models, typed
from steplint.project.evaluate.schemas.lineage import Lineage, lineage
from steplint.project.evaluate.schemas.shape import Maker, Schema, SchemaKind

if TYPE_CHECKING:
    from steplint.project.evaluate.evaluator import Evaluator

_NATIVE = {
    SchemaKind.PYDANTIC: Maker.PYDANTIC,
    SchemaKind.MSGSPEC: Maker.MSGSPEC,
}


def schema_of(evaluator: Evaluator, ref: ClassRef, maker: Maker | None = None) -> Schema | None:
    """The schema of a class as `maker` sees it, without one as its own library does; None for a class of no kind
    that is known here.
    """
    line = lineage(evaluator, ref)
    kind = None if line is None else _kind(line)
    if line is None or kind is None:
        return None
    by = maker or _NATIVE.get(kind, Maker.CONSTRUCTOR)
    match kind:
        case SchemaKind.PYDANTIC:
            return models.model(evaluator, line, by)
        case SchemaKind.TYPED_DICT:
            return typed.typed_dict(evaluator, line, by)
        case SchemaKind.NAMED_TUPLE:
            return typed.named_tuple(evaluator, line)
        case SchemaKind.MSGSPEC:
            return typed.struct(evaluator, line, by)
        case SchemaKind.DATACLASS:
            return classes.dataclass(evaluator, line, by)
        case SchemaKind.ATTRS:
            return classes.attrs(evaluator, line, by)


def kind_of(evaluator: Evaluator, ref: ClassRef) -> SchemaKind | None:
    """Which kind of class one is."""
    line = lineage(evaluator, ref)
    return None if line is None else _kind(line)


def _kind(line: Lineage) -> SchemaKind | None:
    externals = set(line.externals)
    by_base = (
        (SchemaKind.PYDANTIC, models.BASES),
        (SchemaKind.TYPED_DICT, typed.TYPED_DICTS),
        (SchemaKind.NAMED_TUPLE, typed.NAMED_TUPLES),
        (SchemaKind.MSGSPEC, typed.STRUCTS),
    )
    for kind, paths in by_base:
        if externals & paths:
            return kind
    if any(level.tuples for level in line.levels):
        return SchemaKind.NAMED_TUPLE
    decorators = {call.path for level in line.levels for call in level.decorators}
    if decorators & (classes.DATACLASSES | classes.VALIDATED):
        return SchemaKind.DATACLASS
    return SchemaKind.ATTRS if decorators & classes.ATTRS else None
