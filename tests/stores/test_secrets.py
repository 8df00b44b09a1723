"""Secrets at rest can be encrypted anew, and are in no log and no error report."""

from __future__ import annotations

import io
import logging
import sys
import time
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, models
from django.http import HttpRequest
from django.test import RequestFactory
from django.views.debug import ExceptionReporter, get_exception_reporter_filter

from commerce.models import PaymentMethod
from stores.encryption import EncryptedTextField, encrypt, rotate
from stores.logging import HIDDEN, MaskSecretsFilter, ReporterFilter, masked
from stores.models import SecondFactor, Store, User
from stores.scope import store_scope
from stores.services.rotate_secrets import encrypted_fields, rotate_secrets

# Far from where it fails: a report shows the lines of code around an error as they are.
HIDDEN_VALUES = {
    "password": "hunter-two-hunter",
    "note": "sk_live_0123456789abcdef",
    "authorization": "Bearer 0123456789.abcdef",
    "setting": "k-0123456789",
    "variable": "whsec_fedcba9876543210",
}
OLD, NEW = "the old key of the tests, long enough", "the new key of the tests, long enough"
SECRET = "sk_live_abcdefghijklmnop"


@pytest.fixture
def under_old_key(store: Store, settings) -> PaymentMethod:
    settings.ENCRYPTION_KEYS = [OLD]
    with store_scope(store):
        method = PaymentMethod.objects.get(provider="manual")
        method.credentials = {"secret_key": SECRET}
        method.save()
    SecondFactor.objects.create(user=User.objects.get(email="owner@alpha.example"), secret="JBSW")
    return method


def stored() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT credentials FROM commerce_paymentmethod WHERE credentials <> ''")
        return str(cursor.fetchone()[0])


def run(*arguments: str) -> str:
    output = io.StringIO()
    call_command("rotate_secrets", *arguments, stdout=output)
    return output.getvalue()


def test_every_secret_is_encrypted_anew_and_the_old_key_can_go(under_old_key, settings) -> None:
    settings.ENCRYPTION_KEYS = [NEW, OLD]
    before = stored()
    output = run()
    assert "commerce.PaymentMethod.credentials: 0 under the newest key, 1 encrypted anew" in output
    assert "stores.SecondFactor.secret: 0 under the newest key, 1 encrypted anew" in output
    assert stored() != before
    settings.ENCRYPTION_KEYS = [NEW]
    under_old_key.refresh_from_db()
    assert under_old_key.credentials == {"secret_key": SECRET}
    assert SecondFactor.objects.get().secret == "JBSW"


def test_a_second_run_finds_nothing_to_do(under_old_key, settings) -> None:
    settings.ENCRYPTION_KEYS = [NEW, OLD]
    run()
    after = stored()
    assert "1 under the newest key, 0 encrypted anew" in run()
    assert stored() == after


def test_check_says_whether_the_old_key_is_needed_and_changes_nothing(under_old_key, settings):
    settings.ENCRYPTION_KEYS = [NEW, OLD]
    before = stored()
    with pytest.raises(CommandError, match="older keys are still needed"):
        run("--check")
    assert stored() == before
    run()
    assert "Only the newest key is needed now." in run("--check")


def test_a_key_that_is_lost_is_named_and_nothing_is_destroyed(under_old_key, settings) -> None:
    settings.ENCRYPTION_KEYS = [NEW]
    before = stored()
    with pytest.raises(CommandError, match="2 secrets were encrypted with a key"):
        run()
    assert stored() == before


def test_more_than_a_batch(under_old_key, settings, monkeypatch, other_store: Store) -> None:
    from stores.services import rotate_secrets as service

    monkeypatch.setattr(service, "BATCH", 1)
    with store_scope(other_store):
        PaymentMethod.objects.update(credentials={"secret_key": "other"})
    settings.ENCRYPTION_KEYS = [NEW, OLD]
    counts = {column.label: column.under_older for column in rotate_secrets()}
    assert counts["commerce.PaymentMethod.credentials"] == 2


def test_what_is_changed_meanwhile_stays_changed(under_old_key, settings, monkeypatch) -> None:
    from stores.services import rotate_secrets as service

    def rotate_while_somebody_saves(token: str) -> str:
        if token == stored():
            PaymentMethod.objects.update(credentials={"secret_key": "typed just now"})
        return rotate(token)

    monkeypatch.setattr(service, "rotate", rotate_while_somebody_saves)
    settings.ENCRYPTION_KEYS = [NEW, OLD]
    rotate_secrets()
    under_old_key.refresh_from_db()
    assert under_old_key.credentials == {"secret_key": "typed just now"}


def test_no_encrypted_field_is_overlooked() -> None:
    found = {f"{field.model._meta.label}.{field.name}" for field in encrypted_fields()}
    assert {"commerce.PaymentMethod.credentials", "stores.SecondFactor.secret"} <= found
    assert all(isinstance(field, models.Field) for field in encrypted_fields())
    assert issubclass(EncryptedTextField, models.TextField)


SECRETS = [
    ("Charged with sk_live_abcdefghijklmnop", "abcdefghijklmnop"),
    ("whsec_0123456789abcdef is wrong", "0123456789abcdef"),
    ("rk_test_0123456789abcdef", "0123456789abcdef"),
    ("Authorization: Bearer abc.def.ghi", "abc.def.ghi"),
    ("{'Authorization': 'Basic dXNlcjpwYXNz'}", "dXNlcjpwYXNz"),
    ("headers Bearer eyJhbGciOiJIUzI1NiJ9.x", "eyJhbGciOiJIUzI1NiJ9"),
    ("Not Found: /admin/password_reset/confirm/MQ/c1x2y3-abcdef0123/", "c1x2y3-abcdef0123"),
    ("GET /admin/invitation/Zm9vYmFyYmF6/ 200", "Zm9vYmFyYmF6"),
    ("POST /admin/support/enter/Zm9vYmFyYmF6/", "Zm9vYmFyYmF6"),
    ("GET /orders/0123456789abcdefghij/ 200", "0123456789abcdefghij"),
    ("?token=Zm9vYmFyYmF6&page=2", "Zm9vYmFyYmF6"),
    ("{'password': 'hunter2hunter2', 'name': 'Ada'}", "hunter2hunter2"),
    ("new_password1=hunter2hunter2&x=1", "hunter2hunter2"),
    ('{"api_key": "k-0123456789"}', "k-0123456789"),
    ("Cookie: sessionid=abcdef0123456789; a=b", "abcdef0123456789"),
]


@pytest.mark.parametrize(("text", "secret"), SECRETS)
def test_a_line_of_the_log_has_no_secret(text: str, secret: str) -> None:
    assert secret not in masked(text)
    assert HIDDEN in masked(text)


@pytest.mark.parametrize(
    "text",
    [
        "GET /products/mug/?page=2 200",
        "Payment 01890000-0000-7000-8000-000000000001 could not be refunded.",
        "store=alpha django.request: Forbidden: /admin/settings/store/",
        "The basic idea, a token of friendship",
        "/orders/ was asked for",
    ],
)
def test_other_lines_stay_as_they_are(text: str) -> None:
    assert masked(text) == text


@pytest.mark.parametrize("word", ["token", "x_token", "authorization ", "bearer ", "token: "])
def test_a_long_line_keeps_nobody_waiting(word: str) -> None:
    began = time.monotonic()
    masked(word * 20_000)
    assert time.monotonic() - began < 5


def test_what_fernet_made_is_hidden_too() -> None:
    token = encrypt("x")
    assert token not in masked(f"column is {token}.")


def written(log: Any) -> str:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(MaskSecretsFilter())
    logger = logging.getLogger("tests.secrets")
    logger.propagate = False
    logger.addHandler(handler)
    try:
        log(logger)
    finally:
        logger.removeHandler(handler)
    return stream.getvalue()


def test_arguments_and_tracebacks_are_masked() -> None:
    def log(logger: logging.Logger) -> None:
        logger.warning("Key %s of %s", SECRET, {"token": "Zm9vYmFyYmF6"})
        try:
            raise ValueError(f"refused {SECRET}")
        except ValueError:
            logger.exception("It failed")

    lines = written(log)
    assert "abcdefghijklmnop" not in lines
    assert "Zm9vYmFyYmF6" not in lines
    assert f"ValueError: refused sk_{HIDDEN}" in lines


def test_nobody_writes_a_line_of_their_own() -> None:
    forged = "x\n2026-01-01 ERROR store=beta: \x1b[2Jgone\r\u2028"
    lines = written(lambda logger: logger.error('Missing config for "%s".', forged))
    assert lines.count("\n") == 1
    assert r"x\n2026-01-01 ERROR store=beta: \x1b[2Jgone\r\u2028" in lines


def test_a_message_that_does_not_fit_its_placeholders_fails_nothing_and_is_masked() -> None:
    record = logging.LogRecord("x", logging.INFO, "", 0, "%d of %s", ("token=Zm9vYmFyYmF6",), None)
    assert MaskSecretsFilter().filter(record)
    assert "%d of %s" in record.getMessage()
    assert "Zm9vYmFyYmF6" not in record.getMessage()


def test_the_console_masks(settings) -> None:
    assert "secrets" in settings.LOGGING["handlers"]["console"]["filters"]
    assert all("console" in logger["handlers"] for logger in settings.LOGGING["loggers"].values())


def fail() -> None:
    signing_secret, note = HIDDEN_VALUES["variable"], f"sent {HIDDEN_VALUES['variable']}"
    raise ValueError(len(note) + len(signing_secret))


def test_an_error_report_has_no_secret(settings, rf: RequestFactory) -> None:
    settings.DEBUG = False
    settings.SOME_API_KEY = HIDDEN_VALUES["setting"]
    request: HttpRequest = rf.post(
        "/admin/x/",
        {name: HIDDEN_VALUES[name] for name in ("password", "note")},
        HTTP_AUTHORIZATION=HIDDEN_VALUES["authorization"],
    )
    assert isinstance(get_exception_reporter_filter(request), ReporterFilter)
    try:
        fail()
    except ValueError:
        reporter = ExceptionReporter(request, *sys.exc_info())
    for report in (reporter.get_traceback_html(), reporter.get_traceback_text()):
        shown = [name for name, value in HIDDEN_VALUES.items() if value in report]
        assert shown == []
        assert "ValueError" in report
    frames = [dict(frame["vars"]) for frame in reporter.get_traceback_data()["frames"]]
    assert any("signing_secret" in variables for variables in frames)
