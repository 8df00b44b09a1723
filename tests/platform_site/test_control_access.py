"""Who gets into Center Control, screen by screen."""

import pytest
from django.conf import settings

from stores.models import Store
from stores.roles import Role
from tests.conftest import PASSWORD, client_on

SCREENS = [
    "/admin/control/stores/",
    "/admin/control/stores/search_results/",
    "/admin/control/stores/create_store/store/",
    "/admin/control/stores/alpha/",
    "/admin/control/stores/alpha/created/",
    "/admin/control/stores/alpha/edit/",
    "/admin/control/stores/alpha/suspend/",
    "/admin/control/stores/alpha/disable/",
]


@pytest.mark.parametrize("path", ["/admin/", *SCREENS])
def test_an_operator_sees_every_screen(control_client, store, path):
    assert control_client.get(path).status_code == 200


@pytest.mark.parametrize("path", ["/admin/", *SCREENS, "/admin/control/stores/alpha/resume/"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_strangers_are_sent_to_the_sign_in_and_change_nothing(store, path, method):
    client = client_on(settings.CONTROL_HOST)
    response = getattr(client, method)(path, {"slug": "gamma", "name": "Gamma"})
    assert response.status_code == 302
    assert response.url.startswith("/admin/login/")
    assert Store.objects.get(pk=store.pk).status == Store.Status.ACTIVE
    assert not Store.objects.filter(slug="gamma").exists()


def test_a_store_owner_cannot_sign_in_on_the_control_host(store, as_member):
    owner = as_member(store, Role.OWNER)
    client = client_on(settings.CONTROL_HOST)
    response = client.post("/admin/login/", {"username": owner.email, "password": PASSWORD})
    assert response.status_code == 200
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("path", SCREENS)
def test_a_store_has_no_center_control(store, store_client, as_member, path):
    client = store_client(store, as_member(store, Role.OWNER))
    assert client.get(path).status_code == 404
    assert client.post(path, {"note": "x"}).status_code == 404
    assert Store.objects.get(pk=store.pk).status == Store.Status.ACTIVE


def test_a_role_without_the_permission_is_refused(store, as_member):
    editor = as_member(Store.all_objects.get(pk=0), Role.EDITOR)
    client = client_on(settings.CONTROL_HOST, editor)
    for path in ["/admin/", *SCREENS]:
        response = client.get(path)
        assert response.status_code == 403, path
        assert store.primary_domain().hostname not in response.text
    assert client.post("/admin/control/stores/alpha/suspend/").status_code == 403
    assert Store.objects.get(pk=store.pk).status == Store.Status.ACTIVE


def test_a_change_needs_a_csrf_token(operator, store):
    client = client_on(settings.CONTROL_HOST, operator)
    client.handler.enforce_csrf_checks = True
    response = client.post("/admin/control/stores/alpha/suspend/", {"note": ""})
    assert response.status_code == 403
    assert Store.objects.get(pk=store.pk).status == Store.Status.ACTIVE


def test_the_menu_of_the_control_host_has_stores_and_nothing_of_a_store(control_client):
    page = control_client.get("/admin/").text
    assert "control-stores" in page
    for other in ("explorer", "images", "documents", "reports", "settings", "snippets", "help"):
        assert f'"{other}"' not in menu_of(page), other


def test_the_menu_of_a_store_has_no_center_control(store, store_client, as_member):
    page = store_client(store, as_member(store, Role.OWNER)).get("/admin/").text
    assert "/admin/control/" not in page
    assert "explorer" in menu_of(page)


def menu_of(page: str) -> str:
    return page.split('id="wagtail-sidebar-props"')[1].split("</script>")[0]
