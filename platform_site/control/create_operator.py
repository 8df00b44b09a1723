from __future__ import annotations

from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from stores.models import Membership, User
from stores.roles import OPERATOR
from stores.scope import PLATFORM_ID, platform_scope


def create_operator(*, email: str, password: str) -> User:
    """Make somebody who signs in on the control host.

    Raises ValidationError by field (email, password) and leaves nothing behind: for what is not
    an address, for one that has a sign-in already, for a password that Django's validators
    refuse. Called twice, the second raises for the e-mail."""
    email = email.strip().lower()
    user = User(email=email)
    errors: dict[str, list[str]] = {}
    with platform_scope(), transaction.atomic():
        try:
            validate_email(email)
        except ValidationError:
            errors["email"] = [_("“%(email)s” is not an e-mail address.") % {"email": email}]
        else:
            if User.objects.with_address(email).exists():
                errors["email"] = [
                    _("%(email)s has a sign-in already. Use another address for the operator.")
                    % {"email": email}
                ]
        try:
            validate_password(password, user)
        except ValidationError as error:
            errors["password"] = error.messages
        if errors:
            raise ValidationError(errors)
        user = User.objects.create_user(email, password)
        Membership.objects.create(
            store_id=PLATFORM_ID, user=user, group=Group.objects.get(name=OPERATOR)
        )
    return user
