"""The provider's reports: the dashboard, the table of stores, a store's figures, exchange rates."""

from __future__ import annotations

import csv
import html
import io
import re
from datetime import date, timedelta
from decimal import Decimal
from xml.etree import ElementTree

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commerce.exchange_rates import NotRates, Rate, parse_rates
from commerce.models import DailyFigures, ExchangeRate
from commerce.services.figures import convert_figures, rebuild_figures, roll_up_figures
from commerce.services.set_rates import set_rates
from platform_site.monitoring.models import Incident, StoreHealth
from platform_site.reporting.charts import Chart, Point, draw, top_of_axis
from platform_site.reporting.periods import Period, chosen
from platform_site.reporting.series import Sums, in_spans
from stores.models import AuditEntry, Store
from stores.scope import store_scope
from tests.commerce.orders import make_order
from tests.factories import make_product

DASHBOARD, STORES, RATES = "/admin/", "/admin/control/stores/", "/admin/control/rates/"
FIGURES = "/admin/control/stores/alpha/figures/"


@pytest.fixture(autouse=True)
def utc(store, other_store):
    Store.objects.update(time_zone="UTC")


@pytest.fixture
def sold(store, other_store):
    """Alpha sold for 24.90 euros, Beta for 104.90 dollars, of which no rate is known."""
    Store.objects.filter(pk=other_store.pk).update(currency="USD")
    other_store.refresh_from_db()
    ago = timezone.now() - timedelta(days=2)
    make_order(store, make_product(store, "A", price="10").variants.get(), placed_at=ago)
    make_order(
        other_store, make_product(other_store, "B", price="50").variants.get(), placed_at=ago
    )
    with store_scope(store):
        row = {"day": timezone.now().date() - timedelta(days=20), "currency": "EUR"}
        DailyFigures.objects.create(**row, visitors=40, carts=9, checkouts=4, buyers=2)
    roll_up_figures()
    rebuild_figures()
    return Decimal("24.90"), Decimal("104.90")


# The dashboard -----------------------------------------------------------------------------


def test_the_dashboard_says_which_sales_it_cannot_add_up(control_client, sold):
    page = control_client.get(DASHBOARD).text
    assert "Rates are missing for USD" in page
    assert "€24.90 where rates are known" in page
    assert "$104.90" in page
    rates = [Rate("USD", timezone.now().date() - timedelta(days=5), Decimal("1.0490"))]
    set_rates(rates=rates)
    convert_figures()
    page = control_client.get(DASHBOARD).text
    assert "Rates are missing" not in page
    assert "€124.90" in page
    assert "5.0 %" in page  # 2 of 40 visitors bought.


def test_periods_are_chosen_and_compared(control_client, sold, store):
    assert "€24.90" in control_client.get(DASHBOARD, {"period": "7"}).text
    page = control_client.get(FIGURES, {"period": "7"}).text
    assert "before: €0.00" in page
    assert len(re.findall(r"<svg", control_client.get(FIGURES, {"period": "365"}).text)) >= 3


@pytest.mark.parametrize("period", ["", "x", "-7", "31", "9" * 40, "0", "٧"])
def test_an_odd_period_is_the_usual_one(control_client, store, period):
    page = control_client.get(DASHBOARD, {"period": period})
    assert page.status_code == 200
    assert "The last 30 days" in page.text
    assert control_client.get(FIGURES, {"period": period}).status_code == 200
    assert control_client.get(STORES, {"period": period}).status_code == 200


def test_what_to_look_at_leads_to_just_that(control_client, store, other_store):
    ago = timezone.now() - timedelta(days=1)
    Store.objects.filter(pk=store.pk).update(trial_ends_at=ago)
    StoreHealth.objects.create(store_id=other_store.pk, state="down")
    Incident.objects.create(store_id=other_store.pk, rule="store_down", opened_at=ago)
    page = control_client.get(DASHBOARD).text
    found = re.search(r'report-attention__list">(.*?)</ul>', page, re.DOTALL)[1]
    addresses = [html.unescape(each) for each in re.findall(r'href="([^"]+)"', found)]
    incidents, down, trials = addresses[:3]
    assert set(rows_of(control_client.get(down).text)) == {"beta"}
    assert set(rows_of(control_client.get(trials).text)) == {"alpha"}
    assert "beta" in control_client.get(incidents).text.lower()
    assert control_client.get(STORES, {"attention": "nonsense"}).status_code == 200


def test_the_dashboard_says_how_long_stores_take_to_open_and_to_sell(
    control_client, store, other_store
):
    now = timezone.now()
    for each, days in [(store, 2), (other_store, 4)]:
        Store.objects.filter(pk=each.pk).update(
            created_at=now - timedelta(days=30), opened_at=now - timedelta(days=30 - days)
        )
    variant = make_product(store).sellable_variants()[0]
    make_order(store, variant, placed_at=now - timedelta(days=20))
    roll_up_figures()
    page = re.sub(r"\s+", " ", control_client.get(DASHBOARD).text)
    assert "<dt>From made to open</dt><dd>3 days</dd>" in page
    assert "<dt>From made to the first order</dt><dd>10 days</dd>" in page


def test_an_empty_platform_has_a_dashboard(control_client, db):
    page = control_client.get(DASHBOARD)
    assert page.status_code == 200
    assert "Nothing yet in these days." in page.text
    assert "Nothing was sold in these days." in page.text


def test_reports_hold_no_style_and_no_script_of_their_own(control_client, sold):
    for path in (DASHBOARD, FIGURES):
        page = control_client.get(path).text
        main = page[page.index("report-head") :]
        assert 'style="' not in main
        for svg in re.findall(r"<svg class=\"chart.*?</svg>", main, re.DOTALL):
            root = ElementTree.fromstring(svg)  # noqa: S314 - our own
            assert root.find("title") is not None
            assert root.find("desc").text


# The table ---------------------------------------------------------------------------------


def rows_of(page):
    return re.findall(r'href="/admin/control/stores/([a-z0-9-]+)/"', page)


def test_the_table_shows_sales_in_both_currencies(control_client, sold):
    page = control_client.get(STORES).text
    beta = next(row for row in page.split("<tr") if ">Beta<" in row)
    assert "$104.90" in beta
    assert "no rate" in beta
    set_rates(rates=[Rate("USD", timezone.now().date() - timedelta(days=9), Decimal("1.0490"))])
    convert_figures()
    page = control_client.get(STORES).text
    beta = next(row for row in page.split("<tr") if ">Beta<" in row)
    assert "€100.00" in beta


@pytest.mark.parametrize(
    "column",
    ["name", "slug", "status", "plan", "order_count", "revenue", "platform_revenue", "average",
     "visitors", "conversion", "last_order_at", "created_at", "to_open", "to_first_order",
     "error_rate", "p95_ms"],
)  # fmt: skip
def test_the_table_is_sorted_by_every_column(control_client, sold, column):
    up = control_client.get(STORES, {"ordering": column})
    down = control_client.get(STORES, {"ordering": f"-{column}"})
    assert up.status_code == down.status_code == 200
    assert f"ordering=-{column}" in up.text  # The heading that turns it round is there.
    assert set(rows_of(up.text)) >= {"alpha", "beta"}


def test_the_largest_sales_in_the_platforms_currency_come_first_and_unknown_ones_last(
    control_client, sold
):
    page = control_client.get(STORES, {"ordering": "-platform_revenue"}).text
    assert rows_of(page)[0] == "alpha"
    assert rows_of(page)[-1] == "beta"


def test_the_table_is_filtered(control_client, sold):
    assert set(rows_of(control_client.get(STORES, {"currency": "USD"}).text)) == {"beta"}
    Store.objects.filter(slug="alpha").update(country="FR")
    assert set(rows_of(control_client.get(STORES, {"country": "FR"}).text)) == {"alpha"}
    week = control_client.get(STORES, {"period": "7"}).text
    assert "€24.90" in week
    Store.objects.filter(slug="alpha").update(time_zone="UTC")
    DailyFigures.objects.filter(orders__gt=0).update(day=timezone.now().date() - timedelta(days=9))
    roll_up_figures()


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_the_table_is_taken_along_as_a_file(control_client, sold, file_format):
    Store.objects.filter(slug="alpha").update(name='=HYPERLINK("http://evil.example")')
    response = control_client.get(STORES, {"export": file_format, "currency": "EUR"})
    assert response["Content-Disposition"] == f'attachment; filename="stores.{file_format}"'
    content = b"".join(response.streaming_content)
    if file_format == "csv":
        rows = list(csv.reader(io.StringIO(content.decode())))
        assert rows[1][0].startswith("'=")
    else:
        sheet = openpyxl.load_workbook(io.BytesIO(content)).active
        rows = [list(row) for row in sheet.iter_rows(values_only=True)]
        assert sheet["A2"].data_type == "s"
    heading, alpha = rows[0], rows[1]
    assert len(rows) == 2
    assert Decimal(str(alpha[heading.index("Revenue")])) == Decimal("24.90")
    entry = AuditEntry.objects.get(action="export.made")
    assert entry.after["list"] == STORES


def test_the_screens_take_few_queries_and_no_more_for_many_stores(control_client, sold, store):
    def count(path):
        control_client.get(path)
        with CaptureQueriesContext(connection) as queries:
            assert control_client.get(path).status_code == 200
        return len(queries)

    paths = [DASHBOARD, f"{STORES}?ordering=-platform_revenue", f"{STORES}?q=a&status=active"]
    few = [count(path) for path in paths]
    Store.objects.bulk_create(
        Store(name=f"S{n}", slug=f"s-{n}", currency=["EUR", "USD", "JPY"][n % 3], time_zone="UTC")
        for n in range(60)
    )
    roll_up_figures()
    assert [count(path) for path in paths] == few
    assert max(few) <= 10


# A store's figures -------------------------------------------------------------------------


def test_a_stores_figures_are_its_own(control_client, sold):
    page = control_client.get(FIGURES).text
    assert "€24.90" in page
    assert "104.90" not in page
    response = control_client.get(FIGURES, {"export": "csv", "period": "7"})
    rows = list(csv.reader(io.StringIO(b"".join(response.streaming_content).decode())))
    assert len(rows) == 8
    assert sum(Decimal(row[5]) for row in rows[1:]) == Decimal("24.90")
    assert AuditEntry.objects.filter(action="export.made").exists()
    assert control_client.get("/admin/control/stores/nobody/figures/").status_code == 404


@pytest.mark.parametrize("path", [FIGURES, RATES, DASHBOARD])
def test_owners_see_no_report_of_the_provider(store, as_member, store_client, path):
    client = store_client(store, as_member(store, "Owner"))
    if path != DASHBOARD:
        assert client.get(path).status_code == 404


# Exchange rates ----------------------------------------------------------------------------

DAILY = (
    "Date, USD, JPY, BGN, CZK, KRW, \n20 November 2026, 1.0823, 161.37, 1.9558, 25.293, 1534.2, \n"
)
HISTORY = (
    "Date,USD,JPY,CYP,ISK,\n"
    "2026-11-20,1.0823,161.37,N/A,N/A,\n"
    "2026-11-19,1.0811,160.99,N/A,150.1,\n"
)


def upload(client, text, name="eurofxref.csv"):
    data = text if isinstance(text, bytes) else text.encode()
    file = SimpleUploadedFile(name, data, content_type="text/csv")
    return client.post(RATES, {"file_form": "1", "file": file}, follow=True)


def test_the_files_of_the_european_central_bank_are_read():
    assert parse_rates(DAILY.encode())[0] == Rate("USD", date(2026, 11, 20), Decimal("1.0823"))
    history = parse_rates(b"\xef\xbb\xbf" + HISTORY.encode())
    assert [(rate.currency, rate.day.day) for rate in history] == [
        ("USD", 20), ("JPY", 20), ("USD", 19), ("JPY", 19), ("ISK", 19),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "first line"),
        ("Date,USD\n", "first line"),
        ("Datum,USD\n2026-01-01,1.1\n", "first line"),
        ("Date,USD\nyesterday,1.1\n", "Line 2: “yesterday”"),
        ("Date,USD\n2026-01-01,much\n", "Line 2: “much”"),
        ("Date,USD\n2026-01-01,-1\n", "Line 2: “-1”"),
        ("Date,USD\n2026-01-01,0\n", "Line 2: “0”"),
        ("Date,USD\n2026-01-01,NaN\n", "Line 2: “NaN”"),
        ("Date,USD\n2026-01-01,1e400\n", "Line 2"),
        ("Date,USD\n2026-01-01,1." + "1" * 20_000 + "\n", "Line 2"),
        ("Date,USD\0\n2026-01-01,1\n", "text file"),
        ("\xff\xfe".encode("latin-1"), "text file"),
    ],
)
def test_what_is_no_file_of_rates_is_refused_and_changes_nothing(control_client, text, problem):
    with pytest.raises(NotRates, match=re.escape(problem)):
        parse_rates(text if isinstance(text, bytes) else text.encode())
    page = upload(control_client, text or b" ")
    assert page.status_code == 200
    assert not ExchangeRate.objects.exists()


def test_rates_from_a_file_and_by_hand_replace_each_other(control_client, db):
    yesterday = timezone.now().date() - timedelta(days=1)
    page = upload(
        control_client, f"Date,USD,SEK,\n{yesterday},1.05,11.2,\n1999-01-04,1.1789,9.47,\n"
    )
    assert "2 rates are entered." in page.text
    page = control_client.post(
        RATES, {"currency": "USD", "day": yesterday.isoformat(), "rate": "1.06"}, follow=True
    )
    assert "1 rate is entered." in page.text
    assert ExchangeRate.objects.get(currency="USD").rate == Decimal("1.06")
    assert ExchangeRate.objects.count() == 2
    entry = AuditEntry.objects.filter(action="exchange_rates.changed").latest("pk")
    assert entry.object_name == "USD"


@pytest.mark.parametrize(
    "wrong",
    [
        {"currency": "EUR"},
        {"currency": "XXX"},
        {"currency": ""},
        {"day": "2999-01-01"},
        {"day": "1999-01-04"},
        {"day": "soon"},
        {"rate": "0"},
        {"rate": "-1"},
        {"rate": "NaN"},
        {"rate": "1e20"},
        {"rate": "1.123456789"},
        {"rate": ""},
    ],
)
def test_a_wrong_rate_is_refused_with_what_was_typed(control_client, wrong):
    sent = {"currency": "USD", "day": timezone.now().date().isoformat(), "rate": "1.1", **wrong}
    page = control_client.post(RATES, sent)
    assert page.status_code == 200
    assert "w-field--error" in page.text
    assert not ExchangeRate.objects.exists()


@pytest.mark.parametrize("sent", [{"file_form": "1"}, {}, {"file_form": "1", "file": "text"}])
def test_a_form_without_its_file_is_refused(control_client, sent):
    assert control_client.post(RATES, sent).status_code == 200
    assert not ExchangeRate.objects.exists()


def test_a_file_of_long_ago_says_that_it_is(control_client, db):
    page = upload(control_client, "Date,USD\n1999-01-04,1.1789\n")
    assert "too long ago" in page.text


# Pure functions ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "top"),
    [([], 1), ([0, 0], 1), ([1], 1), ([3], 4), ([4], 4), ([4.1], 8), ([37], 40), ([95], 100),
     ([0.031], 0.04), ([Decimal(217220)], 400000), ([10**12], 10**12)],
)  # fmt: skip
def test_an_axis_ends_with_a_round_number_above_all(values, top):
    assert top_of_axis(values) == pytest.approx(top)


def test_what_is_not_known_is_a_gap_and_no_zero():
    points = [Point(str(n), value, "t") for n, value in enumerate([1, None, 3, 2])]
    svg = draw(Chart("x", "<Title>", "d", points), str)
    assert svg.count("chart__line") == 2
    assert svg.count("chart__dot") == 3
    assert "&lt;Title&gt;" in svg
    assert ElementTree.fromstring(svg) is not None  # noqa: S314 - our own


@pytest.mark.parametrize("days", [7, 30, 90, 365])
def test_spans_cover_each_day_once(days):
    period = Period(days, date(2026, 3, 1))
    spans = list(period.spans())
    covered = [
        first + timedelta(days=n) for first, last in spans for n in range((last - first).days + 1)
    ]
    assert covered == [period.first + timedelta(days=n) for n in range(days)]
    assert period.before.last == period.first - timedelta(days=1)
    sums = in_spans({day: Sums(orders=1) for day in covered}, period)
    assert sum(span.sums.orders for span in sums) == days


def test_a_period_is_read_from_the_address():
    assert chosen({"period": "90"}, date(2026, 1, 1)).days == 90
    assert chosen({}, date(2026, 1, 1)).days == 30
