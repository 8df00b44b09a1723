"""What a password must not be, besides Django's own rules (``AUTH_PASSWORD_VALIDATORS``)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from stores.models import Store
from stores.passwords.common import core, is_common, plain, unit
from stores.scope import PLATFORM_ID, owner_id

FEWEST_DIFFERENT = 4


class LeakedPasswordValidator:
    """Refuses what is known from leaked collections, and what repeats a few characters."""

    def validate(self, password: str, user: Any = None) -> None:
        if is_common(password):
            raise ValidationError(
                _(
                    "This password is on lists of leaked passwords, which are tried first."
                    " Choose another."
                ),
                code="password_leaked",
            )
        if len(set(unit(plain(password)))) < FEWEST_DIFFERENT:
            raise ValidationError(
                _("This password repeats the same few characters. Choose another."),
                code="password_repeats",
            )

    def get_help_text(self) -> str:
        return _("Your password can’t be on lists of leaked passwords, whatever is put around it.")


class OwnNamesValidator:
    """Refuses the store's name and slug, and the person's name and e-mail address.

    The store is the one in scope; ``names`` are for a store that is only about to be made."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self.names = list(names)

    def validate(self, password: str, user: Any = None) -> None:
        text = plain(password)
        found = {text, unit(text), *core(text)}
        found |= {squeezed(form) for form in found}
        if found & known_names([*self.names, *store_names(), *names_of(user)]):
            raise ValidationError(
                _(
                    "This password is a name that others know: the store’s, yours or your e-mail"
                    " address. Choose another."
                ),
                code="password_is_a_name",
            )

    def get_help_text(self) -> str:
        return _("Your password can’t be the store’s name, your name or your e-mail address.")


def known_names(names: Iterable[str]) -> set[str]:
    """Each as it is written, and without spaces and punctuation."""
    plains = {plain(name) for name in names}
    return {name for name in plains | {squeezed(name) for name in plains} if len(name) >= 3}


def names_of(user: Any) -> list[str]:
    email = getattr(user, "email", "")
    first, last = getattr(user, "first_name", ""), getattr(user, "last_name", "")
    return [email, *email.split("@"), first, last, f"{first} {last}"]


def store_names() -> list[str]:
    row = Store.all_objects.filter(pk=owner_id() or PLATFORM_ID).values_list("name", "slug").first()
    return list(row or [])


def squeezed(text: str) -> str:
    return "".join(character for character in text if character.isalnum())
