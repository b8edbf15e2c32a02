"""What the calls of a workflow come to: steps, effects, project functions, unknown things."""

from __future__ import annotations

import msgspec
import pytest

from steplint.project import Invocation, Manner, Site, Workflow
from steplint.settings import default_settings
from unit.project.projects import FLOW, MAIN, flow, make

MAIL = """
import functools, asyncio, httpx, requests, resend
from functools import partial
def send_email(to, subject=""): ...
def deliver(to): resend.Emails.send({"to": to})
class Mailer:
    def post(self, to): resend.Emails.send(to)
    def __call__(self, to): resend.Emails.send(to)
mailer = Mailer()
URL = "https://api.resend.com/emails"
"""


def sites(workflow: Workflow) -> list[Site]:
    """The sites of the workflow's own frame."""
    return [site for reached, site in workflow.calls() if not reached.path]


def run_of(invocation: Invocation) -> str:
    target = invocation.frame.function.qualname if invocation.frame is not None else ""
    effect = str(invocation.effect.kind) if invocation.effect is not None else ""
    return f"{invocation.manner} {target or effect}"


def runs(body: str) -> list[str]:
    return [run_of(i) for site in sites(flow(body, before=MAIL)) for i in site.invocations]


def mails(body: str, before: str = MAIL) -> int:
    """How many places of a workflow, helpers included, send an e-mail."""
    return sum(effect.kind == "email" for *_, effect in flow(body, before=before).effects())


HANDLERS = [
    pytest.param("await ctx.step.run('a', deliver, 'x')", ["step deliver"], id="a name with arguments"),
    pytest.param("await ctx.step.run('a', handler=deliver)", ["step deliver"], id="by keyword"),
    pytest.param("await ctx.step.run('a', lambda: deliver('x'))", ["step under_test.<lambda>"], id="a lambda"),
    pytest.param("await ctx.step.run('a', partial(deliver, 'x'))", ["step deliver"], id="a partial"),
    pytest.param(
        "await ctx.step.run('a', functools.partial(partial(deliver), 'x'))", ["step deliver"], id="a partial of one"
    ),
    pytest.param("await ctx.step.run('a', mailer.post, 'x')", ["step Mailer.post"], id="a method"),
    pytest.param("await ctx.step.run('a', Mailer().post, 'x')", ["step Mailer.post"], id="of a new object"),
    pytest.param("await ctx.step.run('a', mailer, 'x')", ["step Mailer.__call__"], id="a callable object"),
    pytest.param("await ctx.step.run('a', send_email, 'x')", ["step email"], id="the card's name"),
    pytest.param("await ctx.step.run('a', resend.Emails.send, {})", ["step email"], id="a vendor's call"),
    pytest.param("await ctx.step.run('a', asyncio.to_thread, deliver, 'x')", ["step deliver"], id="through to_thread"),
    pytest.param("step = ctx.step\nawait step.run('a', deliver)", ["step deliver"], id="a step by name"),
    pytest.param("run = ctx.step.run\nawait run('a', deliver)", ["step deliver"], id="a step's method by name"),
    pytest.param("def f(): ...\nawait ctx.step.run('a', f)", ["step under_test.f"], id="a nested function"),
    pytest.param(
        "f = deliver if ctx.x else send_email\nawait ctx.step.run('a', f)",
        ["step deliver", "step email"],
        id="one of two",
    ),
    pytest.param("await ctx.step.sleep('a', 1)", [], id="a sleep runs nothing"),
    pytest.param("await ctx.step.run('a', unknown)", [], id="an unknown handler"),
    pytest.param("await ctx.step.run(*args)", [], id="a starred call"),
]


@pytest.mark.parametrize(("body", "expected"), HANDLERS)
def test_steps_and_their_handlers(body: str, expected: list[str]) -> None:
    workflow = flow(body, before=MAIL)
    [site] = [site for site in sites(workflow) if site.step is not None]
    assert [run_of(i) for i in site.invocations] == expected


@pytest.mark.parametrize(
    ("call", "kind"),
    [
        ("ctx.step.run('a', f)", "run"),
        ("ctx.step.sleep('a', 1)", "sleep"),
        ("ctx.step.sleep_until('a', t)", "sleep_until"),
        ("ctx.step.wait_for_event('a', event='x', timeout=1)", "wait_for_event"),
        ("ctx.step.send_event('a', e)", "send_event"),
        ("ctx.step.invoke('a', function=f)", "invoke"),
        ("ctx.step.invoke_by_id('a', function_id='f')", "invoke_by_id"),
        ("ctx.step.ai.infer('a', adapter=x, body={})", "ai.infer"),
        ("ctx.step.run(step_id='a', handler=f)", "run"),
    ],
)
def test_kinds_of_steps(call: str, kind: str) -> None:
    [site] = sites(flow(f"await {call}"))
    assert site.step is not None
    assert (site.step.kind.value, site.step.label) == (kind, "a")


@pytest.mark.parametrize(
    ("id_", "label"),
    [
        ("'a'", "a"),
        ("f'a-{ctx.run_id}'", "a-{…}"),
        ("load()", "…"),
        ("'a' if load() else 'b'", "a"),
        ("'a-%s' % load()", "a-{…}"),
    ],
)
def test_labels(id_: str, label: str) -> None:
    steps = [site.step for site in sites(flow(f"await ctx.step.run({id_}, f)")) if site.step is not None]
    assert [step.label for step in steps] == [label]


CALLS = [
    pytest.param("deliver('x')", ["called deliver"], id="a function"),
    pytest.param("send_email('x')", ["called email"], id="the card's name, not entered"),
    pytest.param("Mailer().post('x')", ["called Mailer.post"], id="a method"),
    pytest.param("mailer('x')", ["called Mailer.__call__"], id="an object called"),
    pytest.param("partial(deliver, 'x')()", ["called deliver"], id="a partial called"),
    pytest.param("await asyncio.to_thread(deliver, 'x')", ["called deliver"], id="a thread"),
    pytest.param(
        "await asyncio.get_running_loop().run_in_executor(None, deliver, 'x')", ["called deliver"], id="an executor"
    ),
    pytest.param("list(map(deliver, ctx.x))", ["called deliver"], id="map"),
    pytest.param("requests.get('https://example.com')", ["called http-read"], id="http"),
    pytest.param("print('x')", [], id="a builtin"),
    pytest.param("ctx.logger.info('x')", [], id="the logger"),
    pytest.param("unknown()", [], id="unknown"),
    pytest.param("ctx.event.data.get('x')", [], id="the payload"),
]


@pytest.mark.parametrize(("body", "expected"), CALLS)
def test_calls(body: str, expected: list[str]) -> None:
    assert runs(body) == expected


def test_map_calls_again_and_again() -> None:
    found = [i.repeats for site in sites(flow("list(map(deliver, ctx.x))", before=MAIL)) for i in site.invocations]
    assert found == [True]


VENDORS = [
    pytest.param("requests.post('https://api.resend.com/emails')", True, id="by address"),
    pytest.param("requests.post(URL, json={})", True, id="by constant"),
    pytest.param("requests.post(url=URL)", True, id="by keyword"),
    pytest.param("httpx.Client().post(f'https://api.mailgun.net/v3/{ctx.x}/messages')", True, id="a template"),
    pytest.param("requests.request('POST', URL)", True, id="request"),
    pytest.param("httpx.request(method='post', url=URL)", True, id="request by keyword"),
    pytest.param("requests.request('GET', URL)", False, id="another method"),
    pytest.param("requests.get(URL)", False, id="get"),
    pytest.param("requests.post('https://example.com')", False, id="another address"),
    pytest.param("requests.post(ctx.url)", False, id="an unknown address"),
    pytest.param("requests.post('https://api.resend.com/domains')", False, id="another endpoint"),
    pytest.param("httpx.AsyncClient(base_url='x').post(URL)", True, id="of a client with options"),
]


@pytest.mark.parametrize(("body", "is_mail"), VENDORS)
def test_mail_by_address(body: str, is_mail: bool) -> None:
    assert bool(mails(body)) is is_mail


CONFIDENCE = [
    pytest.param("from app.mail import send_email", "send_email()", "high", id="from a module that is not there"),
    pytest.param("def send_email(): ...", "send_email()", "high", id="of the project"),
    pytest.param("", "send_email()", "medium", id="bound nowhere"),
    pytest.param("", "ctx.mailer.send_email()", "low", id="a method of something"),
    pytest.param("import lib", "lib.Client().send_email()", "low", id="a method of a library's object"),
    pytest.param("from lib import send_welcome_email", "send_welcome_email()", "medium", id="by appearance"),
    pytest.param("", "send_welcome_email()", "medium", id="by appearance, bound nowhere"),
]


@pytest.mark.parametrize(("before", "body", "confidence"), CONFIDENCE)
def test_how_sure_an_effect_is(before: str, body: str, confidence: str) -> None:
    [effect] = [effect for *_, effect in flow(body, before=before).effects()]
    assert (effect.kind, effect.confidence.value) == ("email", confidence)


@pytest.mark.parametrize(
    ("before", "body"),
    [
        pytest.param("def send_welcome_email(): ...", "send_welcome_email()", id="a helper that sends nothing"),
        pytest.param("", "ctx.x.send_welcome_email()", id="a method by appearance only"),
        pytest.param("class A:\n    def send(self): ...", "A().send()", id="a project's own send"),
    ],
)
def test_no_effect(before: str, body: str) -> None:
    assert list(flow(body, before=before).effects()) == []


def test_names_of_the_settings() -> None:
    settings = msgspec.structs.replace(
        default_settings(), effects={"email": ("main.ring",)}, clear=("main.send_email",)
    )
    body = "ring()\nsend_email()"
    [effect] = [e for *_, e in flow(body, settings, before="def ring(): ...\ndef send_email(): ...").effects()]
    assert effect.name == "main.ring"


def test_what_could_not_be_resolved() -> None:
    workflow = flow("unknown(1)\nctx.thing.go()\nawait lib.fetch()\nlib.plain()", before="import lib")
    unknown = [site.unknown for site in sites(workflow)]
    unfound = [site.unfound for site in sites(workflow)]
    assert [name for name in unknown if name] == ["unknown"]
    assert [name for name in unfound if name] == ["lib.fetch"]


# Groups

GROUPS = [
    pytest.param("(lambda: deliver('a'), lambda: deliver('b'))", 2, id="lambdas"),
    pytest.param("tuple(lambda u=u: deliver(u) for u in ctx.x)", 1, id="a generator"),
    pytest.param(
        "[partial(ctx.step.run, 'a', deliver, 'x'), partial(ctx.step.run, 'b', deliver, 'y')]", 2, id="partials"
    ),
    pytest.param("ctx.unknown", 0, id="unknown"),
    pytest.param("()", 0, id="empty"),
]


@pytest.mark.parametrize(("group", "count"), GROUPS)
def test_parallel_groups(group: str, count: int) -> None:
    found = [
        invocation
        for site in sites(flow(f"await ctx.group.parallel({group})", before=MAIL))
        for invocation in site.invocations
        if invocation.parallel
    ]
    assert len(found) == count


def test_a_group_of_partials_is_a_group_of_steps() -> None:
    body = "await ctx.group.parallel((partial(ctx.step.run, 'a', deliver), partial(ctx.step.sleep, 'b', 5)))"
    [site] = [site for site in sites(flow(body, before=MAIL)) if site.steps]
    assert sorted(step.label for step in site.steps) == ["a", "b"]
    [invocation] = site.invocations
    assert invocation.manner is Manner.STEP


def test_a_group_from_a_comprehension_repeats() -> None:
    body = "await ctx.group.parallel(tuple(partial(ctx.step.run, f'a-{u}', deliver, u) for u in ctx.x))"
    [invocation] = [i for site in sites(flow(body, before=MAIL)) for i in site.invocations if i.parallel]
    assert invocation.repeats


# Code that runs without a call


def test_context_managers_run_their_methods() -> None:
    before = MAIL + "class M:\n    def __enter__(self): deliver(1)\n    def __exit__(self, *a): deliver(2)\n"
    assert mails("with M() as m:\n    pass", before) == 2
    names = [i.name for site in sites(flow("with M() as m:\n    pass", before=before)) for i in site.invocations]
    assert names == ["M.__enter__", "M.__exit__"]


def test_a_generator_manager_runs_in_two_parts() -> None:
    before = (
        MAIL
        + "import contextlib\n@contextlib.contextmanager\ndef m():\n    send_email(1)\n    yield\n    send_email(2)\n"
    )
    assert mails("with m():\n    pass", before) == 2


def test_properties_run_their_code() -> None:
    before = MAIL + "class A:\n    @property\n    def x(self): return send_email(1)\n"
    assert mails("a = A()\nreturn a.x", before) == 1
    assert mails("a = A()\nreturn a.y", before) == 0


@pytest.mark.parametrize(
    ("body", "count"),
    [
        pytest.param("notify(mail=True)", 1, id="on"),
        pytest.param("notify(mail=False)", 0, id="off"),
        pytest.param(
            "notify()",
            0,
            id="off by default",
        ),
        pytest.param("notify(mail=ctx.x)", 1, id="unknown"),
    ],
)
def test_constants_decide_branches(body: str, count: int) -> None:
    assert mails(body, MAIL + "def notify(mail=False):\n    if mail:\n        send_email(1)\n") == count


DECIDED = [
    ("kind == 'mail'", "kind='mail'", 1),
    ("kind == 'mail'", "kind='sms'", 0),
    ("kind != 'mail'", "kind='mail'", 0),
    ("not kind", "kind=0", 1),
    ("kind is None", "kind=None", 1),
    ("kind is None", "kind=print", 1),
    ("kind is not None", "kind=lambda: 1", 1),
    ("kind is None", "kind=lambda: 1", 0),
    ("kind", "kind=lambda: 1", 1),
    ("kind", "kind=()", 0),
    ("kind", "kind=(1, 2)", 1),
    ("kind > 3", "kind=4", 1),
    ("kind > 3", "kind=3", 0),
    ("kind <= 3", "kind=3", 1),
    ("kind >= 3", "kind=2", 0),
    ("kind < 3", "kind='a'", 1),
    ("kind in (1, 2)", "kind=3", 1),
    ("check(kind)", "kind=3", 1),
    ("kind", "kind=1 if ctx.x else 0", 1),
]


@pytest.mark.parametrize(("test", "given", "count"), DECIDED, ids=[f"{a} {b}" for a, b, _ in DECIDED])
def test_tests_of_constants(test: str, given: str, count: int) -> None:
    before = MAIL + f"def notify(*, kind):\n    if {test}:\n        send_email(1)\n"
    assert mails(f"notify({given})", before) == count


# Names that callers hand in


def test_a_handler_handed_through_a_helper_is_named_by_the_caller() -> None:
    files = {
        MAIN: FLOW
        + """
from helpers import retried
from app.mail import send_email

@client.create_function(fn_id="a", trigger=TRIGGER)
async def a(ctx):
    await retried(ctx.step, "mail-user", send_email)
""",
        "helpers.py": "async def retried(step, name, work):\n    return await step.run(name, work)\n",
    }
    [workflow] = make(files).workflows
    [(reached, site, invocation, _)] = list(workflow.effects())
    naming = reached.naming(site, invocation)
    assert (naming.place.path, naming.name) == (MAIN, "send_email")
    assert site.place.path == "helpers.py"
    assert site.step is not None
    assert site.step.label == "mail-user"
