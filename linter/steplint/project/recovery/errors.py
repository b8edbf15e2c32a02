"""What can be raised in a workflow, as far as the platform tells it apart, and what a clause's types take of it."""

from __future__ import annotations

import enum
import functools
import sys
from collections.abc import Iterable
from typing import NamedTuple

from steplint.model import values as v
from steplint.project.entities import ClassRef, Entity, External, Instance, Items, Opaque, Point
from steplint.project.evaluate import Evaluator, attributes
from steplint.project.frames import Frame
from steplint.sdk import inngest
from steplint.sdk.libraries import LIBRARIES


class Sort(enum.StrEnum):
    """What is raised."""

    INTERRUPT = "interrupt"
    """What ends a pass: the SDK raises it at a new step. No `Exception`."""
    STEP = "step"
    """`inngest.StepError`: a step has failed for good."""
    RETRY_AFTER = "retry-after"
    NON_RETRIABLE = "non-retriable"
    FAILURE = "failure"
    """What a call that reaches out of the program raises: the network's, the database's, the vendor's errors."""
    OTHER = "other"
    """What the program itself raises."""


class Taking(enum.StrEnum):
    """What a type named by a clause takes."""

    EVERYTHING = "everything"
    """`BaseException`, or a clause without a type."""
    EXCEPTIONS = "exceptions"
    STEP_ERRORS = "step-errors"
    SDK_ERRORS = "sdk-errors"
    """The SDK's errors, all of them."""
    RETRY_AFTER = "retry-after"
    NON_RETRIABLE = "non-retriable"
    FAILURES = "failures"
    """Errors of a library."""
    FOREIGN = "foreign"
    """Errors of a module that is not there: one of the project's, or a library that nobody knows."""
    OWN = "own"
    """Errors of the project: what it raises itself, and nothing else."""
    OUTCOMES = "outcomes"
    """Errors that are an answer rather than a failure: not there, there already, refused."""
    LOGIC = "logic"
    """Errors of the program's own logic, or of what it parses."""
    UNKNOWN = "unknown"


class Raised(NamedTuple):
    """Something raised: its sort, and its class where the code that raises it names one."""

    sort: Sort
    cls: ClassRef | External | None = None


_TAKES: dict[Taking, frozenset[Sort]] = {
    Taking.EVERYTHING: frozenset(Sort),
    Taking.EXCEPTIONS: frozenset(Sort) - {Sort.INTERRUPT},
    Taking.STEP_ERRORS: frozenset({Sort.STEP}),
    Taking.SDK_ERRORS: frozenset({Sort.STEP, Sort.RETRY_AFTER, Sort.NON_RETRIABLE}),
    Taking.RETRY_AFTER: frozenset({Sort.RETRY_AFTER}),
    Taking.NON_RETRIABLE: frozenset({Sort.NON_RETRIABLE}),
    Taking.FAILURES: frozenset({Sort.FAILURE}),
    Taking.FOREIGN: frozenset({Sort.FAILURE}),
    Taking.OWN: frozenset(),
    Taking.OUTCOMES: frozenset(),
    Taking.LOGIC: frozenset(),
    Taking.UNKNOWN: frozenset(),
}

_SDK: dict[str, Taking] = {
    "StepError": Taking.STEP_ERRORS,
    "RetryAfterError": Taking.RETRY_AFTER,
    "NonRetriableError": Taking.NON_RETRIABLE,
    "Error": Taking.SDK_ERRORS,
}

_LOGIC = frozenset(
    {
        *("ValueError", "TypeError", "KeyError", "IndexError", "LookupError", "AttributeError", "AssertionError"),
        *("StopIteration", "StopAsyncIteration", "ZeroDivisionError", "ArithmeticError", "OverflowError"),
        *("NotImplementedError", "ImportError", "ModuleNotFoundError", "NameError", "RecursionError", "UnicodeError"),
        *("UnicodeDecodeError", "UnicodeEncodeError", "JSONDecodeError", "ValidationError", "InvalidOperation"),
        *("ParseError", "ExpatError", "BadZipFile", "UnidentifiedImageError", "SchemaError", "ParserError"),
        *("GeneratorExit", "SystemExit", "KeyboardInterrupt", "CancelledError"),
    }
)
"""Errors of the program's own logic and of parsers, by their last names."""

_OUTCOMES = (
    *("NotFound", "DoesNotExist", "NoResultFound", "MultipleResultsFound", "NoSuch", "Missing", "Gone"),
    *("AlreadyExists", "Duplicate", "IntegrityError", "UniqueViolation", "Conflict", "FileExists", "Exists"),
    *("CardError", "Declined", "Invalid", "BadRequest", "Forbidden", "PermissionDenied", "Unauthorized"),
    *("ObjectDoesNotExist", "UnprocessableEntity", "Unsupported", "NotAFile", "IsADirectory", "NotADirectory"),
)
"""Parts of the names of errors that are an answer."""

_OUTCOME_NAMES = frozenset({"PermissionError", "ProcessLookupError"})


def taken_by(evaluator: Evaluator, entity: Entity) -> frozenset[Taking]:
    """What one type of a clause takes."""
    match entity:
        case Items(items=items):
            return frozenset(taking for item in items for inner in item for taking in taken_by(evaluator, inner))
        case External(path=path):
            return frozenset({_of_library(path)})
        case ClassRef():
            return frozenset({_of_class(evaluator, entity)})
        case Opaque():
            return frozenset({Taking.UNKNOWN})
        case _:
            return frozenset()


def takes(takings: Iterable[Taking], sort: Sort) -> bool:
    """Whether a clause that takes these surely takes what is raised."""
    return any(sort in _TAKES[taking] for taking in takings)


def may_take(takings: Iterable[Taking], sort: Sort) -> bool:
    """Whether a clause that takes these can take what is raised. No unknown type is one that takes interrupts."""
    if sort is Sort.INTERRUPT:
        return takes(takings, sort)
    maybe = {Taking.UNKNOWN}
    if sort is Sort.FAILURE:
        maybe |= {Taking.OUTCOMES}
    if sort is Sort.OTHER:
        maybe |= {Taking.LOGIC, Taking.OUTCOMES, Taking.FAILURES, Taking.OWN}
    return takes(takings, sort) or not maybe.isdisjoint(takings)


def class_raised(evaluator: Evaluator, frame: Frame, value: v.Value, point: Point) -> ClassRef | External | None:
    """The class of what `raise value` raises, where there is one and only one."""
    found: set[ClassRef | External] = set()
    for entity in evaluator.evaluate(frame, value, point):
        match entity:
            case External(path=path):
                found.add(External(path.removesuffix("()")))
            case Instance(cls=cls):
                found.add(cls)
            case ClassRef():
                found.add(entity)
            case _:
                return None
    return found.pop() if len(found) == 1 else None


def raised_by(evaluator: Evaluator, frame: Frame, value: v.Value, point: Point) -> Sort:
    """The sort of what `raise value` raises."""
    raised = class_raised(evaluator, frame, value, point)
    found = frozenset[Taking]() if raised is None else taken_by(evaluator, raised)
    if Taking.RETRY_AFTER in found:
        return Sort.RETRY_AFTER
    return Sort.NON_RETRIABLE if Taking.NON_RETRIABLE in found else Sort.OTHER


def _of_library(path: str) -> Taking:
    name = path.rpartition(".")[2]
    if path == "builtins.BaseException":
        return Taking.EVERYTHING
    if path == "builtins.Exception":
        return Taking.EXCEPTIONS
    if path.startswith(f"{inngest.PACKAGE}."):
        return _SDK.get(name, Taking.SDK_ERRORS)
    if name in _LOGIC:
        return Taking.LOGIC
    if name in _OUTCOME_NAMES or any(part in name for part in _OUTCOMES):
        return Taking.OUTCOMES
    root = path.partition(".")[0]
    is_known = root in sys.stdlib_module_names or root in {"builtins", *_packages()}
    return Taking.FAILURES if is_known else Taking.FOREIGN


@functools.cache
def _packages() -> frozenset[str]:
    """The packages of which the catalogue knows something, and those that only hold their errors."""
    return frozenset({effect.name.partition(".")[0] for effect in LIBRARIES} | {"botocore", "tenacity", "postgrest"})


def _of_class(evaluator: Evaluator, ref: ClassRef) -> Taking:
    """What a class of the project takes: its nearest base of a library tells, but for the broad ones; its own name may
    say that it is an answer.
    """
    cls = attributes.class_of(evaluator, ref)
    if cls is None:
        return Taking.UNKNOWN
    for base in attributes.bases(evaluator, ref):
        if isinstance(base, External):
            found = _of_library(base.path)
            if found in {Taking.EXCEPTIONS, Taking.EVERYTHING}:
                break
            if found not in {Taking.FAILURES, Taking.FOREIGN}:
                return found
    return Taking.OUTCOMES if any(part in cls.qualname for part in _OUTCOMES) else Taking.OWN
