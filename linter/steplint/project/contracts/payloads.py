"""What the data of events holds: keys that no sender provides, and values that are no JSON."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from steplint.project.contracts.emissions import Emission
from steplint.project.entities import (
    ClassRef,
    Duration,
    Entity,
    External,
    FunctionRef,
    Instance,
    Items,
    Moment,
    PartialCall,
)
from steplint.project.evaluate import attributes
from steplint.project.sends import Requirement
from steplint.project.workflow import Workflow
from steplint.sdk import not_json

if TYPE_CHECKING:
    from steplint.project.project import Project

_ACCEPTED = frozenset({"a Decimal", "a UserDict"})
"""What `json.dumps` refuses and the SDK turns into JSON by itself."""
_JSON_BASES = frozenset({"builtins.str", "builtins.int", "builtins.float", "builtins.dict", "builtins.list"})


@dataclasses.dataclass(frozen=True, slots=True)
class UnprovidedKey:
    """A key that a workflow needs and that none of the events that start it has."""

    requirement: Requirement
    senders: Sequence[Emission]

    @property
    def is_agreed(self) -> bool:
        """Whether several sends lack it: then it is the read that stands alone."""
        return len({sender.place for sender in self.senders}) > 1


def unprovided_keys(project: Project, workflow: Workflow) -> Iterator[UnprovidedKey]:
    """The keys that a workflow needs and nothing provides; none where a sender or its data is not known."""
    emissions, listeners = project.emissions, project.listeners
    definition = workflow.definition
    if definition.body is None or emissions.unknown or emissions.templates or listeners.invokes(workflow):
        return
    senders: list[Emission] = []
    for trigger in definition.triggers:
        matching = [emission for emission in emissions.known if trigger.matches(emission.name)]
        if trigger.is_filtered or not matching:
            return
        senders += matching
    if not senders:
        return  # a schedule alone starts it
    tables = [emission.event.tables for emission in senders]
    if not project.is_whole or any(each is None for each in tables):
        return
    provided = {key for each in tables for table in each or () for key, _ in table.entries}
    for requirement in project.requirements_of(definition.body):
        if requirement.place is not None and not any(key in provided for key in requirement.keys):
            yield UnprovidedKey(requirement, senders)


def unserialisable_values(project: Project, emission: Emission) -> Iterator[tuple[str, str]]:
    """The keys of an event's data whose values are surely no JSON, with what they are."""
    seen: set[str] = set()
    for table in emission.event.tables or ():
        for key, values in table.entries:
            what = [_no_json(project, entity) for entity in values]
            if isinstance(key, str) and key not in seen and what and None not in what:
                seen.add(key)
                yield key, what[0] or ""


def _no_json(project: Project, entity: Entity) -> str | None:
    match entity:
        case Moment():
            return "a datetime"
        case Duration():
            return "a timedelta"
        case Items(is_set=True):
            return "a set"
        case External(path=path):
            what = not_json.of_result(path) or not_json.BASES.get(path.removesuffix("()"))
            return None if what in _ACCEPTED or not path.endswith(("()", ".content")) else what
        case FunctionRef() | PartialCall():
            return "a function"
        case ClassRef():
            return "a class"
        case Instance(cls=cls):
            bases = list(attributes.bases(project.evaluator, cls))
            known = attributes.class_of(project.evaluator, cls)
            if known is None or any(isinstance(base, External) and base.path in _JSON_BASES for base in bases):
                return None
            is_plain = all(isinstance(base, ClassRef) or base.path in _MODELS for base in bases)
            return f"an object of `{known.name}`" if is_plain else None
        case _:
            return None


_MODELS = frozenset({"pydantic.BaseModel", "builtins.object", "pydantic.main.BaseModel", "msgspec.Struct"})
