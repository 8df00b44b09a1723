"""How a demo store is set up: facts, looks, shipping, taxes, payment."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from catalog.models import TaxClass
from commerce.models import PaymentMethod, ShippingMethod, TaxRate
from platform_site.demo.data import DemoStore
from platform_site.demo.pictures import Pictures
from stores.models import Branding, Store
from stores.models.look import COLOURS, Font

FONTS = {str(font.label): font.value for font in Font}


def set_up(store: Store, demo: DemoStore, pictures: Pictures) -> None:
    """In the scope of a store that was just provisioned."""
    set_facts(store, demo)
    set_branding(store, demo, pictures)
    set_shipping(demo.spec["shipping_methods"])
    set_taxes(demo.spec["tax"])
    set_payment(demo)


def set_facts(store: Store, demo: DemoStore) -> None:
    contact = demo.texts["contact"]
    store.tagline = demo.spec["tagline"]
    store.contact_email = contact["email"]
    store.contact_phone = contact["phone"]
    store.contact_address = contact["address"]
    store.full_clean(exclude=["site"])
    store.save()


def set_branding(store: Store, demo: DemoStore, pictures: Pictures) -> None:
    theme, branding = demo.spec["theme"], Branding.objects.get(store=store)
    for name in (*COLOURS, "header_style", "card_style", "density", "button_shape"):
        setattr(branding, name, theme[name])
    branding.heading_font = FONTS[theme["heading_font"]]
    branding.body_font = FONTS[theme["body_font"]]
    branding.radius = int(theme["radius"].removesuffix("px"))
    if demo.spec.get("logo"):
        branding.logo = pictures.get(demo.spec["logo"], title=f"{store.name}: logo")
        branding.favicon = pictures.get(demo.spec["icon"], title=f"{store.name}: icon")
    branding.full_clean()
    branding.save()


def set_shipping(methods: list[dict[str, Any]]) -> None:
    ShippingMethod.objects.all().delete()
    for position, method in enumerate(methods):
        ShippingMethod.objects.create(
            code=method["code"],
            name=method["name"],
            description=method["description"],
            price=Decimal(method["price"]),
            free_over=Decimal(method["free_over"]) if method["free_over"] else None,
            position=position,
        )


def set_taxes(tax: dict[str, Any]) -> None:
    TaxRate.objects.all().delete()
    rates = {TaxClass.STANDARD: tax["rate"], TaxClass.REDUCED: tax["reduced_rate"]}
    for tax_class, rate in rates.items():
        if rate is not None:
            TaxRate.objects.create(name=tax["name"], tax_class=tax_class, rate=Decimal(rate))


def set_payment(demo: DemoStore) -> None:
    PaymentMethod.objects.filter(provider="manual").update(instructions=demo.texts["bank"])
    PaymentMethod.objects.create(
        provider="test", name="Test payment", instructions="No money moves.", position=1
    )
