"""Random projects with workflows: what people write, put together as nobody would.

Everything that the analyses follow comes up in combination: steps and handlers, waits, mails, writes, sends and models,
loops, `try` in all its forms, helpers, methods, closures, decorators, generators, recursion and cycles of imports. The
code is valid to a parser; it need not make sense, and nothing ever runs it. A seed gives the same project always.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

_WORDS = ("trip", "order", "user", "row", "total", "key", "item", "result", "state", "x")
_KEYS = ("id", "trip_id", "email", "amount", "status", "nested")
_EVENTS = ("trip/created", "trip/done", "order/paid", "user/*", "inngest/function.failed")
_MODULES = ("flows", "helpers", "mail", "models", "jobs")
_HEAD = """\
import asyncio
import datetime as dt
import functools
import time as clock
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import *

import httpx
import inngest
import requests
import resend
from flask import request, session
from inngest import Context, Inngest, Step, TriggerEvent as On
from pydantic import BaseModel
from sqlalchemy.orm import Session

client = inngest.Inngest(app_id="app")
"""


@dataclass
class Scope:
    """What is around a statement: the names that can be used, and what may be written here."""

    names: list[str]
    is_async: bool = False
    in_function: bool = False
    in_loop: bool = False
    depth: int = 0
    context: str = "ctx"

    def inside(self, *names: str, **changes: bool) -> Scope:
        """The scope of a block in this one."""
        values = {"is_async": self.is_async, "in_function": self.in_function, "in_loop": self.in_loop, **changes}
        return Scope([*self.names, *names], depth=self.depth + 1, context=self.context, **values)


@dataclass
class Writer:
    """Writes one project."""

    random: random.Random
    modules: list[str] = field(default_factory=list)
    functions: list[str] = field(default_factory=list)
    classes: list[str] = field(default_factory=list)
    number: int = 0

    def project(self) -> dict[str, str]:
        """The files of the project: a package, modules in it, and sometimes one below."""
        self.modules = self.random.sample(_MODULES, self.random.randint(1, 3))
        self.functions = [f"f{number}" for number in range(6)]
        self.classes = [f"C{number}" for number in range(3)]
        folder = self.random.choice(("", "app/", "src/app/"))
        files = {f"{folder}{name}.py": self.module(folder) for name in self.modules}
        if folder:
            files[f"{folder}__init__.py"] = self.random.choice(
                ("", "from .flows import *\n", "__all__ = ['f0', 'gone']\n")
            )
        return files

    def module(self, folder: str) -> str:
        """The text of a module."""
        lines = [_HEAD, *self.imports(folder)]
        scope = Scope(["client", "KEY", *self.functions, *self.classes])
        lines.append(f"KEY = {self.constant()}")
        for _ in range(self.random.randint(2, 7)):
            part = self.pick(
                (6, self.workflow), (5, self.function), (3, self.class_), (2, self.decorator), (3, self.statement)
            )
            lines += ["", *part(scope)]
        return "\n".join(lines) + "\n"

    def imports(self, folder: str) -> Iterator[str]:
        """Imports of the project's other modules, in cycles as chance will have it."""
        package = folder.rstrip("/").rpartition("/")[2]
        for other in self.modules:
            names = ", ".join(self.random.sample([*self.functions, *self.classes, "client", "KEY"], 3))
            prefix = self.random.choice((".", f"{package}.")) if package else ""
            line = self.random.choice(
                (
                    f"from {prefix}{other} import {names}",
                    f"from {prefix}{other} import *",
                    f"from {prefix or '.'} import {other}" if package else f"import {other}",
                    f"import {package}.{other} as {other}" if package else f"import {other} as {other}_",
                    f"from {prefix}{other} import f0 as f1, C0 as f2",
                )
            ).replace("from app. import", "from app import")
            how = self.random.randrange(5)
            if how == 0:
                yield from ("try:", f"    {line}", "except ImportError:", "    f0 = None")
            elif how == 1:
                yield from ("if TYPE_CHECKING:", f"    {line}")
            elif how < 4:
                yield line

    # Definitions

    def workflow(self, scope: Scope) -> list[str]:
        """A function handed to `create_function` in one of the ways there are."""
        name = self.random.choice(self.functions) if self.chance(0.3) else self.new("w")
        scope.names.append(name)
        options = [f'fn_id="{name}"', f"trigger={self.trigger()}"]
        if self.chance(0.3):
            options.append(f"on_failure={self.random.choice([*self.functions, 'None', 'lambda ctx: send_email(ctx)'])}")
        if self.chance(0.2):
            options.append(self.random.choice(("retries=0", "**OPTIONS", "concurrency=[inngest.Concurrency(limit=1)]")))
        maker = self.random.choice(
            ("client", "client", "client", "self.client", "make_client()", "inngest.Inngest('a')")
        )
        call = f"{maker}.create_function({', '.join(options)})"
        parameters = self.random.choice(("ctx: inngest.Context", "ctx: Context, step: Step", "ctx", "*args, **kwargs"))
        context = "args[0]" if parameters.startswith("*") else "ctx"
        is_async = self.chance(0.8)
        inner = Scope([*scope.names, "ctx"], is_async=is_async, in_function=True, depth=1, context=context)
        head = f"{'async ' if is_async else ''}def {name}({parameters}):"
        body = [head, *self.block(inner, most=5)]
        match self.random.randrange(6):
            case 0:
                return [*body, f"{name}_fn = {call}({name})"]
            case 1:
                return [*body, f"{name}_fn = {call}(partial({name}, {self.expression(scope)}))"]
            case 2:
                wrapper = self.random.choice(self.functions)
                return [f"@{call}", f"@{wrapper}", *body]
            case 3:
                return [
                    f"def make_{name}(handler={name}):",
                    f"    return {call}(handler)",
                    *body,
                    f"make_{name}({name})",
                ]
            case _:
                return [f"@{call}", *body]

    def trigger(self) -> str:
        """What triggers a workflow."""
        event = self.random.choice(_EVENTS)
        return self.random.choice(
            (
                f'inngest.TriggerEvent(event="{event}")',
                f'[On(event="{event}"), inngest.TriggerEvent(event="order/paid", expression="event.data.id > 1")]',
                'inngest.TriggerCron(cron="* * * * *")',
                "KEY",
                "trigger_of(KEY)",
            )
        )

    def function(self, scope: Scope) -> list[str]:
        """A function of any kind; recursion and calls in circles come of themselves."""
        name = self.random.choice(self.functions) if self.chance(0.8) else self.new("g")
        scope.names.append(name)
        words = self.random.sample(_WORDS, 4)
        parameters = self.random.choice(
            (
                "ctx",
                "self, ctx",
                f"{words[0]}, {words[1]}={self.constant()}",
                f"step, /, {words[0]}, *, {words[1]}={self.constant()}, **{words[2]}",
                f"*{words[0]}, {words[1]}: str = {self.constant()}, **{words[2]}",
                f"{words[0]}: {self.random.choice([*self.classes, 'dict[str, Any]', 'list'])}, ctx=None",
                "",
            )
        )
        is_async = self.chance(0.5)
        used = [word for word in (*words, "ctx", "step", "self") if word in parameters]
        inner = Scope([*scope.names, *used], is_async=is_async, in_function=True, depth=scope.depth + 1)
        decorators = self.random.choice(
            ([], [], [], ["@staticmethod"], ["@functools.wraps(f0)"], [f"@{self.random.choice(self.functions)}"],
             ["@asynccontextmanager"], ["@functools.lru_cache(maxsize=None)"], [f"@{self.classes[0]}().m0"])
        )  # fmt: skip
        body = self.block(inner, most=4)
        if self.chance(0.2):
            body.append(f"    yield {self.expression(inner)}")
        return [*decorators, f"{'async ' if is_async else ''}def {name}({parameters}):", *body]

    def decorator(self, scope: Scope) -> list[str]:
        """A function that wraps another one."""
        name = self.random.choice(self.functions)
        inner = scope.inside("fn", "args", in_function=True, is_async=True, in_loop=False)
        word = self.random.choice(
            ("return await fn(*args, **kwargs)", "return fn(*args, **kwargs)", "return fn(args[0])")
        )
        lines = [f"def {name}(fn):", "    async def inner(*args, **kwargs):"]
        lines += ["    " + line for line in self.block(inner, most=2)]
        return [
            *lines,
            f"        {word}",
            f"    return {self.random.choice(('inner', 'fn', 'partial(inner, fn)', name))}",
        ]

    def class_(self, scope: Scope) -> list[str]:
        """A class: a model, a service, something callable."""
        name = self.random.choice(self.classes)
        base = self.random.choice(
            ("BaseModel", "TypedDict", "Session", "object", *self.classes, "inngest.Step", "Generic[T]")
        )
        lines = [*self.random.choice(([], [], ["@dataclass"], ["@dataclass(frozen=True)"])), f"class {name}({base}):"]
        for key in self.random.sample(_KEYS, self.random.randint(0, 4)):
            lines.append(
                f"    {key}: {self.random.choice(('str', 'int | None', *self.classes, 'list[C0]'))}"
                + self.random.choice(("", " = None", f" = {self.constant()}", " = field(default_factory=list)"))
            )
        inner = scope.inside("self", in_function=False, in_loop=False)
        for number in range(self.random.randint(0, 3)):
            method = self.random.choice(
                (f"m{number}", "__init__", "__call__", "__enter__", "send_email", "__getattr__")
            )
            is_async = self.chance(0.5)
            body = self.block(scope.inside("self", "item", in_function=True, is_async=is_async, in_loop=False), most=3)
            extra = self.random.choice(([], [], ["    @property"], ["    @classmethod"], ["    @staticmethod"]))
            lines += [*extra, f"    {'async ' if is_async else ''}def {method}(self, item=None, *rest):"]
            lines += ["    " + line for line in body]
        if self.chance(0.2):
            lines += ["    " + line for line in self.statement(inner)]
        return [*lines, "    pass"]

    # Statements

    def block(self, scope: Scope, *, most: int = 3) -> list[str]:
        """Some statements, one level deeper."""
        lines: list[str] = []
        for _ in range(self.random.randint(1, most)):
            lines += self.statement(scope)
        return ["    " + line for line in lines]

    def statement(self, scope: Scope) -> list[str]:
        """One statement; at some depth only simple ones."""
        simple = ((7, self.deed), (5, self.assignment), (2, self.leave), (1, self.odd))
        if scope.depth > 3:
            return self.pick(*simple)(scope)
        return self.pick(
            *simple, (3, self.if_), (3, self.loop), (3, self.try_), (2, self.with_), (1, self.match_), (1, self.nested)
        )(scope)

    def deed(self, scope: Scope) -> list[str]:
        """What workflows do."""
        ctx = scope.context if self.chance(0.9) else self.name(scope)
        await_ = "await " if scope.is_async and self.chance(0.9) else ""
        step = self.random.choice((f"{ctx}.step", f"{ctx}.step", "step", "(s := step)", f"getattr({ctx}, 'step')"))
        value, handler = self.expression(scope), self.handler(scope)
        event = f'inngest.Event(name="{self.random.choice(_EVENTS)}", data={self.mapping(scope)})'
        return [
            self.random.choice(
                (
                    f"{await_}{step}.run({self.step_id(scope)}, {handler}, {value})",
                    f"{self.new('r')} = {await_}{step}.run({self.step_id(scope)}, {handler})",
                    f"{await_}{step}.run({self.step_id(scope)}, {handler}, *{self.name(scope)}, **{self.name(scope)})",
                    f"{await_}{step}.sleep({self.step_id(scope)}, {self.duration()})",
                    f"{await_}{step}.sleep_until({self.step_id(scope)}, dt.datetime.now() + {self.duration()})",
                    f"e = {await_}{step}.wait_for_event({self.step_id(scope)}, event='trip/done', timeout={self.duration()})",
                    f"{await_}{step}.send_event({self.step_id(scope)}, [{event}, *{self.name(scope)}])",
                    f"{await_}{step}.invoke({self.step_id(scope)}, function={self.name(scope)}, data={self.mapping(scope)})",
                    f"{await_}{ctx}.group.parallel((lambda: {step}.run('a', {handler}), *[{handler} for y in {value}]))",
                    f"{await_}asyncio.gather({handler}({value}), *({handler}(y) for y in {value}))",
                    f"{await_}client.send({event})",
                    f"client.send_sync([{event} for y in {value}])",
                    f"{await_}send_email({value}, {self.name(scope)})",
                    f"{await_}asyncio.to_thread(resend.Emails.send, {self.mapping(scope)})",
                    f"resend.Emails.send({self.mapping(scope)})",
                    f"{await_}send_notification({value})",
                    f"{await_}send_system_notification({value})",
                    f"{await_}require_authentication()",
                    f"user = session['user'] or request.headers.get({value})",
                    f"requests.post(KEY, json={self.mapping(scope)}).json()",
                    f"{self.name(scope)}.add({value}); {self.name(scope)}.commit()",
                    f"{self.random.choice(self.classes)}.model_validate({ctx}.event.data)",
                    f"{self.random.choice(self.classes)}(**{ctx}.event.data).{self.random.choice(_KEYS)}",
                    f"{self.new('d')} = {ctx}.event.data[{self.constant()}][{self.constant()}]",
                    f"{ctx}.event.data.get({self.constant()}, {value})",
                    f"clock.sleep({self.duration()})",
                    f"{await_}asyncio.sleep(45)",
                    f"{await_}{self.random.choice(self.functions)}({ctx}, {value})",
                )
            )
        ]

    def assignment(self, scope: Scope) -> list[str]:
        """Names get values."""
        value = self.expression(scope)
        name = self.random.choice(_WORDS)
        line = self.random.choice(
            (
                f"{name} = {value}",
                f"{name} = {self.name(scope)} = {value}",
                f"{name}, *rest = {value}",
                f"({name}, (a, b)), [c, *d] = {value}",
                f"{name}: {self.random.choice(self.classes)} = {value}",
                f"{name} += {value}",
                f"{self.name(scope)}[{self.constant()}] = {value}",
                f"{self.name(scope)}.{self.random.choice(_KEYS)} = {value}",
                f"{self.name(scope)}.update({self.mapping(scope)})",
                f"{self.name(scope)}.{name} |= {value}",
                f"for {name}.{name}[0] in {value}: pass",
            )
        )
        scope.names.append(name)
        return [line]

    def leave(self, scope: Scope) -> list[str]:
        """The end of a path, now and then."""
        choices = [
            "pass",
            f"raise {self.expression(scope)}",
            "raise",
            f"assert {self.expression(scope)}, {self.constant()}",
        ]
        if scope.in_function:
            choices += ["return", f"return {self.expression(scope)}", f"return {self.name(scope)}"]
        if scope.in_loop:
            choices += ["break", "continue", "continue"]
        return [self.random.choice(choices)]

    def odd(self, scope: Scope) -> list[str]:
        """What is rare."""
        name = self.name(scope)
        return [
            self.random.choice(
                (
                    f"global {self.random.choice(_WORDS)}",
                    f"del {self.random.choice(_WORDS)}, {name}[0]",
                    "from .helpers import *" if not scope.in_function else "from .helpers import f0 as late",
                    "import app.flows",
                    f"lambda *a, b={name}, **k: (yield)",
                    "...",
                    f'f"{{{name}!r:>{{KEY}}}} {{{name}=}}"',
                    "nonlocal_ = [[[]]] * 3",
                    f"exec({name}); eval('f0()'); __import__('os').system('true')",
                    f"setattr({name}, 'send_email', f0)",
                )
            )
        ]

    def if_(self, scope: Scope) -> list[str]:
        """A branch."""
        lines = [f"if {self.condition(scope)}:", *self.block(scope.inside())]
        for _ in range(self.random.randrange(2)):
            lines += [f"elif {self.condition(scope)}:", *self.block(scope.inside())]
        return [*lines, "else:", *self.block(scope.inside())] if self.chance(0.4) else lines

    def loop(self, scope: Scope) -> list[str]:
        """A loop of any kind."""
        word = self.random.choice(_WORDS)
        many = self.expression(scope)
        head = self.random.choice(
            (
                f"for {word} in {many}:",
                f"for i, {word} in enumerate({many}):",
                f"for i in range(len({self.name(scope)}) - 1):",
                f"for (i, ({word}, *_)) in zip({many}, {many}):",
                f"{'async ' if scope.is_async else ''}for {word} in {many}:",
                f"while {self.condition(scope)}:",
                "while True:",
                f"while ({word} := {many}):",
            )
        )
        lines = [head, *self.block(scope.inside(word, "i", in_loop=True))]
        return [*lines, "else:", *self.block(scope.inside())] if self.chance(0.2) else lines

    def try_(self, scope: Scope) -> list[str]:
        """A `try` in one of its forms."""
        lines = ["try:", *self.block(scope.inside())]
        star = "*" if self.chance(0.1) and not scope.in_loop and not scope.in_function else ""
        handlers = self.random.randrange(3)
        for _ in range(handlers):
            caught = self.random.choice(
                (
                    "inngest.StepError",
                    "Exception as error",
                    "(KeyError, inngest.NonRetriableError) as error",
                    "f0()",
                    "C0",
                )
            )
            lines += [f"except{star} {caught}:", *self.block(scope.inside("error"))]
        if handlers and not star and self.chance(0.2):
            lines += ["except:", *self.block(scope.inside())]
        if handlers and self.chance(0.2):
            lines += ["else:", *self.block(scope.inside())]
        if not handlers or self.chance(0.3):
            lines += ["finally:", *self.block(scope.inside())]
        return lines

    def with_(self, scope: Scope) -> list[str]:
        """A `with`."""
        word = self.random.choice(_WORDS)
        head = self.random.choice(
            (
                f"with {self.expression(scope)} as {word}:",
                f"with Session() as {word}, {word}.begin():",
                f"with open({self.constant()}) as ({word}, *rest), {self.name(scope)}:",
                f"{'async ' if scope.is_async else ''}with httpx.AsyncClient() as {word}:",
                "with contextlib.suppress(KeyError, Exception):",
            )
        )
        return [head, *self.block(scope.inside(word))]

    def match_(self, scope: Scope) -> list[str]:
        """A `match` over many patterns."""
        lines = [f"match {self.expression(scope)}:"]
        patterns = [
            "{'name': 'trip/created', 'data': {'id': key, **rest}} if key",
            "inngest.Event(name='a' | 'b' as which)",
            "[x, *_, C0(y, id=1)]",
            "-1 | 2.0 | None | 'a' 'b'",
            "dt.MAXYEAR",
            f"{self.random.choice(self.classes)}()",
        ]
        for pattern in [*self.random.sample(patterns, 2), "_"]:
            lines += [f"    case {pattern}:", *("    " + line for line in self.block(scope.inside(), most=2))]
        return lines

    def nested(self, scope: Scope) -> list[str]:
        """A definition inside."""
        if scope.depth > 2:
            return ["pass"]
        return self.pick((4, self.function), (1, self.class_), (1, self.workflow), (1, self.decorator))(scope.inside())

    # Expressions

    def expression(self, scope: Scope, depth: int = 2) -> str:
        """Any expression."""
        if depth == 0:
            return self.random.choice((self.name(scope), self.name(scope), self.constant()))

        def more() -> str:
            return self.expression(scope, depth - 1)

        choice = self.random.randrange(24)
        name, word = self.name(scope), self.random.choice(_WORDS)
        match choice:
            case 0:
                return f"{self.random.choice(self.functions)}({more()}, *{more()}, {word}={more()}, **{name})"
            case 1:
                return f"{name}.{self.random.choice((*_KEYS, 'm0', 'step', 'event.data', 'copy()', 'send_email'))}"
            case 2:
                return f"{name}[{more()}]"
            case 3:
                return f"({more()} if {self.condition(scope)} else {more()})"
            case 4:
                return f"({more()} {self.random.choice(('+', '-', '*', '%', '|', '//', '@', '**'))} {more()})"
            case 5:
                return f"[{more()}, *{name}, {more()}]"
            case 6:
                return self.mapping(scope)
            case 7:
                return f"[{word} for {word} in {more()} if {self.condition(scope)} for y in {word}]"
            case 8:
                return f"{{{word}: {more()} for {word}, y in {more()}}}"
            case 9:
                return f"({more()} for {word} in {more()})"
            case 10:
                return f"(lambda {word}, *a, k={more()}, **kw: {more()})"
            case 11:
                return f"({word} := {more()})"
            case 12:
                return f"(await {more()})" if scope.is_async else more()
            case 13:
                return f"partial({self.random.choice(self.functions)}, {more()}, {word}={more()})"
            case 14:
                return f"{self.random.choice(self.classes)}({more()}, {self.random.choice(_KEYS)}={more()})"
            case 15:
                return f'f"{{{name}}}-{{{name}.id}}" "tail"'
            case 16:
                return f"{self.random.choice(self.classes)}.model_validate({more()}).model_dump(mode='json')"
            case 17:
                return f"dict({self.mapping(scope)}, **{name}, id={more()})"
            case 18:
                return f"{self.random.choice(self.functions)}"
            case 19:
                return f"{name}[1:{more()}:-1][0]"
            case 20:
                return f"({self.condition(scope)})"
            case 21:
                return f"functools.reduce(lambda a, b: a | b, {more()}, {{}})"
            case 22:
                return self.duration()
            case _:
                return more()

    def condition(self, scope: Scope) -> str:
        """A test."""
        name = self.name(scope)
        return self.random.choice(
            (
                name,
                f"not {name}",
                f"{self.constant()} in {name}",
                f"i < len({name}) - 1",
                f"{name} is None or {self.name(scope)}",
                f"isinstance({name}, {self.random.choice(self.classes)}) and {name}.id",
                f"0 < {name} <= {self.constant()} != {self.name(scope)}",
                f"(n := {name}.get({self.constant()})) is not None",
                "True",
                "TYPE_CHECKING",
                f"all(y for y in {name})",
            )
        )

    def handler(self, scope: Scope) -> str:
        """What a step runs."""
        return self.random.choice(
            (
                self.random.choice(self.functions),
                f"lambda: {self.random.choice(self.functions)}({self.name(scope)})",
                f"partial({self.random.choice(self.functions)}, {self.name(scope)})",
                f"{self.random.choice(self.classes)}().m0",
                f"self.m1 if {self.name(scope)} else {self.name(scope)}",
                "resend.Emails.send",
                "send_email",
                f"[{', '.join(self.functions[:3])}][{self.name(scope)}]",
                f"{self.random.choice(self.functions)}({self.name(scope)})",
            )
        )

    def step_id(self, scope: Scope) -> str:
        """The id of a step."""
        return self.random.choice(
            ("'load-trip'", "'step1'", f"f'mail-{{{self.name(scope)}}}'", "KEY", "'a' + str(i)", "*ids")
        )

    def mapping(self, scope: Scope) -> str:
        """A mapping, as events carry it."""
        parts = [f"'{key}': {self.name(scope)}" for key in self.random.sample(_KEYS, self.random.randint(0, 3))]
        if self.chance(0.3):
            parts.append(f"**{self.name(scope)}")
        if self.chance(0.1):
            parts.append(f"{self.name(scope)}: {self.constant()}")
        return "{" + ", ".join(parts) + "}"

    def duration(self) -> str:
        """A time."""
        return self.random.choice(
            (
                "45",
                "1_000 * 60",
                "timedelta(seconds=45)",
                "dt.timedelta(minutes=KEY)",
                "(-timedelta(1) / 2)",
                "'1h'",
                "KEY * 2",
            )
        )

    def constant(self) -> str:
        """A constant."""
        return self.random.choice(
            (
                "1",
                "'id'",
                "'trip_id'",
                "None",
                "True",
                "45.5",
                "10**400",
                "1e999",
                "'é𝒳'",
                "b'x'",
                "...",
                "(-1)",
                "'a' 'b'",
                "2j",
            )
        )

    # Chance

    def name(self, scope: Scope) -> str:
        """A name that may be known here; mostly one that came late, which is near."""
        near = scope.names[-6:] if self.chance(0.6) else scope.names
        return self.random.choice(near)

    def new(self, start: str) -> str:
        """A name that nothing else has."""
        self.number += 1
        return f"{start}{self.number}"

    def chance(self, share: float) -> bool:
        """Whether something happens that does so in this share of cases."""
        return self.random.random() < share

    def pick(self, *ways: tuple[int, Callable[[Scope], list[str]]]) -> Callable[[Scope], list[str]]:
        """One of some ways to go on, by weight."""
        return self.random.choices([way for _, way in ways], [weight for weight, _ in ways])[0]


def project_of(seed: int) -> dict[str, str]:
    """The project of a seed: texts by path."""
    return Writer(random.Random(seed)).project()
