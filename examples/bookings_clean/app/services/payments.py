"""Charging and refunding."""

import stripe


async def charge(booking: dict) -> str:
    """Charge the booking's price and return the payment's id."""
    intent = await stripe.PaymentIntent.create_async(
        amount=booking["price"],
        currency="eur",
        receipt_email=booking["rider_email"],
        idempotency_key=booking["id"],
    )
    return intent.id


async def refund(payment_id: str) -> str:
    """Pay a charge back."""
    answer = await stripe.Refund.create_async(payment_intent=payment_id, idempotency_key=f"refund-{payment_id}")
    return answer.id
