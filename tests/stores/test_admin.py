"""The admin on a store's own host: who gets in, what they find, what is not there."""

from __future__ import annotations

import pytest
from django.test import Client
from wagtail.models import Collection, Locale

from stores.models import Membership, Store, User
from stores.roles import Role
from stores.scope import store_scope
from tests.conftest import PASSWORD, client_on
from tests.factories import make_category, make_image, make_product

MESSAGE = "E-mail and password do not match"


@pytest.fixture
def owner(store: Store, as_member, store_client) -> Client:
    return store_client(store, as_member(store, "Owner"))


def menu(client: Client) -> str:
    """The side bar as JSON text."""
    page = client.get("/admin/").content.decode()
    return page.split('id="wagtail-sidebar-props"', 1)[1].split("</script>", 1)[0]


def test_sign_in_is_by_e_mail(store: Store, store_client) -> None:
    page = store_client(store).get("/admin/login/").content.decode()
    assert "Sign in to Alpha" in page
    assert 'type="email"' in page
    assert "E-mail" in page


@pytest.mark.parametrize("who", ["nobody@example.com", "owner@beta.example"])
def test_somebody_elses_owner_is_told_what_nobody_is_told(
    store: Store, other_store: Store, as_member, store_client, who: str
) -> None:
    as_member(other_store, "Owner")
    response = store_client(store).post("/admin/login/", {"username": who, "password": PASSWORD})
    assert response.status_code == 200
    assert MESSAGE in response.content.decode()


def test_a_wrong_password_and_no_e_mail_are_explained(
    store: Store, as_member, store_client
) -> None:
    user = as_member(store, "Owner")
    client = store_client(store)
    for data in ({"username": user.email, "password": "x"}, {"username": "x", "password": "x"}, {}):
        assert client.post("/admin/login/", data).status_code == 200
    page = client.post("/admin/login/", {"username": user.email, "password": "x"})
    assert MESSAGE in page.content.decode()


def test_somebody_who_left_cannot_sign_in_nor_go_on(store: Store, as_member, store_client) -> None:
    user = as_member(store, "Editor")
    client = store_client(store, user)
    Membership.objects.filter(user=user).delete()
    assert client.get("/admin/").status_code == 302
    response = store_client(store).post(
        "/admin/login/", {"username": user.email, "password": PASSWORD}
    )
    assert MESSAGE in response.content.decode()


def test_a_forgotten_password_is_mended_on_this_host_and_for_members_only(
    store: Store, other_store: Store, as_member, store_client, mailoutbox
) -> None:
    as_member(store, "Editor")
    as_member(other_store, "Editor")
    client = store_client(store)
    for email in ("editor@alpha.example", "editor@beta.example", "nobody@example.com"):
        response = client.post("/admin/password_reset/", {"email": email})
        assert response.headers["Location"] == "/admin/password_reset/done/"
    assert [mail.to for mail in mailoutbox] == [["editor@alpha.example"]]
    assert "//alpha.localhost" in mailoutbox[0].body


def test_the_explorer_begins_at_the_home_page(owner: Client, store: Store) -> None:
    home = store.site.root_page
    response = owner.get("/admin/pages/", follow=True)
    assert response.redirect_chain[-1][0] == f"/admin/pages/{home.pk}/"
    assert f", {home.pk}, " in menu(owner) or f", {home.pk}]" in menu(owner)
    page = owner.get(f"/admin/pages/{home.get_parent().pk}/")
    assert page.status_code in (302, 404)


def test_the_pages_of_another_store_do_not_exist(owner: Client, other_store: Store) -> None:
    home = other_store.site.root_page
    for path in (f"/admin/pages/{home.pk}/", f"/admin/pages/{home.pk}/edit/"):
        assert owner.get(path).status_code == 404


def test_the_explorer_has_no_filter_by_site_or_owner(owner: Client, store: Store) -> None:
    page = owner.get(f"/admin/pages/{store.site.root_page.pk}/").content.decode()
    assert 'name="site"' not in page
    assert 'name="owner"' not in page


def test_an_owner_sees_what_a_store_has_and_nothing_else(owner: Client) -> None:
    shown = menu(owner)
    for label in ("Orders", "Products", "Stock", "Categories", "Pages", "Images", "Documents"):
        assert f'"{label}"' in shown, label
    for label in ("Store", "Branding", "Shipping", "Payment", "Taxes", "Redirects"):
        assert f'"{label}"' in shown, label
    for label in ("Users", "Groups", "Sites", "Locales", "Workflows"):
        assert f'"{label}"' not in shown, label
    assert '"/admin/collections/"' not in shown  # Of pictures; a store has those of products.
    assert "What's new" not in shown
    assert "Editor Guide" not in shown


def test_the_control_host_shows_nothing_of_a_store(control_client: Client) -> None:
    shown = menu(control_client)
    for label in ("Orders", "Products", "Stock", "Pages", "Branding", "Shipping", "Images"):
        assert f'"{label}"' not in shown, label
    for path in ("/admin/settings/store/", "/admin/settings/branding/"):
        assert control_client.get(path).status_code == 404
        assert control_client.post(path, {"name": "x"}).status_code == 404


REFUSED = [
    "/admin/users/",
    "/admin/users/new/",
    "/admin/groups/",
    "/admin/groups/new/",
    "/admin/collections/",
    "/admin/collections/add/",
    "/admin/collections/{collection}/privacy/",
    "/admin/workflows/list/",
    "/admin/workflows/add/",
    "/admin/workflows/tasks/index/",
    "/admin/workflows/tasks/select_type/",
    "/admin/reports/workflow/",
    "/admin/reports/workflow_tasks/",
    "/admin/reports/page-types-usage/",
    "/admin/snippets/",
    "/admin/failwhale/",
    "/admin/sites/",
    "/admin/locales/",
    "/admin/styleguide/",
    "/admin/api-tokens/",
]


@pytest.mark.parametrize("path", REFUSED)
@pytest.mark.parametrize("role", [*Role.values, "Operator"])
def test_screens_of_the_installation_are_not_there(
    store: Store, as_member, store_client, control_client: Client, path: str, role: str
) -> None:
    client = control_client if role == "Operator" else store_client(store, as_member(store, role))
    path = path.format(collection=Collection.objects.get(depth=1).pk)
    before = (User.objects.count(), Collection.objects.count(), Locale.objects.count())
    assert client.get(path).status_code == 404
    assert client.post(path, {"email": "a@example.com", "name": "x"}).status_code == 404
    assert before == (User.objects.count(), Collection.objects.count(), Locale.objects.count())


def test_the_dashboard_has_the_figures_and_asks_nobody_outside(owner: Client, store: Store) -> None:
    make_product(store)
    page = owner.get("/admin/").content.decode()
    assert "1 product live" in page
    assert "0 orders open" in page
    assert "0 orders today" in page
    assert "No orders yet" in page
    for count in ("Pages</", "Images", "Documents"):
        assert count not in page.split("w-summary__list")[1].split("</ul>")[0]
    assert "wagtail.org" not in page
    assert "releases.wagtail" not in page


def test_the_admin_wears_the_stores_name_and_accent(owner: Client, store: Store) -> None:
    with store_scope(store):
        store.branding.accent = "#ffee00"
        store.branding.save()
    page = owner.get("/admin/").content.decode()
    assert "Alpha" in page
    sheet = page.split('href="/theme/admin/')[1].split('"')[0]
    signed_out = client_on("alpha.localhost").get(f"/theme/admin/{sheet}")
    assert signed_out.status_code == 200
    assert signed_out.headers["Content-Type"].startswith("text/css")
    assert "--w-color-secondary-hue: 56.0;" in signed_out.content.decode()
    assert "style=" not in page.split("<body", 1)[1].split("<main", 1)[0]


def test_a_suspended_store_can_be_read_but_not_written(owner: Client, store: Store) -> None:
    product = make_product(store)
    Store.all_objects.filter(pk=store.pk).update(status=Store.Status.SUSPENDED)
    page = owner.get("/admin/snippets/catalog/product/")
    assert page.status_code == 200
    assert "This store is suspended" in page.content.decode()
    response = owner.post(f"/admin/snippets/catalog/product/delete/{product.pk}/")
    assert response.status_code == 403
    assert "suspended" in response.content.decode()


def screens(store: Store) -> dict[str, str]:
    product = make_product(store, "Screen")
    category = make_category(store, "Shelf")
    image = make_image(store)
    home = store.site.root_page
    return {
        "dashboard": "/admin/",
        "account": "/admin/account/",
        "orders": "/admin/orders/",
        "products": "/admin/snippets/catalog/product/",
        "new product": "/admin/snippets/catalog/product/add/",
        "product": f"/admin/snippets/catalog/product/edit/{product.pk}/",
        "delete product": f"/admin/snippets/catalog/product/delete/{product.pk}/",
        "stock": "/admin/stock/",
        "stock of a product": f"/admin/stock/{product.pk}/",
        "categories": "/admin/snippets/catalog/category/",
        "category": f"/admin/snippets/catalog/category/edit/{category.pk}/",
        "delete category": f"/admin/snippets/catalog/category/delete/{category.pk}/",
        "pages": f"/admin/pages/{home.pk}/",
        "edit page": f"/admin/pages/{home.pk}/edit/",
        "images": "/admin/images/",
        "image": f"/admin/images/{image.pk}/",
        "documents": "/admin/documents/",
        "site history": "/admin/reports/site-history/",
        "store": "/admin/settings/store/",
        "branding": "/admin/settings/branding/",
        "shipping": "/admin/settings/shipping/",
        "new shipping": "/admin/settings/shipping/new/",
        "payment": "/admin/settings/payment/",
        "new payment": "/admin/settings/payment/new/",
        "taxes": "/admin/settings/taxes/",
        "new tax": "/admin/settings/taxes/new/",
    }


EVERYBODY = {"dashboard", "account"}
CONTENT = {
    "products",
    "new product",
    "product",
    "categories",
    "category",
    "pages",
    "edit page",
    "images",
    "image",
    "documents",
    "site history",
}
ALLOWED = {
    Role.FULFILMENT: EVERYBODY | {"orders", "stock", "stock of a product"},
    Role.EDITOR: EVERYBODY | CONTENT,
}
NOT_OF = {Role.MANAGER: {"new payment"}}


@pytest.mark.parametrize("role", Role.values)
def test_each_role_reaches_its_screens_and_no_other(
    store: Store, as_member, store_client, role: str
) -> None:
    client = store_client(store, as_member(store, role))
    all_screens = screens(store)
    reached = {name for name, path in all_screens.items() if client.get(path).status_code == 200}
    assert reached == ALLOWED.get(Role(role), set(all_screens) - NOT_OF.get(Role(role), set()))
