"""What reading one text comes to, as bytes: the same whether they come from here, a worker or the cache."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import msgspec

from steplint.diagnostics import ProblemKind
from steplint.model.module import ModuleModel
from steplint.stack import with_deep_stack

T = TypeVar("T")


class Facts(msgspec.Struct, frozen=True, tag="facts"):
    """A module's facts, encoded."""

    data: bytes


class SyntaxFault(msgspec.Struct, frozen=True, tag="syntax"):
    """The text is not Python; line and column are 1-based."""

    message: str
    line: int
    column: int


class Failure(msgspec.Struct, frozen=True, tag="failure"):
    """The text cannot be processed."""

    kind: ProblemKind
    message: str


class Unencodable(msgspec.Struct, frozen=True, tag="unencodable"):
    """There are facts that no bytes stand for (half a surrogate pair, an integer of many digits)."""


Outcome = Facts | SyntaxFault | Failure | Unencodable

_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(ModuleModel)


def read_text(text: str) -> tuple[Outcome, ModuleModel | None]:
    """What a text comes to; with the model, where only that can stand for it."""
    from steplint.frontend.python import ExtractionFailure, SourceSyntaxError, extract  # brings in the parser

    try:
        model = extract(text)
    except SourceSyntaxError as error:
        return SyntaxFault(error.message, error.line, error.column), None
    except ExtractionFailure as failure:
        return Failure(failure.kind, failure.message), None
    try:
        return Facts(_with_room(lambda: _encoder.encode(model))), None
    except (UnicodeEncodeError, OverflowError):
        return Unencodable(), model


def decode_facts(data: bytes) -> ModuleModel | None:
    """The model that bytes stand for; None when they are not what they should be."""
    try:
        return _with_room(lambda: _decoder.decode(data))
    except (msgspec.MsgspecError, RecursionError, ValueError):
        return None


def _with_room(work: Callable[[], T]) -> T:
    """Run `work` here, or, where values nest too deep for that, on a deeper stack."""
    try:
        return work()
    except RecursionError:
        return with_deep_stack(work)
