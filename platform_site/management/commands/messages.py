from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from platform_site.messages import (
    is_for_shoppers,
    lacking,
    languages,
    texts_in_code,
    update_catalogue,
    write_catalogue,
)


class Command(BaseCommand):
    help = "Bring the catalogues of translations in locale/ to what is in the code, and compile."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--lacking", help="List what this language does not translate yet.")

    def handle(self, *args: Any, **options: Any) -> None:
        texts = texts_in_code()
        for language in languages():
            catalogue = update_catalogue(language, texts)
            write_catalogue(language, catalogue)
            missing = lacking(catalogue)
            shop = [message for message in missing if is_for_shoppers(message)]
            self.stdout.write(
                f"{language}: {len(catalogue) - len(missing)} of {len(catalogue)} texts;"
                f" {len(shop)} that shoppers read are lacking"
            )
            if options["lacking"] == language:
                for message in shop or missing:
                    self.stdout.write(repr(message.id))
