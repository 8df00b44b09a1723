from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from stores.portability.archive import BadArchive
from stores.services.import_store import import_store


class Command(BaseCommand):
    help = "Makes a store from an archive that export_store wrote, here or elsewhere."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="the archive")
        parser.add_argument("--slug", required=True, help="the new store's subdomain")
        parser.add_argument("--plan", default="", help="code of its plan; else the archive's")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            store = import_store(
                file=Path(options["file"]), slug=options["slug"], plan=options["plan"]
            )
        except (BadArchive, ValidationError) as error:
            raise CommandError(" ".join(getattr(error, "messages", [str(error)]))) from None
        self.stdout.write(f"{store.name} is at {store.absolute_url('/')}")
