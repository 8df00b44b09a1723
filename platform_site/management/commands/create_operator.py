from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from platform_site.control.create_operator import create_operator
from stores.models.store import public_url


class Command(BaseCommand):
    help = "Makes an operator, who signs in on the control host and runs the stores."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--email", required=True)
        parser.add_argument("--password", required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            user = create_operator(email=options["email"], password=options["password"])
        except ValidationError as error:
            raise CommandError(
                "\n".join(
                    f"--{field}: {message}"
                    for field, messages in error.message_dict.items()
                    for message in messages
                )
            ) from None
        self.stdout.write(
            f"{user.email} signs in at {public_url(settings.CONTROL_HOST, '/admin/')}"
        )
