"""What a branch's condition says, in terms that two conditions of one function can be compared by.

A condition becomes an `Atom` and the truth it is tested for. Two tests of the same atom agree as long as no name in it
was bound anew. Conditions on a loop's position become the atoms FIRST and LAST of that loop: "this is its first turn",
"this is its last turn", however they are written (`i > 0`, `if i`, `i < len(users) - 1`, `user is not users[-1]`).
"""

from __future__ import annotations

import dataclasses
import enum
import re

from steplint.flow.counters import MIRRORED, Counter, Counters, Turn
from steplint.flow.definitions import Definitions
from steplint.flow.texts import Texts
from steplint.model import values as v
from steplint.model.module import Function

_LAST_NAME = re.compile(
    r"^(is_?)?(the_)?(last|final)(_(one|item|user|recipient|iteration|turn|batch|email))?$|^is_?last\w*$", re.IGNORECASE
)
_FIRST_NAME = re.compile(
    r"^(is_?)?(the_)?first(_(one|item|user|recipient|iteration|turn|batch|email))?$|^is_?first\w*$", re.IGNORECASE
)


class AtomKind(enum.StrEnum):
    """What an atom claims."""

    TRUTHY = "truthy"
    EQUAL = "equal"
    COMPARE = "compare"
    FIRST = "first"
    LAST = "last"
    MORE = "more"
    """Set while a loop returns to its header: another turn is (True) or is not (False) to come."""


@dataclasses.dataclass(frozen=True, slots=True, order=True)
class Atom:
    """A claim about a subject: its text, the constant it is compared with, or a loop; `names` are what it depends
    on.
    """

    kind: AtomKind
    subject: str
    constant: str = ""
    loop: int = -1
    names: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class Claim:
    """An atom held true or false."""

    atom: Atom
    truth: bool


def result_atom(call: int) -> Atom:
    """The atom for "the result of this call is true"."""
    return Atom(AtomKind.TRUTHY, f"%{call}")


class Conditions:
    """The conditions of one function."""

    def __init__(self, function: Function, definitions: Definitions) -> None:
        self._function = function
        self._definitions = definitions
        self._texts = Texts(function, definitions)
        self._counters = Counters(function, self._texts)

    def claim(self, test: v.Value, block: int, *, truth: bool) -> Claim | bool | None:
        """What a test at the end of a block says when it turns out as `truth`.

        True or False when the test can only turn out one way (then the other edge is never taken); None when it says
        nothing.
        """
        expanded = self._texts.expand(test, block)
        while isinstance(expanded, v.Operation) and expanded.operator == "not":
            expanded, truth = expanded.operands[0], not truth
        if isinstance(expanded, v.Constant):
            return bool(expanded.value) == truth
        positional = self._positional(expanded, block)
        if positional is not None:
            return (
                positional == truth
                if isinstance(positional, bool)
                else Claim(positional.atom, positional.truth == truth)
            )
        return self._plain(expanded, truth=truth)

    def text(self, value: v.Value) -> str | None:
        """A stable text for a pure expression; None for one whose value may change between two evaluations."""
        return self._texts.text(value)

    # Plain claims

    def _plain(self, test: v.Value, *, truth: bool) -> Claim | None:
        if isinstance(test, v.Comparison):
            return self._comparison(test, truth=truth)
        if isinstance(test, v.CallResult):
            call = self._function.calls[test.call]
            if isinstance(call.callee, v.Name) and call.callee.id == "len" and len(call.arguments) == 1:
                return self._plain(call.arguments[0].value, truth=truth)
        subject = self.text(test)
        if subject is None:
            inner = test.value if isinstance(test, v.Awaited) else test
            return Claim(result_atom(inner.call), truth) if isinstance(inner, v.CallResult) else None
        return Claim(Atom(AtomKind.TRUTHY, subject, names=self._texts.names_in(test)), truth)

    def _comparison(self, test: v.Comparison, *, truth: bool) -> Claim | None:
        left, operator, right = test.left, test.operator, test.right
        if isinstance(left, v.Constant) and operator in MIRRORED:
            left, operator, right = right, MIRRORED[operator], left
        if isinstance(right, v.Constant):
            if operator in {"==", "is", "!=", "is not"} and (right.value != 0 or isinstance(right.value, bool)):
                subject = self.text(left)
                if subject is None:
                    return None
                if isinstance(right.value, bool):
                    claimed = right.value == (operator in {"==", "is"})
                    return Claim(Atom(AtomKind.TRUTHY, subject, names=self._texts.names_in(left)), claimed == truth)
                atom = Atom(AtomKind.EQUAL, subject, repr(right.value), names=self._texts.names_in(left))
                return Claim(atom, truth == (operator in {"==", "is"}))
            # Counts and lengths compared with nothing: `sent > 0`, `len(sent) != 0`, `n >= 1`.
            if (operator, right.value) in {(">", 0), ("!=", 0), (">=", 1)}:
                return self._plain(left, truth=truth)
            if (operator, right.value) in {("==", 0), ("<", 1), ("<=", 0)}:
                return self._plain(left, truth=not truth)
        texts = self.text(left), self.text(right)
        if texts[0] is None or texts[1] is None:
            return None
        negated = {"!=": "==", "is not": "is", "not in": "in", ">=": "<", ">": "<="}
        if operator in negated:
            operator, truth = negated[operator], not truth
        names = tuple(sorted({*self._texts.names_in(left), *self._texts.names_in(right)}))
        return Claim(Atom(AtomKind.COMPARE, f"{texts[0]} {operator} {texts[1]}", names=names), truth)

    # Positions in loops

    def _positional(self, test: v.Value, block: int) -> Claim | bool | None:
        """A claim on the position in an enclosing loop; True or False when it holds on every turn or on none."""
        match test:
            case v.Name(id=name) | v.Attribute(name=name):
                return self._named_position(test, name, block)
            case v.Comparison(operator="is" | "is not" | "==" | "!=", left=left, right=right):
                same = test.operator in {"is", "=="}
                for item, other in ((left, right), (right, left)):
                    found = self._end_item(item, other, block)
                    if found is not None:
                        return Claim(found, same)
            case _:
                pass
        if isinstance(test, v.Comparison) and test.operator in {"<", "<=", ">", ">=", "==", "!=", "is", "is not"}:
            operator = {"is": "==", "is not": "!="}.get(test.operator, test.operator)
            return _as_claim(self._counters.compares(test.left, operator, test.right, block))
        return None

    def _named_position(self, test: v.Value, name: str, block: int) -> Claim | None:
        if isinstance(test, v.Name) and any(counter.position == name for counter in self._counters.around(block)):
            claim = _as_claim(self._counters.compares(test, "!=", v.Constant(test.span, 0), block))
            return claim if isinstance(claim, Claim) else None
        loop = self._enclosing_loop(block)
        if loop is None or (isinstance(test, v.Name) and self._texts.only_source(name, block) is not None):
            return None
        if isinstance(test, v.Name) and len(self._definitions.all(name)) > 1:
            return None
        if _LAST_NAME.match(name):
            return Claim(Atom(AtomKind.LAST, "", loop=loop), True)
        if _FIRST_NAME.match(name):
            return Claim(Atom(AtomKind.FIRST, "", loop=loop), True)
        return None

    def _enclosing_loop(self, block: int) -> int | None:
        context: int | None = self._function.blocks[block].context
        while context is not None:
            entry = self._function.contexts[context]
            if entry.kind == "loop":
                return entry.owner
            context = entry.parent
        return None

    def _end_item(self, item: v.Value, other: v.Value, block: int) -> Atom | None:
        if not isinstance(item, v.Name) or not isinstance(other, v.Subscript) or not isinstance(other.key, v.Constant):
            return None
        collection = self.text(other.base)
        for counter in self._counters.around(block):
            if counter.item == item.id and counter.collection == collection:
                if other.key.value == -1:
                    return Atom(AtomKind.LAST, "", loop=counter.loop)
                if other.key.value == 0:
                    return Atom(AtomKind.FIRST, "", loop=counter.loop)
        return None


def _as_claim(found: tuple[Counter, Turn, bool] | bool | None) -> Claim | bool | None:
    if found is None or isinstance(found, bool):
        return found
    counter, turn, truth = found
    kind = AtomKind.FIRST if turn is Turn.FIRST else AtomKind.LAST
    return Claim(Atom(kind, "", loop=counter.loop), truth)
