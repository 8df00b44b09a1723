"""What follows ``migrate``, once, after the last app: isolation first, then the platform's rows."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig, apps
from django.db import DEFAULT_DB_ALIAS, connections, transaction

from stores.isolation.synchronise import synchronise
from stores.platform_rows import ensure_platform_rows
from stores.scope import platform_scope


def after_migrate(sender: AppConfig, using: str, **kwargs: Any) -> None:
    # The signal is sent for each app that has models, in order.
    last = [config for config in apps.get_app_configs() if config.models_module is not None][-1]
    if sender is not last or using != DEFAULT_DB_ALIAS:
        return
    with platform_scope():
        synchronise(connections[using])
        with transaction.atomic(using=using):
            ensure_platform_rows()
