"""Django: models, managers and query sets, transactions, the cache and stored files."""

from __future__ import annotations

from steplint.sdk.kinds import Effect, EffectKind, Told, Transaction
from steplint.sdk.libraries.rows import methods, rows

_CLASSES = (
    "django.db.models.Model",
    "django.db.models.base.Model",
    "django.contrib.gis.db.models.Model",
    "django.contrib.auth.models.AbstractUser",
    "django.contrib.auth.models.User",
    "django.contrib.auth.models.Group",
    "django.contrib.auth.models.Permission",
    "django.contrib.auth.base_user.AbstractBaseUser",
    "django.contrib.auth.models.AbstractBaseUser",
    "django.contrib.auth.models.PermissionsMixin",
    "django.contrib.auth.get_user_model()",
    "django.apps.apps.get_model()",
    "django_extensions.db.models.TimeStampedModel",
    "model_utils.models.TimeStampedModel",
    "polymorphic.models.PolymorphicModel",
    "mptt.models.MPTTModel",
    "wagtail.models.Page",
)
"""The classes that models are, or inherit from."""
_QUERY_SETS = (
    # A manager has whatever name the model gives it; chained methods give query sets, and objects at their end.
    *(f"{model}.*.**()" for model in _CLASSES),
    "django.db.models.Manager().**()",
    "django.db.models.manager.Manager().**()",
    "django.db.models.QuerySet().**()",
    "django.db.models.query.QuerySet().**()",
    "django.db.models.QuerySet.as_manager().**()",
    "django.db.models.Manager.from_queryset()().**()",
    "django.contrib.auth.models.UserManager().**()",
    "django.contrib.auth.base_user.BaseUserManager().**()",
    "django.contrib.auth.models.BaseUserManager().**()",
    "django.shortcuts.get_list_or_404().**()",
)
_RELATED = (
    # The other side of a foreign key has no field in the class that it belongs to: what is not known is one of these.
    *(f"{model}().*.**()" for model in _CLASSES),
    "django.db.models.ManyToManyField().**()",
    "django.db.models.fields.related.ManyToManyField().**()",
)
_RELATED_OF_FOUND = tuple(f"{model}.*.**().*.**()" for model in _CLASSES)
"""Of objects that a query gave: here nothing tells the fields, so only what no list or dict could be asked counts."""
_OBJECTS = (
    *(f"{model}()" for model in _CLASSES),
    *(f"{model}().*" for model in _CLASSES),
    *(f"{model}.*.**().*" for model in _CLASSES),
    "django.db.models.ForeignKey()",
    "django.db.models.OneToOneField()",
    "django.shortcuts.get_object_or_404()",
    "django.shortcuts.aget_object_or_404()",
    "django.http.HttpRequest().user",
)
_CURSORS = ("django.db.connection.cursor()", "django.db.connections.[].cursor()")
_CACHES = ("django.core.cache.cache", "django.core.cache.caches.[]", "django.core.cache.get_cache()")
_STORES = (
    "django.core.files.storage.default_storage",
    "django.core.files.storage.FileSystemStorage()",
    "django.core.files.storage.storages.[]",
)
_FILES = ("django.db.models.FileField()", "django.db.models.ImageField()")

_MAKING = (
    *("create", "acreate", "bulk_create", "abulk_create"),
    *("get_or_create", "aget_or_create", "update_or_create", "aupdate_or_create"),
)
_READING = (
    *("get", "aget", "first", "afirst", "last", "alast", "latest", "alatest", "earliest", "aearliest"),
    *("count", "acount", "exists", "aexists", "aggregate", "aaggregate", "in_bulk", "ain_bulk"),
    *("iterator", "aiterator", "contains", "acontains", "explain", "aexplain", "__iter__"),
)

TABLE: tuple[Effect, ...] = (
    *rows(
        EffectKind.DATABASE_WRITE,
        "writes to the database through Django",
        *methods(_QUERY_SETS, *_MAKING, "bulk_update", "abulk_update", "update", "aupdate", "delete", "adelete"),
        *methods(_QUERY_SETS, "create_user", "acreate_user", "create_superuser", "acreate_superuser"),
        *methods(_QUERY_SETS, "save", "asave"),
        *methods(_OBJECTS, "save", "asave", "delete", "adelete"),
        *methods(_RELATED, *_MAKING, "add", "aadd", "remove", "aremove", "set", "aset", "clear", "aclear"),
        *methods(_RELATED, "update", "aupdate", "delete", "adelete"),
        *methods(_RELATED_OF_FOUND, *_MAKING, "add", "aadd", "aremove", "set", "aset", "aclear"),
        transaction=Transaction.OWN,
    ),
    *rows(
        EffectKind.DATABASE_READ,
        "reads from the database through Django",
        *methods(_QUERY_SETS, *_READING),
        *methods(_RELATED, *_READING),
        *methods(_RELATED_OF_FOUND, "aget", "first", "afirst", "last", "alast", "acount", "exists", "aexists"),
        *methods([f"{model}.*.**().*.all().**()" for model in _CLASSES], "count", "get", "__iter__"),
        *methods([f"{model}.*.**().*.filter().**()" for model in _CLASSES], "count", "get", "__iter__"),
        *methods(_OBJECTS, "refresh_from_db", "arefresh_from_db"),
        *methods(("django.shortcuts",), "get_object_or_404", "get_list_or_404"),
        *methods(("django.shortcuts",), "aget_object_or_404", "aget_list_or_404"),
        "django.db.models.prefetch_related_objects",
    ),
    *rows(
        EffectKind.DATABASE_WRITE,
        "runs a statement",
        *methods(_CURSORS, "execute"),
        told=Told.BY_STATEMENT,
        transaction=Transaction.OWN,
    ),
    *rows(
        EffectKind.DATABASE_WRITE,
        "runs a statement for many rows",
        *methods(_CURSORS, "executemany", "callproc"),
        transaction=Transaction.OWN,
    ),
    *rows(
        EffectKind.DATABASE_CHANGE,
        "commits the transaction",
        *methods(("django.db.transaction",), "atomic().__exit__", "commit"),
        transaction=Transaction.COMMIT,
    ),
    *rows(
        EffectKind.DATABASE_CHANGE,
        "takes the changes back",
        "django.db.transaction.rollback",
        transaction=Transaction.ROLLBACK,
    ),
    *rows(
        EffectKind.DATABASE_WRITE,
        "writes to the cache",
        *methods(_CACHES, "set", "aset", "add", "aadd", "set_many", "aset_many", "get_or_set", "aget_or_set"),
        *methods(_CACHES, "delete", "adelete", "delete_many", "adelete_many", "clear", "aclear", "touch", "atouch"),
        *methods(_CACHES, "incr", "aincr", "decr", "adecr"),
    ),
    *rows(
        EffectKind.DATABASE_READ,
        "reads from the cache",
        *methods(_CACHES, "get", "aget", "get_many", "aget_many", "has_key", "ahas_key"),
    ),
    *rows(EffectKind.FILE, "writes a stored file", *methods(_STORES, "save", "delete"), *methods(_FILES, "save")),
    *rows(EffectKind.FILE, "removes a stored file", *methods(_FILES, "delete")),
    *rows(EffectKind.FILE_READ, "opens a stored file", *methods(_STORES, "open"), told=Told.BY_MODE),
    *rows(EffectKind.FILE_READ, "opens a stored file", *methods(_FILES, "open"), told=Told.BY_OWN_MODE),
    *rows(EffectKind.FILE_READ, "asks for stored files", *methods(_STORES, "exists", "listdir", "size")),
    *rows(EffectKind.FILE_READ, "reads a stored file", *methods(_FILES, "read")),
)
