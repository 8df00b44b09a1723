"""Operators write, change, end and delete announcements."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from stores.models import Announcement, Store, StoreAnnouncement

pytestmark = pytest.mark.django_db

LIST = "/admin/control/announcements/"
NEW = f"{LIST}new/"
WHOLE = {
    "title": "New fees",
    "body": "From May on.",
    "level": "info",
    "audience_kind": "all",
    "starts_at": "2026-01-01 08:00",
}


def write(client: Client, **fields: Any) -> Announcement:
    response = client.post(NEW, {**WHOLE, **fields})
    assert response.status_code == 302, response.context["form"].errors
    return Announcement.objects.latest("pk")


def test_an_announcement_reaches_the_stores(control_client: Client, store: Store) -> None:
    said = write(control_client, by_mail="on")
    assert StoreAnnouncement.objects.filter(store=store, announcement_key=said.pk).exists()
    page = control_client.get(LIST).text
    for text in ("New fees", "Current", "All stores"):
        assert text in page


@pytest.mark.parametrize(
    ("fields", "audience"),
    [({"audience_kind": "plans", "plans": ["pro"]}, {"plans": ["pro"]}),
     ({"audience_kind": "statuses", "statuses": ["pending", "active"]},
      {"statuses": ["pending", "active"]}),
     ({"audience_kind": "stores", "stores": "alpha, beta\nalpha"}, {"stores": ["alpha", "beta"]}),
     ({"audience_kind": "all", "plans": ["pro"], "stores": "alpha"}, {})],
)  # fmt: skip
def test_it_is_for_whom_it_says(
    control_client: Client, store: Store, other_store: Store, fields: Any, audience: Any
) -> None:
    said = write(control_client, **fields)
    assert said.audience == audience
    page = control_client.get(f"{LIST}{said.pk}/").text
    assert page.count("checked") >= 2


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"title": ""}, "title"), ({"title": "t" * 121}, "title"), ({"body": " "}, "body"),
     ({"body": "b" * 2001}, "body"), ({"level": "loud"}, "level"),
     ({"audience_kind": "x"}, "audience_kind"), ({"audience_kind": "plans"}, "plans"),
     ({"audience_kind": "plans", "plans": ["gold"]}, "plans"),
     ({"audience_kind": "statuses", "statuses": ["x"]}, "statuses"),
     ({"audience_kind": "stores", "stores": " , "}, "stores"),
     ({"audience_kind": "stores", "stores": "alpha nobody"}, "stores"),
     ({"starts_at": ""}, "starts_at"), ({"starts_at": "soon"}, "starts_at"),
     ({"starts_at": "0001-01-01 00:00"}, "starts_at"),
     ({"ends_at": "9999-12-31 23:59"}, "ends_at"),
     ({"ends_at": "2025-01-01 08:00"}, "ends_at")],
)  # fmt: skip
def test_a_wrong_field_is_named_and_nothing_is_announced(
    control_client: Client, store: Store, wrong: Any, field: str
) -> None:
    response = control_client.post(NEW, {**WHOLE, **wrong})
    assert response.status_code == 200
    assert field in response.context["form"].errors
    assert not Announcement.objects.exists()
    assert not StoreAnnouncement.objects.exists()


def test_it_is_changed(control_client: Client, store: Store) -> None:
    said = write(control_client)
    path = f"{LIST}{said.pk}/"
    assert "From May on." in control_client.get(path).text
    control_client.post(path, {**WHOLE, "title": "No new fees", "level": "critical"})
    copy = StoreAnnouncement.objects.get(store=store)
    assert (copy.title, copy.level) == ("No new fees", "critical")
    refused = control_client.post(path, {**WHOLE, "title": ""})
    assert refused.status_code == 200
    assert StoreAnnouncement.objects.get(store=store).title == "No new fees"


def test_it_is_ended_once(control_client: Client, store: Store) -> None:
    said = write(control_client)
    path = f"{LIST}{said.pk}/end/"
    assert control_client.get(path).status_code == 405
    assert "has ended" in control_client.post(path, follow=True).text
    assert "had ended already" in control_client.post(path, follow=True).text
    copy = StoreAnnouncement.objects.get(store=store)
    assert copy.ends_at is not None
    assert copy.ends_at <= timezone.now()


def test_it_is_deleted_after_a_question(
    control_client: Client, store: Store, other_store: Store
) -> None:
    said = write(control_client)
    path = f"{LIST}{said.pk}/delete/"
    assert "admins of 2 stores" in control_client.get(path).text
    assert Announcement.objects.exists()
    control_client.post(path)
    assert not Announcement.objects.exists()
    assert not StoreAnnouncement.objects.exists()
    for gone in (path, f"{LIST}{said.pk}/"):
        assert control_client.get(gone).status_code == 404
    assert control_client.post(f"{LIST}{said.pk}/end/").status_code == 404


def test_the_list_knows_what_is_planned_current_and_over(
    control_client: Client, store: Store
) -> None:
    tomorrow = timezone.now() + timedelta(days=1)
    write(control_client, starts_at=f"{tomorrow:%Y-%m-%d %H:%M}")
    write(control_client, ends_at="2026-02-01 08:00")
    page = control_client.get(LIST).text
    assert "Planned" in page
    assert "Ended" in page


def test_the_list_takes_as_many_queries_for_25_as_for_one(
    control_client: Client, store: Store
) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert control_client.get(LIST).status_code == 200
        return len(queries)

    write(control_client)
    count()
    few = count()
    Announcement.objects.bulk_create([Announcement(title=f"N {n}", body="x") for n in range(40)])
    assert count() == few
    assert control_client.get(LIST, {"page": "2"}).status_code == 200
    assert control_client.get(LIST, {"page": "99"}).status_code == 404
