"""Libraries that reach people through push services, telephones and chats."""

from __future__ import annotations

from steplint.sdk.kinds import Effect, EffectKind
from steplint.sdk.libraries.rows import aws, methods, rows

_TWILIO = ("twilio.rest.Client()",)
_SLACK = tuple(
    f"{module}.{client}()"
    for module, client in (
        *(("slack_sdk", "WebClient"), ("slack_sdk.web", "WebClient"), ("slack_sdk.web.client", "WebClient")),
        *(("slack_sdk.web.async_client", "AsyncWebClient"), ("slack_bolt", "App"), ("slack", "WebClient")),
        ("slack_bolt.async_app", "AsyncApp"),
    )
)
_SLACK_CLIENTS = (*_SLACK, *(f"{app}.client" for app in _SLACK))
_SLACK_HOOKS = (
    *("slack_sdk.webhook.WebhookClient()", "slack_sdk.WebhookClient()"),
    "slack_sdk.webhook.async_client.AsyncWebhookClient()",
)
_DISCORD_PLACES = (
    *(f"discord.{place}()" for place in ("TextChannel", "Thread", "DMChannel", "User", "Member", "abc.Messageable")),
    *(
        f"{client}.{getter}()"
        for client in ("discord.Client()", "discord.ext.commands.Bot()", "discord.Bot()")
        for getter in ("get_channel", "fetch_channel", "get_user", "fetch_user", "get_partial_messageable")
    ),
)
_DISCORD_HOOKS = ("discord.Webhook.from_url()", "discord.SyncWebhook.from_url()", "discord.Webhook.partial()")
_TELEGRAM = (
    "telegram.Bot()",
    "telegram.ext.ExtBot()",
    "telegram.ext.Application().bot",
    "aiogram.Bot()",
    "telebot.TeleBot()",
)
_TELEGRAM_SENDS = (
    *("send_message", "send_photo", "send_document", "send_audio", "send_video", "send_voice", "send_animation"),
    *(
        "send_media_group",
        "send_location",
        "send_poll",
        "send_sticker",
        "send_invoice",
        "forward_message",
        "copy_message",
    ),
    *("edit_message_text", "edit_message_caption", "edit_message_reply_markup", "answer_callback_query"),
)
_VONAGE = ("vonage.Vonage()", "vonage.Client()")
_EXPO = ("exponent_server_sdk.PushClient()", "exponent_server_sdk_async.AsyncPushClient()")
_APNS = ("aioapns.APNs()", "apns2.client.APNsClient()")

TABLE: tuple[Effect, ...] = (
    # Telephones
    *rows(
        EffectKind.DIRECT_NOTIFICATION,
        "Twilio sends an SMS",
        *methods(_TWILIO, "messages.create", "messages.create_async", "api.messages.create"),
        *methods(_TWILIO, "conversations.**.messages.create", "notify.**.notifications.create"),
    ),
    *rows(
        EffectKind.DIRECT_NOTIFICATION,
        "Twilio makes a call",
        *methods(_TWILIO, "calls.create", "calls.create_async"),
    ),
    *rows(
        EffectKind.DIRECT_NOTIFICATION,
        "Twilio sends a code",
        *methods(_TWILIO, "verify.**.verifications.create", "verify.**.verifications.create_async"),
    ),
    *rows(
        EffectKind.HTTP_READ,
        "asks Twilio",
        *methods(_TWILIO, "messages.list", "calls.list", "messages().fetch", "calls().fetch", "lookups.**.fetch"),
        *methods(_TWILIO, "verify.**.verification_checks.create"),
    ),
    *rows(
        EffectKind.DIRECT_NOTIFICATION,
        "sends an SMS or makes a call",
        *methods(
            _VONAGE, "sms.send", "messages.send", "sms.send_message", "voice.create_call", "verify.start_verification"
        ),
        *methods(("vonage.Sms()",), "send_message"),
        *methods(("plivo.RestClient()",), "messages.create", "calls.create"),
        *methods(("messagebird.Client()",), "message_create", "voice_message_create"),
        *methods(("telnyx.Message", "telnyx.Call", "telnyx.Telnyx().messages"), "create", "send"),
        *methods(("vapi.Vapi()", "vapi.AsyncVapi()"), "calls.create"),
        *methods(("retell.Retell()", "retell.AsyncRetell()"), "call.create_phone_call"),
        *methods(("africastalking.SMS", "africastalking.SMS()"), "send"),
        "azure.communication.sms.SmsClient.from_connection_string().send",
        "azure.communication.sms.SmsClient().send",
        "clicksend_client.SMSApi().sms_send_post",
        "heyoo.WhatsApp().send_message",
        "heyoo.WhatsApp().send_template",
        "pywa.WhatsApp().send_message",
        "pywa.WhatsApp().send_template",
    ),
    # Chats
    *rows(
        EffectKind.DIRECT_NOTIFICATION,
        "Slack posts a message",
        *methods(
            _SLACK_CLIENTS,
            *("chat_postMessage", "chat_postEphemeral", "chat_update", "chat_scheduleMessage", "chat_meMessage"),
            *("files_upload", "files_upload_v2"),
        ),
        *methods(_SLACK_HOOKS, "send", "send_dict"),
    ),
    *rows(
        EffectKind.HTTP,
        "changes something in Slack",
        *methods(_SLACK_CLIENTS, "chat_delete", "reactions_add", "reactions_remove", "pins_add", "views_open"),
        *methods(_SLACK_CLIENTS, "views_publish", "views_update", "conversations_create", "conversations_invite"),
        *methods(_SLACK_CLIENTS, "conversations_join", "conversations_archive", "conversations_open", "files_delete"),
    ),
    *rows(
        EffectKind.HTTP_READ,
        "asks Slack",
        *methods(_SLACK_CLIENTS, "users_info", "users_list", "users_lookupByEmail", "users_profile_get", "files_info"),
        *methods(_SLACK_CLIENTS, "conversations_list", "conversations_history", "conversations_replies", "auth_test"),
        *methods(_SLACK_CLIENTS, "conversations_info", "conversations_members", "chat_getPermalink", "team_info"),
    ),
    *rows(
        EffectKind.DIRECT_NOTIFICATION,
        "Discord posts a message",
        *methods(_DISCORD_PLACES, "send"),
        *methods(_DISCORD_HOOKS, "send", "edit_message"),
        *methods(("discord.Message()",), "reply", "edit"),
        *methods(("discord_webhook.DiscordWebhook()", "discord_webhook.AsyncDiscordWebhook()"), "execute"),
    ),
    *rows(
        EffectKind.DIRECT_NOTIFICATION,
        "Telegram sends a message",
        *methods(_TELEGRAM, *_TELEGRAM_SENDS),
        *methods(("telethon.TelegramClient()", "pyrogram.Client()"), "send_message", "send_file", "send_photo"),
    ),
    *rows(
        EffectKind.HTTP_READ,
        "asks Telegram",
        *methods(_TELEGRAM, "get_chat", "get_file", "get_me", "get_updates", "get_chat_member"),
    ),
    *rows(
        EffectKind.DIRECT_NOTIFICATION,
        "posts a message to a chat",
        *methods(("pymsteams.connectorcard()", "pymsteams.async_connectorcard()"), "send"),
        *methods(("linebot.LineBotApi()", "linebot.v3.messaging.MessagingApi()"), "push_message", "reply_message"),
        *methods(("linebot.LineBotApi()", "linebot.v3.messaging.MessagingApi()"), "multicast", "broadcast"),
        *methods(("zulip.Client()",), "send_message"),
        *methods(("webexteamssdk.WebexTeamsAPI()",), "messages.create"),
        *methods(("google.apps.chat_v1.ChatServiceClient()", "google.apps.chat.ChatServiceClient()"), "create_message"),
    ),
    # Push services
    *rows(
        EffectKind.DIRECT_NOTIFICATION,
        "Firebase pushes a message",
        "firebase_admin.messaging.send",
        "firebase_admin.messaging.send_each_async",
        "pyfcm.FCMNotification().notify",
        "pyfcm.FCMNotification().notify_single_device",
    ),
    *rows(
        EffectKind.DIRECT_NOTIFICATION,
        "Firebase pushes messages",
        *methods(
            ("firebase_admin.messaging",),
            *("send_all", "send_each", "send_each_for_multicast", "send_each_for_multicast_async", "send_multicast"),
        ),
        "pyfcm.FCMNotification().notify_multiple_devices",
    ),
    *rows(
        EffectKind.HTTP,
        "changes who gets a topic of Firebase",
        *methods(("firebase_admin.messaging",), "subscribe_to_topic", "unsubscribe_from_topic"),
    ),
    *rows(
        EffectKind.DIRECT_NOTIFICATION,
        "OneSignal pushes a message",
        "onesignal.api.default_api.DefaultApi().create_notification",
        "onesignal_sdk.client.Client().send_notification",
        "onesignal_sdk.client.AsyncClient().send_notification",
    ),
    *rows(
        EffectKind.DIRECT_NOTIFICATION,
        "Web Push sends a message",
        "pywebpush.webpush",
        "pywebpush.webpush_async",
        "pywebpush.WebPusher().send",
    ),
    *rows(EffectKind.DIRECT_NOTIFICATION, "Expo pushes a message", *methods(_EXPO, "publish", "publish_multiple")),
    *rows(
        EffectKind.DIRECT_NOTIFICATION,
        "Apple pushes a message",
        *methods(_APNS, "send_notification", "send_notification_batch"),
    ),
    *rows(
        EffectKind.DIRECT_NOTIFICATION,
        "Amazon SNS publishes a message",
        *methods(aws("sns"), "publish", "publish_batch", "Topic().publish", "PlatformEndpoint().publish"),
    ),
    *rows(EffectKind.DIRECT_NOTIFICATION, "Amazon Pinpoint sends messages", *methods(aws("pinpoint"), "send_messages")),
    # Services that choose the way
    *rows(
        EffectKind.DIRECT_NOTIFICATION,
        "a service sends the message",
        *methods(("novu_py.Novu()",), "trigger", "trigger_async", "trigger_bulk", "trigger_bulk_async"),
        *methods(("novu_py.Novu()",), "trigger_broadcast", "trigger_broadcast_async"),
        *methods(("novu.api.EventApi()",), "trigger", "trigger_bulk"),
        *methods(("knockapi.Knock()", "knockapi.AsyncKnock()"), "workflows.trigger", "notify"),
        *methods(("courier.client.Courier()", "trycourier.Courier()", "courier.Courier()"), "send", "send_message"),
        *methods(("courier.client.Courier()", "courier.Courier()"), "send.message"),
        *methods(("notificationapi_python_server_sdk.notificationapi",), "send"),
        *methods(("apprise.Apprise()",), "notify", "async_notify"),
        *methods(("pushbullet.Pushbullet()",), "push_note", "push_link"),
        *methods(("pushover.Client()",), "send_message"),
        *methods(("pdpyras.EventsAPISession()",), "trigger", "resolve", "acknowledge"),
    ),
)
