"""Sets of claims along a path: what the branches taken and the constants assigned say, and when that stops being
true.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Collection
from typing import TypeAlias

from steplint.flow.conditions import Atom, AtomKind, Claim, Conditions, result_atom
from steplint.flow.counters import runs_once
from steplint.model import values as v
from steplint.model.graph import Assign, AttributeTarget, Delete, Edge, EdgeKind, Invoke, NameTarget, Op
from steplint.model.module import Function

Claims: TypeAlias = frozenset[Claim]
"""What holds on a path; the empty set says nothing."""

_FALSY = frozenset({"None", "''", "0", "0.0", "False"})
_GROWING = frozenset({"append", "add", "appendleft", "insert"})
_SHRINKING = frozenset({"pop", "popleft", "remove", "clear", "discard", "popitem", "extend", "update", "get_nowait"})
_MOST_SUBJECTS = 6


class ClaimTracker:
    """Carries claims over the operations and edges of one function. Only what can make a difference is tracked."""

    def __init__(
        self,
        function: Function,
        conditions: Conditions,
        *,
        is_moment: Callable[[v.Value, int], bool],
        counted: Collection[int] = (),
    ) -> None:
        self._function = function
        self._conditions = conditions
        self._is_moment = is_moment
        tests = {
            (edge.test.span, number): (edge, number)
            for number, block in enumerate(function.blocks)
            for edge in block.edges
            if edge.test is not None
        }
        claims = [
            conditions.claim(edge.test, number, truth=True) for edge, number in tests.values() if edge.test is not None
        ]
        atoms = [claim.atom for claim in claims if isinstance(claim, Claim)]
        self._loops_with = {
            kind: {atom.loop for atom in atoms if atom.kind is kind} for kind in (AtomKind.FIRST, AtomKind.LAST)
        }
        self._loops_with[AtomKind.FIRST].update(counted)
        self._once = {number for number in range(len(function.loops)) if runs_once(function, number)}
        self._subjects = self._worth_tracking(atoms)
        self._headers = {loop.header: number for number, loop in enumerate(function.loops)}
        self._iterated = {name for loop in function.loops for name in loop.targets}
        self._after: dict[tuple[int, Claims, int], Claims] = {}
        self._behind: dict[tuple[int, int, Claims], Claims | None] = {}

    def is_first_turn(self, claims: Claims, loop: int | None) -> bool:
        """Whether a loop is about to take its first turn; known for loops whose first turn matters."""
        return loop is not None and _truth(claims, Atom(AtomKind.FIRST, "", loop=loop)) is True

    def learn_result(self, claims: Claims, call: int, *, truth: bool) -> Claims:
        """The claims when a call has just given something true or false; unchanged where nothing asks for it."""
        atom = result_atom(call)
        kept = frozenset(claim for claim in claims if claim.atom != atom)
        return kept | {Claim(atom, truth)} if call in self._results_asked_for else kept

    @functools.cached_property
    def _results_asked_for(self) -> frozenset[int]:
        """The calls whose result is tested, or given to a tracked name."""
        found: set[int] = set()
        for block in self._function.blocks:
            values = [edge.test for edge in block.edges]
            values += [
                operation.value
                for operation in block.operations
                if isinstance(operation, Assign)
                and isinstance(operation.target, NameTarget)
                and operation.target.name in self._subjects
            ]
            for value in values:
                inner = value.value if isinstance(value, v.Awaited) else value
                if isinstance(inner, v.CallResult):
                    found.add(inner.call)
        return frozenset(found)

    def _worth_tracking(self, atoms: list[Atom]) -> frozenset[str]:
        """Subjects tested at several places, or that are flags: variables that the function gives constants."""
        counts: dict[str, int] = {}
        for atom in atoms:
            if atom.loop < 0:
                counts[atom.subject] = counts.get(atom.subject, 0) + 1
        flags = {
            operation.target.name
            for block in self._function.blocks
            for operation in block.operations
            if isinstance(operation, Assign)
            and isinstance(operation.target, NameTarget)
            and _is_flag_value(operation.value)
        }
        chosen = [subject for subject, count in counts.items() if count > 1 or subject in flags]
        return frozenset(chosen[:_MOST_SUBJECTS])

    def after(self, operation: Op, claims: Claims, block: int) -> Claims:
        """The claims that hold after an operation."""
        key = (id(operation), claims, block)  # paths meet the same claims again and again
        known = self._after.get(key)
        if known is None:
            known = self._after[key] = self._changed(operation, claims, block)
        return known

    def _changed(self, operation: Op, claims: Claims, block: int) -> Claims:
        match operation:
            case Assign(target=NameTarget(name=name), value=value) if value is not None:
                known = self._claims_of_value(name, operation, claims, block) if name in self._subjects else ()
                return _without_name(claims, name) | frozenset(known)
            case Assign(target=AttributeTarget(base=base, name=name)):
                text = self._conditions.text(base)
                return frozenset(c for c in claims if text is None or f"{text}.{name}" not in c.atom.subject)
            case Delete(target=NameTarget(name=name)):
                return _without_name(claims, name)
            case Invoke(call=index):
                return self._after_call(index, claims)
            case _:
                return claims

    def follow(self, number: int, edge: Edge, claims: Claims) -> Claims | None:
        """The claims that hold behind an edge; None when the edge cannot be taken where `claims` hold."""
        key = (number, id(edge), claims)
        if key not in self._behind:
            self._behind[key] = self._carried(number, edge, claims)
        return self._behind[key]

    def _carried(self, number: int, edge: Edge, claims: Claims) -> Claims | None:
        found: Claims | None = claims
        if edge.test is not None and edge.kind in {EdgeKind.TRUE, EdgeKind.FALSE}:
            found = self._branch(number, edge, claims)
        elif edge.loop is not None:
            found = self._turn(edge, edge.loop, claims)
        if found is None:
            return None
        entered = self._headers.get(edge.target)
        if entered is not None and edge.kind is not EdgeKind.BACK:
            found = _without_loop(found, entered)
            if entered in self._loops_with[AtomKind.FIRST]:
                found |= {Claim(Atom(AtomKind.FIRST, "", loop=entered), True)}
        if not self._function.loops:
            return found
        return frozenset(c for c in found if c.atom.loop < 0 or self._is_in_loop(edge.target, c.atom.loop))

    def _branch(self, number: int, edge: Edge, claims: Claims) -> Claims | None:
        assert edge.test is not None
        claim = self._conditions.claim(edge.test, number, truth=edge.kind is EdgeKind.TRUE)
        if claim is False:
            return None
        if not isinstance(claim, Claim):
            return claims
        if _contradicts(claims, claim):
            return None
        if claim.atom.loop < 0 and claim.atom.subject not in self._subjects:
            return claims
        return claims | {claim}

    def _turn(self, edge: Edge, loop: int, claims: Claims) -> Claims | None:
        last = _truth(claims, Atom(AtomKind.LAST, "", loop=loop))
        more = _truth(claims, Atom(AtomKind.MORE, "", loop=loop))
        match edge.kind:
            case EdgeKind.BACK:
                found = _without_loop(claims, loop)
                if last is True or loop in self._once:
                    found |= {Claim(Atom(AtomKind.MORE, "", loop=loop), False)}
                elif last is False:
                    found |= {Claim(Atom(AtomKind.MORE, "", loop=loop), True)}
                if loop in self._loops_with[AtomKind.FIRST]:
                    found |= {Claim(Atom(AtomKind.FIRST, "", loop=loop), False)}
                return found
            case EdgeKind.ITERATE:
                return (
                    None
                    if more is False
                    else frozenset(c for c in claims if c.atom != Atom(AtomKind.MORE, "", loop=loop))
                )
            case EdgeKind.EXHAUSTED:
                return None if more is True else _without_loop(claims, loop)
            case _:
                return claims

    def _is_in_loop(self, block: int, loop: int) -> bool:
        if self._function.loops[loop].header == block:
            return True
        context: int | None = self._function.blocks[block].context
        target = self._function.loops[loop].context
        while context is not None:
            if context == target:
                return True
            context = self._function.contexts[context].parent
        return False

    def _claims_of_value(self, name: str, operation: Assign, claims: Claims, block: int) -> tuple[Claim, ...]:
        truthy = Atom(AtomKind.TRUTHY, name, names=(name,))
        is_none = Atom(AtomKind.EQUAL, name, "None", names=(name,))
        present = (Claim(truthy, True), Claim(is_none, False))
        match operation.value:
            case v.Operation(operator="+", operands=(_, v.Constant(value=(int() | float()) as number))) if (
                operation.augmented
            ):
                return (Claim(truthy, True),) if number > 0 else ()
            case v.Constant(value=value):
                return (Claim(truthy, bool(value)), Claim(Atom(AtomKind.EQUAL, name, repr(value), names=(name,)), True))
            case v.Sequence(items=items):
                return (Claim(truthy, bool(items)), Claim(is_none, False))
            case v.Mapping(entries=entries):
                return (Claim(truthy, bool(entries)), Claim(is_none, False))
            case v.CallResult(call=index) if self._is_empty_container(index):
                return (Claim(truthy, False), Claim(is_none, False))
            case v.Attribute() | v.Subscript() | v.Text():
                # `previous = user.email` after `previous = None`: what is taken from an item is taken to be there.
                return present if self._starts_as_none(name) else ()
            case v.CallResult(call=index) | v.Awaited(value=v.CallResult(call=index)) if (
                told := _truth(claims, result_atom(index))
            ) is not None:
                return (Claim(truthy, told),)
            case v.Name(id=other):
                known = _truth(claims, Atom(AtomKind.TRUTHY, other, names=(other,)))
                if known is not None:
                    return (Claim(truthy, known),)
                return present if other in self._iterated else ()
            case value if value is not None and self._is_moment(value, block):
                return present
            case _:
                return ()

    def _starts_as_none(self, name: str) -> bool:
        return any(
            isinstance(operation, Assign)
            and isinstance(operation.target, NameTarget)
            and operation.target.name == name
            and isinstance(operation.value, v.Constant)
            and operation.value.value is None
            for block in self._function.blocks
            for operation in block.operations
        )

    def _is_empty_container(self, index: int) -> bool:
        call = self._function.calls[index]
        return (
            isinstance(call.callee, v.Name)
            and call.callee.id in {"list", "set", "dict", "deque"}
            and not call.arguments
        )

    def _after_call(self, index: int, claims: Claims) -> Claims:
        callee = self._function.calls[index].callee
        match callee:
            case v.Attribute(base=v.Name(id=name), name=method) if method in _GROWING and name in self._subjects:
                return _without_name(claims, name) | {Claim(Atom(AtomKind.TRUTHY, name, names=(name,)), True)}
            case v.Attribute(base=v.Name(id=name), name=method) if method in _GROWING | _SHRINKING:
                return _without_name(claims, name)
            case _:
                return claims


def _is_flag_value(value: v.Value | None) -> bool:
    match value:
        case v.Constant():
            return True
        case v.Sequence(items=()) | v.Mapping(entries=()):
            return True
        case v.CallResult() | v.Awaited(value=v.CallResult()):
            return True
        case _:
            return False


def _truth(claims: Claims, atom: Atom) -> bool | None:
    return next((claim.truth for claim in claims if claim.atom == atom), None)


def _without_name(claims: Claims, name: str) -> Claims:
    return frozenset(claim for claim in claims if name not in claim.atom.names)


def _without_loop(claims: Claims, loop: int) -> Claims:
    return frozenset(claim for claim in claims if claim.atom.loop != loop)


def _contradicts(claims: Claims, new: Claim) -> bool:
    return any(
        held.truth != new.truth if held.atom == new.atom else _exclude(held, new) or _exclude(new, held)
        for held in claims
    )


def _exclude(a: Claim, b: Claim) -> bool:
    """Whether two claims on one subject exclude each other: two values at once, or a value and a truth it has not."""
    if a.atom.kind is not AtomKind.EQUAL or not a.truth or a.atom.subject != b.atom.subject:
        return False
    if b.atom.kind is AtomKind.EQUAL:
        return b.truth and a.atom.constant != b.atom.constant
    return b.atom.kind is AtomKind.TRUTHY and b.truth == (a.atom.constant in _FALSY)
