"""Every option of the settings changes what a run says: each has a case here, and one that has none fails."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from click.testing import CliRunner

from steplint.cli.check import check
from steplint.diagnostics import SteplintError
from steplint.rule import installed_rules
from steplint.rule.reference import all_options

Write = Callable[..., Path]

HEAD = """\
import datetime
import inngest
import smtplib
from app.mail import deliver, tell

client = inngest.Inngest(app_id="app")


@client.create_function(fn_id="welcome", trigger=inngest.TriggerEvent(event="user/created"){handler})
async def welcome(ctx: inngest.Context) -> None:
"""


def flow(*body: str, handler: str = ", on_failure=None") -> str:
    return HEAD.format(handler=handler) + "".join(f"    {line}\n" for line in body)


def guarded(*body: str) -> str:
    return flow("try:", *(f"    {line}" for line in body), "except inngest.StepError:", "    raise")


STEP1 = guarded('await ctx.step.run("step1", deliver, 1)')
UNSURE = guarded('await ctx.step.run("finalize", deliver, 1)')
"""Of low confidence."""
TWO_MAILS = guarded(
    'await ctx.step.run("mail-user", smtplib.SMTP("x").sendmail, 1)',
    'await ctx.step.sleep("mail-delay", datetime.timedelta(seconds=50))',
    'await ctx.step.run("mail-team", smtplib.SMTP("x").sendmail, 1)',
)
ANNOUNCED = guarded('await ctx.step.run("mail-user", deliver, 1)', 'await ctx.step.run("tell-user", tell, 1)')
HANDLED = flow('await ctx.step.run("mail-user", tell, 1)', handler=", on_failure=clean_up").replace(
    "\n\n@client", "\n\nasync def clean_up(ctx: inngest.Context) -> None:\n    ctx.logger.error('no')\n\n\n@client"
)
MAIL = """\
import smtplib

import requests


def deliver(to: str) -> None:
    print(to)


def tell(to: str) -> None:
    requests.post("https://example.com", json=to)
"""


@dataclass(frozen=True)
class Case:
    """Settings as `steplint.toml`, the flows they are tried on, and what a run says without and with them.

    The flows are checked with few rules, which `common.toml` selects, so that new ones have no say here. What is said
    are the status and, for each finding, file, code and severity; or the message of an error.
    """

    settings: str
    before: tuple[object, ...]
    after: tuple[object, ...]
    flows: str = STEP1
    more: dict[str, str] = field(default_factory=dict)


SENDING = (
    STEP1.replace('"step1"', '"mail-user"')
    + """

async def leave(user_id: str) -> None:
    await client.send(inngest.Event(name="user/left", data={"id": user_id}))
"""
)
EVENT_RULES = {"common.toml": 'select = ["SL004", "SL104"]'}

COMMON = 'select = ["SL001", "SL002", "SL003", "SL102", "SL105"]\n'
SL105 = "app/flows.py SL105 mandatory"
SL105_OLD = "app/old.py SL105 mandatory"
OLD = {"app/old.py": STEP1}

CASES: dict[str, Case] = {
    "extend": Case(
        'extend = "base.toml"', (1, SL105), (0,), more={"base.toml": 'select = ["SL105"]\nignore = ["SL105"]'}
    ),
    "required-version": Case(
        'required-version = ">=99"',
        (1, SL105),
        ("steplint.toml:2: these settings are for steplint >=99, and this is 0.1.0",),
    ),
    "select": Case('select = ["critical"]', (1, SL105), (0,)),
    "extend-select": Case('extend-select = ["SL105"]', (0,), (1, SL105), more={"common.toml": 'select = ["critical"]'}),
    "cache-dir": Case('cache-dir = "app"', (1, SL105), ("steplint.toml:2: app is there and is no cache of steplint",)),
    "ignore": Case('ignore = ["undescriptive-step-name"]', (1, SL105), (0,)),
    "per-file-ignores": Case('per-file-ignores = { "old.py" = ["SL1"] }', (1, SL105, SL105_OLD), (1, SL105), more=OLD),
    "severity": Case('severity.SL105 = "advisory"', (1, SL105), (0, "app/flows.py SL105 advisory")),
    "min-severity": Case('min-severity = "critical"', (1, SL105), (0,)),
    "min-confidence": Case('min-confidence = "low"', (0,), (1, SL105), flows=UNSURE),
    "fail-on": Case('fail-on = "critical"', (1, SL105), (0, SL105)),
    "exclude": Case('exclude = ["old.py"]', (1, SL105, SL105_OLD), (1, SL105), more=OLD),
    "extend-exclude": Case('extend-exclude = ["app/o*.py"]', (1, SL105, SL105_OLD), (1, SL105), more=OLD),
    "respect-gitignore": Case(
        "respect-gitignore = false", (1, SL105), (1, SL105, SL105_OLD), more={**OLD, ".gitignore": "old.py\n"}
    ),
    "max-file-size": Case('max-file-size = "100B"', (1, SL105), (0,)),
    "min-email-delay": Case('min-email-delay = "1m"', (0,), (1, "app/flows.py SL102 mandatory"), flows=TWO_MAILS),
    "error-handling": Case('error-handling = ["try"]', (0,), (1, "app/flows.py SL003 critical"), flows=HANDLED),
    "effects": Case(
        'effects.notification = ["app.mail.tell"]', (0,), (1, "app/flows.py SL001 critical"), flows=ANNOUNCED
    ),
    "clear": Case(
        'clear = ["smtplib.SMTP().sendmail"]',
        (1, "app/flows.py SL002 critical"),
        (0,),
        flows=TWO_MAILS.replace("step.sleep", "step.none"),
    ),
    "server-actions": Case(
        'server-actions = ["app/actions/**"]',
        (0,),
        (1, "app/flows.py SL104 mandatory"),
        flows=SENDING,
        more=EVENT_RULES,
    ),
    "target-sdk": Case(
        'target-sdk = "0.4"',
        (0,),
        (1, "app/flows.py SL403 critical"),
        more={"common.toml": 'select = ["SL403"]\n'},
    ),
    "events": Case(
        'events."user/left".required = ["user_id"]',
        (0,),
        (1, "app/flows.py SL004 critical"),
        flows=SENDING,
        more=EVENT_RULES,
    ),
    "require-reason": Case(
        "require-reason = true",
        (0,),
        (1, "app/flows.py SL904 mandatory"),
        flows=STEP1.replace("deliver, 1)", "deliver, 1)  # steplint: ignore[SL105]"),
        more={"common.toml": 'select = ["SL105", "SL904"]'},
    ),
    "rules": Case("rules.undescriptive-step-name.pattern = 'mail\\d'", (0,), (1, SL105, SL105), flows=ANNOUNCED),
    "rules.undescriptive-step-name.generic-words": Case(
        'rules.undescriptive-step-name.generic-words = ["user", "tell", "mail"]',
        (0,),
        (1, SL105, SL105),
        flows=ANNOUNCED,
    ),
    "rules.undescriptive-step-name.pattern": Case(
        "rules.undescriptive-step-name.pattern = 'mail-[a-z]+'", (0,), (1, SL105), flows=ANNOUNCED
    ),
}


def said(*arguments: str) -> tuple[object, ...]:
    try:
        run = CliRunner().invoke(
            check, ["--output-format", "json", *arguments], standalone_mode=False, catch_exceptions=False
        )
    except SteplintError as error:
        return (error.message,)
    findings = json.loads(run.stdout)["findings"]
    return (run.return_value, *(f"{f['path']} {f['code']} {f['severity']}" for f in findings))


@pytest.mark.parametrize("name", [page.name for page in all_options(installed_rules())])
def test_an_option_changes_what_a_run_says(write_files: Write, name: str) -> None:
    assert name in CASES, f"`{name}` needs a case that shows what it changes"
    case = CASES[name]
    files = {"app/__init__.py": "", "app/mail.py": MAIL, "app/flows.py": case.flows, "common.toml": COMMON, **case.more}
    common = "extend = 'common.toml'\n"
    root = write_files({**files, "steplint.toml": common})
    assert said() == case.before
    settings = case.settings if name == "extend" else common + case.settings
    (root / "steplint.toml").write_text(settings, encoding="utf-8")
    assert said() == case.after
    assert case.before != case.after


def test_every_case_is_of_an_option() -> None:
    assert set(CASES) == {page.name for page in all_options(installed_rules())}
