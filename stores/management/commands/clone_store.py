from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from stores.management.store_argument import named_store
from stores.portability.archive import BadArchive
from stores.scope import store_scope
from stores.services.clone_store import clone_store


class Command(BaseCommand):
    help = "Makes a store like another (--store SLUG): without its customers, orders and stock."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--slug", required=True, help="the new store's subdomain")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            store = clone_store(store=named_store(), slug=options["slug"])
        except (BadArchive, ValidationError) as error:
            raise CommandError(" ".join(getattr(error, "messages", [str(error)]))) from None
        with store_scope(store):
            address = store.absolute_url("/")
        self.stdout.write(f"{store.name} is at {address}")
