from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from stores.management.store_argument import named_store
from stores.services.export_store import export_store


class Command(BaseCommand):
    help = "Writes all rows and media of a store (--store SLUG) into one archive."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--output", required=True, help="the file to write, such as alpha.zip")
        parser.add_argument("--force", action="store_true", help="replace a file that is there")

    def handle(self, *args: Any, **options: Any) -> None:
        store = named_store()
        output = Path(options["output"])
        if output.exists() and not options["force"]:
            raise CommandError(f"{output} is there already; --force replaces it.")
        try:
            export_store(store=store, output=output)
        except OSError as error:
            raise CommandError(f"Cannot write {output}: {error.strerror}.") from None
        self.stdout.write(f"{store.slug} is in {output} ({output.stat().st_size:,} bytes).")
