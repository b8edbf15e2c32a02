from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from steplint.diagnostics import Problem, ProblemKind
from steplint.source.file import Reader, SourceFile, decode_source, read_bytes, split_lines
from steplint.source.prefilter import may_define_workflow, prefilter

Write = Callable[..., Path]
LIMIT = 1 << 20


@pytest.mark.parametrize(
    ("data", "text", "encoding"),
    [
        (b"x = '\xc3\xa9'\n", "x = 'é'\n", "utf-8"),
        (b"\xef\xbb\xbfx = 1\r\n", "x = 1\r\n", "utf-8-sig"),
        (b"# -*- coding: latin-1 -*-\nx = '\xe9'\n", "# -*- coding: latin-1 -*-\nx = 'é'\n", "iso-8859-1"),
        (b"#!/usr/bin/python\n# vim: set fileencoding=cp1252 :\n'\x80'\n", None, "cp1252"),
        (b"\n\n# coding: latin-1\n", "\n\n# coding: latin-1\n", "utf-8"),
        (b"x = 'encoding=latin-1'\n", "x = 'encoding=latin-1'\n", "utf-8"),
        (b"", "", "utf-8"),
    ],
)
def test_decoding_is_pythons(data: bytes, text: str | None, encoding: str) -> None:
    source = decode_source("a.py", data)
    assert isinstance(source, SourceFile)
    assert source.encoding == encoding
    assert text is None or source.text == text


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"a = 1\nb = '\xff'\n", "not UTF-8: byte 0xff on line 2"),
        (b"# coding: ascii\nb = '\xff'\n", "not ascii: byte 0xff on line 2"),
        (b"# coding: nosuch\n", "cannot be decoded: unknown encoding: nosuch"),
        (b"\xef\xbb\xbf# coding: latin-1\n", "cannot be decoded: encoding problem: utf-8"),
        (b"# coding: rot13\n", "cannot be decoded: 'rot13' is not a text encoding"),
        (b"# coding: undefined\n", "cannot be decoded: decoding with 'undefined' codec"),
    ],
)
def test_what_cannot_be_decoded_is_a_problem(data: bytes, message: str) -> None:
    problem = decode_source("a.py", data)
    assert isinstance(problem, Problem)
    assert problem.kind is ProblemKind.UNDECODABLE
    assert problem.message.startswith(message)


def test_lines_are_cut_where_python_cuts_them() -> None:
    assert split_lines("a\r\nb\rc\nd\x0ce\u2028f") == ("a", "b", "c", "d\x0ce\u2028f")
    assert SourceFile("a.py", "a\nb\n", "utf-8").lines == ("a", "b", "")


@pytest.mark.parametrize(("text", "newline"), [("a\r\nb\n", "\r\n"), ("a\nb\r\n", "\n"), ("a\rb", "\r"), ("a", "\n")])
def test_the_newline_of_a_file(text: str, newline: str) -> None:
    assert SourceFile("a.py", text, "utf-8").newline == newline


def test_a_missing_file_is_a_problem(write_files: Write) -> None:
    write_files({"a.py": ""})
    for path in ("none.py", "a.py/b.py"):
        problem = Reader(LIMIT).source(path)
        assert isinstance(problem, Problem)
        assert problem.kind is ProblemKind.MISSING


def test_what_is_no_regular_file_is_a_problem(write_files: Write) -> None:
    os.mkfifo(write_files({}) / "pipe.py")
    problem = read_bytes("pipe.py", max_size=LIMIT)
    assert problem == Problem(ProblemKind.UNREADABLE, "pipe.py", "not a regular file")


@pytest.mark.parametrize("call", ["open", "read"])
def test_an_unreadable_file_is_a_problem(write_files: Write, monkeypatch: pytest.MonkeyPatch, call: str) -> None:
    """The system's refusal is played, since root, who may run the tests, reads everything."""

    def refuse(*_: object) -> int:
        raise PermissionError(errno.EACCES, "Permission denied")

    write_files({"a.py": "x = 1\n"})
    monkeypatch.setattr(f"steplint.source.file.os.{call}", refuse)
    problem = read_bytes("a.py", max_size=LIMIT)
    assert problem == Problem(ProblemKind.UNREADABLE, "a.py", "cannot be read: Permission denied")


def test_a_large_file_is_noted(write_files: Write) -> None:
    write_files({"a.py": "x" * 101})
    problem = read_bytes("a.py", max_size=100)
    assert isinstance(problem, Problem)
    assert (problem.kind, problem.notice) == (ProblemKind.TOO_LARGE, True)
    assert read_bytes("a.py", max_size=101) == b"x" * 101


def test_the_prefilter_takes_what_names_the_sdk_or_makes_functions(write_files: Write) -> None:
    write_files({"a.py": "import inngest\n", "b.py": "@client.create_function()\n", "c.py": "x = 1\n"})
    roots, problems = prefilter(["a.py", "b.py", "c.py", "d.py"], Reader(LIMIT))
    assert roots == ["a.py", "b.py"]
    assert [problem.kind for problem in problems] == [ProblemKind.MISSING]
    assert not may_define_workflow(b"")
