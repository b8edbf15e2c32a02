"""Small samples of what `tests/fuzz.py` does for hours."""

from __future__ import annotations

import ast
import hashlib
import sys
import sysconfig
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from property.checks import as_workflows, check
from property.programs import project_of
from property.syntax import module_of

IMPORTED_IN_CIRCLES = {
    "flows.py": "import inngest\nfrom helpers import Model\nclient = inngest.Inngest(app_id='app')\n\n\n"
    "@client.create_function(fn_id='a', trigger=inngest.TriggerEvent(event='trip/created'))\n"
    "async def load(ctx):\n    trip: Model = Model.model_validate(ctx.event.data)\n    helpers(trip)\n",
    "helpers.py": "from flows import Model\n",
}
SMALL = 12_000
"""Bytes of an installed file that the suite looks at."""


@pytest.mark.parametrize("seed", range(6))
def test_random_projects(seed: int) -> None:
    sources = project_of(seed)
    assert sources == project_of(seed)
    for text in sources.values():
        ast.parse(text)
    check(sources, reports=seed == 0)


def test_the_random_projects_have_something_to_find() -> None:
    found = {finding.code for seed in range(8, 14) for finding in check(project_of(seed), reports=False).findings}
    assert len(found) >= 5


@settings(max_examples=15, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 2**32))
def test_random_python(seed: int) -> None:
    check({"flows.py": module_of(seed, nodes=200)}, reports=False)


def test_a_sample_of_what_is_installed() -> None:
    """Files picked by the hash of their content, so that the sample is another one where other things are installed."""
    checked = 0
    for path in sorted(Path(sysconfig.get_path("purelib")).rglob("*.py")):
        data = path.read_bytes()
        if not 200 < len(data) < SMALL or int(hashlib.sha256(data).hexdigest(), 16) % 250:
            continue
        try:
            text = as_workflows(data.decode("utf-8"))
        except (UnicodeDecodeError, SyntaxError):
            continue
        check({"flows.py": text}, reports=False)
        checked += 1
        if checked == 12:
            break
    assert checked or not sys.prefix


def test_names_imported_in_circles() -> None:
    """Two modules that import a name from each other: met by a random project, an endless recursion then."""
    check(IMPORTED_IN_CIRCLES)


def test_helpers_that_send_and_all_call_each_other() -> None:
    """The ways from one to another multiply with each call between: met by a random project that took minutes."""
    lines = ["import inngest", "client = inngest.Inngest(app_id='app')"]
    for number in range(7):
        lines += ["", f"async def f{number}(data):", "    await client.send(inngest.Event(name=data, data=data))"]
        lines += [f"    await f{other}([data, {other}])" for other in range(7) for place in range(3)]
    check({"flows.py": "\n".join(lines) + "\n"}, reports=False)


def test_a_function_of_a_body_that_calls_itself() -> None:
    """Handlers inside a workflow that name themselves or each other: what they take from it never came to an end."""
    check(
        {
            "flows.py": "import inngest\nclient = inngest.Inngest(app_id='app')\n\n\n"
            "@client.create_function(fn_id='a', trigger=inngest.TriggerEvent(event='trip/created'))\n"
            "async def load(ctx):\n"
            "    async def again(row):\n        return await again(row) if row else await other(row)\n\n"
            "    async def other(row):\n        return await again(row)\n\n"
            "    down = lambda row: down(row) if row else 0\n"
            "    await ctx.step.run('load the trip', again)\n"
            "    await ctx.step.run('load another', down)\n"
        }
    )
