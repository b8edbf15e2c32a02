from __future__ import annotations

import textwrap

import pytest

from steplint.source.suppressions import find_suppressions


def covered(text: str) -> list[tuple[tuple[str, ...], int, int]]:
    found = find_suppressions(textwrap.dedent(text).lstrip("\n"))
    return [(suppression.selectors, suppression.first_line, suppression.last_line) for suppression in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a()  # steplint: ignore[SL002] a reason", [(("SL002",), 1, 1)]),
        ("a()  # steplint: ignore[sl002, Email-Without-Delay]", [(("SL002", "email-without-delay"), 1, 1)]),
        ("a()  #steplint:ignore[SL002]", [(("SL002",), 1, 1)]),
        ("a()  # type: ignore # steplint: ignore[SL002]", [(("SL002",), 1, 1)]),
        ("a()  # steplint: ignore[SL001] one # steplint: ignore[SL002] two", [(("SL001",), 1, 1), (("SL002",), 1, 1)]),
        ("a()  # steplint: ignore", []),
        ("a()  # steplint: ignore SL002", []),
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
        ("a()  # steplint: ignore[]", [((), 1, 1)]),
        ("", []),
    ],
)
def test_what_a_comment_covers(text: str, expected: list[tuple[tuple[str, ...], int, int]]) -> None:
    assert covered(text) == expected


def test_windows_newlines() -> None:
    (suppression,) = find_suppressions("a()\r\nb(\r\n)  # steplint: ignore[SL002] why not\r\n")
    assert (suppression.first_line, suppression.last_line, suppression.reason) == (2, 3, "why not")
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
