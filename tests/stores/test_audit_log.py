"""The audit log: what is written, by whom, and that nobody unwrites it."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from stores.actors import Actor, acting
from stores.models import AuditEntry, Domain, Membership, Plan, Store
from stores.roles import Role
from stores.scope import platform_scope, store_scope
from stores.services.record_audit import record_audit
from tests.factories import make_product

MIRA = Actor("person", 7, "mira@alpha.example", "192.0.2.7")


def execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # TRUNCATE wants nothing pending.
        cursor.execute(statement)


def last() -> AuditEntry:
    return AuditEntry.objects.order_by("-pk")[0]


def test_a_change_of_a_store_says_who_from_where_and_what(store: Store) -> None:
    with store_scope(store), acting(MIRA):
        Store.objects.filter(pk=store.pk).update(name="Alpha & Sons", tagline="not told")
        entry = last()
    assert (entry.action, entry.object_name) == ("store.changed", "Alpha & Sons")
    assert (entry.actor_kind, entry.actor_id) == ("person", 7)
    assert (entry.actor_name, entry.address) == ("mira@alpha.example", "192.0.2.7")
    assert (entry.before, entry.after) == ({"name": "Alpha"}, {"name": "Alpha & Sons"})
    assert entry.store_id == store.pk


def test_a_statement_by_hand_is_written_down_too(store: Store) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE stores_domain SET hostname = 'new.example' WHERE store_id = %s",
                       [store.pk])  # fmt: skip
    entry = last()
    assert (entry.action, entry.after) == ("domain.changed", {"hostname": "new.example"})
    assert entry.actor_kind == "system"


def test_what_stays_the_same_leaves_no_entry(store: Store) -> None:
    before = AuditEntry.objects.count()
    Store.objects.filter(pk=store.pk).update(name=store.name, tagline="Something else")
    assert AuditEntry.objects.count() == before


def test_who_joins_and_leaves_a_store_is_in_its_log(store: Store, other_store: Store, as_member):
    user = as_member(store, Role.EDITOR)
    entry = last()
    assert (entry.action, entry.object_name) == ("member.added", user.email)
    assert entry.after["group_id"] == Group.objects.get(name=Role.EDITOR).pk
    Membership.objects.filter(user=user).delete()
    assert (last().action, last().after) == ("member.removed", {})
    with store_scope(other_store):
        assert not AuditEntry.objects.filter(object_name=user.email).exists()


def test_a_changed_price_is_named_by_product_and_sku(store: Store) -> None:
    with store_scope(store):
        product = make_product(store, "Mug", price="12.90")
        variant = product.variants.get()
        variant.price = "13.90"
        variant.save()
        entry = last()
    assert (entry.action, entry.object_name) == ("price.changed", f"Mug · {variant.sku}")
    assert float(entry.before["price"]) == 12.9
    assert float(entry.after["price"]) == 13.9


def test_keys_of_a_payment_provider_are_named_and_not_shown(store: Store) -> None:
    from commerce.models import PaymentMethod

    with store_scope(store):
        method = PaymentMethod.objects.first()
        method.credentials = {"secret_key": "sk_live_123"}
        method.save()
        entry = last()
    assert (entry.before, entry.after) == ({}, {"credentials": "••••"})


def test_keys_that_stay_the_same_are_not_said_to_be_new(store: Store, settings) -> None:
    from commerce.models import PaymentMethod

    with store_scope(store):
        PaymentMethod.objects.update(credentials={"secret_key": "sk_live_123"})
        method = PaymentMethod.objects.get()
        method.name = "Bank"
        method.save()
        assert last().after == {"name": "Bank"}
        method.credentials["secret_key"] = "sk_live_124"
        method.save()
        assert last().after == {"credentials": "••••"}
        settings.ENCRYPTION_KEYS = ["newer", *settings.ENCRYPTION_KEYS]
        PaymentMethod.objects.get().save()
        settings.ENCRYPTION_KEYS = ["newer"]
        assert PaymentMethod.objects.get().credentials == {"secret_key": "sk_live_124"}


def test_a_temporary_table_takes_no_entry(store: Store) -> None:
    with store_scope(store):
        execute("CREATE TEMPORARY TABLE stores_auditentry (LIKE stores_auditentry INCLUDING ALL)")
        Store.objects.filter(pk=store.pk).update(name="Alpha & Sons")
        execute("DROP TABLE pg_temp.stores_auditentry")
        assert last().after == {"name": "Alpha & Sons"}


def test_a_plan_is_the_platforms_own(store: Store) -> None:
    Plan.objects.filter(code="pro").update(price=61)
    assert (last().action, last().store_id) == ("plan.changed", 0)
    with store_scope(store):
        assert not AuditEntry.objects.filter(action="plan.changed").exists()


def test_what_is_rolled_back_was_not_done(store: Store) -> None:
    before = AuditEntry.objects.count()
    with transaction.atomic():
        Domain.objects.filter(store=store).update(hostname="gone.example")
        record_audit(action="export.made", store=store)
        transaction.set_rollback(True)
    assert AuditEntry.objects.count() == before


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE stores_auditentry SET actor_name = 'somebody else'",
        "DELETE FROM stores_auditentry",
        "TRUNCATE stores_auditentry",
        "DELETE FROM stores_auditentry WHERE id = (SELECT min(id) FROM stores_auditentry)",
    ],
)
@pytest.mark.parametrize("whole_platform", [True, False])
def test_the_database_refuses_to_change_or_delete_an_entry(
    store: Store, statement: str, whole_platform: bool
) -> None:
    with platform_scope() if whole_platform else store_scope(store):
        record_audit(action="export.made", object_name="orders")
        before = list(AuditEntry.objects.values())
        with pytest.raises(ProgrammingError, match="append-only"), transaction.atomic():
            execute(statement)
        assert list(AuditEntry.objects.values()) == before


def test_an_entry_for_another_store_is_refused(store: Store, other_store: Store) -> None:
    with (
        store_scope(store),
        pytest.raises(ProgrammingError, match="row-level security"),
        transaction.atomic(),
    ):
        record_audit(action="export.made", store=other_store)


def test_a_recorded_event_carries_the_actor(store: Store) -> None:
    with store_scope(store), acting(MIRA):
        record_audit(action="export.made", object_name="orders.csv", reason="Year's end")
        entry = last()
    assert (entry.actor_name, entry.reason) == ("mira@alpha.example", "Year's end")
    assert (entry.object_type, entry.store_id) == ("export", store.pk)


def test_a_request_to_the_admin_names_the_person(store: Store, as_member, store_client) -> None:
    owner = as_member(store, Role.OWNER)
    client = store_client(store, owner, REMOTE_ADDR="198.51.100.4")
    page = client.get("/admin/settings/store/")
    form = page.context["form"]
    given = {name: form[name].value() for name in form.fields}
    data = {name: value for name, value in given.items() if value} | {"name": "Renamed"}
    client.post("/admin/settings/store/", data)
    entry = AuditEntry.objects.filter(action="store.changed").first()
    assert entry is not None
    assert (entry.actor_id, entry.actor_name) == (owner.pk, owner.email)
    assert (entry.address, entry.after) == ("198.51.100.4", {"name": "Renamed"})


@pytest.mark.django_db(transaction=True)
def test_what_runs_after_the_commit_runs_for_whom_it_was_asked(store: Store) -> None:
    def rename() -> None:
        Store.objects.filter(pk=store.pk).update(name="Alpha & Sons")

    with store_scope(store):
        with transaction.atomic():
            with acting(MIRA):
                transaction.on_commit(rename)
            transaction.on_commit(lambda: record_audit(action="export.made"))
        nobodys, miras = AuditEntry.objects.order_by("-pk")[:2]
    assert (miras.action, miras.actor_name) == ("store.changed", "mira@alpha.example")
    assert (nobodys.action, nobodys.actor_kind) == ("export.made", "system")
