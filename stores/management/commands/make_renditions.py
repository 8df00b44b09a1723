from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from stores.models import Store
from stores.scope import platform_scope, store_scope
from stores.services.make_renditions import make_renditions, missing_renditions


class Command(BaseCommand):
    help = "Makes the pictures that the storefronts show in all their sizes, where missing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--store", metavar="SLUG", help="only this store (default: all)")

    def handle(self, *args: Any, **options: Any) -> None:
        with platform_scope():
            stores = Store.objects.order_by("slug")
            if options["store"]:
                stores = stores.filter(slug=options["store"])
            chosen = list(stores)
        if options["store"] and not chosen:
            raise CommandError(f"There is no store with the slug {options['store']!r}.")
        made = sum(self.make(store) for store in chosen)
        if options["verbosity"]:
            self.stdout.write(f"{made} pictures made.")

    def make(self, store: Store) -> int:
        """Prints a line for each tenth of the work, so that a long run shows where it is."""
        with store_scope(store):
            total = len(missing_renditions())
            made, step = 0, max(1, total // 10)
            for done, (image, count, error) in enumerate(make_renditions(), start=1):
                made += count
                if error:
                    self.stderr.write(f"{store.slug}: {image.title} cannot be read: {error}")
                if done % step == 0 or done == total:
                    self.stdout.write(f"{store.slug}: {done} of {total} images")
                    self.stdout.flush()
        return made
