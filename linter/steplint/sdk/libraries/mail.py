"""Libraries that send e-mail."""

from __future__ import annotations

from steplint.sdk.kinds import Effect, EffectKind
from steplint.sdk.libraries.rows import aws, methods, rows

TABLE: tuple[Effect, ...] = (
    *rows(
        EffectKind.EMAIL,
        "Resend sends one message",
        "resend.Emails.send",
        "resend.Emails.send_async",
        "resend.emails.send",
        "resend.Broadcasts.send",
        "resend.Broadcasts.send_async",
    ),
    *rows(
        EffectKind.EMAIL,
        "Resend sends one batch",
        "resend.Batch.send",
        "resend.Batch.send_async",
    ),
    *rows(
        EffectKind.EMAIL,
        "SendGrid sends one message",
        "sendgrid.SendGridAPIClient().send",
        "sendgrid.sendgrid.SendGridAPIClient().send",
    ),
    *rows(
        EffectKind.EMAIL,
        "SendGrid's v3 mail endpoint",
        "sendgrid.SendGridAPIClient().client.mail.send.post",
    ),
    *rows(
        EffectKind.EMAIL,
        "Postmark sends one message",
        "postmarker.core.PostmarkClient().emails.send",
        "postmarker.core.PostmarkClient().emails.send_with_template",
        "postmark.PMMail().send",
        "postmark.PostmarkClient().emails.send",
    ),
    *rows(
        EffectKind.EMAIL,
        "Postmark sends one batch",
        "postmarker.core.PostmarkClient().emails.send_batch",
        "postmarker.core.PostmarkClient().emails.send_template_batch",
    ),
    *rows(
        EffectKind.EMAIL,
        "Mailgun sends one message",
        "mailgun.client.Client().messages.create",
        "mailgun.Client().messages.create",
    ),
    *rows(
        EffectKind.EMAIL,
        "Mailjet sends one message",
        "mailjet_rest.Client().send.create",
    ),
    *rows(
        EffectKind.EMAIL,
        "MailerSend sends one message",
        "mailersend.MailerSendClient().emails.send",
        "mailersend.MailerSendClient().emails.send_bulk",
        "mailersend.emails.NewEmail().send",
    ),
    *rows(
        EffectKind.EMAIL,
        "Brevo sends one message",
        "sib_api_v3_sdk.TransactionalEmailsApi().send_transac_email",
        "sib_api_v3_sdk.EmailCampaignsApi().send_email_campaign_now",
        "brevo_python.TransactionalEmailsApi().send_transac_email",
        "brevo.Brevo().transactional_emails.send_transac_email",
    ),
    *rows(
        EffectKind.EMAIL,
        "Mailchimp Transactional sends one message",
        *methods(("mailchimp_transactional.Client()",), "messages.send", "messages.send_template"),
        "mailchimp_marketing.Client().campaigns.send",
    ),
    *rows(
        EffectKind.EMAIL,
        "Mandrill sends one message",
        *methods(("mandrill.Mandrill()",), "messages.send", "messages.send_template"),
    ),
    *rows(
        EffectKind.EMAIL,
        "SparkPost sends one message",
        "sparkpost.SparkPost().transmissions.send",
    ),
    *rows(
        EffectKind.EMAIL,
        "yagmail sends one message",
        "yagmail.SMTP().send",
    ),
    *rows(
        EffectKind.EMAIL,
        "Amazon SES sends one message",
        *methods(aws("ses"), "send_email", "send_raw_email", "send_templated_email"),
        *methods(aws("sesv2"), "send_email"),
    ),
    *rows(
        EffectKind.EMAIL,
        "Amazon SES sends one batch",
        *methods(aws("ses"), "send_bulk_templated_email"),
        *methods(aws("sesv2"), "send_bulk_email"),
    ),
    *rows(
        EffectKind.EMAIL,
        "SMTP submits one message",
        "smtplib.SMTP().sendmail",
        "smtplib.SMTP().send_message",
        "smtplib.SMTP_SSL().sendmail",
        "smtplib.SMTP_SSL().send_message",
        "aiosmtplib.send",
        "aiosmtplib.SMTP().send_message",
        "aiosmtplib.SMTP().sendmail",
    ),
    *rows(
        EffectKind.EMAIL,
        "Django sends one message",
        "django.core.mail.send_mail",
        "django.core.mail.mail_admins",
        "django.core.mail.mail_managers",
        "django.core.mail.EmailMessage().send",
        "django.core.mail.EmailMultiAlternatives().send",
        "django.core.mail.message.EmailMessage().send",
        "django.core.mail.message.EmailMultiAlternatives().send",
    ),
    *rows(
        EffectKind.EMAIL,
        "Django sends one batch over one connection",
        "django.core.mail.send_mass_mail",
    ),
    *rows(
        EffectKind.EMAIL,
        "Django sends one batch",
        "django.core.mail.get_connection().send_messages",
    ),
    *rows(
        EffectKind.EMAIL,
        "fastapi-mail sends one message",
        "fastapi_mail.FastMail().send_message",
    ),
    *rows(
        EffectKind.EMAIL,
        "fastapi-mail sends one batch",
        "fastapi_mail.FastMail().send_bulk_message",
    ),
    *rows(
        EffectKind.EMAIL,
        "Flask-Mail sends one message",
        "flask_mail.Mail().send",
        "flask_mail.Mail().send_message",
        "flask_mail.Mail().connect().send",
    ),
    *rows(
        EffectKind.EMAIL,
        "Flask-Mailman sends one message",
        "flask_mailman.Mail().send_mail",
        "flask_mailman.EmailMessage().send",
    ),
    *rows(
        EffectKind.EMAIL,
        "Red Mail sends one message",
        "redmail.EmailSender().send",
    ),
    *rows(
        EffectKind.EMAIL,
        "emails sends one message",
        "emails.Message().send",
        "emails.html().send",
    ),
    *rows(
        EffectKind.EMAIL,
        "Azure Communication Services sends one message",
        *methods(
            [
                f"azure.communication.email.{module}EmailClient{maker}()"
                for module in ("", "aio.")
                for maker in ("", ".from_connection_string")
            ],
            "begin_send",
        ),
    ),
    *rows(
        EffectKind.EMAIL,
        "Gmail sends one message",
        "googleapiclient.discovery.build[gmail]().users().messages().send().execute",
        "googleapiclient.discovery.build[gmail]().users().drafts().send().execute",
    ),
    *rows(
        EffectKind.EMAIL,
        "Loops sends one message",
        "loops.LoopsClient().send_transactional_email",
    ),
    *rows(
        EffectKind.EMAIL,
        "Microsoft Graph sends one message",
        *methods(("msgraph.GraphServiceClient()",), "me.send_mail.post", "users.by_user_id().send_mail.post"),
        "O365.Account().new_message().send",
        "exchangelib.Message().send",
        "exchangelib.Message().send_and_save",
    ),
    *rows(
        EffectKind.EMAIL,
        "Nylas sends one message",
        "nylas.Client().messages.send",
    ),
    *rows(
        EffectKind.HTTP,
        "changes the people that mail goes to",
        *methods(("resend",), "Contacts.create", "Contacts.update", "Contacts.remove", "Audiences.create"),
        *methods(("resend",), "Emails.cancel", "Emails.update", "Broadcasts.create"),
        "sib_api_v3_sdk.ContactsApi().create_contact",
        "sib_api_v3_sdk.ContactsApi().update_contact",
        "sib_api_v3_sdk.ContactsApi().delete_contact",
        "loops.LoopsClient().create_contact",
        "loops.LoopsClient().send_event",
    ),
    *rows(
        EffectKind.HTTP_READ,
        "asks a mail vendor",
        *methods(("resend",), "Emails.get", "Emails.list", "Contacts.get", "Contacts.list", "Domains.list"),
        "sib_api_v3_sdk.ContactsApi().get_contact_info",
    ),
    *rows(
        EffectKind.HTTP_READ,
        "reads a mailbox",
        *methods(("imaplib.IMAP4_SSL()", "imaplib.IMAP4()"), "search", "fetch", "select", "list", "uid"),
        *methods(("poplib.POP3_SSL()", "poplib.POP3()"), "retr", "list", "stat", "top"),
        *methods(("imap_tools.MailBox().login()", "imap_tools.MailBox()"), "fetch", "uids"),
    ),
    *rows(
        EffectKind.HTTP,
        "changes a mailbox",
        *methods(("imaplib.IMAP4_SSL()", "imaplib.IMAP4()"), "store", "append", "copy", "expunge"),
        *methods(("poplib.POP3_SSL()", "poplib.POP3()"), "dele"),
        *methods(("imap_tools.MailBox().login()", "imap_tools.MailBox()"), "move", "delete", "flag", "append"),
    ),
)
