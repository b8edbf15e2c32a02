"""What values may be: `answer` in `main.py` is what every case asks for."""

# ruff: noqa: E501 - a case's code is one text
from __future__ import annotations

from collections.abc import Mapping

import pytest

from steplint.stack import with_deep_stack
from unit.project.projects import value

IMPORTS = """\
import asyncio, contextlib, dataclasses, enum, functools, typing
import datetime as dt
from datetime import timedelta, datetime
from functools import lru_cache, partial, wraps
"""


def case(text: str, expected: str, name: str) -> object:
    return pytest.param(text, expected, id=name)


CONSTANTS = [
    case("answer = 'a'", "'a'", "text"),
    case("answer = 1 + 2 * 3", "7", "numbers"),
    case("answer = 60 * 60 / 2", "1800.0", "division"),
    case("answer = 7 // 2 + 7 % 4 + 2 ** 3", "14", "more operators"),
    case("answer = 1 / 0", "?", "division by zero"),
    case("answer = 10 ** 1000", "?", "a number too large to write"),
    case("answer = 1 << 3", "?", "an operator that is not followed"),
    case("answer = -45", "-45", "minus"),
    case("answer = +45", "45", "plus"),
    case("answer = not 0", "True", "not"),
    case("answer = -load()", "?", "minus unknown"),
    case("a = 45\nanswer = a", "45", "a name"),
    case("a = 1\na = 2\nanswer = a", "2", "the last assignment"),
    case("answer = 1 if load() else 2", "1 | 2", "either"),
    case("answer = load() or 45", "? | 45", "a default for something unknown"),
    case("answer = None or 45", "45", "a default for nothing"),
    case("answer = load() and 45", "? | 45", "and"),
    case("if load():\n    answer = 1\nelse:\n    answer = 2", "1 | 2", "two branches"),
    case("answer: int = 45", "45", "annotated"),
    case("a = 1\na += 2\nanswer = a", "3", "augmented"),
    case("answer = int('3') + 1", "?", "a parsed number"),
    case("answer = int(4.5) + float(1) + round(2.6)", "8.0", "converted numbers"),
    case("answer = (a := 4)", "4", "a walrus"),
    case("answer = load()", "?", "an unknown call"),
    case("answer = lambda: 1", "main.<lambda>", "a lambda"),
    case("answer = (lambda: 1)()", "1", "a lambda's result"),
]

TEXTS = [
    case("answer = 'a' 'b'", "'ab'", "side by side"),
    case("answer = 'a' + 'b'", "'ab'", "added"),
    case("answer = f'a-{1}-{\"b\"}'", "'a-1-b'", "an f-string of constants"),
    case("answer = f'a-{load()}'", "'a-{}'", "an f-string with a hole"),
    case("answer = 'a-' + load()", "'a-{}'", "added to a call"),
    case("answer = load() + '-a'", "'{}-a'", "a call added to"),
    case("answer = 'a-{}-b'.format(load())", "'a-{}-b'", "format"),
    case("answer = 'a-%s-%d' % (load(), 2)", "'a-{}-{}'", "percent"),
    case("answer = 'A'.lower() + 'b'.upper() + ' c '.strip()", "'aBc'", "methods"),
    case("answer = 'a b'.replace(' ', '-')", "'{}'", "other methods make holes"),
    case("answer = f'{load()}-a'.lower()", "'{}-a'", "a template's method"),
    case("answer = str(45)", "'45'", "str"),
    case("answer = str(load())", "'{}'", "str of anything"),
    case("answer = str(f'a-{load()}')", "'a-{}'", "str of a template"),
    case("answer = ''", "''", "empty"),
    case("a = 'x' if load() else 'y'\nanswer = 'a-' + a", "'a-x' | 'a-y'", "alternatives"),
    case("a = 'step'\nanswer = f'{a}-{a}'", "'step-step'", "names in holes"),
]

TIMES = [
    case("answer = timedelta(seconds=45)", "45s", "seconds"),
    case("answer = dt.timedelta(minutes=1, seconds=30)", "90s", "minutes and seconds"),
    case("answer = timedelta(1)", "86400s", "days by position"),
    case("answer = timedelta(0, 45)", "45s", "seconds by position"),
    case("answer = timedelta(milliseconds=500)", "0.5s", "milliseconds"),
    case("answer = timedelta(weeks=1) - timedelta(days=6)", "86400s", "difference"),
    case("answer = timedelta(seconds=30) + timedelta(seconds=15)", "45s", "sum"),
    case("answer = timedelta(seconds=15) * 3", "45s", "times"),
    case("answer = 3 * timedelta(seconds=15)", "45s", "times, the other way"),
    case("answer = timedelta(minutes=3) / 2", "90s", "half"),
    case("answer = timedelta(minutes=3) / 0", "some time", "by zero"),
    case("answer = -timedelta(seconds=5)", "-5s", "negative"),
    case("answer = timedelta(seconds=load())", "some time", "unknown seconds"),
    case("answer = timedelta(**load())", "some time", "unknown units"),
    case("answer = timedelta(seconds=5) * load()", "some time", "times unknown"),
    case("answer = timedelta(seconds=5) + load()", "some time", "plus unknown"),
    case("n = 45\nanswer = timedelta(seconds=n)", "45s", "by name"),
    case("answer = datetime.now() + timedelta(seconds=45)", "now+45s", "a moment"),
    case("answer = dt.datetime.now(dt.timezone.utc) + timedelta(hours=1)", "now+3600s", "a moment of a zone"),
    case("answer = timedelta(seconds=45) + datetime.now()", "some moment", "the other way round"),
    case("answer = datetime.utcnow() - timedelta(seconds=45)", "now-45s", "a moment ago"),
    case("answer = datetime.now() + load()", "some moment", "a moment of unknown distance"),
    case("from django.utils import timezone\nanswer = timezone.now()", "now+0s", "django's now"),
    case("answer = timedelta(minutes=2).total_seconds()", "120.0", "total_seconds"),
    case("answer = timedelta(days=1, seconds=5).seconds", "5", "its seconds"),
    case("answer = timedelta(days=1, seconds=5).days", "1", "its days"),
    case("answer = +timedelta(seconds=5)", "5s", "plus"),
    case("answer = timedelta(seconds=load()).total_seconds()", "?", "unknown total_seconds"),
]

COLLECTIONS = [
    case("answer = [1, 2]", "[1, 2]", "a list"),
    case("answer = (1, *[2, 3])", "[1, 2, 3]", "spread"),
    case("answer = [1, *load()]", "[1, ?…]", "spread of unknown"),
    case("answer = [1, 2][1]", "2", "an item"),
    case("answer = [1, 2][-1]", "2", "an item from the end"),
    case("answer = [1, 2][load()]", "1 | 2", "some item"),
    case("answer = {'a': 1}['a']", "1", "a value"),
    case("answer = {'a': 1}['b']", "?", "a key that is not there"),
    case("answer = {'a': 1, 'b': 2}[load()]", "1 | 2 | ?", "some value"),
    case("answer = {'a': 1}.get('a')", "1", "get"),
    case("answer = {'a': 1}.get(load())", "1 | ?", "get of something"),
    case("answer = {**{'a': 1}, 'b': 2}", "{'a': 1, 'b': 2}", "merged"),
    case("answer = {**load(), 'b': 2}", "{'b': 2…}", "merged with unknown"),
    case("answer = {load(): 1}", "{…}", "an unknown key"),
    case("answer = {'a': 1} | {'b': 2}", "{'a': 1, 'b': 2}", "united"),
    case("answer = dict(a=1)", "{'a': 1}", "dict"),
    case("answer = dict({'a': 1}, b=2)", "{'a': 1, 'b': 2}", "dict of a dict"),
    case("answer = dict(load())", "{…}", "dict of unknown"),
    case("answer = {'a': 1}.copy()", "{'a': 1}", "a copy"),
    case("answer = [f for f in [1, 2]]", "[1 | 2…]", "a comprehension"),
    case("answer = {k: 1 for k in 'ab'}", "{…}", "a dict comprehension"),
    case("for answer in [1, 2]: pass", "1 | 2", "a loop's variable"),
    case("for answer in {'a': 1}: pass", "'a'", "a loop over keys"),
    case("for answer in 'ab': pass", "'{}'", "a loop over letters"),
    case("for k, answer in {'a': 1, 'b': 2}.items(): pass", "1 | 2", "items"),
    case("for answer in {'a': 1}.values(): pass", "1", "values"),
    case("for answer in {'a': 1}.keys(): pass", "'a'", "keys"),
    case("for i, answer in enumerate([1, 2]): pass", "1 | 2", "enumerate"),
    case("for a, answer in zip([1], [2, 3]): pass", "2 | 3", "zip"),
    case("for answer in sorted([1, 2]): pass", "1 | 2", "sorted"),
    case("a, answer = 1, 2", "2", "unpacking"),
    case("a, (b, answer) = 1, (2, 3)", "3", "nested unpacking"),
    case("a, answer = load()", "?", "unpacking of unknown"),
    case("a, *answer = 1, 2, 3", "?", "a starred target"),
    case("answer = [1, 2].pop()", "1 | 2", "pop"),
    case("answer = [1].copy()", "[1]", "a list's copy"),
]

FUNCTIONS = [
    case("def f(): return 1\nanswer = f()", "1", "a result"),
    case("def f(): ...\nanswer = f()", "None", "no result"),
    case("def f():\n    return\nanswer = f()", "None", "a bare return"),
    case("def f(a): return a\nanswer = f(3)", "3", "an argument"),
    case("def f(a): return a\nanswer = [f(1), f(2)]", "[1, 2]", "each call on its own"),
    pytest.param(
        "def f(a, b=5): return b\nanswer = f(3)",
        "5",
        id="a default",
    ),
    case("def f(a, *, b): return b\nanswer = f(3, b=4)", "4", "a keyword"),
    case("def f(a, /, b): return a\nanswer = f(3, b=4)", "3", "positional only"),
    case("def f(*args): return args[1]\nanswer = f(3, 4)", "4", "*args"),
    case("def f(**kw): return kw['a']\nanswer = f(a=4)", "4", "**kwargs"),
    case("def g(a, b): return b\ndef f(*a, **k): return g(*a, **k)\nanswer = f(1, b=2)", "2", "forwarded"),
    case("def g(a, b): return b\nanswer = g(*[1, 2])", "2", "spread"),
    case("def g(a, b): return b\nanswer = g(**{'a': 1, 'b': 2})", "2", "spread by name"),
    case("def g(a, b): return b\nanswer = g(*load())", "?", "spread of unknown"),
    case("def f(a):\n    if a: return 1\n    return 2\nanswer = f(load())", "1 | 2", "two returns"),
    case("async def f(): return 1\nasync def g(): return await f()\nanswer = asyncio.run(g())", "1", "awaited"),
    case("def f(a):\n    def g(): return a\n    return g\nanswer = f(3)()", "3", "a closure"),
    case(
        "def f():\n    a = 1\n    def g():\n        nonlocal a\n        return a\n    return g()\nanswer = f()",
        "1",
        "nonlocal",
    ),
    case("def f(g): return g(1)\nanswer = f(lambda x: x + 1)", "2", "a function handed over"),
    case("answer = partial(int, 4)", "partial builtins.int", "a partial"),
    case("def f(a, b): return a - b\nanswer = partial(f, 5)(3)", "2", "a partial's result"),
    case("def f(a, b): return a - b\nanswer = partial(f, b=5)(8)", "3", "a partial with a keyword"),
    case("def f(a, b): return a - b\nanswer = partial(f, 5).func", "main.f", "a partial's function"),
    case("def f(a, b, c): return c\nanswer = partial(partial(f, 1), 2)(3)", "3", "a partial of a partial"),
    case("def f(n): return f(n - 1) if n else 0\nanswer = f(3)", "0", "recursion"),
    case("def f(): return g()\ndef g(): return f()\nanswer = f()", "never", "recursion without end"),
    case("def f(): return g() or 1\ndef g(): return f()\nanswer = g()", "1", "mutual recursion"),
    case("def f(): yield 1; yield 2\nfor answer in f(): pass", "1 | 2", "a generator"),
    case("def f(): yield\nfor answer in f(): pass", "None", "an empty yield"),
    case(
        "def f() -> typing.Iterator[timedelta]: yield load()\nfor answer in f(): pass",
        "datetime.timedelta()",
        "an annotated generator",
    ),
    case(
        "_a = None\ndef f():\n    global _a\n    if _a is None: _a = 45\n    return _a\nanswer = f()",
        "None | 45",
        "made on first use",
    ),
    case("def f():\n    global answer\n    answer = 3", "3", "written from a function"),
    case(
        "import x\nanswer = 0\ndef f():\n    global answer\n    answer = max(answer, x.read())",
        "0 | builtins.max()",
        "a constant that a function writes anew",
    ),
    case("def f(x: timedelta): return x\nanswer = f(load())", "datetime.timedelta()", "a parameter's annotation"),
    case("def f() -> timedelta: return load()\nanswer = f()", "datetime.timedelta()", "a result's annotation"),
    case("import httpx\ndef f() -> 'httpx.Client': return load()\nanswer = f().get", "httpx.Client().get", "as a text"),
    case("import httpx\ndef f(x: httpx.Client | None): return x\nanswer = f(load())", "httpx.Client()", "or none"),
    case(
        "import httpx\ndef f(x: typing.Optional[httpx.Client]): return x\nanswer = f(load())",
        "httpx.Client()",
        "Optional",
    ),
    case(
        "import httpx\ndef f(x: typing.Annotated[httpx.Client, 1]): return x\nanswer = f(load())",
        "httpx.Client()",
        "Annotated",
    ),
    case("def f(x: int): return x\nanswer = f(load())", "?", "a plain annotation tells nothing"),
    case("def f(x: dict[str, int]): return x\nanswer = f(load())", "?", "a generic tells nothing"),
    case("A = typing.NewType('A', int)\ndef f(x: A): return x\nanswer = f(load())", "?", "a new type tells nothing"),
    case("def f(x: None): return x\nanswer = f(load())", "?", "nothing tells nothing"),
    case("def f(x: missing): return x\nanswer = f(load())", "?", "an unknown annotation"),
    case("def f(x: load()): return x\nanswer = f(load())", "?", "an annotation from a call"),
    case("class A:\n    y = 1\ndef f(x: A): return x.y\nanswer = f(load())", "1", "a class of the project"),
    case("answer = getattr(dt, 'timedelta')", "datetime.timedelta", "getattr"),
    case("answer = getattr(dt, load())", "?", "getattr of anything"),
    case("answer = typing.cast(int, 3)", "3", "cast"),
    case(
        "async def f(): return await asyncio.gather(g(), g())\nasync def g(): return 1\nanswer = asyncio.run(f())",
        "[1, 1]",
        "gather",
    ),
]

DECORATORS = [
    case("@lru_cache\ndef f(): return 1\nanswer = f()", "1", "a cache"),
    case("@lru_cache(maxsize=1)\ndef f(): return 1\nanswer = f()", "1", "a cache with options"),
    case("@functools.cache\ndef f(): return 1\nanswer = f()", "1", "functools.cache"),
    case("@load()\ndef f(): return 1\nanswer = f()", "1", "an unknown decorator keeps the function"),
    case("def d(f): return f\n@d\ndef f(): return 1\nanswer = f()", "1", "one that gives it back"),
    case(
        "def d(f):\n    def w(): return f() + 1\n    return w\n@d\ndef f(): return 1\nanswer = f()",
        "2",
        "one that wraps",
    ),
    case(
        "def d(f):\n    @wraps(f)\n    def w(*a, **k): return f(*a, **k) + 1\n    return w\n@d\ndef f(a): return a\nanswer = f(4)",
        "5",
        "wraps",
    ),
    case(
        "def d(n):\n    def i(f):\n        def w(): return f() + n\n        return w\n    return i\n@d(3)\ndef f(): return 1\nanswer = f()",
        "4",
        "one with arguments",
    ),
    case("def d(f):\n    return partial(f, 2)\n@d\ndef f(a): return a\nanswer = f()", "2", "one that fixes arguments"),
    case(
        "class D:\n    def __init__(self, f): self.f = f\n    def __call__(self): return self.f()\n@D\ndef f(): return 1\nanswer = f",
        "main.f",
        "a class",
    ),
    case("def d(f): register(f)\n@d\ndef f(): return 1\nanswer = f()", "1", "one that gives nothing back"),
    case("import tenacity\n@tenacity.retry(stop=1)\ndef f(): return 1\nanswer = f()", "1", "a library's"),
    case(
        "from asgiref.sync import sync_to_async\ndef f(): return 1\nanswer = sync_to_async(f)()", "1", "sync_to_async"
    ),
    case("def f(a): return a\nanswer = asyncio.run(asyncio.to_thread(f, 3))", "3", "to_thread"),
]

CLASSES = [
    case("class A:\n    x = 1\nanswer = A.x", "1", "a class attribute"),
    case("class A:\n    x = 1\nanswer = A().x", "1", "of an object"),
    case("class A:\n    x = 1\n    y = x + 1\nanswer = A.y", "2", "in its body"),
    case("class A:\n    class B:\n        x = 1\nanswer = A.B.x", "1", "a class in a class"),
    case("class A:\n    def f(self): return 1\nanswer = getattr(A(), 'f')()", "1", "a method by getattr"),
    case("import enum\nclass A(enum.Enum):\n    X = 1\nanswer = A.__members__", "?", "all members"),
    case("class A: ...\nanswer = A.x", "?", "no such attribute"),
    case("class A:\n    def __init__(self, x): self.x = x\nanswer = A(3).x", "3", "set by __init__"),
    case(
        "class A:\n    def __init__(self): self.x = 1\n    def f(self): return self.x\nanswer = A().f()",
        "1",
        "read by a method",
    ),
    case("class A:\n    def set(self): self.x = 1\nanswer = A().x", "1", "set by a method"),
    case("class A:\n    def f(self, a): return a\nanswer = A().f(2)", "2", "a method"),
    case("class A:\n    @staticmethod\n    def f(a): return a\nanswer = A.f(2)", "2", "a static method"),
    case("class A:\n    @staticmethod\n    def f(a): return a\nanswer = A().f(2)", "2", "a static method of an object"),
    case("class A:\n    x = 1\n    @classmethod\n    def f(cls): return cls.x\nanswer = A.f()", "1", "a class method"),
    case("class A:\n    @classmethod\n    def make(cls): return cls()\nanswer = A.make()", "A()", "a factory"),
    case("class A:\n    @property\n    def x(self): return 1\nanswer = A().x", "1", "a property"),
    case(
        "class A:\n    @functools.cached_property\n    def x(self): return 1\nanswer = A().x", "1", "a cached property"
    ),
    case("class A:\n    def __call__(self, a): return a\nanswer = A()(2)", "2", "a callable object"),
    case("class A:\n    x = 1\nclass B(A): ...\nanswer = B().x", "1", "inherited"),
    case("class A:\n    x = 1\nclass B(A):\n    x = 2\nanswer = B().x", "2", "overridden"),
    case(
        "class A:\n    def f(self): return 1\nclass B(A):\n    def f(self): return super().f() + 1\nanswer = B().f()",
        "2",
        "super",
    ),
    case(
        "class A:\n    def __init__(self, x): self.x = x\nclass B(A):\n    def __init__(self): super().__init__(7)\nanswer = B().x",
        "7",
        "set by super().__init__",
    ),
    case(
        "class A:\n    def __init__(self, x): self.x = x\nclass B(A):\n    def __init__(self, x): super().__init__(x)\n"
        "class C(B):\n    def __init__(self): B.__init__(self, x=8)\nanswer = C().x",
        "8",
        "set two bases up",
    ),
    case(
        "class A:\n    def __init__(self, x): self.x = x; self.y = self.x\nanswer = A(9).y",
        "9",
        "set to an attribute set before",
    ),
    case(
        "class A:\n    def g(self): return self.f()\nclass B(A):\n    def f(self): return 5\nanswer = B().g()",
        "5",
        "a method of a subclass",
    ),
    case("import httpx\nclass A(httpx.Client): ...\nanswer = A().get", "httpx.Client().get", "a library's method"),
    case(
        "import httpx\nclass A(httpx.Client):\n    def f(self): return self.get\nanswer = A().f()",
        "httpx.Client().get",
        "by self",
    ),
    case(
        "import httpx\nclass A(httpx.Client):\n    def f(self): return super().get\nanswer = A().f()",
        "httpx.Client().get",
        "by super",
    ),
    case("class A(A): ...\nanswer = A().x", "?", "a class of itself"),
    case("class A(B): ...\nclass B(A): ...\nanswer = A().x", "?", "classes of each other"),
    case("T = typing.TypeVar('T')\nclass A(typing.Generic[T]):\n    x = 1\nanswer = A().x", "1", "a generic"),
    case("class A:\n    x: int = 4\nanswer = A().x", "4", "an annotated attribute"),
    case("import httpx\nclass A:\n    c: httpx.Client\nanswer = A().c.get", "httpx.Client().get", "only annotated"),
    case("@dataclasses.dataclass\nclass A:\n    x: int\n    y: int = 2\nanswer = A(1)", "A()", "a dataclass"),
    case(
        "@dataclasses.dataclass\nclass A:\n    x: int\n    y: int = 2\nanswer = [A(1).x, A(1).y, A(1, 5).y, A(x=6).x]",
        "[1, 2, 5, 6]",
        "its fields",
    ),
    case(
        "@dataclasses.dataclass\nclass A:\n    x: int\n@dataclasses.dataclass\nclass B(A):\n    y: int\nanswer = B(1, 2).y",
        "2",
        "fields of a base first",
    ),
    case(
        "@dataclasses.dataclass\nclass A:\n    x: list = dataclasses.field(default_factory=list)\nanswer = A().x",
        "?",
        "a field's description",
    ),
    case(
        "import pydantic\nclass A(pydantic.BaseModel):\n    x: int = pydantic.Field(3)\nanswer = A(x=4).x",
        "4",
        "a model",
    ),
    case("class A:\n    def __enter__(self): return 3\nwith A() as answer: pass", "3", "a context manager"),
    case(
        "class A:\n    x = 3\n    def __enter__(self): return self\nwith A() as a: answer = a.x",
        "3",
        "that gives itself",
    ),
    case(
        "class A:\n    async def __aenter__(self): return 3\nasync def f():\n    async with A() as a: return a\nanswer = asyncio.run(f())",
        "3",
        "an async one",
    ),
    case("@contextlib.contextmanager\ndef f(): yield 3\nwith f() as answer: pass", "3", "a generator"),
    case("import httpx\nwith httpx.Client() as c: answer = c.get", "httpx.Client().get", "a library's"),
    case("with contextlib.nullcontext(3) as answer: pass", "3", "nullcontext"),
    case("class A:\n    x = 1\na = A()\nanswer = a.x", "1", "a singleton"),
]

ENUMS = [
    case("class E(enum.Enum):\n    A = 'a'\nanswer = E.A.value", "'a'", "a value"),
    case("class E(enum.StrEnum):\n    A = 'a'\nanswer = E.A", "'a'", "a str enum's member"),
    case("class E(str, enum.Enum):\n    A = 'a'\nanswer = E.A", "'a'", "the older str enum"),
    case("class E(enum.Enum):\n    A = enum.auto()\nanswer = E.A.value", "'{}'", "auto"),
    case(
        "class E(enum.StrEnum):\n    NEW_ORDER = enum.auto()\nanswer = E.NEW_ORDER", "'new_order'", "auto of a str enum"
    ),
    case("class E(enum.Enum):\n    A = 'a'\nanswer = E.A.name", "'{}'", "a name"),
    case("class E(enum.Enum):\n    A = 'a'\nanswer = E['A'].value", "'a'", "by name"),
    case("class E(enum.Enum):\n    A = 'a'\nanswer = E('a')", "'a'", "by value"),
    case("class E(enum.Enum):\n    A = 'a'\nanswer = E(load())", "?", "by some value"),
    case("class E(enum.IntEnum):\n    A = 4\nanswer = E.A + 1", "5", "a number"),
    case("class E(enum.Enum):\n    A = 'a'\nfor answer in E: pass", "?", "any member"),
    case(
        "from django.db import models\nclass E(models.TextChoices):\n    A = 'a', 'An a'\nanswer = E.A",
        "'a'",
        "django's choices",
    ),
]

LIBRARIES = [
    case("import boto3\nanswer = boto3.client('ses').send_email", "boto3.client[ses]().send_email", "a keyed factory"),
    case("import boto3\nanswer = boto3.client(service_name='ses')", "boto3.client[ses]()", "by keyword"),
    case("import boto3\nanswer = boto3.client(load())", "boto3.client()", "of anything"),
    case("import boto3\nanswer = boto3.Session().client('s3')", "boto3.client[s3]()", "of a session"),
    case("import x\nanswer = x.a['k'].b", "x.a.[].b", "an item of a library's thing"),
    case("import x\nfor answer in x.rows: pass", "x.rows.[]", "an element of one"),
    case("import x\nanswer = x.f().g().h", "x.f().g().h", "a chain"),
    case("import x\nasync def f(): return await x.f()\nanswer = asyncio.run(f())", "x.f()", "awaited"),
    case("import x\nanswer = x" + ".a" * 200, "?", "a chain without end"),
    case("import x\na = x.f()\nwhile load(): a = a.next()\nanswer = a", "x.f() | x.f().next()", "a chain in a loop"),
]


@pytest.mark.parametrize(
    ("text", "expected"),
    [*CONSTANTS, *TEXTS, *TIMES, *COLLECTIONS, *FUNCTIONS, *DECORATORS, *CLASSES, *ENUMS, *LIBRARIES],
)
def test_values(text: str, expected: str) -> None:
    assert value(IMPORTS + text) == expected


ACROSS: list[object] = [
    case("from names import STEP\nanswer = STEP", "'charge-card'", "a constant"),
    case("from names import Steps\nanswer = Steps.MAIL", "'mail-user'", "a class attribute"),
    case("from names import Kind\nanswer = Kind.NEW.value", "'new'", "an enum"),
    case("import names\nanswer = names.TABLE['a']", "1", "a table"),
    case("from names import prefix\nanswer = prefix('x')", "'shop-x'", "a helper"),
    case("from names import DELAY\nanswer = DELAY * 2", "60s", "a duration"),
    case("from names import get_client\nanswer = get_client()", "None | httpx.Client()", "a lazy singleton"),
    case("from names import Base\nclass A(Base):\n    name = 'a'\nanswer = A().full()", "'full-a'", "a base"),
    case("from names import counted\n@counted\ndef f(): return 1\nanswer = f()", "2", "a decorator"),
    case("from names import DEFAULT\nanswer = DEFAULT.timeout", "9", "an object"),
]
NAMES = """
import enum, httpx
from datetime import timedelta
STEP = "charge-" + "card"
class Steps:
    MAIL = "mail-user"
class Kind(enum.Enum):
    NEW = "new"
TABLE = {"a": 1}
def prefix(name): return f"shop-{name}"
DELAY = timedelta(seconds=30)
_client = None
def get_client():
    global _client
    if _client is None:
        _client = httpx.Client()
    return _client
class Base:
    name = ""
    def full(self): return "full-" + self.name
def counted(f):
    def wrapper(*args): return f(*args) + 1
    return wrapper
class Options:
    def __init__(self, timeout=3): self.timeout = timeout
DEFAULT = Options(timeout=9)
"""


@pytest.mark.parametrize(("text", "expected"), ACROSS)
def test_values_across_modules(text: str, expected: str) -> None:
    assert value({"main.py": text, "names.py": NAMES}) == expected


WIDE: Mapping[str, str] = {
    "nesting": "def f0(a): return a\n"
    + "\n".join(f"def f{n}(a): return f{n - 1}([a, a])" for n in range(1, 40))
    + "\nanswer = f39(1)",
    "alternatives": "\n".join(f"a{n} = 'x' if load({n}) else 'y'" for n in range(30))
    + "\nanswer = "
    + " + ".join(f"a{n}" for n in range(30)),
    "calls": "def f(a): return a\nanswer = [" + ", ".join(f"f({n})" for n in range(300)) + "]",
    "fan": "def f0(): return 1\n"
    + "\n".join(f"def f{n}(): return f{n - 1}() if load() else f{n - 1}() + 1" for n in range(1, 60))
    + "\nanswer = f59()",
    "cycle": "\n".join(f"def f{n}(a): return f{(n + 1) % 50}(a) or f{(n * 7) % 50}(a)" for n in range(50))
    + "\nanswer = f0(1)",
}


@pytest.mark.parametrize("text", WIDE.values(), ids=list(WIDE))
def test_work_is_bounded(text: str) -> None:
    """Code that would take for ever to run through is answered soon, if with less."""
    assert with_deep_stack(lambda: value(text)) != "nothing"
