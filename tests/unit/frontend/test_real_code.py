"""What must hold for the model of any module, tried on the standard library."""

from __future__ import annotations

import unicodedata

import pytest

from steplint.diagnostics import Span
from steplint.frontend.python import ExtractionFailure, SourceSyntaxError
from steplint.model.graph import (
    ENTRY,
    EXIT,
    RAISED,
    ROOT,
    Await,
    ContextKind,
    EdgeKind,
    Enter,
    Invoke,
    NameTarget,
    Raise,
    Yield,
)
from steplint.model.module import Call, Function, ModuleModel
from steplint.model.values import Attribute, CallResult, Lambda, Name
from unit.frontend.walking import Lines, library_files, model_of, structs

REFUSED = {"ann_module.py", "test_grammar.py"}
"""Valid modules that libcst cannot read: `(x): int = 1`."""

RAISING = (Await, Enter, Invoke, Raise, Yield)


def check_module(text: str, model: ModuleModel) -> None:
    lines = Lines(text)
    for struct in structs(model):
        if isinstance(struct, Span):
            lines.at(struct)
        elif isinstance(struct, Name):
            check_name(lines.at(struct.span), struct.id.partition("@")[0])
        elif isinstance(struct, NameTarget):
            check_name(lines.at(struct.span), struct.name.partition("@")[0])
        elif isinstance(struct, Attribute):
            check_name(lines.at(struct.name_span), struct.name)
        elif isinstance(struct, Call):
            assert lines.at(struct.span).endswith(")")
        elif isinstance(struct, Lambda):
            assert lines.at(struct.span).startswith("lambda")
    for index, function in enumerate(model.functions):
        check_function(model, index, function)
        if index:
            word = "lambda" if function.name == "<lambda>" else function.name
            check_name(lines.at(function.name_span), word)
    for cls in model.classes:
        check_name(lines.at(cls.name_span), cls.name)
    assert len({function.qualname for function in model.functions}) == len(model.functions)
    assert len({cls.qualname for cls in model.classes}) == len(model.classes)


def check_name(found: str, expected: str) -> None:
    if not found.startswith(('"', "'")):  # a quoted annotation with escapes has one place for all its names
        assert unicodedata.normalize("NFKC", found) == expected


def check_function(model: ModuleModel, index: int, function: Function) -> None:
    blocks, contexts = function.blocks, function.contexts
    assert (function.parent is None) == (index == 0)
    assert contexts[ROOT].kind is ContextKind.FUNCTION
    assert [contexts[ROOT].parent, *(number for number, c in enumerate(contexts) if c.parent is None)] == [None, ROOT]
    for number, context in enumerate(contexts[1:], start=1):
        assert context.parent is not None
        assert context.parent < number
    assert not blocks[EXIT].operations
    assert not blocks[RAISED].operations
    reached = {ENTRY}
    stack = [ENTRY]
    while stack:
        for edge in blocks[stack.pop()].edges:
            if edge.target not in reached:
                reached.add(edge.target)
                stack.append(edge.target)
    assert reached | {EXIT, RAISED} == set(range(len(blocks)))
    for call in function.calls:
        assert call.context < len(contexts)
    for block in blocks:
        assert (block.context < len(contexts)) and (block.edges or blocks.index(block) in (EXIT, RAISED))
        check_block(function, block.context, block)
    for struct in structs((function.blocks, function.calls)):
        if isinstance(struct, CallResult | Invoke):
            assert struct.call < len(function.calls)
        elif isinstance(struct, Lambda):
            assert struct.function < len(model.functions)
    for loop in function.loops:
        assert loop.header < len(blocks)
        assert contexts[loop.context].kind is ContextKind.LOOP
        assert function.loops[contexts[loop.context].owner or 0] is loop


def check_block(function: Function, context: int, block: object) -> None:
    from steplint.model.graph import Block

    assert isinstance(block, Block)
    kinds = [edge.kind for edge in block.edges]
    for edge in block.edges:
        assert (edge.test is not None) == (edge.kind in (EdgeKind.TRUE, EdgeKind.FALSE))
        has_loop = edge.kind in (EdgeKind.ITERATE, EdgeKind.EXHAUSTED, EdgeKind.BACK)
        assert (edge.loop is not None) == has_loop
    around: int | None = context
    while around is not None and function.contexts[around].kind in (ContextKind.LOOP,):
        around = function.contexts[around].parent
    if around not in (None, ROOT):
        raising = [number for number, operation in enumerate(block.operations) if isinstance(operation, RAISING)]
        assert raising in ([], [len(block.operations) - 1])
        if raising:
            assert EdgeKind.EXCEPTION in kinds
    if block.operations and isinstance(block.operations[-1], Raise):
        assert set(kinds) == {EdgeKind.EXCEPTION}


def check_library(step: int, start: int = 0) -> int:
    checked = 0
    for path in library_files(step, start):
        try:
            text = path.read_bytes().decode("utf-8")
        except UnicodeDecodeError:
            continue
        try:
            model = model_of(text)
        except SourceSyntaxError:
            continue  # the library keeps broken modules for its own tests
        except ExtractionFailure as failure:
            assert path.name in REFUSED, f"{path}: {failure}"
            continue
        try:
            check_module(text, model)
        except Exception as error:
            raise AssertionError(f"{path}: {error}") from error
        checked += 1
    return checked


def test_sample_of_the_standard_library() -> None:
    """A small one: `tests/fuzz.py files` and the slow test below go through all of it."""
    assert check_library(32) > 10


@pytest.mark.slow
def test_standard_library() -> None:
    assert check_library(1) > 400
