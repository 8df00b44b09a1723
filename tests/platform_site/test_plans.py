"""Plans in Center Control: made, edited, ordered, deleted; changed for a store; gone beyond."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from stores.models import AuditEntry, Plan, Store
from stores.scope import store_scope
from stores.services.plans.change_plan import change_plan
from stores.services.plans.overrides import forget_ended_overrides, give_override
from stores.services.plans.watch_trials import watch_trials
from tests.factories import make_product
from tests.plans import override, put_on_plan

pytestmark = pytest.mark.django_db

PLAN = {
    "name": "Medium",
    "code": "medium",
    "price": "39",
    "currency": "EUR",
    "trial_days": "14",
    "features": ["reports", "staff_roles"],
    "is_offered": "on",
    "limit_products": "100",
    "limit_storage": "",
    "limit_staff": "",
    "limit_orders": "",
    "limit_domains": "0",
}


def plan_of(store: Store) -> str:
    return Store.objects.values_list("plan__code", flat=True).get(pk=store.pk)


def url_of(code: str, more: str = "") -> str:
    return f"/admin/control/plans/{Plan.objects.get(code=code).pk}/{more}"


def typed(plan: Plan, **changes: Any) -> dict[str, Any]:
    form = {
        "name": plan.name, "code": plan.code, "price": plan.price, "currency": plan.currency,
        "trial_days": plan.trial_days, "features": plan.features,
        **{f"limit_{name}": most for name, most in plan.limits.items()},
        **({"is_default": "on"} if plan.is_default else {}),
    }  # fmt: skip
    return {**form, **changes}


# The plans -----------------------------------------------------------------------------------


def test_a_plan_is_created_with_its_limits_and_written_down(control_client):
    answer = control_client.post("/admin/control/plans/create/", PLAN)
    assert answer.status_code == 302
    plan = Plan.objects.get(code="medium")
    assert plan.limits == {"products": 100, "domains": 0}
    assert plan.features == ["reports", "staff_roles"]
    assert (plan.trial_days, plan.is_offered, plan.is_default) == (14, True, False)
    assert AuditEntry.objects.filter(action="plan.added", object_name="Medium").exists()
    page = control_client.get("/admin/control/plans/").text
    assert "Medium" in page
    assert "14 days on trial" in page


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", ""), ("code", "basic"), ("code", "no spaces"), ("price", "-1"), ("price", "much"),
     ("currency", "XXX"), ("trial_days", "366"), ("trial_days", "-1"), ("features", ["telepathy"]),
     ("limit_products", "-1"), ("limit_products", "1.5"), ("limit_storage", "99999999999")],
)  # fmt: skip
def test_a_wrong_value_is_said_at_its_field_and_changes_nothing(control_client, field, value):
    before = list(Plan.objects.values())
    page = control_client.post("/admin/control/plans/create/", {**PLAN, field: value})
    assert page.status_code == 200
    assert field in page.context["form"].errors
    if field != "name":
        assert "Medium" in page.text
    assert list(Plan.objects.values()) == before


def test_a_copy_begins_as_the_plan_is(control_client):
    page = control_client.get(url_of("pro", "copy/"))
    assert page.context["form"]["name"].value() == "Pro (copy)"
    assert page.context["form"]["code"].value() == "pro-copy"
    answer = control_client.post(
        url_of("pro", "copy/"), {**PLAN, "name": "Pro (copy)", "code": "pro-copy"}
    )
    assert answer.status_code == 302
    assert Plan.objects.filter(code="pro-copy").exists()
    assert Plan.objects.filter(code="pro").exists()


def test_there_is_always_one_default_plan(control_client):
    basic, pro = Plan.objects.get(code="basic"), Plan.objects.get(code="pro")
    page = control_client.post(url_of("basic"), typed(basic, is_default=""))
    assert "is_default" in page.context["form"].errors
    control_client.post(url_of("pro"), typed(pro, is_default="on"))
    assert list(Plan.objects.filter(is_default=True)) == [pro]


def test_plans_change_places(control_client):
    control_client.post(url_of("pro", "move/"), {"direction": "up"})
    assert [plan.code for plan in Plan.objects.all()] == ["pro", "basic"]
    control_client.post(url_of("pro", "move/"), {"direction": "up"})
    assert [plan.code for plan in Plan.objects.all()] == ["pro", "basic"]


def test_a_plan_in_use_is_kept_and_says_by_whom(control_client, store):
    put_on_plan(store)
    page = control_client.get(url_of("alpha-plan", "delete/"))
    assert "these stores are on it: Alpha" in page.text
    control_client.post(url_of("alpha-plan", "delete/"))
    assert Plan.objects.filter(code="alpha-plan").exists()
    Store.objects.filter(pk=store.pk).update(plan=Plan.objects.get(code="pro"))
    control_client.post(url_of("alpha-plan", "delete/"))
    assert not Plan.objects.filter(code="alpha-plan").exists()


def test_the_default_plan_is_not_deleted(control_client):
    Store.objects.update(plan=Plan.objects.get(code="pro"))
    control_client.post(url_of("basic", "delete/"))
    assert Plan.objects.filter(code="basic").exists()


def test_narrowing_a_plan_says_how_many_stores_it_breaks_before_it_is_saved(control_client, store):
    plan = put_on_plan(store, features=["promotions"], products=10)
    make_product(store, "One")
    make_product(store, "Two")
    narrower = typed(plan, features=[], limit_products="1")
    page = control_client.post(url_of("alpha-plan"), narrower)
    assert page.status_code == 200
    assert "Products: 1 stores have more than that." in page.text
    assert "Promotions and coupons is taken away." in page.text
    plan.refresh_from_db()
    assert plan.limits == {"products": 10}
    seen = page.context["seen"]
    make_product(store, "Three")
    assert control_client.post(url_of("alpha-plan"), {**narrower, "seen": seen}).status_code == 302
    plan.refresh_from_db()
    assert (plan.limits, plan.features) == ({"products": 1}, [])


# The plan of a store ---------------------------------------------------------------------------


def test_what_a_change_breaks_is_shown_and_nothing_is_deleted(control_client, store, as_member):
    as_member(store, "Editor")
    put_on_plan(store, features=["staff_roles", "promotions"], products=10)
    make_product(store, "One")
    make_product(store, "Two")
    Plan.objects.create(code="tiny", name="Tiny", limits={"products": 1}, position=20)
    page = control_client.get("/admin/control/stores/alpha/plan/", {"plan": "tiny"})
    assert "exceeds the limit" in page.text
    assert "1 person has a role that is no longer offered (Editor) and keeps it." in page.text
    assert "Promotions and coupons" in page.text
    assert plan_of(store) == "alpha-plan"

    answer = control_client.post("/admin/control/stores/alpha/plan/", {"plan": "tiny"})
    assert answer.status_code == 302
    assert plan_of(store) == "tiny"
    assert store.memberships.count() if hasattr(store, "memberships") else True
    with store_scope(store):
        from catalog.models import Product

        assert Product.objects.count() == 2
    letter = next(m for m in mail.outbox if "Your plan has changed" in m.subject)
    assert letter.to == ["owner@alpha.example"]
    assert "from Small to Tiny" in letter.body
    assert "Products: 2 of 1" in letter.body
    assert AuditEntry.objects.filter(store=store, action="store.changed").exists()


def trial_of(store: Store) -> Any:
    return Store.objects.values_list("trial_ends_at", flat=True).get(pk=store.pk)


def test_a_trial_is_made_longer_or_ended_and_the_plan_stays(control_client, store):
    plan, address = plan_of(store), f"/admin/control/stores/{store.slug}/trial/"
    assert address in control_client.get(f"/admin/control/stores/{store.slug}/").text
    until = timezone.localtime() + timedelta(days=20)
    answer = control_client.post(address, {"until": until.strftime("%Y-%m-%d %H:%M")}, follow=True)
    assert "Trial until" in answer.text
    assert trial_of(store) == until.replace(second=0, microsecond=0)
    answer = control_client.post(address, {"until": ""}, follow=True)
    assert "No trial runs." in answer.text
    assert trial_of(store) is None
    assert plan_of(store) == plan


@pytest.mark.parametrize("until", ["2020-01-01 00:00", "9999-12-31 23:59", "soon", "2026-02-30"])
def test_a_wrong_end_of_a_trial_is_refused_and_changes_nothing(control_client, store, until):
    Store.objects.filter(pk=store.pk).update(trial_ends_at=timezone.now() + timedelta(days=2))
    before = trial_of(store)
    answer = control_client.post(f"/admin/control/stores/{store.slug}/trial/", {"until": until})
    assert answer.status_code == 200
    assert 'id="id_until" aria-invalid="true"' in answer.text or "error-message" in answer.text
    assert trial_of(store) == before


@pytest.mark.parametrize("plan", ["", "basic", "none", "pro'--"])
def test_a_plan_that_cannot_be_changed_to_changes_nothing(control_client, store, plan):
    before = Store.objects.filter(pk=store.pk).values().get()
    assert plan_of(store) == "basic"
    page = control_client.post("/admin/control/stores/alpha/plan/", {"plan": plan})
    assert page.status_code == 200
    assert page.context["form"].errors
    assert Store.objects.filter(pk=store.pk).values().get() == before
    assert not mail.outbox


def test_a_trial_starts_with_the_plan_if_the_operator_says_so(store):
    plan = Plan.objects.create(code="try", name="Try", trial_days=14, position=20)
    change_plan(slug="alpha", plan="try", start_trial=True)
    store.refresh_from_db()
    assert store.trial_ends_at - store.plan_since == timedelta(days=14)
    change_plan(slug="alpha", plan="basic")
    store.refresh_from_db()
    assert store.trial_ends_at is None
    with pytest.raises(ValidationError, match="no trial"):
        change_plan(slug="alpha", plan="pro", start_trial=True)
    assert plan_of(store) == "basic"
    assert plan.pk


def test_changing_twice_changes_once(store):
    change_plan(slug="alpha", plan="pro")
    with pytest.raises(ValidationError, match="is on Pro"):
        change_plan(slug="alpha", plan="pro")
    assert len([m for m in mail.outbox if "plan has changed" in m.subject]) == 1


def test_the_end_of_a_trial_is_told_once_and_switches_nothing_off(store, operator):
    put_on_plan(store, features=["promotions"])
    ends = timezone.now() + timedelta(days=2)
    Store.objects.filter(pk=store.pk).update(trial_ends_at=ends)
    watch_trials()
    watch_trials()
    assert [m.subject for m in mail.outbox] == ["Alpha: Your trial ends soon"]
    Store.objects.filter(pk=store.pk).update(trial_ends_at=timezone.now() - timedelta(minutes=1))
    watch_trials()
    watch_trials()
    told = {m.subject: m.to for m in mail.outbox[1:]}
    assert told == {
        "Alpha: Your trial has ended": ["owner@alpha.example"],
        "Trial ended: Alpha": [operator.email],
    }
    fresh = Store.objects.get(pk=store.pk)
    assert fresh.is_active
    assert fresh.has_feature("promotions")


# Beyond the plan -------------------------------------------------------------------------------

GIVEN = {"name": "products", "state": "on", "number": "7", "until": "", "reason": "A launch"}


def test_an_operator_gives_a_store_more_for_a_reason_and_a_time(control_client, store, operator):
    put_on_plan(store, products=1)
    until = (timezone.now() + timedelta(days=3)).strftime("%Y-%m-%d %H:%M")
    answer = control_client.post("/admin/control/stores/alpha/override/", {**GIVEN, "until": until})
    assert answer.status_code == 302
    fresh = Store.objects.get(pk=store.pk)
    assert fresh.limit("products") == 7
    page = control_client.get("/admin/control/stores/alpha/").text
    assert "A launch" in page
    assert operator.email in page
    entry = AuditEntry.objects.filter(store=store, action="store.changed").first()
    assert entry.after["overrides"]["products"]["value"] == 7

    control_client.post("/admin/control/stores/alpha/override/end/", {"name": "products"})
    assert Store.objects.get(pk=store.pk).limit("products") == 1


def test_a_feature_is_switched_on_or_off_for_one_store(control_client, store):
    url = "/admin/control/stores/alpha/override/"
    control_client.post(url, {**GIVEN, "name": "promotions"})
    control_client.post(url, {**GIVEN, "name": "reports", "state": "off"})
    fresh = Store.objects.get(pk=store.pk)
    assert fresh.has_feature("promotions")
    assert not fresh.has_feature("reports")


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", "telepathy"), ("name", ""), ("number", "-1"), ("number", "many"),
     ("until", "2020-01-01 00:00"), ("until", "9999-12-31 23:59"), ("until", "soon"),
     ("reason", ""), ("reason", "  ")],
)  # fmt: skip
def test_a_wrong_override_is_refused_and_changes_nothing(control_client, store, field, value):
    page = control_client.post("/admin/control/stores/alpha/override/", {**GIVEN, field: value})
    assert page.status_code == 200
    assert page.context["form"].errors
    assert Store.objects.get(pk=store.pk).overrides == {}


def test_what_has_ended_counts_for_nothing_at_once_and_is_pruned(store):
    put_on_plan(store, features=["promotions"], products=1)
    override(store, "products", 9, until="2020-01-01T00:00:00+00:00")
    override(store, "promotions", False, until="2999-01-01T00:00:00+00:00")
    fresh = Store.objects.get(pk=store.pk)
    assert fresh.limit("products") == 1
    assert not fresh.has_feature("promotions")
    assert forget_ended_overrides() == 1
    assert forget_ended_overrides() == 0
    assert set(Store.objects.get(pk=store.pk).overrides) == {"promotions"}


def test_ending_what_is_not_there_is_said(control_client, store):
    answer = control_client.post(
        "/admin/control/stores/alpha/override/end/", {"name": "products"}, follow=True
    )
    assert "This has ended already." in answer.text


def test_a_store_that_is_not_there_is_nobodys(control_client):
    for path in ("plan", "override"):
        assert control_client.get(f"/admin/control/stores/nobody/{path}/").status_code == 404
    with pytest.raises(Store.DoesNotExist):
        give_override(slug="nobody", name="products", value=1, until=None, reason="x", by="y")


# Who is near -----------------------------------------------------------------------------------


def test_stores_near_a_limit_are_listed_the_fullest_first(control_client, store, other_store):
    put_on_plan(store, products=10)
    put_on_plan(other_store, products=4)
    for number in range(4):
        make_product(other_store, f"Theirs {number}")
    page = control_client.get("/admin/control/plans/near_limits/").text
    assert "4 of 4" in page
    assert "Alpha" not in page
    for number in range(8):
        make_product(store, f"Mine {number}")
    page = control_client.get("/admin/control/plans/near_limits/").text
    assert "8 of 10" in page
    assert page.index("Beta") < page.index("Alpha")


def test_the_list_takes_as_many_queries_for_one_store_as_for_two(
    control_client, store, other_store
):
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            control_client.get("/admin/control/plans/near_limits/")
        return len(queries)

    put_on_plan(store, products=1)
    make_product(store, "One")
    count()
    one = count()
    put_on_plan(other_store, products=1)
    make_product(other_store, "One")
    assert count() == one
