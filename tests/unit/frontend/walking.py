"""Helpers for tests: every value and span of a model, and the text that stands at a span."""

from __future__ import annotations

import re
import sysconfig
from collections.abc import Iterator
from pathlib import Path

import msgspec

from steplint.diagnostics import Span
from steplint.model.module import ModuleModel

NEWLINE = re.compile(r"\r\n|\r|\n")
STDLIB = Path(sysconfig.get_path("stdlib"))


def structs(thing: object) -> Iterator[msgspec.Struct]:
    """Every struct inside a model, itself included."""
    stack = [thing]
    while stack:
        top = stack.pop()
        if isinstance(top, msgspec.Struct):
            yield top
            stack.extend(getattr(top, name) for name in top.__struct_fields__)
        elif isinstance(top, tuple):
            stack.extend(top)


class Lines:
    """The lines of a text as Python counts them."""

    def __init__(self, text: str) -> None:
        self.text = text
        ends = [match.end() for match in NEWLINE.finditer(text)]
        self.starts = [0, *ends]

    def at(self, span: Span) -> str:
        """The text at a span; an IndexError means that the span is outside."""
        start = self.starts[span.line - 1] + span.column - 1
        end = self.starts[span.end_line - 1] + span.end_column - 1
        for offset, line in ((start, span.line), (end, span.end_line)):
            limit = self.starts[line] if line < len(self.starts) else len(self.text)
            if not self.starts[line - 1] <= offset <= limit:
                raise IndexError(span)
        assert start <= end, span
        return self.text[start:end]


def library_files(step: int, start: int = 0) -> list[Path]:
    """A sample of the standard library's modules, always the same."""
    files = sorted(path for path in STDLIB.rglob("*.py") if "site-packages" not in path.parts)
    return files[start::step]


def model_of(text: str) -> ModuleModel:
    """The model of a text after a round trip through the cache's format."""
    from steplint.frontend.python import extract

    model = extract(text)
    again = msgspec.msgpack.decode(msgspec.msgpack.encode(model), type=ModuleModel)
    assert again == model
    return model
