"""Stable texts for pure expressions of one function, so that two of them can be told equal."""

from __future__ import annotations

from steplint.flow.definitions import Definition, Definitions
from steplint.model import values as v
from steplint.model.graph import Assign
from steplint.model.module import Function

_DEEPEST = 12
_END = 1_000_000
"""A position behind every operation of a block."""


class Texts:
    """The expressions of one function as texts."""

    def __init__(self, function: Function, definitions: Definitions) -> None:
        self._function = function
        self._definitions = definitions

    def expand(self, value: v.Value, block: int, depth: int = 0) -> v.Value:
        """The value with names replaced by the one pure expression they were bound to (`is_last = i == n - 1`)."""
        if depth > _DEEPEST:
            return value
        match value:
            case v.Name():
                source = self.only_source(value.id, block)
                if source is not None and self._is_worth_expanding(source):
                    return self.expand(source, block, depth + 1)
                return value
            case v.Comparison():
                return v.Comparison(
                    value.span,
                    value.operator,
                    self.expand(value.left, block, depth + 1),
                    self.expand(value.right, block, depth + 1),
                )
            case v.Operation():
                return v.Operation(
                    value.span, value.operator, tuple(self.expand(o, block, depth + 1) for o in value.operands)
                )
            case v.CallResult():
                call = self._function.calls[value.call]
                if isinstance(call.callee, v.Name) and call.callee.id == "bool" and len(call.arguments) == 1:
                    return self.expand(call.arguments[0].value, block, depth + 1)
                return value
            case _:
                return value

    def _is_worth_expanding(self, source: v.Value) -> bool:
        match source:
            case v.Comparison() | v.Operation(operator="+" | "-" | "not"):
                return True
            case v.CallResult():
                return self.text(source) is not None
            case _:
                return False

    def only_source(self, name: str, block: int) -> v.Value | None:
        """The one value that a name has at the end of a block, when it was bound at one place only."""
        sites = self._definitions.reaching(name, block, _END)
        match sites:
            case (Definition(operation=Assign(value=source, augmented=False)),) if source is not None:
                return source
            case _:
                return None

    def text(self, value: v.Value) -> str | None:
        """A stable text for a pure expression; None for one whose value may change between two evaluations."""
        match value:
            case v.Name():
                return value.id
            case v.Attribute():
                base = self.text(value.base)
                return None if base is None else f"{base}.{value.name}"
            case v.Constant():
                return repr(value.value)
            case v.Subscript():
                base, key = self.text(value.base), self.text(value.key)
                return None if base is None or key is None else f"{base}[{key}]"
            case v.CallResult():
                return self._call_text(value.call)
            case v.Operation():
                parts = [self.text(operand) for operand in value.operands]
                return (
                    None
                    if None in parts
                    else f"({value.operator} {' '.join(part for part in parts if part is not None)})"
                )
            case _:
                return None

    def _call_text(self, index: int) -> str | None:
        call = self._function.calls[index]
        arguments = [self.text(argument.value) for argument in call.arguments]
        if any(argument.stars or argument.keyword for argument in call.arguments) or None in arguments:
            return None
        inner = ", ".join(part for part in arguments if part is not None)
        match call.callee:
            case v.Name(id="len" | "isinstance" | "bool" | "hasattr" as name):
                return f"{name}({inner})"
            case v.Attribute(name="get" | "startswith" | "endswith" | "lower" | "upper" | "strip" as name):
                base = self.text(call.callee.base)
                return None if base is None else f"{base}.{name}({inner})"
            case _:
                return None

    def names_in(self, value: v.Value) -> tuple[str, ...]:
        """The variables a value depends on, sorted."""
        found: set[str] = set()
        pending = [value]
        while pending:
            current = pending.pop()
            if isinstance(current, v.Name):
                found.add(current.id)
            elif isinstance(current, v.CallResult):
                call = self._function.calls[current.call]
                pending += [call.callee, *(argument.value for argument in call.arguments)]
            pending += v.children(current)
        return tuple(sorted(found))
