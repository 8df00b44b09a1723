from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from stores.management.store_argument import named_store
from stores.services.erase_store import erase_store


class Command(BaseCommand):
    help = "Removes a store (--store SLUG) for good, with all its rows and media."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--yes", action="store_true", help="do it; nothing can be undone")

    def handle(self, *args: Any, **options: Any) -> None:
        store = named_store()
        if not options["yes"]:
            raise CommandError(
                f"This removes {store.name} ({store.slug}) for good: all its pages, products,"
                " orders and files. Export it first if in doubt; then add --yes."
            )
        removed = erase_store(store=store)
        self.stdout.write(
            f"{store.slug} is erased: {sum(removed.values()):,} rows of {len(removed)} tables,"
            " and its files."
        )
