from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from django.contrib.auth.hashers import check_password
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from platform_site.sign_up.begin import offered_template
from platform_site.sign_up.limits import confirmation_try
from stores.actors import PERSON, Actor, acting, current_actor
from stores.models import SignUp, Store, User
from stores.scope import platform_scope
from stores.services.provision_store import provision_store
from stores.sign_in.limits import password_try, waiting_words

ENTRY_LASTS = timedelta(minutes=10)
ENTRY = "entry to a new store"


class SignUpGone(LookupError):
    """The link is unknown, too old, or was used."""


def find_sign_up(token_digest: str) -> SignUp:
    """The one that waits for its confirmation, or was confirmed a moment ago and leads into its
    store still. Raises SignUpGone."""
    with platform_scope():
        found = SignUp.objects.select_related("plan").filter(
            token_digest=token_digest, expires_at__gt=timezone.now()
        )
        sign_up = found.first() if token_digest else None
    if sign_up is None:
        raise SignUpGone
    return sign_up


def account_of(sign_up: SignUp) -> User | None:
    """Whoever has the address already, at whichever store. Tell it to nobody but them."""
    with platform_scope():
        return User.objects.with_address(sign_up.email).first()


def confirm_sign_up(
    *, token_digest: str, password: str = "", is_same_browser: bool = False, slug: str = ""
) -> SignUp:
    """Make the store that somebody asked for who has proved their address by the mail's link, and
    let it wait for its owner to open it.

    The link alone is not enough: whoever typed somebody else's address would choose the password
    of what that person opens. An address with an account needs the account's password; one without
    needs that of the sign-up, unless the link was opened in the browser that signed up. ``slug``
    is another than was asked for, where that is taken meanwhile.

    Locks the sign-up. Raises SignUpGone, and ValidationError by field (password, slug, template,
    plan …); wrong passwords are counted. Twice makes one store, and gives it back until its owner
    has entered it."""
    known = check_owner(find_sign_up(token_digest), password, is_same_browser)
    with platform_scope(), transaction.atomic():
        sign_up = locked(token_digest)
        if sign_up.confirmed_at is not None:
            return sign_up
        account = account_of(sign_up)
        if account != known:  # Made since, with a password that was not asked for.
            raise ValidationError(_("There is an account with your address now. Try again."))
        sign_up.slug = slug.strip() or sign_up.slug
        owner = Actor(PERSON, account.pk if account else None, sign_up.email, sign_up.address)
        with acting(replace(owner, address=current_actor().address or owner.address)):
            store = make_store(sign_up, is_known=account is not None)
        sign_up.confirmed_at = timezone.now()
        sign_up.expires_at = sign_up.confirmed_at + ENTRY_LASTS
        sign_up.store_slug, sign_up.password = store.slug, ""
        sign_up.save()
        forget_others(sign_up)
    return sign_up


def locked(token_digest: str) -> SignUp:
    waiting = find_sign_up(token_digest)
    return SignUp.objects.select_related("plan").select_for_update(of=("self",)).get(pk=waiting.pk)


def check_owner(sign_up: SignUp, password: str, is_same_browser: bool) -> User | None:
    """Whose account was looked at. Outside of the transaction, so that a wrong password stays
    counted."""
    account = account_of(sign_up)
    if is_same_browser and (account is None or sign_up.confirmed_at is not None):
        return account
    if account is not None and not account.is_active:
        raise ValidationError(_("This address cannot be used to open a shop. Write to us."))
    attempt = confirmation_try(sign_up) if account is None else password_try(account)
    if delay := attempt.count():
        raise ValidationError(waiting_words(delay))
    right = (
        check_password(password, sign_up.password)
        if account is None
        else account.check_password(password)
    )
    if not right:
        raise ValidationError({"password": wrong_words(account)})
    attempt.take_back()
    return account


def wrong_words(account: User | None) -> str:
    if account is None:
        return _("This is not the password that was chosen at the sign-up.")
    return _("This is not the password of the account with this address.")


def make_store(sign_up: SignUp, *, is_known: bool) -> Store:
    template = offered_template(sign_up.template_slug) if sign_up.template_slug else None
    store = provision_store(
        name=sign_up.name,
        slug=sign_up.slug,
        owner_email=sign_up.email,
        existing_owner=is_known,
        plan=sign_up.plan.code if sign_up.plan else None,
        currency=sign_up.currency,
        country=sign_up.country,
        language=sign_up.language,
        time_zone=sign_up.time_zone,
        template=template,
        is_pending=True,
    )
    if not is_known:
        owner = User.objects.with_address(sign_up.email).get()
        if owner.has_usable_password():  # As above, while a template was copied.
            raise ValidationError(_("There is an account with your address now. Try again."))
        owner.password = sign_up.password
        owner.save(update_fields=["password"])
    return store


def forget_others(sign_up: SignUp) -> None:
    """The form was sent twice: one link has made the store."""
    SignUp.objects.filter(email=sign_up.email, slug=sign_up.slug, confirmed_at=None).delete()


def entry_token(sign_up: SignUp) -> str:
    """Leads from the control host into the new store's admin, once, within ``ENTRY_LASTS``."""
    return signing.TimestampSigner(salt=ENTRY).sign(str(sign_up.public_id))


def enter_new_store(*, store: Store, token: str) -> User:
    """Take the token that the control host gave for this store, and say whose it is. Locks the
    sign-up. Once: a second time raises SignUpGone, as does a token of another store."""
    try:
        public_id = signing.TimestampSigner(salt=ENTRY).unsign(token, max_age=ENTRY_LASTS)
    except signing.BadSignature:
        raise SignUpGone from None
    now = timezone.now()
    with platform_scope(on_behalf_of=store), transaction.atomic():
        sign_up = (
            SignUp.objects.select_for_update()
            .filter(
                public_id=public_id,
                store_slug=store.slug,
                confirmed_at__isnull=False,
                expires_at__gt=now,
            )
            .first()
        )
        if sign_up is None:
            raise SignUpGone
        sign_up.expires_at = now
        sign_up.save(update_fields=["expires_at"])
        user = (
            User.objects.with_address(sign_up.email)
            .filter(memberships__store=store, is_active=True)
            .first()
        )
    if user is None:
        raise SignUpGone
    return user
