"""Expressions of the Common Expression Language, as the platform reads them: parsed, and taken apart.

Parsers of the registry were weighed: one is a binding to a whole evaluator that shows no tree and brings a terminal
library and its start-up, the other brings a tree and forty megabytes of native libraries. The grammar is small; tests
hold this parser against the former.
"""

from steplint.sdk.cel.nodes import (
    Binary,
    Call,
    Conditional,
    Ident,
    Index,
    Items,
    Literal,
    Mapping,
    Node,
    Select,
    Unary,
    children,
    free_names,
    results,
)
from steplint.sdk.cel.parser import CelError, TooLarge, parse
from steplint.sdk.cel.tokens import HOLE, TEXT_HOLE

__all__ = [
    "HOLE",
    "TEXT_HOLE",
    "Binary",
    "Call",
    "CelError",
    "Conditional",
    "Ident",
    "Index",
    "Items",
    "Literal",
    "Mapping",
    "Node",
    "Select",
    "TooLarge",
    "Unary",
    "children",
    "free_names",
    "parse",
    "results",
]
