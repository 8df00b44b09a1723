"""What a store's people see of its plan, and what a plan lacks."""

from __future__ import annotations

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from stores.admin.menu import PermittedMenuItem
from stores.admin.plan.views import requires_feature
from stores.models import Membership
from stores.services.change_role import change_role
from stores.services.invite import invite
from tests.factories import make_product
from tests.plans import override, put_on_plan

pytestmark = pytest.mark.django_db


def test_the_owner_sees_plan_usage_and_what_others_offer(
    store, other_store, as_member, store_client
):
    put_on_plan(store, features=["promotions"], products=5)
    for number in range(4):
        make_product(store, f"Mine {number}")
    for number in range(3):
        make_product(other_store, f"Theirs {number}")
    override(store, "api", True, until="2999-01-01T00:00:00+00:00")
    page = store_client(store, as_member(store, "Owner")).get("/admin/settings/plan/").text
    assert "Plan: Small" in page
    assert "4 of 5" in page
    assert "Near the limit" in page
    assert "Pro" in page
    assert "API and webhooks" in page
    assert "operator@galleria.example" not in page
    assert "Beta" not in page


def test_usage_takes_as_many_queries_for_much_as_for_nothing(store, as_member, store_client):
    client = store_client(store, as_member(store, "Owner"))

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/admin/settings/plan/").status_code == 200
        return len(queries)

    count()
    few = count()
    put_on_plan(store, products=5)
    for number in range(5):
        make_product(store, f"Mine {number}")
    assert count() == few


def test_a_plan_without_roles_gives_owner_and_manager(store, as_member, store_client):
    editor, owner = as_member(store, "Editor"), as_member(store, "Owner")
    put_on_plan(store, features=[])
    client = store_client(store, owner)
    page = client.get("/admin/staff/invite/").text
    assert 'value="Manager"' in page
    assert 'value="Editor"' not in page
    answer = client.post("/admin/staff/invite/", {"email": "x@example.org", "role": "Editor"})
    assert answer.status_code == 200
    kept = Membership.objects.get(store=store, user=editor)
    assert kept.group.name == "Editor"
    assert store_client(store, editor).get("/admin/").status_code == 200
    change_role(store=store, user=editor, role="Manager", by=owner)
    invite(store=store, email="y@example.org", role="Owner", by=owner)


def test_a_screen_of_a_feature_that_the_plan_lacks_says_who_has_it(store, as_member):
    owner = as_member(store, "Owner")

    @requires_feature("promotions")
    def screen(request):
        return HttpResponse("The coupons")

    def ask(features):
        put_on_plan(store, features=features)
        request = RequestFactory().get("/admin/promotions/")
        request.store, request.user, request.support_access = store, owner, None
        return screen(request)

    assert ask(["promotions"]).content == b"The coupons"
    item = PermittedMenuItem("Coupons", "/x/", permission="stores.view_plan", feature="promotions")
    assert item.feature == "promotions"
    with pytest.raises(KeyError):
        requires_feature("telepathy")
