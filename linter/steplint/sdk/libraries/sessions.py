"""Where web frameworks keep the state of a request and of the user who makes it."""

from __future__ import annotations

from steplint.sdk.kinds import Effect, EffectKind
from steplint.sdk.libraries.rows import methods, rows

TABLE: tuple[Effect, ...] = (
    *rows(
        EffectKind.SESSION,
        "Flask's session belongs to a request",
        "flask.session",
    ),
    *rows(
        EffectKind.SESSION,
        "Flask's request exists only while one is served",
        "flask.request",
    ),
    *rows(
        EffectKind.SESSION,
        "Flask's g exists only while a request is served",
        "flask.g",
    ),
    *rows(
        EffectKind.SESSION,
        "a proxy to the state of whatever request is being served",
        "werkzeug.local.LocalProxy()",
        "werkzeug.LocalProxy()",
    ),
    *rows(
        EffectKind.SESSION,
        "Flask-Login's user comes from the request's session",
        "flask_login.current_user",
        "flask_login.utils.current_user",
    ),
    *rows(
        EffectKind.SESSION,
        "reads the request's token",
        "flask_jwt_extended.get_jwt_identity",
        "flask_jwt_extended.current_user",
        "flask_jwt_extended.get_jwt",
    ),
    *rows(
        EffectKind.SESSION,
        "Quart's session belongs to a request",
        "quart.session",
    ),
    *rows(
        EffectKind.SESSION,
        "Quart's request exists only while one is served",
        "quart.request",
    ),
    *rows(
        EffectKind.SESSION,
        "Django's user comes from the request's session",
        "django.contrib.auth.get_user",
        "django.contrib.auth.aget_user",
        "django.http.HttpRequest().user",
        "django.http.HttpRequest().auser",
        "django.http.request.HttpRequest().user",
    ),
    *rows(
        EffectKind.SESSION,
        "changes the request's session",
        "django.contrib.auth.login",
        "django.contrib.auth.logout",
    ),
    *rows(
        EffectKind.SESSION,
        "Django's session belongs to a request",
        "django.http.HttpRequest().session",
        "django.http.request.HttpRequest().session",
    ),
    *rows(
        EffectKind.SESSION,
        "the user comes from the request",
        "rest_framework.request.Request().user",
    ),
    *rows(
        EffectKind.SESSION,
        "the session belongs to a request",
        "rest_framework.request.Request().session",
    ),
    *rows(
        EffectKind.SESSION,
        "the token comes from the request",
        "rest_framework.request.Request().auth",
    ),
    *rows(
        EffectKind.SESSION,
        "a Starlette request exists only while it is served",
        *methods(
            [f"{module}.Request()" for module in ("starlette.requests", "fastapi", "fastapi.requests")],
            *("session", "user", "auth", "cookies", "headers", "state", "client"),
        ),
    ),
)
