"""`--coverage` says what a run could not look into."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

Write = Callable[..., Path]

FLOWS = """\
import inngest
import mystery
from app.lost import handler
from app.notes import note

client = inngest.Inngest(app_id="app")


@client.create_function(fn_id="welcome", trigger=inngest.TriggerEvent(event="user/created"))
async def welcome(ctx: inngest.Context) -> None:
    name = ctx.run_id
    nowhere.whatever(name)
    await mystery.call()
    await ctx.step.run("write-note", note)


gone = client.create_function(fn_id="gone", trigger=inngest.TriggerEvent(event="user/gone"))(handler)


async def tell(name: str, data: dict) -> None:
    await client.send(inngest.Event(name=name, data={"id": 1}))
    await client.send(inngest.Event(name="user/created", data=data))
"""
FILES = {
    "app/__init__.py": "",
    "app/flows.py": FLOWS,
    "app/notes.py": "def note() -> None: ...\n",
    "app/broken.py": "import inngest\ndef (:\n",
    "app/unused.py": "x = 1\n",
}


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "steplint", "check", "--isolated", "--coverage", *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_what_was_not_analysed_is_counted_by_reason(write_files: Write) -> None:
    write_files(FILES)
    coverage = json.loads(run("--output-format", "json").stdout)["coverage"]
    assert {key: value for key, value in coverage.items() if key != "gaps"} == {
        "files": 5,
        "read": 2,
        "calls": 3,
        "understood": 1,
        "events": 2,
    }
    assert [(gap["kind"], gap["path"], gap["line"], gap["name"]) for gap in coverage["gaps"]] == [
        ("unknown-event-data", "app/flows.py", 22, "user/created"),
        ("unknown-event-name", "app/flows.py", 21, "…"),
        ("unknown-library-call", "app/flows.py", 13, "mystery.call"),
        ("unknown-sdk-version", "app/flows.py", 1, "inngest"),
        ("unread-file", "app/broken.py", 1, "not valid Python"),
        ("unresolved-call", "app/flows.py", 12, "nowhere.whatever"),
        ("unresolved-handler", "app/flows.py", 17, "gone"),
    ]


APPLICATION = """\
import os
import inngest
import inngest.fast_api
from app.elsewhere import more

client = inngest.Inngest(app_id="rides")
other = inngest.Inngest(app_id=os.environ["APP"])


@client.create_function(fn_id=os.environ["ID"], trigger=inngest.TriggerEvent(event=os.environ["EVENT"]))
async def confirm(ctx: inngest.Context) -> None:
    await ctx.step.wait_for_event("wait-for-payment", event=os.environ["PAID"], timeout=60_000)
    await ctx.step.invoke("bill-trip", function=more)


@(client if os.environ["A"] else other).create_function(fn_id="a", trigger=inngest.TriggerCron(cron="0 3 * * *"))
async def purge(ctx: inngest.Context) -> None: ...


def start(app) -> None:
    inngest.fast_api.serve(app, client, [confirm, purge, more])
"""


def test_what_makes_rules_of_the_application_silent_is_counted(write_files: Write) -> None:
    write_files({"app/__init__.py": "", "app/flows.py": APPLICATION, "uv.lock": ""})
    gaps = json.loads(run("--output-format", "json").stdout)["coverage"]["gaps"]
    assert [(gap["kind"], gap["line"], gap["name"]) for gap in gaps if gap["kind"].startswith("unknown")] == [
        ("unknown-client", 17, "purge"),
        ("unknown-function-id", 11, "confirm"),
        ("unknown-listener", 12, "wait_for_event"),
        ("unknown-listener", 13, "invoke"),
        ("unknown-sdk-version", 1, "inngest"),
        ("unknown-served-list", 21, "…"),
        ("unknown-trigger", 11, "confirm"),
    ]
    setting = json.loads(run("--output-format", "json", "--config", "target-sdk = '0.5'").stdout)["coverage"]["gaps"]
    assert "unknown-sdk-version" not in {gap["kind"] for gap in setting}


def test_a_text_report_leaves_it_to_standard_error(write_files: Write) -> None:
    write_files(FILES)
    told = run("--output-format", "concise")
    assert "coverage:" not in told.stdout
    lines = told.stderr.splitlines()
    assert (
        "coverage: 2 of 5 files read (workflows and events lead to no other), 1 of 3 calls in workflows understood"
        in (lines[0].rpartition(", ")[0])
    )
    assert "  1 calls in workflows of something that is not known:" in lines
    assert "    app/flows.py:12:5: nowhere.whatever" in lines


def test_without_the_flag_nothing_is_said(write_files: Write) -> None:
    write_files(FILES)
    plain = subprocess.run(
        [sys.executable, "-m", "steplint", "check", "--isolated", "--output-format", "json"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert "coverage" not in json.loads(plain.stdout)
