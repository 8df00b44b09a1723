"""Loading the demo: each store whole or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone, translation
from wagtail.log_actions import LogContext
from wagtail.models import ModelLogEntry, PageLogEntry, Revision

from catalog.models import StockMovement
from commerce.services.count_bought_together import count_bought_together
from platform_site.demo import media
from platform_site.demo.accounts import add_staff, name_owner
from platform_site.demo.background import little_background_work
from platform_site.demo.catalogue import add_catalogue
from platform_site.demo.data import DemoStore
from platform_site.demo.figures import add_past_visits
from platform_site.demo.languages import add_languages
from platform_site.demo.order_plan import plan_orders, units_sold
from platform_site.demo.orders import make_orders
from platform_site.demo.pages import fill_pages
from platform_site.demo.pictures import Pictures
from platform_site.demo.plans import limit_plans
from platform_site.demo.reviews import add_reviews
from platform_site.demo.settings_of_store import set_up
from stores.models import BasePage, Store, User
from stores.scope import platform_scope, store_scope
from stores.services.mark_template import mark_template
from stores.services.provision_store import provision_store

PREPARATION = timedelta(hours=3)
"""From making a store to its opening."""

LOCK = 7_300_411
"""Of the advisory lock under which one process loads and the next one finds it loaded."""


@dataclass(frozen=True, slots=True)
class Loaded:
    products: int
    orders: int


def is_loaded(demo: DemoStore) -> bool:
    with platform_scope():
        return Store.objects.filter(slug=demo.slug).exists()


def load_store(demo: DemoStore, *, password: str) -> Loaded | None:
    """Make the store with catalogue, pages, people and past orders; None if it is there already.

    One transaction in the platform's scope, so that a load that is killed leaves nothing; pictures
    it left on the disk go with the next. Waits for another process that is loading."""
    with platform_scope(), transaction.atomic(), little_background_work():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        media.remove_leftovers()
        if is_loaded(demo):
            return None
        limit_plans()
        store = provision(demo, password)
        store.is_test_mode = True
        store.save(update_fields=["is_test_mode", "updated_at"])
        media.mark(store.pk)
        owner = name_owner(demo)
        staff = add_staff(store, demo.staff, password)
        with store_scope(store), translation.override(store.language), LogContext(user=owner):
            loaded = furnish(store, demo, owner, clerk=staff[-1] if packs(demo) else owner)
        if demo.suspended_because:
            store.change_status(Store.Status.SUSPENDED, note=demo.suspended_because)
        if demo.is_template:
            mark_template(store=store, is_template=True)
    media.unmark(store.pk)
    return loaded


def provision(demo: DemoStore, password: str) -> Store:
    spec = demo.spec
    return provision_store(
        name=spec["name"],
        slug=spec["slug"],
        owner_email=demo.owner.email,
        owner_password=password,
        plan=spec["plan"],
        currency=spec["currency"],
        country=spec["country"],
        language=spec["language"],
        time_zone=spec["timezone"],
        prices_include_tax=spec["prices_include_tax"],
    )


def packs(demo: DemoStore) -> bool:
    """Somebody there handles the orders."""
    return bool(demo.staff) and demo.staff[-1].role == "Fulfilment"


def furnish(store: Store, demo: DemoStore, owner: User, *, clerk: User) -> Loaded:
    now = timezone.now()
    opened = now - timedelta(days=demo.spec["opened_days_ago"])
    plan = plan_orders(demo, now)
    pictures = Pictures(uploaded_by=owner)
    set_up(store, demo, pictures)
    variants = add_catalogue(demo, pictures, sold=units_sold(plan), owner=owner, opened_at=opened)
    fill_pages(store, demo, pictures, owner=owner)
    add_languages(store, demo, pictures, owner=owner)
    date_back_opening(store, opened)
    orders = make_orders(store, plan, variants, clerk=clerk)
    add_reviews(demo)
    count_bought_together(store_id=store.pk)
    add_past_visits(store)
    return Loaded(products=len(demo.spec["products"]), orders=orders)


def date_back_opening(store: Store, opened: datetime) -> None:
    """All that was made so far was made when the store opened, before its first order."""
    with platform_scope(on_behalf_of=store):
        Store.objects.filter(pk=store.pk).update(
            created_at=opened - PREPARATION,
            opened_at=opened,
            status_changed_at=opened,
            plan_since=opened,
            trial_ends_at=None,
        )
    Revision.objects.update(created_at=opened)
    PageLogEntry.objects.update(timestamp=opened)
    ModelLogEntry.objects.update(timestamp=opened)
    StockMovement.objects.update(created_at=opened)
    BasePage.objects.filter(store=store).update(
        first_published_at=opened, last_published_at=opened, latest_revision_created_at=opened
    )
