"""The libraries that people use with Inngest: what their calls do, one table for each field."""

from steplint.sdk.kinds import Effect
from steplint.sdk.libraries import (
    databases,
    django,
    documents,
    http,
    mail,
    models,
    notifications,
    orm,
    payments,
    queues,
    sessions,
    sqlalchemy,
    storage,
    system,
)

LIBRARIES: tuple[Effect, ...] = (
    *mail.TABLE,
    *notifications.TABLE,
    *sessions.TABLE,
    *http.TABLE,
    *payments.TABLE,
    *models.TABLE,
    *sqlalchemy.TABLE,
    *django.TABLE,
    *orm.TABLE,
    *databases.TABLE,
    *documents.TABLE,
    *storage.TABLE,
    *queues.TABLE,
    *system.TABLE,
)
"""Every row. Of two that match a path, an exact one wins over a pattern, and the first pattern over those after it."""

__all__ = ["LIBRARIES"]
