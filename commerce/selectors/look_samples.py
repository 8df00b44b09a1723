from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from stores.looks.samples import Sample, register


def register_samples() -> None:
    register(Sample("cart", _("Cart"), lambda: reverse("commerce:cart")))
