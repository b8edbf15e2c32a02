"""Suppression comments through the whole program, with the formatters that move them, and written by `--add-ignore`."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from process import format_with
from process import steplint_here as steplint
from steplint.diagnostics import RunResult
from steplint.pipeline import Configuration, add_ignores, check_paths, check_sources
from steplint.rule import installed_rules, select_rules
from steplint.settings import Settings

Write = Callable[..., Path]

HEAD = """\
import asyncio

import inngest

client = inngest.Inngest(app_id="rides")


@client.create_function(fn_id="remind", trigger=inngest.TriggerEvent(event="ride/booked"))
async def remind(ctx: inngest.Context) -> None:
"""


def flow(*lines: str) -> str:
    return HEAD + "".join(f"    {line}\n" for line in lines)


def codes(text: str, **settings: object) -> list[tuple[str, int]]:
    """What all rules report of a file in memory."""
    chosen = Settings(**settings)  # type: ignore[arg-type]
    result = check_sources({"a.py": text}, settings=chosen, rules=select_rules(installed_rules(), chosen))
    assert not result.problems
    return [(finding.code, finding.place.span.line) for finding in result.findings]


def project(**files: str) -> dict[str, str]:
    return {"pyproject.toml": "", **{f"{name}.py": text for name, text in files.items()}}


REASON = "runs of last year wait in this step"
MOVED = {
    "a call that gets too long": flow(
        f'await ctx.step.sleep("step1", 1000 * 24 * 7, **dict(some_option=True))  # steplint: ignore[SL105] {REASON}'
    ),
    "an assignment": flow(
        f'result_of_the_step = await ctx.step.sleep("step1", 1000 * 24)  # steplint: ignore[SL105] {REASON}'
    ),
    "a return": flow(f'return await ctx.step.sleep("step1", 1000 * 24 * 365)  # steplint: ignore[SL105] {REASON}'),
    "the first line of a call": flow("await ctx.step.sleep(  # steplint: ignore[SL105]", '    "step1", 1000', ")"),
    "inside a call": flow("await ctx.step.sleep(", '    "step1",  # steplint: ignore[SL105]', "    1000", ")"),
    "alone inside a call": flow("await ctx.step.sleep(", "    # steplint: ignore[SL105]", '    "step1", 1000', ")"),
    "the last line of a call": flow("await ctx.step.sleep(", '    "step1", 1000', ")  # steplint: ignore[SL105]"),
    "alone above a call": flow("# steplint: ignore[SL105]", "await ctx.step.sleep(", '    "step1", 1000)'),
    "a continued line": flow("x = \\", '    await ctx.step.sleep("step1", 1000)  # steplint: ignore[SL105]'),
    "a condition": flow(
        f'if await ctx.step.sleep("step1", 1000 * 24 * 7) is None:  # steplint: ignore[SL105] {REASON}', "    pass"
    ),
    "an else that is alone": flow(
        "if ctx:", "    pass", "# steplint: ignore[SL105]", 'elif await ctx.step.sleep("step1", 0): pass'
    ),
    "a string with a number sign": flow('x = f"#{ctx}"; await ctx.step.sleep("step1", 0)  # steplint: ignore[SL105]'),
    "two comments": flow('await ctx.step.sleep("step1", 0)  # steplint: ignore[SL105] why  # noqa: E501'),
    "a block": flow(
        "# steplint: disable[SL105]", "await ctx.step.sleep(", '"step1", 0)', "# steplint: enable[SL105]", "x = ctx"
    ),
    "a block up to the end of its branch": flow(
        "if ctx:",
        "    # steplint: disable[SL105]",
        '    await ctx.step.sleep("step1", 0)',
        "else:",
        "    x = {",
        "    }",
    ),
    "a whole file": "# steplint: file-ignore[SL105]\n" + flow("await ctx.step.sleep(", '"step1", 0)'),
    "the only statement of a line": flow('if ctx: await ctx.step.sleep("step1", 0)  # steplint: ignore[SL105]'),
    "parentheses": flow('x = (await ctx.step.sleep("step1", 0))  # steplint: ignore[SL105]'),
    "a tab": HEAD + '\tawait ctx.step.sleep("step1", 0)  # steplint: ignore[SL105]\n',
}
DECORATED = """\
import inngest

client = inngest.Inngest(app_id="rides")


{}
async def remind(ctx: inngest.Context{}) -> None:{}
    pass
"""


@pytest.mark.parametrize("formatter", ["black", "ruff"])
def test_formatters_move_comments_and_they_keep_their_effect(write_files: Write, formatter: str) -> None:
    texts = {f"f{number}.py": text for number, text in enumerate(MOVED.values())}
    root = write_files(texts)
    format_with(formatter, *texts)
    after = {name: (root / name).read_text() for name in texts}
    for (title, before), name in zip(MOVED.items(), texts, strict=True):
        assert codes(before) == [], title
        assert codes(after[name]) == [], f"{title}\n{after[name]}"
        bare = "\n".join(line.split("# steplint")[0] for line in after[name].split("\n"))
        assert [code for code, _ in codes(bare)] == ["SL105"], title
    moved = [name for name, text in texts.items() if _comment_line(text) != _comment_line(after[name])]
    assert len(moved) >= 4, "the samples must be such that comments move"


def _comment_line(text: str) -> str:
    return next(line for line in text.split("\n") if "# steplint" in line).strip()


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("title", list(MOVED))
def test_line_ends(title: str, newline: str) -> None:
    assert codes(MOVED[title].replace("\n", newline)) == []


def test_decorators_and_headers_are_one_statement() -> None:
    comment = "  # steplint: ignore[SL105, SL901]"
    decorator = '@client.create_function(fn_id="remind", trigger=inngest.TriggerEvent(event="a/b"))'
    for texts in ((decorator + comment, "", ""), (decorator, "", comment), (decorator, f"{comment}\n", "")):
        text = DECORATED.format(*texts).replace("SL105", "SL998")
        assert [code for code, _ in codes(text)] == ["SL902"]
    rule_place = DECORATED.format(decorator, "", comment).replace("SL105, SL901", "*")
    assert codes(rule_place) == [("SL903", 7)]


@pytest.mark.parametrize(
    "line",
    [
        'x = "# steplint: ignore[SL105]"; await ctx.step.sleep("step1", 0)',
        "x = '''\n# steplint: file-ignore[SL105]\n'''\n    await ctx.step.sleep('step1', 0)",
        'x = f"# steplint: ignore[SL105] {ctx}"; await ctx.step.sleep("step1", 0)',
        '"# steplint: ignore[SL105]" ; await ctx.step.sleep("step1", 0)',
    ],
)
def test_strings_are_text(line: str) -> None:
    assert [code for code, _ in codes(flow(line))] == ["SL105"]


def test_a_comment_elsewhere_hides_nothing() -> None:
    below = flow('await ctx.step.sleep("step1", 0)', "# steplint: ignore[SL105]", "x = 1")
    assert codes(below) == [("SL105", 10), ("SL901", 11)]
    apart = flow("# steplint: ignore[SL105]", "", 'await ctx.step.sleep("step1", 0)')
    assert codes(apart) == [("SL901", 10), ("SL105", 12)]
    other = flow('await ctx.step.sleep("step1", 0)  # steplint: ignore[SL002]')
    assert codes(other) == [("SL105", 10), ("SL901", 10)]


def test_a_file_that_does_not_parse(write_files: Write) -> None:
    broken = flow('await ctx.step.sleep("step1", 0)  # steplint: ignore[SL105, SL002]') + "x = (\n"
    write_files(project(a=broken, b=flow("pass  # steplint: ignore[SL105]")))
    run = steplint("check", "--output-format", "concise")
    assert [line.split()[1] for line in run.out.splitlines()] == ["SL900"], "nothing is called unused then"
    assert run.status == 1
    assert steplint("check", "--select", "SL002").status == 1, "also when it is not selected"
    run = steplint("check", "--ignore", "SL900")
    assert run.status == 0
    assert "note: a.py:11: not analysed, cannot be parsed" in run.err
    write_files(project(a="# steplint: file-ignore[syntax-error] a template\nimport inngest\nx = (\n"))
    assert "1 suppressed by comments" in steplint("check", "a.py").out


def test_unused_is_certain_or_not_said(write_files: Write) -> None:
    text = flow('await ctx.step.sleep("step1", 0)  # steplint: ignore[SL105, SL002]', "# steplint: enable[SL105]")
    assert codes(text) == [("SL901", 10), ("SL901", 11)]
    assert codes(text, select=("SL105", "SL901")) == [("SL901", 11)], "SL002 did not run"
    assert codes(text, select=("SL002",)) == []
    helper = "async def pause(step):\n    await step.sleep('step1', 0)  # steplint: ignore[SL105]\n"
    calls = flow("from lib.pause import pause", "await pause(ctx.step)")
    idle = flow("from lib.pause import pause", "x = pause")
    files = {"pyproject.toml": "", "lib/__init__.py": "", "lib/pause.py": helper, "one/a.py": calls, "two/b.py": idle}
    write_files(files)
    assert steplint("check").status == 0
    for paths in (("two", "lib"), ("two/b.py", "lib/pause.py"), ("lib",)):
        assert steplint("check", "-q", *paths).out == "", "the workflow that needs the comment is elsewhere"
    write_files({**files, "one/a.py": "x = 1\n"})
    assert "lib/pause.py:2:35: SL901" in steplint("check", "--output-format", "concise", "two", "lib").out
    write_files({**files, "one/a.py": "x = 1\n", "two/c.py": "import inngest\nx = '\xff'\n".encode("latin-1")})
    assert "SL901" not in steplint("check").out, "a file could not be analysed"


def test_per_file_ignores_and_grades(write_files: Write) -> None:
    text = flow('await ctx.step.sleep("step1", 0)  # steplint: ignore[SL105]')
    write_files(project(a=text, b="import inngest\nx = (\n"))
    run = steplint("check", "a.py", "--per-file-ignores", "a.py:SL105")
    assert "1 left out by `per-file-ignores`" in run.out
    assert "SL901" not in run.out, "the comment is needed without that setting"
    assert steplint("check", "a.py", "--min-severity", "critical").out.startswith("Found nothing")
    for hiding in (("--per-file-ignores", "*.py:ALL"), ("--ignore", "ALL"), ("--select", "SL002")):
        assert "SL900" in steplint("check", *hiding).out, "a file is not passed over in silence by the way"
    write_files({"pyproject.toml": "[tool.steplint.severity]\nSL901 = 'mandatory'\nSL900 = 'advisory'\n"})
    assert steplint("check", "b.py").status == 0
    write_files(project(a=flow("pass  # steplint: ignore[SL105]"), b=""))
    write_files({"pyproject.toml": "[tool.steplint.severity]\nSL901 = 'mandatory'\n"})
    assert steplint("check").status == 1


def test_suppressions_of_rules_about_suppressions() -> None:
    assert codes(flow("pass  # steplint: ignore[SL002, SL901]")) == []
    assert codes(flow("# steplint: ignore[SL002, unused-suppression]", "pass")) == []
    assert codes("# steplint: file-ignore[SL901]\n" + flow("pass  # steplint: ignore[SL002]")) == []
    assert codes("# steplint: file-ignore\n" + flow("pass  # steplint: ignore[SL002]")) == [("SL903", 1), ("SL901", 11)]


def test_severity_and_choice_hold_for_them(write_files: Write) -> None:
    write_files(project(a=flow("pass  # steplint: ignore[SL002]")))
    run = steplint("check")
    assert (run.status, "1 advisory" in run.out) == (0, True)
    assert steplint("check", "--ignore", "unused-suppression").out.startswith("Found nothing")
    assert steplint("check", "--select", "meta").out.startswith("Found nothing"), "SL002 did not run"
    write_files({"pyproject.toml": "[tool.steplint]\nrequire-reason = true\n"})
    run = steplint("check")
    assert (run.status, "SL904 suppression-without-reason" in run.out) == (1, True)


@pytest.mark.parametrize("code", ["SL900", "SL901", "SL902", "SL903", "SL904"])
def test_pages(code: str) -> None:
    run = steplint("rule", code)
    assert (run.status, run.err) == (0, "")
    assert run.out.startswith(f"{code} ") and "## Why is this bad" in run.out


def fixed(text: str, code: str) -> str:
    """The text with the fixes of a rule applied."""
    chosen = Settings()
    result = check_sources({"a.py": text}, settings=chosen, rules=select_rules(installed_rules(), chosen))
    lines = text.splitlines(keepends=True)
    edits = [edit for finding in result.findings if finding.code == code and finding.fix for edit in finding.fix.edits]
    assert edits
    for edit in sorted(edits, key=lambda edit: edit.place, reverse=True):
        span = edit.place.span
        start = sum(map(len, lines[: span.line - 1])) + span.column - 1
        end = sum(map(len, lines[: span.end_line - 1])) + span.end_column - 1
        text = text[:start] + edit.text + text[end:]
    return text


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        ("x = 1  # steplint: ignore[SL002] why", "x = 1", "SL901"),
        ("x = 1  # steplint: ignore[SL002] why   ", "x = 1", "SL901"),
        ("x = 1  # steplint: ignore[SL002] why  # noqa: E501", "x = 1  # noqa: E501", "SL901"),
        ("x = 1  # noqa: E501  # steplint: ignore[SL002] why", "x = 1  # noqa: E501", "SL901"),
        ("# steplint: ignore[SL002]\n    x = 1", "x = 1", "SL901"),
        (
            'await ctx.step.sleep("step1", 0)  # steplint: ignore[SL002, SL105, SL001] why',
            'await ctx.step.sleep("step1", 0)  # steplint: ignore[SL105] why',
            "SL901",
        ),
        (
            'await ctx.step.sleep("step1", 0)  # steplint: ignore: why',
            'await ctx.step.sleep("step1", 0)  # steplint: ignore[SL105]: why',
            "SL903",
        ),
        (
            'await ctx.step.sleep("step1", 0)  # steplint: ignore[*]',
            'await ctx.step.sleep("step1", 0)  # steplint: ignore[SL105]',
            "SL903",
        ),
        ("x = 1  # steplint: ignore[SL1O5]", "x = 1  # steplint: ignore[SL105]", "SL902"),
        ("x = 1  # steplint: ignore[session-acess]", "x = 1  # steplint: ignore[session-access]", "SL902"),
    ],
)
def test_fixes(before: str, after: str, code: str, newline: str) -> None:
    assert fixed(flow(before).replace("\n", newline), code) == flow(after).replace("\n", newline)


@pytest.mark.parametrize("end", ["", "\n"])
def test_a_fix_at_the_end_of_a_file(end: str) -> None:
    assert fixed(flow("x = 1") + f"# steplint: ignore[SL002]{end}", "SL901") == flow("x = 1")[: None if end else -1]


SLEEP = 'await ctx.step.sleep("step1", 0)'
ADDED = {
    "a short line": ((SLEEP,), (f"{SLEEP}  # steplint: ignore[SL105]",)),
    "a long line": (
        ('await ctx.step.sleep("step1", 1000 * 24 * 7 * 52 + 1000 * 12)',),
        ("# steplint: ignore[SL105]", 'await ctx.step.sleep("step1", 1000 * 24 * 7 * 52 + 1000 * 12)'),
    ),
    "several lines": (
        ("await ctx.step.sleep(", '    "step1",', "    0,", ")"),
        ("# steplint: ignore[SL105]", "await ctx.step.sleep(", '    "step1",', "    0,", ")"),
    ),
    "a continued line": (
        ("x = \\", f"    {SLEEP}"),
        ("# steplint: ignore[SL105]", "x = \\", f"    {SLEEP}"),
    ),
    "a comment of another tool": (
        (f"{SLEEP}  # noqa: E501",),
        ("# steplint: ignore[SL105]", f"{SLEEP}  # noqa: E501"),
    ),
    "a number sign in a string": (
        (f'{SLEEP}; x = "#"',),
        ("# steplint: ignore[SL105]", f'{SLEEP}; x = "#"'),
    ),
    "a comment that is there": (
        (f"{SLEEP}  # steplint: ignore[SL002, SL901] why",),
        (f"{SLEEP}  # steplint: ignore[SL002, SL901, SL105] why",),
    ),
    "a comment above that is there": (
        ("# steplint: ignore[SL002,SL901] why", "await ctx.step.sleep(", '"step1", 0)'),
        ("# steplint: ignore[SL002, SL901, SL105] why", "await ctx.step.sleep(", '"step1", 0)'),
    ),
    "two in one statement": (
        ("print(", f"    {SLEEP},", f"    {SLEEP},", ")"),
        (
            "# steplint: ignore[SL105]",
            "print(",
            f"    {SLEEP},",
            f"    {SLEEP},",
            ")",
        ),
    ),
    "an inner block": (
        ("if ctx:", f"    {SLEEP}  # why", "else:", "    x = 1"),
        ("if ctx:", "    # steplint: ignore[SL105]", f"    {SLEEP}  # why", "else:", "    x = 1"),
    ),
    "a clause": (
        ("if ctx:", "    x = 1", f"elif {SLEEP} or None or 0 or 'abcdefghijklmnopqrst':", "    x = 2"),
        (
            "if ctx:",
            "    x = 1",
            "# steplint: ignore[SL105]",
            f"elif {SLEEP} or None or 0 or 'abcdefghijklmnopqrst':",
            "    x = 2",
        ),
    ),
    "a string that looks like a comment": (
        ('x = """', "# steplint: ignore[SL105]", '"""', SLEEP),
        ('x = """', "# steplint: ignore[SL105]", '"""', f"{SLEEP}  # steplint: ignore[SL105]"),
    ),
}


def test_add_ignore(write_files: Write) -> None:
    root = write_files(project(**{f"f{n}": flow(*before) for n, (before, _) in enumerate(ADDED.values())}))
    assert steplint("check", "-q").status == 1
    run = steplint("check", "--add-ignore", ".")
    assert (run.status, run.err) == (0, f"Suppressed {len(ADDED) + 1} findings in {len(ADDED)} files.\n")
    for number, (title, (_, after)) in enumerate(ADDED.items()):
        assert (root / f"f{number}.py").read_text() == flow(*after), title
    again = steplint("check", "--add-ignore")
    assert again.err == "Suppressed 0 findings in 0 files.\n"
    assert steplint("check", "-q").out == ""
    assert not list(root.glob(".steplint-*"))


@pytest.mark.parametrize("formatter", ["black", "ruff"])
def test_what_add_ignore_writes_stays_where_it_is(write_files: Write, formatter: str) -> None:
    names = [f"f{n}.py" for n in range(len(ADDED))]
    root = write_files(project(**{f"f{n}": flow(*before) for n, (before, _) in enumerate(ADDED.values())}))
    steplint("check", "--add-ignore=runs wait in it")
    format_with(formatter, *names)
    assert all("# steplint: ignore[" in (root / name).read_text() for name in names)
    assert steplint("check", "-q").out == ""


BREAK = ("await ctx.step.sleep(", "'step1', 0)")
TRAILING, ALONE = "  # steplint: ignore[SL105] why", "# steplint: ignore[SL105] why"


@pytest.mark.parametrize(
    ("before", "after", "encoding", "newline"),
    [
        (flow(SLEEP), flow(SLEEP + TRAILING), "utf-8-sig", "\n"),
        (flow("x = 'é漢𝒳'", SLEEP), flow("x = 'é漢𝒳'", SLEEP + TRAILING), "utf-8", "\n"),
        (
            "# -*- coding: latin-1 -*-\n" + flow("x = 'é'", SLEEP),
            "# -*- coding: latin-1 -*-\n" + flow("x = 'é'", SLEEP + TRAILING),
            "latin-1",
            "\r\n",
        ),
        (
            "#!/usr/bin/env python\n# coding: cp1252\n" + flow("x = '€'", *BREAK),
            "#!/usr/bin/env python\n# coding: cp1252\n" + flow("x = '€'", ALONE, *BREAK),
            "cp1252",
            "\n",
        ),
        (flow(SLEEP), flow(SLEEP + TRAILING), "utf-8", "\r\n"),
        (flow(*BREAK), flow(ALONE, *BREAK), "utf-8-sig", "\r\n"),
        (flow(*BREAK), flow(ALONE, *BREAK), "utf-8", "\r"),
        (flow(SLEEP)[:-1], flow(SLEEP + TRAILING)[:-1], "utf-8", "\n"),
        (
            HEAD + "\tawait ctx.step.sleep(\n\t\t'step1', 0)\n",
            HEAD + f"\t{ALONE}\n\tawait ctx.step.sleep(\n\t\t'step1', 0)\n",
            "utf-8",
            "\n",
        ),
        (
            flow("\x0c", "x = '\x0c\u2028'", *BREAK),
            flow("\x0c", "x = '\x0c\u2028'", ALONE, *BREAK),
            "utf-8",
            "\n",
        ),
    ],
)
def test_add_ignore_keeps_bytes(write_files: Write, before: str, after: str, encoding: str, newline: str) -> None:
    root = write_files({"pyproject.toml": "", "a.py": before.replace("\n", newline).encode(encoding)})

    def run() -> RunResult:
        rules = select_rules(installed_rules(), Settings())
        return check_paths(["."], lambda _: Configuration(Settings(), rules))

    addition = add_ignores(run(), reason="why")
    assert (addition.suppressed, addition.files, addition.result.findings) == (1, 1, ())
    assert (root / "a.py").read_bytes() == after.replace("\n", newline).encode(encoding)
    assert run().findings == ()


def test_add_ignore_keeps_permissions_and_links(write_files: Write) -> None:
    root = write_files({"pyproject.toml": "", "real/a.txt": flow(SLEEP)})
    os.chmod(root / "real/a.txt", 0o640)
    (root / "a.py").symlink_to("real/a.txt")
    assert steplint("check", "--add-ignore").status == 0
    assert (root / "a.py").is_symlink()
    assert "steplint: ignore" in (root / "real/a.txt").read_text()
    assert stat.S_IMODE((root / "real/a.txt").stat().st_mode) == 0o640


def test_add_ignore_where_the_reason_does_not_fit(write_files: Write) -> None:
    text = "# coding: latin-1\n" + flow(SLEEP)
    root = write_files({"pyproject.toml": "", "a.py": text, "b.py": flow(SLEEP)})
    run = steplint("check", "--add-ignore=漢")
    assert run.status == 2
    assert "error: a.py: not changed: its encoding iso-8859-1 has no character '漢'" in run.err
    assert (root / "a.py").read_text() == text
    assert "漢" in (root / "b.py").read_text(encoding="utf-8")


@pytest.mark.parametrize("reason", ["a\nb", "a\x1b[31m", "why # noqa: E501", "a # steplint: ignore", "coding: latin-1"])
def test_reasons_that_cannot_stand_in_a_comment(write_files: Write, reason: str) -> None:
    root = write_files(project(a=flow(SLEEP)))
    run = steplint("check", f"--add-ignore={reason}")
    assert (run.status, (root / "a.py").read_text()) == (2, flow(SLEEP))
    assert "cannot stand in a comment" in run.err


def test_add_ignore_needs_a_reason_where_one_is_required(write_files: Write) -> None:
    root = write_files({**project(a=flow(SLEEP)), "pyproject.toml": "[tool.steplint]\nrequire-reason = true\n"})
    run = steplint("check", "--add-ignore")
    assert (run.status, run.err.splitlines()[0]) == (2, "error: pyproject.toml:2: `require-reason` asks for reasons")
    assert (root / "a.py").read_text() == flow(SLEEP)
    assert steplint("check", "--add-ignore=see #12").status == 0
    assert steplint("check", "-q").out == ""


def test_add_ignore_leaves_what_no_comment_can_mend(write_files: Write) -> None:
    text = flow("x = 1  # steplint: ignore[SL998]")
    root = write_files(project(a="import inngest\nx = (\n", b=text))
    run = steplint("check", "--add-ignore", "--output-format", "concise")
    assert [line.split()[1] for line in run.out.splitlines()] == ["SL900", "SL902"]
    assert (run.status, (root / "b.py").read_text()) == (1, text)


def test_the_report_knows_what_is_suppressed(write_files: Write) -> None:
    write_files(project(a=flow(f"{SLEEP}  # steplint: ignore[SL105] why", SLEEP)))
    document = json.loads(steplint("check", "--output-format", "json").out)
    assert document["summary"]["suppressed"] == 1
    assert len(document["findings"]) == 1
    chosen = Settings()
    text = flow(f"{SLEEP}  # steplint: ignore[SL105] why")
    result = check_sources({"a.py": text}, settings=chosen, rules=select_rules(installed_rules(), chosen))
    assert [finding.justification for finding in result.suppressed] == ["why"]
