"""The ledger: money that moved, written once. Callers hold the locks of order and payment."""

from __future__ import annotations

from decimal import Decimal

from commerce.models import Payment, Transaction


def record_charge(payment: Payment, *, reference: str) -> None:
    """The payment's amount was taken. Twice with one reference writes one transaction."""
    _record(payment, Transaction.Kind.CHARGE, payment.amount, reference)
    payment.status = Payment.Status.PAID
    payment.provider_reference = reference
    payment.save(update_fields=["status", "provider_reference", "updated_at"])


def record_refund(payment: Payment, *, reference: str) -> None:
    """All of it was given back. Twice with one reference writes one transaction."""
    _record(payment, Transaction.Kind.REFUND, -payment.amount, reference)
    payment.status = Payment.Status.REFUNDED
    payment.save(update_fields=["status", "updated_at"])


def _record(payment: Payment, kind: str, amount: Decimal, reference: str) -> None:
    Transaction.objects.get_or_create(
        payment=payment,
        kind=kind,
        provider_reference=reference,
        defaults={
            "store_id": payment.store_id,
            "currency": payment.currency,
            "amount": amount,
        },
    )
