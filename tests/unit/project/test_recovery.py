"""What comes to clauses, how they end, and what becomes of interrupts."""

from __future__ import annotations

import textwrap

import pytest

from steplint.project import Catch, Ending, Project, Region, Role, Sort, Workflow
from unit.project.projects import flow

BEFORE = """
import contextlib, httpx, sys
class ShopError(Exception): ...
class CardDeclined(ShopError): ...
class Gone(inngest.NonRetriableError): ...
def charge(): ...
def fail(error):
    raise inngest.NonRetriableError("failed") from error
def maybe_fail(error):
    if error.args:
        raise error
def post():
    httpx.post("https://example.com")
def post_translated():
    try:
        post()
    except httpx.HTTPError as error:
        raise CardDeclined from error
@contextlib.contextmanager
def quiet():
    try:
        yield
    except Exception:
        pass
"""
STEP = "await ctx.step.run('charge-card', charge)"


def workflow(body: str) -> Workflow:
    return flow(body, before=BEFORE)


def catches_of(made: Workflow) -> tuple[Project, list[Catch]]:
    assert made.definition.body is not None
    return made.project, list(made.project.catches.of(made.definition.body))


def only(body: str) -> tuple[Project, Catch]:
    project, [catch] = catches_of(workflow(body))
    return project, catch


def ending_of(
    handler: str, after: str = "", clause: str = "except Exception as error", sort: Sort = Sort.STEP
) -> Ending:
    """How the clause of a `try` around a step ends."""
    body = f"try:\n    {STEP}\n{clause}:\n{textwrap.indent(textwrap.dedent(handler), '    ')}\n{textwrap.dedent(after)}"
    project, catch = only(body)
    return project.catches.ending(catch, sort)


ENDINGS = [
    # the clause, what follows the statement, whether the same is always raised, whether the workflow can end
    ("raise", "", True, False),
    ("raise error", "", True, False),
    ("print(error)\nraise error from None", "", True, False),
    ("raise RuntimeError('failed') from error", "", False, False),
    ("pass", "", False, True),
    ("return None", "", False, True),
    ("if ctx.attempt:\n    raise", "", False, True),
    ("if ctx.attempt:\n    raise\nelse:\n    raise", "", True, False),
    ("fail(error)", "", False, False),
    ("maybe_fail(error)", "", False, True),
    ("if isinstance(error, Exception):\n    raise", "", True, False),
    ("if not isinstance(error, inngest.StepError):\n    raise", "", False, True),
    ("problem = error", "if problem:\n    raise problem", False, False),
    ("problem = str(error)", "if problem is not None:\n    raise RuntimeError(problem)", False, False),
    ("problem = None", "if problem is not None:\n    raise RuntimeError(problem)", False, True),
    ("done = False", "if not done:\n    raise RuntimeError('failed')", False, False),
    ("failed.append(1)", "if failed:\n    raise RuntimeError('failed')", False, False),
    ("failed.append(1)", "if not failed:\n    raise RuntimeError('failed')", False, True),
    ("problem = error", "problem = ctx.attempt\nif problem:\n    raise RuntimeError('failed')", False, True),
]


@pytest.mark.parametrize(("handler", "after", "same", "goes_on"), ENDINGS, ids=[f"{e[0]} / {e[1]}" for e in ENDINGS])
def test_how_a_clause_ends(handler: str, after: str, same: bool, goes_on: bool) -> None:
    ending = ending_of(handler, after)
    assert (ending.always_raises_same, ending.goes_on) == (same, goes_on)


def test_what_an_interrupt_is_no_instance_of() -> None:
    handler = "if not isinstance(error, Exception):\n    raise\nprint(error)"
    clause = "except BaseException as error"
    assert ending_of(handler, clause=clause, sort=Sort.INTERRUPT).always_raises_same
    assert ending_of(handler, clause=clause, sort=Sort.STEP).goes_on


def test_a_clause_in_a_loop_goes_on_with_it() -> None:
    project, catch = only(
        f"for item in ctx.event.data['items']:\n    try:\n        {STEP}\n    except Exception:\n        continue"
    )
    assert project.catches.ending(catch, Sort.STEP).stays_in_loop
    project, catch = only(
        f"for item in ctx.event.data['items']:\n    try:\n        {STEP}\n    except Exception:\n        break"
    )
    assert not project.catches.ending(catch, Sort.STEP).stays_in_loop


COMING = [
    # what is tried, the clause, the sorts that come to it
    (STEP, "except Exception", {Sort.STEP}),
    (STEP, "except BaseException", {Sort.STEP, Sort.INTERRUPT}),
    (STEP, "except", {Sort.STEP, Sort.INTERRUPT}),
    (STEP, "except inngest.StepError", {Sort.STEP}),
    (STEP, "except ValueError", set()),
    (STEP, "except Gone", set()),
    ("await ctx.step.sleep('wait', 60_000)", "except Exception", set()),
    ("post()", "except Exception", {Sort.FAILURE}),
    ("post()", "except httpx.HTTPError", {Sort.FAILURE}),
    ("post()", "except ShopError", set()),
    ("post()", "except inngest.StepError", set()),
    ("post_translated()", "except ShopError", {Sort.FAILURE, Sort.OTHER}),
    ("post_translated()", "except CardDeclined", {Sort.FAILURE, Sort.OTHER}),
    ("post_translated()", "except httpx.HTTPError", set()),
    ("with contextlib.suppress(Exception):\n    post()", "except Exception", set()),
    ("with contextlib.suppress(ValueError):\n    post()", "except Exception", {Sort.FAILURE}),
    ("with quiet():\n    post()", "except Exception", set()),
    ("raise inngest.RetryAfterError('later', 60_000)", "except Exception", {Sort.RETRY_AFTER}),
    ("raise Gone('gone')", "except Exception", {Sort.NON_RETRIABLE}),
    ("fail(None)", "except inngest.NonRetriableError", {Sort.NON_RETRIABLE}),
    ("try:\n    post()\nexcept httpx.HTTPError:\n    raise", "except Exception", {Sort.FAILURE}),
    ("try:\n    post()\nexcept httpx.HTTPError:\n    pass", "except Exception", set()),
    ("try:\n    post()\nfinally:\n    print()", "except Exception", {Sort.FAILURE}),
    ("try:\n    post()\nexcept ValueError:\n    pass", "except Exception", {Sort.FAILURE}),
]


@pytest.mark.parametrize(("tried", "clause", "sorts"), COMING, ids=[f"{c[0]} / {c[1]}" for c in COMING])
def test_what_comes_to_a_clause(tried: str, clause: str, sorts: set[Sort]) -> None:
    body = f"try:\n{textwrap.indent(tried, '    ')}\n{clause}:\n    print('outer')"
    _, catches = catches_of(workflow(body))
    last = max(catches, key=lambda catch: catch.place)
    assert {thrown.sort for thrown in last.thrown} == sorts


SWALLOWED = [
    (f"try:\n    {STEP}\nexcept:\n    pass", 1),
    (f"try:\n    {STEP}\nexcept:\n    raise", 0),
    (f"try:\n    {STEP}\nfinally:\n    return", 1),
    (f"try:\n    {STEP}\nfinally:\n    for item in 'ab':\n        break", 0),
    (f"for item in 'ab':\n    try:\n        {STEP}\n    finally:\n        continue", 1),
    (f"with contextlib.suppress(BaseException):\n    {STEP}", 1),
    (f"with quiet():\n    {STEP}", 0),
    (f"try:\n    try:\n        {STEP}\n    except BaseException:\n        raise\nexcept:\n    pass", 1),
    (f"try:\n    pass\nexcept:\n    {STEP}", 0),
    (f"try:\n    pass\nfinally:\n    {STEP}", 0),
]


@pytest.mark.parametrize(("body", "count"), SWALLOWED, ids=[body for body, _ in SWALLOWED])
def test_swallowed_interrupts(body: str, count: int) -> None:
    assert len(list(workflow(body).swallowed_interrupts())) == count


ROLES = [
    ("return httpx.post('u').json()", "return None", "return handler()", Role.RESULT),
    ("found = httpx.post('u').json()", "found = None", "return handler()", Role.PART),
    ("return httpx.post('u').json()", "return None", "rows = handler()\nreturn {'rows': rows}", Role.RESULT),
    ("return httpx.post('u').json()", "return None", "handler()\nreturn 1", Role.ASIDE),
    ("return httpx.post('u').json()", "return None", "return charge(handler())", Role.ASIDE),
]


@pytest.mark.parametrize(("tried", "handler", "caller", "role"), ROLES, ids=[r[3].value + " " + r[2] for r in ROLES])
def test_what_a_failure_is_to_the_step(tried: str, handler: str, caller: str, role: Role) -> None:
    after = "\nhttpx.put('u')\nreturn found" if "found" in tried else ""
    before = (
        f"def handler():\n    try:\n        {tried}\n    except Exception:\n        {handler}"
        + textwrap.indent(after, "    ")
        + f"\ndef run():\n{textwrap.indent(caller, '    ')}\n"
    )
    made = flow("await ctx.step.run('fetch-rows', run)", before=BEFORE + before)
    [(reached, catch)] = list(made.catches(Region.STEP))
    ending = made.project.catches.ending(catch, Sort.FAILURE)
    assert made.project.catches.role(reached, catch, ending) is role
