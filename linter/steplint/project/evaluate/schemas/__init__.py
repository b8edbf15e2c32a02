"""Classes whose objects are made of mappings and turned into mappings: which keys go in, and which come out."""

from steplint.project.evaluate.schemas.collect import kind_of, schema_of
from steplint.project.evaluate.schemas.shape import Field, Maker, Presence, Schema, SchemaKind
from steplint.project.evaluate.schemas.uses import (
    Validation,
    adapter,
    attributes_of,
    content,
    dumped_by_function,
    dumped_by_method,
    given_to_typed_dict,
    typed_contents,
    validated_by_construction,
    validated_by_function,
    validated_by_method,
)

__all__ = [
    "Field",
    "Maker",
    "Presence",
    "Schema",
    "SchemaKind",
    "Validation",
    "adapter",
    "attributes_of",
    "content",
    "dumped_by_function",
    "dumped_by_method",
    "given_to_typed_dict",
    "kind_of",
    "schema_of",
    "typed_contents",
    "validated_by_construction",
    "validated_by_function",
    "validated_by_method",
]
