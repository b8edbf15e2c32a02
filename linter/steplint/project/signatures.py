"""Whether arguments fit the parameters of what they are handed to."""

from __future__ import annotations

import dataclasses

from steplint.diagnostics import Confidence, Place
from steplint.model import values as v
from steplint.model.module import Function, ParameterKind
from steplint.project.entities import Entity, External, FunctionRef, PartialCall
from steplint.project.evaluate import Evaluator, calls
from steplint.project.frames import Arguments
from steplint.sdk.callers import SAME_FUNCTION

_BY_POSITION = frozenset({ParameterKind.POSITIONAL_ONLY, ParameterKind.NORMAL})


@dataclasses.dataclass(frozen=True, slots=True)
class Unfit:
    """Arguments that a function does not take: why, and where it is defined."""

    reason: str
    place: Place
    confidence: Confidence


def unfit(evaluator: Evaluator, entity: Entity, given: Arguments) -> Unfit | None:
    """Why a call with these arguments is a TypeError; None when it is none, or when that cannot be told."""
    if given.open:
        return None
    if isinstance(entity, PartialCall):
        return unfit(evaluator, entity.target, calls.completed(entity, given))
    if not isinstance(entity, FunctionRef) or (module := evaluator.module(entity.module)) is None:
        return None
    function = module.model.functions[entity.index]
    reason = _reason(function, given, skipped=0 if entity.receiver is None else 1)
    if reason is None:
        return None
    is_sure = all(_keeps_signature(evaluator, entity, decorator) for decorator in function.decorators)
    grade = Confidence.HIGH if is_sure else Confidence.LOW
    return Unfit(reason, Place(module.path, function.name_span), grade)


def _reason(function: Function, given: Arguments, *, skipped: int) -> str | None:
    parameters = function.parameters[skipped:]
    by_position = [p for p in parameters if p.kind in _BY_POSITION]
    is_variadic = any(p.kind is ParameterKind.VARIADIC for p in parameters)
    if len(given.positional) > len(by_position) and not is_variadic:
        return f"it takes {_count(len(by_position))} and is given {len(given.positional)}"
    filled = {p.name for p in by_position[: len(given.positional)]} | set(given.keywords)
    missing = [
        p.name
        for p in parameters
        if p.kind in {*_BY_POSITION, ParameterKind.KEYWORD_ONLY} and p.default is None and p.name not in filled
    ]
    if missing:
        return "it is not given " + ", ".join(f"`{name}`" for name in missing)
    known = {p.name for p in parameters if p.kind in {ParameterKind.NORMAL, ParameterKind.KEYWORD_ONLY}}
    unknown = sorted(set(given.keywords) - known)
    if unknown and not any(p.kind is ParameterKind.KEYWORDS for p in parameters):
        return f"it has no parameter `{unknown[0]}`"
    return None


def _count(number: int) -> str:
    return "no arguments" if number == 0 else f"{number} argument{'s' if number > 1 else ''}"


def _keeps_signature(evaluator: Evaluator, ref: FunctionRef, decorator: v.Value) -> bool:
    frame = evaluator.frames[ref.frame]
    return any(
        isinstance(entity, External) and (entity.path in SAME_FUNCTION or entity.path.startswith("builtins."))
        for entity in evaluator.evaluate(frame, decorator)
    )
