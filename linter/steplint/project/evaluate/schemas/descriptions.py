"""What stands behind a field: a default, a call that describes it, or nothing."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from steplint.model import values as v
from steplint.model.module import ClassField
from steplint.project.entities import External
from steplint.project.evaluate.schemas.lineage import Applied, Level, applied, constant, flag
from steplint.project.evaluate.schemas.notes import Note, admits_none, taken_apart

if TYPE_CHECKING:
    from steplint.project.evaluate.evaluator import Evaluator

PYDANTIC_FIELDS = frozenset(
    {
        "pydantic.Field",
        "pydantic.fields.Field",
        "pydantic.v1.Field",
        "pydantic.v1.fields.Field",
        "langchain_core.pydantic_v1.Field",
        "sqlmodel.Field",
        "sqlmodel.main.Field",
    }
)
PLAIN_FIELDS = frozenset({"dataclasses.field", "msgspec.field", "attrs.field", "attr.ib", "attr.attrib", "attr.field"})
_NOTHING = frozenset(
    {
        "dataclasses.MISSING",
        "attrs.NOTHING",
        "attr.NOTHING",
        "msgspec.NODEFAULT",
        "pydantic_core.PydanticUndefined",
        "pydantic.fields.Undefined",
    }
)
_POSITIONAL = PYDANTIC_FIELDS | {"attr.ib", "attr.attrib"}


@dataclasses.dataclass(frozen=True, slots=True)
class Described:
    """A field of a class body: its annotation taken apart, and the calls that describe it, the one that counts most
    last. `has_default` tells whether it has a default of its own; unknown descriptions may give one.
    """

    field: ClassField
    level: Level
    note: Note | None
    calls: tuple[Applied, ...]
    has_default: bool

    @property
    def vague(self) -> bool:
        """Whether a part of the description is out of sight."""
        return any(call.open for call in self.calls) or (self.note is not None and self.note.vague)

    def has(self, mark: str) -> bool:
        """Whether a qualifier stands around the type."""
        return self.note is not None and mark in self.note.marks

    def get(self, *keywords: str) -> tuple[Applied, v.Value] | None:
        """What the descriptions say under a keyword, with the call that says it."""
        for call in reversed(self.calls):
            value = call.get(None, *keywords)
            if value is not None:
                return call, value
        return None

    def flag(self, evaluator: Evaluator, keyword: str, default: bool) -> bool | None:
        """A truth value of the descriptions."""
        found = self.get(keyword)
        return default if found is None else flag(evaluator, found[0].frame, found[1], default)

    def text(self, evaluator: Evaluator, keyword: str) -> tuple[str | None, bool]:
        """A text of the descriptions, and whether it is known whether and what it is."""
        found = self.get(keyword)
        if found is None:
            return None, True
        known = constant(evaluator, found[0].frame, found[1])
        if known is None:
            return None, False
        return (known.value, True) if isinstance(known.value, str) else (None, known.value is None)

    def nullable(self, evaluator: Evaluator) -> bool | None:
        """Whether the annotation admits None."""
        return None if self.note is None else admits_none(evaluator, self.note.frame, self.note.core)


def described(evaluator: Evaluator, level: Level, field: ClassField) -> Described:
    """What is known of a field of a class body."""
    note = None if field.annotation is None else taken_apart(evaluator, level.frame, field.annotation)
    calls: list[Applied] = []
    for frame, value in note.metadata if note is not None else ():
        call = applied(evaluator, frame, value)
        if call is not None and call.path in PYDANTIC_FIELDS:
            calls.append(call)
    has_default = any(_gives_default(evaluator, call) for call in calls)
    if field.value is not None:
        call = applied(evaluator, level.frame, field.value)
        if call is not None and call.path in PYDANTIC_FIELDS | PLAIN_FIELDS:
            calls.append(call)
            has_default = has_default or _gives_default(evaluator, call)
            if _is_required_by(call):
                has_default = False
        else:
            has_default = not is_nothing(evaluator, level, field.value)
    return Described(field, level, note, tuple(calls), has_default)


def is_nothing(evaluator: Evaluator, level: Level, value: v.Value) -> bool:
    """Whether a value is one of the marks that stand for "no default"."""
    if isinstance(value, v.Unknown) and value.text == "...":
        return True
    found = evaluator.evaluate(level.frame, value)
    return bool(found) and all(isinstance(entity, External) and entity.path in _NOTHING for entity in found)


def _gives_default(evaluator: Evaluator, call: Applied) -> bool:
    if call.open:
        return True
    position = 0 if call.path in _POSITIONAL else None
    for value in (call.get(position, "default"), call.get(None, "default_factory", "factory")):
        if value is None or (isinstance(value, v.Unknown) and value.text == "..."):
            continue
        found = evaluator.evaluate(call.frame, value)
        if found and all(isinstance(entity, External) and entity.path in _NOTHING for entity in found):
            continue
        return True
    return False


def _is_required_by(call: Applied) -> bool:
    """Whether a call says `...` for the default."""
    value = call.get(0 if call.path in _POSITIONAL else None, "default")
    return not call.open and isinstance(value, v.Unknown) and value.text == "..."
