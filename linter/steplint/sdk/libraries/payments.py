"""Libraries that move money."""

from __future__ import annotations

from steplint.sdk.kinds import Effect, EffectKind
from steplint.sdk.libraries.rows import rows

TABLE: tuple[Effect, ...] = (
    *rows(
        EffectKind.PAYMENT,
        "Stripe creates an object",
        "stripe.*.create",
        "stripe.*.create_async",
        "stripe.*.*.create",
        "stripe.StripeClient().**.create",
    ),
    *rows(
        EffectKind.PAYMENT,
        "Stripe changes an object",
        "stripe.*.modify",
        "stripe.StripeClient().**.update",
    ),
    *rows(
        EffectKind.PAYMENT,
        "Stripe deletes an object",
        "stripe.*.delete",
    ),
    *rows(
        EffectKind.PAYMENT,
        "Stripe cancels an object",
        "stripe.*.cancel",
    ),
    *rows(
        EffectKind.PAYMENT,
        "Stripe reads an object",
        "stripe.*.retrieve",
        "stripe.StripeClient().**.retrieve",
    ),
)
