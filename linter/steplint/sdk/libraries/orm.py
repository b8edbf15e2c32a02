"""Object-relational mappers: the sessions of SQLAlchemy, the managers of Django, and their like."""

from __future__ import annotations

from steplint.sdk.kinds import Effect, EffectKind, Told, Transaction
from steplint.sdk.libraries.rows import methods, rows

_SESSIONS = (
    "sqlalchemy.orm.Session()",
    "sqlalchemy.orm.session.Session()",
    "sqlalchemy.orm.sessionmaker()()",
    "sqlalchemy.orm.scoped_session()()",
    "sqlalchemy.orm.scoped_session()",
    "sqlalchemy.ext.asyncio.AsyncSession()",
    "sqlalchemy.ext.asyncio.session.AsyncSession()",
    "sqlalchemy.ext.asyncio.async_sessionmaker()()",
    "sqlalchemy.ext.asyncio.async_scoped_session()()",
    "sqlalchemy.ext.asyncio.async_scoped_session()",
    "sqlmodel.Session()",
    "sqlmodel.ext.asyncio.session.AsyncSession()",
    "flask_sqlalchemy.SQLAlchemy().session",
)
_SESSION_FACTORIES = (
    "sqlalchemy.orm.sessionmaker()",
    "sqlalchemy.ext.asyncio.async_sessionmaker()",
)
_DJANGO_MANAGERS = (
    "django.db.models.Model.objects.**",
    "django.db.models.Model._default_manager.**",
    "django.db.models.Manager().**",
    "django.db.models.QuerySet().**",
    "django.db.models.Manager.from_queryset()().**",
    "django.db.models.Model.*.**",
    "django.contrib.auth.get_user_model().objects.**",
    "django.contrib.auth.models.User.objects.**",
    "django.contrib.auth.models.AbstractUser.objects.**",
    "django.contrib.auth.models.AbstractBaseUser.objects.**",
)
_DJANGO_OBJECTS = (
    "django.db.models.Model()",
    "django.contrib.auth.models.AbstractUser()",
    "django.contrib.auth.models.AbstractBaseUser()",
    "django.contrib.auth.models.User()",
    "django.contrib.auth.get_user_model()()",
    "django.shortcuts.get_object_or_404()",
    "django.shortcuts.aget_object_or_404()",
)

TABLE: tuple[Effect, ...] = (
    *rows(
        EffectKind.DATABASE_CHANGE,
        "the session remembers the change until it is flushed",
        *methods(_SESSIONS, "add", "add_all", "delete", "merge"),
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
    *rows(
        EffectKind.DATABASE_WRITE,
        "commits the transaction when its block ends",
        *methods(_SESSIONS, "begin().__exit__"),
        *methods(_SESSION_FACTORIES, "begin().__exit__"),
        transaction=Transaction.COMMIT,
    ),
    *rows(
        EffectKind.DATABASE_CHANGE,
        "takes the changes back",
        *methods(_SESSIONS, "rollback", "begin().rollback"),
        transaction=Transaction.ROLLBACK,
    ),
    *rows(
        EffectKind.DATABASE_READ,
        "runs a statement",
        *methods(_SESSIONS, "execute", "exec", "scalar", "scalars", "stream", "stream_scalars"),
        told=Told.BY_STATEMENT,
        transaction=Transaction.PART,
    ),
    *rows(
        EffectKind.DATABASE_WRITE,
        "runs a statement",
        *methods(_SESSIONS, "query().**.update", "query().**.delete"),
        transaction=Transaction.PART,
    ),
    *rows(
        EffectKind.DATABASE_READ,
        "reads from the database",
        *methods(_SESSIONS, "get", "get_one", "refresh", "run_sync"),
        *methods(
            [f"{session}.query().**" for session in _SESSIONS],
            *("all", "first", "one", "one_or_none", "scalar", "get", "count", "exists", "yield_per"),
        ),
        *methods(
            ("flask_sqlalchemy.SQLAlchemy().Model.query.**",),
            *("all", "first", "one", "one_or_none", "get", "get_or_404", "first_or_404", "count", "paginate", "scalar"),
        ),
    ),
    # Django
    *rows(
        EffectKind.DATABASE_WRITE,
        "writes to the database through Django",
        *methods(
            _DJANGO_MANAGERS,
            *("create", "acreate", "bulk_create", "abulk_create", "bulk_update", "abulk_update"),
            *("get_or_create", "aget_or_create", "update_or_create", "aupdate_or_create"),
            *("update", "aupdate", "delete", "adelete", "create_user", "create_superuser", "save", "asave"),
        ),
        *methods(_DJANGO_OBJECTS, "save", "asave", "delete", "adelete"),
        transaction=Transaction.OWN,
    ),
    *rows(
        EffectKind.DATABASE_READ,
        "reads from the database through Django",
        *methods(
            _DJANGO_MANAGERS,
            *("get", "aget", "first", "afirst", "last", "alast", "latest", "alatest", "earliest", "aearliest"),
            *("count", "acount", "exists", "aexists", "aggregate", "aaggregate", "in_bulk", "ain_bulk"),
            *("iterator", "aiterator", "contains", "acontains", "explain", "aexplain", "__iter__"),
        ),
        *methods(_DJANGO_OBJECTS, "refresh_from_db", "arefresh_from_db"),
        "django.shortcuts.get_object_or_404",
        "django.shortcuts.get_list_or_404",
        "django.shortcuts.aget_object_or_404",
        "django.shortcuts.aget_list_or_404",
    ),
)
