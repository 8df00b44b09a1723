"""Figures made in the background are what the raw records say, whatever happens in whichever
order, and however often they are made."""

from __future__ import annotations

import random
import time
from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from threading import Event, Thread
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commerce.models import (
    DailyFigures,
    ExchangeRate,
    FiguresDue,
    Order,
    OrderLine,
    Payment,
    PlatformFigures,
    StoreCount,
    StoreFigures,
    Transaction,
    Visit,
)
from commerce.models.figures import MEASURES
from commerce.selectors.onboarding import onboarding_of
from commerce.services import orders
from commerce.services.figures import convert_figures, rebuild_figures, roll_up_figures
from commerce.services.figures.alone import alone
from commerce.services.record_payment import record_charge
from stores.models import PlatformSettings, Store
from stores.money import round_money
from stores.scope import store_scope
from stores.services.erase_closed_stores import erase_closed_stores
from stores.services.erase_store import erase_store
from tests.commerce.orders import make_order
from tests.factories import make_product

SOLD = ("placed", "completed")


def figures_of(store):
    rows = DailyFigures.objects.filter(store=store).order_by("day")
    return {row.day: {name: getattr(row, name) for name in MEASURES} for row in rows}


def from_raw(store):
    """The same, added up by Python from orders, lines and transactions."""
    zone = ZoneInfo(store.time_zone)
    days = defaultdict(lambda: dict.fromkeys(MEASURES, 0))
    known = set()
    for order in Order.objects.filter(store=store).exclude(placed_at=None).order_by("placed_at"):
        day = days[order.placed_at.astimezone(zone).date()]
        if order.email not in known:
            known.add(order.email)
            day["new_customers"] += 1
        if order.status in SOLD:
            day["orders"] += 1
            day["items"] += sum(
                OrderLine.objects.filter(order=order).values_list("quantity", flat=True)
            )
            day["revenue"] += order.total_amount
            day["tax"] += order.tax_amount
    for refund in Transaction.objects.filter(store=store, kind="refund"):
        days[refund.created_at.astimezone(zone).date()]["refunds"] -= refund.amount
    return {day: row for day, row in sorted(days.items()) if any(row.values())}


def differences(found, expected):
    days = found.keys() | expected.keys()
    return {
        day: (found.get(day), expected.get(day))
        for day in sorted(days)
        if found.get(day) != expected.get(day)
    }


def sell(store, variant, number, *, at=None, **fields):
    return make_order(store, variant, number=number, placed_at=at or timezone.now(), **fields)


def pay_and_cancel(order, user):
    with store_scope(order.store):
        payment = Payment.objects.get(order=order)
        record_charge(payment, reference=f"paid-{order.pk}")
        orders.cancel(order=order, user=user)


@pytest.fixture(autouse=True)
def utc(store, other_store):
    Store.objects.update(time_zone="UTC")


@pytest.fixture
def variant(store):
    return make_product(store, "Mug", price="10.00", stock=10_000).variants.get()


@pytest.mark.parametrize("seed", range(6))
def test_figures_are_what_the_raw_records_say(store, as_member, variant, seed):
    # given a store somewhere, with orders over half a year, some canceled and paid back
    chance = random.Random(seed)
    zone = ["UTC", "Pacific/Auckland", "America/St_Johns", "Asia/Kolkata", "Europe/Berlin",
            "Pacific/Kiritimati"][seed]  # fmt: skip
    Store.objects.filter(pk=store.pk).update(time_zone=zone)
    store.refresh_from_db()
    owner = as_member(store, "Owner")
    made = []
    for number in range(40):
        at = timezone.now() - timedelta(minutes=chance.randrange(60 * 24 * 180))
        made.append(
            sell(store, variant, number + 1, at=at, quantity=chance.randint(1, 4),
                 email=f"shopper{chance.randrange(15)}@example.com",
                 status=chance.choice(["placed", "completed", "canceled", "placed"]))
        )  # fmt: skip
        if chance.random() < 0.15:
            roll_up_figures()  # In the middle of it all.
        open_orders = [order for order in made if order.status == "placed"]
        if chance.random() < 0.25 and open_orders:
            order = chance.choice(open_orders)
            pay_and_cancel(order, owner)
            order.refresh_from_db()
    # when they are rolled up
    roll_up_figures()
    # then they say what the records say; again changes nothing, and nor does a rebuild
    expected = from_raw(store)
    assert differences(figures_of(store), expected) == {}
    assert len(expected) > 10
    assert sum(row["refunds"] for row in expected.values()) > 0
    assert roll_up_figures() == 0
    assert figures_of(store) == expected
    DailyFigures.objects.filter(store=store).update(revenue=1, orders=99, items=0)
    rebuild_figures(store_id=store.pk)
    assert figures_of(store) == expected
    whole = StoreFigures.objects.get(store=store, period=0)
    assert whole.revenue == sum(row["revenue"] for row in expected.values())
    assert whole.orders == sum(row["orders"] for row in expected.values())


def test_a_period_ends_with_the_stores_today(store, variant):
    now = timezone.now()
    for number, days in enumerate([0, 6, 7, 29, 30, 89, 90, 364, 365]):
        sell(store, variant, number + 1, at=now - timedelta(days=days))
    roll_up_figures()
    counted = dict(StoreFigures.objects.filter(store=store).values_list("period", "orders"))
    assert counted == {7: 2, 30: 4, 90: 6, 365: 8, 0: 9}


def test_a_cancellation_changes_the_day_of_the_order_and_the_refund_its_own(
    store, as_member, variant
):
    # given an order of three weeks ago that was counted
    placed = timezone.now() - timedelta(days=21)
    order = sell(store, variant, 1, at=placed)
    roll_up_figures()
    assert figures_of(store)[placed.date()]["revenue"] == order.total_amount
    # when it is canceled and paid back today
    pay_and_cancel(order, as_member(store, "Owner"))
    roll_up_figures()
    # then that day has sold nothing, and today gave money back
    rows = figures_of(store)
    assert (rows[placed.date()]["revenue"], rows[placed.date()]["orders"]) == (0, 0)
    assert rows[timezone.now().date()]["refunds"] == order.total_amount
    assert StoreFigures.objects.get(store=store, period=30).last_order_at is None


def test_a_day_begins_at_midnight_where_the_store_is(store, variant):
    Store.objects.filter(pk=store.pk).update(time_zone="America/New_York")
    sell(store, variant, 1, at=datetime(2026, 3, 8, 4, 59, 59, tzinfo=UTC))
    sell(store, variant, 2, at=datetime(2026, 3, 8, 5, 0, tzinfo=UTC))  # Midnight; 23 hours long.
    sell(store, variant, 3, at=datetime(2026, 3, 9, 3, 59, 59, tzinfo=UTC))
    sell(store, variant, 4, at=datetime(2026, 3, 9, 4, 0, tzinfo=UTC))
    roll_up_figures()
    assert {day: row["orders"] for day, row in figures_of(store).items()} == {
        date(2026, 3, 7): 1,
        date(2026, 3, 8): 2,
        date(2026, 3, 9): 1,
    }


def test_who_moves_to_another_time_zone_has_figures_of_its_days(store, variant):
    sell(store, variant, 1, at=datetime(2026, 5, 1, 22, tzinfo=UTC))
    roll_up_figures()
    assert list(figures_of(store)) == [date(2026, 5, 1)]
    Store.objects.filter(pk=store.pk).update(time_zone="Asia/Tokyo")
    roll_up_figures()
    assert list(figures_of(store)) == [date(2026, 5, 2)]
    assert list(PlatformFigures.objects.values_list("day", flat=True)) == [date(2026, 5, 2)]


@pytest.mark.parametrize(
    ("currency", "price", "rate"),
    [("JPY", "1234", "161.37"), ("KWD", "12.345", "0.3325")],
)
def test_amounts_of_every_currency_are_added_exactly_and_turned_into_the_platforms(
    other_store, currency, price, rate
):
    # given a store whose currency has no or three digits
    Store.objects.filter(pk=other_store.pk).update(currency=currency)
    other_store.refresh_from_db()
    variant = make_product(other_store, "Cup", price=price).variants.get()
    day = timezone.now() - timedelta(days=3)
    ExchangeRate.objects.create(currency=currency, day=day.date(), rate=Decimal(rate))
    order = sell(other_store, variant, 1, at=day)
    Order.objects.filter(pk=order.pk).update(total_amount=Decimal(price) * 2)
    # when
    roll_up_figures()
    # then
    row = DailyFigures.objects.get(store=other_store)
    assert row.revenue == Decimal(price) * 2
    assert row.platform_revenue == round_money(Decimal(price) * 2 / Decimal(rate), "EUR")
    (platform,) = PlatformFigures.objects.all()
    assert (platform.currency, platform.platform_revenue) == (currency, row.platform_revenue)
    if currency == "JPY":
        assert row.platform_revenue == Decimal("15.29")


def test_without_a_rate_the_amount_is_missing_and_not_zero(store, other_store, variant):
    Store.objects.filter(pk=store.pk).update(currency="USD")
    Order.objects.all().update(currency="USD")
    order = sell(store, variant, 1, at=timezone.now() - timedelta(days=2))
    Order.objects.filter(pk=order.pk).update(currency="USD", total_amount=Decimal("108.23"))
    roll_up_figures()
    assert DailyFigures.objects.get(store=store).platform_revenue is None
    assert StoreFigures.objects.get(store=store, period=30).platform_revenue is None
    assert PlatformFigures.objects.get(currency="USD").platform_revenue is None
    # a rate of tomorrow says nothing about two days ago
    today = timezone.now().date()
    rate = ExchangeRate.objects.create(currency="USD", day=today, rate=Decimal("1.0823"))
    assert convert_figures() == 0
    # the one of the week before does
    rate.day = today - timedelta(days=9)
    rate.save()
    assert convert_figures() == 1
    assert DailyFigures.objects.get(store=store).platform_revenue == Decimal("100.00")
    assert StoreFigures.objects.get(store=store, period=30).platform_revenue == Decimal("100.00")
    assert convert_figures() == 0
    # and when the platform counts in another currency, so do its figures
    settings = PlatformSettings.load()
    settings.currency = "USD"
    settings.save()
    assert convert_figures() == 1
    assert PlatformFigures.objects.get(currency="USD").platform_revenue == Decimal("108.23")


def test_orders_of_one_moment_do_not_wait_for_each_other_over_figures(store, variant):
    """What is due is only ever added: there is no row that two would change."""
    for number in range(3):
        sell(store, variant, number + 1)
    assert FiguresDue.objects.filter(store=store).count() >= 3
    roll_up_figures()
    assert not FiguresDue.objects.exists()


def test_drafts_leave_nothing_to_count(store, variant):
    roll_up_figures()
    make_order(store, variant, status="draft", number=1)
    assert not FiguresDue.objects.exists()


def test_a_store_sees_its_own_figures_only(store, other_store, variant):
    sell(store, variant, 1)
    roll_up_figures()
    with store_scope(other_store):
        assert not DailyFigures.objects.exists()
        assert set(StoreFigures.objects.values_list("store_id", flat=True)) == {other_store.pk}
        assert not PlatformFigures.objects.exists()
        assert not StoreCount.objects.exists()
    with store_scope(store):
        assert DailyFigures.objects.get().orders == 1


def test_the_number_of_statements_does_not_grow_with_what_is_counted(store, variant):
    def count(orders_made):
        for number in range(orders_made):
            at = timezone.now() - timedelta(days=number)
            sell(store, variant, Order.objects.count() + 1, at=at)
        with CaptureQueriesContext(connection) as queries:
            roll_up_figures()
        return len(queries)

    count(1)
    assert count(2) == count(20)


def test_visits_that_are_gone_stay_counted(store):
    today = timezone.now().date()
    for day, visitors in [(today, 3), (today - timedelta(days=2), 2)]:
        for number in range(visitors):
            for step in (1, 2) if number else (1,):
                Visit.objects.create(
                    store=store, day=day, visitor=f"00000000-0000-4000-8000-00000000000{number}",
                    step=step,
                )  # fmt: skip
    rebuild_figures(store_id=store.pk)
    assert figures_of(store)[today]["visitors"] == 3
    assert figures_of(store)[today]["carts"] == 2
    DailyFigures.objects.filter(day=today - timedelta(days=2)).update(day=date(2026, 1, 5))
    rebuild_figures(store_id=store.pk)
    rows = figures_of(store)
    assert rows[date(2026, 1, 5)]["visitors"] == 2
    assert rows[today]["visitors"] == 3
    assert StoreFigures.objects.get(store=store, period=0).visitors == 7
    # and the visits themselves are deleted after a while
    Visit.objects.filter(day=today).update(day=today - timedelta(days=9))
    roll_up_figures()
    assert set(Visit.objects.values_list("day", flat=True)) == {today - timedelta(days=2)}


def test_a_first_order_that_was_canceled_was_one_all_the_same(store, variant):
    first, later = (timezone.now() - timedelta(days=days) for days in (9, 5))
    sell(store, variant, 1, at=first, status="canceled")
    sell(store, variant, 2, at=later)
    sell(store, variant, 3, status="canceled")
    roll_up_figures()
    whole = StoreFigures.objects.get(store=store, period=0)
    assert whole.first_order_at == first == onboarding_of(store).first_order_at
    assert whole.last_order_at == later


def test_stores_are_counted_day_by_day(store, other_store):
    now = timezone.now()
    Store.objects.update(created_at=now - timedelta(days=5), opened_at=now - timedelta(days=4))
    Store.objects.filter(pk=other_store.pk).update(
        status="disabled", status_changed_at=now - timedelta(days=1)
    )
    rebuild_figures()
    counts = {
        (now.date() - row.day).days: (row.active, row.opened, row.churned)
        for row in StoreCount.objects.all()
    }
    total = Store.objects.count()
    assert counts[5] == (0, 0, 0)
    assert counts[4] == (total, total, 0)
    assert counts[2] == (total, 0, 0)
    assert counts[1] == (total - 1, 0, 1)
    assert counts[0] == (total - 1, 0, 0)


def platform_days():
    rows = PlatformFigures.objects.order_by("day", "currency")
    return [
        (row.day, row.currency, row.platform_revenue, *(getattr(row, name) for name in MEASURES))
        for row in rows
    ]


def test_what_erased_stores_sold_stays_in_the_platforms_past(store, other_store):
    # given two stores that sold on one day, and one of them on another that is not counted yet
    at = timezone.now() - timedelta(days=3)
    variants = {}
    for one in (store, other_store):
        variants[one] = make_product(one, "Cup", price="10.00", stock=10).variants.get()
        sell(one, variants[one], 1, at=at, email="somebody@example.com")
    roll_up_figures()
    before = platform_days()
    sell(other_store, variants[other_store], 2, at=at - timedelta(days=1))
    # when both are erased
    erase_store(store=other_store)
    erase_store(store=store)
    # then the platform's days say what they said, whatever is made anew
    assert sum(row[3] for row in before) == 2
    for make_anew in (roll_up_figures, rebuild_figures, convert_figures):
        make_anew()
        days = platform_days()
        assert [row for row in days if row[0] == at.date()] == before
        assert [row[3] for row in days if row[0] < at.date()] == [1]


@pytest.mark.django_db(transaction=True)
def test_a_store_is_erased_while_figures_are_made(store):
    """Whoever makes figures locks first them, then the store; the erasure must not wait the other
    way round."""
    ago = timezone.now() - timedelta(minutes=1)
    Store.objects.filter(pk=store.pk).update(status="closing", erase_at=ago, status_changed_at=ago)
    began, errors = Event(), []

    def make_figures():
        try:
            with alone():
                began.set()
                time.sleep(1)  # The erasure has come as far as it can.
                DailyFigures.objects.create(
                    store=store, day=timezone.now().date(), currency="EUR", visitors=3
                )
        except DatabaseError as error:
            errors.append(error)
        finally:
            connection.close()

    thread = Thread(target=make_figures)
    thread.start()
    began.wait(10)
    erased = erase_closed_stores()
    thread.join()
    assert (erased, errors) == (1, [])
    assert not Store.objects.filter(pk=store.pk).exists()
    assert DailyFigures.objects.get().store_id == 0


def test_past_days_keep_their_stores_when_figures_are_made_anew(store):
    Store.objects.update(created_at=timezone.now() - timedelta(days=9))
    past = timezone.now().date() - timedelta(days=5)
    StoreCount.objects.create(day=past, active=41, opened=2, churned=1)
    rebuild_figures()
    counted = StoreCount.objects.get(day=past)
    assert (counted.active, counted.opened, counted.churned) == (41, 2, 1)
    assert StoreCount.objects.count() == 10


# The command -------------------------------------------------------------------------------


def test_the_command_rebuilds_one_store_or_all(store, variant, capsys):
    sell(store, variant, 1, at=timezone.now() - timedelta(days=40))
    sell(store, variant, 2)
    call_command("rebuild_figures")
    assert len(figures_of(store)) == 2
    DailyFigures.objects.update(orders=77)
    since = (timezone.now() - timedelta(days=10)).date()
    with store_scope(store):  # As --store does it.
        call_command("rebuild_figures", "--from", since.isoformat())
    assert [row["orders"] for row in figures_of(store).values()] == [77, 1]
    assert "1 day" in capsys.readouterr().out


@pytest.mark.parametrize("text", ["yesterday", "2026-13-01", "", "01.02.2026"])
def test_the_command_refuses_what_is_no_day(store, variant, text):
    sell(store, variant, 1)
    with pytest.raises(CommandError, match="2026-01-31"):
        call_command("rebuild_figures", "--from", text)
    assert not DailyFigures.objects.exists()
