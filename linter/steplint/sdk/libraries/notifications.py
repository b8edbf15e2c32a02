"""Libraries that reach people through push services, telephones and chats."""

from __future__ import annotations

from steplint.sdk.kinds import Effect, EffectKind
from steplint.sdk.libraries.rows import rows

TABLE: tuple[Effect, ...] = (
    *rows(
        EffectKind.DIRECT_NOTIFICATION,
        "Twilio sends an SMS",
        "twilio.rest.Client().messages.create",
        "twilio.rest.Client().messages.create_async",
    ),
    *rows(
        EffectKind.DIRECT_NOTIFICATION,
        "Twilio makes a call",
        "twilio.rest.Client().calls.create",
    ),
    *rows(
        EffectKind.DIRECT_NOTIFICATION,
        "Slack posts a message",
        "slack_sdk.WebClient().chat_postMessage",
        "slack_sdk.web.WebClient().chat_postMessage",
        "slack_sdk.web.async_client.AsyncWebClient().chat_postMessage",
        "slack_sdk.webhook.WebhookClient().send",
        "slack_sdk.webhook.async_client.AsyncWebhookClient().send",
    ),
    *rows(
        EffectKind.DIRECT_NOTIFICATION,
        "Firebase pushes a message",
        "firebase_admin.messaging.send",
    ),
    *rows(
        EffectKind.DIRECT_NOTIFICATION,
        "Firebase pushes messages",
        "firebase_admin.messaging.send_each",
        "firebase_admin.messaging.send_each_for_multicast",
        "firebase_admin.messaging.send_multicast",
    ),
    *rows(
        EffectKind.DIRECT_NOTIFICATION,
        "OneSignal pushes a message",
        "onesignal.api.default_api.DefaultApi().create_notification",
        "onesignal_sdk.client.Client().send_notification",
    ),
    *rows(
        EffectKind.DIRECT_NOTIFICATION,
        "Web Push sends a message",
        "pywebpush.webpush",
    ),
    *rows(
        EffectKind.DIRECT_NOTIFICATION,
        "Expo pushes a message",
        "exponent_server_sdk.PushClient().publish",
    ),
    *rows(
        EffectKind.DIRECT_NOTIFICATION,
        "Amazon SNS publishes a message",
        "boto3.client[sns]().publish",
    ),
    *rows(
        EffectKind.DIRECT_NOTIFICATION,
        "Telegram sends a message",
        "telegram.Bot().send_message",
    ),
)
