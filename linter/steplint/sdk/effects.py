"""The effect catalogue: which calls reach out of a function, and how.

A row's key is a *path*: the qualified name of what is called, with `()` for "what calling this gives", so that methods
of constructed objects have names too (`openai.OpenAI().chat.completions.create`). `*` stands for exactly one part,
`**` for any number. A factory that is told by its first argument what it makes shows it in brackets
(`boto3.client[ses]().send_email`).
"""

from __future__ import annotations

import enum
import functools
import re
from collections.abc import Iterable, Mapping

import msgspec

from steplint.diagnostics import Confidence


class EffectKind(enum.StrEnum):
    """What a call does to the world, or asks of it."""

    EMAIL = "email"
    NOTIFICATION = "notification"
    """A notification that needs the session of a signed-in user."""
    SYSTEM_NOTIFICATION = "system-notification"
    """A notification that needs no session; the card's cure."""
    DIRECT_NOTIFICATION = "direct-notification"
    """A push, SMS or chat message through a vendor."""
    SESSION = "session"
    """The state of a request or of a signed-in user."""
    HTTP = "http"
    DATABASE_READ = "database-read"
    DATABASE_WRITE = "database-write"
    LLM = "llm"
    FILE = "file"
    PROCESS = "process"
    QUEUE = "queue"
    PAYMENT = "payment"
    SLEEP = "sleep"
    """A wait that is not durable."""
    LOG = "log"

    @property
    def is_fallible(self) -> bool:
        """Whether the call can fail for reasons outside the program."""
        return self not in _INFALLIBLE


_INFALLIBLE = frozenset({EffectKind.SLEEP, EffectKind.LOG, EffectKind.SESSION})


class Effect(msgspec.Struct, frozen=True):
    """One effect of a call; `name` is what people call it, `reason` why it is in the catalogue."""

    kind: EffectKind
    name: str
    reason: str
    confidence: Confidence = Confidence.HIGH


CARD_NAMES: Mapping[EffectKind, tuple[str, ...]] = {
    EffectKind.EMAIL: ("send_email", "sendEmail"),
    EffectKind.NOTIFICATION: ("send_notification", "sendNotification"),
    EffectKind.SYSTEM_NOTIFICATION: ("send_system_notification", "sendSystemNotification"),
    EffectKind.SESSION: (
        "require_authentication",
        "requireAuthentication",
        "require_auth",
        "requireAuth",
        "get_current_user",
        "getCurrentUser",
        "current_user",
        "currentUser",
        "get_server_session",
        "getServerSession",
    ),
}
"""The rule card's own names, in both spellings: they count whatever module they come from."""

EMAIL_LIKE = re.compile(r"^_?(send_\w*e_?mails?\w*|send\w*E?mails?[A-Z0-9]?\w*)$", re.ASCII)
"""Names of helpers that cannot be found and that send mail by all appearances."""

_E = EffectKind
_LIBRARIES: Mapping[EffectKind, Mapping[str, str]] = {
    _E.EMAIL: {
        "resend.Emails.send": "Resend sends one message",
        "resend.Emails.send_async": "Resend sends one message",
        "resend.Batch.send": "Resend sends one batch",
        "resend.Batch.send_async": "Resend sends one batch",
        "resend.emails.send": "Resend sends one message",
        "sendgrid.SendGridAPIClient().send": "SendGrid sends one message",
        "sendgrid.SendGridAPIClient().client.mail.send.post": "SendGrid's v3 mail endpoint",
        "sendgrid.sendgrid.SendGridAPIClient().send": "SendGrid sends one message",
        "postmarker.core.PostmarkClient().emails.send": "Postmark sends one message",
        "postmarker.core.PostmarkClient().emails.send_batch": "Postmark sends one batch",
        "postmarker.core.PostmarkClient().emails.send_with_template": "Postmark sends one message",
        "postmark.PMMail().send": "Postmark sends one message",
        "postmark.PostmarkClient().emails.send": "Postmark sends one message",
        "mailgun.client.Client().messages.create": "Mailgun sends one message",
        "mailgun.Client().messages.create": "Mailgun sends one message",
        "mailjet_rest.Client().send.create": "Mailjet sends one message",
        "mailersend.MailerSendClient().emails.send": "MailerSend sends one message",
        "mailersend.emails.NewEmail().send": "MailerSend sends one message",
        "sib_api_v3_sdk.TransactionalEmailsApi().send_transac_email": "Brevo sends one message",
        "brevo_python.TransactionalEmailsApi().send_transac_email": "Brevo sends one message",
        "brevo.Brevo().transactional_emails.send_transac_email": "Brevo sends one message",
        "mailchimp_transactional.Client().messages.send": "Mailchimp Transactional sends one message",
        "mandrill.Mandrill().messages.send": "Mandrill sends one message",
        "sparkpost.SparkPost().transmissions.send": "SparkPost sends one message",
        "yagmail.SMTP().send": "yagmail sends one message",
        "boto3.client[ses]().send_email": "Amazon SES sends one message",
        "boto3.client[ses]().send_raw_email": "Amazon SES sends one message",
        "boto3.client[ses]().send_templated_email": "Amazon SES sends one message",
        "boto3.client[ses]().send_bulk_templated_email": "Amazon SES sends one batch",
        "boto3.client[sesv2]().send_email": "Amazon SES sends one message",
        "boto3.client[sesv2]().send_bulk_email": "Amazon SES sends one batch",
        "smtplib.SMTP().sendmail": "SMTP submits one message",
        "smtplib.SMTP().send_message": "SMTP submits one message",
        "smtplib.SMTP_SSL().sendmail": "SMTP submits one message",
        "smtplib.SMTP_SSL().send_message": "SMTP submits one message",
        "aiosmtplib.send": "SMTP submits one message",
        "aiosmtplib.SMTP().send_message": "SMTP submits one message",
        "aiosmtplib.SMTP().sendmail": "SMTP submits one message",
        "django.core.mail.send_mail": "Django sends one message",
        "django.core.mail.send_mass_mail": "Django sends one batch over one connection",
        "django.core.mail.mail_admins": "Django sends one message",
        "django.core.mail.mail_managers": "Django sends one message",
        "django.core.mail.EmailMessage().send": "Django sends one message",
        "django.core.mail.EmailMultiAlternatives().send": "Django sends one message",
        "django.core.mail.message.EmailMessage().send": "Django sends one message",
        "django.core.mail.message.EmailMultiAlternatives().send": "Django sends one message",
        "django.core.mail.get_connection().send_messages": "Django sends one batch",
        "fastapi_mail.FastMail().send_message": "fastapi-mail sends one message",
        "fastapi_mail.FastMail().send_bulk_message": "fastapi-mail sends one batch",
        "flask_mail.Mail().send": "Flask-Mail sends one message",
        "flask_mail.Mail().send_message": "Flask-Mail sends one message",
        "flask_mail.Mail().connect().send": "Flask-Mail sends one message",
        "flask_mailman.Mail().send_mail": "Flask-Mailman sends one message",
        "flask_mailman.EmailMessage().send": "Flask-Mailman sends one message",
        "redmail.EmailSender().send": "Red Mail sends one message",
        "emails.Message().send": "emails sends one message",
        "emails.html().send": "emails sends one message",
        "azure.communication.email.EmailClient().begin_send": "Azure Communication Services sends one message",
        "googleapiclient.discovery.build[gmail]().users().messages().send": "Gmail sends one message",
    },
    _E.DIRECT_NOTIFICATION: {
        "twilio.rest.Client().messages.create": "Twilio sends an SMS",
        "twilio.rest.Client().messages.create_async": "Twilio sends an SMS",
        "twilio.rest.Client().calls.create": "Twilio makes a call",
        "slack_sdk.WebClient().chat_postMessage": "Slack posts a message",
        "slack_sdk.web.WebClient().chat_postMessage": "Slack posts a message",
        "slack_sdk.web.async_client.AsyncWebClient().chat_postMessage": "Slack posts a message",
        "slack_sdk.webhook.WebhookClient().send": "Slack posts a message",
        "slack_sdk.webhook.async_client.AsyncWebhookClient().send": "Slack posts a message",
        "firebase_admin.messaging.send": "Firebase pushes a message",
        "firebase_admin.messaging.send_each": "Firebase pushes messages",
        "firebase_admin.messaging.send_each_for_multicast": "Firebase pushes messages",
        "firebase_admin.messaging.send_multicast": "Firebase pushes messages",
        "onesignal.api.default_api.DefaultApi().create_notification": "OneSignal pushes a message",
        "onesignal_sdk.client.Client().send_notification": "OneSignal pushes a message",
        "pywebpush.webpush": "Web Push sends a message",
        "exponent_server_sdk.PushClient().publish": "Expo pushes a message",
        "boto3.client[sns]().publish": "Amazon SNS publishes a message",
        "telegram.Bot().send_message": "Telegram sends a message",
    },
    _E.SESSION: {
        "flask.session": "Flask's session belongs to a request",
        "flask.request": "Flask's request exists only while one is served",
        "flask.g": "Flask's g exists only while a request is served",
        "werkzeug.local.LocalProxy()": "a proxy to the state of whatever request is being served",
        "werkzeug.LocalProxy()": "a proxy to the state of whatever request is being served",
        "flask_login.current_user": "Flask-Login's user comes from the request's session",
        "flask_login.utils.current_user": "Flask-Login's user comes from the request's session",
        "flask_jwt_extended.get_jwt_identity": "reads the request's token",
        "flask_jwt_extended.current_user": "reads the request's token",
        "flask_jwt_extended.get_jwt": "reads the request's token",
        "quart.session": "Quart's session belongs to a request",
        "quart.request": "Quart's request exists only while one is served",
        "django.contrib.auth.get_user": "Django's user comes from the request's session",
        "django.contrib.auth.aget_user": "Django's user comes from the request's session",
        "django.contrib.auth.login": "changes the request's session",
        "django.contrib.auth.logout": "changes the request's session",
        "django.http.HttpRequest().user": "Django's user comes from the request's session",
        "django.http.HttpRequest().session": "Django's session belongs to a request",
        "django.http.HttpRequest().auser": "Django's user comes from the request's session",
        "django.http.request.HttpRequest().user": "Django's user comes from the request's session",
        "django.http.request.HttpRequest().session": "Django's session belongs to a request",
        "rest_framework.request.Request().user": "the user comes from the request",
        "rest_framework.request.Request().session": "the session belongs to a request",
        "rest_framework.request.Request().auth": "the token comes from the request",
        **{
            f"{module}.Request().{name}": "a Starlette request exists only while it is served"
            for module in ("starlette.requests", "fastapi", "fastapi.requests", "starlette.requests.Request.requests")
            for name in ("session", "user", "auth", "cookies", "headers", "state", "client")
        },
    },
    _E.HTTP: {
        **{
            f"{prefix}.{method}": "sends an HTTP request"
            for prefix in (
                "requests",
                "requests.Session()",
                "requests.session()",
                "requests.sessions.Session()",
                "httpx",
                "httpx.Client()",
                "httpx.AsyncClient()",
                "aiohttp.ClientSession()",
                "aiohttp.client.ClientSession()",
                "niquests",
                "curl_cffi.requests",
            )
            for method in ("get", "post", "put", "patch", "delete", "head", "options", "request", "send", "stream")
        },
        "aiohttp.request": "sends an HTTP request",
        "urllib.request.urlopen": "sends an HTTP request",
        "urllib.request.urlretrieve": "sends an HTTP request",
        "urllib3.request": "sends an HTTP request",
        "urllib3.PoolManager().request": "sends an HTTP request",
        "http.client.HTTPSConnection().request": "sends an HTTP request",
        "http.client.HTTPConnection().request": "sends an HTTP request",
    },
    _E.PAYMENT: {
        "stripe.*.create": "Stripe creates an object",
        "stripe.*.create_async": "Stripe creates an object",
        "stripe.*.modify": "Stripe changes an object",
        "stripe.*.delete": "Stripe deletes an object",
        "stripe.*.cancel": "Stripe cancels an object",
        "stripe.*.retrieve": "Stripe reads an object",
        "stripe.*.*.create": "Stripe creates an object",
        "stripe.StripeClient().**.create": "Stripe creates an object",
        "stripe.StripeClient().**.update": "Stripe changes an object",
        "stripe.StripeClient().**.retrieve": "Stripe reads an object",
    },
    _E.LLM: {
        "openai.*().**.create": "asks a model of OpenAI",
        "openai.*().**.parse": "asks a model of OpenAI",
        "openai.*().**.generate": "asks a model of OpenAI",
        "openai.**.create": "asks a model of OpenAI",
        "anthropic.*().**.create": "asks a model of Anthropic",
        "anthropic.*().**.stream": "asks a model of Anthropic",
        "google.genai.Client().**.generate_content": "asks a model of Google",
        "google.genai.Client().**.embed_content": "asks a model of Google",
        "google.generativeai.GenerativeModel().generate_content": "asks a model of Google",
        "google.generativeai.GenerativeModel().generate_content_async": "asks a model of Google",
        "google.generativeai.embed_content": "asks a model of Google",
        "litellm.completion": "asks a model",
        "litellm.acompletion": "asks a model",
        "litellm.embedding": "asks a model",
        "litellm.aembedding": "asks a model",
        "groq.*().**.create": "asks a model of Groq",
        "mistralai.Mistral().**.complete": "asks a model of Mistral",
        "cohere.*().chat": "asks a model of Cohere",
        "ollama.chat": "asks a local model",
        "ollama.generate": "asks a local model",
        "replicate.run": "asks a model on Replicate",
        **{
            f"{module}.*().{method}": "asks a model through LangChain"
            for module in ("langchain_openai", "langchain_anthropic", "langchain_google_genai", "langchain_groq")
            for method in (
                "invoke",
                "ainvoke",
                "stream",
                "astream",
                "batch",
                "abatch",
                "embed_query",
                "embed_documents",
            )
        },
    },
    _E.DATABASE_WRITE: {
        **{
            f"{session}.{method}": "writes to the database"
            for session in (
                "sqlalchemy.orm.Session()",
                "sqlalchemy.orm.sessionmaker()()",
                "sqlalchemy.orm.scoped_session()()",
                "sqlalchemy.orm.scoped_session()",
                "sqlalchemy.ext.asyncio.AsyncSession()",
                "sqlalchemy.ext.asyncio.async_sessionmaker()()",
                "sqlmodel.Session()",
                "sqlmodel.ext.asyncio.session.AsyncSession()",
            )
            for method in ("commit", "flush", "bulk_save_objects", "bulk_insert_mappings", "merge")
        },
        "asyncpg.connect().execute": "runs a statement",
        "asyncpg.connect().executemany": "runs a statement",
        "asyncpg.create_pool().execute": "runs a statement",
        "asyncpg.create_pool().acquire().execute": "runs a statement",
        "asyncpg.create_pool().acquire().executemany": "runs a statement",
        **{
            f"{client}.**.{method}": "writes to the collection"
            for client in (
                "pymongo.MongoClient()",
                "pymongo.AsyncMongoClient()",
                "motor.motor_asyncio.AsyncIOMotorClient()",
            )
            for method in (
                "insert_one",
                "insert_many",
                "update_one",
                "update_many",
                "replace_one",
                "delete_one",
                "delete_many",
                "bulk_write",
                "find_one_and_update",
            )
        },
        "supabase.create_client().**.execute": "runs a statement",
        "supabase.create_async_client().**.execute": "runs a statement",
        "supabase.acreate_client().**.execute": "runs a statement",
        "supabase.Client().**.execute": "runs a statement",
        "supabase.AsyncClient().**.execute": "runs a statement",
        "supabase.create_client().storage.**": "changes stored objects",
        "supabase.Client().storage.**": "changes stored objects",
        "redis.*().set": "writes to Redis",
        "redis.*().setex": "writes to Redis",
        "redis.*().delete": "writes to Redis",
        "redis.*().publish": "publishes through Redis",
        "redis.asyncio.*().set": "writes to Redis",
        "redis.asyncio.*().delete": "writes to Redis",
        "redis.asyncio.*().publish": "publishes through Redis",
        "qdrant_client.*().upsert": "writes to Qdrant",
        "qdrant_client.*().delete": "writes to Qdrant",
        "boto3.client[s3]().put_object": "writes to S3",
        "boto3.client[s3]().upload_file": "writes to S3",
        "boto3.client[s3]().upload_fileobj": "writes to S3",
        "boto3.client[s3]().delete_object": "writes to S3",
    },
    _E.DATABASE_READ: {
        **{
            f"{session}.{method}": "reads from the database"
            for session in (
                "sqlalchemy.orm.Session()",
                "sqlalchemy.orm.sessionmaker()()",
                "sqlalchemy.orm.scoped_session()()",
                "sqlalchemy.orm.scoped_session()",
                "sqlalchemy.ext.asyncio.AsyncSession()",
                "sqlalchemy.ext.asyncio.async_sessionmaker()()",
                "sqlmodel.Session()",
                "sqlmodel.ext.asyncio.session.AsyncSession()",
            )
            for method in (
                "execute",
                "exec",
                "scalar",
                "scalars",
                "get",
                "refresh",
                "query().**.all",
                "query().**.first",
            )
        },
        "asyncpg.connect().fetch": "reads rows",
        "asyncpg.connect().fetchrow": "reads a row",
        "asyncpg.create_pool().fetch": "reads rows",
        "asyncpg.create_pool().acquire().fetch": "reads rows",
        "asyncpg.create_pool().acquire().fetchrow": "reads a row",
        **{
            f"{client}.**.{method}": "reads from the collection"
            for client in (
                "pymongo.MongoClient()",
                "pymongo.AsyncMongoClient()",
                "motor.motor_asyncio.AsyncIOMotorClient()",
            )
            for method in ("find_one", "count_documents", "aggregate")
        },
        "redis.*().get": "reads from Redis",
        "redis.asyncio.*().get": "reads from Redis",
        "qdrant_client.*().search": "reads from Qdrant",
        "qdrant_client.*().query_points": "reads from Qdrant",
        "boto3.client[s3]().get_object": "reads from S3",
        "boto3.client[s3]().download_file": "reads from S3",
    },
    _E.QUEUE: {
        "boto3.client[sqs]().send_message": "Amazon SQS queues a message",
        "celery.Celery().send_task": "Celery queues a task",
        "kafka.KafkaProducer().send": "Kafka publishes a record",
        "aiokafka.AIOKafkaProducer().send_and_wait": "Kafka publishes a record",
        "pika.BlockingConnection().channel().basic_publish": "RabbitMQ publishes a message",
    },
    _E.PROCESS: {
        "subprocess.run": "runs a process",
        "subprocess.call": "runs a process",
        "subprocess.check_call": "runs a process",
        "subprocess.check_output": "runs a process",
        "subprocess.Popen": "starts a process",
        "asyncio.create_subprocess_exec": "starts a process",
        "asyncio.create_subprocess_shell": "starts a process",
        "os.system": "runs a process",
    },
    _E.FILE: {
        "pathlib.Path().write_text": "writes a file",
        "pathlib.Path().write_bytes": "writes a file",
        "pathlib.Path().unlink": "removes a file",
        "os.remove": "removes a file",
        "os.unlink": "removes a file",
        "os.rename": "renames a file",
        "shutil.copy": "copies a file",
        "shutil.copyfile": "copies a file",
        "shutil.move": "moves a file",
        "shutil.rmtree": "removes a tree",
    },
    _E.SLEEP: {
        "time.sleep": "blocks the process; nothing remembers the wait",
        "asyncio.sleep": "holds the request open; nothing remembers the wait",
        "anyio.sleep": "holds the request open; nothing remembers the wait",
        "trio.sleep": "holds the request open; nothing remembers the wait",
        "gevent.sleep": "holds the request open; nothing remembers the wait",
        "eventlet.sleep": "holds the request open; nothing remembers the wait",
    },
}

EMAIL_ENDPOINTS = re.compile(
    r"""
    ^https://(
        api\.resend\.com/emails(/batch)?
        | api(\.eu)?\.sendgrid\.com/v3/mail/send
        | api\.postmarkapp\.com/email(/\w+)?
        | api(\.eu)?\.mailgun\.net/v3/[^/]+/messages(\.mime)?
        | api\.(brevo|sendinblue)\.com/v3/smtp/email
        | mandrillapp\.com/api/1\.0/messages/send(-template)?(\.json)?
        | api\.mailersend\.com/v1/(email|bulk-email)
        | api(\.eu)?\.sparkpost\.com/api/v1/transmissions
        | api\.mailjet\.com/v3(\.1)?/send
        | api\.zeptomail\.\w+/v1\.1/email(/\w+)?
    )/?$
    """,
    re.VERBOSE,
)
"""Addresses to which an HTTP POST sends an e-mail: many projects talk to the vendor without its library."""

KEYED_FACTORIES = frozenset(
    {"boto3.client", "boto3.Session().client", "boto3.session.Session().client", "googleapiclient.discovery.build"}
)
"""Factories whose first argument says what they make; it becomes part of the path."""


def split_path(path: str) -> tuple[str, ...]:
    """The parts of a path; a call belongs to the part before it (`a.b().c` -> `a`, `b()`, `c`)."""
    return tuple(path.split("."))


class Catalogue:
    """The effects that are in force: the built-in tables with the settings' additions, less what the settings clear.

    Names without a dot match by the last part of whatever is called, as the rule card's names do; dotted ones match
    the path, or, for functions of the project, the end of their qualified name.
    """

    def __init__(self, additions: Mapping[str, Iterable[str]] | None = None, cleared: Iterable[str] = ()) -> None:
        gone = frozenset(cleared)
        self._exact: dict[str, Effect] = {}
        self._patterns: dict[str, list[tuple[re.Pattern[str], Effect]]] = {}
        self._bare: dict[str, Effect] = {}
        self._qualified: dict[str, Effect] = {}
        for kind, names in CARD_NAMES.items():
            for name in names:
                if name not in gone:
                    self._bare[name] = Effect(kind, name, "named by the rule card")
        for kind, rows in _LIBRARIES.items():
            for path, reason in rows.items():
                if path not in gone:
                    self._add_path(path, Effect(kind, path, reason))
        for kind_name, added in sorted((additions or {}).items()):
            for name in added:
                effect = Effect(EffectKind(kind_name), name, "named by the settings")
                if "." in name:
                    self._add_path(name, effect)
                    self._qualified[name] = effect
                else:
                    self._bare[name] = effect
        self._cleared = gone

    def _add_path(self, path: str, effect: Effect) -> None:
        if "*" in path:
            head = split_path(path)[0]
            self._patterns.setdefault(head, []).append((_compile(path), effect))
        else:
            self._exact[path] = effect

    def by_path(self, path: str) -> Effect | None:
        """The effect of a call, or read, of this path in a library, or of a function of the project with this
        qualified name.
        """
        effect = self._exact.get(path)
        if effect is not None:
            return effect
        for pattern, candidate in self._patterns.get(split_path(path)[0], ()):
            if pattern.fullmatch(path):
                return candidate
        return None

    def by_name(self, name: str, qualified_name: str = "") -> Effect | None:
        """The effect of anything called by this bare name, unless its qualified name has been cleared."""
        return None if self._is_cleared(qualified_name) else self._bare.get(name)

    def by_qualified_name(self, qualified_name: str) -> Effect | None:
        """The effect that the settings give to a function of the project, named by the end of its qualified name."""
        parts = split_path(qualified_name)
        for start in range(len(parts) - 1):
            effect = self._qualified.get(".".join(parts[start:]))
            if effect is not None:
                return effect
        return None

    def _is_cleared(self, qualified_name: str) -> bool:
        parts = split_path(qualified_name)
        return any(".".join(parts[start:]) in self._cleared for start in range(len(parts) - 1))

    def by_appearance(self, name: str) -> Effect | None:
        """The effect that a name suggests when nothing else is known of what it names: e-mail helpers, at medium
        confidence.
        """
        if name in self._cleared or not EMAIL_LIKE.match(name):
            return None
        return Effect(
            EffectKind.EMAIL, name, "cannot be found and is named like a helper that sends mail", Confidence.MEDIUM
        )


@functools.cache
def _compile(path: str) -> re.Pattern[str]:
    parts = []
    for part in split_path(path):
        if part == "**":
            parts.append(r"(?:[^.]+\.)*?")
        else:
            parts.append(re.escape(part).replace(r"\*", r"[^.()]+") + r"\.")
    return re.compile("".join(parts).removesuffix(r"\."))
