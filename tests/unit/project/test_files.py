"""Which file an import means."""

from __future__ import annotations

import pytest

from steplint.project.files import ModuleFiles

FLAT = ["main.py", "mail.py", "tools/send.py", "tools/__init__.py", "tools/deep/a.py", "tools/deep/b.py"]
SRC = [
    "src/shop/__init__.py",
    "src/shop/mail.py",
    "src/shop/flows/__init__.py",
    "src/shop/flows/order.py",
    "tests/a.py",
]
NAMESPACE = ["app/flows/order.py", "app/mail/send.py"]
MONOREPO = [
    "services/a/app/__init__.py",
    "services/a/app/mail.py",
    "services/a/app/flows.py",
    "services/b/app/__init__.py",
    "services/b/app/mail.py",
    "services/b/app/flows.py",
    "libs/common/src/common/__init__.py",
    "libs/common/src/common/text.py",
]
SHADOWS = ["app/json.py", "app/email.py", "app/main.py", "json.py", "requests.py"]
SELF = ["app/redis.py", "app/__init__.py"]


@pytest.mark.parametrize(
    ("files", "importer", "dotted", "expected"),
    [
        pytest.param(FLAT, "main.py", "mail", "mail.py", id="beside"),
        pytest.param(FLAT, "main.py", "tools", "tools/__init__.py", id="a package"),
        pytest.param(FLAT, "main.py", "tools.send", "tools/send.py", id="in a package"),
        pytest.param(FLAT, "main.py", "tools.deep", "tools/deep", id="a folder in a package"),
        pytest.param(FLAT, "tools/send.py", "mail", "mail.py", id="from inside a package"),
        pytest.param(FLAT, "tools/send.py", "send", None, id="a sibling needs its package"),
        pytest.param(FLAT, "main.py", "tools.none", None, id="not there"),
        pytest.param(SRC, "src/shop/flows/order.py", "shop.mail", "src/shop/mail.py", id="src, from inside"),
        pytest.param(SRC, "tests/a.py", "shop.mail", "src/shop/mail.py", id="src, from the tests"),
        pytest.param(SRC, "tests/a.py", "src.shop.mail", "src/shop/mail.py", id="src by name"),
        pytest.param(NAMESPACE, "app/flows/order.py", "app.mail.send", "app/mail/send.py", id="namespace package"),
        pytest.param(NAMESPACE, "app/flows/order.py", "app.mail", "app/mail", id="namespace folder"),
        pytest.param(MONOREPO, "services/b/app/flows.py", "app.mail", "services/b/app/mail.py", id="the nearest root"),
        pytest.param(MONOREPO, "services/a/app/flows.py", "app.mail", "services/a/app/mail.py", id="the other root"),
        pytest.param(MONOREPO, "services/a/app/flows.py", "common.text", "libs/common/src/common/text.py", id="suffix"),
        pytest.param(MONOREPO, "libs/common/src/common/text.py", "app.mail", None, id="an ambiguous suffix"),
        pytest.param(SHADOWS, "app/main.py", "json", None, id="the standard library wins"),
        pytest.param(SHADOWS, "app/main.py", "requests", "requests.py", id="a project's module named like a library"),
        pytest.param(SELF, "app/redis.py", "redis", None, id="not the importing file itself"),
        pytest.param(FLAT, "main.py", "httpx", None, id="a library"),
        pytest.param(FLAT, "main.py", "", None, id="nothing"),
        pytest.param(["../lib/mail.py", "main.py"], "../lib/a.py", "mail", "../lib/mail.py", id="above the folder"),
    ],
)
def test_absolute_imports(files: list[str], importer: str, dotted: str, expected: str | None) -> None:
    assert ModuleFiles(files).absolute(dotted, importer) == expected


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("main.py", "main"),
        ("src/shop/__init__.py", "shop"),
        ("src/shop/flows/order.py", "shop.flows.order"),
        ("app/flows/order.py", "app.flows.order"),
        ("services/a/app/mail.py", "app.mail"),
        ("__init__.py", "__init__"),
    ],
)
def test_dotted_names(path: str, name: str) -> None:
    files = ModuleFiles([*FLAT, *SRC, *NAMESPACE, *MONOREPO, "__init__.py"])
    assert files.dotted_name(path) == name


def test_submodules() -> None:
    files = ModuleFiles(FLAT)
    assert files.submodule("tools/__init__.py", "send") == "tools/send.py"
    assert files.submodule("tools/__init__.py", "deep") == "tools/deep"
    assert files.submodule("tools/deep", "a") == "tools/deep/a.py"
    assert files.submodule("tools/send.py", "a") is None
    assert files.submodule("tools/__init__.py", "none") is None


def test_the_order_of_files_does_not_matter() -> None:
    forwards, backwards = ModuleFiles(MONOREPO), ModuleFiles(MONOREPO[::-1])
    for name in ("app.mail", "common.text", "app", "a.app.mail"):
        for importer in MONOREPO:
            assert forwards.absolute(name, importer) == backwards.absolute(name, importer)
