"""The ways in which applications register their functions."""

from __future__ import annotations

import textwrap

import pytest

from unit.project.projects import make

FLOWS = """
import inngest

from app.client import client, other


@client.create_function(fn_id="a", trigger=inngest.TriggerEvent(event="trip/a"))
async def a(ctx: inngest.Context) -> None: ...


@client.create_function(fn_id="b", trigger=inngest.TriggerEvent(event="trip/b"))
async def b(ctx: inngest.Context) -> None: ...


@other.create_function(fn_id="c", trigger=inngest.TriggerEvent(event="trip/c"))
async def c(ctx: inngest.Context) -> None: ...
"""
BASE = {
    "app/__init__.py": "",
    "app/client.py": 'import inngest\nclient = inngest.Inngest(app_id="a")\nother = inngest.Inngest(app_id="b")\n',
    "app/flows.py": FLOWS,
}
HEAD = "import inngest.fast_api\nfrom app.client import client\nfrom app import flows\nfrom app.flows import a, b, c\n"

SHAPES = {
    "literal": ("inngest.fast_api.serve(app, client, [a, b])", "ab"),
    "keywords": ("inngest.fast_api.serve(app=app, functions=(a,), client=client)", "a"),
    "named": ("functions = [a, b]\ninngest.fast_api.serve(app, client, functions)", "ab"),
    "annotated": ("functions: list[inngest.Function] = [a]\ninngest.fast_api.serve(app, client, functions)", "a"),
    "module attributes": ("inngest.fast_api.serve(app, client, [flows.a, flows.c])", "ac"),
    "two lists": ("A = [a]\nB = [b]\ninngest.fast_api.serve(app, client, [*A, *B])", "ab"),
    "a sum": ("A = [a]\ninngest.fast_api.serve(app, client, A + [b])", "ab"),
    "a copy": ("A = (a, b)\ninngest.fast_api.serve(app, client, list(A))", "ab"),
    "added with +=": ("A = [a]\nA += [b, c]\ninngest.fast_api.serve(app, client, A)", "abc"),
    "appended": ("A = []\nA.append(a)\nA.extend([b])\ninngest.fast_api.serve(app, client, A)", "ab"),
    "conditional": (
        "import os\nA = [a]\nif os.environ.get('DEBUG'):\n    A.append(b)\ninngest.fast_api.serve(app, client, A)",
        "ab",
    ),
    "a choice": ("inngest.fast_api.serve(app, client, [a, b] if DEBUG else [a])", "ab"),
    "a function's list": (
        "def get_all_functions():\n    found = [a]\n    found.append(b)\n    return found\n"
        "inngest.fast_api.serve(app, client, get_all_functions())",
        "ab",
    ),
    "inside a factory": (
        "def create_app():\n    app = make()\n    inngest.fast_api.serve(app, client, [a])\n    return app",
        "a",
    ),
    "inside a method": (
        "class App:\n    def mount(self):\n        inngest.fast_api.serve(self.app, client, [a, b])",
        "ab",
    ),
    "a helper with a parameter": (
        "def mount(functions):\n    inngest.fast_api.serve(app, client, functions)\nmount([a, b])",
        "ab",
    ),
    "imported serve": ("from inngest.flask import serve\nserve(app, client, [a])", "a"),
    "renamed serve": ("from inngest.fast_api import serve as serve_inngest\nserve_inngest(app, client, [b])", "b"),
    "Django's patterns": (
        "import inngest.django\nurlpatterns = [path('x', view), inngest.django.serve(client, [a, b])]",
        "ab",
    ),
    "Tornado": ("import inngest.tornado\ninngest.tornado.serve(app, client, [a])", "a"),
    "connect": (
        "import asyncio\nfrom app.client import other\nfrom inngest.connect import connect\n"
        "asyncio.run(connect(apps=[(client, [a, b]), (other, [c])]).start())",
        "abc",
    ),
    "connect with a name": (
        "from inngest.connect import connect\napps = [(client, [a])]\nconnect(apps)",
        "a",
    ),
    "connect with a list that is added to": (
        "from inngest.connect import connect\napps = [(client, [a])]\napps.append((client, [b]))\nconnect(apps)",
        None,
    ),
    "built in another module": ("from app.lists import ALL\ninngest.fast_api.serve(app, client, ALL)", "ab"),
    "built in a package": ("from app.jobs import functions\ninngest.fast_api.serve(app, client, functions)", "ab"),
    "built in a package, by attribute": (
        "from app import jobs\ninngest.fast_api.serve(app, client, jobs.functions)",
        "ab",
    ),
    "a module that its package imports": (
        "from app.jobs import more\ninngest.fast_api.serve(app, client, [more.b])",
        "b",
    ),
    "None among them": ("inngest.fast_api.serve(app, client, [a, None])", "a"),
    "a mapping's values": ("ALL = {'a': a, 'b': b}\ninngest.fast_api.serve(app, client, list(ALL.values()))", None),
    "vars of a module": (
        "inngest.fast_api.serve(app, client, [f for f in vars(flows).values() if isinstance(f, inngest.Function)])",
        None,
    ),
    "a comprehension": ("inngest.fast_api.serve(app, client, [f for f in (a, b)])", None),
    "a parameter nobody gives": (
        "def mount(functions):\n    inngest.fast_api.serve(app, client, functions)",
        None,
    ),
    "something unknown": ("from app.lost import functions\ninngest.fast_api.serve(app, client, functions)", None),
    "something unknown among them": (
        "from app.lost import extra\ninngest.fast_api.serve(app, client, [a, *extra])",
        None,
    ),
}
"""What the main module says, and the functions that are served; None when others may be."""


@pytest.mark.parametrize(("source", "served"), SHAPES.values(), ids=SHAPES)
def test_shapes(source: str, served: str | None) -> None:
    files = {
        **BASE,
        "app/lists.py": "from app.flows import a, b\nALL = [a]\nALL += [b]\n",
        "app/jobs/__init__.py": "from . import more\nfrom app.flows import a\nfunctions = [a, *more.MORE]\n",
        "app/jobs/more.py": "from app.flows import b\nMORE = [b]\n",
        "app/main.py": HEAD + textwrap.dedent(source) + "\n",
    }
    project = make(files)
    lines = {workflow.definition.defined_at: workflow.name for workflow in project.workflows}
    [serve] = project.serves
    if served is None:
        assert serve.unknown
    else:
        assert not serve.unknown
        assert sorted(lines[place] for place in serve.functions) == list(served)
