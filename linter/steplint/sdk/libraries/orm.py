"""Object-relational and object-document mappers besides SQLAlchemy's and Django's."""

from __future__ import annotations

from steplint.sdk.kinds import Effect, EffectKind, Told, Transaction
from steplint.sdk.libraries.rows import methods, rows

_TORTOISE = ("tortoise.models.Model.**()", "tortoise.Model.**()", "tortoise.queryset.QuerySet().**()")
_TORTOISE_OBJECTS = ("tortoise.models.Model()", "tortoise.Model()")

_PEEWEE = ("peewee.Model", "playhouse.signals.Model")
_PEEWEE_OBJECTS = (*(f"{model}()" for model in _PEEWEE), *(f"{model}.**()" for model in _PEEWEE))
_PEEWEE_CHANGES = ("insert", "insert_many", "insert_from", "replace", "replace_many", "update", "delete")
_PEEWEE_DATABASES = (
    *("peewee.SqliteDatabase()", "peewee.PostgresqlDatabase()", "peewee.MySQLDatabase()", "peewee.DatabaseProxy()"),
    *("playhouse.pool.PooledPostgresqlDatabase()", "playhouse.db_url.connect()"),
)

_BEANIE = ("beanie.Document", "beanie.odm.documents.Document")
_BEANIE_QUERIES = tuple(f"{document}.**()" for document in _BEANIE)
_BEANIE_OBJECTS = (*(f"{document}()" for document in _BEANIE), *_BEANIE_QUERIES)

_MONGOENGINE = ("mongoengine.Document", "mongoengine.DynamicDocument", "mongoengine.document.Document")
_MONGOENGINE_QUERIES = (
    *(f"{document}.objects.**()" for document in _MONGOENGINE),
    *(f"{document}.objects().**()" for document in _MONGOENGINE),
)
_MONGOENGINE_OBJECTS = (*(f"{document}()" for document in _MONGOENGINE), *_MONGOENGINE_QUERIES)

_PRISMA = ("prisma.Prisma()", "prisma.Client()", "prisma.get_client()", "prisma.Prisma().tx()")
_PRISMA_MODELS = (*(f"{client}.*" for client in _PRISMA), "prisma.models.*.prisma()")

_GEL = tuple(
    f"{module}.{maker}()"
    for module in ("gel", "edgedb")
    for maker in ("create_client", "create_async_client", "Client", "AsyncIOClient")
)
_ODMANTIC = (
    *("odmantic.AIOEngine()", "odmantic.SyncEngine()", "odmantic.engine.AIOEngine()"),
    *("odmantic.AIOEngine().session()", "odmantic.SyncEngine().session()"),
)
_REDIS_OM = ("redis_om.HashModel", "redis_om.JsonModel", "aredis_om.HashModel", "aredis_om.JsonModel")

TABLE: tuple[Effect, ...] = (
    # Tortoise
    *rows(
        EffectKind.DATABASE_WRITE,
        "Tortoise writes to the database",
        *methods(_TORTOISE, "create", "bulk_create", "bulk_update", "get_or_create", "update_or_create"),
        *methods(_TORTOISE, "update", "delete", "save"),
        *methods(_TORTOISE_OBJECTS, "save", "delete"),
        transaction=Transaction.OWN,
    ),
    *rows(
        EffectKind.DATABASE_READ,
        "Tortoise reads from the database",
        *methods(_TORTOISE, "get", "get_or_none", "first", "last", "latest", "earliest", "count", "exists", "in_bulk"),
        *methods(_TORTOISE, "__iter__", "__await__"),
        *methods((*_TORTOISE, *_TORTOISE_OBJECTS), "fetch_related", "refresh_from_db"),
    ),
    *rows(
        EffectKind.DATABASE_CHANGE,
        "commits the transaction when its block ends",
        "tortoise.transactions.in_transaction().__exit__",
        transaction=Transaction.COMMIT,
    ),
    # Peewee
    *rows(
        EffectKind.DATABASE_WRITE,
        "Peewee writes to the database",
        *methods(_PEEWEE, "create", "bulk_create", "bulk_update", "get_or_create", "set_by_id", "delete_by_id"),
        *methods([f"{model}.{verb}().**()" for model in _PEEWEE for verb in _PEEWEE_CHANGES], "execute"),
        *methods(_PEEWEE_OBJECTS, "save", "delete_instance"),
        *methods(_PEEWEE, "create_table", "drop_table", "truncate_table"),
        *methods(_PEEWEE_DATABASES, "create_tables", "drop_tables"),
        transaction=Transaction.OWN,
    ),
    *rows(
        EffectKind.DATABASE_READ,
        "Peewee reads from the database",
        *methods(_PEEWEE, "get", "get_or_none", "get_by_id"),
        *methods(
            [f"{model}.select().**()" for model in _PEEWEE],
            *("get", "get_or_none", "first", "scalar", "scalars", "count", "exists", "iterator", "execute", "__iter__"),
        ),
    ),
    *rows(
        EffectKind.DATABASE_WRITE,
        "runs a statement",
        *methods(_PEEWEE_DATABASES, "execute_sql"),
        told=Told.BY_STATEMENT,
        transaction=Transaction.OWN,
    ),
    *rows(
        EffectKind.DATABASE_CHANGE,
        "commits the transaction when its block ends",
        *methods(_PEEWEE_DATABASES, "atomic().__exit__", "transaction().__exit__"),
        transaction=Transaction.COMMIT,
    ),
    # Beanie
    *rows(
        EffectKind.DATABASE_WRITE,
        "Beanie writes to the collection",
        *methods(_BEANIE, "insert_one", "insert_many", "replace_many", "update_all", "delete_all"),
        *methods(
            _BEANIE_OBJECTS,
            *("insert", "create", "save", "save_changes", "replace", "sync", "update", "update_one", "update_many"),
            *("upsert", "replace_one", "set", "inc", "current_date", "delete", "delete_one", "delete_many"),
        ),
        transaction=Transaction.OWN,
    ),
    *rows(
        EffectKind.DATABASE_READ,
        "Beanie reads from the collection",
        *methods(_BEANIE, "get", "find_one", "count", "distinct"),
        *methods(
            _BEANIE_QUERIES,
            *("to_list", "first_or_none", "count", "exists", "distinct", "sum", "avg", "max", "min", "__iter__"),
            *("fetch_link", "fetch_all_links"),
        ),
        *methods([f"{document}()" for document in _BEANIE], "fetch_link", "fetch_all_links"),
    ),
    # MongoEngine
    *rows(
        EffectKind.DATABASE_WRITE,
        "MongoEngine writes to the collection",
        *methods(_MONGOENGINE_OBJECTS, "save", "delete", "update", "modify", "cascade_save"),
        *methods(_MONGOENGINE_QUERIES, "create", "insert", "update_one", "upsert_one"),
        *methods(_MONGOENGINE, "drop_collection"),
        transaction=Transaction.OWN,
    ),
    *rows(
        EffectKind.DATABASE_READ,
        "MongoEngine reads from the collection",
        *methods(_MONGOENGINE_QUERIES, "get", "first", "with_id", "in_bulk", "count", "distinct", "aggregate"),
        *methods(_MONGOENGINE_QUERIES, "sum", "average", "scalar", "values_list", "to_json", "__iter__"),
        *methods(_MONGOENGINE_OBJECTS, "reload"),
    ),
    # Prisma
    *rows(
        EffectKind.DATABASE_WRITE,
        "Prisma writes to the database",
        *methods(_PRISMA_MODELS, "create", "create_many", "update", "update_many", "upsert", "delete", "delete_many"),
        *methods(_PRISMA, "execute_raw"),
        transaction=Transaction.OWN,
    ),
    *rows(
        EffectKind.DATABASE_READ,
        "Prisma reads from the database",
        *methods(_PRISMA_MODELS, "find_unique", "find_unique_or_raise", "find_first", "find_first_or_raise"),
        *methods(_PRISMA_MODELS, "find_many", "count", "group_by", "query_raw", "query_first"),
        *methods(_PRISMA, "query_raw", "query_first"),
    ),
    *rows(
        EffectKind.DATABASE_CHANGE,
        "commits the transaction when its block ends",
        *methods(_PRISMA, "tx().__exit__"),
        transaction=Transaction.COMMIT,
    ),
    # Gel, once EdgeDB
    *rows(
        EffectKind.DATABASE_WRITE,
        "runs a query that may change objects",
        *methods(
            _GEL,
            *("query", "query_single", "query_required_single", "query_json", "query_single_json", "query_sql"),
            *("query_required_single_json", "execute", "execute_sql"),
        ),
        told=Told.BY_STATEMENT,
        transaction=Transaction.OWN,
    ),
    # ODMantic, Ormar, Piccolo, Redis OM
    *rows(
        EffectKind.DATABASE_WRITE,
        "writes to the collection",
        *methods(_ODMANTIC, "save", "save_all", "delete", "remove"),
        transaction=Transaction.OWN,
    ),
    *rows(EffectKind.DATABASE_READ, "reads from the collection", *methods(_ODMANTIC, "find", "find_one", "count")),
    *rows(
        EffectKind.DATABASE_WRITE,
        "Ormar writes to the database",
        *methods(
            ("ormar.Model.objects.**()",),
            *("create", "bulk_create", "bulk_update", "get_or_create", "update_or_create", "update", "delete"),
        ),
        *methods(("ormar.Model()", "ormar.Model.objects.**()"), "save", "update", "upsert", "delete"),
        transaction=Transaction.OWN,
    ),
    *rows(
        EffectKind.DATABASE_READ,
        "Ormar reads from the database",
        *methods(("ormar.Model.objects.**()",), "get", "get_or_none", "first", "all", "count", "exists", "iterate"),
        *methods(("ormar.Model()", "ormar.Model.objects.**()"), "load", "load_all"),
    ),
    *rows(
        EffectKind.DATABASE_WRITE,
        "Piccolo writes to the database",
        *methods(
            [f"piccolo.table.Table.{verb}().**()" for verb in ("insert", "update", "delete", "raw")], "run", "run_sync"
        ),
        *methods([f"piccolo.table.Table.{verb}().**()" for verb in ("insert", "update", "delete", "raw")], "__await__"),
        *methods(("piccolo.table.Table()",), "save().run", "save().run_sync", "save().__await__", "remove().__await__"),
        transaction=Transaction.OWN,
    ),
    *rows(
        EffectKind.DATABASE_READ,
        "Piccolo reads from the database",
        *methods(
            [f"piccolo.table.Table.{verb}().**()" for verb in ("select", "objects", "count", "exists")],
            *("run", "run_sync", "__await__"),
        ),
    ),
    *rows(
        EffectKind.DATABASE_WRITE,
        "writes to Redis",
        *methods([f"{model}()" for model in _REDIS_OM], "save", "update", "expire"),
        *methods(_REDIS_OM, "add", "delete", "delete_many"),
    ),
    *rows(
        EffectKind.DATABASE_READ,
        "reads from Redis",
        *methods(_REDIS_OM, "get", "all_pks"),
        *methods([f"{model}.find().**()" for model in _REDIS_OM], "all", "first", "count", "page"),
    ),
)
