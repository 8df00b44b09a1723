"""What trade adds to a new store's checklist. A store can ship and take orders from its first
minute; these are done when its owner has made that their own."""

from __future__ import annotations

from decimal import Decimal

from django.db.models import Exists, Q, Subquery, TextField, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from commerce.models import PaymentMethod, ProviderSetting, ShippingMethod
from commerce.services.store_defaults import SHIPPING_CODE, standard_instructions
from stores.checklist import Item, register
from stores.models import Store


def ships_its_own_way(store: Store) -> Exists:
    as_it_came = Q(
        code=SHIPPING_CODE, price=Decimal(0), free_over__isnull=True, description="", position=0
    )
    offered = ShippingMethod.objects.filter(store=store, is_active=True)
    return Exists(offered.exclude(as_it_came))


def says_how_to_pay(store: Store) -> Exists:
    """The operator's own words are looked up in the same query."""
    setting = ProviderSetting.objects.filter(kind=ProviderSetting.Kind.PAYMENT, code="manual")
    words = setting.values(words=KeyTextTransform("instructions", "defaults"))[:1]
    operators = Coalesce(Subquery(words, output_field=TextField()), Value(""))
    with override(store.language):
        ours = standard_instructions()
    as_it_came = Q(provider="manual") & (Q(instructions__in=["", ours]) | Q(instructions=operators))
    offered = PaymentMethod.objects.filter(store=store, is_active=True)
    return Exists(offered.exclude(as_it_came))


def register_own_items() -> None:
    register(
        Item(
            key="shipping",
            title=_("Set what delivery costs"),
            help=_("One way is there, free of charge. If it stays so, say so in its description."),
            url_name="shipping_methods:index",
            permission="commerce.change_shippingmethod",
            done=ships_its_own_way,
            order=30,
        )
    )
    register(
        Item(
            key="payment",
            title=_("Say how you are paid"),
            help=_("Put your bank details into the bank transfer, or add another way to pay."),
            url_name="payment_methods:index",
            permission="commerce.change_paymentmethod",
            done=says_how_to_pay,
            order=40,
        )
    )
