"""What somebody made, locked or wrote stays usable when they leave the store."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Comment, PageSubscription

from catalog.models import Product
from stores.models import ContentPage, Image, Membership, Store, User
from stores.roles import Role
from stores.scope import store_scope
from stores.services.end_membership import end_membership
from tests.factories import make_image, make_product


@pytest.fixture
def editor(store: Store, as_member) -> User:
    return as_member(store, Role.EDITOR)


@pytest.fixture
def owner(store: Store, as_member, store_client) -> Client:
    return store_client(store, as_member(store, Role.OWNER))


@pytest.fixture
def things(store: Store, editor: User) -> tuple[Image, ContentPage, Product]:
    """A picture, a page and a product of the editor's; the latter two locked."""
    with store_scope(store):
        image, product = make_image(store), make_product(store)
        page = ContentPage.objects.get(slug="about")
        Image.objects.filter(pk=image.pk).update(uploaded_by_user=editor)
        locked = {"locked": True, "locked_by": editor, "locked_at": timezone.now()}
        ContentPage.objects.filter(pk=page.pk).update(owner=editor, **locked)
        Product.objects.filter(pk=product.pk).update(**locked)
        page.get_latest_revision_as_object().save_revision(user=editor)
        Comment.objects.create(page=page, user=editor, text="Shorter?", contentpath="title")
        PageSubscription.objects.create(page=page, user=editor, comment_notifications=True)
    return image, page, product


def leave_by_service(store: Store, user: User) -> None:
    end_membership(store=store, user=user)


def leave_by_sql(store: Store, user: User) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM stores_membership WHERE user_id = %s", [user.pk])


@pytest.mark.parametrize("leave", [leave_by_service, leave_by_sql])
def test_what_a_former_member_had_opens_and_unlocks(store, editor, owner, things, leave):
    image, page, product = things
    leave(store, editor)

    edit_page = f"/admin/pages/{page.pk}/edit/"
    edit_product = reverse("wagtailsnippets_catalog_product:edit", args=[product.pk])
    for path in (
        f"/admin/images/{image.pk}/", edit_page, f"/admin/pages/{page.pk}/history/", edit_product,
        f"/admin/pages/{page.get_parent().pk}/",
    ):  # fmt: skip
        assert owner.get(path).status_code == 200, path
    saved = owner.post(
        f"/admin/images/{image.pk}/",
        {"title": "New", "tags": "", "collection": image.collection_id},
    )
    assert saved.status_code == 302
    assert owner.post(f"/admin/pages/{page.pk}/unlock/").status_code == 302
    assert not ContentPage.objects.get(pk=page.pk).locked
    with store_scope(store):
        ContentPage.objects.get(pk=page.pk).get_latest_revision().publish()


def test_the_service_leaves_nothing_of_theirs(store, editor, owner, things):
    image, page, product = things
    end_membership(store=store, user=editor)
    end_membership(store=store, user=editor)

    page, product = ContentPage.objects.get(pk=page.pk), Product.objects.get(pk=product.pk)
    assert (page.locked, page.locked_by_id, page.locked_at, page.owner_id) == (False,) + (None,) * 3
    assert (product.locked, product.locked_by_id) == (False, None)
    assert Image.objects.get(pk=image.pk).uploaded_by_user_id is None
    assert not Comment.objects.exists()
    assert not PageSubscription.objects.exists()
    assert page.latest_revision.user_id == editor.pk  # The history keeps it.
    assert User.objects.filter(pk=editor.pk).exists()


def test_what_they_are_elsewhere_stays(store, other_store, editor):
    group = Membership.objects.get(user=editor).group
    Membership.objects.create(store=other_store, user=editor, group=group)
    picture = make_image(other_store)
    Image.objects.filter(pk=picture.pk).update(uploaded_by_user=editor)
    end_membership(store=store, user=editor)
    assert Membership.objects.get(user=editor).store == other_store
    assert Image.objects.get(pk=picture.pk).uploaded_by_user_id == editor.pk


def test_the_last_owner_stays(store):
    only = store.memberships.get(group__name=Role.OWNER).user
    with pytest.raises(ValidationError, match="needs an owner"):
        end_membership(store=store, user=only)
    assert store.memberships.filter(user=only).exists()
