"""The libraries that people use with Inngest: what their calls do, one table for each field."""

from steplint.sdk.kinds import Effect
from steplint.sdk.libraries import (
    databases,
    django,
    documents,
    frameworks,
    http,
    keyvalue,
    mail,
    media,
    metrics,
    models,
    notifications,
    orm,
    payments,
    queues,
    services,
    sessions,
    sqlalchemy,
    storage,
    system,
    tables,
    vectors,
    web,
)

LIBRARIES: tuple[Effect, ...] = (
    *mail.TABLE,
    *notifications.TABLE,
    *sessions.TABLE,
    *http.TABLE,
    *payments.TABLE,
    *models.TABLE,
    *frameworks.TABLE,
    *media.TABLE,
    *web.TABLE,
    *services.TABLE,
    *sqlalchemy.TABLE,
    *django.TABLE,
    *orm.TABLE,
    *databases.TABLE,
    *documents.TABLE,
    *keyvalue.TABLE,
    *vectors.TABLE,
    *storage.TABLE,
    *queues.TABLE,
    *system.TABLE,
    *metrics.TABLE,
    *tables.TABLE,
)
"""Every row. Of two that match a path, an exact one wins over a pattern, and the first pattern over those after it."""

__all__ = ["LIBRARIES"]
