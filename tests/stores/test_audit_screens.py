"""The audit log as owners and operators read it: list, filters, an entry, the file."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook
from wagtail.users.models import UserProfile

from stores.actors import Actor, acting
from stores.admin.audit.export import safe
from stores.audit.changes import FIELDS
from stores.audit.sentences import SAYINGS
from stores.models import AuditEntry, ContentPage, Store, User
from stores.roles import Role
from stores.scope import store_scope
from stores.selectors.audit import entries_of, in_batches
from stores.services.record_audit import record_audit
from tests.conftest import client_on
from tests.factories import make_product

LOG = "/admin/reports/audit-log/"
CONTROL_LOG = "/admin/control/audit/"
ROOT = Path(__file__).parents[2]

MIRA = Actor("person", 7, "mira@alpha.example", "192.0.2.7")
OPAL = Actor("operator", 8, "opal@platform.example", "203.0.113.66")
SUSA = Actor("support", 9, "susa@platform.example", "203.0.113.77")


@pytest.fixture
def owner(store: Store, as_member, store_client) -> Client:
    return store_client(store, as_member(store, Role.OWNER))


def text_of(response) -> str:
    parts = response.streaming_content if response.streaming else [response.content]
    return re.sub(r"\s+", " ", b"".join(parts).decode())


def rows_of(response) -> list[dict[str, str]]:
    content = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(content, newline="")))


def change_price(store: Store) -> None:
    with store_scope(store), acting(MIRA):
        variant = make_product(store, "Mug", price="12.90").variants.get()
        variant.price = "13.90"
        variant.save()


def test_the_owner_reads_sentences(store: Store, owner: Client) -> None:
    change_price(store)
    page = text_of(owner.get(LOG))
    assert "mira@alpha.example changed the price of Mug · MUG-0: Price: €12.90 → €13.90" in page
    assert "192.0.2.7" in page


def test_numbers_and_flags_are_read_as_names(store: Store, owner: Client, as_member) -> None:
    record_audit(
        action="member.changed", object_name="ed@alpha.example", store=store, actor=MIRA,
        before={"group_id": Group.objects.get(name=Role.EDITOR).pk},
        after={"group_id": Group.objects.get(name=Role.MANAGER).pk},
    )  # fmt: skip
    with acting(MIRA):
        Store.objects.filter(pk=store.pk).update(is_test_mode=not store.is_test_mode)
    page = text_of(owner.get(LOG))
    assert "changed the role of ed@alpha.example: Role: Editor → Manager" in page
    assert "changed the settings of Alpha: Test mode: No → Yes" in page


def test_codes_are_read_as_words(store: Store, owner: Client) -> None:
    written = {
        "country": "AT", "language": "de", "kind": "custom", "provider": "manual",
        "rate": 0.0, "tax_class": "reduced", "features": ["api"],
        "sessions_ended": 2, "left": 9,
    }  # fmt: skip
    entry = record_audit(action="store.changed", object_name="Alpha", store=store, after=written)
    page = text_of(owner.get(f"{LOG}{entry.pk}/"))
    for label, value in (
        ("Country", "Austria"),
        ("Language", "German"),
        ("Kind", "Own domain"),
        ("Provider", "By hand"),
        ("Rate in percent", "0"),
        ("Tax class", "Reduced"),
        ("Features", "API and webhooks"),
        ("Sessions ended", "2"),
        ("Recovery codes left", "9"),
    ):
        assert re.search(rf">{label}</th> <td>–</td> <td>{value}</td>", page), label


def test_who_is_not_known_any_more_is_somebody(store: Store, owner: Client) -> None:
    record_audit(action="member.removed", store=store, actor=SUSA)
    assert "took a role from somebody" in text_of(owner.get(LOG))


def test_every_column_that_is_written_has_its_label() -> None:
    written: set[str] = set()
    for app in ("stores", "catalog", "commerce", "platform_site"):
        for file in (ROOT / app).rglob("*.py"):
            code = file.read_text()
            for call in re.findall(r"AuditModel\((.*?)\n        \)", code, re.DOTALL):
                for names in re.findall(r"(?:columns|hidden)=\[(.*?)\]", call, re.DOTALL):
                    written |= set(re.findall(r'"(\w+)"', names))
            for values in re.findall(r"\b(?:before|after)=\{(.*?)\}", code, re.DOTALL):
                written |= set(re.findall(r'"(\w+)":', values))
    assert {"hostname", "sessions_ended"} <= written
    assert written - set(FIELDS) == set()


def test_times_are_in_the_readers_zone(store: Store, owner: Client) -> None:
    profile = UserProfile.get_for_user(User.objects.get(email="owner@alpha.example"))
    profile.current_time_zone = "Asia/Tokyo"
    profile.save()
    entry = record_audit(
        action="invitation.added", object_name="ann@alpha.example", store=store,
        after={"expires_at": "2026-03-01T20:30:00+00:00"},
    )  # fmt: skip
    page = text_of(owner.get(f"{LOG}{entry.pk}/"))
    assert "March 2, 2026, 5:30 a.m." in page


def test_an_entry_tells_everything(store: Store, owner: Client) -> None:
    with acting(MIRA), store_scope(store):
        entry = record_audit(
            action="refund.made", object_name="#1001", after={"amount": "12.900 EUR"}, reason="Late"
        )
    page = text_of(owner.get(f"{LOG}{entry.pk}/"))
    for part in ("mira@alpha.example refunded order #1001", "192.0.2.7", "€12.90", "Late"):
        assert part in page


def test_an_owner_is_told_who_of_the_provider_and_not_from_where(store, owner) -> None:
    for actor in (OPAL, SUSA):
        entry = record_audit(
            action="store.changed",
            object_name="Alpha",
            store=store,
            actor=actor,
            after={"name": "B"},
        )
        for page in (
            owner.get(LOG),
            owner.get(f"{LOG}{entry.pk}/"),
            owner.get(f"{LOG}?export=csv"),
        ):
            text = text_of(page)
            assert actor.name in text
            assert actor.address not in text
        assert "No entry fits" in text_of(owner.get(LOG, {"address": actor.address}))


def test_an_operator_is_told_from_where(control_client: Client, store: Store) -> None:
    record_audit(action="store.changed", object_name="Alpha", store=store, actor=OPAL)
    assert OPAL.address in text_of(control_client.get(CONTROL_LOG))
    assert "Opal" not in text_of(control_client.get(CONTROL_LOG, {"address": "192.0.2.250"}))


def test_no_owner_reads_another_stores_log_or_the_platforms(
    store: Store, other_store: Store, owner: Client
) -> None:
    hidden = [
        record_audit(action="export.made", object_name="of-beta.csv", store=other_store),
        record_audit(action="plan.changed", object_name="of-the-platform"),
    ]
    for query in ({}, {"q": "of-"}, {"export": "csv"}):
        page = text_of(owner.get(LOG, query))
        assert "of-beta" not in page
        assert "of-the-platform" not in page
    for entry in hidden:
        assert owner.get(f"{LOG}{entry.pk}/").status_code == 404


def test_operators_read_all_of_them_and_choose_a_store(
    store: Store, other_store: Store, control_client: Client
) -> None:
    record_audit(action="export.made", object_name="of-alpha.csv", store=store)
    entry = record_audit(action="export.made", object_name="of-beta.csv", store=other_store)
    record_audit(action="plan.changed", object_name="of-the-platform")
    page = text_of(control_client.get(CONTROL_LOG))
    assert all(name in page for name in ("of-alpha", "of-beta", "of-the-platform", "The platform"))
    page = text_of(control_client.get(CONTROL_LOG, {"store": "beta"}))
    assert "of-beta" in page
    assert "of-alpha" not in page
    assert "No entry fits" in text_of(control_client.get(CONTROL_LOG, {"store": "nowhere"}))
    assert "of-beta.csv" in text_of(control_client.get(f"{CONTROL_LOG}{entry.pk}/"))
    names = {row["About"] for row in rows_of(control_client.get(CONTROL_LOG, {"export": "csv"}))}
    assert {"of-alpha.csv", "of-beta.csv", "of-the-platform"} <= names


@pytest.mark.parametrize("role", [Role.MANAGER, Role.EDITOR, Role.FULFILMENT])
def test_only_the_owner_reads_the_log(store: Store, as_member, store_client, role) -> None:
    record_audit(action="export.made", object_name="secret-list.csv", store=store)
    client = store_client(store, as_member(store, role))
    for path in (LOG, f"{LOG}results/", f"{LOG}?export=csv"):
        response = client.get(path)
        assert response.status_code == 302, path
    assert "Audit log" not in text_of(client.get("/admin/"))


def test_the_stores_log_is_none_of_the_control_hosts(control_client: Client) -> None:
    assert control_client.get(LOG).status_code in (302, 404)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"action": "export.made"}, {"orders.csv"}),
        ({"actor_kind": "support"}, {"Mended"}),
        ({"actor_name": "Mira@alpha.example "}, {"orders.csv"}),
        ({"address": "192.0.2.7"}, {"orders.csv"}),
        ({"q": "ORDERS"}, {"orders.csv"}),
        ({"q": "because"}, {"Mended"}),
        ({"created_at_from": "2020-01-01", "created_at_to": "2020-12-31"}, {"old"}),
        ({"created_at_to": "2021-01-01", "action": "export.made"}, set()),
        ({"q": "100%_"}, set()),
    ],
)
def test_filters(store: Store, owner: Client, query, found) -> None:
    record_audit(action="export.made", object_name="orders.csv", store=store, actor=MIRA)
    record_audit(
        action="store.changed", object_name="Mended", store=store, actor=SUSA, reason="because"
    )
    old = timezone.datetime(2020, 5, 5, tzinfo=timezone.get_default_timezone())
    AuditEntry.objects.create(store=store, action="sign_in.refused", actor_kind="system",
                              object_name="old", created_at=old)  # fmt: skip
    names = {"orders.csv", "Mended", "old"}
    rows = rows_of(owner.get(LOG, query | {"export": "csv"}))
    assert {row["About"] for row in rows} & names == found
    page = text_of(owner.get(f"{LOG}results/", query))
    assert {name for name in names if name in page} == found


ODD = [
    {"p": "0"},
    {"p": "x"},
    {"p": "99999"},
    {"action": "no.such"},
    {"created_at_from": "yesterday"},
    {"ordering": "address"},
]


@pytest.mark.parametrize("query", ODD)
def test_odd_questions_are_answered(owner: Client, query) -> None:
    assert owner.get(LOG, query).status_code == 200


def test_an_empty_log_says_what_will_be_there(store: Store, owner: Client, monkeypatch) -> None:
    from stores.admin.audit import views

    monkeypatch.setattr(views, "entries_of", lambda store: AuditEntry.objects.none())
    assert "Nothing was written down yet" in text_of(owner.get(LOG))


def test_the_file_holds_no_formulas(store: Store, owner: Client) -> None:
    for name in ("=1+1", "+1", "-1", "@SUM(A1)", "\tx"):
        record_audit(action="export.made", object_name=name, store=store, reason=name)
    abouts = {row["About"] for row in rows_of(owner.get(LOG, {"export": "csv"}))}
    assert {"'=1+1", "'+1", "'-1", "'@SUM(A1)", "'\tx"} <= abouts
    assert safe(["\rx", "x=1", ""]) == ["'\rx", "x=1", ""]


def test_neither_do_wagtails_lists(store: Store, owner: Client) -> None:
    with store_scope(store):
        page = ContentPage.objects.get(slug="about")
        page.title = "=HYPERLINK(1)\x01"
        page.save_revision().publish()
    address = "/admin/reports/aging-pages/"
    table = b"".join(owner.get(address, {"export": "csv"}).streaming_content).decode()
    assert "'=HYPERLINK(1)" in table
    assert not re.search(r'(^|[,"\n])=', table)
    book = b"".join(owner.get(address, {"export": "xlsx"}).streaming_content)
    cells = [cell for row in load_workbook(io.BytesIO(book)).active.rows for cell in row]
    found = [cell for cell in cells if "HYPERLINK" in str(cell.value)]
    assert [(cell.value, cell.data_type) for cell in found] == [("=HYPERLINK(1)", "s")]


def test_the_file_is_written_down_as_an_export(store: Store, owner: Client) -> None:
    rows_of(owner.get(LOG, {"export": "csv", "q": "mug"}))
    with store_scope(store):
        entry = AuditEntry.objects.first()
        assert entry is not None
    assert entry.action == "export.made"
    assert entry.object_name.startswith("audit-log-")
    assert entry.after == {"list": LOG, "filter": "q=mug"}
    assert entry.actor_name == "owner@alpha.example"


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_so_is_every_list_of_wagtails(store: Store, owner: Client, kind: str) -> None:
    owner.get("/admin/reports/site-history/", {"export": kind})
    with store_scope(store):
        entry = AuditEntry.objects.filter(action="export.made").first()
    assert entry is not None
    assert entry.object_name.endswith(f".{kind}")
    assert entry.after["list"] == "/admin/reports/site-history/"


def test_a_page_that_is_looked_at_is_no_export(store: Store, owner: Client) -> None:
    owner.get(LOG, {"export": "pdf"})
    owner.get("/admin/reports/site-history/")
    assert not AuditEntry.objects.filter(action="export.made", store=store).exists()


def test_a_page_takes_as_many_queries_for_fifty_entries_as_for_one(store, owner) -> None:
    group = Group.objects.get(name=Role.EDITOR).pk

    def write(count: int) -> None:
        for _n in range(count):
            record_audit(action="member.added", store=store, after={"group_id": group})

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert owner.get(LOG).status_code == 200
        return len(captured)

    write(1)
    queries()
    few = queries()
    write(49)
    assert queries() <= few


def test_counting_stops_where_nobody_turns_to(store: Store, owner: Client, monkeypatch) -> None:
    from stores.admin.audit import paginator

    monkeypatch.setattr(paginator, "MOST", 60)
    for _n in range(70):
        record_audit(action="export.made", store=store)
    page = text_of(owner.get(LOG))
    assert "The newest 60 entries; choose dates for older ones" in page
    assert "Page 1 of 2" in page
    assert len(rows_of(owner.get(LOG, {"export": "csv"}))) >= 70, "the file has all"


def test_batches_lose_and_repeat_nothing(store: Store, monkeypatch) -> None:
    from stores.selectors import audit

    monkeypatch.setattr(audit, "BATCH", 3)
    with store_scope(store):
        for _n in range(10):
            record_audit(action="export.made")
        expected = list(entries_of(store).values_list("pk", flat=True))
        found = [entry.pk for batch in in_batches(entries_of(store)) for entry in batch]
    assert found == expected


FILTERS = [
    ({}, ("audit_newest", "stores_auditentry_store_key")),
    ({"action": "sign_in.refused"}, ("audit_by_action",)),
    ({"actor_name": "rare@alpha.example"}, ("audit_by_actor",)),
    ({"actor_kind": "support"}, ("audit_by_kind",)),
    ({"address": "192.0.2.9"}, ("audit_by_address",)),
    ({"created_at__gte": timezone.now() - timedelta(minutes=1)}, ("audit_by_date",)),
]


def test_the_list_is_found_by_indexes(store: Store) -> None:
    """In a log that has grown: no filter reads all entries of the store, or sorts them all."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO stores_auditentry (store_id, created_at, action, actor_kind, actor_name,"
            " address, object_type, object_id, object_name)"
            " SELECT CASE WHEN n %% 2 = 0 THEN %s ELSE 0 END, now() - n * interval '1 hour',"
            " CASE WHEN n %% 5000 = 0 THEN 'sign_in.refused' ELSE 'price.changed' END,"
            " CASE WHEN n %% 5000 = 2 THEN 'support' ELSE 'person' END,"
            " CASE WHEN n %% 5000 = 4 THEN 'rare@alpha.example' ELSE 'a@alpha.example' END,"
            " CASE WHEN n %% 5000 = 6 THEN '192.0.2.9' ELSE '192.0.2.1' END,"
            " '', '', '' FROM generate_series(1, 60000) n",
            [store.pk],
        )
        cursor.execute("ANALYZE stores_auditentry")
    with store_scope(store):
        for conditions, indexes in FILTERS:
            plan = entries_of(store).filter(**conditions)[:50].explain()
            assert any(index in plan for index in indexes), plan
            assert "Seq Scan on stores_auditentry" not in plan


def test_every_action_that_the_code_writes_has_its_sentence() -> None:
    """Triggers and ``record_audit`` name their actions in the code; one without a sentence would
    be shown by its name."""
    written: set[str] = set()
    for app in ("stores", "catalog", "commerce", "platform_site"):
        for file in (ROOT / app).rglob("*.py"):
            code = file.read_text()
            written |= set(re.findall(r'\baction="([a-z_]+\.[a-z_]+)"', code))
            for _model, noun in re.findall(r'AuditModel\(\s*"(\w+)",\s*"(\w+)"', code):
                written |= {f"{noun}.{verb}" for verb in ("added", "changed", "removed")}
    for noun in ("price", "branding"):  # Their triggers look at changes alone.
        written -= {f"{noun}.added", f"{noun}.removed"}
    assert written - set(SAYINGS) == set()
    assert "refund.made" in written


def test_sentences_have_all_their_parts() -> None:
    for saying in SAYINGS.values():
        assert str(saying.sentence) % {"who": "A", "what": "B"} != str(saying.sentence)


def test_another_language_is_no_trouble(store: Store, owner: Client) -> None:
    profile = UserProfile.get_for_user(User.objects.get(email="owner@alpha.example"))
    profile.preferred_language = "de"
    profile.save()
    record_audit(action="export.made", object_name="orders.csv", store=store, actor=MIRA)
    assert "orders.csv" in text_of(owner.get(LOG))
    assert rows_of(owner.get(LOG, {"export": "csv"}))


def test_a_control_host_visitor_without_the_right_is_refused(as_member, store: Store) -> None:
    somebody = as_member(Store.all_objects.get(pk=0), Role.EDITOR)
    client = client_on(settings.CONTROL_HOST, somebody)
    assert client.get(CONTROL_LOG).status_code == 403
