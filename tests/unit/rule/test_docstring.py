from __future__ import annotations

from steplint.rule.docstring import parse_page

TEXT = """A sentence
on two lines.

More.

## Why is this bad

Text.

```console
## not a heading
```

## Bad

```python
a()  # expect: SL001, SL002
```

and

```python
# file: app/one.py
b()  # expect-low: SL001

# file: app/two.py
c()
```

## Good

```python
d()
```
"""


def test_the_parts_of_a_page() -> None:
    page = parse_page(TEXT)
    assert page.summary == "A sentence on two lines."
    assert list(page.sections) == ["Why is this bad", "Bad", "Good"]
    assert "## not a heading" in page.sections["Why is this bad"]


def test_examples_may_have_several_files() -> None:
    first, second = parse_page(TEXT).examples("Bad")
    assert first.files == {"example.py": "a()  # expect: SL001, SL002\n"}
    assert second.files == {"app/one.py": "b()  # expect-low: SL001\n", "app/two.py": "c()\n"}
    assert first.expects("SL002") and not first.expects("SL003")
    assert second.has_expectations


def test_a_section_that_is_not_there_has_no_examples() -> None:
    assert parse_page(TEXT).examples("Fix") == ()


def test_people_do_not_see_the_marks() -> None:
    readable = parse_page(TEXT).readable
    assert "expect" not in readable
    assert "a()\n" in readable
    assert "# file: app/one.py" in readable
