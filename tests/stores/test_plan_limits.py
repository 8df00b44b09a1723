"""A plan's limits, where they are reached: people and storage, one at a time and many at once."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image as Pillow

from catalog.models import Product
from stores.claims import claim, may_claim
from stores.limits import MEGABYTE, LimitReached
from stores.models import Document, Image, Invitation, Membership, Store, User
from stores.models.invitation import digest
from stores.scope import store_scope
from stores.services.accept_invitation import accept_as_new
from stores.services.invite import invite
from stores.services.resend_invitation import resend_invitation
from stores.usage import usage_of
from tests.commerce.shop import at_once
from tests.factories import make_image, make_product
from tests.plans import override, put_on_plan

pytestmark = pytest.mark.django_db


def used(store: Store, name: str) -> int:
    return next(usage.used for usage in usage_of(store) if usage.name == name)


# Asking --------------------------------------------------------------------------------------


def test_an_unlimited_store_is_asked_nothing(store):
    put_on_plan(store)
    with CaptureQueriesContext(connection) as queries:
        claim(store, "products", 1000)
        assert may_claim(store, "orders") is None
    assert len(queries) == 0


def test_the_message_says_limit_use_and_what_to_do(store):
    put_on_plan(store, products=2)
    make_product(store, "One")
    make_product(store, "Two")
    with pytest.raises(LimitReached) as reached, transaction.atomic():
        claim(store, "products")
    message = " ".join(reached.value.messages)
    assert "2 of 2 products" in message
    assert "plan Small" in message
    assert "Plan and usage" in message


def test_a_claim_outside_a_transaction_would_hold_nothing(transactional_db, store):
    put_on_plan(store, products=2)
    with pytest.raises(RuntimeError, match="transaction"):
        claim(store, "products")


def test_an_override_counts_until_its_end_and_no_longer(store):
    put_on_plan(store, products=0)
    override(store, "products", 1, until="2999-01-01T00:00:00+00:00")
    make_product(store, "One")
    override(store, "products", 2, until="2020-01-01T00:00:00+00:00")
    with pytest.raises(LimitReached):
        make_product(store, "Two")
    override(store, "products", None)
    make_product(store, "Two")


def test_a_limit_nobody_declared_is_a_mistake_and_not_unlimited(store):
    with pytest.raises(KeyError, match="prodcts"):
        claim(store, "prodcts")


def test_usage_of_all_limits_is_one_query(store):
    make_product(store, "One")
    make_image(store)
    store = Store.objects.select_related("plan").get(pk=store.pk)  # As a request has it.
    with CaptureQueriesContext(connection) as queries:
        usage = usage_of(store)
    assert len(queries) == 1
    assert [one.name for one in usage] == ["products", "staff", "storage", "orders", "domains"]


def test_what_another_store_uses_counts_nothing_here(store, other_store):
    make_product(other_store, "Theirs")
    make_image(other_store)
    with store_scope(store):
        assert {one.name: one.used for one in usage_of(store)} == {
            "products": 0, "staff": 1, "storage": 0, "orders": 0, "domains": 0,
        }  # fmt: skip


# People --------------------------------------------------------------------------------------


def owner_of(store: Store) -> User:
    return User.objects.get(email=f"owner@{store.slug}.example")


def test_an_invitation_takes_a_place_and_withdrawing_it_gives_it_back(store):
    put_on_plan(store, staff=2)
    owner = owner_of(store)
    first = invite(store=store, email="one@example.org", role="Manager", by=owner)
    with pytest.raises(LimitReached, match="2 of 2 people"):
        invite(store=store, email="two@example.org", role="Manager", by=owner)
    assert Invitation.objects.filter(store=store).count() == 1

    first.revoked_at = timezone.now()
    first.save()
    invite(store=store, email="two@example.org", role="Manager", by=owner)


def test_the_form_says_so_and_keeps_what_was_typed(store, as_member, store_client):
    put_on_plan(store, staff=1)
    client = store_client(store, as_member(store, "Owner"))
    page = client.post(
        "/admin/staff/invite/", {"email": "new@example.org", "role": "Manager", "note": "Hello"}
    )
    assert page.status_code == 200
    assert "1 of 1 people" in page.text
    assert "new@example.org" in page.text
    assert not Invitation.objects.filter(store=store).exists()


def token_for(invitation: Invitation) -> str:
    invitation.token_digest = digest(invitation.email)
    invitation.save(update_fields=["token_digest"])
    return invitation.token_digest


def accept(store: Store, token_digest: str) -> User:
    return accept_as_new(
        store=store, token_digest=token_digest, first_name="Ada", password="a-long-pass-phrase-9"
    )


def test_of_invitations_sent_before_the_plan_allowed_less_the_first_hold(store):
    owner = owner_of(store)
    tokens = [
        token_for(invite(store=store, email=f"{n}@example.org", role="Manager", by=owner))
        for n in range(2)
    ]
    put_on_plan(store, staff=2)
    accept(store, tokens[0])
    with pytest.raises(Exception, match="as many people as its plan allows"):
        accept(store, tokens[1])
    assert Membership.objects.filter(store=store).count() == 2
    assert not User.objects.filter(email="1@example.org").exists()


def test_an_expired_invitation_that_is_sent_again_needs_a_place(store):
    put_on_plan(store, staff=2)
    owner = owner_of(store)
    old = invite(store=store, email="one@example.org", role="Manager", by=owner)
    old.expires_at = timezone.now()
    old.save()
    invite(store=store, email="two@example.org", role="Manager", by=owner)
    with pytest.raises(LimitReached):
        resend_invitation(store=store, public_id=old.public_id, by=owner)
    old.refresh_from_db()
    assert old.is_expired


# Storage -------------------------------------------------------------------------------------


def noise(side: int = 600) -> bytes:
    """A picture of about a megabyte."""
    data = io.BytesIO()
    Pillow.effect_noise((side, side), 90).convert("RGB").save(data, "PNG")
    return data.getvalue()


def fill_storage(store: Store, size: int) -> None:
    with store_scope(store):
        Document.objects.create(title="Full", file=ContentFile(b"x" * size, name="full.txt"))


def upload(name: str, data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, content_type="image/png")


@pytest.fixture
def owner(store: Store, as_member: Any, store_client: Any) -> Any:
    return store_client(store, as_member(store, "Owner"))


WAYS_IN = [
    ("/admin/images/add/", "file", "p.png"),
    ("/admin/images/multiple/add/", "files[]", "p.png"),
    ("/admin/images/chooser/create/", "image-chooser-upload-file", "p.png"),
    ("/admin/documents/add/", "file", "p.txt"),
    ("/admin/documents/multiple/add/", "files[]", "p.txt"),
    ("/admin/documents/chooser/create/", "document-chooser-upload-file", "p.txt"),
]


def send(client: Any, way: tuple[str, str, str]) -> Any:
    address, field, name = way
    prefix = field.removesuffix("file") if "chooser" in field else ""
    data = noise() if name.endswith("png") else b"word " * 200_000
    return client.post(address, {field: upload(name, data), f"{prefix}title": "My file"})


@pytest.mark.parametrize("way", WAYS_IN, ids=lambda way: way[0])
def test_a_file_comes_in_while_there_is_room(store, owner, way):
    put_on_plan(store, storage=2)
    send(owner, way)
    assert Image.objects.count() + Document.objects.count() == 1
    assert used(store, "storage") >= 700_000


@pytest.mark.parametrize("way", WAYS_IN, ids=lambda way: way[0])
def test_a_file_that_does_not_fit_in_is_refused_with_a_reason(store, owner, way):
    put_on_plan(store, storage=1)
    fill_storage(store, 800_000)
    answer = send(owner, way)
    assert answer.status_code == 200
    assert "of 1.0" in answer.text
    assert "does not fit in" in answer.text
    assert Image.objects.count() + Document.objects.count() == 1
    if "multiple" not in way[0]:
        assert "My file" in answer.text


def test_a_smaller_file_can_replace_a_larger_one_even_beyond_the_limit(store, owner):
    with store_scope(store):
        big = Document.objects.create(title="Big", file=ContentFile(b"x" * MEGABYTE, name="b.txt"))
    put_on_plan(store, storage=0)
    owner.post(
        f"/admin/documents/edit/{big.pk}/",
        {"title": "Big", "file": SimpleUploadedFile("small.txt", b"word")},
    )
    big.refresh_from_db()
    assert big.file_size == 4


def test_what_wagtail_kept_for_a_wrong_title_needs_room_as_well(store, owner):
    put_on_plan(store, storage=1)
    answer = owner.post(
        "/admin/documents/multiple/add/",
        {"files[]": SimpleUploadedFile("a.txt", b"x" * 500_000), "title": "T" * 300},
    ).json()
    fill_storage(store, 900_000)
    upload_id = answer["uploaded_file_id"]
    answer = owner.post(
        f"/admin/documents/multiple/create_from_uploaded_document/{upload_id}/",
        {f"uploaded-document-{upload_id}-title": "Short"},
    ).json()
    assert answer["success"] is False
    assert "does not fit in" in answer["form"]
    assert Document.objects.count() == 1


# Many at once --------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_20_products_at_once_at_three_below_the_limit_make_exactly_3(store):
    put_on_plan(store, products=5)
    make_product(store, "First")
    make_product(store, "Second")

    def make(number: int) -> None:
        Product(name=f"Many {number}", slug=f"many-{number}").save()

    with store_scope(store):
        results = at_once(store, *(lambda n=n: make(n) for n in range(20)))
        refused = [result for result in results if isinstance(result, Exception)]
        assert {type(error) for error in refused} == {LimitReached}
        assert len(refused) == 17
        assert Product.objects.count() == 5


@pytest.mark.django_db(transaction=True)
def test_8_uploads_at_once_fill_the_storage_and_no_more(store, as_member, store_client):
    put_on_plan(store, storage=1)
    owner = as_member(store, "Owner")
    clients = [store_client(store, owner) for _ in range(8)]

    def add(number: int) -> Any:
        file = SimpleUploadedFile(f"{number}.txt", b"word " * 70_000)
        return clients[number].post("/admin/documents/add/", {"title": f"T{number}", "file": file})

    results = at_once(store, *(lambda n=n: add(n) for n in range(8)))
    assert sorted(answer.status_code for answer in results) == [200] * 6 + [302] * 2
    assert Document.objects.filter(store=store).count() == 2


@pytest.mark.django_db(transaction=True)
def test_10_invitations_at_once_fill_the_last_place(store):
    put_on_plan(store, staff=2)
    owner = owner_of(store)

    def ask(number: int) -> Invitation:
        return invite(store=store, email=f"{number}@example.org", role="Manager", by=owner)

    results = at_once(store, *(lambda n=n: ask(n) for n in range(10)))
    assert sum(isinstance(result, Invitation) for result in results) == 1
    assert used(store, "staff") == 2
