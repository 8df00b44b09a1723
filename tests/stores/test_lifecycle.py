"""A store's statuses: which follow which, what goes with them, who is told, what ends by itself."""

from __future__ import annotations

from datetime import timedelta
from itertools import product
from threading import Barrier, Thread

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from stores.models import AuditEntry, PlatformSettings, Store, User
from stores.schedule import entries
from stores.scope import platform_scope, store_scope
from stores.services import end_suspensions as ending
from stores.services import erase_closed_stores as erasing
from stores.services.change_status import change_status
from stores.services.change_suspension import change_suspension
from stores.services.end_suspensions import end_suspensions
from stores.services.erase_closed_stores import erase_closed_stores, remind_of_erasure
from stores.services.open_store import open_store
from stores.services.provision_store import provision_store
from tests.conftest import client_on

pytestmark = pytest.mark.django_db

Status = Store.Status
ALLOWED = {
    "pending": {"active", "closing"},
    "active": {"suspended", "disabled", "closing"},
    "suspended": {"active", "disabled", "closing"},
    "disabled": {"active", "closing"},
    "closing": {"active", "disabled"},
}


def put(store: Store, status: str, **fields: object) -> Store:
    Store.objects.filter(pk=store.pk).update(status=status, **fields)
    return Store.objects.get(pk=store.pk)


@pytest.mark.parametrize(("old", "new"), list(product(Status.values, Status.values)))
def test_a_status_follows_another_as_declared_and_otherwise_nothing_changes(
    store: Store, old: str, new: str
) -> None:
    put(store, old, status_note="As before")
    if new in ALLOWED[old]:
        assert change_status(store=store, status=new, note="Because").status == new
        assert Store.objects.get(pk=store.pk).status_note == "Because"
        assert len(mail.outbox) == 1
    else:
        with pytest.raises(ValidationError, match=f"{old}.*cannot become.*{new}"):
            change_status(store=store, status=new, note="Because")
        kept = Store.objects.get(pk=store.pk)
        assert (kept.status, kept.status_note, mail.outbox) == (old, "As before", [])


def test_the_second_of_two_who_do_the_same_is_refused(store: Store) -> None:
    change_status(store=store, status="suspended", note="First")
    with pytest.raises(ValidationError):
        change_status(store=store, status="suspended", note="Second")
    assert Store.objects.get(pk=store.pk).status_note == "First"


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_is_refused(store: Store) -> None:
    together, refused = Barrier(2), []

    def act(note: str) -> None:
        together.wait()
        try:
            change_status(store=store, status="suspended", note=note)
        except ValidationError as error:
            refused.append(error)
        finally:
            connection.close()

    threads = [Thread(target=act, args=(note,)) for note in ("one", "other")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1
    with platform_scope():
        assert AuditEntry.objects.filter(action="store.status_changed").count() == 1


def test_a_store_that_opens_remembers_when_it_did_so_first(store: Store) -> None:
    put(store, "pending", opened_at=None)
    first = open_store(store=store).opened_at
    assert first is not None
    change_status(store=store, status="suspended")
    assert change_status(store=store, status="active").opened_at == first
    with store_scope(store):
        assert store.generation.value >= 1


@pytest.mark.parametrize("status", ["active", "suspended", "disabled", "closing"])
def test_only_a_pending_store_is_opened(store: Store, status: str) -> None:
    put(store, status)
    with pytest.raises(ValidationError):
        open_store(store=store)
    assert Store.objects.get(pk=store.pk).status == status


def test_the_owner_may_open_it_from_their_own_scope(store: Store) -> None:
    put(store, "pending", opened_at=None)
    with store_scope(store):
        open_store(store=store)
    assert client_on("alpha.localhost").get("/").status_code == 200


def test_a_suspension_takes_its_message_and_its_end_along(store: Store) -> None:
    until = timezone.now() + timedelta(days=2)
    change_status(store=store, status="suspended", message="Back soon", until=until)
    suspended = Store.objects.get(pk=store.pk)
    assert (suspended.status_message, suspended.status_until) == ("Back soon", until)
    change_status(store=store, status="active", message="Not for this", until=until)
    resumed = Store.objects.get(pk=store.pk)
    assert (resumed.status_message, resumed.status_until) == ("", None)


def test_a_suspension_that_would_be_over_is_refused(store: Store) -> None:
    with pytest.raises(ValidationError) as caught:
        change_status(store=store, status="suspended", until=timezone.now())
    assert "until" in caught.value.message_dict
    assert Store.objects.get(pk=store.pk).status == "active"


def test_a_suspension_is_changed_without_a_mail_and_only_while_it_lasts(store: Store) -> None:
    change_status(store=store, status="suspended", message="Old")
    mail.outbox.clear()
    change_suspension(store=store, note="N", message="New", until=None)
    assert Store.objects.get(pk=store.pk).status_message == "New"
    assert mail.outbox == []
    change_status(store=store, status="active")
    with pytest.raises(ValidationError, match="not suspended any more"):
        change_suspension(store=store, note="N", message="Late", until=None)
    assert Store.objects.get(pk=store.pk).status_message == ""


# Mails


def test_the_owners_are_told_in_their_language_and_not_the_operators_note(store: Store) -> None:
    change_status(store=store, status="suspended", note="Fraud?", message="Stock <count> & tea")
    [message] = mail.outbox
    assert message.to == ["owner@alpha.example"]
    assert message.subject == "Alpha is suspended"
    assert "Stock <count> & tea" in message.body
    assert "Fraud" not in message.body


@pytest.mark.parametrize(
    ("old", "new", "subject"),
    [("pending", "active", "Alpha is open"), ("suspended", "active", "Alpha is open again"),
     ("active", "disabled", "Alpha is disabled"), ("closing", "active", "Alpha stays"),
     ("closing", "disabled", "Alpha is not erased"), ("active", "closing", "will be erased on")],
)  # fmt: skip
def test_each_change_has_its_mail(store: Store, old: str, new: str, subject: str) -> None:
    put(store, old)
    change_status(store=store, status=new)
    assert subject in mail.outbox[0].subject
    assert "None" not in mail.outbox[0].body


def test_nobody_but_owners_who_can_sign_in_is_told(store: Store, as_member) -> None:
    as_member(store, "Editor")
    User.objects.filter(email="owner@alpha.example").update(is_active=False)
    change_status(store=store, status="disabled")
    assert mail.outbox == []


def test_the_note_is_in_the_platforms_log_and_not_in_the_stores(store: Store) -> None:
    change_status(store=store, status="suspended", note="Chargebacks")
    with store_scope(store):
        own = AuditEntry.objects.filter(action="store.changed").order_by("-pk")[0]
        assert own.after["status"] == "suspended"
        assert "Chargebacks" not in str(list(AuditEntry.objects.values()))
    noted = AuditEntry.objects.get(store_id=0, action="store.status_changed")
    assert (noted.object_name, noted.reason) == ("alpha", "Chargebacks")


# What ends by itself


def test_a_suspension_ends_when_its_time_has_come(store: Store, other_store: Store) -> None:
    now = timezone.now()
    put(store, "suspended", status_until=now - timedelta(seconds=1), status_message="x")
    put(other_store, "suspended", status_until=now + timedelta(minutes=5))
    assert end_suspensions() == 1
    assert end_suspensions() == 0
    assert Store.objects.get(pk=store.pk).status == "active"
    assert Store.objects.get(pk=other_store.pk).status == "suspended"
    assert [message.subject for message in mail.outbox] == ["Alpha is open again"]


def test_a_suspension_without_an_end_goes_on(store: Store) -> None:
    put(store, "suspended")
    assert end_suspensions() == 0


def test_one_that_was_prolonged_meanwhile_goes_on(store: Store) -> None:
    stale = put(store, "suspended", status_until=timezone.now() - timedelta(seconds=1))
    put(store, "suspended", status_until=timezone.now() + timedelta(days=1))
    assert not ending.end_suspension(stale)
    assert Store.objects.get(pk=store.pk).status == "suspended"


def test_one_that_fails_does_not_keep_the_next_waiting(
    store: Store, other_store: Store, monkeypatch: pytest.MonkeyPatch, caplog
) -> None:
    for n, each in enumerate((store, other_store), 1):
        put(each, "suspended", status_until=timezone.now() - timedelta(minutes=9 - n))
    real = ending.change_status

    def fail_for_alpha(*, store: Store, status: str) -> Store:
        if store.slug == "alpha":
            raise RuntimeError("broken")
        return real(store=store, status=status)

    monkeypatch.setattr(ending, "change_status", fail_for_alpha)
    assert end_suspensions() == 1
    assert Store.objects.get(pk=other_store.pk).status == "active"
    assert "The suspension of alpha was to end and did not" in caplog.text


# Closing


def test_closing_says_when_the_store_is_erased(store: Store) -> None:
    PlatformSettings(closing_days=12).save()
    closing = change_status(store=store, status="closing")
    assert closing.erase_at is not None
    assert timedelta(days=11, hours=23) < closing.erase_at - timezone.now() <= timedelta(days=12)
    kept = change_status(store=store, status="disabled")
    assert kept.erase_at is None


def test_the_owners_are_reminded_once_some_days_before(store: Store) -> None:
    now = timezone.now()
    put(store, "closing", erase_at=now + timedelta(days=2), status_changed_at=now - timedelta(28))
    assert remind_of_erasure() == 1
    assert remind_of_erasure() == 0
    [reminder] = mail.outbox
    assert "Alpha will be erased on" in reminder.subject
    assert "last reminder" in reminder.body


@pytest.mark.parametrize(
    ("erased_in", "closing_since"), [(4, 20), (2, 0), (-1, 30)], ids=["early", "fresh", "over"]
)
def test_nobody_is_reminded_too_early_or_the_same_day(
    store: Store, erased_in: int, closing_since: int
) -> None:
    now = timezone.now()
    put(
        store,
        "closing",
        erase_at=now + timedelta(days=erased_in),
        status_changed_at=now - timedelta(days=closing_since),
    )
    assert remind_of_erasure() == 0


def a_third() -> Store:
    return provision_store(name="Gamma", slug="gamma", owner_email="owner@gamma.example")


def test_a_store_is_erased_when_its_grace_is_over(store: Store) -> None:
    gone = put(a_third(), "closing", erase_at=timezone.now() - timedelta(seconds=1))
    assert erase_closed_stores() == 1
    assert erase_closed_stores() == 0
    assert not Store.objects.filter(pk=gone.pk).exists()
    assert Store.objects.filter(pk=store.pk).exists()
    assert not User.objects.filter(email="owner@gamma.example").exists()
    [farewell] = mail.outbox
    assert (farewell.subject, farewell.to) == ("Gamma is erased", ["owner@gamma.example"])
    assert client_on("gamma.localhost").get("/").status_code == 404


def test_a_store_whose_closing_was_canceled_meanwhile_stays(store: Store) -> None:
    stale = put(store, "closing", erase_at=timezone.now() - timedelta(seconds=1))
    change_status(store=store, status="active")
    assert not erasing.erase_if_due(stale)
    assert Store.objects.get(pk=store.pk).status == "active"


@pytest.mark.parametrize("status", ["active", "disabled", "suspended"])
def test_a_date_alone_erases_nothing(store: Store, status: str) -> None:
    put(store, status, erase_at=timezone.now() - timedelta(days=1))
    assert erase_closed_stores() == 0


def test_one_that_cannot_be_erased_does_not_keep_the_next(
    store: Store, monkeypatch: pytest.MonkeyPatch, caplog
) -> None:
    put(store, "closing", erase_at=timezone.now() - timedelta(hours=2))
    gone = put(a_third(), "closing", erase_at=timezone.now() - timedelta(hours=1))
    real = erasing.erase_store

    def fail_for_alpha(*, store: Store) -> dict[str, int]:
        if store.slug == "alpha":
            raise RuntimeError("broken")
        return real(store=store)

    monkeypatch.setattr(erasing, "erase_store", fail_for_alpha)
    assert erase_closed_stores() == 1
    assert not Store.objects.filter(pk=gone.pk).exists()
    assert Store.objects.get(pk=store.pk).status == "closing"
    assert "alpha was to be erased and was not" in caplog.text


def test_the_worker_looks_after_all_of_it_each_minute() -> None:
    known = {name.rpartition(".")[2]: seconds for name, (_function, seconds) in entries().items()}
    for name in (
        "end_suspensions", "remind_of_erasure", "erase_closed_stores", "mail_announcements",
    ):  # fmt: skip
        assert known[name] == 60


def test_a_mail_server_that_is_away_does_not_keep_a_store_from_being_suspended(
    store: Store, monkeypatch: pytest.MonkeyPatch, caplog
) -> None:
    def away(message: mail.EmailMessage) -> int:
        raise ConnectionRefusedError

    monkeypatch.setattr(mail.EmailMessage, "send", away)
    assert change_status(store=store, status="suspended").status == "suspended"
    assert "“suspended” was not sent" in caplog.text
