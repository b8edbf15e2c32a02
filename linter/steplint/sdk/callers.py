"""Library functions that call what they are handed, and those that hand it back."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec


class Caller(msgspec.Struct, frozen=True):
    """A function that calls its argument at `position` with the positional arguments from `rest` on (None: with none
    known).

    `repeats`: once for every item of an iterable (`map`). `keywords` says whether keyword arguments are handed on.
    """

    position: int
    rest: int | None
    keywords: bool = False
    repeats: bool = False


CALLERS: Mapping[str, Caller] = {
    "asyncio.to_thread": Caller(0, 1, keywords=True),
    "anyio.to_thread.run_sync": Caller(0, 1),
    "anyio.from_thread.run": Caller(0, 1),
    "anyio.run": Caller(0, 1),
    "starlette.concurrency.run_in_threadpool": Caller(0, 1, keywords=True),
    "fastapi.concurrency.run_in_threadpool": Caller(0, 1, keywords=True),
    "asyncio.get_event_loop().run_in_executor": Caller(1, 2),
    "asyncio.get_running_loop().run_in_executor": Caller(1, 2),
    "asyncio.new_event_loop().run_in_executor": Caller(1, 2),
    "concurrent.futures.ThreadPoolExecutor().submit": Caller(0, 1, keywords=True),
    "concurrent.futures.ProcessPoolExecutor().submit": Caller(0, 1, keywords=True),
    "concurrent.futures.ThreadPoolExecutor().map": Caller(0, None, repeats=True),
    "concurrent.futures.ProcessPoolExecutor().map": Caller(0, None, repeats=True),
    "multiprocessing.Pool().map": Caller(0, None, repeats=True),
    "builtins.map": Caller(0, None, repeats=True),
    "threading.Thread": Caller(0, None),
    "django.db.transaction.on_commit": Caller(0, None),
    "fastapi.BackgroundTasks().add_task": Caller(0, 1, keywords=True),
    "starlette.background.BackgroundTasks().add_task": Caller(0, 1, keywords=True),
    "tenacity.Retrying()": Caller(0, 1, keywords=True),
    "tenacity.AsyncRetrying()": Caller(0, 1, keywords=True),
    "contextvars.copy_context().run": Caller(0, 1, keywords=True),
    "anyio.create_task_group().start_soon": Caller(0, 1),
    "anyio.create_task_group().start": Caller(0, 1),
    "trio.open_nursery().start_soon": Caller(0, 1),
    "trio.open_nursery().start": Caller(0, 1),
}

SAME_FUNCTION = frozenset(
    {
        "functools.wraps()",
        "functools.lru_cache",
        "functools.lru_cache()",
        "functools.cache",
        "functools.singledispatch",
        "asgiref.sync.sync_to_async",
        "asgiref.sync.sync_to_async()",
        "tenacity.retry",
        "tenacity.retry()",
        "backoff.on_exception()",
        "backoff.on_predicate()",
        "stamina.retry()",
        "typing.cast()",
        "builtins.staticmethod",
        "builtins.classmethod",
        "contextlib.contextmanager",
        "contextlib.asynccontextmanager",
        "asyncio.coroutine",
        "sentry_sdk.trace",
    }
)
"""Calling these with a function gives, for our purposes, that function."""

PLAIN_DECORATORS = frozenset(
    {
        "functools.lru_cache",
        "functools.cache",
        "functools.wraps",
        "tenacity.retry",
        "backoff.on_exception",
        "backoff.on_predicate",
        "stamina.retry",
        "builtins.staticmethod",
        "builtins.classmethod",
        "typing.override",
        "typing_extensions.override",
        "typing.no_type_check",
        "abc.abstractmethod",
        "sentry_sdk.trace",
    }
)
"""Decorators, called or not, under which an async function stays one, and any other stays none."""

SAME_VALUE: Mapping[str, int] = {
    "typing.cast": 1,
    "typing_extensions.cast": 1,
    "copy.copy": 0,
    "copy.deepcopy": 0,
    "builtins.list": 0,
    "builtins.tuple": 0,
    "builtins.iter": 0,
    "builtins.sorted": 0,
    "builtins.reversed": 0,
    "asyncio.ensure_future": 0,
    "asyncio.create_task": 0,
    "asyncio.shield": 0,
    "asyncio.wait_for": 0,
    "asyncio.run": 0,
    "asyncio.get_event_loop().run_until_complete": 0,
    "asyncio.new_event_loop().run_until_complete": 0,
    "contextlib.nullcontext": 0,
    "contextlib.closing": 0,
    "contextlib.aclosing": 0,
    "sqlalchemy.text": 0,
    "sqlalchemy.sql.text": 0,
    "sqlmodel.text": 0,
    "psycopg.sql.SQL": 0,
    "psycopg2.sql.SQL": 0,
}
"""Calls whose result is, for our purposes, the argument at this position."""
