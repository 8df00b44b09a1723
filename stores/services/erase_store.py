from __future__ import annotations

import shutil
from collections.abc import Collection
from functools import partial

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import F
from django.db.utils import IntegrityError
from django.utils.translation import gettext as _

from stores.isolation.registry import Kind, rules, store_tables
from stores.jobs.files import jobs_folder
from stores.models import (
    AuditEntry,
    BasePage,
    Membership,
    RecoveryCode,
    SecondFactor,
    SignUp,
    Store,
    User,
)
from stores.portability.archive import Progress
from stores.scope import PLATFORM_ID, platform_scope
from stores.services.record_audit import record_audit
from stores.steps import WHEN_ERASED
from stores.storage import store_folder

AUDIT_TABLE = AuditEntry._meta.db_table


def erase_store(
    *, store: Store, only_from: Collection[str] = (), progress: Progress | None = None
) -> dict[str, int]:
    """Remove a store for good: its rows in every table of the isolation registry, its media, the
    files of its jobs, and the accounts of people who are in no other store. What other stores have
    stays untouched; what it sold stays in the platform's sums (``WHEN_ERASED``).

    One transaction in the platform's scope; locks the root of the page tree, and the audit log
    (whose entries of this store go too) until it ends. Returns rows removed, by table. The
    platform's own log keeps that the store was erased, by whom. Raises ValueError for the
    platform itself, ValidationError for a store that is in none of the statuses ``only_from``
    once it is locked; twice, the second raises Store.DoesNotExist. ``progress`` is called with what
    is done and what there is to do; what it raises leaves everything as it was."""
    if store.pk == PLATFORM_ID:
        raise ValueError("The platform cannot be erased.")
    with platform_scope(), transaction.atomic():
        root = BasePage.objects.select_for_update().get(depth=1)
        WHEN_ERASED.run(store)
        store = Store.objects.select_for_update().get(pk=store.pk)
        if only_from and store.status not in only_from:
            raise ValidationError(
                _("%(name)s is %(status)s and is not erased."),
                params={"name": store.name, "status": store.get_status_display().lower()},
            )
        people = list(User.objects.filter(memberships__store=store).distinct())
        removed = remove_rows(store.pk, progress)
        BasePage.objects.filter(pk=root.pk).update(numchild=F("numchild") - 1)
        for person in people:
            remove_person(person)
        SignUp.objects.filter(store_slug=store.slug).delete()  # Who asked for it, and from where.
        record_audit(action="store.erased", object_name=store.slug)
        for folder in (store_folder(settings.MEDIA_ROOT, store.pk), jobs_folder(store.pk)):
            transaction.on_commit(partial(shutil.rmtree, folder, ignore_errors=True))
    return removed


def remove_rows(store_id: int, progress: Progress | None) -> dict[str, int]:
    """The audit log comes last: what is removed before is written down in it."""
    removed = {}
    in_order = sorted(store_tables(), key=lambda rule: (rule.table == AUDIT_TABLE, rule.table))
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # No table with work left is altered.
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute(f"ALTER TABLE {AUDIT_TABLE} DISABLE TRIGGER galleria_kept")
        for done, rule in enumerate(in_order, 1):
            if progress is not None:
                progress(done, len(in_order))
            cursor.execute(
                f'DELETE FROM "{rule.table}" WHERE "{rule.column}" = %s',  # noqa: S608 - names of the registry
                [store_id],
            )
            if cursor.rowcount > 0:
                removed[rule.table] = cursor.rowcount
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # Nothing may point at what has gone.
        cursor.execute(f"ALTER TABLE {AUDIT_TABLE} ENABLE TRIGGER galleria_kept")
    return removed


def remove_person(person: User) -> None:
    """Somebody who is in no store any more. Where another store's history still names them, the
    account stays, without a name, and nobody can sign in with it."""
    if Membership.objects.filter(user=person).exists():
        return
    for table, column in people_tables():
        with connection.cursor() as cursor:
            cursor.execute(f'DELETE FROM "{table}" WHERE "{column}" = %s', [person.pk])  # noqa: S608 - names of the registry
    try:
        with transaction.atomic():
            User.objects.filter(pk=person.pk)._raw_delete(using="default")
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    except IntegrityError:
        person.email = f"former-{person.pk}@invalid.example"
        person.first_name = person.last_name = ""
        person.is_active = False
        person.set_unusable_password()
        person.save()


def people_tables() -> list[tuple[str, str]]:
    """What hangs on a person wherever they are."""
    own = [
        (rule.table, rule.column)
        for rule in rules().values()
        if rule.kind is Kind.PEOPLE and rule.table != User._meta.db_table
    ]
    return [*own, *((m._meta.db_table, "user_id") for m in (SecondFactor, RecoveryCode))]
