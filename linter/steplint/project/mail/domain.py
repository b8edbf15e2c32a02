"""The values of the e-mail analysis: min-plus over waits, with the witnesses that a finding shows."""

from __future__ import annotations

import dataclasses
import math

from steplint.diagnostics import Confidence, Place
from steplint.project.invocations import Invocation, Site
from steplint.project.reach import Hop, Naming, hop

_MOST_WAITS = 4


@dataclasses.dataclass(frozen=True, slots=True)
class Wait:
    """A wait on the way: where it is, whether the platform remembers it, how long it is (None: unknown, long
    enough).
    """

    place: Place
    durable: bool
    seconds: float | None
    milliseconds: float | None = None
    """The number as written, when a step was given a bare number of milliseconds."""
    argument: Place | None = None
    """The place of the duration."""

    @property
    def counted(self) -> float:
        """The seconds that count between two e-mails: what nothing remembers does not count."""
        if not self.durable:
            return 0.0
        return math.inf if self.seconds is None else max(self.seconds, 0.0)


@dataclasses.dataclass(frozen=True, slots=True)
class Waited:
    """The shortest wait on a path, with the waits that lie on it."""

    seconds: float
    waits: tuple[Wait, ...] = ()

    def plus(self, other: Waited) -> Waited:
        """One after the other."""
        waits = tuple(dict.fromkeys((*self.waits, *other.waits)))[:_MOST_WAITS]
        return Waited(self.seconds + other.seconds, waits)

    @property
    def rank(self) -> tuple[float, bool, tuple[Place, ...]]:
        """Shorter first; of equal ones that which has no wait at all."""
        return (self.seconds, bool(self.waits), tuple(wait.place for wait in self.waits))


NOTHING = Waited(0.0)


@dataclasses.dataclass(frozen=True, slots=True)
class Mail:
    """An e-mail that is sent: where and by what name it is called, how sure we are, and the hops from the frame to
    it.
    """

    naming: Naming
    confidence: Confidence
    path: tuple[Hop, ...] = ()

    @property
    def place(self) -> Place:
        """Where the e-mail is named."""
        return self.naming.place

    @property
    def name(self) -> str:
        """What the code calls it."""
        return self.naming.name

    def behind(self, site: Site, invocation: Invocation) -> Mail:
        """The same e-mail seen from a caller."""
        naming = self.naming if self.naming.parameter is None else self.naming.in_caller(site, invocation)
        return Mail(naming, self.confidence, (hop(site, invocation), *self.path))


@dataclasses.dataclass(frozen=True, slots=True)
class Pending:
    """The last e-mail sent on a path and the wait since; or, before the first one, the next e-mail and the wait
    until then.
    """

    waited: Waited
    mail: Mail

    def after(self, more: Waited) -> Pending:
        """The same with a further wait."""
        return Pending(self.waited.plus(more), self.mail)

    def behind(self, site: Site, invocation: Invocation) -> Pending:
        """The same seen from a caller."""
        return Pending(self.waited, self.mail.behind(site, invocation))

    @property
    def rank(self) -> tuple[object, ...]:
        """The more damning first; ties are broken by place so that the choice never depends on the order of
        discovery.
        """
        return (
            *self.waited.rank,
            self.mail.confidence.rank,
            self.mail.place,
            len(self.mail.path),
            tuple(h.place for h in self.mail.path),
        )


@dataclasses.dataclass(frozen=True, slots=True)
class Cell:
    """What is known at a point for one set of claims; absent parts mean that there is no such path.

    `quiet`: the wait since the entry on a path with no e-mail yet. `sent`: the last e-mail and the wait since.
    `troubled`: the same for paths that passed an exception since, or whose last e-mail may be none.
    """

    quiet: Waited | None
    sent: Pending | None = None
    troubled: Pending | None = None
    dormant: bool = False
    """Whether the part of the function that is looked at has not begun yet."""

    def join(self, other: Cell) -> Cell:
        """The worse of both, part by part."""
        if self is other:
            return self
        return Cell(
            _least(self.quiet, other.quiet),
            least(self.sent, other.sent),
            least(self.troubled, other.troubled),
            self.dormant and other.dormant,
        )

    def after_wait(self, waited: Waited, enough: float) -> Cell:
        """The cell after a wait; an e-mail long enough ago is forgotten."""
        quiet = None if self.quiet is None else self.quiet.plus(waited)
        if quiet is not None and quiet.seconds >= enough:
            quiet = Waited(enough, ())
        return Cell(quiet, _kept(self.sent, waited, enough), _kept(self.troubled, waited, enough))

    def after_exception(self) -> Cell:
        """The cell on an exceptional edge."""
        return Cell(self.quiet, None, least(self.sent, self.troubled), self.dormant)


def _kept(pending: Pending | None, waited: Waited, enough: float) -> Pending | None:
    if pending is None:
        return None
    later = pending.after(waited)
    return None if later.waited.seconds >= enough else later


def _least(a: Waited | None, b: Waited | None) -> Waited | None:
    if a is None or b is None:
        return a or b
    if a.seconds != b.seconds or a is b:  # the first part of the rank, which is dear
        return a if a.seconds <= b.seconds else b
    return min(a, b, key=lambda waited: waited.rank)


def least(a: Pending | None, b: Pending | None) -> Pending | None:
    """The more damning of two; the other where one is absent."""
    if a is None or b is None:
        return a or b
    if a.waited.seconds != b.waited.seconds or a is b:
        return a if a.waited.seconds <= b.waited.seconds else b
    return min(a, b, key=lambda pending: pending.rank)


@dataclasses.dataclass(frozen=True, slots=True)
class Ending:
    """How a function can end normally: the parts of a `Cell` at its end."""

    quiet: Waited | None
    last: Pending | None
    troubled: Pending | None


@dataclasses.dataclass(frozen=True, slots=True)
class Summary:
    """What a caller needs to know of a function.

    `returns`: whether it can end normally. `quiet`: the shortest wait along a path with no e-mail. `first`: the first
    e-mail with the shortest wait before it; `doubtful` the same for an e-mail at low confidence. `last` and
    `troubled`: as in `Cell`, at the end.
    """

    returns: bool = False
    quiet: Waited | None = None
    first: Pending | None = None
    doubtful: Pending | None = None
    last: Pending | None = None
    troubled: Pending | None = None
    by_result: tuple[tuple[bool, Ending], ...] = ()
    """The endings apart by the truth of what is returned, where every return tells (`return False` before it sends)."""

    @property
    def ending(self) -> Ending:
        """How the function can end, whatever it returns."""
        return Ending(self.quiet, self.last, self.troubled)


BOTTOM = Summary()
"""The summary of a function not looked at yet: recursion starts from it."""
