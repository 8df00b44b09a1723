from __future__ import annotations

from typing import Any

from django.db.models import OuterRef

from catalog.models import Product
from stores.usage import Zones, counted


def products(zones: Zones = ()) -> Any:
    """Of a store, drafts and what is not online included. Variants of one product are one."""
    return counted(Product.objects.filter(store=OuterRef("pk")))
