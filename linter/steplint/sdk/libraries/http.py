"""Libraries that send HTTP requests, open sockets, and speak GraphQL."""

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
    "curl_cffi",
    "curl_cffi.Session()",
    "curl_cffi.AsyncSession()",
    "requests_oauthlib.OAuth1Session()",
    "requests_oauthlib.OAuth2Session()",
    "requests_cache.CachedSession()",
    "requests_toolbelt.sessions.BaseUrlSession()",
    "authlib.integrations.httpx_client.AsyncOAuth2Client()",
    "authlib.integrations.httpx_client.OAuth2Client()",
    "authlib.integrations.requests_client.OAuth2Session()",
    "google.auth.transport.requests.AuthorizedSession()",
    "cloudscraper.create_scraper()",
    "tls_client.Session()",
    "primp.Client()",
    "aiohttp_retry.RetryClient()",
    "hishel.CacheClient()",
    "hishel.AsyncCacheClient()",
)
_TOKENS = tuple(client for client in _CLIENTS if "OAuth2" in client)
_POOLS = ("urllib3", "urllib3.PoolManager()", "urllib3.ProxyManager()", "urllib3.HTTPSConnectionPool()")
_CONNECTIONS = ("http.client.HTTPSConnection()", "http.client.HTTPConnection()")
_SOCKETS = (
    *("websockets.connect()", "websockets.sync.client.connect()", "websockets.asyncio.client.connect()"),
    *("websocket.create_connection()", "aiohttp.ClientSession().ws_connect()", "httpx_ws.connect_ws()"),
)
_GRAPHQL = (
    "gql.Client()",
    "gql.client.Client()",
    "python_graphql_client.GraphqlClient()",
    "sgqlc.endpoint.http.HTTPEndpoint()",
)
_RPC = (
    "xmlrpc.client.ServerProxy()",
    "zeep.Client().service",
    "zeep.AsyncClient().service",
    "suds.client.Client().service",
)

TABLE: tuple[Effect, ...] = (
    *rows(
        EffectKind.HTTP_READ,
        "asks over HTTP",
        *methods(_CLIENTS, "get", "head", "options"),
        "urllib.request.urlretrieve",
        "wget.download",
        "gdown.download",
    ),
    *rows(
        EffectKind.HTTP,
        "sends an HTTP request",
        *methods(_CLIENTS, "post", "put", "patch", "delete", "send", "ws_connect"),
        *methods(_TOKENS, "fetch_token", "refresh_token"),
        *methods(_CONNECTIONS, "getresponse"),
        "urllib.request.urlopen",
        "urllib.request.build_opener().open",
        "urllib3.PoolManager().urlopen",
    ),
    *rows(
        EffectKind.HTTP,
        "sends an HTTP request",
        *methods(_CLIENTS, "request", "stream"),
        *methods(_POOLS, "request"),
        *methods(_CONNECTIONS, "request"),
        "aiohttp.request",
        "httpcore.request",
        "httpcore.ConnectionPool().request",
        "httplib2.Http().request",
        told=Told.BY_METHOD,
    ),
    *rows(
        EffectKind.HTTP,
        "sends over a socket",
        *methods(_SOCKETS, "send", "send_json", "send_str", "send_bytes", "send_text"),
        *methods(("socket.socket()", "socket.create_connection()"), "connect", "send", "sendall", "sendto"),
        *methods(("fastapi.WebSocket()", "starlette.websockets.WebSocket()"), "send_json", "send_text", "send_bytes"),
    ),
    *rows(
        EffectKind.HTTP_READ,
        "waits for what comes over a socket",
        *methods(_SOCKETS, "recv", "receive", "receive_json", "receive_str"),
        *methods(("socket.socket()", "socket.create_connection()"), "recv", "recvfrom"),
    ),
    *rows(
        EffectKind.HTTP,
        "sends a GraphQL request",
        *methods(_GRAPHQL, "execute", "execute_async", "execute_sync"),
    ),
    *rows(EffectKind.HTTP, "calls a remote procedure", *methods(_RPC, "*")),
    *rows(
        EffectKind.HTTP,
        "calls an OAuth endpoint",
        *methods(("authlib.integrations.starlette_client.OAuth().*",), "authorize_access_token"),
    ),
)
