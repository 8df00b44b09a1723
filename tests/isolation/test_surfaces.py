"""What only looks harmless: calls from outside, and files that somebody else has, too."""

from __future__ import annotations

import json
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from wagtail.models import Collection

from commerce.models import Payment, PaymentMethod
from commerce.payments import test_gateway
from commerce.payments.signing import signing_secret_of
from stores.models import Document
from stores.roles import Role
from stores.scope import store_scope
from tests.conftest import client_on
from tests.factories import make_image
from tests.isolation.crawl import answer
from tests.isolation.digest import differences, digest
from tests.isolation.furnish import Side, Two


def secret_of(side: Side) -> str:
    """What the payment company signs its calls to the store with."""
    with store_scope(side.store):
        PaymentMethod.objects.get_or_create(provider="test", defaults={"name": side.text})
        return signing_secret_of(store_id=side.store.pk, provider="test")


def call(host: str, payment: object, secret: str, provider: str = "test"):
    """A payment company's call, signed with ``secret``."""
    body = json.dumps({"payment": str(payment)}).encode()
    return Client(HTTP_HOST=host).post(
        f"/webhooks/payments/{provider}/",
        body,
        content_type="application/json",
        headers={test_gateway.SIGNATURE_HEADER: test_gateway.signature(body, secret)},
    )


@pytest.mark.parametrize("provider", ["test", "manual"])
@pytest.mark.parametrize("signer", ["mine", "theirs"])
def test_a_payment_companys_call_for_another_store_does_nothing_here(two, provider, signer):
    secrets = {"mine": secret_of(two.mine), "theirs": secret_of(two.theirs)}
    before = digest(two.theirs.store)
    payments = (two.theirs.first(Payment).public_id, uuid.uuid4())

    theirs, missing = (
        call(two.mine.host, payment, secrets[signer], provider) for payment in payments
    )

    assert secrets["mine"] != secrets["theirs"]
    assert answer(theirs, "") == answer(missing, "")
    assert differences(before, digest(two.theirs.store)) == []


@pytest.mark.parametrize("kind", ["images", "documents"])
def test_a_file_that_another_store_has_is_no_duplicate_here(two, kind):
    """Wagtail tells of a file with the same content: one's own, and nobody else's."""
    content = their_file(two, kind)
    client = client_on(two.mine.host, two.staff(Role.OWNER))

    with store_scope(two.mine.store):
        collection = Collection.objects.get(depth=1).pk

    first, second = (upload(client, kind, content, collection) for _time in range(2))

    assert two.theirs.secret not in first.text
    assert not first.json().get("duplicate")
    if kind == "images":
        assert second.json()["duplicate"], "one's own is told of"


def their_file(two: Two, kind: str) -> bytes:
    if kind == "images":
        image = make_image(two.theirs.store, two.theirs.text, size=(33, 21))
        with store_scope(two.theirs.store), image.file.open("rb") as file:
            return file.read()
    with store_scope(two.theirs.store):
        document = Document.objects.exclude(file="").order_by("pk").first()
        with document.file.open("rb") as file:
            return file.read()


def upload(client: Client, kind: str, content: bytes, collection: int):
    name = "same.png" if kind == "images" else "same.txt"
    response = client.post(
        f"/admin/{kind}/multiple/add/",
        {"title": "Same", "files[]": SimpleUploadedFile(name, content), "collection": collection},
        headers={"X-Requested-With": "XMLHttpRequest"},
    )
    assert response.status_code == 200
    assert response.json()["success"], response.text
    assert "uploaded_file_id" not in response.json(), "nothing else is wanted of the form"
    return response
