"""Pages of the shop that a look is tried on. Apps above add theirs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Sample:
    code: str
    label: str | Promise
    address: Callable[[], str | None]
    """Runs in the store's scope; None where the store has no such page yet."""


_samples: dict[str, Sample] = {}


def register(*samples: Sample) -> None:
    for sample in samples:
        _samples[sample.code] = sample


def pages() -> dict[str, tuple[str, str]]:
    """Name and address by code, in the order of registering."""
    found = {}
    for sample in _samples.values():
        if address := sample.address():
            found[sample.code] = (str(sample.label), address)
    return found


register(Sample("home", _("Home"), lambda: "/"))
