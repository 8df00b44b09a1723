"""What the provider announces, in the stores it is for, and to their owners by e-mail."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from stores.models import (
    Announcement,
    AnnouncementDismissal,
    Domain,
    Plan,
    Store,
    StoreAnnouncement,
)
from stores.roles import Role
from stores.scope import store_scope
from stores.services import mail_announcements as mailing
from stores.services.announce import announce, delete_announcement, end_announcement
from stores.services.mail_announcements import mail_announcements
from stores.services.provision_store import provision_store
from stores.services.publish_announcement import publish_announcement

pytestmark = pytest.mark.django_db


def say(title: str = "New fees", **fields: Any) -> Announcement:
    return announce(announcement=Announcement(title=title, body="From May on.", **fields))


def who_has(announcement: Announcement) -> set[str]:
    copies = StoreAnnouncement.objects.filter(announcement_key=announcement.pk)
    return set(copies.values_list("store__slug", flat=True))


# Publishing


def test_everybody_gets_a_copy_once(store: Store, other_store: Store) -> None:
    said = say()
    assert publish_announcement(announcement_id=said.pk) == 2
    assert who_has(said) == {"alpha", "beta"}
    said.refresh_from_db()
    assert said.published_at is not None


@pytest.mark.parametrize(
    ("audience", "expected"),
    [({"plans": ["pro"]}, {"beta"}), ({"statuses": ["active", "closing"]}, {"alpha"}),
     ({"stores": ["alpha"]}, {"alpha"}), ({"stores": ["nobody"]}, set()), ({"plans": []}, set())],
)  # fmt: skip
def test_some_get_a_copy(
    store: Store, other_store: Store, audience: dict[str, list[str]], expected: set[str]
) -> None:
    pro = Plan.objects.get(code="pro")
    Store.objects.filter(pk=other_store.pk).update(plan=pro, status="suspended")
    assert who_has(say(audience=audience)) == expected


def test_ten_thousand_stores_are_one_statement(store: Store) -> None:
    Store.objects.bulk_create([Store(name=f"S {n}", slug=f"s-{n}") for n in range(300)])
    said = Announcement.objects.create(title="T", body="B")
    with CaptureQueriesContext(connection) as few:
        assert publish_announcement(announcement_id=said.pk) >= 301
    Store.objects.bulk_create([Store(name=f"T {n}", slug=f"t-{n}") for n in range(300)])
    with CaptureQueriesContext(connection) as many:
        assert publish_announcement(announcement_id=said.pk) >= 601
    assert len(many) <= len(few)


def test_an_edit_reaches_the_copies_and_takes_those_back_it_is_not_for(
    store: Store, other_store: Store
) -> None:
    said = say()
    said.title, said.audience = "No new fees", {"stores": ["beta"]}
    announce(announcement=said)
    assert who_has(said) == {"beta"}
    assert StoreAnnouncement.objects.get(announcement_key=said.pk).title == "No new fees"


def test_it_ends_everywhere_at_once_and_only_once(store: Store, other_store: Store) -> None:
    said = say(starts_at=timezone.now() + timedelta(days=1))
    assert end_announcement(announcement=said)
    assert not end_announcement(announcement=said)
    copies = StoreAnnouncement.objects.filter(announcement_key=said.pk)
    assert all(copy.ends_at <= timezone.now() for copy in copies)


def test_it_is_deleted_with_its_copies(store: Store, other_store: Store) -> None:
    said, kept = say(), say("Kept")
    assert delete_announcement(announcement=said) == 2
    assert StoreAnnouncement.objects.filter(announcement_key=kept.pk).count() == 2
    assert publish_announcement(announcement_id=said.pk or 0) == 0
    with pytest.raises(Announcement.DoesNotExist):
        delete_announcement(announcement=Announcement(pk=987_654_321))


def test_a_new_store_gets_what_is_for_everybody_and_not_over(store: Store) -> None:
    now = timezone.now()
    said = say("Current")
    say("Over", starts_at=now - timedelta(days=2), ends_at=now - timedelta(days=1))
    say("For some", audience={"stores": ["alpha"]})
    new = provision_store(name="Gamma", slug="gamma", owner_email="owner@gamma.example")
    with store_scope(new):
        assert [one.title for one in StoreAnnouncement.objects.all()] == ["Current"]
    Announcement.objects.filter(pk=said.pk).update(by_mail=True)
    mail_announcements()
    assert ["owner@gamma.example"] not in [message.to for message in mail.outbox]


# By mail


def test_owners_are_mailed_once(store: Store, other_store: Store) -> None:
    say(by_mail=True)
    assert mail_announcements() == 2
    assert mail_announcements() == 0
    assert sorted(message.to[0] for message in mail.outbox) == [
        "owner@alpha.example", "owner@beta.example",
    ]  # fmt: skip
    assert mail.outbox[0].subject == "New fees"
    assert "From May on." in mail.outbox[0].body


def test_what_is_not_by_mail_has_not_begun_or_is_over_is_not_mailed(store: Store) -> None:
    now = timezone.now()
    say()
    say(by_mail=True, starts_at=now + timedelta(hours=1))
    say(by_mail=True, starts_at=now - timedelta(hours=2), ends_at=now - timedelta(hours=1))
    assert mail_announcements() == 0


def test_what_was_broken_off_goes_on_where_it_was(
    store: Store, other_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A batch is all or nothing: what it marked is mailed, what it did not comes next."""
    say(by_mail=True)
    monkeypatch.setattr(mailing, "BATCH", 1)
    real, calls = mailing.mail_batch, []

    def break_off(keys: list[int]) -> int:
        calls.append(keys)
        if len(calls) == 2:
            raise RuntimeError("the process dies")
        return real(keys)

    monkeypatch.setattr(mailing, "mail_batch", break_off)
    with pytest.raises(RuntimeError):
        mail_announcements()
    assert len(mail.outbox) == 1
    assert mail_announcements() == 1
    assert len({message.to[0] for message in mail.outbox}) == len(mail.outbox) == 2


# In the admin


@pytest.fixture
def owner(store: Store, as_member, store_client) -> Client:
    return store_client(store, as_member(store, Role.OWNER))


def copy_of(store: Store) -> StoreAnnouncement:
    return StoreAnnouncement.objects.get(store=store)


def test_the_dashboard_shows_what_is_current_as_text(owner: Client, store: Store) -> None:
    say("Fees <b>rise</b>")
    say("Later", starts_at=timezone.now() + timedelta(days=1))
    say("Over", ends_at=timezone.now() - timedelta(seconds=1))
    page = owner.get("/admin/").text
    assert "Fees &lt;b&gt;rise&lt;/b&gt;" in page
    assert "Later" not in page
    assert "Over" not in page
    assert "Fees &lt;b&gt;" not in owner.get("/admin/settings/store/").text


def test_what_is_urgent_stands_above_every_page_once(owner: Client, store: Store) -> None:
    say("Change your keys", level="critical")
    for path in ("/admin/", "/admin/settings/store/", "/admin/pages/"):
        page = owner.get(path, follow=True).text
        assert page.count("Change your keys") == 1, path


@pytest.mark.parametrize("status", ["active", "suspended", "closing"])
def test_one_puts_it_away_for_oneself(
    owner: Client, store: Store, as_member, store_client, status: str
) -> None:
    say("Change your keys", level="critical")
    colleague = store_client(store, as_member(store, Role.EDITOR))
    Store.objects.filter(pk=store.pk).update(status=status, erase_at=timezone.now())
    path = f"/admin/announcements/{copy_of(store).pk}/dismiss/"
    for _twice in range(2):
        response = owner.post(path, {"next": "/admin/settings/store/"})
        assert response.headers["Location"] == "/admin/settings/store/"
    assert "Change your keys" not in owner.get("/admin/").text
    assert "Change your keys" in colleague.get("/admin/").text
    assert AnnouncementDismissal.objects.count() == 1


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "", "ftp://x/"])
def test_one_is_led_nowhere_else(owner: Client, store: Store, target: str) -> None:
    say()
    path = f"/admin/announcements/{copy_of(store).pk}/dismiss/"
    response = owner.post(path, {"next": target})
    assert response.headers.get("Location") == "/admin/", response.text


def test_anothers_copy_is_not_found(owner: Client, store: Store, other_store: Store) -> None:
    say(audience={"stores": ["beta"]})
    foreign = copy_of(other_store).pk
    assert owner.post(f"/admin/announcements/{foreign}/dismiss/").status_code == 404
    assert owner.get(f"/admin/announcements/{foreign}/dismiss/").status_code in (404, 405)
    assert not AnnouncementDismissal.objects.exists()


def test_it_takes_one_query_however_many_there_are(owner: Client, store: Store) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert owner.get("/admin/").status_code == 200
        return len(queries)

    say(level="critical")
    count()
    few = count()
    for n in range(8):
        say(f"Number {n}", level="critical" if n % 2 else "info")
    assert count() == few


def test_no_store_writes_announcements_of_its_own(store: Store) -> None:
    from django.db.utils import ProgrammingError

    with store_scope(store), pytest.raises(ProgrammingError, match="row-level security"):
        StoreAnnouncement.objects.create(title="Mine", body="x", announcement_key=1)


def test_a_domain_less_store_is_no_hindrance(store: Store) -> None:
    """Stores that were made by hand, without owners, are marked and mailed to nobody."""
    bare = Store.objects.create(name="Bare", slug="bare")
    Domain.objects.create(
        store=bare, hostname="bare.localhost", is_primary=True, verified_at=timezone.now()
    )
    say(by_mail=True, audience={"stores": ["bare"]})
    assert mail_announcements() == 1
    assert mail.outbox == []
