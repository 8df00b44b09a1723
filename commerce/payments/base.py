"""What a payment provider is to us: a thin interface. Providers talk to the outside and answer;
only the services change payments and orders."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING, Protocol, TypeAlias
from uuid import UUID

from django.urls import reverse

if TYPE_CHECKING:
    from django import forms
    from django.utils.functional import Promise

    from commerce.models import Payment
    from stores.models import Store


class Capability(Enum):
    REDIRECT = "redirect"
    """The shopper pays on a page of the provider's and comes back."""
    PAY_LATER = "pay_later"
    """The order is placed before the money is there; staff say when it came."""
    REFUND = "refund"
    """Gives money back itself. Without it a refund is only written down."""


@dataclass(frozen=True, slots=True)
class Redirect:
    """Send the shopper there to pay."""

    url: str


@dataclass(frozen=True, slots=True)
class Instructions:
    """The order is placed at once; the confirmation tells how to pay, in the words of the
    store's payment method."""


@dataclass(frozen=True, slots=True)
class Done:
    """The provider has decided already; ask it with ``sync``."""


Begun: TypeAlias = Redirect | Instructions | Done


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the provider says of a payment now. Amount in major units of ``currency``."""

    class Status(Enum):
        PENDING = "pending"
        PAID = "paid"
        FAILED = "failed"
        CANCELED = "canceled"

    status: Status
    amount: Decimal
    currency: str
    reference: str
    """The provider's own name for the charge; never empty for one that is paid."""


class BadWebhook(Exception):
    """A call that is not from the provider, or that nobody can read. Nothing changes."""


class ProviderError(Exception):
    """The provider cannot be reached or refuses; worth another try later."""


class PaymentProvider(Protocol):
    code: str
    name: str | Promise
    description: str | Promise
    capabilities: frozenset[Capability]

    def is_available(self, store: Store) -> bool:
        """Whether ``store`` can offer it now, given it has set it up."""

    def default_fields(self) -> dict[str, forms.Field]:
        """What the operator may set for stores to begin with; a ``SecretField`` is a key of the
        platform's own."""

    def begin(self, payment: Payment) -> Begun:
        """Start a payment; called outside any transaction. Twice starts it once."""

    def sync(self, payment: Payment) -> Outcome:
        """Ask how the payment stands; called outside any transaction."""

    def cancel(self, payment: Payment) -> None:
        """Make it impossible to pay any more, as far as the provider can."""

    def refund(self, payment: Payment) -> str:
        """Give all of it back; the provider's reference. Twice refunds once."""

    def parse_webhook(self, body: bytes, headers: Mapping[str, str]) -> UUID:
        """The public id of the payment that a verified call is about; else BadWebhook."""


def return_path(payment: Payment) -> str:
    """Where a provider sends the shopper back to, on the store's host."""
    return reverse("commerce:payment_return", args=[payment.public_id])
