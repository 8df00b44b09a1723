from __future__ import annotations

import io
import re

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.template import Context, Template

from catalog.models import Category
from catalog.selectors.categories import tiles_for_block
from stores.models import Image, Rendition
from stores.pictures import (
    SPECS,
    filters_for,
    image_as_json,
    image_from_json,
    load_renditions,
    picture_of,
)
from stores.scope import store_scope
from tests.factories import make_category, make_image, make_product

pytestmark = pytest.mark.django_db


def render(image: Image | None, arguments: str) -> str:
    template = Template("{% load store_tags %}{% store_picture image " + arguments + " %}")
    return template.render(Context({"image": image, "alt": 'A "mug" & more'}))


def test_a_picture_names_its_size_its_text_and_both_formats(store):
    image = make_image(store, size=(900, 900))
    with store_scope(store):
        html = render(image, '"card" alt=alt')
        assert re.search(
            r'<source type="image/webp" srcset="/media/\S+ 480w, /media/\S+ 800w"', html
        )
        assert re.search(r'<img src="/media/\S+\.jpg" width="480" height="480"', html)
        assert 'alt="A &quot;mug&quot; &amp; more"' in html
        assert 'loading="lazy"' in html
        for path in re.findall(r"/media/(\S+?)[ \"]", html):
            assert default_storage.exists(path)
        assert 'fetchpriority="high"' in render(image, '"hero" loading="eager"')
        assert 'loading="lazy"' not in render(image, '"hero" loading="eager"')


def test_no_picture_is_an_empty_space_of_its_shape(store):
    html = render(None, '"card"')
    assert "picture--card" in html
    assert "<img" not in html


def test_a_lost_original_does_not_take_the_page_with_it(store, store_client):
    make_product(store, "Mug", image=True)
    with store_scope(store):
        default_storage.delete(Image.objects.get().file.name)
    for path in ("/products/", "/products/mug/"):
        response = store_client(store).get(path)
        assert response.status_code == 200
        assert "picture__empty" in response.content.decode()


def test_renditions_of_many_images_are_loaded_by_one_query(store, django_assert_num_queries):
    images = [make_image(store, f"Picture {n}") for n in range(5)]
    with store_scope(store):
        for image in images:
            picture_of(image, "card")
        fresh = list(Image.objects.all())
        with django_assert_num_queries(1):
            load_renditions([*fresh, None])
            addresses = {picture_of(image, "card").src for image in fresh}
    assert len(addresses) == 5


def test_an_image_travels_through_json_with_its_renditions(store, django_assert_num_queries):
    image = make_image(store, size=(900, 600))
    with store_scope(store):
        expected = picture_of(image, "tile")
        row = image_as_json(Image.objects.all()).get()["row"]
        with django_assert_num_queries(0):
            again = image_from_json(row)
            assert again.pk == image.pk
            assert picture_of(again, "tile") == expected


def test_a_changed_focal_point_gives_another_picture(store):
    image = make_image(store, size=(900, 600))
    with store_scope(store):
        before = picture_of(image, "card").src
        image.focal_point_x, image.focal_point_y = 10, 10
        image.focal_point_width = image.focal_point_height = 20
        image.save()
        assert picture_of(Image.objects.get(pk=image.pk), "card").src != before


def test_a_small_original_is_not_made_in_sizes_it_does_not_have(store):
    small, large = make_image(store, size=(700, 500)), make_image(store, size=(2400, 900))
    assert SPECS["hero"].webp(small) == ("width-600|format-webp",)
    assert len(SPECS["hero"].webp(large)) == 3


def test_all_pictures_of_all_stores_are_made_once(store, other_store):
    images = {store: make_image(store), other_store: make_image(other_store)}
    out = io.StringIO()
    call_command("make_renditions", stdout=out)
    for owner, image in images.items():
        with store_scope(owner):
            made = set(Rendition.objects.values_list("filter_spec", "image_id"))
            assert made == {(rule, image.pk) for rule in filters_for(image)}
            for rendition in Rendition.objects.all():
                assert rendition.store_id == owner.pk
                assert default_storage.exists(rendition.file.name)
    assert "alpha: 1 of 1 images" in out.getvalue()
    again = io.StringIO()
    call_command("make_renditions", stdout=again)
    assert again.getvalue() == "0 pictures made.\n"


def test_only_one_store_and_a_broken_image(store, other_store):
    broken, fine = make_image(store, "Broken"), make_image(store, "Fine")
    make_image(other_store)
    with store_scope(store):
        default_storage.delete(broken.file.name)
    out, err = io.StringIO(), io.StringIO()
    call_command("make_renditions", store="alpha", stdout=out, stderr=err)
    assert "Broken cannot be read" in err.getvalue()
    with store_scope(store):
        assert set(Rendition.objects.values_list("image_id", flat=True)) == {fine.pk}
    with store_scope(other_store):
        assert not Rendition.objects.exists()


def test_an_unknown_store_is_named(store):
    with pytest.raises(Exception, match="no store with the slug 'nobody'"):
        call_command("make_renditions", store="nobody")


def test_a_tile_shows_the_categorys_own_picture_or_a_product_no_other_tile_shows(
    store, store_client
):
    cups, gifts, own = (make_category(store, name) for name in ("Cups", "Gifts", "Own"))
    make_category(store, "Empty")
    make_product(store, "Mug", categories=[gifts], image=True)
    make_product(store, "Set", categories=[cups, gifts], image=True)
    picture = make_image(store, "Shelf")
    with store_scope(store):
        Category.objects.filter(pk=own.pk).update(image=picture)
        tiles = {
            tile.category.name: tile.image and tile.image.title for tile in tiles_for_block([])
        }
    assert tiles == {"Cups": "Set", "Gifts": "Mug", "Own": "Shelf", "Empty": None}
