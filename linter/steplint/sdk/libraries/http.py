"""Libraries that send HTTP requests."""

from __future__ import annotations

from steplint.sdk.kinds import Effect, EffectKind, Told
from steplint.sdk.libraries.rows import methods, rows

_CLIENTS = (
    "requests",
    "requests.api",
    "requests.Session()",
    "requests.session()",
    "requests.sessions.Session()",
    "httpx",
    "httpx.Client()",
    "httpx.AsyncClient()",
    "aiohttp.ClientSession()",
    "aiohttp.client.ClientSession()",
    "niquests",
    "niquests.Session()",
    "niquests.AsyncSession()",
    "curl_cffi.requests",
    "curl_cffi.requests.Session()",
    "curl_cffi.requests.AsyncSession()",
    "requests_oauthlib.OAuth2Session()",
    "cloudscraper.create_scraper()",
)

TABLE: tuple[Effect, ...] = (
    *rows(
        EffectKind.HTTP_READ,
        "asks over HTTP",
        *methods(_CLIENTS, "get", "head", "options"),
        "urllib.request.urlretrieve",
    ),
    *rows(
        EffectKind.HTTP,
        "sends an HTTP request",
        *methods(_CLIENTS, "post", "put", "patch", "delete", "send", "ws_connect"),
        "urllib.request.urlopen",
    ),
    *rows(
        EffectKind.HTTP,
        "sends an HTTP request",
        *methods(_CLIENTS, "request", "stream"),
        "aiohttp.request",
        "urllib3.request",
        "urllib3.PoolManager().request",
        "http.client.HTTPSConnection().request",
        "http.client.HTTPConnection().request",
        told=Told.BY_METHOD,
    ),
)
