from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from platform_site.messages import (
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
            self.stdout.write(
                f"{language}: {len(catalogue) - len(missing)} of {len(catalogue)} texts"
            )
            if options["lacking"] == language:
                for message in missing:
                    self.stdout.write(repr(message.id))
