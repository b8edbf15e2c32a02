"""A day of a team that takes steplint on board, from the first look to the evening: real hooks, real commits."""

from __future__ import annotations

import json
import re
import sys

import pytest

from hooks import HOOK_TAG, Repository
from process import Run, steplint

pytestmark = [
    pytest.mark.xdist_group("pre-commit"),  # installing takes seconds, which one worker pays
    pytest.mark.skipif(sys.platform == "win32", reason="the programs are found as on POSIX"),
]

BASELINE = "steplint-baseline.jsonl"
SETTINGS = """\
[tool.steplint]
select = ["SL002", "SL003", "SL101", "SL105"]
"""
"""The rules are those that the day is about, so that a new rule has no say in it."""
HOOKS = """\
repos:
- repo: {repository}
  rev: {tag}
  hooks:
  - id: steplint
    args: [--baseline={baseline}, --output-format=concise]
"""
CLIENT = """\
import inngest

client = inngest.Inngest(app_id="shop")
"""
STORE = """\
import requests


def load(number: str) -> dict[str, str]:
    return requests.get(f"https://store.example.org/{number}", timeout=5).json()


def report(number: str) -> None:
    requests.post("https://reports.example.org", json=number, timeout=5)
"""
FLOWS = '''\
"""What follows when there is a new {thing}."""

import smtplib

import inngest

from shop.client import client
from shop.store import load, report


@client.create_function(fn_id="{thing}-made", trigger=inngest.TriggerEvent(event="{thing}/made"), on_failure=None)
async def {thing}_made(ctx: inngest.Context) -> None:
    {thing} = await ctx.step.run("step1", load, ctx.event.data["id"])
    report({thing}["id"])
    await ctx.step.run("mail-buyer", smtplib.SMTP("mx").sendmail, {thing}["buyer"], "thank you")
    await ctx.step.run("mail-seller", smtplib.SMTP("mx").sendmail, {thing}["seller"], "well done")
    await ctx.step.run("step4", report, {thing}["id"])
'''
THINGS = ("invoice", "member", "offer", "order", "parcel", "rental")


@pytest.fixture
def team(workshop: Repository, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """The repository of a team that has never heard of steplint."""
    team = Repository(workshop.folder.parent / "team", "pre-commit", workshop.environment)
    team.write(
        {
            "pyproject.toml": '[project]\nname = "shop"\nversion = "1"\n',
            "shop/__init__.py": "",
            "shop/client.py": CLIENT,
            "shop/store.py": STORE,
            **{f"shop/{thing}s.py": FLOWS.format(thing=thing) for thing in THINGS},
        }
    )
    for arguments in (("init",), ("add", "--all"), ("commit", "--message", "years of work")):
        team.must("git", "-c", "init.defaultBranch=main", *arguments)
    monkeypatch.chdir(team.folder)
    return team


def edit(team: Repository, path: str, before: str, after: str) -> None:
    """Change a file, and stage it."""
    text = (team.folder / path).read_text(encoding="utf-8")
    assert text.count(before) == 1
    team.write({path: text.replace(before, after)})
    team.must("git", "add", path)


def ci() -> Run:
    """What the pipeline runs over the whole project."""
    return steplint("check", "--baseline", BASELINE, "--check-baseline", "--output-format", "concise")


def baseline_after(*flags: str) -> str:
    """Run with the baseline and flags that write it, and give what is said about it."""
    return steplint("check", "--baseline", BASELINE, *flags).err


def test_a_day(team: Repository) -> None:
    # In the morning: a look at what there is, the baseline, the hook.
    first_look = steplint("check", "--output-format", "json", "--statistics")
    assert first_look.status == 1
    document = json.loads(first_look.out)
    assert document["summary"]["findings"] == 30
    assert {count["code"]: count["findings"] for count in document["statistics"]} == {
        "SL002": 6,
        "SL003": 6,
        "SL101": 6,
        "SL105": 12,
    }
    assert baseline_after("--baseline-add") == f"{BASELINE}: 30 entries, 30 added, 0 removed\n"
    repository = team.folder.parent / "steplint"
    team.write({".pre-commit-config.yaml": HOOKS.format(repository=repository, tag=HOOK_TAG, baseline=BASELINE)})
    team.must("pre-commit", "install", "--install-hooks")
    team.must("git", "add", "--all")
    assert team.commit().status == 0
    assert (ci().status, ci().out) == (0, "")

    # Before noon: somebody copies a line that is in the baseline. The copy is shown, not the old line.
    known = (team.folder / BASELINE).read_bytes()
    report, copied = '    report(order["id"])\n', '"well done")\n'
    before = team.git("rev-parse", "HEAD").out
    edit(team, "shop/orders.py", copied, copied + report)
    refused = team.commit()
    assert refused.status == 1
    assert refused.findings() == ["shop/orders.py:17 SL101"]
    assert "Found 1 finding (1 critical)" in refused.out
    assert team.git("rev-parse", "HEAD").out == before
    assert (ci().status, ci().out.count("\n")) == (1, 1)

    edit(
        team,
        "shop/orders.py",
        copied + report,
        copied + '    await ctx.step.run("report-order", report, order["id"])\n',
    )
    assert team.commit().status == 0
    assert ci().status == 0
    assert (team.folder / BASELINE).read_bytes() == known

    # In the afternoon: two people mend old findings, each on a branch. What is mended leaves the baseline.
    team.must("git", "branch", "colleague")
    edit(team, "shop/offers.py", '"step4"', '"report-offer"')
    edit(team, "shop/parcels.py", 'report(parcel["id"])\n    await', "await")
    assert team.commit().status == 0
    left_over = ci()
    assert left_over.status == 1
    assert re.findall(r"^error: \S+: (SL\d+ in \S+) is no longer found$", left_over.err, re.MULTILINE) == [
        "SL105 in shop/offers.py",
        "SL101 in shop/parcels.py",
    ]
    assert baseline_after("--update-baseline") == f"{BASELINE}: 28 entries, 0 added, 2 removed\n"
    team.must("git", "add", "--all")
    assert team.git("diff", "--cached", "--numstat").out == f"0\t2\t{BASELINE}\n", "all other lines stay as they were"
    assert team.commit().status == 0
    assert ci().status == 0

    team.must("git", "checkout", "--quiet", "colleague")
    edit(team, "shop/invoices.py", '"step1"', '"load-invoice"')
    assert baseline_after("--update-baseline") == f"{BASELINE}: 29 entries, 0 added, 1 removed\n"
    team.must("git", "add", "--all")
    assert team.commit().status == 0
    team.must("git", "checkout", "--quiet", "main")
    team.must("git", "merge", "--quiet", "--no-edit", "colleague")
    assert ci().status == 0
    assert baseline_after("--update-baseline") == f"{BASELINE}: 27 entries, 0 added, 0 removed\n"

    # In the evening: what was mended comes back. Who goes past the hook does not get past the pipeline.
    edit(team, "shop/invoices.py", '"load-invoice"', '"step1"')
    assert team.commit().findings() == ["shop/invoices.py:13 SL105"]
    team.must("git", "commit", "--quiet", "--no-verify", "--message", "late")
    late = ci()
    assert (late.status, late.out.count("\n")) == (1, 1)
    assert late.out.startswith("shop/invoices.py:13:34: SL105 ")
    assert baseline_after("--update-baseline").endswith(": 27 entries, 0 added, 0 removed\n"), (
        "it never grows by itself"
    )
