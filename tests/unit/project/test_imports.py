"""Names followed through imports."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from unit.project.projects import value

MAIL = {"app/__init__.py": "", "app/mail.py": "def send(): ...\nDELAY = 45\n"}

IMPORTS: list[object] = [
    pytest.param("from app.mail import send as answer", "app.mail.send", id="from"),
    pytest.param("import app.mail\nanswer = app.mail.send", "app.mail.send", id="dotted import"),
    pytest.param("import app.mail as m\nanswer = m.send", "app.mail.send", id="aliased import"),
    pytest.param("from app import mail\nanswer = mail.DELAY", "45", id="a module from a package"),
    pytest.param("from app.mail import *\nanswer = send", "app.mail.send", id="star"),
    pytest.param("from app.mail import none as answer", "app.mail.none", id="a name that is not there"),
    pytest.param("from .app.mail import DELAY as answer", "45", id="relative"),
    pytest.param("import httpx\nanswer = httpx.get", "httpx.get", id="a library"),
    pytest.param("from httpx import get as answer", "httpx.get", id="from a library"),
    pytest.param("from httpx import *\nanswer = get", "httpx.get", id="a library's star"),
    pytest.param("from httpx import *\nanswer = print", "builtins.print", id="a star does not hide builtins"),
    pytest.param("import os.path\nanswer = os.path.join", "os.path.join", id="the standard library"),
    pytest.param("answer = print", "builtins.print", id="a builtin"),
    pytest.param("answer = nowhere", "?", id="a name of nowhere"),
    pytest.param(
        "try:\n    import a.x as x\nexcept ImportError:\n    x = None\nanswer = x", "a.x | None", id="conditional"
    ),
    pytest.param(
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from app.mail import DELAY as answer",
        "45",
        id="for types",
    ),
    pytest.param("def f():\n    from app.mail import DELAY\n    return DELAY\nanswer = f()", "45", id="in a function"),
]


@pytest.mark.parametrize(("main", "expected"), IMPORTS)
def test_imports(main: str, expected: str) -> None:
    assert value({"main.py": main, **MAIL}) == expected


REEXPORTS: list[object] = [
    pytest.param(
        {
            "lib/__init__.py": "from .a import send",
            "lib/a.py": "def send(): ...",
            "main.py": "from lib import send as answer",
        },
        "lib.a.send",
        id="from a package's face",
    ),
    pytest.param(
        {
            "lib/__init__.py": "from .a import *",
            "lib/a.py": "def send(): ...",
            "main.py": "import lib\nanswer = lib.send",
        },
        "lib.a.send",
        id="through a star",
    ),
    pytest.param(
        {
            "a.py": "from b import x as y",
            "b.py": "from c import x",
            "c.py": "x = 7",
            "main.py": "from a import y as answer",
        },
        "7",
        id="through three modules",
    ),
    pytest.param(
        {"a.py": "from b import x", "b.py": "from a import x", "main.py": "from a import x as answer"},
        "never",
        id="an import cycle ends",
    ),
    pytest.param(
        {"a.py": "from b import y\nx = 1", "b.py": "from a import x\ny = x", "main.py": "from a import y as answer"},
        "1",
        id="two modules that need each other",
    ),
    pytest.param(
        {"a.py": "from b import *", "b.py": "from a import *", "main.py": "from a import x as answer"},
        "a.x",
        id="stars in a ring",
    ),
    pytest.param({"a.py": "_x = 1\ny = 2", "main.py": "from a import *\nanswer = _x"}, "?", id="a star leaves _x out"),
    pytest.param(
        {"lib/__init__.py": "x = 1", "lib/x.py": "y = 2", "main.py": "from lib import x as answer"},
        "1",
        id="a name before a submodule",
    ),
    pytest.param(
        {
            "lib/__init__.py": "",
            "lib/b.py": "from . import c\nfrom .c import d\ne = c.d + d",
            "lib/c.py": "d = 2",
            "main.py": "from lib.b import e as answer",
        },
        "4",
        id="relative to the package",
    ),
    pytest.param(
        {
            "lib/__init__.py": "",
            "lib/x/__init__.py": "from ..c import d",
            "lib/c.py": "d = 2",
            "main.py": "from lib.x import d as answer",
        },
        "2",
        id="one package up",
    ),
    pytest.param({"lib/c.py": "d = 2", "main.py": "import lib.c\nanswer = lib.c.d"}, "2", id="a namespace package"),
]


@pytest.mark.parametrize(("files", "expected"), REEXPORTS)
def test_reexports(files: Mapping[str, str], expected: str) -> None:
    assert value(files) == expected


NAMED_INNGEST: list[object] = [
    pytest.param("import inngest\nanswer = inngest.Inngest", "inngest.Inngest", id="the sdk"),
    pytest.param("from inngest import Inngest as answer", "inngest.Inngest", id="a name of the sdk"),
    pytest.param("import inngest as _i\nanswer = _i.Context", "inngest.Context", id="under another name"),
    pytest.param("import inngest.fast_api\nanswer = inngest.fast_api.serve", "inngest.fast_api.serve", id="its module"),
    pytest.param("from inngest.experimental import mocked as answer", "inngest.experimental.mocked", id="deeper"),
    pytest.param("from inngest.client import inngest as answer", "inngest.Inngest()", id="the project's module"),
    pytest.param("from inngest import client\nanswer = client.inngest", "inngest.Inngest()", id="through its package"),
    pytest.param(
        "from inngest.flows import process as answer", "inngest.flows.process", id="a function of the project"
    ),
]


@pytest.mark.parametrize(("main", "expected"), NAMED_INNGEST)
def test_a_package_of_the_project_named_inngest(main: str, expected: str) -> None:
    files = {
        "inngest/__init__.py": "",
        "inngest/client.py": "from inngest import Inngest\ninngest = Inngest(app_id='shop')",
        "inngest/flows.py": "def process(): ...",
        "main.py": main,
    }
    assert value(files) == expected


def test_a_client_named_inngest() -> None:
    files = {
        "app/__init__.py": "",
        "app/client.py": "import inngest as sdk\ninngest = sdk.Inngest(app_id='shop')",
        "main.py": "from app.client import inngest\nanswer = inngest.create_function",
    }
    assert value(files) == "inngest.Inngest().create_function"


def test_a_module_that_cannot_be_analysed() -> None:
    """What is in it is unknown, and stays a name."""
    from steplint.frontend.python import extract
    from steplint.project import build_project
    from steplint.settings import default_settings

    models = {"main.py": extract("from broken import x\nimport broken\ny = broken.x"), "broken.py": None}
    project = build_project(
        settings=default_settings(), files=list(models), roots=["main.py", "broken.py"], load=models.__getitem__
    )
    assert project.workflows == []
    for name in ("x", "y"):
        found = project.evaluator.member("main.py", name)
        assert [getattr(entity, "name", None) for entity in found or ()] == ["x"]
    assert [module.path for module in project.modules] == ["main.py"]
