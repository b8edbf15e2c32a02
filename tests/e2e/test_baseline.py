"""The baseline through the whole program."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from process import format_with
from process import steplint_here as steplint
from steplint.diagnostics import Confidence, RunResult, SteplintError
from steplint.pipeline import (
    Baseline,
    Configuration,
    check_paths,
    check_sources,
    compare,
    grown,
    read_baseline,
    shrunk,
    write_baseline,
)
from steplint.rule import installed_rules, select_rules
from steplint.settings import Settings

Write = Callable[..., Path]

HEAD = """\
import inngest

client = inngest.Inngest(app_id="rides")


@client.create_function(fn_id="remind", trigger=inngest.TriggerEvent(event="ride/booked"))
async def remind(ctx: inngest.Context) -> None:
"""
SLEEP = 'await ctx.step.sleep("step1", 4000)'
FILE = "known.jsonl"


def flow(*lines: str) -> str:
    return HEAD + "".join(f"    {line}\n" for line in lines)


def run(**settings: object) -> RunResult:
    chosen = Settings(**settings)  # type: ignore[arg-type]
    rules = select_rules(installed_rules(), chosen)
    return check_paths(["."], lambda _: Configuration(chosen, rules, wants_judgement=True))


def accept(path: str = FILE) -> Baseline:
    """Write a baseline of all there is now."""
    write_baseline(path, grown([], compare(run(), Baseline(path)).new))
    baseline = read_baseline(path)
    assert baseline is not None and baseline.entries
    return baseline


def new(baseline: Baseline) -> list[tuple[str, int]]:
    """The findings that the baseline does not know."""
    comparison = compare(run(), baseline)
    return [(finding.place.path, finding.place.span.line) for finding in comparison.result.findings]


def left_over(baseline: Baseline, **settings: object) -> int:
    return len(compare(run(**settings), baseline).left_over)


def test_the_life_of_a_baseline(write_files: Write) -> None:
    root = write_files({"pyproject.toml": "", "a.py": flow(SLEEP, 'await ctx.step.sleep("step2", 4000)')})
    missing = steplint("check", "--baseline", FILE)
    assert (missing.status, missing.err) == (
        2,
        f"error: {FILE}: no such baseline\nhint: `--baseline-add` creates it\n",
    )
    assert steplint("check", "--baseline", FILE, "--update-baseline").status == 2, "an update only shrinks"
    created = steplint("check", "--baseline", FILE, "--baseline-add")
    assert (created.status, created.err) == (0, f"{FILE}: 2 entries, 2 added, 0 removed\n")
    assert created.out == "Found nothing in 1 workflow of 1 file. 2 in the baseline.\n"
    first = (root / FILE).read_bytes()

    write_files({"a.py": flow("x = 1", SLEEP, 'await ctx.step.sleep("step3", 4000)')})
    seen = steplint("check", "--baseline", FILE, "--output-format", "concise")
    assert (seen.status, seen.out.count("\n")) == (1, 1)
    assert seen.out.startswith("a.py:10:26: SL105 ")
    (mended,) = (number for number, line in enumerate(first.split(b"\n"), start=1) if b"step2" in line)
    assert f"note: {FILE}:{mended}: SL105 in a.py is no longer found\nhint: `--update-baseline`" in seen.err
    assert (root / FILE).read_bytes() == first, "a check writes nothing"
    updated = steplint("check", "--baseline", FILE, "--update-baseline")
    assert (updated.status, updated.err) == (1, f"{FILE}: 1 entry, 0 added, 1 removed\n")
    assert (root / FILE).read_bytes() == b"".join(line for line in first.splitlines(True) if b"step2" not in line)
    grown_again = steplint("check", "--baseline", FILE, "--baseline-add")
    assert (grown_again.status, grown_again.err) == (0, f"{FILE}: 2 entries, 1 added, 0 removed\n")
    document = json.loads(steplint("check", "--baseline", FILE, "--output-format", "json").out)
    assert (document["findings"], document["summary"]["baselined"]) == ([], 2)


def test_left_over_entries_fail_when_asked_to(write_files: Write) -> None:
    write_files({"pyproject.toml": "", "a.py": flow(SLEEP)})
    accept()
    assert steplint("check", "--baseline", FILE, "--check-baseline").status == 0
    write_files({"a.py": flow("pass")})
    assert steplint("check", "--baseline", FILE).status == 0
    assert steplint("check", "--baseline", FILE, "-q").err == ""
    failed = steplint("check", "--baseline", FILE, "--check-baseline", "-q")
    assert failed.status == 1
    assert failed.err.startswith(f"error: {FILE}:2: SL105 in a.py is no longer found\n")


def test_many_left_over_entries_are_counted(write_files: Write) -> None:
    write_files({"pyproject.toml": "", "a.py": flow(*[f'await ctx.step.sleep("step{n}", 4000)' for n in range(13)])})
    accept()
    write_files({"a.py": flow("pass")})
    assert "note: 3 more entries no longer found" in steplint("check", "--baseline", FILE).err


@pytest.mark.parametrize("option", ["--update-baseline", "--baseline-add", "--check-baseline"])
def test_wrong_usage(write_files: Write, option: str) -> None:
    write_files({"pyproject.toml": "", FILE: '{"steplint-baseline":1}\n'})
    assert f"{option} needs --baseline" in steplint("check", option).err
    together = steplint("check", "--baseline", FILE, option, "--add-ignore")
    assert (together.status, "exclude each other" in together.err) == (2, True)


MOVES = {
    "code above": lambda text: "import os\n\nX = 1\n\n" + text,
    "a comment on it": lambda text: text.replace(SLEEP, f"{SLEEP}  # why"),
    "another layout": lambda text: text.replace(SLEEP, "await (\n        ctx.step.sleep('step1',\n   4000,\n  ))"),
    "windows newlines": lambda text: text.replace("\n", "\r\n"),
    "a deeper block": lambda text: text.replace(f"    {SLEEP}", f"    if ctx:\n        {SLEEP}"),
    "another statement before": lambda text: text.replace(f"    {SLEEP}", f"    x = 1; {SLEEP}"),
    "another function before": lambda text: text.replace("@client", "def f(): pass\n\n\n@client"),
}


@pytest.mark.parametrize("move", list(MOVES))
def test_what_does_not_disturb_it(write_files: Write, move: str) -> None:
    text = flow("y = 1", SLEEP, "z = 2")
    write_files({"pyproject.toml": "", "a.py": text})
    baseline = accept()
    changed = MOVES[move](text)
    assert changed != text
    write_files({"a.py": changed})
    assert (new(baseline), left_over(baseline)) == ([], 0)


def test_moving_functions_around(write_files: Write) -> None:
    one, two = (flow(SLEEP).replace("remind", name).partition("\n\n\n")[2] for name in ("one", "two"))
    top = HEAD.partition("\n\n\n")[0]
    write_files({"pyproject.toml": "", "a.py": f"{top}\n\n\n{one}\n\n{two}"})
    baseline = accept()
    write_files({"a.py": f"{top}\n\n\n{two}\n\n{one}"})
    assert (new(baseline), left_over(baseline)) == ([], 0)
    before = {finding.workflow: finding.fingerprint for finding in run().findings}
    write_files({"a.py": f"{top}\n\n\n{one}\n\n{two}"})
    assert {finding.workflow: finding.fingerprint for finding in run().findings} == before


@pytest.mark.parametrize("formatter", ["black", "ruff"])
def test_formatters_do_not_disturb_it(write_files: Write, formatter: str) -> None:
    text = flow(
        "x = {'a' : 1,}; await ctx.step.sleep( 'step1' , 0X00 )",
        "if (ctx): await ctx.step.sleep('step2', some_function_with_a_long_name(ctx, 'argument' 'joined', key = 1))",
        "for (a, b) in []: await ctx.step.sleep('step3',(a+b))",
        "result = x and await ctx.step.sleep(f'step{4}', 0) and await ctx.step.sleep('step5', 0) and await x['c']",
        "return (await ctx.step.sleep('step6', lambda: 1))",
    )
    root = write_files({"pyproject.toml": "", "a.py": text})
    baseline = accept()
    prints = [finding.fingerprint for finding in run().findings]
    assert len(prints) >= 5
    format_with(formatter, "a.py")
    assert (root / "a.py").read_text() != text
    assert (new(baseline), left_over(baseline)) == ([], 0)
    assert [finding.fingerprint for finding in run().findings] == prints


COPY = flow("a = 1", SLEEP, "b = 2")


@pytest.mark.parametrize(
    ("lines", "where"),
    [
        (("n = 1", SLEEP, "m = 2", "a = 1", SLEEP, "b = 2"), 9),
        (("a = 1", SLEEP, "b = 2", "n = 1", SLEEP, "m = 2"), 12),
        (("a = 1", SLEEP, "n = 1", SLEEP, "b = 2"), 11),
        ((SLEEP, "a = 1", SLEEP, "b = 2"), 8),
        (("if ctx:", f"    {SLEEP}", "a = 1", "n = 1", SLEEP, "b = 2"), 9),
        (("a = 1", SLEEP, SLEEP, "b = 2"), 10),
    ],
)
def test_a_copy_is_reported_where_it_is(write_files: Write, lines: tuple[str, ...], where: int) -> None:
    write_files({"pyproject.toml": "", "a.py": COPY})
    baseline = accept()
    write_files({"a.py": flow(*lines)})
    assert new(baseline) == [("a.py", where)]


def test_a_copy_in_another_function_of_the_workflow(write_files: Write) -> None:
    def text(*functions: str) -> str:
        helpers = "".join(f"async def {name}(ctx):\n    {SLEEP}\n\n\n" for name in functions)
        calls = "".join(f"    await {name}(ctx)\n" for name in functions)
        return HEAD.replace("@client", f"{helpers}@client") + calls

    write_files({"pyproject.toml": "", "a.py": text("second")})
    baseline = accept()
    write_files({"a.py": text("first", "second")})
    assert new(baseline) == [("a.py", 7)]


def test_mending_one_of_two_takes_its_own_entry_out(write_files: Write) -> None:
    write_files({"pyproject.toml": "", "a.py": flow("a = 1", SLEEP, "b = 2", SLEEP, "c = 3")})
    baseline = accept()
    assert [entry.number for entry in baseline.entries] == [1, 2]
    write_files({"a.py": flow("a = 1", "b = 2", SLEEP, "c = 3")})
    comparison = compare(run(), baseline)
    assert [entry.number for entry in shrunk(baseline, comparison)] == [2]
    write_baseline(FILE, shrunk(baseline, comparison))
    write_files({"a.py": flow("a = 1", "b = 2", SLEEP, "c = 3", SLEEP)})
    smaller = read_baseline(FILE)
    assert smaller is not None
    assert new(smaller) == [("a.py", 12)]
    again = grown(smaller.entries, compare(run(), smaller).new)
    assert sorted(entry.number for entry in again) == [2, 3], "a number is not used again while its equals are there"


def test_a_helper_that_another_workflow_reaches_first(write_files: Write) -> None:
    helper = f"async def pause(ctx):\n    {SLEEP}\n"
    user = flow("await pause(ctx)").replace("import inngest\n", "import inngest\nfrom helper import pause\n")
    write_files({"pyproject.toml": "", "helper.py": helper, "m.py": user})
    baseline = accept()
    write_files({"a.py": user})
    assert [finding.workflow for finding in run().findings] == ["a.remind"], "the sample must be such that it changes"
    assert (new(baseline), left_over(baseline)) == ([], 0)


def test_other_statements_files_and_workflows_are_new(write_files: Write) -> None:
    root = write_files({"pyproject.toml": "", "a.py": COPY})
    baseline = accept()
    write_files({"a.py": COPY.replace("step1", "step2")})
    assert (new(baseline), left_over(baseline)) == ([("a.py", 9)], 1)
    write_files({"a.py": COPY.replace("remind", "other")})
    assert (new(baseline), left_over(baseline)) == ([("a.py", 9)], 1)
    os.rename(root / "a.py", root / "b.py")
    assert (new(baseline), left_over(baseline)) == ([("b.py", 9)], 1)


def test_only_what_was_looked_at_is_called_gone(write_files: Write) -> None:
    files = {"pyproject.toml": "", "one/a.py": flow(SLEEP), "two/b.py": flow(SLEEP), "three/c.py": "x = 1\n"}
    root = write_files(files)
    accept()
    lines = (root / FILE).read_bytes()

    def updated(*arguments: str) -> int:
        """How many entries an update leaves."""
        steplint("check", "--baseline", FILE, "--update-baseline", *arguments)
        left = (root / FILE).read_bytes().count(b"\n") - 1
        (root / FILE).write_bytes(lines)
        return left

    write_files({"one/a.py": flow("pass"), "two/b.py": flow("pass")})
    assert updated("three") == updated("three/c.py") == updated("--select", "SL002") == 2
    assert updated("one/a.py") == 1
    assert updated("one") == 2, "a workflow outside might reach into it"
    assert updated(".") == 0
    write_files({"two/b.py": flow(SLEEP), "three/bad.py": b"import inngest\n'\xff'\n"})
    assert updated(".") == 2, "something could not be analysed"
    os.unlink(root / "one/a.py")
    assert updated("three/c.py") == 1, "a file that is gone has no findings"


def test_findings_that_are_hidden_otherwise_keep_their_entries(write_files: Write) -> None:
    write_files({"pyproject.toml": "", "a.py": flow('await ctx.step.sleep("finalize", 4000)')})
    low = {"min_confidence": Confidence.LOW}
    write_baseline(FILE, grown([], compare(run(**low), Baseline(FILE)).new))
    baseline = read_baseline(FILE)
    assert baseline is not None and len(baseline.entries) == 1
    assert left_over(baseline, **low) == left_over(baseline) == 0
    write_files({"a.py": flow('await ctx.step.sleep("finalize", 4000)  # steplint: ignore[SL105] why')})
    assert left_over(baseline) == 1, "the comment has taken over"


def test_paths_do_not_depend_on_where_it_runs(write_files: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    root = write_files({"pyproject.toml": "", "app/a.py": flow(SLEEP)})
    entry = accept().entries[0]
    assert entry.path == "app/a.py"
    monkeypatch.chdir(root / "app")
    for path, target in ((f"../{FILE}", "."), (str(root / FILE), str(root / "app")), (f"../{FILE}", "..")):
        seen = steplint("check", "--baseline", path, "--check-baseline", target)
        assert (seen.status, seen.err) == (0, ""), path


def test_a_syntax_error_is_never_accepted(write_files: Write) -> None:
    root = write_files({"pyproject.toml": "", "a.py": "import inngest\nx = (\n"})
    seen = steplint("check", "--baseline", FILE, "--baseline-add")
    assert (seen.status, (root / FILE).read_text()) == (1, '{"steplint-baseline":1}\n')


def test_reasons_written_by_hand_stay(write_files: Write) -> None:
    root = write_files({"pyproject.toml": "", "a.py": flow(SLEEP, 'await ctx.step.sleep("step2", 4000)')})
    accept()
    header, *entries = (root / FILE).read_text().splitlines(keepends=True)
    explained, other = sorted(entries, key=lambda entry: "step1" not in entry)
    explained = explained.replace("}", ',"reason":"see #12"}')
    (root / FILE).write_text("".join([header, other, explained]))
    baseline = read_baseline(FILE)
    assert baseline is not None
    assert [finding.justification for finding in compare(run(), baseline).result.baselined] == ["see #12", None]
    write_files({"a.py": flow(SLEEP)})
    assert steplint("check", "--baseline", FILE, "--update-baseline").status == 0
    assert (root / FILE).read_text() == header + explained


def test_the_file_is_the_same_however_it_came_about(write_files: Write) -> None:
    names = ["b", "a", "é漢", "a [x]"]
    root = write_files({"pyproject.toml": "", **{f"{name}.py": flow(SLEEP, SLEEP) for name in names}})
    for name in names:
        steplint("check", "--baseline", FILE, "--baseline-add", f"{name}.py")
    one_by_one = (root / FILE).read_bytes()
    os.unlink(root / FILE)
    accept()
    assert (root / FILE).read_bytes() == one_by_one
    assert [json.loads(line)["path"] for line in one_by_one.splitlines()[1::2]] == [
        "a [x].py",
        "a.py",
        "b.py",
        "é漢.py",
    ]
    before = os.stat(root / FILE).st_mtime_ns
    steplint("check", "--baseline", FILE, "--baseline-add")
    assert os.stat(root / FILE).st_mtime_ns == before, "nothing changed, nothing is written"


def test_both_sides_of_a_merge(write_files: Write) -> None:
    root = write_files({"pyproject.toml": "", "a.py": flow(SLEEP), "b.py": flow(SLEEP)})
    accept()
    header, *entries = (root / FILE).read_text().splitlines()
    (root / FILE).write_bytes("\r\n".join([header, entries[1], entries[0], "", header, entries[1]]).encode())
    baseline = read_baseline(FILE)
    assert baseline is not None
    assert (len(baseline.entries), new(baseline)) == (2, [])


def test_a_name_that_is_not_unicode(write_files: Write) -> None:
    root = write_files({"pyproject.toml": ""})
    with open(os.fsencode(root) + b"/\xff.py", "w") as file:
        file.write(flow(SLEEP))
    assert len(accept().entries) == 1
    assert new(accept()) == []


ENTRY = (
    '{"path":"a.py","code":"SL105","workflow":null,"text":"x","statement":"0123456789abcdef","number":1,'
    '"context":"01234567//"}'
)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", f"{FILE}:1: this is no baseline of steplint"),
        ("[]\n", f"{FILE}:1: this is no baseline of steplint"),
        ("import os\n", f"{FILE}:1: this is no baseline of steplint"),
        ('{"findings": []}\n', f"{FILE}:1: this is no baseline of steplint"),
        ("\0\xff", f"{FILE}:1: this is no baseline of steplint"),
        ('{"steplint-baseline":2}\n', f"{FILE}:1: this baseline has version 2, this steplint knows version 1"),
        ("<<<<<<< ours\n{}\n", f"{FILE}:1: a merge conflict is not resolved"),
        (f'{{"steplint-baseline":1}}\n{ENTRY}\n=======\n', f"{FILE}:3: a merge conflict is not resolved"),
        (f'{{"steplint-baseline":1}}\n{ENTRY[:-9]}\n', f"{FILE}:2: this is no entry of a baseline: "),
        (f'{{"steplint-baseline":1}}\n\n{ENTRY}\n[]', f"{FILE}:4: this is no entry of a baseline: expected `object`"),
        (
            '{"steplint-baseline":1}\n' + ENTRY.replace("0123456789abcdef", "xyz"),
            f"{FILE}:2: this is no entry of a baseline: expected `str` matching regex",
        ),
        (
            '{"steplint-baseline":1}\n' + ENTRY.replace("}", ',"raeson":"x"}'),
            f"{FILE}:2: this is no entry of a baseline: object contains unknown field `raeson`",
        ),
    ],
)
def test_a_damaged_or_foreign_file(write_files: Write, text: str, message: str) -> None:
    write_files({FILE: text.encode("latin-1")})
    with pytest.raises(SteplintError) as caught:
        read_baseline(FILE)
    assert caught.value.message.startswith(message)
    assert caught.value.hint or "version" in message


def test_a_damaged_file_ends_the_run(write_files: Write) -> None:
    root = write_files({"pyproject.toml": "", "a.py": flow(SLEEP), FILE: "no"})
    for options in ((), ("--update-baseline",), ("--baseline-add",)):
        seen = steplint("check", "--baseline", FILE, *options, "--output-format", "json")
        assert (seen.status, json.loads(seen.out)["problems"][0]["kind"]) == (2, "usage")
        assert (root / FILE).read_text() == "no"
    folder = steplint("check", "--baseline", ".")
    assert (folder.status, folder.err) == (2, "error: .: cannot read the baseline: Is a directory\n")
    nowhere = steplint("check", "--baseline", "none/x.jsonl", "--baseline-add")
    assert (nowhere.status, "cannot write the baseline" in nowhere.err) == (2, True)


def test_fingerprints_are_those_of_statements() -> None:
    def prints(*lines: str) -> list[str]:
        rules = select_rules(installed_rules(), Settings())
        result = check_sources({"a.py": flow(*lines)}, settings=Settings(), rules=rules)
        return [finding.fingerprint for finding in (*result.findings, *result.suppressed)]

    (one,) = prints(SLEEP)
    first, second = prints(SLEEP, "x = 1", SLEEP)
    assert (first, second) == (one, one.replace(":1", ":2"))
    assert prints("x = 1", f"{SLEEP}  # steplint: ignore[SL105]") == [one]
    assert prints(SLEEP.replace("step1", "step2")) != [one]


def test_many_equal_findings_take_no_time(write_files: Write) -> None:
    write_files({"pyproject.toml": "", "a.py": flow(*[SLEEP] * 700)})
    baseline = accept()
    write_files({"a.py": flow(*[SLEEP] * 701)})
    assert new(baseline) == [("a.py", 708)]
