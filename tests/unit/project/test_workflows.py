"""Every way in which real code defines an Inngest function."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from steplint.project import External, Workflow
from unit.project.projects import FLOW, MAIN, make


def case(text: str, name: str, *expected: str) -> object:
    return pytest.param(text, list(expected), id=name)


SHAPES = [
    case(
        """
        @client.create_function(fn_id="a", trigger=TRIGGER)
        async def process(ctx): ...
        """,
        "decorator",
        "a main.process",
    ),
    case(
        """
        @client.create_function(
            fn_id="a",
            trigger=TRIGGER,
        )

        # a comment and blank lines between
        async def process(ctx: inngest.Context, step: inngest.Step): ...
        """,
        "old signature",
        "a main.process",
    ),
    case(
        """
        @client.create_function(fn_id="a", trigger=TRIGGER)
        def process(ctx: inngest.ContextSync): ...
        """,
        "sync",
        "a main.process",
    ),
    case(
        """
        async def process(ctx): ...
        flow = client.create_function(fn_id="a", trigger=TRIGGER)(process)
        """,
        "call form",
        "a main.process",
    ),
    case(
        """
        def make(client):
            @client.create_function(fn_id="a", trigger=TRIGGER)
            async def process(ctx): ...
            return process
        """,
        "factory taking the client",
        "a main.make.process",
    ),
    case(
        """
        def make(client: inngest.Inngest, name):
            @client.create_function(fn_id=name, trigger=TRIGGER)
            async def process(ctx): ...
            return [process]
        flows = make(client, "a")
        """,
        "factory that is called once",
        "a main.make.process",
    ),
    case(
        """
        def make(client: inngest.Inngest, name):
            @client.create_function(fn_id=name, trigger=TRIGGER)
            async def process(ctx): ...
            return [process]
        flows = make(client, "a") + make(client, "b")
        """,
        "factory with an unknown id",
        "? main.make.process",
    ),
    case(
        """
        class Service:
            def __init__(self, client):
                self.client = client
            def register(self):
                @self.client.create_function(fn_id="a", trigger=TRIGGER)
                async def process(ctx): await self.work(ctx)
                return process
            async def work(self, ctx): ...
        """,
        "inside a method",
        "a main.Service.register.process",
    ),
    case(
        """
        class Service:
            def __init__(self):
                self.flow = client.create_function(fn_id="a", trigger=TRIGGER)(self.process)
            async def process(self, ctx): ...
        """,
        "a method",
        "a main.Service.process",
    ),
    case(
        """
        if client is not None:
            @client.create_function(fn_id="a", trigger=TRIGGER)
            async def process(ctx): ...
        else:
            @client.create_function(fn_id="b", trigger=TRIGGER)
            async def other(ctx): ...
        """,
        "conditional",
        "a main.process",
        "b main.other",
    ),
    case(
        """
        def get_client(): return client
        @get_client().create_function(fn_id="a", trigger=TRIGGER)
        async def process(ctx): ...
        """,
        "client from a call",
        "a main.process",
    ),
    case(
        """
        @client.create_function(fn_id="a", trigger=TRIGGER)
        @client.create_function(fn_id="b", trigger=TRIGGER)
        async def process(ctx): ...
        """,
        "stacked",
        "a main.process",
        "b main.process",
    ),
    case(
        """
        import functools
        def logged(f):
            @functools.wraps(f)
            async def wrapper(ctx): return await f(ctx)
            return wrapper
        @client.create_function(fn_id="a", trigger=TRIGGER)
        @logged
        async def process(ctx): ...
        """,
        "wrapped",
        "a main.process",
    ),
    case(
        """
        from functools import partial
        async def process(mailer, ctx): ...
        flow = client.create_function(fn_id="a", trigger=TRIGGER)(partial(process, print))
        """,
        "a partial",
        "a main.process",
    ),
    case(
        """
        class Process:
            async def __call__(self, ctx): ...
        flow = client.create_function(fn_id="a", trigger=TRIGGER)(Process())
        """,
        "a callable object",
        "a main.Process.__call__",
    ),
    case(
        """
        OPTIONS = {"fn_id": "a", "trigger": TRIGGER}
        @client.create_function(**OPTIONS)
        async def process(ctx): ...
        """,
        "options in a table",
        "a main.process",
    ),
    case(
        """
        @client.create_function(fn_id="a", trigger=TRIGGER, **load())
        async def process(ctx): ...
        """,
        "unknown options",
        "a main.process",
    ),
    case(
        """
        def workflow(name):
            return client.create_function(fn_id=name, trigger=TRIGGER)
        @workflow("a")
        async def process(ctx): ...
        """,
        "the project's own decorator",
        "a main.process",
    ),
    case(
        """
        from somewhere import unknown_client
        @unknown_client.create_function(fn_id="a", trigger=TRIGGER)
        async def process(ctx): ...
        """,
        "a client from nowhere",
        "a main.process",
    ),
    case(
        """
        from somewhere import handler
        flow = client.create_function(fn_id="a", trigger=TRIGGER)(handler)
        """,
        "a handler from nowhere",
        "a main.a",
    ),
    case(
        """
        @client.create_function(fn_id=f"a-{load()}", trigger=TRIGGER)
        async def process(ctx): ...
        flow = client.create_function(fn_id=f"b-{load()}", trigger=TRIGGER)(load())
        """,
        "ids with holes",
        "? main.process",
        "? main.b-…",
    ),
    case(
        """
        import aws
        table = aws.Client().create_function(FunctionName="a")
        @other.create_function("x")
        def f(): ...
        """,
        "another library's create_function",
    ),
    case("", "none"),
]


def found(files: str | Mapping[str, str]) -> list[str]:
    return [f"{workflow.definition.id or '?'} {workflow.qualified_name}" for workflow in make(files).workflows]


@pytest.mark.parametrize(("text", "expected"), SHAPES)
def test_shapes(text: str, expected: list[str]) -> None:
    import textwrap

    assert found(FLOW + textwrap.dedent(text)) == expected


def of(options: str, signature: str = "async def process(ctx): ...", before: str = "") -> Workflow:
    text = f'{FLOW}{before}\n@client.create_function(fn_id="a", {options})\n{signature}\n'
    [workflow] = make(text).workflows
    return workflow


@pytest.mark.parametrize(
    ("trigger", "events"),
    [
        ("inngest.TriggerEvent(event='a/b')", ("a/b",)),
        ("[inngest.TriggerEvent(event='a/b'), inngest.TriggerEvent(event='c/d')]", ("a/b", "c/d")),
        ("inngest.TriggerCron(cron='* * * * *')", ()),
        ("[inngest.TriggerCron(cron='* * * * *'), inngest.TriggerEvent(event='a/b')]", ("a/b",)),
        ("inngest.TriggerEvent(event=load())", (None,)),
        ("load()", (None,)),
        ("inngest.TriggerEvent(event=EVENT)", ("a/b",)),
        ("TRIGGER", ("shop/order.placed",)),
    ],
)
def test_events(trigger: str, events: tuple[str | None, ...]) -> None:
    assert of(f"trigger={trigger}", before="EVENT = 'a/b'").definition.events == events


def test_failure_handlers_by_event() -> None:
    assert of("trigger=inngest.TriggerEvent(event='inngest/function.failed')").definition.handles_failures
    assert not of("trigger=TRIGGER").definition.handles_failures
    both = "[inngest.TriggerEvent(event='inngest/function.failed'), TRIGGER]"
    assert not of(f"trigger={both}").definition.handles_failures


@pytest.mark.parametrize(
    ("options", "has_failure", "is_open"),
    [
        ("trigger=TRIGGER", False, False),
        ("trigger=TRIGGER, on_failure=failed", True, False),
        ("trigger=TRIGGER, on_failure=lambda ctx: None", True, False),
        ("trigger=TRIGGER, on_failure=None", False, False),
        ("trigger=TRIGGER, on_failure=elsewhere", False, False),
        ("trigger=TRIGGER, **{'on_failure': failed}", True, False),
        ("trigger=TRIGGER, **load()", False, True),
    ],
)
def test_failure_handlers(options: str, has_failure: bool, is_open: bool) -> None:
    definition = of(options, before="async def failed(ctx): ...").definition
    assert (definition.failure is not None) is has_failure
    assert definition.has_unknown_options is is_open


@pytest.mark.parametrize(
    ("signature", "expected"),
    [
        ("async def process(ctx): ...", {"ctx": "inngest.Context()"}),
        ("async def process(c): ...", {"c": "inngest.Context()"}),
        ("async def process(ctx, step): ...", {"ctx": "inngest.Context()", "step": "inngest.Step()"}),
        ("async def process(_, _step): ...", {"_": "inngest.Context()", "_step": "inngest.Step()"}),
        ("async def process(ctx, /): ...", {"ctx": "inngest.Context()"}),
        ("async def process(*, ctx, step): ...", {"ctx": "inngest.Context()", "step": "inngest.Step()"}),
        ("async def process(step, event): ...", {"step": "inngest.Step()", "event": "inngest.Context().event"}),
        ("def process(ctx: inngest.ContextSync): ...", {"ctx": "inngest.Context()"}),
        ("async def process(): ...", {}),
        ("async def process(*args): ...", {}),
        ("async def process(ctx, db=None): ...", {"ctx": "inngest.Context()"}),
    ],
)
def test_what_a_handler_is_given(signature: str, expected: dict[str, str]) -> None:
    body = of("trigger=TRIGGER", signature).definition.body
    assert body is not None
    given = {name: entity.path for name, (entity, *_) in body.bindings.items() if isinstance(entity, External)}
    assert given == expected


@pytest.mark.parametrize(
    ("handler", "steps"),
    [
        ("partial(process, ctx=1)", []),
        ("partial(old, db)", ["old"]),
        ("make()", ["made"]),
        ("Service().handle", ["service"]),
        ("Service.static", ["static"]),
        ("again", ["again"]),
        ("missing.handler", []),
    ],
)
def test_handlers_of_the_call_form(handler: str, steps: list[str]) -> None:
    text = f"""{FLOW}
from functools import partial
async def process(ctx): ...
async def old(db, ctx, step): await step.run("old", print)
def make():
    async def made(ctx): await ctx.step.run("made", print)
    return made
class Service:
    async def handle(self, ctx): await ctx.step.run("service", print)
    @staticmethod
    async def static(ctx): await ctx.step.run("static", print)
async def plain(ctx): await ctx.step.run("again", print)
again = client.create_function(fn_id="b", trigger=TRIGGER)(plain)
flow = client.create_function(fn_id="a", trigger=TRIGGER)({handler})
"""
    [workflow] = [w for w in make(text).workflows if w.definition.id == "a"]
    assert [site.step.label for _, site in workflow.calls() if site.step is not None] == steps


def test_wrappers_pass_the_context_on() -> None:
    before = """
def logged(f):
    async def wrapper(*args, **kwargs):
        return await f(*args, **kwargs)
    return wrapper
"""
    for signature in (
        "@logged\nasync def process(ctx):\n    await ctx.step.run('a', print)",
        "@logged\nasync def process(ctx, step):\n    await step.run('a', print)",
    ):
        steps = [
            site.step.label for _, site in of("trigger=TRIGGER", signature, before).calls() if site.step is not None
        ]
        assert steps == ["a"]


def test_a_workflow_made_elsewhere_is_named_where_it_stands() -> None:
    files = {
        MAIN: FLOW + "from flows import process\nflow = client.create_function(fn_id='a', trigger=TRIGGER)(process)\n",
        "flows.py": "async def process(ctx): ...\n",
    }
    [workflow] = make(files).workflows
    assert (workflow.qualified_name, workflow.name, workflow.place.path) == ("flows.process", "process", "flows.py")


def test_a_wrapper_in_another_module() -> None:
    files = {
        "sdk.py": FLOW + "def workflow(name):\n    return client.create_function(fn_id=name, trigger=TRIGGER)\n",
        "flows.py": "from sdk import workflow\n@workflow('a')\nasync def process(ctx): ...\n",
    }
    assert found(files) == ["a flows.process"]


def test_workflows_are_sorted_by_place() -> None:
    text = '@client.create_function(fn_id="{0}", trigger=TRIGGER)\nasync def f{0}(ctx): ...\n'
    files = {
        "b.py": FLOW + text.format("2") + text.format("1"),
        "a.py": FLOW + text.format("3"),
    }
    assert found(files) == ["3 a.f3", "2 b.f2", "1 b.f1"]
