"""What a call comes to, as values: the things it runs, the steps it is."""

from __future__ import annotations

import dataclasses
import enum
from collections.abc import Iterator

from steplint.diagnostics import Place, Span
from steplint.model import values as v
from steplint.model.module import Call, Function
from steplint.project.entities import Entities, Literal, Point, Template
from steplint.project.frames import Arguments, Frame
from steplint.sdk import inngest
from steplint.sdk.kinds import Effect


class Manner(enum.StrEnum):
    """How a callee is run."""

    CALLED = "called"
    STEP = "step"
    """As the handler of a step: once, memoised."""


class Part(enum.StrEnum):
    """How much of a function runs: a generator runs in parts, around its yields."""

    WHOLE = "whole"
    BEFORE_YIELD = "before-yield"
    AFTER_YIELD = "after-yield"
    BETWEEN_YIELDS = "between-yields"
    INTERLEAVED = "interleaved"
    """A generator that a loop goes through: it runs in parts, between the loop's turns, and not where it is called."""


@dataclasses.dataclass(frozen=True, slots=True)
class Invocation:
    """One thing that a call runs: a project function in a frame, or something of the catalogue.

    `span` is where it is named (the callee, or the reference handed over). `parameter` is set when that is only a
    parameter of the calling function: its caller named it. The frame's own positional arguments start at `offset` of
    the call's; None where they do not stand in the call. `parallel`: beside the other callables of a group. `repeats`:
    once for each of many items. `within` is the frame of a project function that the catalogue names: it is taken as it
    is, and looked into only by those who ask how it is written.
    """

    name: str
    span: Span
    manner: Manner
    frame: Frame | None = None
    effect: Effect | None = None
    parameter: str | None = None
    offset: int | None = None
    parallel: bool = False
    repeats: bool = False
    part: Part = Part.WHOLE
    within: Frame | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Step:
    """A step: its method, and its id as it stands in the code and as what it may be."""

    kind: inngest.StepKind
    id_value: v.Value | None
    ids: Entities
    arguments: Arguments

    @property
    def label(self) -> str:
        """The step's id for people."""
        for entity in self.ids:
            match entity:
                case Literal(value=str() as text):
                    return text
                case Template(parts=parts):
                    return "".join("{…}" if part is None else part for part in parts)
                case _:
                    pass
        return "…"


class SendKind(enum.StrEnum):
    """How events are sent."""

    CLIENT = "client"
    CLIENT_SYNC = "client-sync"
    STEP = "step"


@dataclasses.dataclass(frozen=True, slots=True)
class Sending:
    """A call that sends events: how, and what the argument with the events may be."""

    kind: SendKind
    events: Entities


@dataclasses.dataclass(frozen=True, slots=True)
class Site:
    """A call, or the entering of a context manager, in a frame, and what it comes to.

    A call is usually one step or none; one that runs a group of partials may be several. `unknown` names what could
    not be resolved; `unfound` an awaited function of a library that the catalogue does not know or of a module that is
    not there.
    `given` are the evaluated arguments of a call. `sending` is set when the call itself sends events.
    """

    frame: Frame
    point: Point
    span: Span
    call: Call | None
    steps: tuple[Step, ...]
    invocations: tuple[Invocation, ...]
    given: Arguments
    unknown: str | None = None
    unfound: str | None = None
    sending: Sending | None = None

    @property
    def step(self) -> Step | None:
        """The step that the call is, if it is one."""
        return self.steps[0] if self.steps else None

    @property
    def place(self) -> Place:
        """Where the site stands."""
        return Place(self.frame.module.path, self.span)

    @property
    def effects(self) -> Iterator[tuple[Invocation, Effect]]:
        """The catalogued effects among the invocations."""
        for invocation in self.invocations:
            if invocation.effect is not None:
                yield invocation, invocation.effect

    def place_of(self, invocation: Invocation) -> Place:
        """Where one of the site's invocations is named."""
        return Place(self.frame.module.path, invocation.span)


def written_name(value: v.Value, function: Function) -> str:
    """A value as people would name it: the dotted name, or a word for what it is."""
    match value:
        case v.Name(id=name):
            return name.partition("@")[0]
        case v.Attribute():
            return f"{written_name(value.base, function)}.{value.name}"
        case v.CallResult():
            return f"{written_name(function.calls[value.call].callee, function)}(…)"
        case v.Awaited():
            return written_name(value.value, function)
        case v.Lambda():
            return "a lambda"
        case v.Subscript():
            return f"{written_name(value.base, function)}[…]"
        case _:
            return "…"
