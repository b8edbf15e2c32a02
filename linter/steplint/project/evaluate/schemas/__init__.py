"""Classes whose objects are made of mappings and turned into mappings: which keys go in, and which come out."""

from steplint.project.evaluate.schemas.collect import kind_of, schema_of
from steplint.project.evaluate.schemas.dumps import attributes_of, typed_contents
from steplint.project.evaluate.schemas.results import of_function, of_method, of_typed_dict
from steplint.project.evaluate.schemas.shape import Field, Maker, Presence, Schema, SchemaKind
from steplint.project.evaluate.schemas.validation import (
    Validation,
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
    "attributes_of",
    "kind_of",
    "of_function",
    "of_method",
    "of_typed_dict",
    "schema_of",
    "typed_contents",
    "validated_by_construction",
    "validated_by_function",
    "validated_by_method",
]
