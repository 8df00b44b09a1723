"""How long Center Control's dashboard and its table take with many stores.

    python benchmarks/control_tables.py [--stores 10000] [--days 400] [--keep]

Makes the stores and a year of figures by SQL in the database that DATA_DIR or DATABASE_URL names
(one for the purpose: it is not a small amount), asks for the screens as an operator does, and
prints for each how many queries it took and how long the database worked: the execution time of
EXPLAIN ANALYZE of each of them. Everything is rolled back in the end, unless --keep says
otherwise."""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "platform_site.settings")

import django
from django.conf import settings

SCREENS = [
    "/admin/",
    "/admin/?period=365",
    "/admin/control/stores/",
    "/admin/control/stores/?ordering=-platform_revenue",
    "/admin/control/stores/?ordering=-revenue&period=365",
    "/admin/control/stores/?ordering=-conversion&period=0",
    "/admin/control/stores/?ordering=-last_order_at&status=active&currency=USD",
    "/admin/control/stores/?ordering=-error_rate",
    "/admin/control/stores/?q=shop-99",
    "/admin/control/stores/?p=200&ordering=-order_count",
]

STORES = """
INSERT INTO stores_store (
    name, slug, status, status_note, status_message, is_test_mode, tagline, currency,
    prices_include_tax, language, time_zone, country, contact_email, contact_phone,
    contact_address, announcement, requires_second_factor, created_at, updated_at, opened_at,
    status_changed_at, is_template, in_maintenance, maintenance_message, overrides, plan_id
)
SELECT 'Shop ' || n, 'bench-shop-' || n, CASE WHEN n %% 20 = 0 THEN 'suspended' ELSE 'active' END,
    '', '', false, '',
    (ARRAY['EUR','USD','GBP','JPY','SEK','CHF','KWD'])[1 + n %% 7],
    true, 'en', (ARRAY['UTC','Europe/Berlin','America/New_York','Asia/Tokyo'])[1 + n %% 4],
    (ARRAY['DE','US','GB','JP','SE'])[1 + n %% 5],
    'owner' || n || '@example.com', '', '', '', false,
    now() - n * interval '1 hour', now(), now() - n * interval '1 hour' + interval '3 days',
    now() - n * interval '1 hour', false, false, '', '{}', (SELECT min(id) FROM stores_plan)
FROM generate_series(1, %(stores)s) n
"""

OTHERS = [
    """
INSERT INTO commerce_dailyfigures (
    store_id, day, currency, orders, items, revenue, tax, refunds, platform_revenue, new_customers,
    visitors, carts, checkouts, buyers
)
SELECT s.id, current_date - d, s.currency, 1 + (s.id + d) %% 9, 12, 20 + (s.id * d) %% 500, 3, 0,
    20 + (s.id * d) %% 400, 1, 100 + (s.id + d) %% 50, 9, 5, 1 + (s.id + d) %% 9
FROM stores_store s CROSS JOIN generate_series(0, %(days)s) d
WHERE s.slug LIKE 'bench-shop-%%' AND (s.id + d) %% 3 = 0
""",
    """
INSERT INTO platform_site_storehealth (
    store_id, state, reason, failures_in_a_row, successes_in_a_row, request_count, error_count,
    error_rate, p50_ms, p95_ms
)
SELECT id, 'up', '', 0, 9, 1000, id %% 40, (id %% 40) / 1000.0, 40, 60 + id %% 300
FROM stores_store WHERE slug LIKE 'bench-shop-%%'
ON CONFLICT DO NOTHING
""",
]


def fill(stores: int, days: int) -> None:
    from django.db import connection
    from django.utils import timezone

    from commerce.services.figures.roll_up import roll_up_figures
    from commerce.services.figures.totals import sum_platform
    from stores.models import Domain, Store

    with connection.cursor() as cursor:
        started = time.monotonic()
        cursor.execute(STORES, {"stores": stores})
        figures, health = OTHERS
        found = Store.objects.filter(slug__startswith="bench-shop-")
        Domain.objects.bulk_create(
            [
                Domain(
                    store=store, hostname=f"{store.slug}.localhost", is_primary=True,
                    verified_at=timezone.now(),
                )
                for store in found
            ],
            batch_size=1000,
        )  # fmt: skip
        cursor.execute(figures, {"days": days})
        print(f"{stores} stores, {cursor.rowcount} days of figures")
        cursor.execute(health.replace("%%", "%"))
        cursor.execute("ANALYZE")
        print(f"made in {time.monotonic() - started:.1f} s")
        started = time.monotonic()
        cursor.execute("SELECT DISTINCT day FROM commerce_dailyfigures")
        sum_platform([day for (day,) in cursor.fetchall()])
        print(f"platform's days added up in {time.monotonic() - started:.1f} s")
        for what in ("first roll-up, all stores", "the next, nothing due"):
            started = time.monotonic()
            roll_up_figures()
            print(f"{what}: {time.monotonic() - started:.2f} s")
        cursor.execute("ANALYZE")


def measure(client: object, path: str) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.get(path)  # type: ignore[attr-defined]
    with CaptureQueriesContext(connection) as captured:
        response = client.get(path)  # type: ignore[attr-defined]
    assert response.status_code == 200, (path, response.status_code)
    queries = [query["sql"] for query in captured]
    total, slowest = 0.0, (0.0, "")
    with connection.cursor() as cursor:
        for sql in queries:
            if not sql.lstrip().upper().startswith(("SELECT", "WITH", "INSERT", "UPDATE")):
                continue
            # No parameters: what was asked has them in it already.
            cursor.execute("EXPLAIN (ANALYZE, SUMMARY) " + sql.replace("%", "%%"), ())
            lines = [line for (line,) in cursor.fetchall()]
            took = sum(
                float(line.split(":")[1].replace("ms", ""))
                for line in lines
                if line.startswith(("Planning Time", "Execution Time"))
            )
            total += took
            slowest = max(slowest, (took, sql))
    print(f"{path:75} {len(queries):3} queries {total:8.1f} ms (slowest {slowest[0]:.1f})")
    if os.environ.get("SHOW") and slowest[0] > 100:
        print(slowest[1])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stores", type=int, default=10_000)
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--keep", action="store_true")
    options = parser.parse_args()
    if settings.EMBEDDED_POSTGRES:
        from platform_site.command_line import start_database

        start_database(settings)
    plain = "django.contrib.staticfiles.storage.StaticFilesStorage"  # Nothing is collected.
    settings.STORAGES["staticfiles"]["BACKEND"] = plain
    django.setup()
    settings.ALLOWED_HOSTS = ["*"]

    from django.contrib.auth.models import Group
    from django.db import transaction
    from django.test import Client

    from stores.models import Membership, User
    from stores.roles import OPERATOR
    from stores.scope import platform_scope

    with platform_scope(), transaction.atomic():
        fill(options.stores, options.days)
        user = User.objects.create_user("bench@example.com", "correct horse battery staple")
        Membership.objects.create(store_id=0, user=user, group=Group.objects.get(name=OPERATOR))
        client = Client(HTTP_HOST=settings.CONTROL_HOST)
        answer = client.post(
            "/admin/login/",
            {"username": user.email, "password": "correct horse battery staple"},
        )
        assert answer.status_code == 302, answer.content[:500]
        for path in SCREENS:
            with platform_scope():
                measure(client, path)
        transaction.set_rollback(not options.keep)


if __name__ == "__main__":
    main()
