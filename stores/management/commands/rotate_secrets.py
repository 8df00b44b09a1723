from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from stores.scope import platform_scope
from stores.services.rotate_secrets import rotate_secrets


class Command(BaseCommand):
    help = (
        "Encrypts every secret in the database anew with the first of ENCRYPTION_KEYS, so that"
        " the others can be dropped."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--check",
            action="store_true",
            help="change nothing; fail while a secret still needs an older key",
        )

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        with platform_scope():
            columns = rotate_secrets(only_check=check)
        for column in columns:
            verb = "to encrypt anew" if check else "encrypted anew"
            self.stdout.write(
                f"{column.label}: {column.under_newest} under the newest key,"
                f" {column.under_older} {verb}"
                + (f", {column.lost} UNREADABLE" if column.lost else "")
            )
        if lost := sum(column.lost for column in columns):
            raise CommandError(
                f"{lost} secrets were encrypted with a key that ENCRYPTION_KEYS does not hold."
                " Put that key back, behind the newest, and run this again."
            )
        if check and any(column.under_older for column in columns):
            raise CommandError("The older keys are still needed: run rotate_secrets first.")
        self.stdout.write("Only the newest key is needed now.")
