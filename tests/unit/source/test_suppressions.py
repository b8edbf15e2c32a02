from __future__ import annotations

import textwrap

import pytest

from steplint.source.suppressions import find_suppressions


def covered(text: str) -> list[tuple[tuple[str, ...], int, int]]:
    found = find_suppressions(textwrap.dedent(text).lstrip("\n"))
    return [
        (tuple(selector.word for selector in each.selectors), each.selectors[0].first_line, each.selectors[0].last_line)
        for each in found
        if each.fault is None
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a()  # steplint: ignore[SL002] a reason", [(("SL002",), 1, 1)]),
        ("a()  # steplint: ignore[sl002, Email-Without-Delay]", [(("SL002", "email-without-delay"), 1, 1)]),
        ("a()  #steplint:ignore[SL002]", [(("SL002",), 1, 1)]),
        ("a()  # type: ignore # steplint: ignore[SL002]", [(("SL002",), 1, 1)]),
        ("a()  # steplint: ignore[SL001] one # steplint: ignore[SL002] two", [(("SL001",), 1, 1), (("SL002",), 1, 1)]),
        ("a()  # steplint: ignore", [(("*",), 1, 1)]),
        ("a()  # steplint: ignore SL002", [(("*",), 1, 1)]),
        ("a()  # steplint: ignore[*]", [(("*",), 1, 1)]),
        ("a()  # STEPLINT : Ignore [ SL002 ,, x ]", [(("SL002", "x"), 1, 1)]),
        ("a()  # see '# steplint: ignore[SL002]'", []),
        ("a()  # steplint: is what we use", []),
        ("a()  # steplint ignores this", []),
        ("a = '# steplint: ignore[SL002]'", []),
        ('a = """\n# steplint: ignore[SL002]\n"""', []),
        ("a(\n  1,\n)  # steplint: ignore[SL002]", [(("SL002",), 1, 3)]),
        ("a(  # steplint: ignore[SL002]\n  1,\n)", [(("SL002",), 1, 3)]),
        ("a(\n  # steplint: ignore[SL002]\n  1,\n)", [(("SL002",), 1, 4)]),
        ("# steplint: ignore[SL002]\na(\n  1,\n)\nb()", [(("SL002",), 2, 4)]),
        ("# steplint: ignore[SL001]\n# and\n# steplint: ignore[SL002]\na()", [(("SL001",), 4, 4), (("SL002",), 4, 4)]),
        ("# steplint: ignore[SL002]\n\na()", [(("SL002",), 1, 1)]),
        ("a()\n# steplint: ignore[SL002]", [(("SL002",), 2, 2)]),
        ("@d  # steplint: ignore[SL002]\n@e(\n 1)\ndef f(\n  x,\n):\n  g()", [(("SL002",), 1, 6)]),
        ("@d\nasync def f(x):  # steplint: ignore[SL002]\n  g()", [(("SL002",), 1, 2)]),
        ("@d\n# steplint: ignore[SL002]\n@e\nclass C:\n  x = 1", [(("SL002",), 1, 4)]),
        ("# steplint: ignore[SL002]\n@d\ndef f():\n  g()", [(("SL002",), 2, 3)]),
        ("def f():\n  # steplint: ignore[SL002]\n  a()\n  b()", [(("SL002",), 3, 3)]),
        ("if x:  # steplint: ignore[SL002]\n  a()\n", [(("SL002",), 1, 1)]),
        ("x = 1; a()  # steplint: ignore[SL002]", [(("SL002",), 1, 1)]),
        ("a(\\\n  )  # nothing\nb()  # steplint: ignore[SL002]", [(("SL002",), 3, 3)]),
        ("if x:\n  a()\n# steplint: ignore[SL002]\nelse:\n  b()", [(("SL002",), 4, 4)]),
        ("if x:\n  a()\n  # steplint: ignore[SL002]\nb()", [(("SL002",), 3, 3)]),
        ("if x:\n# steplint: ignore[SL002]\n  a()", [(("SL002",), 3, 3)]),
        ("if x:\n\ta()  # steplint: ignore[SL002]", [(("SL002",), 2, 2)]),
        ("a(\\\n  1, \\\n  2)  # steplint: ignore[SL002]", [(("SL002",), 1, 3)]),
        ("# steplint: file-ignore[SL002]\na()\nb()\n", [(("SL002",), 1, 4)]),
        ("a()\nb()  # steplint: file-ignore[SL002]", [(("SL002",), 1, 2)]),
        ("# steplint: disable[SL002]\na()\n", [(("SL002",), 1, 3)]),
        ("# steplint: disable[SL002]\na()\n# steplint: enable[SL002]\nb()", [(("SL002",), 1, 3), (("SL002",), 0, -1)]),
        ("a(\n)  # steplint: disable[SL002]\nb()  # steplint: enable\nc()", [(("SL002",), 1, 3), (("*",), 0, -1)]),
        ("def f():\n  # steplint: disable[SL002]\n  a()\n  if x:\n    b()\n\nc()", [(("SL002",), 2, 6)]),
        ("if x:\n  # steplint: disable[SL002]\n  a()\nelse:\n  b()", [(("SL002",), 2, 3)]),
        ("if x:\n\t# steplint: disable[SL002]\n        a()\nb()", [(("SL002",), 2, 3)]),
        ("", []),
    ],
)
def test_what_a_comment_covers(text: str, expected: list[tuple[tuple[str, ...], int, int]]) -> None:
    assert covered(text) == expected


def test_the_words_of_a_block_end_one_by_one() -> None:
    text = "# steplint: disable[SL001, SL002]\na()\n# steplint: enable[SL001, SL003]\nb()\n# steplint: enable[SL002]\n"
    disable, first, second = find_suppressions(text)
    assert [(each.word, each.first_line, each.last_line) for each in disable.selectors] == [
        ("SL001", 1, 3),
        ("SL002", 1, 5),
    ]
    assert [(each.word, each.ends) for each in (*first.selectors, *second.selectors)] == [
        ("SL001", 1),
        ("SL003", 0),
        ("SL002", 1),
    ]


@pytest.mark.parametrize(
    ("comment", "fault"),
    [
        ("# steplint: ignore[]", "it names no rule"),
        ("# steplint: ignore[ , ]", "it names no rule"),
        ("# steplint: ignore[SL002", "its bracket is not closed"),
        ("# steplint ignore[SL002]", "there is no colon after `steplint`"),
        ("# steplint: ignor[SL002]", "`ignor` is no form of it; did you mean `ignore`?"),
        ("# steplint: ignroe", "`ignroe` is no form of it; did you mean `ignore`?"),
        ("# steplint: noqa[SL002]", "`noqa` is no form of it"),
    ],
)
def test_what_only_looks_like_a_suppression(comment: str, fault: str) -> None:
    (suppression,) = find_suppressions(f"a()  {comment}\n")
    assert suppression.fault == fault
    assert not suppression.covers(1, code="SL002", name="email-without-delay")


@pytest.mark.parametrize(
    ("comment", "reasons", "ends"),
    [
        ("# steplint: ignore[SL002]", [""], [26]),
        ("# steplint: ignore[SL002] why not", ["why not"], [34]),
        ("# steplint: ignore[SL002]: why: see #12  ", ["why: see #12"], [40]),
        ("# steplint: ignore[SL002] -- why", ["why"], [33]),
        ("# steplint: ignore[SL002] why  # noqa: E501", ["why"], [30]),
        ("# steplint: ignore[SL002]  # type: ignore", [""], [26]),
        ("# pragma: no cover # steplint: ignore why", ["why"], [42]),
        ("# steplint: ignore[A1] a # steplint: disable[A2] b", ["a", "b"], [25, 51]),
    ],
)
def test_reasons_and_where_they_end(comment: str, reasons: list[str], ends: list[int]) -> None:
    found = find_suppressions(comment)
    assert [each.reason for each in found] == reasons
    assert [each.span.end_column for each in found] == ends


def test_windows_newlines() -> None:
    (suppression,) = find_suppressions("a()\r\nb(\r\n)  # steplint: ignore[SL002] why not\r\n")
    (selector,) = suppression.selectors
    assert (selector.first_line, selector.last_line, suppression.reason) == (2, 3, "why not")
    assert (suppression.span.line, suppression.span.column) == (3, 4)


def test_what_comes_before_broken_text_counts() -> None:
    assert covered("a()  # steplint: ignore[SL002]\nb(") == [(("SL002",), 1, 1)]
    assert covered("a()  # steplint: ignore[SL002]\n  b()\n c()") == [(("SL002",), 1, 1)]


def test_a_finding_is_covered_by_code_or_name() -> None:
    (suppression,) = find_suppressions("a()  # steplint: ignore[SL002, other-name]")
    assert suppression.covers(1, code="SL002", name="email-without-delay")
    assert suppression.covers(1, code="SL003", name="other-name")
    assert not suppression.covers(1, code="SL003", name="missing-error-handling")
    assert not suppression.covers(2, code="SL002", name="email-without-delay")
