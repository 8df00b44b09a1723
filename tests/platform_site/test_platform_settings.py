"""What operators decide for the whole platform."""

from __future__ import annotations

import pytest
from django.test import Client

from stores.models import PlatformSettings, Store
from tests.conftest import client_on

pytestmark = pytest.mark.django_db

PATH = "/admin/control/settings/"
WHOLE = {
    "currency": "CHF",
    "sign_up_open": "on",
    "closing_days": "14",
    "alert_emails": "ops@example.com\nboss@example.com, ops@example.com",
    "maintenance-message": "",
}


def test_the_settings_are_saved_and_shown(control_client: Client) -> None:
    assert control_client.post(PATH, WHOLE).status_code == 302
    saved = PlatformSettings.load()
    assert (saved.currency, saved.sign_up_open, saved.closing_days) == ("CHF", True, 14)
    assert saved.alert_emails == ["ops@example.com", "boss@example.com"]
    page = control_client.get(PATH).text
    assert "ops@example.com\nboss@example.com" in page
    control_client.post(PATH, {**WHOLE, "sign_up_open": "", "alert_emails": ""})
    saved = PlatformSettings.load()
    assert (saved.sign_up_open, saved.alert_emails) == (False, [])


@pytest.mark.parametrize(
    ("field", "value"),
    [("currency", "XXX"), ("currency", ""), ("closing_days", "0"), ("closing_days", "366"),
     ("closing_days", "x"), ("closing_days", ""), ("alert_emails", "nobody"),
     ("alert_emails", "a@example.com b@"), ("maintenance-message", "m" * 501),
     ("alert_emails", "\n".join(f"a{n}@example.com" for n in range(21)))],
)  # fmt: skip
def test_a_wrong_value_is_named_and_nothing_is_saved(
    control_client: Client, store: Store, field: str, value: str
) -> None:
    data = {**WHOLE, "maintenance-is_on": "on", field: value}
    response = control_client.post(PATH, data)
    assert response.status_code == 200
    form = response.context["maintenance" if "-" in field else "form"]
    assert form.errors[field.rpartition("-")[2]]
    assert PlatformSettings.load().closing_days == 30
    assert client_on("alpha.localhost").get("/").status_code == 200


def test_all_shops_go_into_maintenance_and_come_back(
    control_client: Client, store: Store, other_store: Store
) -> None:
    data = {**WHOLE, "maintenance-is_on": "on", "maintenance-message": "New engine"}
    control_client.post(PATH, data)
    for host in ("alpha.localhost", "beta.localhost"):
        response = client_on(host).get("/")
        assert (response.status_code, "New engine" in response.text) == (503, True)
    assert control_client.get(PATH).status_code == 200
    control_client.post(PATH, WHOLE)
    assert client_on("alpha.localhost").get("/").status_code == 200
