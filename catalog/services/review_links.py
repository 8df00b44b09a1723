"""The link by which a buyer reviews what they bought. It is signed for one order, one product and
one store; whoever has it is a verified buyer, once."""

from __future__ import annotations

from uuid import UUID

from django.core import signing
from django.urls import reverse

from catalog.models import Product

SALT = "catalog.review"
LONGEST = 400


def review_path(*, product: Product, order_id: UUID) -> str:
    """For the mails and pages of an order; ``order_id`` is its public id."""
    value = f"{product.store_id}:{product.public_id.hex}:{order_id.hex}"
    path = reverse("catalog:write_review", args=[product.slug])
    return f"{path}?buyer={signing.Signer(salt=SALT).sign(value)}"


def order_of_buyer(product: Product, signed: str) -> UUID | None:
    """The order that ``signed`` proves for this product; None for anything else."""
    if not signed or len(signed) > LONGEST:
        return None
    try:
        value = signing.Signer(salt=SALT).unsign(signed)
    except signing.BadSignature:
        return None
    store_id, product_id, order_id = value.split(":")
    if (store_id, product_id) != (str(product.store_id), product.public_id.hex):
        return None
    return UUID(hex=order_id)
