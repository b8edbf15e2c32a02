"""Drivers of databases and the core of SQLAlchemy: connections and cursors that run SQL."""

from __future__ import annotations

from steplint.sdk.kinds import Effect, EffectKind, Told, Transaction
from steplint.sdk.libraries.rows import methods, rows

_ASYNCPG = (
    "asyncpg.connect()",
    "asyncpg.Connection()",
    "asyncpg.connection.Connection()",
    "asyncpg.create_pool()",
    "asyncpg.Pool()",
    "asyncpg.pool.Pool()",
    "asyncpg.create_pool().acquire()",
    "asyncpg.Pool().acquire()",
    "asyncpg.pool.Pool().acquire()",
)
_PSYCOPG = (
    "psycopg.connect()",
    "psycopg.Connection()",
    "psycopg.Connection.connect()",
    "psycopg.AsyncConnection()",
    "psycopg.AsyncConnection.connect()",
    "psycopg_pool.ConnectionPool().connection()",
    "psycopg_pool.AsyncConnectionPool().connection()",
    "psycopg2.connect()",
    "psycopg2.extensions.connection()",
    "psycopg2.pool.SimpleConnectionPool().getconn()",
    "psycopg2.pool.ThreadedConnectionPool().getconn()",
    "sqlite3.connect()",
    "sqlite3.Connection()",
    "aiosqlite.connect()",
    "aiosqlite.Connection()",
    "pymysql.connect()",
    "MySQLdb.connect()",
    "mysql.connector.connect()",
    "aiomysql.connect()",
    "pyodbc.connect()",
    "oracledb.connect()",
    "django.db.connection",
)
_CURSORS = (
    *(f"{connection}.cursor()" for connection in _PSYCOPG),
    *(f"{connection}.execute()" for connection in _PSYCOPG),
    "psycopg.Cursor()",
    "psycopg.AsyncCursor()",
    "psycopg2.extensions.cursor()",
    "sqlite3.Cursor()",
)
_CORE = (
    "sqlalchemy.create_engine().connect()",
    "sqlalchemy.create_engine().begin()",
    "sqlalchemy.engine.Connection()",
    "sqlalchemy.Connection()",
    "sqlalchemy.engine.Engine().connect()",
    "sqlalchemy.engine.Engine().begin()",
    "sqlalchemy.Engine().connect()",
    "sqlalchemy.Engine().begin()",
    "sqlalchemy.ext.asyncio.create_async_engine().connect()",
    "sqlalchemy.ext.asyncio.create_async_engine().begin()",
    "sqlalchemy.ext.asyncio.AsyncEngine().connect()",
    "sqlalchemy.ext.asyncio.AsyncEngine().begin()",
    "sqlalchemy.ext.asyncio.AsyncConnection()",
)
_ENGINES = (
    "sqlalchemy.create_engine()",
    "sqlalchemy.engine.Engine()",
    "sqlalchemy.Engine()",
    "sqlalchemy.ext.asyncio.create_async_engine()",
    "sqlalchemy.ext.asyncio.AsyncEngine()",
)

TABLE: tuple[Effect, ...] = (
    *rows(
        EffectKind.DATABASE_WRITE,
        "runs a statement",
        *methods(_ASYNCPG, "execute"),
        *methods(("databases.Database()",), "execute"),
        told=Told.BY_STATEMENT,
        transaction=Transaction.OWN,
    ),
    *rows(
        EffectKind.DATABASE_WRITE,
        "runs a statement for many rows",
        *methods(_ASYNCPG, "executemany", "copy_records_to_table", "copy_to_table"),
        *methods(("databases.Database()",), "execute_many"),
        transaction=Transaction.OWN,
    ),
    *rows(
        EffectKind.DATABASE_READ,
        "reads rows",
        *methods(_ASYNCPG, "fetch", "fetchrow", "fetchval"),
        *methods(("databases.Database()",), "fetch_all", "fetch_one", "fetch_val", "iterate"),
        told=Told.BY_STATEMENT,
        transaction=Transaction.OWN,
    ),
    *rows(
        EffectKind.DATABASE_WRITE,
        "commits the transaction",
        *methods([f"{connection}.transaction()" for connection in _ASYNCPG], "commit"),
        *methods(_PSYCOPG, "commit"),
        *methods(_CORE, "commit", "begin().commit"),
        transaction=Transaction.COMMIT,
    ),
    # What such a block writes, its statements write; its end only makes it last.
    *rows(
        EffectKind.DATABASE_CHANGE,
        "commits the transaction when its block ends",
        *methods([f"{connection}.transaction()" for connection in _ASYNCPG], "__exit__"),
        *methods(_PSYCOPG, "transaction().__exit__"),
        *methods(_CORE, "begin().__exit__"),
        *methods(_ENGINES, "begin().__exit__"),
        "psycopg.connect().__exit__",
        "psycopg.Connection.connect().__exit__",
        "psycopg.AsyncConnection.connect().__exit__",
        "psycopg_pool.ConnectionPool().connection().__exit__",
        "psycopg_pool.AsyncConnectionPool().connection().__exit__",
        "psycopg2.connect().__exit__",
        "sqlite3.connect().__exit__",
        "django.db.transaction.atomic().__exit__",
        transaction=Transaction.COMMIT,
    ),
    *rows(
        EffectKind.DATABASE_CHANGE,
        "takes the changes back",
        *methods(_PSYCOPG, "rollback"),
        *methods(_CORE, "rollback"),
        transaction=Transaction.ROLLBACK,
    ),
    *rows(
        EffectKind.DATABASE_WRITE,
        "runs a statement",
        *methods(_PSYCOPG, "execute"),
        *methods(_CURSORS, "execute"),
        told=Told.BY_STATEMENT,
        transaction=Transaction.PART,
    ),
    *rows(
        EffectKind.DATABASE_WRITE,
        "runs a statement for many rows",
        *methods(_PSYCOPG, "executemany", "executescript"),
        *methods(_CURSORS, "executemany", "executescript", "copy_from", "copy_expert"),
        transaction=Transaction.PART,
    ),
    *rows(
        EffectKind.DATABASE_READ,
        "runs a statement",
        *methods(_CORE, "execute", "scalar", "scalars", "stream", "exec_driver_sql"),
        told=Told.BY_STATEMENT,
        transaction=Transaction.PART,
    ),
)
