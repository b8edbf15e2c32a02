"""Libraries that move money, and what hangs on it: customers, subscriptions, invoices."""

from __future__ import annotations

from steplint.sdk.kinds import Effect, EffectKind
from steplint.sdk.libraries.rows import methods, rows

_STRIPE_CLIENTS = ("stripe.StripeClient().**",)
_STRIPE_CLASSES = ("stripe.*", "stripe.*.*")
_PAYPAL = ("paypalrestsdk.*",)
_BRAINTREE = ("braintree.BraintreeGateway().*", "braintree.*")
_RAZORPAY = ("razorpay.Client().*",)
_SQUARE = ("square.Square().**", "square.AsyncSquare().**", "square.client.Square().**", "square.client.Client().*")
_POLAR = ("polar_sdk.Polar().**", "polar.Polar().**")
_MERCADOPAGO = ("mercadopago.SDK().*()",)
_PADDLE = ("paddle_billing.Client().*",)
_OTHERS = (
    *("paystackapi.transaction.Transaction", "paystackapi.charge.Charge", "plaid.api.plaid_api.PlaidApi()"),
    *("chargebee.*", "chargebee.Chargebee().*", "adyen.Adyen().**", "Adyen.Adyen().**", "gocardless_pro.Client().*"),
    *("recurly.Client()", "mollie.api.client.Client().*", "coinbase_commerce.client.Client().*"),
)


def _with_async(*names: str) -> list[str]:
    return [form for name in names for form in (name, f"{name}_async")]


TABLE: tuple[Effect, ...] = (
    # Stripe
    *rows(
        EffectKind.PAYMENT,
        "Stripe creates an object",
        *methods(_STRIPE_CLASSES, *_with_async("create", "create_source", "create_balance_transaction")),
        *methods(_STRIPE_CLASSES, *_with_async("create_usage_record", "create_reversal", "create_tax_id")),
        *methods(_STRIPE_CLIENTS, *_with_async("create")),
    ),
    *rows(
        EffectKind.PAYMENT,
        "Stripe changes an object",
        *methods(_STRIPE_CLASSES, *_with_async("modify", "attach", "detach", "resume", "pause")),
        *methods(_STRIPE_CLIENTS, *_with_async("update", "attach", "detach", "resume")),
        *methods([f"{cls}.**()" for cls in _STRIPE_CLASSES], "save"),
    ),
    *rows(
        EffectKind.PAYMENT,
        "Stripe moves money",
        *methods(_STRIPE_CLASSES, *_with_async("confirm", "capture", "pay", "refund", "increment_authorization")),
        *methods(_STRIPE_CLIENTS, *_with_async("confirm", "capture", "pay", "increment_authorization")),
    ),
    *rows(
        EffectKind.PAYMENT,
        "Stripe goes on with an invoice",
        *methods(_STRIPE_CLASSES, *_with_async("finalize_invoice", "send_invoice", "void_invoice", "add_lines")),
        *methods(_STRIPE_CLASSES, *_with_async("mark_uncollectible")),
        *methods(_STRIPE_CLIENTS, *_with_async("finalize_invoice", "send_invoice", "void_invoice")),
    ),
    *rows(
        EffectKind.PAYMENT,
        "Stripe deletes an object",
        *methods(_STRIPE_CLASSES, *_with_async("delete", "delete_discount", "delete_source", "delete_tax_id")),
        *methods(_STRIPE_CLIENTS, *_with_async("delete")),
    ),
    *rows(
        EffectKind.PAYMENT,
        "Stripe cancels an object",
        *methods(_STRIPE_CLASSES, *_with_async("cancel", "expire", "reverse", "release")),
        *methods(_STRIPE_CLIENTS, *_with_async("cancel", "expire", "release")),
    ),
    *rows(
        EffectKind.HTTP_READ,
        "Stripe reads an object",
        *methods(_STRIPE_CLASSES, *_with_async("retrieve", "list", "search", "upcoming", "create_preview")),
        *methods(_STRIPE_CLASSES, *_with_async("list_line_items", "list_payment_methods", "retrieve_payment_method")),
        *methods([f"{cls}.list()" for cls in _STRIPE_CLASSES], "auto_paging_iter"),
        *methods(_STRIPE_CLIENTS, *_with_async("retrieve", "list", "search", "create_preview")),
    ),
    # PayPal, Braintree, Razorpay, Square
    *rows(
        EffectKind.PAYMENT,
        "PayPal creates or changes an object",
        *methods([f"{cls}()" for cls in _PAYPAL], "create", "execute", "send", "cancel", "delete", "update", "replace"),
        *methods([f"{cls}.find()" for cls in _PAYPAL], "execute", "capture", "void", "refund", "cancel", "suspend"),
        "paypalcheckoutsdk.core.PayPalHttpClient().execute",
    ),
    *rows(EffectKind.HTTP_READ, "PayPal reads an object", *methods(_PAYPAL, "find", "all")),
    *rows(
        EffectKind.PAYMENT,
        "Braintree moves money, or changes what it moves by",
        *methods(
            _BRAINTREE,
            *("sale", "credit", "refund", "void", "submit_for_settlement", "submit_for_partial_settlement"),
            *("create", "update", "delete", "cancel", "retry_charge", "clone_transaction"),
        ),
    ),
    *rows(EffectKind.HTTP_READ, "Braintree reads an object", *methods(_BRAINTREE, "find", "search", "all")),
    *rows(
        EffectKind.PAYMENT,
        "Razorpay creates or changes an object",
        *methods(
            _RAZORPAY,
            *("create", "capture", "refund", "edit", "delete", "cancel", "issue", "transfer", "pause", "resume"),
            *("createRecurring", "createPaymentJson", "notifyBy", "notify_by"),
        ),
    ),
    *rows(
        EffectKind.HTTP_READ,
        "Razorpay reads an object",
        *methods(_RAZORPAY, "fetch", "fetch_all", "all", "payments", "fetch_multiple_refund"),
    ),
    *rows(
        EffectKind.PAYMENT,
        "Square creates or changes an object",
        *methods(
            _SQUARE,
            *("create", "update", "delete", "cancel", "complete", "pay", "refund_payment", "publish", "upsert"),
            *("create_payment", "create_order", "create_customer", "create_invoice", "complete_payment"),
        ),
    ),
    *rows(
        EffectKind.HTTP_READ,
        "Square reads an object",
        *methods(_SQUARE, "get", "list", "search", "batch_get", "get_payment", "list_payments", "retrieve_order"),
    ),
    # Polar, Mercado Pago, Paddle
    *rows(
        EffectKind.PAYMENT,
        "Polar creates or changes an object",
        *methods(_POLAR, *_with_async("create", "update", "delete", "revoke", "ingest", "update_external")),
        *methods(_POLAR, *_with_async("delete_external")),
    ),
    *rows(
        EffectKind.HTTP_READ,
        "Polar reads an object",
        *methods(_POLAR, *_with_async("get", "list", "get_external", "get_state", "get_state_external")),
    ),
    *rows(
        EffectKind.PAYMENT,
        "Mercado Pago creates or changes an object",
        *methods(_MERCADOPAGO, "create", "update", "capture", "delete"),
    ),
    *rows(
        EffectKind.HTTP_READ,
        "Mercado Pago reads an object",
        *methods(_MERCADOPAGO, "get", "search", "list_all", "find_by_id"),
    ),
    *rows(
        EffectKind.PAYMENT,
        "Paddle creates or changes an object",
        *methods(_PADDLE, "create", "update", "cancel", "pause", "resume", "activate", "create_one_time_charge"),
        *methods(_PADDLE, "archive"),
    ),
    *rows(EffectKind.HTTP_READ, "Paddle reads an object", *methods(_PADDLE, "get", "list", "preview")),
    # Others
    *rows(
        EffectKind.PAYMENT,
        "creates or changes an object of a payment service",
        *methods(_OTHERS, "create", "initialize", "charge", "update", "cancel", "payments", "refund"),
        *methods(("plaid.api.plaid_api.PlaidApi()",), "transfer_create", "item_public_token_exchange"),
        *methods(("recurly.Client()",), "create_purchase", "create_subscription", "cancel_subscription"),
        "adyen.Adyen().checkout.payments_api.payments",
    ),
    *rows(
        EffectKind.HTTP_READ,
        "reads an object of a payment service",
        *methods(_OTHERS, "verify", "retrieve", "list", "get"),
        *methods(("plaid.api.plaid_api.PlaidApi()",), "transactions_sync", "transactions_get", "accounts_get"),
        *methods(("plaid.api.plaid_api.PlaidApi()",), "accounts_balance_get", "auth_get", "identity_get"),
    ),
)
