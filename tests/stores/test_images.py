"""Images in a store's admin: what may come in, and what goes with them when they change."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image as PillowImage

from stores.models import Branding, Image, Store, StoreGeneration
from stores.scope import store_scope
from tests.factories import make_image

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner(store: Store, as_member, store_client) -> Client:
    return store_client(store, as_member(store, "Owner"))


@pytest.fixture
def logo(store: Store) -> Image:
    image = make_image(store, "Logo")
    with store_scope(store):
        branding = Branding.objects.get()
        branding.logo, branding.favicon = image, image
        branding.save()
    return image


def png(size: tuple[int, int] = (60, 60), colour: str = "#123456") -> bytes:
    data = io.BytesIO()
    PillowImage.new("RGB", size, colour).save(data, "PNG")
    return data.getvalue()


def file_of(data: bytes, name: str = "mug.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, content_type="image/png")


def generation(store: Store) -> int:
    return StoreGeneration.objects.get(store=store).value


def shown(store: Store) -> tuple[dict[str, Any], dict[str, Any]]:
    branding = Branding.objects.get(store=store)
    return branding.logo_picture, branding.favicon_picture


def test_a_logo_that_is_deleted_is_shown_no_more(store: Store, owner: Client, logo: Image) -> None:
    assert all(shown(store))
    before = generation(store)
    assert owner.post(f"/admin/images/{logo.pk}/delete/").status_code == 302
    assert shown(store) == ({}, {})
    assert generation(store) > before


def test_also_when_it_is_deleted_from_the_list(store: Store, owner: Client, logo: Image) -> None:
    before = generation(store)
    owner.post(f"/admin/bulk/stores/image/delete/?id={logo.pk}")
    assert not Image.objects.filter(pk=logo.pk).exists()
    assert shown(store) == ({}, {})
    assert generation(store) > before


def test_a_logo_with_another_file_is_shown_with_it(
    store: Store, owner: Client, logo: Image
) -> None:
    before, old = generation(store), shown(store)[0]["src"]
    response = owner.post(
        f"/admin/images/{logo.pk}/",
        {"title": "Logo", "tags": "", "file": file_of(png((200, 50)), "new.png")},
    )
    assert response.status_code == 302
    for picture in shown(store):
        assert picture["src"] != old
        assert owner.get(picture["src"]).status_code == 200
    assert shown(store)[0]["width"] == 200
    assert generation(store) > before


def test_a_file_changed_by_code_is_shown_too(store: Store, owner: Client, logo: Image) -> None:
    with store_scope(store):
        logo.file = file_of(png((120, 40)))
        logo.save()
    assert shown(store)[0]["width"] == 120
    assert owner.get(shown(store)[0]["src"]).status_code == 200


def test_a_look_at_an_image_changes_nothing(store: Store, owner: Client, logo: Image) -> None:
    before = generation(store)
    assert owner.get(f"/admin/images/{logo.pk}/").status_code == 200
    assert generation(store) == before


def upload(client: Client, data: bytes) -> Any:
    return client.post("/admin/images/add/", {"title": "Mug", "file": file_of(data)})


def head_of_png(width: int, height: int) -> bytes:
    """A picture that says it is so large, and holds none of it."""
    chunk = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    head = struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))
    return b"\x89PNG\r\n\x1a\n" + head + png()[33:]


def test_a_picture_that_is_fine_comes_in(owner: Client) -> None:
    assert upload(owner, png()).status_code == 302
    assert Image.objects.filter(title="Mug").count() == 1


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (head_of_png(11_000, 11_000), "too many pixels (121000000)"),
        (head_of_png(40_001, 1_000), "too many pixels"),
        (head_of_png(60_000, 60_000), "too many pixels"),
        (png((300, 300), "#765432")[:200], "valid image"),
        (png()[:40], "valid image"),
        (b"GIF89a" + bytes(40), "image"),
        (b"no picture", "valid image"),
    ],
    ids=["square", "wide", "bomb", "cut off", "only a head", "other format", "none"],
)
def test_a_picture_too_large_or_damaged_is_explained(
    owner: Client, data: bytes, message: str
) -> None:
    response = upload(owner, data)
    assert response.status_code == 200
    assert message in str(response.context["form"].errors["file"])
    assert not Image.objects.filter(title="Mug").exists()


def test_the_multiple_upload_explains_it_too(owner: Client) -> None:
    answer = owner.post(
        "/admin/images/multiple/add/",
        {"files[]": file_of(png((300, 300))[:200])},
        headers={"X-Requested-With": "XMLHttpRequest"},
    ).json()
    assert answer["success"] is False
    assert "valid image" in answer["error_message"]
