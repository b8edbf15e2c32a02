"""SQLAlchemy and what is built on it: engines, connections, sessions, queries; SQLModel and Flask-SQLAlchemy."""

from __future__ import annotations

from steplint.sdk.kinds import Effect, EffectKind, Told, Transaction
from steplint.sdk.libraries.rows import methods, rows

_ENGINES = (
    "sqlalchemy.create_engine()",
    "sqlalchemy.engine_from_config()",
    "sqlalchemy.Engine()",
    "sqlalchemy.engine.create_engine()",
    "sqlalchemy.engine.Engine()",
    "sqlalchemy.engine.base.Engine()",
    "sqlalchemy.future.Engine()",
    "sqlalchemy.ext.asyncio.create_async_engine()",
    "sqlalchemy.ext.asyncio.async_engine_from_config()",
    "sqlalchemy.ext.asyncio.AsyncEngine()",
    "sqlalchemy.ext.asyncio.engine.AsyncEngine()",
    "sqlmodel.create_engine()",
    "flask_sqlalchemy.SQLAlchemy().engine",
)
_FACTORIES = (
    "sqlalchemy.orm.sessionmaker()",
    "sqlalchemy.orm.session.sessionmaker()",
    "sqlalchemy.orm.scoped_session()",
    "sqlalchemy.ext.asyncio.async_sessionmaker()",
    "sqlalchemy.ext.asyncio.session.async_sessionmaker()",
    "sqlalchemy.ext.asyncio.async_scoped_session()",
)
_SESSIONS = (
    "sqlalchemy.orm.Session()",
    "sqlalchemy.orm.session.Session()",
    *(f"{factory}()" for factory in _FACTORIES),
    *(f"{factory}.begin()" for factory in _FACTORIES),
    "sqlalchemy.orm.scoped_session()",
    "sqlalchemy.orm.create_session()",
    "sqlalchemy.ext.asyncio.AsyncSession()",
    "sqlalchemy.ext.asyncio.session.AsyncSession()",
    "sqlalchemy.ext.asyncio.async_scoped_session()",
    "sqlmodel.Session()",
    "sqlmodel.orm.session.Session()",
    "sqlmodel.ext.asyncio.session.AsyncSession()",
    "flask_sqlalchemy.SQLAlchemy().session",
    "flask_sqlalchemy.extension.SQLAlchemy().session",
)
_CONNECTIONS = (
    *(f"{engine}.connect()" for engine in _ENGINES),
    *(f"{engine}.begin()" for engine in _ENGINES),
    *(f"{session}.connection()" for session in _SESSIONS),
    "sqlalchemy.Connection()",
    "sqlalchemy.engine.Connection()",
    "sqlalchemy.engine.base.Connection()",
    "sqlalchemy.ext.asyncio.AsyncConnection()",
    "sqlalchemy.ext.asyncio.engine.AsyncConnection()",
)
_QUERIES = (
    *(f"{session}.query().**()" for session in _SESSIONS),
    "sqlalchemy.orm.Query().**()",
    "sqlalchemy.orm.query.Query().**()",
    "flask_sqlalchemy.SQLAlchemy().Model.query.**()",
)
_SCHEMAS = (
    "sqlalchemy.MetaData()",
    "sqlalchemy.schema.MetaData()",
    "sqlalchemy.orm.declarative_base().metadata",
    "sqlalchemy.orm.registry().metadata",
    "sqlalchemy.orm.DeclarativeBase.metadata",
    "sqlalchemy.ext.declarative.declarative_base().metadata",
    "sqlmodel.SQLModel.metadata",
    "flask_sqlalchemy.SQLAlchemy().Model.metadata",
    "flask_sqlalchemy.SQLAlchemy()",
)

TABLE: tuple[Effect, ...] = (
    *rows(
        EffectKind.DATABASE_READ,
        "runs a statement",
        *methods(_SESSIONS, "execute", "exec", "scalar", "scalars", "stream", "stream_scalars"),
        *methods(_CONNECTIONS, "execute", "scalar", "scalars", "stream", "stream_scalars", "exec_driver_sql"),
        told=Told.BY_STATEMENT,
        transaction=Transaction.PART,
    ),
    *rows(
        EffectKind.DATABASE_READ,
        "runs a statement",
        *methods(_ENGINES, "execute", "scalar"),
        told=Told.BY_STATEMENT,
        transaction=Transaction.OWN,
    ),
    *rows(
        EffectKind.DATABASE_CHANGE,
        "the session remembers the change until it is flushed",
        *methods(_SESSIONS, "add", "add_all", "delete", "delete_all", "merge", "merge_all"),
        transaction=Transaction.PART,
    ),
    *rows(
        EffectKind.DATABASE_WRITE,
        "writes what the session remembers",
        *methods(_SESSIONS, "flush", "bulk_save_objects", "bulk_insert_mappings", "bulk_update_mappings"),
        transaction=Transaction.PART,
    ),
    *rows(
        EffectKind.DATABASE_WRITE,
        "commits the transaction",
        *methods(_SESSIONS, "commit", "begin().commit"),
        transaction=Transaction.COMMIT,
    ),
    # What a connection commits, its statements have written.
    *rows(
        EffectKind.DATABASE_CHANGE,
        "commits the transaction",
        *methods(_CONNECTIONS, "commit", "begin().commit"),
        transaction=Transaction.COMMIT,
    ),
    *rows(
        EffectKind.DATABASE_CHANGE,
        "commits the transaction when its block ends",
        *methods((*_CONNECTIONS, *_ENGINES), "begin().__exit__"),
        transaction=Transaction.COMMIT,
    ),
    *rows(
        EffectKind.DATABASE_WRITE,
        "commits the transaction when its block ends",
        *methods((*_SESSIONS, *_FACTORIES), "begin().__exit__"),
        transaction=Transaction.COMMIT,
    ),
    *rows(
        EffectKind.DATABASE_CHANGE,
        "takes the changes back",
        *methods((*_SESSIONS, *_CONNECTIONS), "rollback", "begin().rollback", "begin_nested().rollback"),
        transaction=Transaction.ROLLBACK,
    ),
    *rows(
        EffectKind.DATABASE_READ,
        "reads from the database",
        *methods(_SESSIONS, "get", "get_one", "refresh"),
        *methods(
            _QUERIES,
            *("all", "first", "one", "one_or_none", "scalar", "get", "count", "__iter__"),
            *("get_or_404", "first_or_404", "one_or_404", "paginate"),
        ),
        *methods(
            ("flask_sqlalchemy.SQLAlchemy()", "flask_sqlalchemy.extension.SQLAlchemy()"),
            *("get_or_404", "first_or_404", "one_or_404", "paginate"),
        ),
    ),
    *rows(
        EffectKind.DATABASE_WRITE,
        "writes the rows that the query finds",
        *methods(_QUERIES, "update", "delete"),
        transaction=Transaction.PART,
    ),
    *rows(
        EffectKind.DATABASE_WRITE,
        "changes the schema",
        *methods(_SCHEMAS, "create_all", "drop_all"),
        transaction=Transaction.OWN,
    ),
)
