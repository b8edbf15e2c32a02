"""The effect catalogue: which calls it knows, by path, by name, by appearance, and what settings change."""

from __future__ import annotations

import re

import pytest

from steplint.diagnostics import Confidence
from steplint.sdk.effects import EMAIL_ENDPOINTS, Catalogue
from steplint.sdk.kinds import EffectKind

E = EffectKind

PATHS = [
    ("resend.Emails.send", E.EMAIL),
    ("smtplib.SMTP().send_message", E.EMAIL),
    ("django.core.mail.send_mail", E.EMAIL),
    ("boto3.client[ses]().send_email", E.EMAIL),
    ("twilio.rest.Client().messages.create", E.DIRECT_NOTIFICATION),
    ("slack_sdk.WebClient().chat_postMessage", E.DIRECT_NOTIFICATION),
    ("flask.session", E.SESSION),
    ("fastapi.Request().session", E.SESSION),
    ("requests.post", E.HTTP),
    ("httpx.AsyncClient().get", E.HTTP_READ),
    ("httpx.AsyncClient().post", E.HTTP),
    ("stripe.Charge.create", E.PAYMENT),
    ("stripe.checkout.Session.create", E.PAYMENT),
    ("openai.OpenAI().chat.completions.create", E.LLM),
    ("openai.AsyncOpenAI().responses.create", E.LLM),
    ("anthropic.Anthropic().messages.create", E.LLM),
    ("sqlalchemy.orm.Session().commit", E.DATABASE_WRITE),
    ("pymongo.MongoClient().shop.orders.insert_one", E.DATABASE_WRITE),
    ("supabase.create_client().table().insert().execute", E.DATABASE_WRITE),
    ("redis.Redis().get", E.DATABASE_READ),
    ("celery.Celery().send_task", E.QUEUE),
    ("subprocess.run", E.PROCESS),
    ("os.remove", E.FILE),
    ("time.sleep", E.SLEEP),
    ("asyncio.sleep", E.SLEEP),
]
NO_EFFECTS = [
    "resend.Emails",
    "resend.Emails.send.later",
    "Emails.send",
    "requests.Session",
    "aiohttp.ClientSession",
    "sqlalchemy.orm.Session().expunge",
    "sqlalchemy.orm.Session",
    "boto3.client[s3]().send_email",
    "boto3.client().send_email",
    "openai.OpenAI",
    "stripe.Charge.create.id",
    "stripe.a.b.c.create",
    "pymongo.MongoClient().shop.orders",
    "my.stripe.Charge.create",
    "json.dumps",
    "builtins.print",
]


@pytest.mark.parametrize(("path", "kind"), PATHS, ids=[path for path, _ in PATHS])
def test_paths(path: str, kind: EffectKind) -> None:
    effect = Catalogue().by_path(path)
    assert effect is not None
    assert (effect.kind, effect.confidence) == (kind, Confidence.HIGH)
    assert effect.reason


@pytest.mark.parametrize("path", NO_EFFECTS)
def test_other_paths(path: str) -> None:
    assert Catalogue().by_path(path) is None


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("send_email", E.EMAIL),
        ("sendEmail", E.EMAIL),
        ("send_notification", E.NOTIFICATION),
        ("sendNotification", E.NOTIFICATION),
        ("send_system_notification", E.SYSTEM_NOTIFICATION),
        ("sendSystemNotification", E.SYSTEM_NOTIFICATION),
        ("require_authentication", E.SESSION),
        ("getServerSession", E.SESSION),
    ],
)
def test_the_cards_names(name: str, kind: EffectKind) -> None:
    effect = Catalogue().by_name(name, f"app.anywhere.{name}")
    assert effect is not None
    assert effect.kind is kind


@pytest.mark.parametrize("name", ["session", "client", "send", "send_emails", "email", "Send_Email"])
def test_other_names(name: str) -> None:
    assert Catalogue().by_name(name) is None


@pytest.mark.parametrize(
    "name",
    ["send_welcome_email", "send_emails", "_send_email_to_user", "sendWelcomeEmail", "sendEmails", "send_e_mail"],
)
def test_names_that_look_like_mail(name: str) -> None:
    effect = Catalogue().by_appearance(name)
    assert effect is not None
    assert (effect.kind, effect.confidence) == (E.EMAIL, Confidence.MEDIUM)


@pytest.mark.parametrize("name", ["send", "email", "resend_email", "render_email", "send_message", "sender"])
def test_names_that_do_not(name: str) -> None:
    assert Catalogue().by_appearance(name) is None


# Settings


def test_added_names() -> None:
    catalogue = Catalogue({"email": ["dispatch", "acme.Mailer().post", "acme.**.blast"]})
    assert catalogue.by_name("dispatch") is not None
    assert catalogue.by_path("acme.Mailer().post") is not None
    assert catalogue.by_path("acme.v2.Client().blast") is not None
    assert Catalogue().by_name("dispatch") is None


def test_an_added_name_replaces_what_it_meant() -> None:
    effect = Catalogue({"http": ["send_email"]}).by_name("send_email")
    assert effect is not None
    assert effect.kind is E.HTTP


@pytest.mark.parametrize(
    ("qualified", "is_meant"),
    [
        ("app.mail.deliver", True),
        ("src.app.mail.deliver", True),
        ("mail.deliver", False),
        ("other.mail.deliver", False),
        ("deliver", False),
    ],
)
def test_an_added_qualified_name_matches_the_end(qualified: str, is_meant: bool) -> None:
    catalogue = Catalogue({"email": ["app.mail.deliver"]})
    assert (catalogue.by_qualified_name(qualified) is not None) is is_meant


def test_cleared_names() -> None:
    catalogue = Catalogue(cleared=["send_email", "resend.Emails.send", "send_welcome_email"])
    assert catalogue.by_name("send_email") is None
    assert catalogue.by_path("resend.Emails.send") is None
    assert catalogue.by_appearance("send_welcome_email") is None
    assert catalogue.by_name("sendEmail") is not None
    assert catalogue.by_path("resend.Batch.send") is not None


def test_a_cleared_function_of_the_project() -> None:
    """Only that function is meant, not everything that is called like it."""
    catalogue = Catalogue(cleared=["app.preview.send_email"])
    assert catalogue.by_name("send_email", "app.preview.send_email") is None
    assert catalogue.by_name("send_email", "src.app.preview.send_email") is None
    assert catalogue.by_name("send_email", "app.mail.send_email") is not None
    assert catalogue.by_name("send_email") is not None


def test_infallible_effects() -> None:
    assert {kind for kind in EffectKind if not kind.is_fallible} == {
        E.SLEEP,
        E.LOG,
        E.METRIC,
        E.SESSION,
        E.DATABASE_CHANGE,
    }


# Addresses


@pytest.mark.parametrize(
    "url",
    [
        "https://api.resend.com/emails",
        "https://api.resend.com/emails/batch",
        "https://api.sendgrid.com/v3/mail/send",
        "https://api.eu.mailgun.net/v3/example.com/messages",
        "https://api.brevo.com/v3/smtp/email",
        "https://api.postmarkapp.com/email/withTemplate",
    ],
)
def test_addresses_that_send(url: str) -> None:
    assert re.search(EMAIL_ENDPOINTS, url)


@pytest.mark.parametrize(
    "url",
    [
        "https://api.resend.com/domains",
        "https://api.resend.com/emails/123/cancel",
        "https://api.sendgrid.com/v3/marketing/contacts",
        "https://example.com/https://api.resend.com/emails",
        "http://api-resend.com/emails",
    ],
)
def test_addresses_that_do_not(url: str) -> None:
    assert not re.search(EMAIL_ENDPOINTS, url)
