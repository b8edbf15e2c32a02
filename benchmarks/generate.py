"""Writes workflow modules of a realistic kind: about 200 lines each, with helpers two modules away.

A module depends on the seed and its own number only, so that a tree of 400 modules starts with the tree of 200.

    python -m benchmarks.generate FOLDER --modules 1000 --seed 1
"""

from __future__ import annotations

import argparse
import random
import textwrap
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

AREA_SIZE = 20
"""Workflow modules that share the helpers of one area."""

PACKAGE = "workshop"
"""The package that holds the helpers, which workflow modules import by their full names wherever they lie."""

_THINGS = "invoice trip order booking driver payment ticket shipment refund account document report".split()
_PEOPLE = "rider driver owner customer partner manager".split()
_EVENTS = "created confirmed cancelled finished updated approved rejected expired".split()
_FIELDS = "amount currency email status region priority note reference".split()
_REGIONS = "north south east west central".split()

CORE: dict[str, str] = {
    "__init__.py": '"""A company that lives on events."""\n',
    "client.py": '''
        """The one client of the company."""

        import logging

        import inngest

        client = inngest.Inngest(app_id="workshop", logger=logging.getLogger("workshop"))
    ''',
    "mail.py": '''
        """The only door to the mail vendor."""

        import asyncio

        import resend

        SENDER = "Workshop <post@example.com>"


        async def deliver(to: str, subject: str, html: str) -> str:
            """Send one e-mail and return the vendor's id for it."""
            message = {"from": SENDER, "to": [to], "subject": subject, "html": html}
            sent = await asyncio.to_thread(resend.Emails.send, message)
            return sent["id"]
    ''',
    "store.py": '''
        """Rows in and out of the database."""

        import os
        from typing import Any

        from sqlalchemy import text
        from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine

        engine = create_async_engine(os.environ.get("DATABASE_URL", "postgresql+asyncpg://localhost/workshop"))
        get_session = async_sessionmaker(engine, expire_on_commit=False)


        async def load_row(table: str, key: str) -> dict[str, Any]:
            """Read one row."""
            async with get_session() as session:
                result = await session.execute(text(f"select * from {table} where id = :key"), {"key": key})
                return dict(result.mappings().one())


        async def save_row(table: str, key: str, values: dict[str, Any]) -> str:
            """Write the values of one row."""
            async with get_session() as session:
                columns = ", ".join(f"{name} = :{name}" for name in sorted(values))
                await session.execute(text(f"update {table} set {columns} where id = :key"), {**values, "key": key})
                await session.commit()
            return key


        async def list_rows(table: str, status: str) -> list[dict[str, Any]]:
            """Read the rows that are in a status."""
            async with get_session() as session:
                result = await session.execute(text(f"select * from {table} where status = :s"), {"s": status})
                return [dict(row) for row in result.mappings()]
    ''',
    "outside.py": '''
        """Other companies' services."""

        from typing import Any

        import httpx
        import stripe

        BASE = "https://partners.example.com"


        async def ask(path: str, **parameters: Any) -> dict[str, Any]:
            """What a partner answers."""
            async with httpx.AsyncClient(base_url=BASE) as session:
                response = await session.get(path, params=parameters)
                response.raise_for_status()
                return response.json()


        async def tell(path: str, body: dict[str, Any]) -> int:
            """Hand something to a partner."""
            async with httpx.AsyncClient(base_url=BASE) as session:
                response = await session.post(path, json=body)
                return response.status_code


        async def charge(reference: str, cents: int, currency: str) -> str:
            """Charge an amount and return the payment's id."""
            intent = await stripe.PaymentIntent.create_async(
                amount=cents, currency=currency, idempotency_key=reference
            )
            return intent.id
    ''',
}


def generate(count: int, *, seed: int, folder_of: Callable[[int], str] | None = None) -> Iterator[tuple[str, str]]:
    """The files of a tree with `count` workflow modules, as pairs of path and text.

    `folder_of` says in which folder the module of a number lies, with `/` between its parts; without it the modules lie
    beside the helpers of their area.
    """
    for name, text in CORE.items():
        yield f"{PACKAGE}/{name}", textwrap.dedent(text).lstrip()
    for area in range((count + AREA_SIZE - 1) // AREA_SIZE):
        yield f"{_area_folder(area)}/__init__.py", f'"""Area {area}."""\n'
        yield f"{_area_folder(area)}/helpers.py", _helpers(random.Random(f"{seed}/area/{area}"), area)
    for number in range(count):
        folder = _area_folder(number // AREA_SIZE) if folder_of is None else folder_of(number)
        yield f"{folder}/flows_{number:04}.py", _Writer(random.Random(f"{seed}/module/{number}"), number).module()


def write(folder: Path, files: Iterable[tuple[str, str]]) -> list[str]:
    """Write files below a folder; their paths, sorted."""
    paths = []
    for path, text in files:
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
        paths.append(path)
    return sorted(paths)


def _quoted(words: Iterable[str]) -> list[str]:
    return [f'"{word}"' for word in sorted(words)]


def _area_folder(area: int) -> str:
    return f"{PACKAGE}/area_{area:03}"


def _helpers(chance: random.Random, area: int) -> str:
    """The helpers of an area: what its workflows call, on top of the doors in the core."""
    parts = [
        f'"""What the workflows of area {area} call."""',
        "from __future__ import annotations\n\nfrom typing import Any\n\n"
        f"from {PACKAGE} import mail, outside\nfrom {PACKAGE}.store import list_rows, load_row, save_row",
        f'REGION = "{chance.choice(_REGIONS)}"',
    ]
    for thing in _THINGS:
        person, field = chance.choice(_PEOPLE), chance.choice([name for name in _FIELDS if name != "region"])
        parts.append(
            f'''
async def load_{thing}({thing}_id: str) -> dict[str, Any]:
    """Read one {thing}."""
    row = await load_row("{thing}s", {thing}_id)
    return {{**row, "region": row.get("region", REGION), "{field}": row.get("{field}")}}


async def save_{thing}({thing}_id: str, **values: Any) -> str:
    """Write what changed of one {thing}."""
    known = {{name: value for name, value in values.items() if value is not None}}
    return await save_row("{thing}s", {thing}_id, known)


async def open_{thing}s() -> list[dict[str, Any]]:
    """Read the {thing}s that wait."""
    rows = await list_rows("{thing}s", "open")
    return sorted(rows, key=lambda row: row["{field}"] or "")


async def mail_{thing}({thing}: dict[str, Any], subject: str) -> str:
    """Tell the {person} about one {thing}."""
    lines = [f"<li>{{name}}: {{value}}</li>" for name, value in sorted({thing}.items())]
    return await mail.deliver({thing}["email"], subject, "<ul>" + "".join(lines) + "</ul>")


async def settle_{thing}({thing}: dict[str, Any]) -> str:
    """Charge what a {thing} costs."""
    cents = round({thing}.get("amount", 0) * 100)
    if cents <= 0:
        return ""
    return await outside.charge({thing}["id"], cents, {thing}.get("currency", "eur"))


async def publish_{thing}({thing}: dict[str, Any], region: str = REGION) -> int:
    """Hand a {thing} to the partner of a region."""
    return await outside.tell(f"/{{region}}/{thing}s", {{"id": {thing}["id"], "{field}": {thing}.get("{field}")}})'''
        )
    return "\n\n\n".join(part.strip("\n") for part in parts) + "\n"


class _Writer:
    """Writes one workflow module."""

    def __init__(self, chance: random.Random, number: int) -> None:
        self._chance = chance
        self._number = number
        self._things = chance.sample(_THINGS, 3)

    def module(self) -> str:
        """The module's text."""
        workflows = [self._workflow(index, thing) for index, thing in enumerate(self._things)]
        plain = [self._plain(thing) for thing in self._things]
        parts = [self._head("".join(workflows)), self._record(), *plain, *workflows, self._list()]
        return "\n\n\n".join(part.strip("\n") for part in parts) + "\n"

    def _head(self, workflows: str) -> str:
        helpers = {f"{verb}_{thing}" for thing in self._things for verb in ("load", "save", "settle")}
        names = sorted(name for name in helpers if f" {name}" in workflows)
        area = self._number // AREA_SIZE
        return f'''
"""Workflows {self._number}: {", ".join(self._things)}."""

from __future__ import annotations

import datetime
import logging
from dataclasses import dataclass, field
from typing import Any

import inngest

from {PACKAGE}.area_{area:03} import helpers
from {PACKAGE}.area_{area:03}.helpers import (
{textwrap.indent("".join(f"{name},{chr(10)}" for name in names), "    ")})
from {PACKAGE}.client import client

logger = logging.getLogger(__name__)

PAUSE = datetime.timedelta(seconds={self._chance.choice((45, 60, 90))})
LIMIT = {self._chance.randrange(10, 500, 10)}
REGIONS = ({", ".join(_quoted(self._chance.sample(_REGIONS, 3)))})
'''

    def _record(self) -> str:
        fields = self._chance.sample(_FIELDS, 4)
        lines = "\n".join(f'    {name}: str = "{self._chance.choice(_REGIONS)}"' for name in fields)
        return f'''
@dataclass
class Summary:
    """What one run has come to."""

    done: int = 0
    failed: list[str] = field(default_factory=list)
{lines}

    def add(self, reference: str, *, worked: bool) -> None:
        """Count one more."""
        if worked:
            self.done += 1
        else:
            self.failed.append(reference)

    def as_dict(self) -> dict[str, Any]:
        """The summary as JSON values."""
        return {{"done": self.done, "failed": sorted(self.failed), "{fields[0]}": self.{fields[0]}}}
'''

    def _plain(self, thing: str) -> str:
        """A function that no workflow needs for more than arithmetic."""
        first, second = self._chance.sample(_FIELDS, 2)
        return f'''
def rank_{thing}s(rows: list[dict[str, Any]], *, limit: int = LIMIT) -> list[dict[str, Any]]:
    """The {thing}s in the order of their {first}, the most urgent first."""
    ranked = []
    for row in rows:
        weight = len(str(row.get("{first}", ""))) * {self._chance.randrange(2, 9)}
        if row.get("{second}") in REGIONS:
            weight += {self._chance.randrange(10, 99)}
        elif not row.get("{second}"):
            continue
        ranked.append((weight, row["id"], row))
    ranked.sort(key=lambda entry: (-entry[0], entry[1]))
    return [row for _, _, row in ranked[:limit]]
'''

    def _workflow(self, index: int, thing: str) -> str:
        event = self._chance.choice(_EVENTS)
        body = [self._charge, self._loop, self._wait][index % 3](thing)
        handled = self._chance.random() < 0.8
        if handled:
            body = f"""
try:
{textwrap.indent(body.strip(chr(10)), "    ")}
except inngest.StepError as error:
    logger.error("{thing} not {event}: %s", error)
    raise
"""
        return f'''
@client.create_function(
    fn_id="{thing}-{event}-{self._number}-{index}",
    trigger=inngest.TriggerEvent(event="{thing}/{event}"),
    retries={self._chance.randrange(1, 6)},
)
async def {thing}_{event}(ctx: inngest.Context) -> dict[str, Any]:
    """What follows when {"an" if thing[0] in "aeiou" else "a"} {thing} is {event}."""
    {"data = ctx.event.data" if "data[" in body else "logger.info(ctx.run_id)"}
    summary = Summary()
{textwrap.indent(body.strip(chr(10)), "    ")}
    return summary.as_dict()
'''

    def _charge(self, thing: str) -> str:
        first = self._chance.choice(_FIELDS)
        direct = self._chance.random() < 0.2
        publish = (
            f"await helpers.publish_{thing}({thing})"
            if direct
            else f'await ctx.step.run("publish-{thing}", helpers.publish_{thing}, {thing})'
        )
        return f'''
{thing} = await ctx.step.run("load-{thing}", load_{thing}, data["{thing}_id"])
if {thing}["{first}"] is None or {thing}["region"] not in REGIONS:
    logger.info("nothing to do for %s", {thing}["id"])
    return summary.as_dict()
payment = await ctx.step.run("settle-{thing}", settle_{thing}, {thing})
summary.add({thing}["id"], worked=bool(payment))

async def close() -> str:
    return await save_{thing}({thing}["id"], status="closed", note=payment)

await ctx.step.run("close-{thing}", close)
{publish}
'''

    def _loop(self, thing: str) -> str:
        waits = self._chance.random() < 0.7
        pause = (
            """
    if index < len(rows) - 1:
        await ctx.step.sleep(f"pause-{row['id']}", PAUSE)
"""
            if waits
            else ""
        )
        return f"""
waiting = await ctx.step.run("list-{thing}s", helpers.open_{thing}s)
rows = rank_{thing}s(waiting)
for index, row in enumerate(rows):
    await ctx.step.run(f"mail-{{row['id']}}", helpers.mail_{thing}, row, "Your {thing}")
    summary.add(row["id"], worked=True)
{pause.strip(chr(10))}
"""

    def _wait(self, thing: str) -> str:
        event, person = self._chance.choice(_EVENTS), self._chance.choice(_PEOPLE)
        return f'''
{thing} = await ctx.step.run("load-{thing}", load_{thing}, data["{thing}_id"])
answer = await ctx.step.wait_for_event(
    "wait-for-{person}",
    event="{thing}/{event}",
    if_exp="event.data.{thing}_id == async.data.{thing}_id",
    timeout=datetime.timedelta(days={self._chance.randrange(1, 30)}),
)
if answer is None:
    await ctx.step.run("remind-{person}", helpers.mail_{thing}, {thing}, "Still waiting")
    await ctx.step.sleep("last-chance", PAUSE)
await ctx.step.send_event(
    "tell-others",
    inngest.Event(name="{thing}/answered", data={{"{thing}_id": {thing}["id"], "answered": answer is not None}}),
)
await ctx.step.run("save-{thing}", save_{thing}, {thing}["id"])
summary.add({thing}["id"], worked=answer is not None)
'''

    def _list(self) -> str:
        return f'''
def describe() -> dict[str, Any]:
    """What this module offers, for the page of the people who run it."""
    return {{
        "number": {self._number},
        "regions": list(REGIONS),
        "pause": PAUSE.total_seconds(),
        "things": [{", ".join(_quoted(self._things))}],
    }}
'''


def main() -> None:
    """Write a tree."""
    parser = argparse.ArgumentParser(description="Write a tree of workflow modules.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--modules", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    paths = write(arguments.folder, generate(arguments.modules, seed=arguments.seed))
    print(f"{len(paths)} files in {arguments.folder}")


if __name__ == "__main__":
    main()
