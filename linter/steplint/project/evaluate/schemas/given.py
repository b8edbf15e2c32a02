"""What calls around schemas have in common: adapters, truth values, and methods that are the library's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steplint.project.entities import ClassRef, Literal
from steplint.project.evaluate.schemas.lineage import lineage
from steplint.project.frames import Arguments

if TYPE_CHECKING:
    from steplint.project.evaluate.evaluator import Evaluator

ADAPTERS = frozenset({"pydantic.TypeAdapter", "pydantic.type_adapter.TypeAdapter"})


def flag_given(given: Arguments, name: str, default: bool) -> bool | None:
    """A truth value that a call is given."""
    match given.get(None, name):
        case None:
            return None if given.open else default
        case (Literal(value=value),):
            return bool(value)
        case _:
            return None


def is_inherited(evaluator: Evaluator, ref: ClassRef, name: str) -> bool:
    """Whether a method of a class is the library's and not one of the project's classes'."""
    line = lineage(evaluator, ref)
    return line is not None and not any(level.defines(name) for level in line.levels)
