from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from catalog.services.reindex_store import compare_index, reindex_store
from stores.models import Store
from stores.scope import platform_scope, store_scope


class Command(BaseCommand):
    help = "Writes what shoppers browse and search anew, or says whether it is as it should be."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--store", metavar="SLUG", help="only this store (default: all)")
        parser.add_argument("--check", action="store_true", help="change nothing; 1 if it differs")

    def handle(self, *args: Any, **options: Any) -> None:
        with platform_scope():
            stores = Store.objects.order_by("slug")
            if options["store"]:
                stores = stores.filter(slug=options["store"])
            chosen = list(stores)
        if options["store"] and not chosen:
            raise CommandError(f"There is no store with the slug {options['store']!r}.")
        wrong = 0
        for store in chosen:
            with store_scope(store):
                if not options["check"]:
                    reindex_store(store)
                    self.stdout.write(f"{store.slug}: written anew")
                    continue
                found = compare_index(store)
            wrong += not found.are_none
            said = (
                "as it should be"
                if found.are_none
                else (f"{found.rows} products and {found.bits} bits differ")
            )
            self.stdout.write(f"{store.slug}: {said}")
        if wrong:
            raise CommandError(f"{wrong} of {len(chosen)} stores differ: reindex_store mends them.")
