"""The examples of rule pages, run with the real SDK.

    example = bad_example("SL209")
    result = example.run("bill", {"order_id": "1"})
    assert result.status is Status.COMPLETED
    assert example.calls("app.billing.charge") == [call("1")]

The files of an example are modules that import each other. The standard library, `inngest` and `pydantic` are the real
ones. All else that an example imports (`app.billing`, `httpx`, …) is made up: a `Mock` for each name, whose calls are
noted. `replaced` puts something of the test's own in place of any name, made up or real, as the example sees it.
"""

from __future__ import annotations

import ast
import builtins
import json
import operator
import sys
import types
from collections.abc import Iterator, Mapping, Set
from typing import Any
from unittest import mock

import httpx
import inngest
from inngest._internal import net
from inngest.experimental import mocked

from steplint.rule import installed_rules
from steplint.rule.docstring import BAD, GOOD

_REAL = sys.stdlib_module_names | {"inngest", "pydantic"}
_FAILING = ("Error", "Exception")


def bad_example(code: str, replaced: Mapping[str, object] | None = None, *, number: int = 0) -> Example:
    """A rule's Bad example, after its modules were run; `number` counts the examples of the section."""
    return _example(code, BAD, number, replaced or {})


def good_example(code: str, replaced: Mapping[str, object] | None = None, *, number: int = 0) -> Example:
    """A rule's Good example, after its modules were run."""
    return _example(code, GOOD, number, replaced or {})


def _example(code: str, section: str, number: int, replaced: Mapping[str, object]) -> Example:
    [rule] = [rule for rule in installed_rules() if rule.code == code]
    return Example(rule.page.examples(section)[number].files, replaced)


class Example:
    """An example that runs: the names of its first file by subscript.

    `sent` are the events that left it, as the platform's API would get them: by a client, and by steps of a run.
    """

    def __init__(self, files: Mapping[str, str], replaced: Mapping[str, object]) -> None:
        self.sent: list[dict[str, Any]] = []
        self._made = _mock_class(set[str]().union(*(_awaited(text) for text in files.values())))
        self._root = self._made()
        self._sources = {_module_name(path): (path, text) for path, text in files.items()}
        self._replaced = dict(replaced)
        self._client = _client_class(self.sent)
        self._replaced.setdefault("inngest.Inngest", self._client)
        self._modules: dict[str, types.ModuleType] = {}
        self._names = self._module(next(iter(self._sources))).__dict__

    def __getitem__(self, name: str) -> Any:
        return self._names[name]

    def calls(self, name: str) -> list[Any]:
        """The calls of a made-up function (`app.billing.charge`), each equal to a `mock.call(…)`."""
        return list(self.made_up(name).call_args_list)

    def made_up(self, name: str) -> Any:
        """The `Mock` in place of something made up, to say what it returns or raises: `made_up(…).return_value = 1`."""
        module = name
        while module not in self._modules:
            module = module.rpartition(".")[0]
            assert module, f"the example imports nothing of `{name}`"
        return operator.attrgetter(name.removeprefix(f"{module}."))(self._modules[module])

    @property
    def happened(self) -> list[str]:
        """The names of all made-up functions and methods that were called, in this order."""
        return [name for name, _, _ in self._root.mock_calls]

    def run(
        self,
        function: str,
        data: Mapping[str, Any] | None = None,
        *,
        event: inngest.Event | list[inngest.Event] | None = None,
        steps: Mapping[str, object] | None = None,
    ) -> Any:
        """Play the platform: call a function again and again until it ends; `steps` are answered with these results
        instead of being run.
        """
        given = inngest.Event(name="example/happened", data=dict(data or {})) if event is None else event
        client: Any = self._client(app_id="example")
        return mocked.trigger(self[function], given, client, step_stubs=dict(steps or {}))

    # Modules

    def _module(self, name: str) -> types.ModuleType:
        """A module as the example sees it."""
        module = self._modules.get(name)
        if module is None:
            module = types.ModuleType(name)
            self._modules[name] = module
            if name in self._sources:
                known = {**builtins.__dict__, **self._replaced_in("builtins"), "__import__": self._import}
                module.__dict__["__builtins__"] = known
                path, text = self._sources[name]
                exec(compile(text, path, "exec"), module.__dict__)
            elif name.partition(".")[0] in _REAL:
                module.__dict__.update(builtins.__import__(name, fromlist=["*"]).__dict__)
                module.__dict__["__getattr__"] = lambda attribute: self._module(f"{name}.{attribute}")
            else:
                module.__dict__["__path__"] = []
                module.__dict__["__getattr__"] = lambda attribute: self._made_up(name, attribute)
            module.__dict__.update(self._replaced_in(name))
        return module

    def _replaced_in(self, module: str) -> dict[str, object]:
        """What of a module the test replaces, by name."""
        split = ((*name.rpartition("."), value) for name, value in self._replaced.items())
        return {name: value for owner, _, name, value in split if owner == module}

    def _made_up(self, module: str, name: str) -> Any:
        """Something of a module that the example does not show, the same each time."""
        if name.startswith("__"):
            raise AttributeError(name)
        if name.endswith(_FAILING):
            made: Any = type(name, (Exception,), {"__module__": module})
        else:
            made = operator.attrgetter(f"{module}.{name}")(self._root)
        setattr(self._module(module), name, made)
        return made

    def _import(
        self,
        name: str,
        globals: Mapping[str, object] | None = None,
        locals: Mapping[str, object] | None = None,
        fromlist: tuple[str, ...] | None = (),
        level: int = 0,
    ) -> types.ModuleType:
        """`import` inside of an example: other files of it, real modules with replacements, or made-up ones."""
        is_shown = any(self._is_package_of(name, source) for source in self._sources)
        if level or (not (is_shown or self._is_replaced(name)) and name.partition(".")[0] in _REAL):
            return builtins.__import__(name, globals, locals, fromlist, level)
        parts = name.split(".")
        for end in range(1, len(parts)):
            setattr(self._module(".".join(parts[:end])), parts[end], self._module(".".join(parts[: end + 1])))
        for imported in fromlist or ():
            if f"{name}.{imported}" in self._sources:
                setattr(self._module(name), imported, self._module(f"{name}.{imported}"))
        return self._module(name if fromlist else parts[0])

    def _is_replaced(self, name: str) -> bool:
        return any(self._is_package_of(name, replaced) for replaced in self._replaced)

    @staticmethod
    def _is_package_of(name: str, other: str) -> bool:
        return other == name or other.startswith(f"{name}.")


def _client_class(sent: list[dict[str, Any]]) -> type[inngest.Inngest]:
    """The SDK's client in development mode; what it posts gets no further than this list."""

    def answer(request: httpx.Request) -> httpx.Response:
        events = json.loads(request.content)
        sent.extend(events)
        return httpx.Response(200, json={"ids": [str(number) for number in range(len(events))], "status": 200})

    class Client(inngest.Inngest):
        def __init__(self, **options: Any) -> None:
            super().__init__(**{"is_production": False, **options})
            transport = httpx.MockTransport(answer)
            self._http_client._http_client = net.ThreadAwareAsyncHTTPClient(transport=transport).initialize()
            self._http_client._http_client_sync = httpx.Client(transport=transport)

    return Client


def _mock_class(awaited: Set[str]) -> type[mock.MagicMock]:
    """Mocks whose attributes of these names are asynchronous functions."""

    class Made(mock.MagicMock):
        def _get_child_mock(self, /, **options: Any) -> Any:
            name = options.get("_new_name") or options.get("name") or ""
            if name in awaited or name in {"__aenter__", "__anext__"}:
                made = mock.AsyncMock(**options)
                made.return_value = Made()  # what is awaited is no coroutine function itself
                return made
            return super()._get_child_mock(**options)

    return Made


def _module_name(path: str) -> str:
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def _awaited(text: str) -> Iterator[str]:
    """The last names of what a file calls and awaits."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Await) and isinstance(node.value, ast.Call):
            function = node.value.func
            yield function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
