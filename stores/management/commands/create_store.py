from __future__ import annotations

import json
import secrets
from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from stores.models import User
from stores.passwords.validators import OwnNamesValidator
from stores.services.provision_store import provision_store


class Command(BaseCommand):
    help = "Makes a store with its domain, pages, owner and defaults; all of it or nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--name", required=True, help="as shoppers see it")
        parser.add_argument("--slug", required=True, help="its subdomain: letters, digits, hyphens")
        parser.add_argument("--owner-email", required=True)
        parser.add_argument("--owner-password", help="default: a random one, printed once")
        parser.add_argument(
            "--existing-owner",
            action="store_true",
            help="the owner has a sign-in already and keeps the password",
        )
        parser.add_argument("--plan", help="a plan's code (default: the platform's default plan)")
        parser.add_argument("--currency", default="EUR", help="ISO 4217 (default: EUR)")
        parser.add_argument("--country", default="DE", help="ISO 3166-1 alpha-2 (default: DE)")
        parser.add_argument("--language", default="en", help="default: en")
        parser.add_argument("--json", action="store_true", help="print the result as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        password = options["owner_password"] or secrets.token_urlsafe(12)
        try:
            if options["owner_password"] and not options["existing_owner"]:
                check_password(password, options)
            store = provision_store(
                name=options["name"],
                slug=options["slug"],
                owner_email=options["owner_email"],
                owner_password=password,
                existing_owner=options["existing_owner"],
                plan=options["plan"],
                currency=options["currency"].upper(),
                country=options["country"].upper(),
                language=options["language"],
            )
        except ValidationError as error:
            raise CommandError(as_text(error)) from None
        result = {
            "slug": store.slug,
            "name": store.name,
            "url": store.absolute_url("/"),
            "admin_url": store.absolute_url("/admin/"),
            "owner_email": store.contact_email,
            "owner_password": None if options["existing_owner"] else password,
        }
        if options["json"]:
            self.stdout.write(json.dumps(result))
            return
        for label, value in result.items():
            if value is not None:
                self.stdout.write(f"{label.replace('_', ' ')}: {value}")


def check_password(password: str, options: dict[str, Any]) -> None:
    """The store is not there yet, so that nobody knows its names."""
    owner = User(email=options["owner_email"])
    try:
        OwnNamesValidator([options["name"], options["slug"]]).validate(password, owner)
        validate_password(password, owner)
    except ValidationError as error:
        raise ValidationError({"owner_password": error.messages}) from None


def as_text(error: ValidationError) -> str:
    """One line for each field: ``--slug: The slug “x” is taken.``"""
    return "\n".join(
        f"--{field.replace('_', '-')}: {message}"
        for field, messages in error.message_dict.items()
        for message in messages
    )
