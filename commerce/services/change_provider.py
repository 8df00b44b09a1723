from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from commerce.models import ProviderSetting
from commerce.selectors.providers import installed
from stores.scope import platform_scope


def switch_provider(*, kind: str, code: str, on: bool) -> ProviderSetting:
    """Let stores offer a provider, or none any more. Methods keep their settings, payments that
    have begun are finished; the next check-out follows. Twice changes nothing."""
    return change_provider(kind=kind, code=code, is_enabled=on)


def change_provider(
    *,
    kind: str,
    code: str,
    is_enabled: bool | None = None,
    plans: Sequence[str] | None = None,
    countries: Sequence[str] | None = None,
    defaults: Mapping[str, Any] | None = None,
    secrets: Mapping[str, str] | None = None,
) -> ProviderSetting:
    """Write down what is given; None leaves what is there, and so does an empty secret.

    Locks the provider's row. Raises LookupError for a provider that is not installed, and
    ValidationError for a plan or a country that there is not. Safe to repeat."""
    if code not in installed(kind):
        raise LookupError(f"No {kind} provider {code!r} is installed.")
    with platform_scope(), transaction.atomic():
        ProviderSetting.objects.get_or_create(kind=kind, code=code)
        setting = ProviderSetting.objects.select_for_update().get(kind=kind, code=code)
        if is_enabled is not None:
            setting.is_enabled = is_enabled
        if plans is not None:
            setting.plans = sorted(set(plans))
        if countries is not None:
            setting.countries = sorted(set(countries))
        if defaults is not None:
            setting.defaults = {name: value for name, value in defaults.items() if value}
        if given := {name: value for name, value in (secrets or {}).items() if value}:
            setting.secrets = setting.known_secrets() | given  # type: ignore[assignment]
        setting.full_clean(validate_unique=False)
        setting.save()
        return setting
