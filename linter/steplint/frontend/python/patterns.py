"""`match`: patterns as branches."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from steplint.frontend.python.conditions import branch, read
from steplint.frontend.python.targets import Binding, assign
from steplint.frontend.python.walker import Walker
from steplint.model.graph import EdgeKind
from steplint.model.values import Comparison, Unknown, Value


def match(walker: Walker, node: cst.Match) -> None:
    """`match subject:`; a case whose pattern and guard do not hold goes to the next one."""
    flow = walker.flow
    subject = walker.evaluate(node.subject)
    read(walker, subject)
    after = flow.new_block()
    for case in node.cases:
        body, following = flow.new_block(), flow.new_block()
        matched = body if case.guard is None else flow.new_block()
        _pattern(walker, case.pattern, subject, matched, following)
        if case.guard is not None:
            flow.start(matched)
            branch(walker, case.guard, body, following)
        flow.start(body)
        walker.execute(case.body)
        flow.flow_to(after)
        flow.start(following)
    flow.flow_to(after)
    flow.start(after)


def _pattern(walker: Walker, pattern: cst.MatchPattern, subject: Value, yes: int, no: int) -> None:
    """Test a pattern and go to one of two blocks; what it captures is bound on the way to the first."""
    flow = walker.flow
    match pattern:
        case cst.MatchValue():
            value = walker.evaluate(pattern.value)
            _test(walker, Comparison(walker.span(pattern), "==", subject, value), yes, no)
        case cst.MatchSingleton():
            value = walker.evaluate(pattern.value)
            _test(walker, Comparison(walker.span(pattern), "is", subject, value), yes, no)
        case cst.MatchAs(pattern=None, name=None):
            flow.flow_to(yes)
        case cst.MatchAs(pattern=None):
            _capture(walker, pattern.name, subject)
            flow.flow_to(yes)
        case cst.MatchAs():
            matched = flow.new_block()
            if pattern.pattern is not None:
                _pattern(walker, pattern.pattern, subject, matched, no)
            flow.start(matched)
            _capture(walker, pattern.name, subject)
            flow.flow_to(yes)
        case cst.MatchOr():
            for element in pattern.patterns:
                is_last = element is pattern.patterns[-1]
                other = no if is_last else flow.new_block()
                _pattern(walker, element.pattern, subject, yes, other)
                flow.start(other)
        case _:
            matched = flow.new_block()
            _test(walker, walker.unknown(pattern), matched, no)
            flow.start(matched)
            for name in _captures(pattern):
                _capture(walker, name, Unknown(walker.span(name), walker.snippet(name)))
            flow.flow_to(yes)


def _test(walker: Walker, test: Value, yes: int, no: int) -> None:
    walker.flow.edge(yes, EdgeKind.TRUE, test=test)
    walker.flow.edge(no, EdgeKind.FALSE, test=test)


def _capture(walker: Walker, name: cst.Name | None, value: Value) -> None:
    if name is not None:
        assign(walker, name, value, Binding(walker.span(name)))


def _captures(pattern: cst.CSTNode) -> Iterator[cst.Name]:
    """The names that a pattern binds, in order; an alternative's names are those of its first side."""
    match pattern:
        case cst.MatchAs():
            if pattern.pattern is not None:
                yield from _captures(pattern.pattern)
            if pattern.name is not None:
                yield pattern.name
        case cst.MatchStar():
            if pattern.name is not None:
                yield pattern.name
        case cst.MatchSequence():
            for element in pattern.patterns:
                yield from _captures(element)
        case cst.MatchSequenceElement():
            yield from _captures(pattern.value)
        case cst.MatchMapping():
            for entry in pattern.elements:
                yield from _captures(entry.pattern)
            if pattern.rest is not None:
                yield pattern.rest
        case cst.MatchClass():
            for element in pattern.patterns:
                yield from _captures(element.value)
            for keyword in pattern.kwds:
                yield from _captures(keyword.pattern)
        case cst.MatchOr():
            yield from _captures(pattern.patterns[0].pattern)
        case _:
            return
